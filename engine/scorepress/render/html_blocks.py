"""What stands on a page, block after block: words with what they stand on, drawings, and the lines between them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from scorepress.model.color import Color
from scorepress.model.scene import Group, Item, Line, Rect, Role, Semantics, Text
from scorepress.noun import Noun, replace
from scorepress.render.html_extent import NEAR, Extent, extent, joined

_WORDS: Final = frozenset((Role.PARAGRAPH, Role.HEADING, Role.NOTE, Role.LINK, Role.ARTIFACT))


class Block(Noun, frozen=True):
    """A child of a region, a list or an item. line: a line of decoration, in place of a group.

    ground: what its words stand on, where that is not the page. ruled: a line that goes through it.
    """

    extent: Extent
    group: Group | None = None
    line: Line | None = None
    ground: Color | None = None
    ruled: Line | None = None

    @property
    def role(self) -> Role:
        """What it means."""
        return self.group.semantics.role if self.group else Role.ARTIFACT

    @property
    def first_text(self) -> Text | None:
        """Its first run of text."""
        return first_text(self.group.items) if self.group else None

    @property
    def words(self) -> bool:
        """Whether it is a text and nothing else."""
        return self.ground is None and self.role in _WORDS and self.first_text is not None


def groups(items: Iterable[Item]) -> Iterator[Group]:
    """The groups among items."""
    return (item for item in items if isinstance(item, Group))


def whole_of(run: Sequence[Block]) -> Block:
    """A block as it is; the place of several."""
    if len(run) == 1:
        return run[0]
    place = joined(block.extent for block in run)
    assert place is not None
    return Block(place)


def first_text(items: Iterable[Item]) -> Text | None:
    """The first run of text."""
    for item in items:
        found = first_text(item.items) if isinstance(item, Group) else item if isinstance(item, Text) else None
        if found:
            return found
    return None


def blocks_of(items: Sequence[Item]) -> tuple[Block, ...]:
    """The blocks in reading order. Decoration comes along where it is a ground, a line or words."""
    blocks = list(_grounded(items))
    decoration = (group for group in groups(items) if group.semantics.role is Role.ARTIFACT)
    lines = [part for group in decoration for part in group.items if isinstance(part, Line)]
    for line in lines:
        place = extent((line,))
        assert place is not None
        through = [b for b in blocks if b.line is None and _through(place, b.extent)]
        for block in through:
            blocks[blocks.index(block)] = replace(block, ruled=line)
        if not through or line.stroke.dash:
            below = (i for i, block in enumerate(blocks) if block.extent.top >= place.top - NEAR)
            blocks.insert(next(below, len(blocks)), Block(place, line=line))
    return tuple(blocks)


def _grounded(items: Sequence[Item]) -> Iterator[Block]:
    """Everything but lines; a filled rectangle is the ground of the block that follows it, if that stands on it."""
    ground: Rect | None = None
    for item in _apart(items):
        group = item if isinstance(item, Group) else Group(Semantics(Role.PARAGRAPH), (item,))
        place = extent(group.items)
        if place is None or (not isinstance(item, Group) and not isinstance(item, Text)):
            continue
        if group.semantics.role is Role.ARTIFACT and not first_text(group.items):
            alone = group.items[0] if len(group.items) == 1 else None
            ground = alone if isinstance(alone, Rect) and alone.fill else None
            continue
        if group.semantics.role in _WORDS and not first_text(group.items):
            continue
        under = extent((ground,)) if ground else None
        if ground and under and under.around(place):
            yield Block(under, group, ground=ground.fill)
        else:
            yield Block(place, group)
        ground = None


def _apart(items: Sequence[Item]) -> Iterator[Item]:
    """The items; decoration with words in groups of their own, such as a line with its labels, is each of them."""
    for item in items:
        inner = list(groups(item.items)) if isinstance(item, Group) and item.semantics.role is Role.ARTIFACT else []
        if not inner:
            yield item
        for words in inner:
            yield replace(words, semantics=replace(words.semantics, role=Role.ARTIFACT))


def _through(line: Extent, block: Extent) -> bool:
    """Whether a line goes through a block."""
    level = block.top + NEAR < line.top < block.bottom - NEAR
    return level and line.left < block.right and line.right > block.left


def stages(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """The blocks, put together where a line runs through drawings that stand side by side.

    The line's labels and the drawings belong to one picture then, which keeps its shape where there is room.
    """
    found: list[tuple[Block, ...]] = []
    at = 0
    while at < len(blocks):
        run = _stage(blocks, at)
        found.append(run)
        at += len(run)
    return tuple(found)


def _stage(blocks: Sequence[Block], at: int) -> tuple[Block, ...]:
    drawn = [b for b in blocks[at:] if b.role is Role.FIGURE and b.ruled]
    place = joined(b.extent for b in drawn)
    if place is None:
        return (blocks[at],)
    run: list[Block] = []
    for block in blocks[at:]:
        if block.extent.top < place.top - NEAR or block.extent.bottom > place.bottom + NEAR:
            break
        run.append(block)
    whole = any(b.role is Role.FIGURE for b in run)
    return tuple(run) if whole else (blocks[at],)
