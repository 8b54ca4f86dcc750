"""How numbers are written."""

import math

import pytest

from scorepress.render.numbers import format_number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (-0.0, "0"),
        (-0.0004, "0"),
        (0.0004, "0"),
        (1, "1"),
        (100, "100"),
        (1.5, "1.5"),
        (-1.5, "-1.5"),
        (1.0005001, "1.001"),
        (1.23456, "1.235"),
        (1e-9, "0"),
        (1e6, "1000000"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_format_number(value, written):
    assert format_number(value) == written


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_page_has_no_such_number(value):
    with pytest.raises(ValueError, match="cannot hold"):
        format_number(value)
