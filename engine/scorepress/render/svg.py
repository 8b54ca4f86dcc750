"""Scene to canonical SVG: the source of truth of every page, and the one door to svgwrite.

What a group means is written as ARIA (WAI-ARIA 1.2, SVG-AAM), for readers of the SVG and for the tags of the PDF;
reading order is document order. svgwrite does not know ARIA and `data-` attributes, so its validator is off, and tests
check what it would have checked.
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import svgwrite

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.scene import (
    Circle,
    FontKey,
    Group,
    Image,
    Item,
    Line,
    Page,
    Path,
    Polygon,
    Rect,
    Role,
    Stroke,
    Text,
)
from scorepress.render.canonical import element_lines, unwritable_character
from scorepress.render.numbers import format_number as n

_AFTER_TITLE: Final = 2


def render_svg(page: Page, *, title: str | None = None, embed_fonts: bool = False) -> str:
    """Write one page as an SVG document, ending in a line feed.

    title: what the document is called, if not as the page. embed_fonts: bring along the characters used of each face,
    so that the page looks alike where the fonts are not installed (the PDF needs no such copy).

    Texts were checked for missing glyphs before, and no face has control characters; one that comes in another way (a
    title, an alternative text) raises ScorepressError.
    """
    drawing = svgwrite.Drawing(
        size=(f"{n(page.width)}pt", f"{n(page.height)}pt"), viewBox=f"0 0 {n(page.width)} {n(page.height)}", debug=False
    )
    drawing.update({**_language(page.lang), "style": "font-kerning:none"})
    drawing.set_desc(title=page.title if title is None else title)
    for item in page.items:
        drawing.add(_draw(drawing, item))
    lines = list(element_lines(drawing.get_xml()))
    if embed_fonts:
        used = ((text.font, text.string) for text in texts_of(page.items))
        lines.insert(_AFTER_TITLE, f"  <style>{font_faces(used)}</style>")
    text = "\n".join(lines)
    unwritable = unwritable_character(text)
    if unwritable:
        message = f"page {page.number} holds the character U+{ord(unwritable):04X}, which no page can show"
        hint = "take the character out of the text, or quarantine the record that brings it"
        raise ScorepressError([Diagnostic(Code.MISSING_GLYPH, Severity.ERROR, message, hints=(hint,))])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def drawing_lines(items: Iterable[Item], indent: str = "") -> Iterator[str]:
    """Write what is drawn, without what it means, for a drawing inside of another document.

    Each text says how wide it is, so that it keeps to its place in whatever face the reader has.
    """
    drawing = svgwrite.Drawing(debug=False)
    for item in items:
        if isinstance(item, Group):
            yield from drawing_lines(item.items, indent)
            continue
        element = _draw(drawing, item)
        if isinstance(item, Text):
            element.update({"textLength": n(item.width), "lengthAdjust": "spacingAndGlyphs"})
        yield from element_lines(element.get_xml(), indent)


# --- items -> svgwrite ------------------------------------------------------------------------------------------------


def _draw(drawing: Any, item: Item) -> Any:
    return _DRAW[type(item)](drawing, item)


def _group(drawing: Any, group: Group) -> Any:
    meaning = group.semantics
    element = drawing.a(meaning.href or "", target=None) if meaning.role is Role.LINK else drawing.g()
    attributes = {
        "id": meaning.id,
        "role": None if meaning.role is Role.ARTIFACT else meaning.role.value,
        "aria-hidden": "true" if meaning.role is Role.ARTIFACT else None,
        "aria-level": None if meaning.level is None else str(meaning.level),
        "aria-label": meaning.label,
        "aria-describedby": meaning.refers,
        "data-region": group.region,
        "data-rule": group.rule,
    }
    element.update({**attributes, **_language(meaning.lang)})
    for item in group.items:
        element.add(_draw(drawing, item))
    return element


def _text(drawing: Any, text: Text) -> Any:
    element = drawing.text(text.string, insert=(n(text.x), n(text.y)))
    element.update(
        {
            "font-family": text.font.family,
            "font-size": n(text.size),
            "font-weight": str(text.font.weight),
            "fill": str(text.color),
            "xml:space": "preserve" if f" {text.string} ".count("  ") else None,
        }
    )
    return element


def _rect(drawing: Any, rect: Rect) -> Any:
    element = drawing.rect(insert=(n(rect.x), n(rect.y)), size=(n(rect.width), n(rect.height)))
    element.update({"fill": str(rect.fill or "none"), **_stroke(rect.stroke)})
    return element


def _line(drawing: Any, line: Line) -> Any:
    element = drawing.line(start=(n(line.x1), n(line.y1)), end=(n(line.x2), n(line.y2)))
    element.update(_stroke(line.stroke))
    return element


def _polygon(drawing: Any, polygon: Polygon) -> Any:
    return drawing.polygon([(n(x), n(y)) for x, y in polygon.points], fill=str(polygon.fill))


def _circle(drawing: Any, circle: Circle) -> Any:
    return drawing.circle(center=(n(circle.x), n(circle.y)), r=n(circle.radius), fill=str(circle.fill))


def _path(drawing: Any, path: Path) -> Any:
    outline = "".join(letter + " ".join(map(n, numbers)) for letter, numbers in path.segments)
    element = drawing.path(outline)
    element.update({"fill": str(path.fill or "none"), **_stroke(path.stroke)})
    return element


def _image(drawing: Any, image: Image) -> Any:
    data = base64.b64encode(image.data).decode("ascii")
    element = drawing.image(
        f"data:{image.media_type};base64,{data}",
        insert=(n(image.x), n(image.y)),
        size=(n(image.width), n(image.height)),
    )
    element.stretch()
    return element


def _stroke(stroke: Stroke | None) -> dict[str, str]:
    if stroke is None:
        return {}
    dash = {"stroke-dasharray": " ".join(map(n, stroke.dash))} if stroke.dash else {}
    return {"stroke": str(stroke.color), "stroke-width": n(stroke.width), **dash}


def _language(lang: str | None) -> dict[str, str]:
    """Name a language as SVG 2 does, and as the XML readers of SVG 1.1 know it."""
    return {"lang": lang, "xml:lang": lang} if lang else {}


_DRAW: Final[dict[type, Callable[[Any, Any], Any]]] = {
    Group: _group,
    Text: _text,
    Rect: _rect,
    Line: _line,
    Polygon: _polygon,
    Circle: _circle,
    Path: _path,
    Image: _image,
}


# --- fonts ------------------------------------------------------------------------------------------------------------


def font_faces(used: Iterable[tuple[FontKey, str]]) -> str:
    """Write CSS that holds what is used of each face, faces in order of family and weight. used: faces with texts."""
    from scorepress.text.embedding import embedded_face  # noqa: PLC0415 - loads slowly, and few pages want it

    characters: dict[FontKey, set[str]] = {}
    for font, string in used:
        characters.setdefault(font, set()).update(string)
    rules = []
    for font in sorted(characters, key=lambda font: (font.family, font.weight)):
        data = base64.b64encode(embedded_face(font, characters[font])).decode("ascii")
        source = f'url(data:font/woff;base64,{data}) format("woff")'
        rules.append(f'@font-face{{font-family:"{font.family}";font-weight:{font.weight};src:{source}}}')
    return "".join(rules)


def texts_of(items: Iterable[Item]) -> Iterator[Text]:
    """All runs of text, in reading order."""
    for item in items:
        if isinstance(item, Group):
            yield from texts_of(item.items)
        elif isinstance(item, Text):
            yield item
