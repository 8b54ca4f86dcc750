"""Characters: how wide they are."""

from typing import Final
from unicodedata import category, east_asian_width

_ACCENTS: Final = frozenset({"Mn", "Me"})


def is_wide(character: str) -> bool:
    """Whether it is an ideograph, or as wide as one (UAX 11)."""
    return east_asian_width(character) in "WF"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(2 if is_wide(one) else 0 if category(one) in _ACCENTS else 1 for one in text)
