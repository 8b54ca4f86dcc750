"""Gauges as they are drawn, beside the scale: which section is filled, where the mark points to.

Nothing is known here of the components that draw them. A gauge is a pile of as many rectangles as the scale has levels,
one over the other; its mark is a filled outline beside the pile that comes to a point.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scorepress.chart.pointer import SPACE
from scorepress.model.color import Color
from scorepress.model.geometry import Box
from scorepress.model.reading import Picture, Shape
from scorepress.model.report import ScaleLevel, ScaleView
from scorepress.noun import Noun

EVEN = 1.5
"""How far the edges of sections may differ, in points: outlines lie inside of them."""

CLOSE = 0.4
"""How far a mark may stand from its place, in points."""


class _Pile(Noun, frozen=True):
    """The sections of a gauge from top to bottom, with their colours, and its mark."""

    boxes: tuple[Box, ...]
    fills: tuple[Color | None, ...]
    mark: Shape | None
    tip: float


def gauge_problems(view: ScaleView, picture: Picture) -> Iterator[str]:
    """What in a drawn gauge does not agree with a student's score and level."""
    pile = _pile(len(view.levels), picture.shapes)
    if pile is None:
        yield f"its figure shows no pile of {len(view.levels)} sections"
        return
    reached = next((n for n, level in enumerate(view.levels) if level.level == view.level), None)
    filled = _filled(pile)
    if reached is not None and filled is not None and filled != reached:
        yield f"the gauge has the section of level {view.levels[filled].level} filled, not that of {view.level}"
    if reached is None or view.score is None:
        if pile.mark is not None:
            yield "the gauge has a mark, but there is no score"
    elif pile.mark is None:
        yield f"the gauge has no mark at {view.score}"
    else:
        yield from _mark(view.score, reached, view.levels, pile, pile.mark)


def _mark(score: int, reached: int, levels: Sequence[ScaleLevel], pile: _Pile, mark: Shape) -> Iterator[str]:
    """Whether the mark points to the score."""
    box, level = pile.boxes[reached], levels[reached]
    inside = next((n for n, one in enumerate(pile.boxes) if one.y - CLOSE <= pile.tip <= one.bottom + CLOSE), None)
    if inside != reached:
        where = "between two sections" if inside is None else f"to the section of level {levels[inside].level}"
        yield f"the gauge’s mark points {where}, but {score} is in level {level.level}"
        return
    half = mark.box.height / 2
    insets = (half + SPACE, half)  # the mark stays in its section, with white around it or without
    off = min((pile.tip - _height(score, level, box, inset) for inset in insets), key=abs)
    if abs(off) > CLOSE:
        way, off = ("above", -off) if off < 0 else ("below", off)
        yield f"the gauge’s mark points {off:.1f} pt {way} the place of {score} in the section of level {level.level}"


def _height(score: int, level: ScaleLevel, box: Box, inset: float) -> float:
    """The y of a score: the lowest stands `inset` over the lower edge, the highest as far under the upper one."""
    share = 0.5 if level.high == level.low else (score - level.low) / (level.high - level.low)
    return box.bottom - inset - (box.height - 2 * inset) * min(max(share, 0.0), 1.0)


def _pile(levels: int, shapes: Sequence[Shape]) -> _Pile | None:
    """The gauge among the outlines of a figure."""
    rectangles = [shape for shape in shapes if shape.fill is not None and _upright(shape)]
    for first in rectangles:
        alike = sorted((s for s in rectangles if _even(first.box, s.box)), key=lambda s: s.box.y)
        if len(alike) == levels and all(a.box.bottom <= b.box.y + EVEN for a, b in pairwise(alike)):
            boxes = tuple(shape.box for shape in alike)
            mark, tip = _pointer(boxes, [s for s in shapes if s.fill is not None and not _upright(s)])
            return _Pile(boxes, tuple(shape.fill for shape in alike), mark, tip)
    return None


def _pointer(boxes: tuple[Box, ...], outlines: Sequence[Shape]) -> tuple[Shape | None, float]:
    """The mark, and the y of its point: the one corner that is nearest to the pile."""
    left, right = boxes[0].x, boxes[0].right
    found: list[tuple[float, float, Shape]] = []
    for shape in outlines:
        gaps = sorted((max(left - x, x - right, 0.0), y) for x, y in shape.points)
        if len(gaps) > 2 and gaps[1][0] > gaps[0][0]:
            found.append((*gaps[0], shape))
    if not found:
        return None, 0.0
    _gap, tip, shape = min(found, key=lambda one: one[:2])
    return shape, tip


def _filled(pile: _Pile) -> int | None:
    """The section in the mark's colour; without a mark, the one in a colour that no other has."""
    if pile.mark is not None:
        wanted = [n for n, fill in enumerate(pile.fills) if fill == pile.mark.fill]
    else:
        wanted = [n for n, fill in enumerate(pile.fills) if pile.fills.count(fill) == 1 and len(pile.fills) > 2]
    return wanted[0] if len(wanted) == 1 else None


def _upright(shape: Shape) -> bool:
    """Whether an outline is an upright rectangle."""
    xs, ys = {x for x, _ in shape.points}, {y for _, y in shape.points}
    return len(shape.points) == 4 and len(xs) == 2 and len(ys) == 2


def _even(one: Box, other: Box) -> bool:
    """Whether two rectangles stand over one another, and are equally large."""
    edges = ((one.x, other.x), (one.right, other.right), (one.height, other.height))
    return all(abs(a - b) <= EVEN for a, b in edges)
