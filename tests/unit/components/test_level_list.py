"""What the levels mean."""

import pytest

from scorepress.model.scene import Role

YAML = """
scale: overall score this year
section:
  label: "Level {level}—Fluent"
  text: Has enough English skills. May need occasional help.
line: {under-level: 3, above: Proficient, below: Developing Proficiency}
"""


def draw(desk, yaml=YAML, **place):
    return desk.draw("level-list", yaml, **{"x": 186, "y": 500, "width": 372, **place})


def test_the_measures_of_the_look(desk):
    """The drawing of the look: sections of 45, a gap of 15 that holds only the line."""
    sheet = draw(desk, YAML.split("line:", maxsplit=1)[0] + "section-height: 45pt\nline: {under-level: 3, gap: 15pt}")
    assert [(r.x, r.y, r.width, r.height) for r in sheet.rects] == [
        (186.25, 500.25, 41.5, 44.5),
        (186.25, 560.25, 41.5, 44.5),
        (186.25, 608.25, 41.5, 44.5),
    ]
    numbers = [t for t in sheet.texts if t.string in "321"]
    assert [t.string for t in numbers] == ["3", "2", "1"]
    assert [t.y for t in numbers] == [527, 587, 635]
    assert all(t.x + t.width / 2 == pytest.approx(207) for t in numbers)
    assert {t.x for t in sheet.texts if t not in numbers} == {252}
    assert sheet.drawn.bottom == 653


def test_the_student_is_not_in_it(desk):
    desk.scale(651, 2)
    sheet = draw(desk)
    assert desk.theme.colors["result"] not in {r.fill for r in sheet.rects}
    assert sheet.polygons == []


def test_labels_stand_flush_right_inside_their_gap(desk):
    sheet = draw(desk)
    (line,) = sheet.lines
    assert (line.x1, line.x2, line.y1) == (186, 558, 555.5)
    above, below = (next(t for t in sheet.texts if t.string == s) for s in ("Proficient", "Developing Proficiency"))
    assert above.x + above.width == pytest.approx(558)
    assert below.x + below.width == pytest.approx(558)
    assert above.y - above.size * 0.8 > 542
    assert above.y < line.y1 < below.y - below.size * 0.75
    assert below.y + below.size * 0.24 < 569
    assert sheet.codes == []


def test_read_as_what_is_over_the_line_and_what_is_under_it(desk):
    sheet = draw(desk)
    text = "Has enough English skills. May need occasional help."
    assert sheet.read() == [
        "Proficient",
        "Level 3—Fluent", text,
        "Developing Proficiency",
        "Level 2—Fluent", text,
        "Level 1—Fluent", text,
    ]  # fmt: skip
    assert [len(g.items) for g in sheet.groups(Role.LIST)] == [1, 2]


def test_without_a_line_it_is_one_list(desk):
    sheet = draw(desk, YAML.split("line:", maxsplit=1)[0])
    assert [len(g.items) for g in sheet.groups(Role.LIST)] == [3]
    assert sheet.lines == []


def test_longer_sentences_wrap_beside_their_section(desk):
    text = "A veces puede usar el inglés en la escuela. Puede necesitar ayuda frecuente de otros."
    sheet = draw(desk, YAML.replace("Has enough English skills. May need occasional help.", text))
    assert sheet.codes == []
    inside = [t for t in sheet.texts if t.x == 252 and t.y < 542]
    assert len(inside) == 3
    assert inside[0].y - 8 > 500
    assert inside[-1].y + 3 <= 542


def test_more_than_a_section_holds_is_reported(desk):
    assert draw(desk, YAML.replace("occasional", "occasional " * 20)).codes == ["overflow"] * 3
