"""Characters: how wide they are, of which script."""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import category, east_asian_width, name

_ACCENTS: Final = frozenset({"Mn", "Me"})
_LETTER: Final = re.compile(r"(\w+).* (?:LETTER|SYLLABLE|IDEOGRAPH)\b")
_CLASSES: Final = {"C": "invisible", "M": "marks", "S": "symbols"}


def is_wide(character: str) -> bool:
    """Whether it is an ideograph, or as wide as one (UAX 11)."""
    return east_asian_width(character) in "WF"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(2 if is_wide(one) else 0 if category(one) in _ACCENTS else 1 for one in text)


def scripts(characters: Iterable[str]) -> tuple[str, ...]:
    """What characters are, without telling which: CJK, Arabic, symbols…; each once, in order."""
    return tuple(sorted({_script(one) for one in characters}))


def _script(character: str) -> str:
    letter = _LETTER.match(name(character, ""))
    if letter is None:
        return _CLASSES.get(category(character)[0], "others")
    return letter[1] if letter[1] == "CJK" else letter[1].title()
