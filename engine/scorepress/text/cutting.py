"""Bundled faces cut down to some of their glyphs, fast: for PDFs that are made by the thousand.

Only what a PDF needs of a TrueType font (ISO 32000-1, 9.9) is kept: outlines and advances. The faces have no hints,
so nothing else has to be moved along. Tables are those of OpenType 1.9.
"""

import struct
from collections.abc import Iterable
from functools import cache
from typing import Final

from scorepress.model.scene import FontKey
from scorepress.noun import Noun
from scorepress.resources import read_font
from scorepress.text.fonts import bundled_fonts

_WORDS, _SCALE, _TWO_SCALES, _MATRIX, _MORE = 1, 8, 64, 128, 32
"""Flags of a part of a composite glyph: how long the part is, and whether another one follows."""

_LONG_LOCA: Final = 1
_MAGIC: Final = 0xB1B0AFBA


class Cut(Noun, frozen=True):
    """A face with some of its glyphs.

    data: the font file. glyphs: the ids that its glyphs have in the whole face; the first is 0, the box for what is
    missing. widths: their advances, in thousandths of an em. box: around all glyphs of the whole face: left, bottom,
    right, top, in thousandths of an em.
    """

    data: bytes
    glyphs: tuple[int, ...]
    widths: tuple[float, ...]
    box: tuple[int, int, int, int]


class _Whole:
    """A font file, and where its glyphs lie in it."""

    def __init__(self, font: FontKey) -> None:
        self._known: dict[int, tuple[bytes, tuple[tuple[int, int], ...], tuple[int, int]]] = {}
        data = read_font(bundled_fonts().path(font).name)
        (count,) = struct.unpack_from(">H", data, 4)
        entries = (struct.unpack_from(">4sIII", data, 12 + 16 * n) for n in range(count))
        self.tables = {name: data[at : at + size] for name, _, at, size in entries}
        head, maxp, hhea = self.tables[b"head"], self.tables[b"maxp"], self.tables[b"hhea"]
        (self.units,) = struct.unpack_from(">H", head, 18)
        (glyphs,) = struct.unpack_from(">H", maxp, 4)
        (self.measured,) = struct.unpack_from(">H", hhea, 34)
        if struct.unpack_from(">h", head, 50) == (_LONG_LOCA,):
            self.places = struct.unpack(f">{glyphs + 1}I", self.tables[b"loca"])
        else:
            self.places = tuple(2 * n for n in struct.unpack(f">{glyphs + 1}H", self.tables[b"loca"]))

    def glyph(self, number: int) -> bytes:
        """The outline of a glyph; empty for white."""
        return self.tables[b"glyf"][self.places[number] : self.places[number + 1]]

    def metric(self, number: int) -> tuple[int, int]:
        """Advance and left side bearing of a glyph, in font units."""
        hmtx = self.tables[b"hmtx"]
        if number < self.measured:
            advance, bearing = struct.unpack_from(">Hh", hmtx, 4 * number)
            return int(advance), int(bearing)
        (advance,) = struct.unpack_from(">H", hmtx, 4 * (self.measured - 1))
        (bearing,) = struct.unpack_from(">h", hmtx, 4 * self.measured + 2 * (number - self.measured))
        return int(advance), int(bearing)

    def known(self, number: int) -> tuple[bytes, tuple[tuple[int, int], ...], tuple[int, int]]:
        """Of a glyph: its outline, filled up to four bytes; where its parts stand; its metric."""
        found = self._known.get(number)
        if found is None:
            outline = self.glyph(number)
            found = outline + bytes(-len(outline) % 4), _parts(outline), self.metric(number)
            self._known[number] = found
        return found

    def with_parts(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """The glyphs, and those that they are composed of, in order."""
        found: set[int] = {0}
        waiting = [*numbers]
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += [part for _, part in self.known(number)[1]]
        return tuple(sorted(found))


def _parts(glyph: bytes) -> tuple[tuple[int, int], ...]:
    """Where in a composite glyph the numbers of its parts stand, and the numbers; none for a simple glyph."""
    found: list[tuple[int, int]] = []
    if glyph and struct.unpack_from(">h", glyph)[0] < 0:
        at, more = 10, True
        while more:
            flags, number = struct.unpack_from(">HH", glyph, at)
            found.append((at + 2, number))
            at += 8 if flags & _WORDS else 6
            at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
            more = bool(flags & _MORE)
    return tuple(found)


@cache
def _whole(font: FontKey) -> _Whole:
    return _Whole(font)


def cut_face(font: FontKey, glyphs: Iterable[int]) -> Cut:
    """Cut glyphs out of a bundled face; the same bytes for the same glyphs."""
    whole = _whole(font)
    kept = whole.with_parts(glyphs)
    renumbered = {number: index for index, number in enumerate(kept)}
    outlines: list[bytes] = []
    places, metrics = [0], []
    for number in kept:
        drawn, composed, metric = whole.known(number)
        if composed:
            outline = bytearray(drawn)
            for at, part in composed:
                struct.pack_into(">H", outline, at, renumbered[part])
            drawn = bytes(outline)
        outlines.append(drawn)
        places.append(places[-1] + len(drawn))
        metrics.append(metric)
    head, hhea, maxp = (bytearray(whole.tables[name]) for name in (b"head", b"hhea", b"maxp"))
    struct.pack_into(">I", head, 8, 0)
    struct.pack_into(">h", head, 50, _LONG_LOCA)
    struct.pack_into(">H", hhea, 34, len(kept))
    struct.pack_into(">H", maxp, 4, len(kept))
    tables = {
        b"glyf": b"".join(outlines),
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": b"".join(struct.pack(">Hh", *metric) for metric in metrics),
        b"loca": struct.pack(f">{len(places)}I", *places),
        b"maxp": bytes(maxp),
    }
    widths = tuple(advance * 1000 / whole.units for advance, _ in metrics)
    left, bottom, right, top = (round(n * 1000 / whole.units) for n in struct.unpack_from(">4h", head, 36))
    return Cut(_file(tables), kept, widths, (left, bottom, right, top))


def _file(tables: dict[bytes, bytes]) -> bytes:
    """A font file with its directory and checksums."""
    count = len(tables)
    power = count.bit_length() - 1
    start = struct.pack(">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power))
    at = len(start) + 16 * count
    entries: list[bytes] = []
    for name, data in tables.items():
        entries.append(struct.pack(">4sIII", name, _checksum(data), at, len(data)))
        at += len(data) + -len(data) % 4
    file = start + b"".join(entries) + b"".join(data + bytes(-len(data) % 4) for data in tables.values())
    whole = (_MAGIC - _checksum(file)) & 0xFFFFFFFF
    head = len(start) + 16 * count + len(tables[b"glyf"]) + -len(tables[b"glyf"]) % 4
    return file[: head + 8] + struct.pack(">I", whole) + file[head + 12 :]


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) & 0xFFFFFFFF
