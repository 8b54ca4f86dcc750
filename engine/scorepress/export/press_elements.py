"""Items of a page as the elements that `tags_plan` reads: the same rules for a page and for a part of one.

Only what the plan asks for is written: what groups mean, where things stand. Numbers are those of the SVG, to three
decimals, so that the boxes of figures and links are the same.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from scorepress.export.press_draw import UnknownItemError
from scorepress.model.scene import Circle, Group, Item, Line, Path, Polygon, Rect, Role, Semantics, Stroke, Text

Drawn = list[tuple[Item, Element]]


@lru_cache(1 << 14)
def number(value: float) -> str:
    """A length in points as the SVG has it."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def elements(items: Iterable[Item]) -> tuple[Element, Drawn]:
    """A group with the items, and every primitive in it with its element, in the order of drawing.

    Raises UnknownItemError for a primitive that the press does not draw.
    """
    root = Element("g")
    drawn: Drawn = []
    for item in items:
        _add(root, item, drawn)
    return root, drawn


def _add(parent: Element, item: Item, drawn: Drawn) -> None:
    if type(item) is Text:
        font = item.font
        element = SubElement(
            parent,
            "text",
            {
                "x": number(item.x),
                "y": number(item.y),
                "font-family": font.family,
                "font-weight": str(font.weight),
                "font-size": number(item.size),
            },
        )
        element.text = item.string
    elif type(item) is Group:
        inner = SubElement(parent, *_meaning(item.semantics))
        for one in item.items:
            _add(inner, one, drawn)
        return
    else:
        outline = _OUTLINES.get(type(item))
        if outline is None:
            raise UnknownItemError(type(item).__name__)
        element = outline(parent, item)
    drawn.append((item, element))


def _meaning(meaning: Semantics) -> tuple[str, dict[str, str]]:
    """The name and the attributes of a group."""
    if meaning.role is Role.ARTIFACT:
        return "g", {"aria-hidden": "true"}
    attributes = {"role": meaning.role.value}
    if meaning.level is not None:
        attributes["aria-level"] = str(meaning.level)
    said = {"aria-label": meaning.label, "lang": meaning.lang, "id": meaning.id, "aria-describedby": meaning.refers}
    attributes |= {name: value for name, value in said.items() if value is not None}
    if meaning.role is Role.LINK:
        return "a", {**attributes, "href": meaning.href or ""}
    return "g", attributes


def _stroke(stroke: Stroke | None) -> dict[str, str]:
    return {} if stroke is None else {"stroke-width": number(stroke.width)}


def _rect(parent: Element, rect: Rect) -> Element:
    sides = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    return SubElement(parent, "rect", {name: number(side) for name, side in sides.items()} | _stroke(rect.stroke))


def _line(parent: Element, line: Line) -> Element:
    ends = {"x1": line.x1, "y1": line.y1, "x2": line.x2, "y2": line.y2}
    return SubElement(parent, "line", {name: number(end) for name, end in ends.items()} | _stroke(line.stroke))


def _polygon(parent: Element, polygon: Polygon) -> Element:
    return SubElement(
        parent, "polygon", {"points": " ".join(f"{number(x)},{number(y)}" for x, y in polygon.points)}
    )  # fmt: skip


def _circle(parent: Element, circle: Circle) -> Element:
    return SubElement(
        parent, "circle", {"cx": number(circle.x), "cy": number(circle.y), "r": number(circle.radius)}
    )  # fmt: skip


def _path(parent: Element, path: Path) -> Element:
    outline = "".join(letter + " ".join(map(number, numbers)) for letter, numbers in path.segments)
    return SubElement(parent, "path", {"d": outline} | _stroke(path.stroke))


_OUTLINES: Final[dict[type, Callable[[Element, Any], Element]]] = {
    Rect: _rect,
    Line: _line,
    Polygon: _polygon,
    Circle: _circle,
    Path: _path,
}
