"""The white over a block, taken from the paper."""

from collections.abc import Sequence
from typing import Final

from scorepress.model.scene import Role
from scorepress.render.html_blocks import Block
from scorepress.render.html_extent import NEAR
from scorepress.render.html_sheet import NARROW, WIDE, Sheet, rem

MOST: Final = 18.0
"""The most white over a block, in points."""

LITTLE, MORE = 6.0, 12.0
"""White over a block that follows another on a narrow screen, but does not stand under it on paper: where both belong
together (side by side in a row, a list after its label), and elsewhere; in points."""

LEAST: Final = 0.5
MIDDLE: Final = 0.388
"""The middle of a line of type stands so far over its baseline, as a share of the size."""

Spans = Sequence[tuple[float, float]]
"""The left and the right edge of each block's columns, in points."""


def white_over(blocks: Sequence[Block], number: int, spans: Spans, sheet: Sheet, *, cells: bool = False) -> str:
    """The classes that keep the white over a block: in columns, and where blocks follow one another.

    cells: blocks of a grid that stays one on a narrow screen.
    """
    block, (left, right) = blocks[number], spans[number]
    over = [b for b, (start, end) in zip(blocks, spans, strict=True)
            if b.extent.bottom < block.extent.first - NEAR and start < right and end > left]  # fmt: skip
    nearest = max(over, key=lambda b: b.extent.bottom, default=None)
    wide = _between(nearest, block, sheet) if nearest else 0.0
    narrow = 0.0 if cells or not number else _following(blocks[number - 1], block, over, sheet)
    if wide == narrow:
        return sheet.style(f"margin-top:{rem(wide)}") if wide else ""
    return " ".join(
        sheet.style(f"margin-top:{rem(white)}", media) for white, media in ((wide, WIDE), (narrow, NARROW)) if white
    )


def reach(block: Block, sheet: Sheet) -> tuple[float, float]:
    """How far a line of type reaches under its baseline and over it, in points; nothing for what is no words."""
    text = block.first_text if block.words else None
    if text is None:
        return 0.0, 0.0
    half, middle = sheet.leading(text.size) / 2, MIDDLE * text.size
    return half - middle, half + middle


def _following(before: Block, block: Block, over: Sequence[Block], sheet: Sheet) -> float:
    labelled = before.words and block.role is Role.LIST
    if any(b is before for b in over):
        return max(_between(before, block, sheet), LITTLE if labelled else 0.0)
    beside = block.words and abs(before.extent.first - block.extent.first) <= NEAR
    return LITTLE if beside or labelled else MORE


def _between(above: Block, block: Block, sheet: Sheet) -> float:
    """The white between two blocks, in points, less what their lines of type bring by themselves."""
    start = block.extent.first if block.words else block.extent.top
    white = start - above.extent.bottom - reach(above, sheet)[0] - reach(block, sheet)[1]
    return min(white, MOST) if white > LEAST else 0.0
