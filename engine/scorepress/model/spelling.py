"""Which name was meant by one that does not exist: a slip of the pen is told, a name that only looks alike is not."""

from collections.abc import Iterable
from difflib import get_close_matches

_ALIKE = 0.7
_MOST = 5
"""Names that are looked at closely."""
_SHORT = 5
"""Letters of a word in which only one may be wrong; in longer words two may be."""


def meant(name: str, names: Iterable[str]) -> str | None:
    """The name that was most likely meant: one letter differs, or few letters of each word."""
    return next((near for near in get_close_matches(name, list(names), _MOST, _ALIKE) if _is_slip(name, near)), None)


def _is_slip(name: str, other: str) -> bool:
    if slips(name, other) <= 1:
        return True
    words, others = name.split(), other.split()
    return len(words) == len(others) and all(map(_is_slip_of_word, words, others))


def _is_slip_of_word(word: str, other: str) -> bool:
    return slips(word, other) <= (1 if min(len(word), len(other)) <= _SHORT else 2)


def slips(one: str, other: str) -> int:
    """How many letters are missing, too much, wrong, or change places with the next one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        above, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            least = min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and b == one[i - 1]:
                least = min(least, above[j - 1] + 1)
            row.append(least)
    return row[-1]
