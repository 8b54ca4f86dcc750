"""Numbers as every output writes them."""

from functools import lru_cache
from math import isfinite


@lru_cache(1 << 14)
def format_number(value: float) -> str:
    """Write a length in points: at most three decimals, no trailing zeros, no minus before zero.

    Raises ValueError for infinities and NaN: no page has them.
    """
    if not isfinite(value):
        raise ValueError(f"a page cannot hold the number {value}")
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
