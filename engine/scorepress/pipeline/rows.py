"""Which rows of the rules chose the words of a report."""

from scorepress.model.report import Block, Phrase, Region
from scorepress.model.template import Struct


def rows_of(part: object) -> frozenset[str]:
    """`file:line` of every row that chose words in a region, a block or a property, or in several of them."""
    found: set[str] = set()
    _collect(part, found)
    return frozenset(found)


def _collect(part: object, found: set[str]) -> None:
    match part:
        case Phrase():
            for use in part.rows:
                found.add(f"{use.span.path}:{use.span.line}")
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
