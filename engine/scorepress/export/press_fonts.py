"""Faces as objects of a PDF, cut to characters: composite fonts whose codes are the glyphs of the whole bundled face.

So what is written on a page does not depend on which other characters a file has; only the font program and the map
from codes to its glyphs do (ISO 32000-1, 9.7).
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from scorepress.export.press_pack import packed
from scorepress.export.press_values import Base, Form, Hole, parted, pdf_form, together
from scorepress.export.tags_objects import PdfName, Value
from scorepress.model.scene import FontKey
from scorepress.noun import Noun
from scorepress.text.cutting import cut_face
from scorepress.text.fonts import bundled_fonts

OBJECTS, STREAMS = 6, 3
"""How many objects a face takes, and how many of them, the last ones, are streams."""

_HELD: Final = 2_000
"""Cut faces that are remembered: each combination of rare characters is one."""

_NONSYMBOLIC: Final = 32
_STEM: Final = 80
_CMAP: Final = """\
/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{sections}endcmap CMapName currentdict /CMap defineresource pop end end"""
_SECTION: Final = 100
"""Entries that one section of a CMap may have."""


class PressFace(Noun, frozen=True, eq=False):
    """A face cut to characters. program, glyphs, unicode: streams, already packed; length: of the program unpacked."""

    name: str
    font: FontKey
    program: bytes
    length: int
    glyphs: bytes
    unicode: bytes
    widths: tuple[Value, ...]
    box: tuple[int, int, int, int]

    def bodies(self, first: int) -> list[bytes]:
        """Font, descendant and descriptor, numbered from `first`; program, glyphs and unicode follow them."""
        return parted(_whole_form(self).filled((first,)))

    @property
    def streams(self) -> tuple[tuple[bytes, bytes], ...]:
        """Program, glyphs and unicode, each with what its dictionary says."""
        packed_ = b"/Filter/FlateDecode"
        program = b"/Length1 %d%s" % (self.length, packed_)
        return (self.program, program), (self.glyphs, packed_), (self.unicode, packed_)

    def objects(self) -> tuple[dict[str, Value], dict[str, Value], dict[str, Value]]:
        """Font, descendant and descriptor; program, glyphs and unicode follow them."""
        fonts, name = bundled_fonts(), PdfName(self.name)
        font = {
            "Type": PdfName("Font"),
            "Subtype": PdfName("Type0"),
            "BaseFont": name,
            "Encoding": PdfName("Identity-H"),
            "DescendantFonts": [Hole(Base.OBJECT, 1)],
            "ToUnicode": Hole(Base.OBJECT, 5),
        }
        descendant = {
            "Type": PdfName("Font"),
            "Subtype": PdfName("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
            "FontDescriptor": Hole(Base.OBJECT, 2),
            "CIDToGIDMap": Hole(Base.OBJECT, 4),
            "W": list(self.widths),
        }
        descriptor = {
            "Type": PdfName("FontDescriptor"),
            "FontName": name,
            "FontFamily": self.font.family,
            "FontWeight": self.font.weight,
            "Flags": _NONSYMBOLIC,
            "FontBBox": list(self.box),
            "ItalicAngle": 0,
            "Ascent": round(fonts.ascent(self.font, 1000)),
            "Descent": -round(fonts.descent(self.font, 1000)),
            "CapHeight": round(fonts.cap_height(self.font, 1000)),
            "StemV": _STEM,
            "FontFile2": Hole(Base.OBJECT, 3),
        }
        return font, descendant, descriptor


@lru_cache(_HELD)
def _whole_form(face: PressFace) -> Form:
    return together([pdf_form(values) for values in face.objects()])


@lru_cache(_HELD)
def press_face(font: FontKey, characters: frozenset[str]) -> PressFace:
    """Cut a face to characters; the same for the same characters."""
    written = "".join(characters)
    codes = sorted(zip(bundled_fonts().glyphs(written, font).ids, map(ord, written), strict=True))
    codes = [code for code in codes if code[0]]
    cut = cut_face(font, (glyph for glyph, _ in codes))
    places = bytearray(2 * (cut.glyphs[-1] + 1))
    for index, glyph in enumerate(cut.glyphs):
        places[2 * glyph : 2 * glyph + 2] = index.to_bytes(2, "big")
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(cut.data).digest()[:6])
    style = "Bold" if font.weight >= 700 else "Regular"
    return PressFace(
        f"{tag}+{font.family.replace(' ', '')}-{style}",
        font,
        packed(cut.data),
        len(cut.data),
        packed(bytes(places)),
        packed(_cmap(codes).encode("ascii")),
        tuple(_widths(cut.glyphs, cut.widths)),
        cut.box,
    )


def _widths(glyphs: Sequence[int], widths: Sequence[float]) -> Iterator[Value]:
    """Advances as a composite font lists them: the first code of a run, and the advances of the run."""
    run: list[Value] = []
    for index, (glyph, width) in enumerate(zip(glyphs, widths, strict=True)):
        if run and glyphs[index - 1] + 1 != glyph:
            yield run
            run = []
        if not run:
            yield glyph
        run.append(int(width) if width == int(width) else width)
    if run:
        yield run


def _cmap(codes: Sequence[tuple[int, int]]) -> str:
    """What the codes mean in Unicode."""
    ranges = list(_ranges(codes))
    sections = (ranges[at : at + _SECTION] for at in range(0, len(ranges), _SECTION))
    return _CMAP.format(
        sections="".join(
            f"{len(section)} beginbfrange\n"
            + "".join(f"<{first:04X}> <{last:04X}> <{_utf16(meaning)}>\n" for first, last, meaning in section)
            + "endbfrange\n"
            for section in sections
        )
    )


def _ranges(codes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Runs of codes whose meanings run beside them: first, last, what the first means. Last bytes do not run over."""
    first = last = meaning = -1
    for code, character in codes:
        follows = code == last + 1 and character == meaning + code - first
        if last >= 0 and not (follows and code & 0xFF and character & 0xFF):
            yield first, last, meaning
            last = -1
        if last < 0:
            first, meaning = code, character
        last = code
    if last >= 0:
        yield first, last, meaning


def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be").hex().upper()
