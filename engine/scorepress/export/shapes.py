"""Shapes of a page onto a cairo context. CairoSVG knows many more, and takes four times as long for ours."""

from math import tau
from typing import Any, Final
from xml.etree.ElementTree import Element

from scorepress.export.tags_bounds import local_name, path_steps
from scorepress.model.color import Color

SHAPES: Final = frozenset(("rect", "line", "polygon", "circle", "path"))
"""What `draw_shape` draws, by the names of SVG."""


def draw_shape(context: Any, element: Element) -> None:
    """Draw a shape as `render_svg` writes it: filled, stroked or both, with what its own attributes say."""
    _trace(context, local_name(element), element)
    fill, stroke = element.get("fill", "none"), element.get("stroke")
    if fill != "none":
        context.set_source_rgb(*_color(fill))
        context.fill_preserve()
    if stroke:
        context.save()
        context.set_source_rgb(*_color(stroke))
        context.set_line_width(float(element.get("stroke-width", 1)))
        context.set_dash([float(length) for length in element.get("stroke-dasharray", "").split()])
        context.stroke_preserve()
        context.restore()
    context.new_path()


def _trace(context: Any, name: str, element: Element) -> None:
    """Lay the outline of a shape."""

    def number(key: str) -> float:
        return float(element.get(key, 0))

    match name:
        case "rect":
            context.rectangle(number("x"), number("y"), number("width"), number("height"))
        case "line":
            context.move_to(number("x1"), number("y1"))
            context.line_to(number("x2"), number("y2"))
        case "circle":
            context.arc(number("cx"), number("cy"), number("r"), 0, tau)
            context.close_path()
        case "polygon":
            for point in element.get("points", "").split():
                context.line_to(*map(float, point.split(",")))
            context.close_path()
        case "path":
            _trace_path(context, element.get("d", ""))


def _trace_path(context: Any, outline: str) -> None:
    for letter, numbers in path_steps(outline):
        match letter:
            case "M":
                context.move_to(*numbers)
            case "L":
                context.line_to(*numbers)
            case "h":
                context.rel_line_to(numbers[0], 0)
            case "v":
                context.rel_line_to(0, numbers[0])
            case _:
                context.close_path()


def _color(text: str) -> tuple[float, float, float]:
    color = Color.parse(text)
    return color.red / 255, color.green / 255, color.blue / 255
