"""From places on paper to a grid of rows and columns, for screens that are wide enough."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from scorepress.noun import Noun, replace
from scorepress.render.html_extent import NEAR, Extent

LINE = 15.0
"""Words that are no further under or over other words belong to the same lines, in points."""


class GridItem(Noun, frozen=True):
    """A block that wants a place. fixed: it is as wide as its extent. words: a text, which may be set flush right."""

    extent: Extent
    fixed: bool
    words: bool


class Cell(Noun, frozen=True):
    """A place in a grid: lines counted from 1, as CSS does; end: flush right. white: points kept free at the right."""

    row: int
    row_end: int
    column: int
    column_end: int
    end: bool
    white: float


class GridPlan(Noun, frozen=True):
    """Where the columns of a grid begin and the last one ends, in points on the page, and the place of each block."""

    edges: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """The widths of the columns, in points."""
        return tuple(right - left for left, right in pairwise(self.edges))

    def span(self, number: int) -> tuple[float, float]:
        """The left and the right edge of a block's columns."""
        cell = self.cells[number]
        return self.edges[cell.column - 1], self.edges[cell.column_end - 1]


def plan_grid(items: Sequence[GridItem], frame: Extent, gutter: float) -> GridPlan | None:
    """Give each block the columns and rows that it has on paper; None when one column holds them all.

    frame: what the columns fill. gutter: white between words and what stands at their right.
    """
    ends = [item.words and _flush_right(item.extent, frame) for item in items]
    lines = clusters(item.extent.left for item, end in zip(items, ends, strict=True) if not end)
    for item, end in zip(items, ends, strict=True):
        reach = _reach(item, items)
        if end and not any(line >= reach - NEAR for line in lines):
            lines = clusters([*lines, (reach + item.extent.left) / 2])
    if len(lines) < 2:
        return None
    rows = clusters(item.extent.first for item in items)
    edges = (*lines, max(frame.right, *(item.extent.right for item in items)))
    cells = [_cell(item, items, edges, rows, gutter, end=end) for item, end in zip(items, ends, strict=True)]
    return GridPlan(edges, _down(cells, items, len(rows)))


def stacked(plan: GridPlan) -> tuple[tuple[tuple[int, ...], Cell], ...]:
    """Put blocks together that stand directly under one another, so that nothing beside them moves them apart.

    Gives the numbers of the blocks of each stack, with its place.
    """
    stacks: list[list[int]] = []
    for number, cell in enumerate(plan.cells):
        last = plan.cells[stacks[-1][-1]] if stacks else None
        if last and last.row_end == cell.row and _columns(last) == _columns(cell) and not cell.end:
            stacks[-1].append(number)
        else:
            stacks.append([number])
    starts = sorted({plan.cells[stack[0]].row for stack in stacks})
    found = []
    for stack in stacks:
        first, last = plan.cells[stack[0]], plan.cells[stack[-1]]
        end = sum(start < last.row_end for start in starts) + 1
        found.append((tuple(stack), replace(first, row=starts.index(first.row) + 1, row_end=end)))
    return tuple(found)


def _columns(cell: Cell) -> tuple[int, int, bool]:
    return cell.column, cell.column_end, cell.end


def _cell(
    item: GridItem,
    items: Sequence[GridItem],
    edges: Sequence[float],
    rows: Sequence[float],
    gutter: float,
    *,
    end: bool,
) -> Cell:
    here = item.extent
    row = line_at(rows, here.first) + 1
    if end:
        reach = _reach(item, items)
        column = next(i for i, edge in enumerate(edges) if edge >= reach - NEAR)
        return Cell(row, row + 1, column + 1, len(edges), end=True, white=0)
    column = line_at(edges, here.left)
    beside = [o.extent.left for o in items if o is not item and _stands_beside(o, item)]
    column_end = max(column + 1, line_at(edges, min(beside)) if beside else len(edges) - 1)
    white = gutter if column_end < len(edges) - 1 else 0.0
    if item.fixed:
        white = max(0.0, edges[column_end] - here.right)
    return Cell(row, row + 1, column + 1, column_end + 1, end=False, white=white)


def _stands_beside(other: GridItem, item: GridItem) -> bool:
    """Whether one block stands at the right of another; of words, also when its lines fall between the other's."""
    here, there = item.extent, other.extent
    near = LINE if item.words and other.words else NEAR
    return there.left > here.left + NEAR and there.first <= here.bottom + near and there.bottom >= here.first - near


def _down(cells: Sequence[Cell], items: Sequence[GridItem], rows: int) -> tuple[Cell, ...]:
    """Let each block have the rows down to the next block in its columns."""
    found = []
    for here, item in zip(cells, items, strict=True):
        below = (
            cell.row for cell, other in zip(cells, items, strict=True)
            if other.extent.first > item.extent.bottom and cell.row > here.row
            and cell.column < here.column_end and cell.column_end > here.column
        )  # fmt: skip
        found.append(replace(here, row_end=min(below, default=rows + 1)))
    return tuple(found)


def _flush_right(here: Extent, frame: Extent) -> bool:
    """Whether words end at the frame's right edge and begin in its right half."""
    return abs(here.right - frame.right) < 1 and here.left > (frame.left + frame.right) / 2


def _reach(item: GridItem, items: Sequence[GridItem]) -> float:
    """The right edge of what stands at the left of a block, in the same rows; minus infinity where nothing does."""
    here = item.extent
    beside = (
        other.extent.right for other in items
        if other is not item and other.extent.right < here.left
        and other.extent.first <= here.bottom and other.extent.bottom >= here.top
    )  # fmt: skip
    return max(beside, default=float("-inf"))


def clusters(values: Iterable[float]) -> list[float]:
    """Values in order, of those that lie near one another only the first."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value > found[-1] + NEAR:
            found.append(value)
    return found


def line_at(lines: Sequence[float], value: float) -> int:
    """The last line that is not beyond a value."""
    return max((i for i, line in enumerate(lines) if line <= value + NEAR), default=0)
