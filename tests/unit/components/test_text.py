"""Text: where its lines stand, and what they mean."""

import pytest

from scorepress.model.scene import Role
from scorepress.model.template import Overflow

LONG = (
    "Score ranges for each performance level are different for each grade level, and students are expected to improve."
)


def test_lines_follow_one_another_by_the_leading(desk):
    sheet = desk.draw("text", f"text: {LONG}\nstyle: body", y=100, width=240)
    assert [t.y for t in sheet.texts] == [100, 115, 130]
    assert {t.x for t in sheet.texts} == {54}
    assert (sheet.drawn.bottom, sheet.drawn.next) == (130, 145)


def test_a_text_that_follows_starts_one_leading_lower(desk):
    assert desk.draw("text", "text: One line\nstyle: title", y=72).drawn.next == 96


def test_right_and_center(desk):
    right = desk.draw("text", "{text: Page 2 of 2, style: small, align: right}", x=450, width=108).texts[0]
    assert right.x + right.width == pytest.approx(558)
    center = desk.draw("text", "{text: Page 2 of 2, style: small, align: center}", x=450, width=108).texts[0]
    assert center.x + center.width / 2 == pytest.approx(504)


@pytest.mark.parametrize(("name", "ys"), [("Maya Rosario Delgado", [84]), ("Maximiliana-Guadalupe " * 3, [72, 96])])
def test_anchored_in_the_middle_the_lines_stand_around_y(desk, name, ys):
    sheet = desk.draw("text", f"{{text: {name}, style: title, anchor: middle, lines: 2}}", y=84)
    assert [t.y for t in sheet.texts] == ys
    assert sheet.drawn.bottom == ys[-1]


def test_too_many_lines_are_reported_unless_the_type_may_shrink(desk):
    yaml = f"text: {LONG}\nstyle: lead\nlines: 3"
    assert desk.draw("text", yaml, width=216).codes == ["overflow"]
    sheet = desk.draw("text", yaml, width=216, overflow=Overflow(shrink_to=9))
    assert sheet.codes == []
    assert {t.size for t in sheet.texts} == {11}


def test_height_is_a_limit_too(desk):
    assert desk.draw("text", f"text: {LONG}\nstyle: body\nheight: 30pt", width=240).codes == ["overflow"]
    assert desk.draw("text", f"text: {LONG}\nstyle: body\nheight: 45pt", width=240).codes == []


def test_balanced_lines_are_alike(desk):
    yaml = "text: Can sometimes use English. May need some help.\nstyle: heading\nbalance: {}"
    ragged, even = (desk.draw("text", yaml.format(b), width=240).texts for b in ("false", "true"))
    assert len(ragged) == len(even) == 2
    assert abs(even[0].width - even[1].width) < abs(ragged[0].width - ragged[1].width)


@pytest.mark.parametrize(
    ("role", "meant", "level"),
    [
        ("paragraph", Role.PARAGRAPH, None),
        ("heading 1", Role.HEADING, 1),
        ("heading 3", Role.HEADING, 3),
        ("note", Role.NOTE, None),
        ("artifact", Role.ARTIFACT, None),
    ],
)
def test_roles(desk, role, meant, level):
    (leaf,) = desk.draw("text", f"{{text: Words, style: body, role: {role}, id: words}}").drawn.items
    assert (leaf.semantics.role, leaf.semantics.level, leaf.semantics.id) == (meant, level, "words")


def test_a_link_is_a_link_in_its_paragraph(desk):
    sheet = desk.draw("text", "{text: example.org, style: body, link: 'https://example.org/'}")
    (paragraph,) = sheet.drawn.items
    (link,) = paragraph.items
    assert (paragraph.semantics.role, link.semantics.role) == (Role.PARAGRAPH, Role.LINK)
    assert link.semantics.href == "https://example.org/"
    assert link.items == tuple(sheet.texts)


def test_a_foreign_sentence_says_so(desk):
    (leaf,) = desk.draw("text", "{text: Words, style: body, role: heading 2}", lang="vi").drawn.items
    assert leaf.semantics.lang == "en"
