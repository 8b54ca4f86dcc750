"""The gauge: where each score stands, and that nothing ever meets."""

import itertools

import pytest

from scorepress.model.report import ScaleLevel
from scorepress.model.scene import Line, Polygon, Role
from scorepress.model.template import Overflow

NAMES = {3: "Fluent English Proficient", 2: "Intermediate English Learner", 1: "Novice English Learner"}
LINE = "line: {under-level: 3, above: Proficient, below: Developing Proficiency}"
YAML = """
scale: overall score this year
section: {label: "Level {level}", range: 601–643, name: NAME}
score: "{SCORE}"
alternative: "Gauge: level 2, score 651."
"""


def draw(desk, score="651", level=2, extra=LINE, name="Intermediate English Learner", **place):
    number = int(score.rstrip("*")) if score.rstrip("*").isdigit() else None
    desk.scale(number, level)
    yaml = YAML.replace("SCORE", score).replace("NAME", name) + extra
    return desk.draw("gauge", yaml, **{"x": 318, "y": 147, "width": 240, "overflow": Overflow(shrink_to=9), **place})


def box_of(shape):
    xs, ys = zip(*shape.points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def label_boxes(sheet):
    """The ink of both labels of the line: from capitals and marks above to descenders below."""
    found = [t for t in sheet.texts if t.string in ("Proficient", "Developing Proficiency")]
    assert len(found) == 2
    return [(t.x, t.y - 0.8 * t.size, t.x + t.width, t.y + 0.25 * t.size) for t in found]


def meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


# --- the measures of the look -----------------------------------------------------------------------------------------


def test_sections_and_pointer_stand_where_the_look_puts_them(desk):
    """The drawing of the look: sections of 75, a gap of 9 that holds only the line."""
    sheet = draw(desk, extra="section-height: 75pt\nline: {under-level: 3, gap: 9pt}")
    assert [(r.y, r.height) for r in sheet.rects] == [(147.25, 74.5), (231, 75), (309.25, 74.5)]
    (pointer,) = sheet.polygons
    tip = 231 + 75 - 18 - 39 * (651 - 644) / (659 - 644)
    assert pointer.points[0] == (429, pytest.approx(tip))
    left, top, _, bottom = box_of(pointer)
    assert (left, bottom - top) == (429, 30)
    (score,) = [t for t in sheet.texts if t.string == "651"]
    assert (score.x, score.size, score.font.weight) == (450, 18, 700)
    assert box_of(pointer)[2] == pytest.approx(429 + 12 + 24 + score.width)
    (line,) = sheet.lines
    assert (line.x1, line.x2, line.y1) == (318, 558, 226.5)
    assert sheet.drawn.bottom == 384


def test_a_gap_that_holds_both_labels(desk):
    sheet = draw(desk)
    assert [round(r.y) for r in sheet.rects] == [147, 240, 309]
    assert sheet.lines[0].y1 == 226.5
    assert [(s, y) for s, _, y, _ in sheet.words if s in ("Proficient", "Developing Proficiency")] == [
        ("Proficient", 222),
        ("Developing Proficiency", 237),
    ]
    assert {x for s, x, _, _ in sheet.words if s in ("Proficient", "Developing Proficiency")} == {450}
    assert sheet.drawn.bottom == 375


def test_level_and_range_share_a_line_and_the_name_stands_below(desk):
    sheet = draw(desk)
    label, bounds, first, second = [t for t in sheet.texts if 147 < t.y < 213 and t.x < 426]
    assert (label.string, label.x, label.font.weight) == ("Level 3", 327, 700)
    assert (bounds.y, bounds.size) == (label.y, 9)
    assert bounds.x + bounds.width == pytest.approx(417)
    assert (first.y, second.y) == (label.y + 18, label.y + 33)
    assert (first.string, second.string) == ("Intermediate", "English Learner")


# --- colour and meaning -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "score"), [(3, "676"), (2, "651"), (1, "601*")])
def test_only_the_result_has_the_colour_of_the_result(desk, level, score):
    sheet = draw(desk, score, level)
    result, tint, ink = (desk.theme.colors[name] for name in ("result", "tint", "ink"))
    assert [r.fill == result for r in sheet.rects] == [n == level for n in (3, 2, 1)]
    for rect in sheet.rects:
        if rect.fill != result:
            assert (rect.fill, rect.stroke.color, rect.stroke.width) == (tint, ink, 0.5)
    assert [p.fill for p in sheet.polygons] == [result]
    assert sheet.lines[0].stroke.color == ink


def test_reversed_words_are_bold_and_never_small(desk):
    sheet = draw(desk)
    reversed_words = [t for t in sheet.texts if t.color == desk.theme.colors["paper"]]
    assert len(reversed_words) == 5
    assert all(t.font.weight == 700 and t.size >= 9 for t in reversed_words)


def test_a_figure_with_its_alternative(desk):
    (figure,) = draw(desk).drawn.items
    assert (figure.semantics.role, figure.semantics.label) == (Role.FIGURE, "Gauge: level 2, score 651.")
    assert figure.semantics.lang is None
    assert draw(desk, lang="vi").drawn.items[0].semantics.lang == "en"


def test_the_words_keep_the_rule_that_chose_them(desk):
    assert "rules/example.rules:7" in {g.rule for g in draw(desk).groups(Role.PARAGRAPH)}


# --- nothing is there that is not known -------------------------------------------------------------------------------


def test_without_a_score_there_is_no_pointer_and_no_colour(desk):
    desk.scale(None, None)
    sheet = desk.draw("gauge", YAML.replace("SCORE", "nothing") + LINE, x=318, width=240)
    assert sheet.polygons == []
    assert {r.fill for r in sheet.rects} == {desk.theme.colors["tint"]}


def test_without_a_line_the_sections_stand_together(desk):
    sheet = draw(desk, extra="")
    assert sheet.lines == []
    assert sheet.drawn.bottom == 147 + 3 * 66 + 2 * 3


def test_a_line_under_a_level_that_the_scale_does_not_have_is_not_drawn(desk):
    assert draw(desk, extra="line: {under-level: 7}").lines == []


def test_any_number_of_levels(desk):
    levels = (ScaleLevel(4, 30, 39), ScaleLevel(3, 20, 29), ScaleLevel(2, 10, 19), ScaleLevel(1, 0, 9))
    desk.scale(25, 3, levels)
    sheet = desk.draw("gauge", YAML.replace("SCORE", "25"), x=318, width=240)
    assert len(sheet.rects) == 4


# --- every score ------------------------------------------------------------------------------------------------------

SCORES = [(score, level) for level, low, high in ((1, 601, 643), (2, 644, 659), (3, 660, 699))
          for score in range(low, high + 1)]  # fmt: skip


def test_the_pointer_never_leaves_its_section_and_never_meets_a_label(desk):
    for (score, level), mark in itertools.product(SCORES, ("", "*")):
        sheet = draw(desk, f"{score}{mark}", level)
        (shape,) = sheet.polygons
        pointer = box_of(shape)
        section = sheet.rects[3 - level]
        assert section.y + 3 <= pointer[1] + 0.01, score
        assert pointer[3] - 0.01 <= section.y + section.height - 3, score
        assert pointer[2] <= 558, score
        first, second = label_boxes(sheet)
        assert not meet(first, second), score
        for label in (first, second):
            assert not meet(label, pointer), score
            assert label[1] >= 213, score
            assert label[3] <= 240, score
        assert first[3] < sheet.lines[0].y1 < second[1], score
        assert sheet.codes == []


def test_a_higher_score_of_a_level_stands_higher(desk):
    for level in (1, 2, 3):
        tips = [draw(desk, str(s), n).polygons[0].points[0][1] for s, n in SCORES if n == level]
        assert tips == sorted(tips, reverse=True)
        assert len(set(tips)) == len(tips)


# --- long words -------------------------------------------------------------------------------------------------------


def test_three_lines_of_a_name_fit_in_a_section(desk):
    sheet = draw(desk, name="Học sinh học tiếng Anh trình độ trung cấp")
    assert sheet.codes == []
    for top in (147, 240, 309):
        inside = [t for t in sheet.texts if top < t.y < top + 66 and t.x < 426]
        assert len(inside) == 5
        assert min(t.y - 0.75 * t.size for t in inside) >= top + 3
        assert max(t.y + 0.24 * t.size for t in inside) <= top + 66 - 3
        assert all(t.x + t.width <= 417.01 for t in inside)


def test_names_shrink_together(desk):
    sheet = draw(desk, name="Học sinh đang học tiếng Anh ở trình độ trung cấp")
    sizes = {t.size for t in sheet.texts if t.string.startswith(("Học", "ở", "trình"))}
    assert sizes == {9}
    assert sheet.codes == []


def test_wide_labels_of_the_line_begin_further_left_and_end_at_the_margin(desk):
    words = "Nagkakaroon pa ng kahusayan sa wikang Ingles"
    sheet = draw(desk, extra=f"line: {{under-level: 3, above: Mahusay, below: {words}}}")
    above, below = (next(t for t in sheet.texts if t.string == s) for s in ("Mahusay", words))
    assert above.x == below.x < 450
    assert below.x + below.width == pytest.approx(558)
    assert sheet.codes == []


def test_a_gap_too_small_for_its_labels_is_reported(desk):
    sheet = draw(desk, extra="line: {under-level: 3, gap: 9pt, above: Proficient, below: Developing Proficiency}")
    assert set(sheet.codes) == {"overflow"}


def test_chinese_labels_stand_clear_of_the_dots(desk):
    extra = "line: {under-level: 3, above: 熟練, below: 逐步邁向熟練}"
    sheet = draw(desk, extra=extra, lang="zh-Hant", family="Noto Sans TC")
    (below,) = [t for t in sheet.texts if t.string == "逐步邁向熟練"]
    assert below.y - 0.88 * below.size - 0.75 > 226.5 + 2
    assert below.y + 0.12 * below.size < 240


def test_the_line_is_drawn_between_its_labels(desk):
    (figure,) = draw(desk).drawn.items
    kinds = [type(i) for i in figure.items if isinstance(i, Line | Polygon)]
    assert kinds == [Line, Polygon]
