"""Gauges as they are drawn, beside the scale: which section is filled, where the mark points to.

Nothing is known here of the components that draw them. A gauge is a pile of as many rectangles as the scale has levels,
one over the other; its mark is a filled outline beside the pile that comes to a point.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scorepress.chart.pointer import SPACE
from scorepress.evaluate.agreement import Written, risen
from scorepress.model.color import Color
from scorepress.model.geometry import Box
from scorepress.model.reading import Picture, Shape
from scorepress.model.report import ScaleLevel, ScaleView
from scorepress.noun import Noun

EVEN = 1.5
"""How far the edges of sections may differ, in points: outlines lie inside of them."""

CLOSE = 0.4
"""How far a mark may stand from its place, in points; no farther than halfway to the next score's."""

EXACT = 0.02
"""What a place may differ by because numbers are written with few digits, in points."""

_ARROW = 3
"""Corners of a mark that is an arrow alone."""


class _Pile(Noun, frozen=True):
    """The sections of a gauge from top to bottom, with their colours, and its mark; how many such there are."""

    boxes: tuple[Box, ...]
    fills: tuple[Color | None, ...]
    mark: Shape | None
    tip: float
    marks: int


def gauge_problems(view: ScaleView, picture: Picture, written: Sequence[Written] = ()) -> Iterator[str]:
    """What in a drawn gauge does not agree with a student's score and level. written: the texts in its figure."""
    pile = _pile(len(view.levels), picture.shapes)
    if pile is None:
        yield f"its figure shows no pile of {len(view.levels)} sections"
        return
    reached = next((n for n, level in enumerate(view.levels) if level.level == view.level), None)
    if reached is not None:
        yield from _fills(pile, reached, view.levels)
    yield from _words(view, pile, written)
    if pile.marks > 1:
        yield f"the gauge has {pile.marks} marks"
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
    inset = mark.box.height / 2 + (SPACE if len(mark.points) > _ARROW else 0)  # an arrow has no white around it
    off = pile.tip - _height(score, level, box, inset)
    step = (box.height - 2 * inset) / max(level.high - level.low, 1)
    if abs(off) > min(CLOSE, max(step / 2, EXACT)):
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
            pointed = [s for s in shapes if s.fill is not None and not _upright(s)]
            return _Pile(boxes, tuple(shape.fill for shape in alike), *_pointer(boxes, pointed))
    return None


def _pointer(boxes: tuple[Box, ...], outlines: Sequence[Shape]) -> tuple[Shape | None, float, int]:
    """The mark, the y of its point: the one corner that is nearest to the pile, and how many there are."""
    left, right = boxes[0].x, boxes[0].right
    found: list[tuple[float, float, Shape]] = []
    for shape in outlines:
        gaps = sorted((max(left - x, x - right, 0.0), y) for x, y in shape.points)
        if len(gaps) > 2 and gaps[1][0] > gaps[0][0]:
            found.append((*gaps[0], shape))
    if not found:
        return None, 0.0, 0
    _gap, tip, shape = min(found, key=lambda one: one[:2])
    return shape, tip, len(found)


def _fills(pile: _Pile, reached: int, levels: Sequence[ScaleLevel]) -> Iterator[str]:
    """Whether the student's section alone is filled, in the colour of the mark."""
    for n, (fill, level) in enumerate(zip(pile.fills, levels, strict=True)):
        if n == reached and pile.mark is not None and fill != pile.mark.fill:
            yield f"the gauge has not the section of level {level.level} filled"
        elif n != reached and (fill == pile.fills[reached] or (pile.mark is not None and fill == pile.mark.fill)):
            yield f"the gauge has the section of level {level.level} filled, not that of {levels[reached].level} alone"
    if len({fill for n, fill in enumerate(pile.fills) if n != reached}) > 1:
        yield "the gauge has sections in several colours beside the student’s"


def _words(view: ScaleView, pile: _Pile, written: Sequence[Written]) -> Iterator[str]:
    """Whether what is said of a level stands in its section, the score at the mark, and labels in their order."""
    counts: Counter[str] = Counter()
    labels: list[Written] = []
    for place, line in written:
        path = place.spot.path
        if place.spot.supposed:
            level, box = view.levels[counts[path]], pile.boxes[counts[path]]
            counts[path] += 1
            if not (box.y <= line.y <= box.bottom + CLOSE and box.x <= line.x <= box.right):
                yield f"the gauge’s words of level {level.level} stand outside of its section"
        elif place.made is not None and place.made.text == str(view.score):
            if pile.mark is not None and not pile.mark.box.y <= line.y <= pile.mark.box.bottom:
                yield "the gauge’s score does not stand at its mark"
        else:
            labels.append((place, line))
    for _ in risen(labels):
        yield "the gauge’s labels do not follow one another as they must"


def _upright(shape: Shape) -> bool:
    """Whether an outline is an upright rectangle."""
    xs, ys = {x for x, _ in shape.points}, {y for _, y in shape.points}
    return len(shape.points) == 4 and len(xs) == 2 and len(ys) == 2


def _even(one: Box, other: Box) -> bool:
    """Whether two rectangles stand over one another, and are equally large."""
    edges = ((one.x, other.x), (one.right, other.right), (one.height, other.height))
    return all(abs(a - b) <= EVEN for a, b in edges)
