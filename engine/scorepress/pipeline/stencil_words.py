"""The words of a stencil's places, filled in for a student and remembered; the rows that chose words."""

from collections.abc import Callable, Hashable, Mapping
from typing import Final

from scorepress.export.press_stencil import Words
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Phrase, Region, ReportPage
from scorepress.model.template import Struct
from scorepress.model.values import Value
from scorepress.noun import Noun
from scorepress.pipeline.rows import rows_of
from scorepress.text.inserts import Insert

Values = Mapping[str, Value]

KEPT_WORDS: Final = 1_000
"""Words that are remembered of one place."""

NO_ROWS: Final[frozenset[str]] = frozenset()


class Filled(Noun, frozen=True, eq=False):
    """A place's words as one student has them. shape: a number for all about them on which the page's form depends."""

    shape: int
    words: "Words | None"
    rows: frozenset[str]


class Filler:
    """Fills one place."""

    __slots__ = ("key", "known", "make")

    def __init__(self, key: Callable[[Values], Hashable], make: Callable[[Values], Filled]) -> None:
        self.key = key
        self.known: dict[Hashable, Filled] = {}
        self.make = make

    def new(self, key: Hashable, values: Values) -> Filled:
        """Words that are not known."""
        make_room(self.known, KEPT_WORDS)
        made = self.known[key] = self.make(values)
        return made


def fixed_rows(part: object) -> frozenset[str]:
    """The rows that chose the words that are the same for all students."""
    found: frozenset[str] = frozenset()
    if isinstance(part, Phrase):
        return frozenset() if isinstance(part.text, Insert) else rows_of(part)
    if isinstance(part, Struct):
        return found.union(*(fixed_rows(value) for _, value in part.pairs))
    if isinstance(part, tuple):
        return found.union(*map(fixed_rows, part))
    if isinstance(part, Region):
        return found.union(fixed_rows(part.title), fixed_rows(part.blocks))
    if isinstance(part, Block):
        return fixed_rows(part.props)
    return fixed_rows(part.regions) if isinstance(part, ReportPage) else found
