"""Pages -> the same pages with a mark: a frame around what a diagnostic is about, its code, its message on top."""

from collections.abc import Iterable, Iterator

from scorepress.compose.pen import ReportPen
from scorepress.model.diagnostic import Reporter
from scorepress.model.scene import (
    Circle,
    Group,
    Image,
    Item,
    Line,
    Page,
    Path,
    Polygon,
    Rect,
    Role,
    Semantics,
    Stroke,
    Text,
)
from scorepress.model.template import Language, Theme
from scorepress.noun import Noun, replace
from scorepress.text.fonts import Fonts

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""
AIR = 4.0
TOP = 22.0
"""Baseline of the message above the page's own content, in points."""


class Mark(Noun, frozen=True):
    """What is marked: a diagnostic's code, message and a note on it, and how its place is known on a page.

    rules: `file:line` of rows that chose the words. words: what else the words hold, such as a stand-in in brackets.
    """

    code: str
    message: str
    note: str
    rules: frozenset[str]
    words: tuple[str, ...]


def mark_pages(
    pages: Iterable[Page], mark: Mark, theme: Theme, language: Language, fonts: Fonts
) -> tuple[tuple[Page, ...], tuple[int, ...]]:
    """The pages with the mark, and the numbers of those that have a place to frame."""
    pen = ReportPen(theme, fonts, language.family, language.code, Reporter())
    marked, found = [], []
    for page in pages:
        boxes = list(dict.fromkeys(_boxes(page.items, mark)))
        if boxes:
            found.append(page.number)
        drawn = (*_message(mark, theme, pen), *(item for box in boxes for item in _frame(box, mark, theme, pen)))
        marked.append(replace(page, items=(*page.items, Group(Semantics(Role.ARTIFACT), drawn, "mark"))))
    return tuple(marked), tuple(found)


def _boxes(items: Iterable[Item], mark: Mark) -> Iterator[Box]:
    """What is to be framed: the outermost parts, regions apart, that say what is meant."""
    for item in items:
        if isinstance(item, Group):
            said = f"{item.text or ''} {item.semantics.label or ''}"
            meant = item.rule in mark.rules or any(words in said for words in mark.words)
            box = _around(item.items) if meant and item.semantics.role is not Role.REGION else None
            if box is not None:
                yield box
            else:
                yield from _boxes(item.items, mark)


def _around(items: Iterable[Item]) -> Box | None:
    boxes = [box for item in items if (box := _extent(item)) is not None]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _extent(item: Item) -> Box | None:
    match item:
        case Group():
            return _around(item.items)
        case Text():
            return item.x, item.y - 0.8 * item.size, item.x + item.width, item.y + 0.25 * item.size
        case Rect() | Image():
            return item.x, item.y, item.x + item.width, item.y + item.height
        case Circle():
            return item.x - item.radius, item.y - item.radius, item.x + item.radius, item.y + item.radius
        case Line():
            points = [(item.x1, item.y1), (item.x2, item.y2)]
        case Polygon():
            points = [*item.points]
        case Path():
            points = [*_points(item)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys)) if points else None


def _points(path: Path) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, numbers in path.segments:
        if command in "ML":
            x, y = numbers
        elif command == "h":
            x += numbers[0]
        elif command == "v":
            y += numbers[0]
        yield x, y


def _message(mark: Mark, theme: Theme, pen: ReportPen) -> Iterator[Item]:
    """Code and message in the margin above the page, and a note below it: a line each, cut where the paper ends."""
    style, color = theme.callouts.number, theme.callouts.color
    for number, text in enumerate((f"{mark.code}: {mark.message}", mark.note)):
        first, *rest = pen.lines(text, style, theme.width - 3 * TOP)
        line = f"{first} …" if rest else first
        yield pen.text(TOP, TOP + number * style.leading, line, style, color)


def _frame(box: Box, mark: Mark, theme: Theme, pen: ReportPen) -> Iterator[Item]:
    """A frame, and the code at its right edge, or inside it where the paper ends."""
    look = theme.callouts
    left, top, right, bottom = box[0] - AIR, box[1] - AIR, box[2] + AIR, box[3] + AIR
    yield Rect(left, top, right - left, bottom - top, None, Stroke(look.color, 1.5))
    width, height = pen.width(mark.code, look.number) + 2 * AIR, look.number.leading
    at = min(right, theme.width - AIR - width)
    yield Rect(at, top, width, height, look.color)
    yield pen.text(
        at + AIR, top + height / 2 + pen.cap_height(look.number) / 2, mark.code, look.number, look.number_color
    )
