"""Where drawn elements stand: boxes of figures and links."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from scorepress.model.geometry import Box
from scorepress.model.scene import FontKey
from scorepress.text.fonts import bundled_fonts

PAINTED: Final = frozenset(("rect", "line", "polygon", "circle", "path", "image"))
"""What a page draws besides text, by the names of SVG."""

_NUMBER: Final = re.compile(r"-?[0-9.]+")
_STEP: Final = re.compile(r"([MLhvz])([^MLhvz]*)")


def local_name(element: Element) -> str:
    """The name of an SVG element without its namespace."""
    return element.tag.rpartition("}")[2]


def bounds(elements: Iterable[Element]) -> Box | None:
    """The smallest box around drawn elements, in points; None around nothing.

    A line of text reaches from the top of the face's tallest glyph to the foot of its deepest.
    """
    corners = [corner for element in elements for corner in _corners(element)]
    if not corners:
        return None
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _corners(element: Element) -> list[tuple[float, float]]:
    """Points that span the element, half of its stroke around them."""
    name = local_name(element)
    if name == "text":
        return _text(element)
    points = _outline(name, element)
    half = float(element.get("stroke-width", 0)) / 2
    return [(x + dx, y + dy) for x, y in points for dx in (-half, half) for dy in (-half, half)] if half else points


def _text(element: Element) -> list[tuple[float, float]]:
    font = FontKey(element.get("font-family", ""), int(element.get("font-weight", 0)))
    size, fonts = _value(element, "font-size"), bundled_fonts()
    x, y = _value(element, "x"), _value(element, "y")
    right = x + fonts.width(element.text or "", font, size)
    return [(x, y - fonts.ascent(font, size)), (right, y + fonts.descent(font, size))]


def _outline(name: str, element: Element) -> list[tuple[float, float]]:
    match name:
        case "rect" | "image":
            x, y = _value(element, "x"), _value(element, "y")
            return [(x, y), (x + _value(element, "width"), y + _value(element, "height"))]
        case "line":
            return [(_value(element, f"x{end}"), _value(element, f"y{end}")) for end in (1, 2)]
        case "circle":
            x, y, radius = (_value(element, key) for key in ("cx", "cy", "r"))
            return [(x - radius, y - radius), (x + radius, y + radius)]
        case "polygon":
            numbers = [float(n) for n in _NUMBER.findall(element.get("points", ""))]
            return list(zip(numbers[::2], numbers[1::2], strict=True))
        case "path":
            return _path(element.get("d", ""))
    raise ValueError(f"a page draws no `{name}`")


def path_steps(outline: str) -> Iterator[tuple[str, list[float]]]:
    """The steps of a path as `render_svg` writes it: a letter (M, L, h, v, z) and its numbers."""
    for letter, rest in _STEP.findall(outline):
        yield letter, [float(number) for number in _NUMBER.findall(rest)]


def _path(outline: str) -> list[tuple[float, float]]:
    points, x, y = [], 0.0, 0.0
    for letter, numbers in path_steps(outline):
        if letter in "ML":
            x, y = numbers
        elif letter == "h":
            x += numbers[0]
        elif letter == "v":
            y += numbers[0]
        points.append((x, y))
    return points


def _value(element: Element, key: str) -> float:
    return float(element.get(key, 0))
