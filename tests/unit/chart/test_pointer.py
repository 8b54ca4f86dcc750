"""The marks at a score."""

from scorepress.chart.pointer import arrow, pointer
from scorepress.model.color import Color

BLUE = Color(11, 63, 115)


def test_the_pointer_of_the_look():
    """Tip at 429, head 12, height 30, body as wide as its words and 24."""
    shape = pointer(429, 266, 30, BLUE)
    assert shape.points == ((429, 266), (441, 251), (495, 251), (495, 281), (441, 281))
    assert shape.fill == BLUE


def test_the_arrow_of_the_look():
    assert arrow(387, 620, BLUE).points == ((387, 620), (396, 614), (396, 626))
