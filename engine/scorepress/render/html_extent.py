"""How much of a page something takes."""

from collections.abc import Iterable, Iterator
from typing import Final

from scorepress.model.scene import Circle, Group, Image, Item, Line, Path, Polygon, Rect, Text
from scorepress.noun import Noun

CAPITALS: Final = 0.714
"""The height of capitals as a share of the size of type; good enough to tell rows apart."""

NEAR: Final = 3.0
"""Points by which edges and baselines may differ and still be one line of a grid."""

FIRST_LINE: Final = 8.0
"""A drawing stands in the row of the text whose first baseline lies about so far under its upper edge, in points."""


class Extent(Noun, frozen=True):
    """Left, top, right and bottom in points on the page; first: the first baseline, or what stands for it."""

    left: float
    top: float
    right: float
    bottom: float
    first: float

    def around(self, other: "Extent") -> bool:
        """Whether the other lies inside."""
        return (
            self.left <= other.left + NEAR
            and self.right >= other.right - NEAR
            and self.top <= other.top + NEAR
            and self.bottom >= other.bottom - NEAR
        )


def joined(extents: Iterable[Extent]) -> Extent | None:
    """The extent of all together; None for none."""
    found = tuple(extents)
    return _around((e.left, e.top, e.right, e.bottom, e.first) for e in found) if found else None


def extent(items: Iterable[Item]) -> Extent | None:
    """The extent of everything that is drawn; None where nothing is."""
    return _around(_edges(items))


_Edges = tuple[float, float, float, float, float]
"""Left, top, right, bottom, first baseline."""


def _around(edges: Iterable[_Edges]) -> Extent | None:
    found = tuple(zip(*edges, strict=True))
    if not found:
        return None
    lefts, tops, rights, bottoms, firsts = found
    return Extent(min(lefts), min(tops), max(rights), max(bottoms), min(firsts))


def _edges(items: Iterable[Item]) -> Iterator[_Edges]:
    """The edges of each thing that is drawn."""
    for item in items:
        match item:
            case Group():
                yield from _edges(item.items)
            case Text():
                yield item.x, item.y - CAPITALS * item.size, item.x + item.width, item.y, item.y
            case Rect() | Image():
                yield _shape((item.x, item.x + item.width), (item.y, item.y + item.height))
            case Line():
                top = min(item.y1, item.y2)
                yield min(item.x1, item.x2), top, max(item.x1, item.x2), max(item.y1, item.y2), top
            case Circle():
                r = item.radius
                yield _shape((item.x - r, item.x + r), (item.y - r, item.y + r))
            case Polygon() if item.points:
                yield _shape(*zip(*item.points, strict=True))
            case Path() if item.segments:
                yield _shape(*zip(*_steps(item), strict=True))


def _shape(xs: tuple[float, ...], ys: tuple[float, ...]) -> _Edges:
    top = min(ys)
    return min(xs), top, max(xs), max(ys), top + FIRST_LINE


def _steps(path: Path) -> Iterator[tuple[float, float]]:
    """The points that a path goes through."""
    x = y = 0.0
    for letter, numbers in path.segments:
        if letter in "ML":
            x, y = numbers
        elif letter == "h":
            x += numbers[0]
        elif letter == "v":
            y += numbers[0]
        yield x, y
