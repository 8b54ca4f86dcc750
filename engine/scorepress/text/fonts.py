"""The bundled faces: how wide a text is, which glyphs draw it, which of its characters cannot be drawn.

Nothing else in the program knows what a glyph is. Today a character is one glyph and a width is a sum of advances
(the faces hold no kerning and no ligatures: `fonts/README.md`), so all of it comes from the tables beside the fonts,
and no font file is parsed. A shaper for other scripts would stand here.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Final

from scorepress.model.scene import FontKey
from scorepress.noun import Noun
from scorepress.resources import font_path, read_font_table

NOTDEF: Final = 0
"""The glyph of a character that a face does not have: an empty box."""

_CACHED_TEXTS: Final = 1 << 15


class Glyphs(Noun, frozen=True):
    """A shaped run: glyph ids, and where each starts, in ems from the start of the run.

    clusters[i] is the text that ids[i] draws; together they are the whole run, in the order of reading.
    """

    ids: tuple[int, ...]
    offsets: tuple[float, ...]
    clusters: tuple[str, ...]


class _Table(dict[str, int]):
    """Numbers by character, with one number for all characters that the face does not have."""

    def __init__(self, known: Mapping[str, int], unknown: int) -> None:
        super().__init__(known)
        self._unknown = unknown

    def __missing__(self, character: str) -> int:
        return self._unknown


class _Face(Noun, frozen=True, eq=False):
    """One face, as `fonts/faces.json` and its table of widths describe it. Lengths are in font units."""

    file: str
    units_per_em: int
    ascent: int
    descent: int
    cap_height: int
    x_height: int
    ids: Mapping[str, int]
    advances: Mapping[str, int]
    advance: Callable[[str], int]
    covers: Callable[[str], bool]


def _load_face(header: Mapping[str, int | str]) -> _Face:
    file = str(header["file"])
    ids: dict[str, int] = {}
    advances: dict[str, int] = {}
    for first, count, advance in json.loads(read_font_table(f"{file}.widths.json")):
        for code in range(first, first + count):
            character = chr(code)
            ids[character] = len(ids) + 1
            advances[character] = advance
    known = _Table(advances, int(header["unknown"]))
    get = known.__getitem__

    @lru_cache(_CACHED_TEXTS)
    def advance_of(string: str) -> int:
        return sum(map(get, string))

    @lru_cache(_CACHED_TEXTS)
    def covers(string: str) -> bool:
        return known.keys() >= set(string)

    return _Face(
        file=file,
        units_per_em=int(header["units_per_em"]),
        ascent=int(header["ascent"]),
        descent=int(header["descent"]),
        cap_height=int(header["cap_height"]),
        x_height=int(header["x_height"]),
        ids=_Table(ids, NOTDEF),
        advances=known,
        advance=advance_of,
        covers=covers,
    )


class Fonts:
    """The bundled faces. A face is read when it is first asked for; a face that does not exist is a KeyError."""

    __slots__ = ("_by_id", "_faces", "_headers", "_keys", "_measures", "families")

    def __init__(self) -> None:
        headers: list[dict[str, int | str]] = json.loads(read_font_table("faces.json"))
        self._headers = {FontKey(str(h["family"]), int(h["weight"])): h for h in headers}
        self._keys = {key: key for key in self._headers}
        self._by_id: dict[int, _Face] = {}
        self._faces: dict[FontKey, _Face] = {}
        self._measures: dict[tuple[FontKey, float], Callable[[str], float]] = {}
        self.families: tuple[str, ...] = tuple(dict.fromkeys(key.family for key in self._headers))

    @property
    def keys(self) -> tuple[FontKey, ...]:
        """All faces."""
        return tuple(self._headers)

    def key(self, family: str, weight: int) -> FontKey:
        """The name of a face; of a bundled one always the same object, of which more is known."""
        font = FontKey(family, weight)
        return self._keys.get(font, font)

    def _face(self, font: FontKey) -> _Face:
        face = self._by_id.get(id(font))
        if face is not None:
            return face
        face = self._faces.get(font)
        if face is None:
            face = self._faces[font] = _load_face(self._headers[font])
        if self._keys[font] is font:  # which lives as long as this object, so that its id means no other
            self._by_id[id(font)] = face
        return face

    def path(self, font: FontKey) -> Path:
        """The font file of a face."""
        return font_path(f"{self._headers[font]['file']}.ttf")

    def width(self, string: str, font: FontKey, size: float) -> float:
        """The advance of a text on one line, in points; a character the face lacks counts as the box drawn for it."""
        face = self._face(font)
        return face.advance(string) * size / face.units_per_em

    def measure(self, font: FontKey, size: float) -> Callable[[str], float]:
        """`width` for one face and size; always the same function, so that it can be a part of a cache's key."""
        measure = self._measures.get((font, size))
        if measure is None:
            face = self._face(font)
            advance, units = face.advance, face.units_per_em

            def measure(string: str) -> float:
                return advance(string) * size / units

            self._measures[font, size] = measure
        return measure

    def missing(self, string: str, font: FontKey) -> str:
        """Give the characters of a text that the face cannot draw, each once, in order of appearance.

        Control, format (zero-width, directional) and unassigned characters are in no face, so they are among them.
        A line feed is not: `break_lines` ends a line there.
        """
        face = self._face(font)
        if face.covers(string):
            return ""
        known = face.advances.keys()
        return "".join(dict.fromkeys(c for c in string if c not in known and c != "\n"))

    def glyphs(self, string: str, font: FontKey) -> Glyphs:
        """Shape one line of text, to be drawn from left to right."""
        face = self._face(font)
        ids = tuple(map(face.ids.__getitem__, string))
        starts = accumulate(map(face.advances.__getitem__, string[:-1]), initial=0)
        return Glyphs(ids, tuple(start / face.units_per_em for start in starts) if ids else (), tuple(string))

    def ascent(self, font: FontKey, size: float) -> float:
        """The height of the tallest glyphs over the baseline, in points."""
        face = self._face(font)
        return face.ascent * size / face.units_per_em

    def descent(self, font: FontKey, size: float) -> float:
        """The depth of the deepest glyphs under the baseline, in points, a positive number."""
        face = self._face(font)
        return face.descent * size / face.units_per_em

    def cap_height(self, font: FontKey, size: float) -> float:
        """The height of Latin capitals, in points."""
        face = self._face(font)
        return face.cap_height * size / face.units_per_em

    def x_height(self, font: FontKey, size: float) -> float:
        """The height of Latin small letters without ascenders, in points."""
        face = self._face(font)
        return face.x_height * size / face.units_per_em


@cache
def bundled_fonts() -> Fonts:
    """Give the bundled faces; always the same object."""
    return Fonts()


def normalize(string: str) -> str:
    """Compose accents with their letters (Unicode NFC), so that a face's precomposed letters draw them."""
    return unicodedata.normalize("NFC", string)
