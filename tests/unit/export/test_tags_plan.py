"""From ARIA to tags: what belongs to what, and where the pieces of a page begin."""

from xml.etree import ElementTree as ET

import pytest

from scorepress.export.tags import Tag
from scorepress.export.tags_bounds import bounds
from scorepress.export.tags_plan import _KINDS, drawn_elements, plan_page
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.geometry import Box
from scorepress.model.scene import Role

FONT = 'font-family="Noto Sans" font-size="10" font-weight="400"'


def t(words, x=0, y=10):
    return f'<text x="{x}" y="{y}" {FONT}>{words}</text>'


def g(role, *inner, **attributes):
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<g role="{role}"{more}>{"".join(inner)}</g>'


LINE = '<line x1="0" y1="5" x2="10" y2="5" stroke-width="2"/>'
HIDDEN = f'<g aria-hidden="true">{LINE}</g>'


def root(*inner, lang="en"):
    body = "".join(inner)
    return ET.fromstring(f'<svg lang="{lang}" viewBox="0 0 612 792"><title>T</title>{body}</svg>')  # noqa: S314 - ours


def plan(*inner, lang="en"):
    return plan_page(root(*inner, lang=lang), 1, "en")


def test_every_role_has_a_structure_element():
    assert set(_KINDS) == {role.value for role in Role} - {Role.ARTIFACT.value}


def test_a_leaf_is_one_piece_and_decoration_another():
    page = plan(HIDDEN, LINE, g("paragraph", t("a"), t("b", y=20)), g("paragraph", t("c")), HIDDEN)
    assert page.marks == (None, 0, 1, None)
    assert list(page.pieces.values()) == [0, 0, 1, 1, 2, 3]
    assert page.tags == (Tag("P", (0,)), Tag("P", (1,)))


def test_decoration_inside_a_leaf_parts_it():
    page = plan(g("paragraph", t("a"), HIDDEN, t("b", y=20)))
    assert page.marks == (0, None, 1)
    assert page.tags == (Tag("P", (0, 1)),)


def test_shapes_of_a_leaf_belong_to_it_and_those_of_a_group_are_decoration():
    page = plan(g("region", LINE, g("paragraph", LINE, t("a"))), g("list", LINE, g("listitem", LINE, t("b"))))
    assert page.marks == (None, 0, None, 1)
    assert page.tags[1] == Tag("L", (Tag("LI", (Tag("LBody", (1,)),)),))


def test_everything_in_a_figure_is_the_figure():
    page = plan(g("img", LINE, g("paragraph", t("a")), f"<g>{LINE}</g>", HIDDEN, LINE, aria_label="A gauge"))
    assert page.marks == (0, None, 1)
    (figure,) = page.tags
    assert (figure.kind, figure.kids, figure.alt) == ("Figure", (0, 1), "A gauge")


def test_a_loose_text_is_a_paragraph_and_a_loose_link_stands_in_one():
    link = f'<a role="link" href="https://example.org/">{t("go")}</a>'
    page = plan(t("a"), f"<g>{t('b')}</g>", g("region", link), g("paragraph", link))
    first, second, region, last = page.tags
    assert first == Tag("P", (0,))
    assert second == Tag("P", (1,))
    assert region.kids[0].kind == last.kind == "P"
    assert region.kids[0].kids[0].href == last.kids[0].href == "https://example.org/"


def test_what_is_empty_is_left_out_except_cells():
    table = g("table", g("row", g("cell"), g("cell", t("")), g("columnheader")), g("row"))
    page = plan(g("region"), g("heading", t(""), aria_level=1), g("list", g("listitem")), table)
    assert page.tags == (Tag("Table", (Tag("TR", (Tag("TD"), Tag("TD"), Tag("TH", scope="Column"))),)),)
    assert page.marks == ()


def test_languages_that_differ_are_named():
    inner = g("paragraph", t("a"), lang="vi")
    page = plan(g("region", inner, g("paragraph", t("b"), lang="es"), lang="vi"), g("paragraph", t("c"), lang="en"))
    region, last = page.tags
    assert (region.lang, [kid.lang for kid in region.kids], last.lang) == ("vi", [None, "es"], None)


@pytest.mark.parametrize(
    ("before", "after", "lang", "space"),
    [
        ("one", "two", "en", True),
        ("one ", "two", "en", False),
        ("self-", "made", "en", False),
        ("K-", "2", "en", True),
        ("child—", "and", "en", False),
        ("您的孩子", "獲得", "zh-Hant", False),
        ("Alternate", "ELPAC", "zh-Hant", True),
        ("獲得", "651", "zh-Hant", False),
        ("họp với", "giáo viên", "vi", True),
    ],
)
def test_a_space_stands_between_lines_where_it_was_broken_at(before, after, lang, space):
    page = plan(g("paragraph", t(before), t(after, y=25)), lang=lang)
    assert [element.text for element in page.spaces] == ([before] if space else [])


def test_spaces_stand_only_where_white_is_seen():
    same_line = g("paragraph", t("a"), t("b", x=5.61), t("c", x=40))
    paragraphs = g("cell", g("paragraph", t("c")), g("paragraph", t("d", y=20)))
    page = plan(same_line, g("table", g("row", paragraphs)), t("e"), t("f", y=20))
    assert [element.text for element in page.spaces] == ["b"]


def test_a_line_may_end_in_a_link():
    link = f'<a role="link" href="https://example.org/">{t("go", y=20)}{t("on", y=30)}</a>'
    page = plan(g("paragraph", t("a"), link, t("b", y=40)))
    assert {element.text for element in page.spaces} == {"a", "go", "on"}
    assert page.tags[0].kids[1].text == "go on"


def test_a_mark_without_its_note_is_a_diagnostic():
    with pytest.raises(
        ScorepressError, match="page 1 has a mark that points to the note `star`, but not the note"
    ) as e:
        plan(g("paragraph", t("651*"), aria_describedby="star"), g("paragraph", t("652*"), aria_describedby="star"))
    (diagnostic,) = e.value.diagnostics
    assert diagnostic.code is Code.UNKNOWN_NAME
    assert "651" not in diagnostic.message + "".join(diagnostic.hints)


def test_every_note_has_an_id():
    page = plan(g("note", t("a")), g("note", t("b"), id="star"), g("note", t("c")))
    assert [tag.id for tag in page.tags] == [".1", "star", ".2"]


def test_an_id_that_stands_twice_is_a_diagnostic():
    with pytest.raises(ScorepressError, match="the id `star` stands on page 1 twice") as e:
        plan(g("note", t("a"), id="star"), g("note", t("b"), id="star"))
    assert e.value.diagnostics[0].code is Code.DUPLICATE_NAME


def test_what_no_page_has_is_refused():
    with pytest.raises(ValueError, match="no structure element for the role `button`"):
        plan(g("button", t("a")))
    with pytest.raises(ValueError, match="a text stands directly in a structure element TR"):
        plan(g("table", g("row", t("a"))))


@pytest.mark.parametrize(
    ("shape", "box"),
    [
        ('<rect x="1" y="2" width="3" height="4"/>', Box(1, 2, 3, 4)),
        ('<rect x="1" y="2" width="3" height="4" stroke-width="2"/>', Box(0, 1, 5, 6)),
        ('<image x="1" y="2" width="3" height="4"/>', Box(1, 2, 3, 4)),
        (LINE, Box(-1, 4, 12, 2)),
        ('<circle cx="5" cy="6" r="2"/>', Box(3, 4, 4, 4)),
        ('<polygon points="1,2 4,-3 0.5,0"/>', Box(0.5, -3, 3.5, 5)),
        ('<path d="M1 2h3v-4.5L0 0z"/>', Box(0, -2.5, 4, 4.5)),
    ],
)
def test_bounds_of_shapes(shape, box):
    assert bounds(drawn_elements(root(shape))) == box


def test_bounds_of_text_reach_over_its_accents_and_under_its_tails():
    box = bounds(drawn_elements(root(t("gẤ", x=5, y=100))))
    assert box is not None
    assert box.x == 5
    assert box.right == pytest.approx(5 + 12.54, abs=0.3)
    assert 88 < box.y < 90
    assert 102 < box.bottom < 104
    assert bounds([]) is None
