"""The leaves of a page in HTML: words, lines and drawings."""

from collections.abc import Iterator, Sequence
from typing import Final

from scorepress.model.scene import Group, Item, Line, Role
from scorepress.noun import Noun, replace
from scorepress.render.html_blocks import Block, first_text, groups
from scorepress.render.html_extent import Extent, extent
from scorepress.render.html_sheet import Sheet, rem
from scorepress.render.html_text import attributes, escaped, words_of
from scorepress.render.numbers import format_number
from scorepress.render.svg import drawing_lines

EDGE: Final = 0.25
"""Points around a drawing, for the outer half of its outlines."""

SCHEMES: Final = ("https:", "http:", "mailto:", "tel:")
"""Where a link may lead; any other is words."""


class Desk(Noun, frozen=True):
    """What writing a page takes: where classes are collected, and the page's id and language."""

    sheet: Sheet
    page: str
    lang: str

    def id(self, name: str | None) -> str | None:
        """An id of the page as one of the document."""
        return f"{self.page}-{name}" if name else None


def classes(*names: str | None) -> str:
    """The names that are there, as one attribute holds them."""
    return " ".join(name for name in names if name)


def leaf(desk: Desk, group: Group, tag: str, place: str, **more: str | None) -> str:
    """Words as one element. more: its attributes beside class and language."""
    text = first_text(group.items)
    look = classes(desk.sheet.text(text, group.style) if text else None, place)
    return f"<{tag}{attributes(look, lang=group.semantics.lang, **more)}>{_words(desk, group)}</{tag}>"


def _words(desk: Desk, group: Group) -> str:
    """The words of a leaf; a link is a link inside of it, and a mark leads to its note."""
    inner = next(groups(group.items), None)
    if inner is not None and inner.semantics.role is Role.LINK:
        return _words(desk, inner)
    words = escaped(words_of(group, desk.lang)).replace("\n", "<br>")
    href = group.semantics.href
    if href is not None and href.lower().startswith(SCHEMES):
        return f"<a{attributes(href=href, lang=group.semantics.lang)}>{words}</a>"
    note = desk.id(group.semantics.refers)
    return f"<a{attributes(href=f'#{note}', role='doc-noteref')}>{words}</a>" if note else words


def line(desk: Desk, drawn: Line, place: str) -> str:
    """A line between blocks."""
    stroke = drawn.stroke
    width = f"{format_number(stroke.width)}pt"
    if not stroke.dash:
        return f"<div{attributes(classes(desk.sheet.style(f'border-top:{width} solid {stroke.color}'), place))}></div>"
    dot, pitch = format_number(stroke.dash[0]), format_number(sum(stroke.dash[:2]))
    dots = f"{stroke.color} 0 {dot}pt,transparent {dot}pt {pitch}pt"
    look = desk.sheet.style(f"height:{width};background:repeating-linear-gradient(to right,{dots})")
    return f"<div{attributes(classes('dots', look, place))}></div>"


def figure(desk: Desk, block: Block, place: str) -> Iterator[str]:
    """A drawing with its alternative text; a screen reader hears that and nothing of what is written in it."""
    assert block.group is not None
    meaning = block.group.semantics
    named = {"role": "img", "aria_label": meaning.label or "", "lang": meaning.lang}
    yield from drawing(desk, block.group.items, block.extent, place, block.ruled, **named)


def decoration(desk: Desk, group: Group) -> Iterator[str]:
    """A drawing that means nothing."""
    place = extent(group.items)
    if place:
        yield from drawing(desk, group.items, place, "", None, aria_hidden="true")


def drawing(
    desk: Desk, items: Sequence[Item], place: Extent, classed: str, through: Line | None, **more: str | None
) -> Iterator[str]:
    """A drawing in a frame of its own. through: a line that runs through it and others beside it."""
    left, top = place.left - EDGE, place.top - EDGE
    width, height = place.right - left + EDGE, place.bottom - top + EDGE
    view = " ".join(map(format_number, (left, top, width, height)))
    size = desk.sheet.style(f"width:{rem(width)}")
    yield f"<svg{attributes(classes(size, classed), viewBox=view, **more)}>"
    if through:
        part = replace(through, x1=max(left, through.x1), x2=min(left + width, through.x2))
        yield f'<g class="through">{"".join(drawing_lines((part,)))}</g>'
    yield from drawing_lines(items)
    yield "</svg>"
