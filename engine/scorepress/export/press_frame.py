"""A file of filled pages: all that students with the same stencils have in common, put together once.

What is left for a student: the drawings, the elements of pictures, the bookmarks with words, and where these stand.
"""

import hashlib
import struct
import zlib
from collections.abc import Sequence

from scorepress.export.press_bed import (
    CATALOG,
    FIRST_FREE,
    GATHERED,
    INFO,
    ROW,
    object_stream,
    placed,
    shelved,
    stream,
)
from scorepress.export.press_document import (
    END_OF_DEFLATE,
    FAST,
    NONE,
    ZLIB,
    Document,
    Placing,
    Plates,
    Sheet,
    page_content,
)
from scorepress.export.press_fonts import OBJECTS, press_face
from scorepress.export.press_outline import WORDS_MARK, PressHeading, outline
from scorepress.export.press_plate import deflated
from scorepress.export.press_stencil import Characters, FilledPage
from scorepress.export.press_values import pdf_text
from scorepress.export.tags_metadata import About
from scorepress.model.scene import FontKey

Key = tuple[object, ...]


def frame_key(pages: Sequence[FilledPage], about: About, extra: Sequence[FontKey]) -> Key:
    """Equal for documents that can share a frame. extra: faces that have characters of their own."""
    faces = 0
    rare: dict[FontKey, frozenset[str]] = {}
    for page in pages:
        faces |= page.faces
        for font, characters in page.rare:
            rare[font] = rare.get(font, NONE) | characters
    known = frozenset(rare.items()) if rare else None
    return (about.title, about.lang, about.day, faces, known, *extra, *[id(page.stencil) for page in pages])


class Frame:
    """All that documents have in common whose pages are of the same stencils, in the same languages and faces."""

    def __init__(self, press: Plates, pages: Sequence[FilledPage], about: About, extra: Sequence[FontKey]) -> None:
        """pages: of any student. extra: faces of which each document has characters of its own."""
        self.held = tuple(page.stencil for page in pages)  # so that their ids cannot come to mean others
        self.extra = tuple(extra)
        self._heights = tuple(page.page.height for page in pages)
        self._titles: list[tuple[int, int]] = []
        document = Document(press, pages, about, extra)
        placing = Placing(document)
        placing.number()
        bed = document.bed
        free = bed.free + OBJECTS * len(extra)
        assert not document.rows
        rows: dict[int, bytes] = {}
        shelves: list[bytes] = []
        size = len(bed.data)
        sheets: list[Sheet] = []
        figures: list[tuple[int, bytes]] = []
        headings: list[PressHeading] = []
        fixed: list[tuple[int, bytes]] = []
        for index, (page, bases) in enumerate(zip(pages, placing.bases, strict=True)):
            notes = placing.noted(index, page.part.refers) if page.part.refers else ()
            cast, begun = page.stencil.cast(bases, notes)
            first, count = bases[0], len(cast.bodies)
            for n in range(count):
                rows[first + n] = cast.rows[ROW * n : ROW * (n + 1)]
            figures += [(first + count + n, begin) for n, begin in enumerate(begun)]
            rows[first + count + len(begun)] = placed(size)
            shelves.append(cast.shelf)
            size += len(cast.shelf)
            sheets.append(Sheet([], [cast.owners], [cast.annotations] if cast.links else [], [cast.tops]))
            placing.links += cast.links
            for heading, place in page.stencil.headings:
                if place is not None:
                    self._titles.append((index, place))
                title = WORDS_MARK if place is not None else pdf_text(heading.title)
                headings.append(PressHeading(heading.level, title, index, first + heading.element))
        lines: list[tuple[int, bytes]] = []
        if headings:
            kinds = tuple((page.page.lang, page.page.title, page.page.height) for page in pages)
            root, *others = outline(headings, kinds, bed.outlines, document.free, FIRST_FREE)
            fixed.append((bed.outlines, root))
            for n, body in enumerate(others, document.free):
                (lines if WORDS_MARK in body else fixed).append((n, body))
            document.free += len(others)
        named = document.add_names(placing.notes)
        fixed += document.gathered
        contents = document.free
        fixed += document.own(sheets, placing.links, named, contents)
        holder = contents + len(pages)
        for at, (one, _) in enumerate(fixed):
            rows[one] = shelved(holder, at)
        rows[holder] = placed(size)
        shelves.append(object_stream(holder, fixed))
        size += len(shelves[-1])
        self._moving = [(n, body, b"") for n, body in figures]
        self._moving += [(n, *body.split(WORDS_MARK)) for n, body in lines]  # type: ignore[misc]
        self._figures = len(figures)
        for at, (one, *_) in enumerate(self._moving):
            rows[one] = shelved(GATHERED, at)
        self._numbers = tuple(b"%d " % one for one, *_ in self._moving)
        self._count = holder + 1 + 1
        self._begin = bed.data, b"".join(shelves)
        self._digest = hashlib.sha256(bed.data)
        self._digest.update(self._begin[1])
        self._size = size
        for one, row in bed.table():
            rows.setdefault(one, row)
        before = b"".join(rows[n] for n in range(CATALOG, bed.free))
        after = b"".join(rows[n] for n in range(free, contents))
        self._before, self._after = (before, deflated(before)), (after, deflated(after))
        self._holder_row = rows[holder]
        self._contents = contents
        self._first_extra = bed.free
        self._trailer = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R" % (self._count, CATALOG, INFO)

    def file(self, pages: Sequence[FilledPage], extra: Characters) -> bytes:
        """The file of a student."""
        out = [*self._begin]
        size = self._size
        rows: list[bytes] = []
        moving: list[bytes] = []
        for page in pages:
            moving += page.said
        titles = [pdf_text(pages[index].titles[place]) for index, place in self._titles]
        bodies = [begin + said + b">>" for (_, begin, _), said in zip(self._moving, moving, strict=False)]
        bodies += [
            begin + title + end for (_, begin, end), title in zip(self._moving[self._figures :], titles, strict=True)
        ]
        numbers = self._numbers
        for index, font in enumerate(self.extra):
            first = self._first_extra + OBJECTS * index
            face = press_face(font, extra[font])
            for at, body in enumerate(face.bodies(first)):
                rows.append(shelved(GATHERED, len(bodies)))
                bodies.append(body)
                numbers += (b"%d " % (first + at),)
            for at, (data, words) in enumerate(face.streams, first + 3):
                made = stream(at, data, words)
                rows.append(placed(size))
                out.append(made)
                size += len(made)
        tail: list[bytes] = []
        for at, (page, height) in enumerate(zip(pages, self._heights, strict=True), self._contents):
            made = stream(at, page_content(height, page.contents(0)), b"/Filter/FlateDecode")
            tail.append(placed(size))
            out.append(made)
            size += len(made)
        gathered = _gathered(numbers, bodies)
        out.append(gathered)
        here = size + len(gathered)
        table = self._table(placed(size), b"".join(rows), b"".join((*tail, self._holder_row, placed(here))))
        digest = self._digest.copy()
        for made in out[2:]:
            digest.update(made)
        name = digest.hexdigest()[:32].encode("ascii")
        out.append(stream(self._count - 1, table, b"%s/ID[<%s><%s>]/Filter/FlateDecode" % (self._trailer, name, name)))
        out.append(b"startxref\n%d\n%%%%EOF\n" % here)
        return b"".join(out)

    def _table(self, gathered: bytes, extra: bytes, tail: bytes) -> bytes:
        """The cross-reference stream, most of which is packed already."""
        zero = b"\0" * 5 + b"\xff\xff" + gathered
        before, after = self._before, self._after
        plain = b"".join((zero, before[0], extra, after[0], tail))
        made = b"".join((
            ZLIB, _stored(zero), before[1], _stored(extra) if extra else b"", after[1], _stored(tail), END_OF_DEFLATE,
            zlib.adler32(plain).to_bytes(4, "big"),
        ))  # fmt: skip
        return made + b"\n" if made.endswith(b"\r") else made


def _stored(data: bytes) -> bytes:
    """A block of DEFLATE that is not packed (RFC 1951, 3.2.4)."""
    return b"\0" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def _gathered(numbers: Sequence[bytes], bodies: Sequence[bytes]) -> bytes:
    """The objects that are a student's own."""
    heads: list[bytes] = []
    at = 0
    for one, body in zip(numbers, bodies, strict=True):
        heads.append(b"%s%d" % (one, at))
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    packer = zlib.compressobj(FAST, zlib.DEFLATED, -13, 5)
    plain = head + b"\n".join(bodies)
    data = b"".join((
        ZLIB, packer.compress(plain), packer.flush(), zlib.adler32(plain).to_bytes(4, "big")
    ))  # fmt: skip
    if data.endswith(b"\r"):
        data += b"\n"
    return stream(GATHERED, data, b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(heads), len(head)))
