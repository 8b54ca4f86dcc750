"""One document of the press: plates get their places, and all of it is put together (ISO 32000-1, 7.5)."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from scorepress.export.press_bed import (
    CATALOG,
    DOCUMENT,
    FIRST_FREE,
    GATHERED,
    GATHERED_ROWS,
    INFO,
    PAGES,
    PARENTS,
    RESOURCES,
    ROW,
    TREE,
    Bed,
    object_stream,
    placed,
    shelved,
    stream,
)
from scorepress.export.press_content import page_content
from scorepress.export.press_draw import number
from scorepress.export.press_fonts import OBJECTS
from scorepress.export.press_outline import PressHeading, outline
from scorepress.export.press_pack import quickly_packed
from scorepress.export.press_plate import NOTHING, Bases, Cast, Plate
from scorepress.export.press_stencil import FilledPage
from scorepress.export.press_values import pdf_text
from scorepress.export.tags_metadata import About
from scorepress.export.tags_values import unique_id
from scorepress.model.scene import FontKey, Group, Item, Page, Role, Semantics
from scorepress.noun import Noun

Characters = dict[FontKey, frozenset[str]]


class UnpressableError(Exception):
    """The pages have something that the press cannot print; the reference can. The text says what."""


class PressPage(Noun, frozen=True):
    """A page for the press.

    shared: ids of those of its items, or items of its regions, that the pages of many students have: they are the same
    objects wherever they stand, and are packed by themselves. kept: ids of items that may come again, though they are
    one student's. Whether an item is shared shows in the bytes, whether it is kept does not.
    """

    page: Page
    shared: Container[int] = ()
    kept: Container[int] = ()


class Plates(Protocol):
    """What a document asks of the press."""

    def plate(self, item: Item, page: PressPage, kind: str) -> Plate:
        """The plate of an item of a page; kind: the structure type around it."""

    def bed(
        self, about: About, pages: Sequence[Page], faces: int, rare: Characters, parts: int, *, bookmarked: bool,
        extra: Sequence[FontKey] = (),
    ) -> Bed:  # fmt: skip
        """The beginning of a file.

        faces: a bit for each. rare: what it has of them and not every file has. extra: faces of which it has
        characters of its own.
        """


class Section(Noun):
    """What stands on a page together: a region that is put together of several plates, or one plate.

    title: the region's. number: its element's, 0 where there is none.
    """

    page: int
    plates: Sequence[Plate | FilledPage]
    region: bool
    title: str | None = None
    number: int = 0

    @property
    def filled(self) -> FilledPage | None:
        """The page, if it is a filled one."""
        first = self.plates[0] if self.plates else None
        return first if isinstance(first, FilledPage) else None


def needed(plates: Iterable[Plate | FilledPage]) -> tuple[int, Characters]:
    """The faces of plates, a bit for each, and what they have of them that not every file has."""
    faces = 0
    rare: Characters = {}
    for plate in plates:
        faces |= plate.faces
        for font, characters in plate.rare:
            rare[font] = rare.get(font, NOTHING) | characters
    return faces, rare


class Document:
    """One document on its way to bytes."""

    def __init__(
        self, press: Plates, pages: Sequence[PressPage | FilledPage], about: About, extra: Sequence[FontKey] = ()
    ) -> None:
        """Cut the pages into plates, and find a bed for them. extra: faces of which it has characters of its own."""
        self.about = about
        self.pages = [page.page for page in pages]
        self.sections = [section for index, page in enumerate(pages) for section in cut_page(press, index, page)]
        self.starts = self.parted()
        plates = [plate for section in self.sections for plate in section.plates]
        faces, rare = needed(plates)
        bookmarked = any(plate.part.headings for plate in plates)
        self.bed = press.bed(about, self.pages, faces, rare, len(self.starts), bookmarked=bookmarked, extra=extra)
        self.free = self.bed.free + OBJECTS * len(extra)
        self.gathered: list[tuple[int, bytes]] = []
        self.rows: list[bytes] = []
        self.file = [self.bed.data]
        self.size = len(self.bed.data)

    def parted(self) -> tuple[int, ...]:
        """The pages with which the parts of the document begin; none when all of it is in its own language."""
        groups = groupby(range(len(self.pages)), key=lambda index: self.pages[index].lang)
        starts = tuple(next(group) for _, group in groups)
        return () if len(starts) == 1 and self.pages[0].lang == self.about.lang else starts

    def whole(self) -> bytes:
        """The file."""
        placing = self.placing()
        pages = placing.all()
        self.add_bookmarks(placing.headings)
        named = self.add_names(placing.notes)
        contents = [self.add_content(index, page) for index, page in enumerate(pages)]
        return self.end(self.own(pages, placing.links, named, contents))

    def placing(self) -> "Placing":
        """What puts the plates in their places."""
        return Placing(self)

    def add_content(self, index: int, page: "Sheet") -> bytes:
        """Write the drawing of a page; gives what its object says of it."""
        return self.add_stream(page_content(self.pages[index].height, page.contents))

    def own(
        self, pages: Sequence["Sheet"], links: Sequence[tuple[int, int]], named: bytes, contents: Sequence[bytes]
    ) -> list[tuple[int, bytes]]:
        """The objects that hold the others together. named: what `add_names` gave; contents: what `add_content`."""
        key = b"/ParentTreeNextKey %d" % (len(pages) + len(links))
        tree = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R%s%s>>" % (DOCUMENT, PARENTS, key, named)
        numbers = [b"%d[%s]" % (index, b"".join(page.owners)) for index, page in enumerate(pages)]
        numbers += [b"%d %d 0 R" % link for link in links]
        own = [(TREE, tree), (PARENTS, b"<</Nums[%s]>>" % b" ".join(numbers)), *self.top(pages)]
        for index, (page, made) in enumerate(zip(self.pages, pages, strict=True)):
            annotations = b"".join(made.annotations)
            more = b"/Annots[%s]/Tabs/S" % annotations if annotations else b""
            box = b"%s %s" % (number(page.width), number(page.height))
            body = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s]/Resources %d 0 R/Contents %s/StructParents %d%s>>"
            own.append((FIRST_FREE + index, body % (PAGES, box, RESOURCES, contents[index], index, more)))
        return own

    def add_stream(self, packed: bytes) -> bytes:
        """Write a stream with the next number; gives a reference to it."""
        self.write(stream(self.free, packed, b"/Filter/FlateDecode"))
        self.free += 1
        return b"%d 0 R" % (self.free - 1)

    def write(self, made: bytes) -> None:
        """Write an object whose number is the next among the rows."""
        self.rows.append(placed(self.size))
        self.file.append(made)
        self.size += len(made)

    def put(self, cast: Cast, first: int) -> None:
        """Put the objects of a plate where they stand. first: the first one's number."""
        if not cast.shelf:
            if cast.bodies:
                self.gather(cast.bodies, first)
            return
        self.rows.append(cast.rows)
        self.write(cast.shelf)

    def gather(self, bodies: Sequence[bytes], first: int) -> None:
        """Put objects where those of this document stand. first: the first one's number."""
        at = self.bed.own + len(self.gathered)
        end = at + len(bodies)
        if end <= len(GATHERED_ROWS):
            self.rows += GATHERED_ROWS[at:end]
        else:
            self.rows += [shelved(GATHERED, index) for index in range(at, end)]
        self.gathered += [(first + n, body) for n, body in enumerate(bodies)]

    def top(self, pages: Sequence["Sheet"]) -> Iterator[tuple[int, bytes]]:
        """The document's element, and those of its languages."""
        tops = [b"".join(page.tops) for page in pages]
        kids = b"".join(tops)
        parts: list[tuple[int, bytes]] = []
        if self.starts:
            kids = b""
            for n, start in enumerate(self.starts):
                end = self.starts[n + 1] if n + 1 < len(self.starts) else len(pages)
                page = self.pages[start]
                words = b"/Lang%s/T%s" % (pdf_text(page.lang), pdf_text(page.title))
                body = b"<</Type/StructElem/S/Part%s/P %d 0 R/K[%s]>>"
                number_ = FIRST_FREE + len(pages) + n
                parts.append((number_, body % (words, DOCUMENT, b"".join(tops[start:end]))))
                kids += b"%d 0 R " % number_
        lang = pdf_text(self.about.lang)
        yield DOCUMENT, b"<</Type/StructElem/S/Document/Lang%s/P %d 0 R/K[%s]>>" % (lang, TREE, kids)
        yield from parts

    def around(self, page: int) -> int:
        """The element in which the elements of a page stand."""
        part = sum(1 for start in self.starts if start <= page)
        return FIRST_FREE + len(self.pages) + part - 1 if part else DOCUMENT

    def add_bookmarks(self, headings: Sequence[PressHeading]) -> None:
        """Write the bookmarks: their root stands among the own objects, the others here."""
        sheets = tuple((page.lang, page.title, page.height) for page in self.pages)
        made = outline(headings, sheets, self.bed.outlines, self.free, FIRST_FREE) if headings else []
        self.outlines = made[:1]
        self.gather(made[1:], self.free)
        self.free += len(made[1:])

    def add_names(self, notes: dict[tuple[int, str], int]) -> bytes:
        """Write the ways from ids to elements; gives what the root of the structure says of them."""
        if not notes:
            return b""
        names = sorted((unique_id(name, page + 1), element) for (page, name), element in notes.items())
        first, last = pdf_text(names[0][0]), pdf_text(names[-1][0])
        items = b"".join(b"%s %d 0 R " % (pdf_text(name), element) for name, element in names)
        self.gather([b"<</Names[%s]/Limits[%s %s]>>" % (items, first, last)], self.free)
        self.free += 1
        return b"/IDTree<</Kids[%d 0 R]>>" % (self.free - 1)

    def end(self, own: list[tuple[int, bytes]]) -> bytes:
        """Write the own objects, the cross-reference stream and the end of the file."""
        count = len(self.pages)
        ordered = [*own[:3], *own[-count:], *own[3:-count]]
        ordered += [(self.bed.outlines, body) for body in self.outlines]
        gathered = object_stream(GATHERED, [*ordered, *self.gathered], quickly_packed)
        zero, fixed = self.bed.rows
        here = self.size + len(gathered)
        table = b"".join((zero, placed(self.size), fixed, *self.rows, placed(here)))
        self.file.append(gathered)
        digest = hashlib.sha256(b"".join(self.file)).hexdigest()[:32].encode("ascii")
        entries = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            len(table) // ROW, CATALOG, INFO, digest, digest,
        )  # fmt: skip
        self.file.append(stream(self.free, quickly_packed(table), entries + b"/Filter/FlateDecode"))
        self.file.append(b"startxref\n%d\n%%%%EOF\n" % here)
        return b"".join(self.file)


class Sheet(Noun):
    """What a page gets from its plates: drawing, the elements of its MCIDs, references to annotations and elements.

    filled: what has the drawing instead.
    """

    contents: list[tuple[bytes, bytes]]
    owners: list[bytes]
    annotations: list[bytes]
    tops: list[bytes]
    filled: FilledPage | None = None


class Placing:
    """All plates of a document in their places."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.links: list[tuple[int, int]] = []
        self.headings: list[PressHeading] = []
        self.notes: dict[tuple[int, str], int] = {}
        self.bases: list[Bases] = []

    def all(self) -> list[Sheet]:
        """Number everything, then cast it."""
        self.number()
        sheets = [Sheet([], [], [], []) for _ in self.document.pages]
        bases = iter(self.bases)
        for section in self.document.sections:
            self.cast(section, sheets[section.page], bases)
        return sheets

    def number(self) -> None:
        """Give each plate its numbers."""
        document = self.document
        free, link = document.free, len(document.pages)
        page, mark = -1, 0
        for section in document.sections:
            if section.page != page:
                page, mark = section.page, 0
                around, sheet = document.around(page), FIRST_FREE + page
            parent = around
            if section.region and any(plate.part.tops for plate in section.plates):
                section.number = parent = free
                free += 1
            for plate in section.plates:
                part = plate.part
                self.bases.append((free, mark, link, parent, sheet, 0, page + 1))
                for name, element in part.ids:
                    if (page, name) in self.notes:
                        raise UnpressableError(f"the id `{name}` stands on a page twice")
                    self.notes[page, name] = free + element
                free += plate.size
                mark += part.marks
                link += len(part.links)
        document.free = free

    def cast(self, section: Section, sheet: Sheet, places: Iterator[Bases]) -> None:
        """Cast the plates of a section."""
        document = self.document
        above: list[bytes] = []
        at = len(document.gathered)
        if section.number:
            document.gather([b""], section.number)
        for plate, bases in zip(section.plates, places, strict=False):
            part, first = plate.part, bases[0]
            cast = plate.cast(bases, self.noted(section.page, part.refers) if part.refers else ())
            self.put(cast, first, sheet)
            sheet.contents += plate.contents(bases[1])
            above.append(cast.tops)
            for heading in part.headings:
                title = pdf_text(heading.title)
                self.headings.append(PressHeading(heading.level, title, section.page, first + heading.element))
        refs = b"".join(above)
        if section.number:
            body = _section(section.title, document.around(section.page), refs)
            document.gathered[at] = (section.number, body)
            refs = b"%d 0 R " % section.number
        sheet.tops.append(refs)

    def put(self, cast: Cast, first: int, sheet: Sheet) -> None:
        """Put the objects of a plate where they stand, and what refers to them into its page."""
        self.document.put(cast, first)
        sheet.owners.append(cast.owners)
        if cast.links:
            self.links += cast.links
            sheet.annotations.append(cast.annotations)

    def noted(self, page: int, names: Sequence[str]) -> tuple[int, ...]:
        """The elements of notes."""
        missing = [name for name in names if (page, name) not in self.notes]
        if missing:
            raise UnpressableError(f"a mark points to the note `{missing[0]}`, which is not on its page")
        return tuple(self.notes[page, name] for name in names)


def cut_page(press: Plates, index: int, page: PressPage | FilledPage) -> Iterator[Section]:
    """A page as sections. A region that is not shared is cut into its blocks."""
    if isinstance(page, FilledPage):
        yield Section(index, [page], region=False)
        return
    for item in page.page.items:
        if type(item) is Group and item.semantics.role is Role.REGION and id(item) not in page.shared:
            label = item.semantics.label
            if is_plain(item.semantics):
                plates = [press.plate(inner, page, "Sect") for inner in item.items]
                yield Section(index, plates, region=True, title=label)
                continue
        yield Section(index, [press.plate(item, page, "Document")], region=False)


def is_plain(meaning: Semantics) -> bool:
    """Whether a group says of itself no more than its role and its name."""
    return meaning.lang is None and meaning.id is None and meaning.refers is None


def _section(title: str | None, parent: int, kids: bytes) -> bytes:
    words = b"/T" + pdf_text(title) if title else b""
    return b"<</Type/StructElem/S/Sect%s/P %d 0 R/K[%s]>>" % (words, parent, kids)
