"""Small gauges side by side."""

import pytest

from scorepress.model.report import ScaleLevel
from scorepress.model.scene import Role

YAML = """
line: {under-level: 3, above: Proficient, below: Developing Proficiency}
columns:
  - x: column 3
    when: two years ago shows the score
    scale: two years ago
    section: {label: "Level {level}"}
    alternative: "Gauge, two years ago: Level 1."
  - x: column 5
    when: last year shows the score
    scale: last year
    section: {label: "Level {level}"}
    alternative: "Gauge, one year ago: Level 1."
  - x: column 7
    scale: this year
    section: {label: "Level {level}"}
    alternative: "Gauge, this year: Level 2."
"""


def draw(desk, *shown, yaml=YAML):
    desk.true |= {f"{year} shows the score" for year in shown}
    desk.scale(551, 2, (ScaleLevel(3, 560, 599), ScaleLevel(2, 544, 559), ScaleLevel(1, 501, 543)), "two years ago")
    desk.scale(638, 1, name="last year")
    desk.scale(651, 2, name="this year")
    return desk.draw("gauge-row", yaml, y=570)


def test_the_measures_of_the_look(desk):
    sheet = draw(desk, "last year")
    assert [(r.x, r.y, r.width, r.height) for r in sheet.rects] == [
        (318.25, 570.25, 65.5, 17.5), (318.25, 597.25, 65.5, 17.5), (318, 618, 66, 18),
        (450.25, 570.25, 65.5, 17.5), (450, 597, 66, 18), (450.25, 618.25, 65.5, 17.5),
    ]  # fmt: skip
    (line,) = sheet.lines
    assert (line.x1, line.x2, line.y1) == (54, 558, 592.5)
    last, this = sheet.polygons
    assert last.points[0] == (387, pytest.approx(618 + 18 - 6 - 6 * (638 - 601) / (643 - 601)))
    assert this.points[0] == (519, pytest.approx(597 + 18 - 6 - 6 * (651 - 644) / (659 - 644)))
    assert this.points[1:] == ((528, this.points[0][1] - 6), (528, this.points[0][1] + 6))
    assert ("Level 2", 459, 609, 9) in sheet.words
    assert sheet.drawn.bottom == 636


def test_both_labels_stand_once_in_the_first_column_and_are_not_heard_as_results(desk):
    sheet = draw(desk, "last year")
    assert [w for w in sheet.words if w[1] == 54] == [
        ("Proficient", 54, 588, 9),
        ("Developing Proficiency", 54, 603, 9),
    ]
    (hidden,) = sheet.groups(Role.ARTIFACT)
    assert [g.text for g in hidden.items[:-1]] == ["Proficient", "Developing Proficiency"]
    assert hidden.items[-1] == sheet.lines[0]


def test_a_year_without_a_score_has_no_gauge(desk):
    assert len(draw(desk).rects) == 3
    assert len(draw(desk, "last year", "two years ago").rects) == 9


def test_each_gauge_is_a_figure_with_its_alternative(desk):
    labels = [g.semantics.label for g in draw(desk, "last year").groups(Role.FIGURE)]
    assert labels == ["Gauge, one year ago: Level 1.", "Gauge, this year: Level 2."]


def test_the_arrow_never_leaves_its_section(desk):
    for level, low, high in ((1, 601, 643), (2, 644, 659), (3, 660, 699)):
        for score in range(low, high + 1):
            desk.scale(score, level, name="this year")
            yaml = "columns:\n" + YAML.rsplit('Level 1."\n', maxsplit=1)[-1]
            sheet = desk.draw("gauge-row", yaml, y=570)
            ys = [y for _, y in sheet.polygons[0].points]
            section = sheet.rects[3 - level]
            assert section.y - 0.01 <= min(ys), score
            assert max(ys) <= section.y + section.height + 0.01, score


def test_gauges_with_more_levels_share_the_line(desk):
    desk.true.add("last year shows the score")
    levels = (ScaleLevel(4, 70, 79), ScaleLevel(3, 60, 69), ScaleLevel(2, 50, 59))
    desk.scale(75, 4, levels, name="last year")
    desk.scale(651, 2, name="this year")
    sheet = desk.draw("gauge-row", YAML, y=570)
    four, three = (sorted(r.y for r in sheet.rects if x < r.x < x + 66) for x in (317, 449))
    line = sheet.lines[0].y1
    assert [round(line - y) for y in four] == [44, 22, -5]
    assert [round(line - y) for y in three] == [22, -4, -26]


def test_no_gauge_draws_nothing(desk):
    yaml = "columns:\n" + YAML.split("columns:\n")[1].split("  - x: column 5", maxsplit=1)[0]
    sheet = draw(desk, yaml=yaml)
    assert sheet.drawn.items == ()
