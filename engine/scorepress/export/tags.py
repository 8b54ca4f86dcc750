"""What the pages of a tagged PDF mean: the nouns between drawing a page and writing its structure.

Structure types are those of ISO 32000-1, 14.8.4; what a PDF/UA-1 file must say with them is ISO 14289-1.
"""

from collections.abc import Mapping
from typing import Union
from xml.etree.ElementTree import Element

from scorepress.model.geometry import Box
from scorepress.noun import Noun

GROUPING = frozenset(("Document", "Part", "Sect", "L", "LI", "Table", "TR"))
"""Structure types that hold elements only: what is drawn directly in them belongs to no element."""


class Tag(Noun, frozen=True):
    """A structure element.

    kind: its type. kids: elements, and numbers of marked content (MCID) on the element's page, in reading order. text:
    what a heading or a link says, on one line. lang: BCP 47, where it differs from the parent's. alt: what is said
    instead of the content. title: a name that only tools show. scope: `Column` or `Row`, header cells only. id: unique
    on the page. refers: the id of the note that explains it. box: where a figure stands. href, lines: where a link
    leads to, and the boxes of its lines. Boxes are in points from the upper left corner of the page.
    """

    kind: str
    kids: tuple[Union["Tag", int], ...] = ()
    text: str = ""
    lang: str | None = None
    alt: str | None = None
    title: str | None = None
    scope: str | None = None
    id: str | None = None
    refers: str | None = None
    box: Box | None = None
    href: str | None = None
    lines: tuple[Box, ...] = ()


class TaggedPage(Noun, frozen=True, eq=False):
    """The meaning of one page.

    marks: what the pieces of the page are, in the order in which they are drawn: an MCID, or None for decoration. MCIDs
    count from 0. pieces: for each drawn element, the index of its piece. spaces: the lines of text that are followed by
    a space, which stands in no line but between two. neighbours: the lines of which that was asked, two and two, with
    their language. height: of the page, in points.
    """

    number: int
    lang: str
    title: str
    height: float
    tags: tuple[Tag, ...]
    marks: tuple[int | None, ...]
    pieces: Mapping[Element, int]
    spaces: frozenset[Element]
    neighbours: tuple[tuple[Element, Element, str], ...] = ()
