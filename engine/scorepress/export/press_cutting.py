"""A page drawn once -> a stencil: where its words and pictures stand in the drawing and in the structure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from scorepress.export.press_draw import (
    LINE_AFTER,
    LINE_BEFORE,
    LINE_UPRIGHT,
    UnknownItemError,
    draw_item,
    face_number,
    line_look,
    line_under,
    number,
)
from scorepress.export.press_mould import NO_WORDS, without_place
from scorepress.export.press_pack import APART, ready
from scorepress.export.press_part import Part, PartHeading, UnknownMeaningError, make_part, written
from scorepress.export.press_plate import Characters, rare_of
from scorepress.export.press_stencil import Run, Stencil, check_picture
from scorepress.export.press_values import Base, Form, pdf_text
from scorepress.model.scene import Group, Item, Page, Role, Text
from scorepress.model.stencil import Anchor
from scorepress.noun import replace
from scorepress.text.inserts import Insert, Line, UnstencilledError

NO_LOOK: Final = (b"", b"")
"""Nothing is known of colour and type."""

Hole = tuple[str, int, int]
"""`x` or `line`, with the place and the line's number; `picture`, with its number, and 0."""

Atom = bytes | Hole


def cut_stencil(
    page: Page, counts: Mapping[int, int], anchors: Mapping[int, Anchor], pictures: Sequence[Item], common: Characters
) -> Stencil:
    """Cut a stencil of a page.

    page: its texts with a `Line` are holes. counts: of each place its number of lines; codes come in this order.
    anchors: of places whose lines do not begin at their left end. pictures: items that are put in, in the order of the
    page. common: what every file has of each face.

    Raises UnstencilledError when more than drawing and figures depends on what is put in.
    """
    try:
        return _Cutter(page, counts, anchors, pictures).stencil(common)
    except (UnknownItemError, UnknownMeaningError) as error:
        raise UnstencilledError(f"the press does not know `{error}`") from error


class _Beside(bytes):
    """What belongs to a line of words, and is not parted from it."""


class _Cutter:
    """One page."""

    def __init__(
        self, page: Page, counts: Mapping[int, int], anchors: Mapping[int, Anchor], pictures: Sequence[Item]
    ) -> None:
        self.page = page
        self.anchors = anchors
        self.counts = counts
        self.silent = {id(item): _silent(check_picture(item)) for item in pictures}
        numbers = {id(self.silent[id(item)]): at for at, item in enumerate(pictures)}
        items = tuple(_replaced(item, self.silent) for item in page.items)
        self.part, self.plan, self.drawn = make_part(items, page.lang, "Document", page.height)
        self.owners = [owner for item in items for owner in _owners(item, None, numbers)]
        self.order = {hole: at for at, hole in enumerate(self.holes())}

    def holes(self) -> Iterator[Hole]:
        """The holes for words, as codes come."""
        for place, lines in self.counts.items():
            for line in range(lines):
                if place in self.anchors:
                    yield ("x", place, line)
                yield ("line", place, line)

    def stencil(self, common: Characters) -> Stencil:
        self.check_neighbours()
        atoms = list(self.atoms())
        found = {atom for atom in atoms if isinstance(atom, tuple)}
        if found != {*self.order, *(("picture", at, 0) for at in range(len(self.silent)))}:
            raise UnstencilledError("something that differs is not drawn, or twice")
        headings = [self.titled(heading) for heading in self.part.headings]
        figures, part = _parted(self.part)
        if len(figures) != sum(1 for one in self.silent.values() if one.semantics.role is Role.FIGURE):
            raise UnstencilledError("a figure that is put in is not one of the page")
        still = [
            item for (item, _), owner in zip(self.drawn, self.owners, strict=True)
            if owner is None and not (type(item) is Text and isinstance(item.string, Line))
        ]  # fmt: skip
        fonts = {item.font for (item, _), owner in zip(self.drawn, self.owners, strict=True)
                 if type(item) is Text and owner is None}  # fmt: skip
        faces = sum(1 << face_number(font) for font in fonts)
        runs = list(self.runs(atoms))
        titles = list(zip(part.headings, headings, strict=True))
        return Stencil(self.page, runs, part, figures, titles, faces, rare_of(written(still), common))

    def check_neighbours(self) -> None:
        """Raise UnstencilledError when a space depends on the words of two places, or on a place's and fixed ones."""
        items = {element: item for item, element in self.drawn}
        pairs: dict[int, int] = {}
        for left, right, _ in self.plan.neighbours:
            before, after = (one.string if type(one) is Text else "" for one in (items[left], items[right]))
            if isinstance(before, Line) and isinstance(after, Line) and after.place == before.place:
                pairs[before.place] = pairs.get(before.place, 0) + (after.number == before.number + 1)
            elif isinstance(before, Line) or isinstance(after, Line):
                raise UnstencilledError("words that differ stand beside others")
        if any(lines - 1 != pairs.get(place, 0) for place, lines in self.counts.items() if lines):
            raise UnstencilledError("lines of a place are not read one after the other")

    def atoms(self) -> Iterator[Atom]:
        """The drawing, with its holes."""
        before, put = -1, -1
        look = NO_LOOK
        marks, pieces, spaces = self.plan.marks, self.plan.pieces, self.plan.spaces
        pictures: set[int] = set()
        for (item, element), owner in zip(self.drawn, self.owners, strict=True):
            if element not in pieces:  # a text without a character
                continue
            if pieces[element] != before:
                if before >= 0:
                    yield b"EMC\n"
                before = pieces[element]
                mark = marks[before]
                yield b"/Artifact BMC\n" if mark is None else b"/Span<</MCID %d>>BDC\n" % mark
                put = -1
            if owner is not None:
                if owner != put:
                    if owner in pictures:
                        raise UnstencilledError("a picture in two pieces")
                    pictures.add(owner)
                    look = NO_LOOK
                    yield ("picture", owner, 0)
                put = owner
            elif type(item) is Text and isinstance(item.string, Line):
                yield from self.line(item, item.string, look)
                look = line_look(item)
            else:
                look = NO_LOOK
                yield draw_item(item, space=element in spaces)
        if before >= 0:
            yield b"EMC\n"

    def line(self, text: Text, line: Line, look: tuple[bytes, bytes]) -> Iterator[Atom]:
        """A line that differs. look: that of what was drawn before, which need not be said again."""
        looks = b"".join(new for new, old in zip(line_look(text), look, strict=True) if new != old)
        yield _Beside(LINE_BEFORE + looks + LINE_UPRIGHT)
        yield ("x", line.place, line.number) if line.place in self.anchors else _Beside(number(text.x))
        yield _Beside(line_under(text))
        yield ("line", line.place, line.number)
        yield _Beside(LINE_AFTER)

    def runs(self, atoms: Iterable[Atom]) -> Iterator[Run]:
        """Atoms, put together: what is the same for all is packed, unless it is short and stands beside words."""
        waiting: list[Atom] = []
        for kind, group in groupby(atoms, key=_kind):
            if kind == "words":
                waiting += group
                continue
            if kind == "picture":
                yield from self.run(waiting)
                waiting = []
                yield from (Run(b"", picture=number) for _, number, _ in group)
                continue
            plain = b"".join([atom for atom in group if isinstance(atom, bytes)])
            if len(plain) < APART:
                waiting.append(plain)
                continue
            yield from self.run(waiting)
            waiting = []
            yield Run(plain, ready(plain))
        yield from self.run(waiting)

    def run(self, atoms: Sequence[Atom]) -> Iterator[Run]:
        """A run of words and what stands between them; nothing of nothing."""
        holes = tuple(self.order[atom] for atom in atoms if isinstance(atom, tuple))
        if holes:
            pieces = [atom.replace(b"%", b"%%") if isinstance(atom, bytes) else b"%s" for atom in atoms]
            yield Run(b"".join(pieces), b"", holes)
        elif atoms:
            plain = b"".join(atom for atom in atoms if isinstance(atom, bytes))
            yield Run(plain, ready(plain))

    def titled(self, heading: PartHeading) -> int | None:
        """The place whose words a bookmark has; None when they are the same for all."""
        marks = {mark for mark, owner in enumerate(self.part.owners) if owner == heading.element}
        pieces = {piece for piece, mark in enumerate(self.plan.marks) if mark in marks}
        lines = [item.string for item, element in self.drawn
                 if type(item) is Text and self.plan.pieces.get(element) in pieces]  # fmt: skip
        places = {line.place if isinstance(line, Line) else None for line in lines}
        if len(places) != 1:
            raise UnstencilledError("a heading has words of several places")
        return places.pop()


def _kind(atom: Atom) -> str:
    return "fixed" if type(atom) is bytes else "picture" if atom[0] == "picture" else "words"


def _silent(group: Group) -> Group:
    """A picture as it stands in a stencil: a figure says nothing."""
    if group.semantics.role is Role.FIGURE:
        return replace(group, semantics=replace(group.semantics, label=NO_WORDS))
    return replace(group)


def _replaced(item: Item, silent: Mapping[int, Group]) -> Item:
    """An item with silent pictures in it."""
    if not isinstance(item, Group):
        return item
    if isinstance(item.semantics.label, Insert):
        raise UnstencilledError("what is said of a picture differs")
    return silent.get(id(item)) or replace(item, items=tuple(_replaced(one, silent) for one in item.items))


def _owners(item: Item, owner: int | None, numbers: Mapping[int, int]) -> Iterator[int | None]:
    """For everything that an item draws, in order, the number of the picture that it is in."""
    if isinstance(item, Group):
        here = numbers.get(id(item), owner)
        for one in item.items:
            yield from _owners(one, here, numbers)
    else:
        yield owner


def _parted(part: Part) -> tuple[tuple[Form, ...], Part]:
    """The elements of pictures, without what is said of them; and the part with these elements at its end."""
    said, bare = b"/Alt %s" % pdf_text(NO_WORDS), {}
    for at, form in enumerate(part.objects):
        before, found, after = form.text.partition(said)
        if found:
            bare[at] = Form(before + without_place(after), form.holes)
    order = [at for at in range(len(part.objects)) if at not in bare] + [*bare]
    place = {at: now for now, at in enumerate(order)}
    links = tuple((place[annotation], place[element]) for annotation, element in part.links)

    def moved(form: Form) -> Form:
        count = Base.OBJECT.value
        return Form(form.text, tuple((base, place[off] if base == count else off) for base, off in form.holes))

    return tuple(moved(form) for form in bare.values()), replace(
        part,
        objects=tuple(moved(bare.get(at, part.objects[at])) for at in order),
        owners=tuple(place[element] for element in part.owners),
        tops=tuple(place[element] for element in part.tops),
        links=links,
        headings=tuple(replace(one, element=place[one.element]) for one in part.headings),
        ids=tuple((name, place[element]) for name, element in part.ids),
    )
