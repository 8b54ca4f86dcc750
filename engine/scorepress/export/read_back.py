"""A finished PDF -> Reading: what its structure says, what its pages show."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Final

from scorepress.export.drawn import read_drawing
from scorepress.export.objects import read_objects
from scorepress.export.tags_objects import ObjectFile, Ref
from scorepress.export.tags_read import Annotation, Marked, Part, page_fonts, parts, read_structure
from scorepress.export.tags_words import Cmap
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.reading import Atom, Loose, Picture, Reading, Run, Shape, Sheet
from scorepress.noun import Noun, field

_INLINE: Final = frozenset(("Span", "Link", "Reference"))
_LEVEL: Final = 1.0
"""Points that words on one line, or in one column, may be apart."""

_TOLD: Final = frozenset(("Figure", "Link"))
"""Elements that may have an alternative text."""


def read_back(pdf: bytes, *, password: str = "") -> Reading:
    """Read a finished PDF: words, meaning and drawing, all from the file itself.

    Raises ScorepressError: FILE_NOT_READABLE when it is no PDF, PASSWORD when it needs another, UNTAGGED when it has no
    tags.
    """
    file = read_objects(pdf, password=password, decoded=True)
    try:
        return _read(file)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        message = "the file is damaged: its pages or its structure cannot be followed"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)]) from error


def _read(file: ObjectFile) -> Reading:
    structure = read_structure(file)
    if not structure.top:
        message = "the PDF has no tags, so nothing tells what its words mean"
        raise ScorepressError([Diagnostic(Code.UNTAGGED, Severity.ERROR, message)])
    pages = [_page(file, number, page) for number, page in enumerate(file.pages, 1)]
    walk = _Walk(pages)
    for part in structure.top:
        walk.part(part, structure.lang or "", 0)
    every = tuple(parts(structure.top))
    notes = {part.number: part for part in every if part.kind == "Note"}
    asked = [(part, number) for part in every for number in part.refers]
    for part, number in asked:
        if number not in notes:
            pages[walk.page_of(part)].loose.append(Loose.MARK)
    for number in notes.keys() - {number for _part, number in asked}:
        pages[walk.page_of(notes[number])].loose.append(Loose.NOTE)
    for part in every:
        if part.spoken is not None or (part.alt is not None and part.kind not in _TOLD):
            pages[walk.page_of(part)].loose.append(Loose.SPOKEN)
    return Reading(structure.title, structure.lang or "", tuple(page.sheet(structure.lang or "") for page in pages))


def _page(file: ObjectFile, number: int, page: int) -> "_Page":
    """What a page shows, and whether that is all of it."""
    fonts = {name: _cmap(data) for name, data in page_fonts(file, page).items()}
    box = file.items(file.get(Ref(page), "MediaBox")) or [0, 0, 0, 0]
    drawing = read_drawing(file.streams[file.pages.index(page)], fonts, float(box[2]), float(box[3]))
    loose = [Loose.SPOKEN] if drawing.spoken else []
    crop = file.items(file.get(Ref(page), "CropBox"))
    if (crop and list(map(float, crop)) != list(map(float, box))) or file.get(Ref(page), "Rotate"):
        loose.append(Loose.CROPPED)
    annotations = file.items(file.get(Ref(page), "Annots"))
    if any(str(file.get(one, "Subtype")) != "Link" for one in annotations):
        loose.append(Loose.STUCK)
    return _Page(number, drawing.runs, drawing.shapes, loose=loose)


@lru_cache(maxsize=256)
def _cmap(data: bytes) -> Cmap:
    return Cmap(data)


class _Page(Noun):
    """A page that is being read."""

    number: int
    runs: tuple[Run, ...]
    shapes: tuple[Shape, ...]
    lang: str | None = None
    sections: int = 0
    atoms: list[Atom] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    """The pieces of content that elements have."""
    pieces: Mapping[int | None, list[Run]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        pieces: dict[int | None, list[Run]] = {}
        for run in self.runs:
            pieces.setdefault(run.mcid, []).append(run)
        self.pieces = pieces

    def sheet(self, lang: str) -> Sheet:
        """The page, finished. lang: of the document."""
        silent = tuple(Atom(run.text, "", None, 0, run.x, run.y) for run in self.runs if run.mcid not in self.held)
        signs = {atom.text[0] for atom in self.atoms if atom.kind == "Note"}
        self.loose += (
            Loose.MARK
            for atom in self.atoms
            if atom.kind != "Note" and atom.text.rstrip()[-1:] in signs and not atom.marks
        )
        if any(_astray(one, other) for one, other in combinations(self.atoms, 2)):
            self.loose.append(Loose.ORDER)
        return Sheet(self.number, self.lang or lang, self.sections, tuple(self.atoms), tuple(self.pictures), silent,
                     tuple(self.loose))  # fmt: skip


def _astray(first: Atom, then: Atom) -> bool:
    """Whether words that are read first stand behind the others: on the same line, or in the same column."""
    if abs(first.y - then.y) < _LEVEL:
        return then.x <= first.x
    return abs(first.x - then.x) < _LEVEL and then.y < first.y


class _Walk:
    """Goes through the structure in the order in which it is read."""

    def __init__(self, pages: list[_Page]) -> None:
        self.pages = pages

    def page_of(self, part: Part) -> int:
        """The index of the page on which an element begins."""
        return next((mark.page for mark in _marks(part) if 0 <= mark.page < len(self.pages)), 0)

    def part(self, part: Part, lang: str, section: int) -> None:
        """An element, and what is in it."""
        lang = part.lang or lang
        page = self.pages[self.page_of(part)]
        if part.kind == "Sect":
            page.sections += 1
            section = page.sections
        if part.kind not in ("Document", "Part") and page.lang is None:
            page.lang = lang
        if part.kind == "Figure":
            self.figure(part, lang, section)
        elif any(isinstance(kid, Marked) or (isinstance(kid, Part) and kid.kind in _INLINE) for kid in part.kids):
            self.leaf(part, lang, section)
        else:
            for kid in part.kids:
                if isinstance(kid, Part):
                    self.part(kid, lang, section)

    def leaf(self, part: Part, lang: str, section: int) -> None:
        """An element that holds words."""
        page = self.pages[self.page_of(part)]
        page.held |= {mark.mcid for mark in _marks(part)}
        runs = [run for mark in _marks(part) for run in page.pieces.get(mark.mcid, ())]
        marks = any(inner.refers for inner in parts((part,)))
        if runs:
            text = "".join(run.text for run in runs)
            page.atoms.append(Atom(text, part.kind, lang, section, runs[0].x, runs[0].y, marks))

    def figure(self, part: Part, lang: str, section: int) -> None:
        """A drawing."""
        page = self.pages[self.page_of(part)]
        held = {mark.mcid for mark in _marks(part)}
        page.held |= held
        words = tuple(run for run in page.runs if run.mcid in held)
        shapes = tuple(shape for shape in page.shapes if shape.mcid in held)
        corners = [corner for shape in shapes for corner in shape.points] or [(run.x, run.y) for run in words]
        left, top = (min(edge, default=0) for edge in zip(*corners, strict=True)) if corners else (0, 0)
        alternative = Atom(part.alt or "", part.kind, lang, section, left, top)
        page.pictures.append(Picture(alternative, words, shapes))


def _marks(part: Part | Annotation | Marked) -> Iterator[Marked]:
    """The pieces of content of an element, in order."""
    if isinstance(part, Marked):
        yield part
    elif isinstance(part, Part):
        for kid in part.kids:
            yield from _marks(kid)
