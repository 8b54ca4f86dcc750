"""SVG onto PDF pages: CairoSVG with our own hand for text. The one door to CairoSVG and cairocffi.

CairoSVG sets text letter by letter, leaves out spaces, and looks for fonts on the machine. Here a run is drawn whole,
with the glyphs that `text` chose and at the advances that `text` measured, from the bundled files alone. All pages
share one cairo surface, so that a face is embedded once in a document. Importing this module needs libcairo.
"""

import ctypes
import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import cairocffi
from cairosvg.parser import Tree
from cairosvg.surface import PDFSurface

from scorepress.model.scene import FontKey
from scorepress.text.fonts import bundled_fonts

_CAIRO_NAMES: Final = ("libcairo.so.2", "libcairo.2.dylib", "libcairo-2.dll")
_CONTAINERS: Final = frozenset(("g", "a"))
_SHAPES: Final = frozenset(("svg", "rect", "line", "polygon", "circle", "path", "image"))

_METADATA: Final = {
    "title": cairocffi.PDF_METADATA_TITLE,
    "creator": cairocffi.PDF_METADATA_CREATOR,
    "created": cairocffi.PDF_METADATA_CREATE_DATE,
    "modified": cairocffi.PDF_METADATA_MOD_DATE,
}


def draw_pages(svgs: Sequence[str], metadata: Mapping[str, str]) -> bytes:
    """Draw each SVG as a page of one PDF.

    svgs: as `render_svg` writes them. metadata: `title` and `creator`, plain; `created` and `modified`, ISO 8601 (cairo
    writes the clock where they are missing). Raises OSError if a bundled font cannot be opened.
    """
    out = io.BytesIO()
    document = cairocffi.PDFSurface(out, 1, 1)
    for name, value in metadata.items():
        document.set_metadata(_METADATA[name], value)
    for svg in svgs:
        PageSurface(svg, document)
    document.finish()
    return out.getvalue()


class PageSurface(PDFSurface):  # type: ignore[misc] # CairoSVG has no types
    """Draws one SVG page, whose user unit is the point, as the next page of a document."""

    def __init__(self, svg: str, document: cairocffi.PDFSurface) -> None:
        self._document = document
        super().__init__(Tree(bytestring=svg.encode()), output=None, dpi=72)
        document.show_page()

    def _create_surface(self, width: float, height: float) -> tuple[cairocffi.PDFSurface, float, float]:
        self._document.set_size(width, height)
        return self._document, width, height

    def draw(self, node: Any) -> None:
        """Draw a node and its children: groups and text here, shapes and images by CairoSVG, nothing else."""
        if node.tag == "text":
            self.draw_text(node)
        elif node.tag in _CONTAINERS:
            for child in node.children:
                self.draw(child)
        elif node.tag in _SHAPES:
            super().draw(node)

    def draw_text(self, node: Any) -> None:
        """Draw one run at its place."""
        if not node.text:
            return
        font = FontKey(node["font-family"], int(node["font-weight"]))
        x, y, size = float(node["x"]), float(node["y"]), float(node["font-size"])
        glyphs = bundled_fonts().glyphs(node.text, font)
        self.context.set_source_rgba(*self.map_color(node["fill"]))
        self.context.set_font_face(_font_face(font))
        self.context.set_font_size(size)
        self.context.show_text_glyphs(
            node.text,
            [(glyph, x + offset * size, y) for glyph, offset in zip(glyphs.ids, glyphs.offsets, strict=True)],
            [(len(cluster.encode()), 1) for cluster in glyphs.clusters],
        )


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
