"""Primitives of a page as operators of PDF (ISO 32000-1, 8 and 9).

Every piece stands for itself: it sets what it needs, so that pieces can be put together in any order. The page's
coordinates run downwards; `PAGE_START` turns them round.
"""

from collections.abc import Callable, Container, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final

from scorepress.export.press_values import ESCAPED
from scorepress.model.color import Color
from scorepress.model.scene import Circle, FontKey, Image, Line, Path, Polygon, Rect, Stroke, Text
from scorepress.text.fonts import bundled_fonts

PAGE_START: Final = b"1 0 0 -1 0 %s cm 4 M\n"
"""What the content of a page begins with: its height; corners are pointed as far as SVG's are."""

_ROUND: Final = 0.5522847498
"""How far the handles of a Bezier curve stand that draws a quarter of a circle, as a share of its radius."""


class UnknownItemError(Exception):
    """A page has something that is not drawn here."""


@lru_cache(1 << 14)
def number(value: float) -> bytes:
    """A length in points, with three decimals like those of the SVG."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode("ascii")


def font_name(font: FontKey) -> str:
    """How a face is called in the resources of a page."""
    return f"F{face_number(font)}"


def extra_name(font: FontKey) -> str:
    """How the same face is called that has the characters which only one document has."""
    return f"R{face_number(font)}"


def face_number(font: FontKey) -> int:
    """The place of a face among all bundled ones."""
    return _faces()[font]


@cache
def _faces() -> dict[FontKey, int]:
    return {key: index for index, key in enumerate(bundled_fonts().keys)}


def draw_item(item: object, *, space: bool = False) -> bytes:
    """The operators of a primitive. space: a line of text is followed by a space. Raises UnknownItemError."""
    if type(item) is Text:
        return _text(item, space=space)
    draw = _DRAW.get(type(item))
    if draw is None:
        raise UnknownItemError(type(item).__name__)
    return draw(item)


def _text(text: Text, *, space: bool) -> bytes:
    """A line of text; the same line, as an object, is written once."""
    key = (id(text), space)
    found = _written.get(key)
    if found is not None:
        return found[1]
    codes = line_codes(text.font, f"{text.string} " if space else text.string)
    before = LINE_BEFORE + _look_of(text)
    made = b"%s%s%s%s%s" % (before, number(text.x), line_under(text), codes, LINE_AFTER)
    if len(_written) >= _LINES:
        _written.clear()
    _written[key] = text, made
    return made


LINE_AFTER: Final = b")Tj ET\n"
"""What follows the codes of a line of text."""


LINE_BEFORE: Final = b"BT "
"""What a line of text begins with; its look and `LINE_UPRIGHT` follow, then its x, and what stands under it."""

LINE_UPRIGHT: Final = b"1 0 0 -1 "


def line_look(text: Text) -> tuple[bytes, bytes]:
    """The colour and the type of a line, which stay as they are until something else is drawn."""
    return _look(text.font, text.size, text.color)


def line_under(text: Text) -> bytes:
    """What stands between a line's x and its codes."""
    return b" %s Tm(" % number(text.y)


def line_codes(font: FontKey, string: str) -> bytes:
    """The codes of a line, as they stand between brackets."""
    return "".join(map(_codes(font).__getitem__, string)).encode("latin-1")


def mixed_codes(font: FontKey, size: float, string: str, own: Container[str]) -> bytes:
    """The same where some characters are in a face of their own."""
    codes, runs = _codes(font), []
    names = extra_name(font), font_name(font)
    for apart, run in groupby(string, key=own.__contains__):
        shown = "".join(map(codes.__getitem__, run))
        around = [f")Tj /{name} {number(size).decode()} Tf(" for name in names]
        runs.append(f"{around[0]}{shown}{around[1]}" if apart else shown)
    return "".join(runs).encode("latin-1")


class _Codes(dict[str, str]):
    """The code of each character as it stands in a string: the glyph of the whole face in two bytes."""

    def __init__(self, font: FontKey) -> None:
        super().__init__()
        self.font = font

    def __missing__(self, character: str) -> str:
        glyph = bundled_fonts().glyphs(character, self.font).ids[0]
        code = "".join(ESCAPED.get(byte, byte) for byte in (chr(glyph >> 8), chr(glyph & 255)))
        self[character] = code
        return code


@cache
def _all_codes(font: FontKey) -> _Codes:
    return _Codes(font)


_by_id: dict[int, tuple[FontKey, _Codes]] = {}


def _codes(font: FontKey) -> _Codes:
    found = _by_id.get(id(font))
    if found is None:
        if len(_by_id) >= _LINES:
            _by_id.clear()
        found = _by_id[id(font)] = font, _all_codes(font)
    return found[1]


_LINES: Final = 6_000
_written: dict[tuple[int, bool], tuple[Text, bytes]] = {}
"""Lines of text that were drawn; each is held, so that no id comes to mean another."""

_looks: dict[tuple[int, float, int], tuple[FontKey, Color, bytes]] = {}


def _look_of(text: Text) -> bytes:
    """Everything about a line of text but its place and words: the colour, the type."""
    font, size, color = text.font, text.size, text.color
    key = (id(font), size, id(color))
    found = _looks.get(key)
    if found is not None:
        return found[2]
    if len(_looks) >= _LINES:
        _looks.clear()
    look = b"".join((*_look(font, size, color), LINE_UPRIGHT))
    _looks[key] = font, color, look
    return look


@lru_cache(1 << 10)
def _look(font: FontKey, size: float, color: Color) -> tuple[bytes, bytes]:
    """Everything about a line of text but its place and words: the colour, and the type."""
    name = font_name(font).encode("ascii")
    return _color(color) + b" rg ", b"/%s %s Tf " % (name, number(size))


@lru_cache(1 << 10)
def _color(color: Color) -> bytes:
    return b" ".join(f"{part / 255:.3f}".rstrip("0").rstrip(".").encode("ascii") for part in (
        color.red, color.green, color.blue))  # fmt: skip


def _painted(outline: bytes, fill: Color | None, stroke: Stroke | None) -> bytes:
    """A path that is filled, stroked or both; what has neither leaves no mark."""
    if fill is None and stroke is None:
        return b""
    before = b"" if fill is None else _color(fill) + b" rg "
    if stroke is not None:
        before += b"%s RG %s w [%s]0 d " % (_color(stroke.color), number(stroke.width), _row(stroke.dash))
    how = b"B" if fill is not None and stroke is not None else b"f" if fill is not None else b"S"
    return b"%s%s %s\n" % (before, outline, how)


def _row(numbers: Sequence[float]) -> bytes:
    return b" ".join(map(number, numbers))


def _rect(rect: Rect) -> bytes:
    return _painted(_row((rect.x, rect.y, rect.width, rect.height)) + b" re", rect.fill, rect.stroke)


def _line(line: Line) -> bytes:
    return _painted(b"%s m %s l" % (_row((line.x1, line.y1)), _row((line.x2, line.y2))), None, line.stroke)


def _polygon(polygon: Polygon) -> bytes:
    first, *others = (_row(point) for point in polygon.points)
    return _painted(b"%s m %s h" % (first, b"".join(b"%s l " % point for point in others)), polygon.fill, None)


def _circle(circle: Circle) -> bytes:
    x, y, r, h = circle.x, circle.y, circle.radius, circle.radius * _ROUND
    curves = (
        (x + r, y + h, x + h, y + r, x, y + r),
        (x - h, y + r, x - r, y + h, x - r, y),
        (x - r, y - h, x - h, y - r, x, y - r),
        (x + h, y - r, x + r, y - h, x + r, y),
    )
    outline = b"%s m %s h" % (_row((x + r, y)), b"".join(b"%s c " % _row(curve) for curve in curves))
    return _painted(outline, circle.fill, None)


def _path(path: Path) -> bytes:
    steps: list[bytes] = []
    x = y = 0.0
    for letter, numbers in path.segments:
        if letter == "z":
            steps.append(b"h")
            continue
        if letter in "ML":
            x, y = numbers
        elif letter == "h":
            x += numbers[0]
        else:
            y += numbers[0]
        steps.append(b"%s %s" % (_row((x, y)), b"m" if letter == "M" else b"l"))
    return _painted(b" ".join(steps), path.fill, path.stroke)


def _image(image: Image) -> bytes:
    raise UnknownItemError(type(image).__name__)


_DRAW: Final[dict[type, Callable[[Any], bytes]]] = {
    Rect: _rect,
    Line: _line,
    Polygon: _polygon,
    Circle: _circle,
    Path: _path,
    Image: _image,
}
