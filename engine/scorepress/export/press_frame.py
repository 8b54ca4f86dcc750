"""A file of filled pages: all that students with the same stencils have in common, put together once.

What is left for a student: the drawings, the elements of pictures, the bookmarks with words, and where these stand.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

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
from scorepress.export.press_document import Document, Placing, Plates, Sheet, needed
from scorepress.export.press_fonts import OBJECTS, STREAMS, PressFace, press_face
from scorepress.export.press_outline import WORDS_MARK, PressHeading, outline
from scorepress.export.press_pack import blocks, framed, quickly_packed, stored
from scorepress.export.press_plate import Bases, Characters
from scorepress.export.press_stencil import FilledPage
from scorepress.export.press_values import pdf_text
from scorepress.export.tags_metadata import About
from scorepress.model.scene import FontKey

Key = tuple[object, ...]

_FACES: Final = 1_000
"""Faces of a student's own characters that are remembered as they are written."""


def frame_key(pages: Sequence[FilledPage], about: About, extra: Sequence[FontKey]) -> Key:
    """Equal for documents that can share a frame. extra: faces that have characters of their own."""
    faces, rare = needed(pages)
    known = frozenset(rare.items()) if rare else None
    return (about.title, about.lang, about.day, faces, known, *extra, *[id(page.stencil) for page in pages])


class _Layout:
    """A document on its way to a frame: where its objects stand.

    rows: cross-reference entries by number. shelves: streams of objects. sheets: what holds the pages together.
    figures, marks: objects that are a student's own, with what is known of them. fixed: those that hold the file
    together. titles: the page and the place of each bookmark with words of its own.
    """

    def __init__(self, press: Plates, pages: Sequence[FilledPage], about: About, extra: Sequence[FontKey]) -> None:
        self.pages = pages
        self.document = Document(press, pages, about, extra)
        self.placing = Placing(self.document)
        self.placing.number()
        self.size = len(self.document.bed.data)
        self.rows = dict(self.document.bed.table())
        self.shelves: list[bytes] = []
        self.sheets: list[Sheet] = []
        self.figures: list[tuple[int, bytes]] = []
        self.marks: list[tuple[int, bytes]] = []
        self.fixed: list[tuple[int, bytes]] = []
        self.headings: list[PressHeading] = []
        self.titles: list[tuple[int, int]] = []
        for index, (page, bases) in enumerate(zip(pages, self.placing.bases, strict=True)):
            self.page(index, page, bases)
        self.bookmarks()
        named = self.document.add_names(self.placing.notes)
        self.contents = self.document.free
        self.fixed += self.document.gathered
        contents = [b"%d 0 R" % (self.contents + index) for index in range(len(pages))]
        self.fixed += self.document.own(self.sheets, self.placing.links, named, contents)
        self.shelve(self.contents + len(pages), self.fixed)
        for at, (number, _) in enumerate((*self.figures, *self.marks)):
            self.rows[number] = shelved(GATHERED, at)

    def page(self, index: int, page: FilledPage, bases: Bases) -> None:
        """Put a page's elements in their places."""
        names, first = page.stencil.part.refers, bases[0]
        cast, begun = page.stencil.cast(bases, self.placing.noted(index, names) if names else ())
        count = len(cast.bodies)
        self.rows |= {first + n: cast.rows[ROW * n : ROW * (n + 1)] for n in range(count)}
        self.figures += enumerate(begun, first + count)
        self.put(first + count + len(begun), cast.shelf)
        self.sheets.append(Sheet([], [cast.owners], [cast.annotations] if cast.links else [], [cast.tops]))
        self.placing.links += cast.links
        for heading, place in page.stencil.headings:
            if place is not None:
                self.titles.append((index, place))
            title = WORDS_MARK if place is not None else pdf_text(heading.title)
            self.headings.append(PressHeading(heading.level, title, index, first + heading.element))

    def bookmarks(self) -> None:
        """Put the bookmarks in their places: those with a student's words stand apart."""
        document = self.document
        if self.headings:
            kinds = tuple((page.page.lang, page.page.title, page.page.height) for page in self.pages)
            root, *others = outline(self.headings, kinds, document.bed.outlines, document.free, FIRST_FREE)
            self.fixed.append((document.bed.outlines, root))
            for number, body in enumerate(others, document.free):
                (self.marks if WORDS_MARK in body else self.fixed).append((number, body))
            document.free += len(others)

    def shelve(self, holder: int, objects: Sequence[tuple[int, bytes]]) -> None:
        """Put objects into a stream of their own."""
        self.rows |= {number: shelved(holder, at) for at, (number, _) in enumerate(objects)}
        self.put(holder, object_stream(holder, objects))

    def put(self, number: int, made: bytes) -> None:
        """Write an object."""
        self.rows[number] = placed(self.size)
        self.shelves.append(made)
        self.size += len(made)


class Frame:
    """All that documents have in common whose pages are of the same stencils, in the same languages and faces."""

    def __init__(self, press: Plates, pages: Sequence[FilledPage], about: About, extra: Sequence[FontKey]) -> None:
        """pages: of any student. extra: faces of which each document has characters of its own."""
        self.held = tuple(page.stencil for page in pages)  # so that their ids cannot come to mean others
        self.extra = tuple(extra)
        layout = _Layout(press, pages, about, extra)
        bed, rows = layout.document.bed, layout.rows
        self._titles = layout.titles
        self._figures = [begin for _, begin in layout.figures]
        self._marks = [tuple(body.split(WORDS_MARK)) for _, body in layout.marks]
        self._numbers = tuple(number for number, _ in (*layout.figures, *layout.marks))
        self._begin = bed.data, *layout.shelves
        self._digest = hashlib.sha256(b"".join(self._begin)).digest()
        self._size = layout.size
        self._contents, self._first_extra = layout.contents, bed.free
        holder = layout.contents + len(pages)
        self._count = holder + 2
        self._holder_row = rows[holder]
        free = bed.free + OBJECTS * len(extra)
        before, after = (
            b"".join([rows[number] for number in numbers])
            for numbers in (range(CATALOG, bed.free), range(free, layout.contents))
        )
        self._before, self._after = (before, blocks(before)), (after, blocks(after))
        self._trailer = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R" % (self._count, CATALOG, INFO)

    def file(self, pages: Sequence[FilledPage], extra: Characters) -> bytes:
        """The file of a student. Raises ValueError for pages that were not packed."""
        said = [one for page in pages for one in page.said]
        bodies = [b"%s%s>>" % one for one in zip(self._figures, said, strict=True)]
        for (begin, end), (index, place) in zip(self._marks, self._titles, strict=True):
            bodies.append(b"%s%s%s" % (begin, pdf_text(pages[index].titles[place]), end))
        out = [*self._begin]
        size = self._size
        rows: list[bytes] = []
        numbers = self._numbers
        for index, font in enumerate(self.extra):
            size = self._face(press_face(font, extra[font]), index, size, bodies, rows, out)
            first = self._first_extra + OBJECTS * index
            numbers += tuple(range(first, first + OBJECTS - STREAMS))
        tail: list[bytes] = []
        for number, page in enumerate(pages, self._contents):
            if not page.packed:
                raise ValueError("a page is packed before it is put into a file")
            made = stream(number, page.packed, b"/Filter/FlateDecode")
            tail.append(placed(size))
            out.append(made)
            size += len(made)
        out.append(object_stream(GATHERED, list(zip(numbers, bodies, strict=True)), quickly_packed))
        here = size + len(out[-1])
        table = self._table(placed(size), b"".join(rows), b"".join((*tail, self._holder_row, placed(here))))
        own = b"".join((self._digest, *out[len(self._begin) :]))
        name = hashlib.sha256(own).hexdigest()[:32].encode("ascii")
        out.append(stream(self._count - 1, table, b"%s/ID[<%s><%s>]/Filter/FlateDecode" % (self._trailer, name, name)))
        out.append(b"startxref\n%d\n%%%%EOF\n" % here)
        return b"".join(out)

    def _face(
        self, face: PressFace, index: int, size: int, bodies: list[bytes], rows: list[bytes], out: list[bytes]
    ) -> int:
        """Write a face of a student's own characters; gives the new size of the file."""
        described, streams = _written(face, self._first_extra + OBJECTS * index)
        rows += [shelved(GATHERED, at) for at in range(len(bodies), len(bodies) + len(described))]
        bodies += described
        for made in streams:
            rows.append(placed(size))
            out.append(made)
            size += len(made)
        return size

    def _table(self, gathered: bytes, extra: bytes, tail: bytes) -> bytes:
        """The cross-reference stream, most of which is packed already."""
        zero = b"\0" * 5 + b"\xff\xff" + gathered
        before, after = self._before, self._after
        made = stored(zero), before[1], stored(extra) if extra else b"", after[1], stored(tail)
        return framed(made, (zero, before[0], extra, after[0], tail))


@lru_cache(_FACES)
def _written(face: PressFace, first: int) -> tuple[list[bytes], list[bytes]]:
    """The objects of a face from a number on: those that stand among others, and streams."""
    streams = enumerate(face.streams, first + OBJECTS - STREAMS)
    return face.bodies(first), [stream(number, data, words) for number, (data, words) in streams]
