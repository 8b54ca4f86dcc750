"""Letters without their marks."""

import re
import unicodedata
from functools import lru_cache

_LATIN = re.compile(r"LATIN (CAPITAL|SMALL) (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .*)?")
"""The name of a letter that Unicode does not take apart, such as `Đ`: LATIN CAPITAL LETTER D WITH STROKE."""


def plain_letters(text: str) -> str:
    """A text in letters without marks: `Đặng` is `Dang`, `Łukasz` `Lukasz`, `Ærø` `AEro`. Others stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join([c if c.isascii() else _base(c) for c in decomposed if not unicodedata.combining(c)])


@lru_cache(2_000)
def _base(letter: str) -> str:
    found = _LATIN.fullmatch(unicodedata.name(letter, ""))
    if found is None:
        return letter
    return found[2] if found[1] == "CAPITAL" else found[2].lower()
