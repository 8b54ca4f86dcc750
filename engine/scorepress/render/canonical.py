"""Canonical XML: the same page is the same text, and a change on the page is a change of a few lines."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

_ORDER: Final = (
    "xmlns", "id", "role", "aria-hidden", "aria-level", "aria-label", "aria-describedby", "lang", "xml:lang",
    "data-region", "data-rule", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "viewBox",
    "points", "d", "font-family", "font-size", "font-weight", "textLength", "lengthAdjust",
    "xml:space", "fill", "stroke", "stroke-width",
    "stroke-dasharray", "preserveAspectRatio", "style", "href",
)  # fmt: skip
_RANK: Final = {name: rank for rank, name in enumerate(_ORDER)}

# svgwrite writes links as SVG 1.1 did, and declares what no page uses.
_RENAMED: Final = {"xlink:href": "href"}
_UNUSED: Final = {"xmlns:xlink", "xmlns:ev", "baseProfile", "version"}

_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even as a reference (its production `Char`)."""


def element_lines(element: Element, indent: str = "") -> Iterator[str]:
    """Write an element, one line for each element in it; an element holds text or elements, not both.

    Raises KeyError for an attribute that has no place in the order.
    """
    if element.tag == "defs" and not len(element):
        return
    named = {_RENAMED.get(name, name): value for name, value in element.items() if name not in _UNUSED}
    attributes = "".join(f' {name}="{_quoted(named[name])}"' for name in sorted(named, key=_RANK.__getitem__))
    start = f"{indent}<{element.tag}{attributes}"
    if len(element):
        yield f"{start}>"
        for child in element:
            yield from element_lines(child, f"{indent}  ")
        yield f"{indent}</{element.tag}>"
    elif element.text is not None:
        yield f"{start}>{_escaped(element.text)}</{element.tag}>"
    else:
        yield f"{start}/>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(value: str) -> str:
    escaped = _escaped(value).replace('"', "&quot;")
    return escaped.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def unwritable_character(text: str) -> str | None:
    """Find the first character of a document that XML cannot hold."""
    found = _UNWRITABLE.search(text)
    return found.group() if found else None
