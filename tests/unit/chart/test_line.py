"""The dotted line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.chart.line import DOT, dotted
from scorepress.model.color import Color

INK = Color(0, 0, 0)


def test_the_line_of_the_look():
    line = dotted(318, 558, 226.5, INK)
    assert (line.x1, line.y1, line.x2, line.y2) == (318, 226.5, 558, 226.5)
    assert line.stroke.width == line.stroke.dash[0] == 1.5
    assert sum(line.stroke.dash) == pytest.approx(4.5, abs=0.05)


@given(st.floats(0, 500), st.floats(6, 500))
def test_a_dot_ends_each_side(x1, length):
    line = dotted(x1, x1 + length, 10, INK)
    pitch = sum(line.stroke.dash)
    spaces = (length - DOT) / pitch
    assert abs(spaces - round(spaces)) < 1e-6
    assert 3 <= pitch <= 6.8
    assert line.stroke.dash[1] > 0
