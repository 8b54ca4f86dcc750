"""Which rows of the rules chose the words of a report."""

from functools import lru_cache
from typing import Final

from scorepress.model.report import Block, Phrase, Region
from scorepress.model.template import Struct
from scorepress.text.inserts import Insert

_KEPT: Final = 3_000
"""Parts of reports whose rows are remembered."""


def rows_of(part: object) -> frozenset[str]:
    """`file:line` of every row that chose words in a region, a block or a property, or in several of them.

    Of an `Insert` there are none: the words are another student's.
    """
    found: set[str] = set()
    _collect(part, found)
    return _once(frozenset(found))


@lru_cache(_KEPT)
def _once(rows: frozenset[str]) -> frozenset[str]:
    """The same rows as one object: they are kept with everything that is remembered of a student."""
    return rows


@lru_cache(_KEPT)
def _row(path: str, line: int) -> str:
    return f"{path}:{line}"


class RowMemory:
    """The same for parts that come again as the same objects."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: dict[int, tuple[object, frozenset[str]]] = {}

    def rows_of(self, part: object) -> frozenset[str]:
        """The rows of a part, known or new."""
        found = self._known.get(id(part))
        if found is not None:
            return found[1]
        if isinstance(part, Region):
            inner = frozenset().union(*map(self.rows_of, part.blocks), rows_of(part.title))
        elif isinstance(part, Block):
            inner = self._of_struct(part.props)
        else:
            inner = self._of_struct(part) if isinstance(part, Struct) else rows_of(part)
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[id(part)] = part, inner
        return inner

    def _of_struct(self, struct: Struct) -> frozenset[str]:
        found: set[str] = set()
        for _, value in struct.pairs:
            kind = type(value)
            if kind is Phrase:
                _collect(value, found)
            elif kind is Struct:
                found |= self.rows_of(value)
            elif kind is tuple:
                for item in value:  # type: ignore[attr-defined]
                    found |= self.rows_of(item) if type(item) is Struct else rows_of(item)
        return _once(frozenset(found))


def _collect(part: object, found: set[str]) -> None:
    match part:
        case Phrase() if not isinstance(part.text, Insert):
            for use in part.rows:
                found.add(_row(use.span.path, use.span.line))
        case Struct():
            for _, value in part.pairs:
                _collect(value, found)
        case tuple():
            for item in part:
                _collect(item, found)
        case Block():
            _collect(part.props, found)
        case Region():
            _collect(part.title, found)
            _collect(part.blocks, found)
