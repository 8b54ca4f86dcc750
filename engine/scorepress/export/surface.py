"""SVG onto PDF pages: CairoSVG with our own hand for text and shapes. The one door to CairoSVG and cairocffi.

CairoSVG sets text letter by letter, leaves out spaces, and looks for fonts on the machine. Here a run is drawn whole,
with the glyphs that `text` chose and at the advances that `text` measured, from the bundled files alone. All pages
share one cairo surface, so that a face is embedded once in a document. Sentinels (`tags_content`) tell where on a page
one piece ends and the next begins. Importing this module needs libcairo.
"""

import ctypes
import io
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Final
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import cairocffi
from cairosvg.parser import Tree
from cairosvg.surface import PDFSurface

from scorepress.export.shapes import SHAPES, draw_shape
from scorepress.export.tags import TaggedPage
from scorepress.export.tags_content import SENTINEL_COLOR, SENTINEL_SIZE
from scorepress.export.tags_metadata import About
from scorepress.export.tags_plan import plan_page
from scorepress.model.scene import FontKey
from scorepress.text.fonts import bundled_fonts

_CAIRO_NAMES: Final = ("libcairo.so.2", "libcairo.2.dylib", "libcairo-2.dll")
_CONTAINERS: Final = frozenset(("g", "a"))
_SVG: Final = "http://www.w3.org/2000/svg"
_SIZES: Final = ("width", "height", "viewBox")


def draw_pages(svgs: Sequence[str], about: About) -> tuple[bytes, tuple[TaggedPage, ...]]:
    """Draw each SVG as a page of one PDF, with sentinels in it, and say what its pieces mean.

    svgs: as `render_svg` writes them. Raises OSError if a bundled font cannot be opened, and what `plan_page` raises.
    """
    out = io.BytesIO()
    document = cairocffi.PDFSurface(out, 1, 1)
    # Written anew with the tags, or not at all; but cairo would write the clock where it is told nothing.
    for date in (cairocffi.PDF_METADATA_CREATE_DATE, cairocffi.PDF_METADATA_MOD_DATE):
        document.set_metadata(date, "1970-01-01T00:00:00Z")
    pages = tuple(PageSurface(svg, document, number, about.lang).page for number, svg in enumerate(svgs, 1))
    document.finish()
    return out.getvalue(), pages


class PageSurface(PDFSurface):  # type: ignore[misc] # CairoSVG has no types
    """Draws one SVG page, whose user unit is the point, as the next page of a document."""

    def __init__(self, svg: str, document: cairocffi.PDFSurface, number: int, lang: str) -> None:
        self._document = document
        self._drawn = -1
        root = ET.fromstring(svg)  # noqa: S314 - our own page, as `render_svg` writes it
        self.page = plan_page(root, number, lang)
        super().__init__(_tree(root), output=None, dpi=72)
        self.context.set_miter_limit(4)  # SVG's; cairo's is 10
        for element in root:
            self._draw_element(element)
        self._sentinel()
        document.show_page()

    def _create_surface(self, width: float, height: float) -> tuple[cairocffi.PDFSurface, float, float]:
        self._document.set_size(width, height)
        return self._document, width, height

    def _draw_element(self, element: Element) -> None:
        """Draw an element and its children: groups, text and shapes here, images by CairoSVG, nothing else."""
        piece = self.page.pieces.get(element)
        if piece is not None and piece != self._drawn:
            self._drawn = piece
            self._sentinel()
        tag = element.tag.rpartition("}")[2]
        if tag == "text":
            self._draw_text(element)
        elif tag in SHAPES:
            draw_shape(self.context, element)
        elif tag in _CONTAINERS:
            for child in element:
                self._draw_element(child)
        elif tag == "image":
            self.draw(_tree(element).children[0])

    def _draw_text(self, element: Element) -> None:
        """Draw one run at its place, with a space behind it where the next line begins a new word."""
        if not element.text:
            return
        text = f"{element.text} " if element in self.page.spaces else element.text
        get = element.attrib.__getitem__
        font = FontKey(get("font-family"), int(get("font-weight")))
        x, y, size = float(get("x")), float(get("y")), float(get("font-size"))
        ids, offsets, clusters = _shaped(text, font)
        self.context.set_source_rgba(*self.map_color(get("fill")))
        self.context.set_font_face(_font_face(font))
        self.context.set_font_size(size)
        self.context.show_text_glyphs(
            text,
            [(glyph, x + offset * size, y) for glyph, offset in zip(ids, offsets, strict=True)],
            clusters,
        )

    def _sentinel(self) -> None:
        """Draw the mark at which the content of the page will be cut."""
        context = self.context
        context.save()
        context.identity_matrix()
        context.set_source_rgb(*SENTINEL_COLOR)
        context.rectangle(0, 0, *SENTINEL_SIZE)
        context.fill()
        context.restore()


def _tree(element: Element) -> Tree:
    """What CairoSVG needs of a page: its size, or one image of it. To parse all of a page would take it 15 ms."""
    shell = Element(f"{{{_SVG}}}svg", {name: element.attrib[name] for name in _SIZES if name in element.attrib})
    if element.tag == f"{{{_SVG}}}image":
        shell.append(element)
    return Tree(bytestring=ET.tostring(shell))


@lru_cache(1 << 12)
def _shaped(text: str, font: FontKey) -> tuple[tuple[int, ...], tuple[float, ...], list[tuple[int, int]]]:
    """The glyphs of a run, where each begins in ems, and its share of the text: so many bytes, so many glyphs.

    Most of what is printed stands in every report of a run.
    """
    glyphs = bundled_fonts().glyphs(text, font)
    return glyphs.ids, glyphs.offsets, [(len(cluster.encode()), 1) for cluster in glyphs.clusters]


@cache
def _cairo() -> Any:
    """Open the library that cairocffi uses, for the functions that cairocffi does not declare.

    cairo depends on FreeType, so FreeType's functions are found through it too, in the very copy that cairo uses.
    """
    for name in _CAIRO_NAMES:
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        library.cairo_ft_font_face_create_for_ft_face.restype = ctypes.c_void_p
        return library
    raise OSError(f"none of {', '.join(_CAIRO_NAMES)} was found")


@cache
def _freetype() -> ctypes.c_void_p:
    library = ctypes.c_void_p()
    if _cairo().FT_Init_FreeType(ctypes.byref(library)):
        raise OSError("FreeType cannot be started")
    return library


@cache
def _font_face(font: FontKey) -> Any:
    """Open a bundled face; it stays open for as long as the program runs."""
    path = bundled_fonts().path(font)
    face = ctypes.c_void_p()
    if _cairo().FT_New_Face(_freetype(), str(path).encode(), ctypes.c_long(0), ctypes.byref(face)):
        raise OSError(f"the font file `{path.name}` cannot be opened")
    pointer = cairocffi.ffi.cast("cairo_font_face_t *", _cairo().cairo_ft_font_face_create_for_ft_face(face, 0))
    return cairocffi.FontFace._from_pointer(pointer, incref=False)  # noqa: SLF001 - as cairocffi's manual does it
