"""How a text is squeezed where its page is too long: no more lines than cutting takes, and no word cut for nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.compose.pen import ReportPen
from scorepress.model.color import Color
from scorepress.model.component import Ask
from scorepress.model.diagnostic import Reporter
from scorepress.model.style import Style
from scorepress.model.template import CalloutLook, Overflow, Theme
from scorepress.text.breaking import break_lines, cut_lines
from scorepress.text.fonts import bundled_fonts

BLACK = Color(0, 0, 0)
BODY = Style("body", 11, 15, 400)
THEME = Theme(612, 792, BLACK, {}, {"body": BODY}, ((11, 15),), CalloutLook(BLACK, BODY, BLACK))
SIZE = 6.0


def squeezed(text, width):
    """The lines on a page whose text is squeezed to one size, and the measure of that size."""
    pen = ReportPen(THEME, bundled_fonts(), "Noto Sans", "en", Reporter())
    pen.squeezed = SIZE
    setting = pen.setting(text, Ask(BODY, width, None, Overflow(grow=True, squeeze_to=SIZE), False, None))
    return setting.lines, bundled_fonts().measure(pen.font(setting.style), setting.style.size)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Joint Unified High School", 57, ("Joint Unified High", "School")),
        ("Elementary school Llanfairpwllgwyngyllgogerych", 60, None),
        ("Joint Wwwwwwwwwww Joint Wwwwwwwwwww Wwwwwwwwwww", 40, None),
    ],
)
def test_words_are_cut_only_where_that_spares_a_line(text, width, lines):
    found, measure = squeezed(text, width)
    assert lines in (found, None)
    between = break_lines(text, measure, width, "en")
    spared = len(between) > len(found) or max(map(measure, between)) > width
    assert " ".join(found) == text or spared


@settings(max_examples=100)
@given(st.text("iW -‱", min_size=1, max_size=40), st.integers(12, 80))
def test_it_takes_no_more_lines_than_cutting_and_keeps_every_letter(text, width):
    found, measure = squeezed(text, width)
    cut = cut_lines(text, measure, width)
    assert len(found) <= len(cut)
    assert max(map(measure, found)) <= max(width, *map(measure, cut)) + 0.01
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
