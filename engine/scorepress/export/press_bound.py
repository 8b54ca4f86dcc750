"""Many documents of the press in one file: fonts once, a part of the structure and a bookmark for each."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from typing import Final

from scorepress.export.pdf import CREATOR
from scorepress.export.press import PdfPress
from scorepress.export.press_bed import FIRST_FREE, GATHERED, ROW, object_stream, placed, shelved, stream
from scorepress.export.press_content import cut_content
from scorepress.export.press_document import Document, Placing, PressPage, Section, Sheet, UnpressableError
from scorepress.export.press_draw import UnknownItemError
from scorepress.export.press_fonts import OBJECTS, STREAMS, PressFace, press_face
from scorepress.export.press_outline import PressHeading
from scorepress.export.press_pack import framed, quickly_packed
from scorepress.export.press_part import UnknownMeaningError
from scorepress.export.press_plate import Bases, Plate
from scorepress.export.press_stencil import FilledPage, extra_characters
from scorepress.export.press_values import pdf_text
from scorepress.export.tags_metadata import About
from scorepress.model.scene import Item
from scorepress.noun import Noun

SHELF: Final = 50_000
"""Objects in one stream; cross-reference entries can tell 65,536 apart."""

_FREE: Final = b"\0" * ROW
"""The cross-reference entry of a number that is not used."""


class Opening(Noun, frozen=True):
    """Where a document begins: the index of its first page, and the words of its bookmark, if it has one."""

    page: int
    bookmark: str | None = None


def export_bound(
    press: PdfPress, pages: Sequence[PressPage | FilledPage], openings: Sequence[Opening], *, title: str, lang: str
) -> bytes:
    """Make one accessible PDF of many documents.

    openings: in order of their pages, the first at page 0. title: of the file. lang: BCP 47, of the file. Raises
    UnpressableError as `PdfPress.export`, and when there are more pages than one file of the press can hold.
    """
    try:
        return BoundDocument(press, pages, About(title, lang, None, CREATOR), openings).whole()
    except (UnknownItemError, UnknownMeaningError) as error:
        raise UnpressableError(f"the press does not know `{error}`") from error


class _Loose:
    """The press, whose shared parts have no streams of objects of their own.

    These save packing the same objects again at the same place of many files; in one file, each place comes once.
    """

    def __init__(self, press: PdfPress) -> None:
        self._press = press
        self._loose: dict[int, Plate] = {}
        self.bed = press.bed

    def plate(self, item: Item, page: PressPage, kind: str) -> Plate:
        """The plate of an item of a page; kind: the structure type around it."""
        plate = self._press.plate(item, page, kind)
        if not plate.shelved:
            return plate
        loose = self._loose.get(id(plate))
        if loose is None:
            loose = self._loose[id(plate)] = copy(plate)
            loose.shelved = loose.kept = False
            loose.size = len(plate.part.objects)
        return loose


class BoundDocument(Document):
    """A file of many documents on its way to bytes."""

    def __init__(
        self, press: PdfPress, pages: Sequence[PressPage | FilledPage], about: About, openings: Sequence[Opening]
    ) -> None:
        """openings: where the documents begin."""
        self.openings = openings
        self._written: dict[int | bytes, bytes] = {}
        extra = extra_characters(page for page in pages if isinstance(page, FilledPage))
        super().__init__(_Loose(press), pages, about, tuple(extra))
        if self.bed.own >= SHELF:
            raise UnpressableError("the file has more pages than the press can hold in one")
        self.shelves = range(self.free, self.free + (self.bed.own + self.most(len(extra))) // SHELF)
        for first, (font, characters) in zip(range(self.bed.free, self.free, OBJECTS), extra.items(), strict=True):
            self.add_face(press_face(font, characters), first)
        self.before = len(self.rows)
        self.rows += [_FREE] * len(self.shelves)
        self.free = self.shelves.stop

    def most(self, faces: int) -> int:
        """At most so many objects are gathered: of faces, of pages that are not filled, bookmarks, the tree of ids."""
        cut = [section for section in self.sections if not section.filled]
        drawn = sum(plate.size + 1 for section in cut for plate in section.plates) + len(cut)
        return (OBJECTS - STREAMS) * faces + drawn + len(self.openings) + 1

    def add_face(self, face: PressFace, first: int) -> None:
        """Write a face of characters that are not in the bed's."""
        self.gather(face.bodies(first), first)
        for number, (data, words) in enumerate(face.streams, first + OBJECTS - STREAMS):
            self.write(stream(number, data, words))

    def parted(self) -> tuple[int, ...]:
        """Each document is a part, and so is each of its languages."""
        spoken = {n for n in range(1, len(self.pages)) if self.pages[n].lang != self.pages[n - 1].lang}
        return tuple(sorted(spoken | {opening.page for opening in self.openings}))

    def around(self, page: int) -> int:
        """The part in which the elements of a page stand."""
        return FIRST_FREE + len(self.pages) + bisect_right(self.starts, page) - 1

    def gather(self, bodies: Sequence[bytes], first: int) -> None:
        """Put objects where those of this file stand: in the stream of all files, then on shelves of its own."""
        at = self.bed.own + len(self.gathered)
        end = at + len(bodies)
        while at < end:
            shelf, index = divmod(at, SHELF)
            count = min(end - at, SHELF - index)
            holder = self.shelves[shelf - 1] if shelf else GATHERED
            self.rows.append(shelved_rows(holder, SHELF)[ROW * index : ROW * (index + count)])
            at += count
        self.gathered += [(first + n, body) for n, body in enumerate(bodies)]

    def end(self, own: list[tuple[int, bytes]]) -> bytes:
        """Write the shelves, then what ends each file."""
        begin = SHELF - self.bed.own
        for index, number in enumerate(self.shelves):
            some = self.gathered[begin + index * SHELF : begin + (index + 1) * SHELF]
            if some:
                made = object_stream(number, some, quickly_packed)
                self.rows[self.before + index] = placed(self.size)
                self.file.append(made)
                self.size += len(made)
        del self.gathered[begin:]
        return super().end(own)

    def placing(self) -> Placing:
        """Filled pages are put in their places more quickly."""
        return _Placing(self)

    def add_content(self, index: int, page: Sheet) -> bytes:
        """Write the drawing of a page, if it is not in the file yet; gives what its object says of it."""
        filled = page.filled
        if filled is None:
            return super().add_content(index, page)
        found = self._written.get(id(filled))
        if found is None:
            cut = filled.parts or cut_content(filled.page.height, filled.contents(0))
            parts = [self._part(*part) for part in cut]
            found = self._written[id(filled)] = parts[0] if len(parts) == 1 else b"[%s]" % b" ".join(parts)
        return found

    def _part(self, made: bytes, ready: bytes) -> bytes:
        """Write a part of a drawing, as `FilledPage.parts` has it."""
        if not ready:
            return self.add_stream(made)
        found = self._written.get(ready)
        if found is None:
            found = self._written[ready] = self.add_stream(framed((ready,), (made,)))
        return found

    def add_bookmarks(self, headings: Sequence[PressHeading]) -> None:
        """Write a bookmark for each opening that has one, in place of those of the headings."""
        del headings
        parts = {page: part for part, page in enumerate(self.starts)}
        marks = [(parts[one.page], one) for one in self.openings if one.bookmark is not None]
        root, first, last = self.bed.outlines, self.free, self.free + len(marks) - 1
        self.outlines = []
        if not root:
            return
        ends = b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, len(marks)) if marks else b""
        self.outlines = [b"<</Type/Outlines%s>>" % ends]
        bodies = []
        for number, (part, opening) in enumerate(marks, first):
            before = b"/Prev %d 0 R" % (number - 1) if number > first else b""
            after = b"/Next %d 0 R" % (number + 1) if number < last else b""
            place = (FIRST_FREE + opening.page, FIRST_FREE + len(self.pages) + part)
            words = pdf_text(opening.bookmark or "")
            body = b"<</Title%s/Parent %d 0 R%s%s/Dest[%d 0 R/Fit]/SE %d 0 R>>" % (words, root, before, after, *place)
            bodies.append(body)
        self.gather(bodies, first)
        self.free += len(bodies)


class _Placing(Placing):
    """All plates of a file of many documents in their places."""

    def cast(self, section: Section, sheet: Sheet, places: Iterator[Bases]) -> None:
        """A filled page has objects of its own, and no bookmarks here."""
        page = section.filled
        if page is None:
            super().cast(section, sheet, places)
            return
        bases, names = next(places), page.part.refers
        made = page.cast(bases, self.noted(section.page, names) if names else ())
        self.put(made, bases[0], sheet)
        sheet.filled = page
        sheet.tops.append(made.tops)


@lru_cache(8)
def shelved_rows(holder: int, count: int) -> bytes:
    """The cross-reference entries of all objects in a stream of so many."""
    return b"".join([shelved(holder, index) for index in range(count)])
