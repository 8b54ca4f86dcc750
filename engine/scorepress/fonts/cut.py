"""Cut the bundled faces out of the upstream fonts.

    python -m scorepress.fonts.cut FOLDER

FOLDER holds the packages as `npm pack @expo-google-fonts/noto-sans@0.4.2` and `npm pack
@expo-google-fonts/noto-sans-tc@0.4.3` bring them. The same upstream files give the same bytes, whatever the day.

What is cut, and why: README.md in this folder and docs/decisions/0010-fonts.md.
"""

import hashlib
import io
import json
import sys
import tarfile
import unicodedata
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

from scorepress.noun import Noun

HERE: Final = Path(__file__).parent

LATIN: Final = "Noto Sans"
HAN: Final = "Noto Sans TC"


class Upstream(Noun, frozen=True):
    """One upstream file: the package that holds it, its name inside, what its bytes must hash to."""

    package: str
    member: str
    sha256: str


SOURCES: Final = {
    (LATIN, 400): Upstream(
        "expo-google-fonts-noto-sans-0.4.2.tgz",
        "package/400Regular/NotoSans_400Regular.ttf",
        "fe8c022f48d8dd29f17b744d16f9346f4357e16f7d4f7be58b000ae7c291b614",
    ),
    (LATIN, 700): Upstream(
        "expo-google-fonts-noto-sans-0.4.2.tgz",
        "package/700Bold/NotoSans_700Bold.ttf",
        "13a813c49624ae3ba3c5c6e72c5ebffc4b9e1e6ea32f421c04069b037c6ad431",
    ),
    (HAN, 400): Upstream(
        "expo-google-fonts-noto-sans-tc-0.4.3.tgz",
        "package/400Regular/NotoSansTC_400Regular.ttf",
        "add35d53f70727657b4509531677c4e3712b67df3d54661efdee5d3a0c16d954",
    ),
    (HAN, 700): Upstream(
        "expo-google-fonts-noto-sans-tc-0.4.3.tgz",
        "package/700Bold/NotoSansTC_700Bold.ttf",
        "ed4ae6ed781e34d0beee896e9be5d835a938ac7adabbcc1b6b6904290006f372",
    ),
}

LATIN_BLOCKS: Final = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1 Supplement, Latin Extended-A, Latin Extended-B
    (0x02B9, 0x02DD),  # apostrophe letters (ʻ in Hawaiian names) and spacing accents
    (0x0300, 0x0338),  # combining accents, for letters that have no code point of their own
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2000, 0x205F),  # General Punctuation: spaces, dashes, quotation marks, ellipsis
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x20A0, 0x20C0),  # currency
    (0x2113, 0x2113),  # litre
    (0x2116, 0x2116),  # numero
    (0x2122, 0x2122),  # trade mark
    (0x2150, 0x215E),  # fractions
    (0x2190, 0x21FF),  # arrows, where the font has them
    (0x2212, 0x2265),  # minus, and the relations where the font has them
)
HAN_BLOCKS: Final = (
    (0x2160, 0x217B),  # Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2260, 0x2267),  # relations
    (0x2460, 0x2473),  # numbers in circles
    (0x25A0, 0x25EF),  # geometric shapes
    (0x3000, 0x303F),  # CJK punctuation
    (0x3105, 0x312F),  # Bopomofo
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),  # full-width signs
)
# Punctuation of Chinese that also stands in the Latin blocks; here the Chinese drawing, a full square, is right.
HAN_PUNCTUATION: Final = "·—―‥…‧‵※"
# The font reaches its full-width dash by a feature (`fwid`); features are cut, so the character gets that drawing.
HAN_DRAWN_AS: Final = {"—": "―"}


def big5_level_1() -> Iterator[int]:
    """Give the 5,401 frequently used characters of Big5 (1984), lead bytes A4 to C6, by Unicode code point."""
    for lead in range(0xA4, 0xC7):
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            if (lead, trail) > (0xC6, 0x7E):
                return
            yield ord(bytes((lead, trail)).decode("big5"))


def drawable(blocks: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Give the code points of blocks (both ends included) that have ink or width: no controls, no format characters."""
    for first, last in blocks:
        for code in range(first, last + 1):
            if unicodedata.category(chr(code)) not in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}:
                yield code


def load(folder: Path, source: Upstream) -> TTFont:
    """Read one upstream font; raises SystemExit if its bytes are not the recorded ones."""
    with tarfile.open(folder / source.package) as package:
        member = package.extractfile(source.member)
        data = member.read() if member else b""
    if hashlib.sha256(data).hexdigest() != source.sha256:
        sys.exit(f"`{source.member}` in `{source.package}` is not the file that the bundled fonts were cut from")
    return TTFont(io.BytesIO(data), recalcTimestamp=False)


def choose(family: str, latin: TTFont, han: TTFont) -> dict[int, tuple[TTFont, str]]:
    """Choose the characters of a family, each with the font and the glyph that draws it, by ascending code point."""
    latin_map, han_map = latin.getBestCmap(), han.getBestCmap()
    chosen = {code: (latin, latin_map[code]) for code in drawable(LATIN_BLOCKS) if code in latin_map}
    if family == HAN:
        codes = {*drawable(HAN_BLOCKS), *big5_level_1(), *map(ord, HAN_PUNCTUATION)}
        for code in codes & set(han_map):
            drawn_as = ord(HAN_DRAWN_AS.get(chr(code), chr(code)))
            chosen[code] = (han, han_map[drawn_as])
    return dict(sorted(chosen.items()))


class Assembly:
    """A new font in the making: one glyph a character, in order of code points, then the parts of composed glyphs.

    One glyph a character (even for a space and a no-break space) lets a PDF reader find the way back to the text.
    """

    def __init__(self, chosen: dict[int, tuple[TTFont, str]], notdef: TTFont) -> None:
        self.order = [".notdef", *(f"u{code:04X}" for code in chosen)]
        self.glyphs: dict[str, Any] = {}
        self.metrics: dict[str, tuple[int, int]] = {}
        self._names: dict[tuple[int, str], str] = {}
        for code, (font, glyph) in chosen.items():
            self._names.setdefault((id(font), glyph), f"u{code:04X}")
        self._add(".notdef", notdef, ".notdef")
        for code, (font, glyph) in chosen.items():
            self._add(f"u{code:04X}", font, glyph)

    def _add(self, name: str, font: TTFont, source_name: str) -> None:
        glyph = deepcopy(font["glyf"][source_name])
        glyph.removeHinting()
        self.glyphs[name] = glyph
        self.metrics[name] = font["hmtx"][source_name]
        if glyph.isComposite():
            for component in glyph.components:
                component.glyphName = self._part(font, component.glyphName)

    def _part(self, font: TTFont, source_name: str) -> str:
        key = (id(font), source_name)
        if key not in self._names:
            self._names[key] = name = f"part{len(self.order)}"
            self.order.append(name)
            self._add(name, font, source_name)
        return self._names[key]


def build(family: str, weight: int, latin: TTFont, han: TTFont) -> bytes:
    """Cut one face: a font file without hinting, kerning or layout tables."""
    base = han if family == HAN else latin
    chosen = choose(family, latin, han)
    parts = Assembly(chosen, base)
    style = {400: "Regular", 700: "Bold"}[weight]
    builder = FontBuilder(base["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(parts.order)
    builder.setupCharacterMap({code: f"u{code:04X}" for code in chosen})
    builder.setupGlyf(parts.glyphs)
    builder.setupHorizontalMetrics(parts.metrics)
    builder.setupHorizontalHeader(ascent=base["hhea"].ascent, descent=base["hhea"].descent)
    versions = " with ".join(dict.fromkeys(f"{f['head'].fontRevision:.3f}" for f in (base, latin)))
    builder.setupNameTable(
        {
            "copyright": " ".join(dict.fromkeys(f["name"].getDebugName(0) for f in (base, latin))),
            "familyName": family,
            "styleName": style,
            "uniqueFontIdentifier": f"{family} {style} {versions}, cut for scorepress",
            "fullName": f"{family} {style}",
            "version": f"Version {versions}; cut for scorepress",
            "psName": f"{family.replace(' ', '')}-{style}",
            "licenseDescription": base["name"].getDebugName(13),
            "licenseInfoURL": "https://openfontlicense.org",
        },
        mac=False,
    )
    builder.font["OS/2"] = deepcopy(base["OS/2"])
    builder.font["OS/2"].sCapHeight = latin["OS/2"].sCapHeight
    builder.font["OS/2"].sxHeight = latin["OS/2"].sxHeight
    builder.font["OS/2"].recalcUnicodeRanges(builder.font)
    builder.setupPost(keepGlyphNames=False)
    head = builder.font["head"]
    for name in ("fontRevision", "created", "modified", "macStyle", "flags"):
        setattr(head, name, getattr(base["head"], name))
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def measures(data: bytes) -> tuple[dict[str, int], list[list[int]]]:
    """Read the measures of a face: its header, and its widths as runs of (first code point, count, advance)."""
    font = TTFont(io.BytesIO(data))
    advances = {code: font["hmtx"][glyph][0] for code, glyph in sorted(font.getBestCmap().items())}
    runs: list[list[int]] = []
    for code, advance in advances.items():
        if runs and code == runs[-1][0] + runs[-1][1] and advance == runs[-1][2]:
            runs[-1][1] += 1
        else:
            runs.append([code, 1, advance])
    header = {
        "units_per_em": font["head"].unitsPerEm,
        "ascent": font["hhea"].ascent,
        "descent": -font["hhea"].descent,
        "cap_height": font["OS/2"].sCapHeight,
        "x_height": font["OS/2"].sxHeight,
        "unknown": font["hmtx"][".notdef"][0],
    }
    return header, runs


def main(folder: Path) -> None:
    """Cut all faces and write them, with their measures, beside this script."""
    faces = []
    for family, weight in SOURCES:
        data = build(family, weight, load(folder, SOURCES[LATIN, weight]), load(folder, SOURCES[HAN, weight]))
        header, runs = measures(data)
        stem = f"{family.replace(' ', '')}-{weight}"
        (HERE / f"{stem}.ttf").write_bytes(data)
        rows = ",\n".join(json.dumps(run, separators=(",", ":")) for run in runs)
        (HERE / f"{stem}.widths.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")
        digest = hashlib.sha256(data).hexdigest()
        faces.append({"family": family, "weight": weight, "file": stem, "sha256": digest, **header})
    (HERE / "faces.json").write_text(json.dumps(faces, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
