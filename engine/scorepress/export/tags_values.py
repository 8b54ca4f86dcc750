"""What stands in the objects of a tagged PDF, whoever writes them: elements, links, properties, the meaning of colours.

Keys are those of ISO 32000-1 (14.7.2, 12.5.6.5, 14.3.3, 14.11.5).
"""

from typing import Final
from urllib.parse import quote

from scorepress.export.tags import Tag
from scorepress.export.tags_metadata import About
from scorepress.export.tags_objects import PdfName, Ref, Value
from scorepress.model.geometry import Box

_URI_KEPT: Final = "!#$%&'()*+,/:;=?@[]~"
_PRINTED: Final = 4
"""The flag of an annotation that is not hidden on paper; PDF/A asks for it."""

DATES: Final = ("CreationDate", "ModDate")
"""The days in a document's properties."""


def element_values(tag: Tag) -> dict[str, Value]:
    """A structure element without parent, kids and box."""
    texts = {"Lang": tag.lang, "Alt": tag.alt, "T": tag.title or None}
    given: dict[str, Value] = {key: text for key, text in texts.items() if text is not None}
    if tag.scope:
        given["A"] = {"O": PdfName("Table"), "Scope": PdfName(tag.scope)}
    return {"Type": PdfName("StructElem"), "S": PdfName(tag.kind), **given}


def box_values(box: Box, height: float) -> dict[str, Value]:
    """Where a figure stands. height: of its page, in points."""
    return {"O": PdfName("Layout"), "Placement": PdfName("Block"), "BBox": _rectangle(box, height)}


def link_values(tag: Tag, height: float) -> dict[str, Value]:
    """The annotation that makes a link work, without its page and its key. height: of the page, in points."""
    lines = [_rectangle(line, height) for line in tag.lines]
    lefts, bottoms, rights, tops = zip(*lines, strict=True)
    return {
        "Type": PdfName("Annot"),
        "Subtype": PdfName("Link"),
        "Rect": [min(lefts), min(bottoms), max(rights), max(tops)],
        # Corners in the order in which readers take them: upper left, upper right, lower left, lower right.
        "QuadPoints": [n for x0, y0, x1, y1 in lines for n in (x0, y1, x1, y1, x0, y0, x1, y0)],
        "Border": [0, 0, 0],
        "F": _PRINTED,
        "Contents": tag.text,
        "A": {"S": PdfName("URI"), "URI": quote(str(tag.href), safe=_URI_KEPT)},
    }


def about_values(about: About) -> dict[str, Value]:
    """The document's properties."""
    told: dict[str, Value] = {"Title": about.title, "Creator": about.creator}
    return told | dict.fromkeys(DATES, f"D:{about.day:%Y%m%d}000000Z") if about.day else told


def intent_values(profile: Ref) -> dict[str, Value]:
    """What the colours of a document mean. profile: the stream of sRGB."""
    return {
        "Type": PdfName("OutputIntent"),
        "S": PdfName("GTS_PDFA1"),
        "OutputConditionIdentifier": "sRGB",
        "Info": "sRGB IEC61966-2.1",
        "DestOutputProfile": profile,
    }


def unique_id(name: str, page: int) -> str:
    """An id of a page, as it is known in the document. page: its number in the document, from 1."""
    return f"{page}-{name}"


def _rectangle(box: Box, height: float) -> list[float]:
    """A box as PDF counts, from the lower left corner: left, bottom, right, top."""
    return [round(n, 2) for n in (box.x, height - box.bottom, box.right, height - box.y)]
