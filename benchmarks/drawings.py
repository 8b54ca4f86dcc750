"""Our finished pages as plain drawings, for other tools to draw: the same words, shapes, faces and places.

A drawing is a list of pages; a page is a list of items, each a list that JSON can hold:

    ["text", x, y, string, weight, size, color, href]      one line; y is its baseline
    ["paragraph", x, y, width, leading, string, weight, size, color, lines]   y: its first baseline; lines: ours
    ["rect", x, y, width, height, fill, stroke]            fill: a colour or null; stroke: [colour, width, dash] or null
    ["line", x1, y1, x2, y2, stroke]
    ["polygon", [[x, y], …], fill]
    ["path", [[letter, [number, …]], …], fill, stroke]

Places are points from the top left of the page, colours are `#rrggbb`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from scorepress.model.scene import Group, Item, Line, Page, Path, Polygon, Rect, Role, Stroke, Text
from scorepress.text.fonts import bundled_fonts

HYPHENS = {ord("-"): None, 0x02: None}
"""The hyphen, and what pdfium gives for one at the end of a line."""

Drawing = list[list[list[object]]]
SPARE = 0.5
"""Points that a paragraph is wider than its longest line, so that rounding breaks no line."""


def draw(pages: Sequence[Page]) -> Drawing:
    """The pages of one student. Raises TypeError for a primitive that the contenders do not draw."""
    return [list(_items(page.items, None)) for page in pages]


def letters(text: str) -> str:
    """The characters of a text in order of the alphabet: no tool's reading order matters.

    White space and hyphens are left out: readers leave out the hyphen at a line's end, and not all tools break there.
    """
    return "".join(sorted("".join(text.split()).translate(HYPHENS)))


def statics(drawings: Iterable[Drawing]) -> list[str]:
    """The items, as JSON, that every second student or more has alike: what a template of a tool would hold."""
    counts: dict[str, int] = {}
    number = 0
    for drawing in drawings:
        number += 1
        for key in {json.dumps(item) for page in drawing for item in page}:
            counts[key] = counts.get(key, 0) + 1
    return [key for key, count in counts.items() if 2 * count >= number]


def _items(items: Iterable[Item], href: str | None) -> Iterator[list[object]]:
    for item in items:
        if isinstance(item, Group):
            inner = item.semantics.href if item.semantics.role is Role.LINK else href
            paragraph = _paragraph(item)
            if paragraph is None:
                yield from _items(item.items, inner)
            else:
                yield paragraph
        else:
            yield _primitive(item, href)


def _paragraph(group: Group) -> list[object] | None:
    """A leaf of several lines in one face, which a tool can break itself; None: draw what is in it."""
    lines = [item for item in group.items if isinstance(item, Text)]
    if group.text is None or len(lines) < 2 or len(lines) != len(group.items):
        return None
    first, second = lines[0], lines[1]
    looks = {(line.x, line.font, line.size, line.color) for line in lines}
    if len(looks) > 1 or second.y <= first.y:
        return None
    width = max(line.width for line in lines) + SPARE
    text = _tied(group.text, lines, width)
    return [
        "paragraph", first.x, first.y, round(width, 3), second.y - first.y, text, first.font.weight, first.size,
        str(first.color), [[line.y, line.string] for line in lines],
    ]  # fmt: skip


def _tied(text: str, lines: Sequence[Text], width: float) -> str:
    """The text with a no-break space where we held words together: so others break lines where we did."""
    for line, after in pairwise(lines):
        first, _, rest = after.string.partition(" ")
        whole = bundled_fonts().width(f"{line.string} {first}", line.font, line.size)
        if whole <= width and rest and f"{line.string} {after.string}" in text:
            text = text.replace(f"{line.string} {after.string}", f"{line.string} {first}\u00a0{rest}", 1)
    return text


def _primitive(item: Item, href: str | None) -> list[object]:
    match item:
        case Text():
            return ["text", item.x, item.y, item.string, item.font.weight, item.size, str(item.color), href]
        case Rect():
            return ["rect", item.x, item.y, item.width, item.height, _color(item.fill), _stroke(item.stroke)]
        case Line():
            return ["line", item.x1, item.y1, item.x2, item.y2, _stroke(item.stroke)]
        case Polygon():
            return ["polygon", [list(point) for point in item.points], str(item.fill)]
        case Path():
            segments = [[letter, list(numbers)] for letter, numbers in item.segments]
            return ["path", segments, _color(item.fill), _stroke(item.stroke)]
    raise TypeError(f"no contender draws a {type(item).__name__}")


def _color(color: object) -> str | None:
    return None if color is None else str(color)


def _stroke(stroke: Stroke | None) -> list[object] | None:
    return None if stroke is None else [str(stroke.color), stroke.width, list(stroke.dash)]


def corners(segments: Sequence[tuple[str, Sequence[float]]]) -> Iterator[list[tuple[float, float]]]:
    """The closed outlines of a path of straight segments, each as its corners."""
    x = y = 0.0
    points: list[tuple[float, float]] = []
    for letter, numbers in segments:
        match letter:
            case "M" | "L":
                x, y = numbers
            case "h":
                x += numbers[0]
            case "v":
                y += numbers[0]
            case "z":
                yield points
        points = [(x, y)] if letter == "M" else [*points, (x, y)] if letter != "z" else []
