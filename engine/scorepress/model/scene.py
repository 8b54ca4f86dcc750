"""Scene: pages of primitives in absolute points, with what a screen reader needs to know of them.

Reading order is document order. A leaf of meaning (a paragraph, a heading, a cell) is a `Group` whose items are
its lines of text; decoration is a `Group` whose role is ARTIFACT.
"""

from enum import StrEnum
from typing import Union

from scorepress.model.color import Color
from scorepress.model.source import Span
from scorepress.noun import Noun


class Role(StrEnum):
    """What a group means. The values are ARIA role names where ARIA has one."""

    REGION = "region"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    FIGURE = "img"
    TABLE = "table"
    ROW = "row"
    COLUMN_HEADER = "columnheader"
    ROW_HEADER = "rowheader"
    CELL = "cell"
    LIST = "list"
    LIST_ITEM = "listitem"
    LINK = "link"
    NOTE = "note"
    ARTIFACT = "artifact"


class Semantics(Noun, frozen=True):
    """The meaning of a group.

    level: 1 to 6, headings only. label: alternative text (figures) or name (regions). lang: BCP 47, only where it
    differs from the page. href: links only. id: unique on its page. refers: the id of the note that explains it.
    """

    role: Role
    level: int | None = None
    label: str | None = None
    lang: str | None = None
    href: str | None = None
    id: str | None = None
    refers: str | None = None


class FontKey(Noun, frozen=True):
    """A bundled face: family and weight, as SVG names them (`Noto Sans`, 400 or 700)."""

    family: str
    weight: int


class Text(Noun, frozen=True):
    """One run of one face on one line; (x, y) is the start of its baseline; width is its measured advance."""

    x: float
    y: float
    string: str
    font: FontKey
    size: float
    color: Color
    width: float


class Stroke(Noun, frozen=True):
    """How a line is drawn; dash lists lengths of dash and gap."""

    color: Color
    width: float
    dash: tuple[float, ...] = ()


class Rect(Noun, frozen=True):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: Color | None = None
    stroke: Stroke | None = None


class Line(Noun, frozen=True):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: Stroke


class Polygon(Noun, frozen=True):
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    fill: Color


class Circle(Noun, frozen=True):
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: Color


class Path(Noun, frozen=True):
    """A path of straight segments: (`M`|`L`|`h`|`v`|`z`, numbers…), filled, stroked or both."""

    segments: tuple[tuple[str, tuple[float, ...]], ...]
    fill: Color | None = None
    stroke: Stroke | None = None


class Image(Noun, frozen=True):
    """A raster image, already checked and re-encoded; media_type is image/png or image/jpeg."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    media_type: str


class Group(Noun, frozen=True):
    """Items that belong together.

    region: the layout region or block that drew it (`data-region`). rule: `file:line` of the row that chose its
    words (`data-rule`). source: the place in the layout. text: what a leaf says, before its lines were broken; a line
    feed where a line ends in any case. style: the name of its style in the theme, also where its type had to shrink.
    """

    semantics: Semantics
    items: tuple["Item", ...]
    region: str | None = None
    rule: str | None = None
    source: Span | None = None
    text: str | None = None
    style: str | None = None


Item = Union["Group", Text, Rect, Line, Polygon, Circle, Path, Image]


class Page(Noun, frozen=True):
    """One page; lang is the language of its words."""

    number: int
    width: float
    height: float
    lang: str
    title: str
    items: tuple[Item, ...]


class Scene(Noun, frozen=True):
    """A finished document, one or more languages after each other."""

    title: str
    lang: str
    pages: tuple[Page, ...]
