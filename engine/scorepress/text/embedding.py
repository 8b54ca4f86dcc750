"""The part of a face that a page uses, as a web font.

Outlines and advances are those of `cutting`; browsers also want to know which character is which glyph, and how the
face is called (OpenType 1.9). Around that is a WOFF 1.0 wrapper, which every browser reads.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Final

from scorepress.model.scene import FontKey
from scorepress.resources import read_font
from scorepress.text.cutting import cut_face
from scorepress.text.fonts import bundled_fonts

_CALLED: Final = (b"OS/2", b"name", b"post")
"""Tables that are taken over as they are."""
_TRUETYPE: Final = 0x00010000
_UNICODE, _WINDOWS = (0, 3), (3, 1)
"""Platform and encoding of character maps of the basic plane."""
_MAGIC: Final = 0xB1B0AFBA
_LAST: Final = 0xFFFF
"""Ends a character map; the faces have no character beyond it."""


def embedded_face(font: FontKey, characters: Iterable[str]) -> bytes:
    """Cut the given characters out of a bundled face; a WOFF file, the same bytes for the same characters."""
    return _woff(font, "".join(sorted(set(characters))))


@lru_cache(256)
def _woff(font: FontKey, characters: str) -> bytes:
    fonts = bundled_fonts()
    lacking = set(fonts.missing(characters, font)) | {"\n"}
    known = "".join(one for one in characters if one not in lacking)
    ids = fonts.glyphs(known, font).ids
    cut = cut_face(font, ids)
    index = {glyph: at for at, glyph in enumerate(cut.glyphs)}
    whole = _tables(read_font(fonts.path(font).name))
    cmap = _cmap([(ord(one), index[glyph]) for one, glyph in zip(known, ids, strict=True)])
    return _wrapped({**_tables(cut.data), b"cmap": cmap, **{name: whole[name] for name in _CALLED}})


def _tables(file: bytes) -> dict[bytes, bytes]:
    """The tables of a font file by their names."""
    (count,) = struct.unpack_from(">H", file, 4)
    entries = (struct.unpack_from(">4sIII", file, 12 + 16 * n) for n in range(count))
    return {name: file[at : at + size] for name, _, at, size in entries}


def _cmap(glyphs: list[tuple[int, int]]) -> bytes:
    """Character -> glyph, characters in order, as the table says it: format 4, in runs."""
    runs = [*_runs(glyphs), (_LAST, _LAST, 1)]
    count = len(runs)
    power = count.bit_length() - 1
    head = (4, 16 + 8 * count, 0, 2 * count, 2 << power, power, 2 * count - (2 << power))
    ends, starts, deltas = ([run[n] for run in runs] for n in (1, 0, 2))
    body = struct.pack(f">7H{count}HH{count}H{count}H{count}H", *head, *ends, 0, *starts, *deltas, *[0] * count)
    place = 4 + 2 * 8
    return struct.pack(">HHHHIHHI", 0, 2, *_UNICODE, place, *_WINDOWS, place) + body


def _runs(glyphs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """First and last character of a run in which glyphs follow one another, and what is added to get them."""
    start = None
    for at, (code, glyph) in enumerate(glyphs):
        start = code if start is None else start
        if glyphs[at + 1 : at + 2] != [(code + 1, glyph + 1)]:
            yield start, code, (glyph - code) % (_LAST + 1)
            start = None


def _wrapped(tables: Mapping[bytes, bytes]) -> bytes:
    """A WOFF file of tables, each packed where that makes it smaller."""
    tables = {**tables, b"head": _balanced(tables)}
    names = sorted(tables)
    whole = 12 + sum(16 + len(data) + -len(data) % 4 for data in tables.values())
    packed = [min(zlib.compress(tables[name], 9), tables[name], key=len) for name in names]
    places = list(accumulate((len(data) + -len(data) % 4 for data in packed), initial=44 + 20 * len(names)))
    head = (b"wOFF", _TRUETYPE, places[-1], len(names), 0, whole, 1, 0, 0, 0, 0, 0, 0)
    parts = [struct.pack(">4sIIHHIHH5I", *head)]
    for name, data, at in zip(names, packed, places, strict=False):
        parts.append(struct.pack(">4sIIII", name, at, len(data), len(tables[name]), _checksum(name, tables[name])))
    return b"".join((*parts, *(data + bytes(-len(data) % 4) for data in packed)))


def _balanced(tables: Mapping[bytes, bytes]) -> bytes:
    """The head, with what makes the sum over the whole font file right."""
    names, data = sorted(tables), tables[b"head"]
    power = len(names).bit_length() - 1
    file = struct.pack(">IHHHH", _TRUETYPE, len(names), 16 << power, power, 16 * len(names) - (16 << power))
    at, total = len(file) + 16 * len(names), 0
    for name in names:
        own, size = _checksum(name, tables[name]), len(tables[name])
        file += struct.pack(">4sIII", name, own, at, size)
        at, total = at + size + -size % 4, total + own
    return data[:8] + struct.pack(">I", (_MAGIC - _checksum(b"", file) - total) & 0xFFFFFFFF) + data[12:]


def _checksum(name: bytes, data: bytes) -> int:
    """The sum of a table; of the head without its own sum over the file."""
    if name == b"head":
        data = data[:8] + bytes(4) + data[12:]
    padded = data + bytes(-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) & 0xFFFFFFFF
