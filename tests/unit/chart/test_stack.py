"""Sections, and where a score stands in them."""

from hypothesis import given
from hypothesis import strategies as st

from scorepress.chart.stack import Gap, Section, middle, outlined, position, section_at, stack
from scorepress.model.color import Color
from scorepress.model.geometry import Box
from scorepress.model.report import ScaleLevel

LEVELS = (ScaleLevel(3, 660, 699), ScaleLevel(2, 644, 659), ScaleLevel(1, 601, 643))
TOP = Box(318, 147, 108, 75)


def test_the_highest_level_stands_on_top():
    pile = stack(LEVELS, TOP, 3, Gap(3, 9))
    assert [(s.level.level, s.box.y) for s in pile.sections] == [(3, 147), (2, 231), (1, 309)]
    assert (pile.line, pile.bottom) == (226.5, 384)


def test_a_line_may_stand_under_the_lowest_level():
    pile = stack(LEVELS, TOP, 3, Gap(1, 9))
    assert (pile.line, pile.bottom) == (147 + 3 * 75 + 6 + 4.5, 147 + 3 * 75 + 6)


def test_no_line_without_its_level():
    assert stack(LEVELS, TOP, 3, Gap(9, 9)).line is None
    assert stack(LEVELS, TOP, 3, None).line is None
    assert stack((), TOP, 3, Gap(3, 9)).bottom == 147


def test_the_section_of_a_level():
    pile = stack(LEVELS, TOP, 3, None)
    found = section_at(pile.sections, 2)
    assert found is not None
    assert found.level == LEVELS[1]
    assert section_at(pile.sections, None) is None


def test_the_ends_of_a_level_stand_at_the_insets():
    section = Section(LEVELS[1], TOP)
    assert position(644, section, 18) == 147 + 75 - 18
    assert position(659, section, 18) == 147 + 18


def test_a_level_of_one_score_stands_in_the_middle():
    assert position(5, Section(ScaleLevel(1, 5, 5), TOP), 18) == 147 + 37.5


@given(st.integers(0, 999), st.integers(0, 200), st.integers(-50, 1500), st.floats(0, 37.5))
def test_a_score_never_stands_nearer_to_a_border_than_its_inset(low, span, score, inset):
    y = position(score, Section(ScaleLevel(1, low, low + span), TOP), inset)
    assert 147 + inset - 1e-9 <= y <= 222 - inset + 1e-9


@given(st.integers(601, 698))
def test_within_a_level_it_is_linear(score):
    section = Section(ScaleLevel(1, 601, 699), TOP)
    step = position(score, section, 18) - position(score + 1, section, 18)
    assert abs(step - 39 / 98) < 1e-9


def test_a_block_in_the_middle_stands_on_the_grid():
    box = Box(0, 147, 108, 75)
    assert middle(box, 11 * 0.714, 18 + 15) == 147 + 24
    assert middle(Box(0, 147.5, 108, 75), 11 * 0.714, 18 + 15) == 147.5 + 24


def test_an_outline_lies_inside_of_its_box():
    rect = outlined(Box(10, 20, 30, 40), Color(255, 255, 255), Color(0, 0, 0))
    assert rect.stroke is not None
    half = rect.stroke.width / 2
    assert (rect.x - half, rect.y - half) == (10, 20)
    assert (rect.x + rect.width + half, rect.y + rect.height + half) == (40, 60)
