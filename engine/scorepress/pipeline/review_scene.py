"""Two drawn pages -> whether they are drawn alike, where the regions are, what moved and what to mark."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from scorepress.model.geometry import Box
from scorepress.model.review import Piece
from scorepress.model.scene import Circle, Group, Image, Item, Line, Page, Path, Polygon, Rect, Role, Text
from scorepress.model.wording import Slot, split_wording
from scorepress.render.heard import heard_lines

_MOST = 0.6
"""If more than so much of a region is drawn otherwise, all of it is marked."""
_AROUND = 1
"""Lines around a difference that are told with it."""


def drawing(page: Page) -> tuple[object, ...]:
    """All that is drawn and meant, less the places in files: equal for pages that look and sound alike."""
    return tuple(_flat(page.items))


def _flat(items: Iterable[Item]) -> Iterator[object]:
    for item in items:
        if isinstance(item, Group):
            yield (item.semantics, item.region, len(item.items))
            yield from _flat(item.items)
        else:
            yield item


def region_boxes(page: Page) -> dict[str, Box]:
    """Where the regions of a page are: from the first to the last baseline or edge."""
    found: dict[str, Box] = {}
    for item in page.items:
        if isinstance(item, Group) and item.semantics.role is Role.REGION and item.region:
            boxes = [box for leaf in leaves(item.items) if (box := _box(leaf, 0.0, 0.0))]
            if boxes:
                found[item.region] = _around(boxes)
    return found


def region_words(page: Page) -> dict[str, str]:
    """What the regions of a page say, wherever their lines end."""
    return {
        item.region: " ".join(" ".join(leaf.string for leaf in leaves(item.items) if isinstance(leaf, Text)).split())
        for item in page.items
        if isinstance(item, Group) and item.region
    }


def leaves(items: Iterable[Item]) -> Iterator[Item]:
    """All primitives."""
    for item in items:
        if isinstance(item, Group):
            yield from leaves(item.items)
        else:
            yield item


def region_styles(page: Page) -> Iterator[tuple[str, str]]:
    """Region and style of everything that is written."""
    for item in page.items:
        if isinstance(item, Group) and item.region:
            yield from ((item.region, style) for style in _styles(item.items))


def _styles(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            if item.style:
                yield item.style
            yield from _styles(item.items)


def shrunk_sizes(page: Page, other: Page) -> Iterator[tuple[str, float, float]]:
    """Region, size on one page and on the other, of what is shrunk on either: two sizes of one style on a page.

    The sizes are those of the same words in the same style; a style that is edited has one size on each page.
    """
    sides = [list(_sized(one)) for one in (page, other)]
    usual = [{style: max(size for _, s, _, size in side if s == style) for _, style, _, _ in side} for side in sides]
    there = {(region, style, words): size for region, style, words, size in sides[1]}
    for region, style, words, size in sides[0]:
        new = there.get((region, style, words), size)
        if new != size and (size, new) != (usual[0][style], usual[1].get(style)):
            yield region, size, new


def _sized(page: Page) -> Iterator[tuple[str, str, str, float]]:
    """Region, style, words and size of everything that is written."""
    for region, item in ((one.region, one) for one in page.items if isinstance(one, Group) and one.region):
        waiting: list[Group] = [item]
        while waiting:
            group = waiting.pop()
            texts = [leaf for leaf in group.items if isinstance(leaf, Text)]
            if group.style and texts:
                yield region, group.style, " ".join(one.string for one in texts), texts[0].size
            waiting += [leaf for leaf in group.items if isinstance(leaf, Group)]


# --- marks ------------------------------------------------------------------------------------------------------------


def marks(page: Page | None, other: Page | None) -> tuple[Box, ...]:
    """Boxes around what is drawn on a page and not on the other: of a region all, or what differs in it."""
    if page is None or other is None:
        return ()
    there = Counter(leaves(other.items))
    found: list[Box] = []
    for item in page.items:
        if not isinstance(item, Group) or item.semantics.role is not Role.REGION:
            continue
        inside = list(leaves(item.items))
        new = [leaf for leaf in inside if not _taken(there, leaf)]
        boxes = [box for leaf in new if (box := _box(leaf, 0.8, 0.25))]
        if boxes and len(new) > _MOST * len(inside):
            boxes = [_around([box for leaf in inside if (box := _box(leaf, 0.8, 0.25))])]
        found += _joined(boxes)
    return tuple(found)


def _taken(there: Counter[Item], leaf: Item) -> bool:
    if there[leaf] > 0:
        there[leaf] -= 1
        return True
    return False


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes that touch, as one."""
    found: list[Box] = []
    for box in boxes:
        mine = box
        while twin := next((one for one in found if _touch(one, mine)), None):
            found.remove(twin)
            mine = _around([twin, mine])
        found.append(mine)
    return found


def _touch(one: Box, other: Box) -> bool:
    near = 6.0
    return (one.x - near < other.right and other.x - near < one.right
            and one.y - near < other.bottom and other.y - near < one.bottom)  # fmt: skip


def _around(boxes: Sequence[Box]) -> Box:
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


def _box(leaf: Item, above: float, below: float) -> Box | None:
    """Where a primitive is; of text so many of its size above and below the baseline."""
    match leaf:
        case Text():
            return Box(leaf.x, leaf.y - above * leaf.size, leaf.width, (above + below) * leaf.size)
        case Rect() | Image():
            return Box(leaf.x, leaf.y, leaf.width, leaf.height)
        case Line():
            x, y = min(leaf.x1, leaf.x2), min(leaf.y1, leaf.y2)
            return Box(x, y, abs(leaf.x1 - leaf.x2), abs(leaf.y1 - leaf.y2))
        case Polygon():
            xs, ys = [x for x, _ in leaf.points], [y for _, y in leaf.points]
            return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        case Circle():
            return Box(leaf.x - leaf.radius, leaf.y - leaf.radius, 2 * leaf.radius, 2 * leaf.radius)
        case Path():
            start = leaf.segments[0][1]
            return Box(start[0], start[1], 0.0, 0.0)
    return None


# --- what is heard ----------------------------------------------------------------------------------------------------


def heard_pieces(before: Page | None, after: Page | None) -> tuple[Piece, ...]:
    """What a screen reader says otherwise, line by line, with a line around each difference."""
    olds, news = (heard_lines(page) if page else () for page in (before, after))
    found: list[Piece] = []
    for group in SequenceMatcher(None, olds, news, autojunk=False).get_grouped_opcodes(_AROUND):
        if found:
            found.append(Piece("=", "…"))
        for how, i, j, k, m in group:
            if how == "equal":
                found += [Piece("=", line) for line in olds[i:j]]
            else:
                found += [Piece("-", line) for line in olds[i:j]] + [Piece("+", line) for line in news[k:m]]
    return tuple(found)


def says(text: str | None, lines: Sequence[str]) -> bool:
    """Whether a sentence stands in one of the lines, with any values in its slots."""
    if text is None:
        return True
    parts = (".+?" if isinstance(part, Slot) else re.escape(" ".join(part.split())).replace(r"\ ", r"\s*")
             for part in split_wording(" ".join(text.split())).parts)  # fmt: skip
    pattern = re.compile("".join(parts))
    return any(pattern.search(line) for line in lines)
