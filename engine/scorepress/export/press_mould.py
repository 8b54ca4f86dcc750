"""Parts of pages that differ in their words, numbers and places only: planned once, then cast from a mould.

What a part is made of decides whether it is cast from a mould, never what was printed before; so its bytes are the same
for the first student and for the last.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from scorepress.export.press_draw import draw_item
from scorepress.export.press_elements import Drawn
from scorepress.export.press_part import Part, PartHeading, make_part, written
from scorepress.export.press_values import Form, pdf_form, pdf_text, together
from scorepress.export.tags import TaggedPage
from scorepress.export.tags_plan import broken_at_space, runs_parted
from scorepress.export.tags_values import box_values
from scorepress.model.geometry import Box
from scorepress.model.scene import Circle, FontKey, Group, Image, Item, Line, Path, Polygon, Rect, Role, Text
from scorepress.noun import Noun, replace
from scorepress.text.fonts import bundled_fonts

_MOULDS: Final = 2_000
_LINE: Final = 0.01
"""Baselines that are nearer, in points, are one line."""

NO_WORDS: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""The alternative text of a figure in a mould."""


class Drawing(Noun, frozen=True):
    """A figure in a part: what is read for it, and which of the primitives it has, from one place to another."""

    label: str
    first: int
    end: int


class PartMaker:
    """Plans and draws parts of pages. Parts that differ in their words only are planned once."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._moulds: dict[object, Mould | None] = {}

    def part(self, item: Item, lang: str, kind: str, height: float) -> Part:
        """Plan and draw a part of a page.

        lang: of the page. kind: the structure type of what the part stands in. height: of the page, in points. Raises
        UnknownItemError for what the press does not draw, UnknownMeaningError for a note without an id.
        """
        items: list[Item] = []
        figures: list[Drawing] = []
        shape = shape_of(item, items, figures)
        if shape is None:
            return make_part((item,), lang, kind, height)[0]
        key = (lang, kind, height, shape)
        if key not in self._moulds:
            if len(self._moulds) >= _MOULDS:
                self._moulds.clear()
            self._moulds[key] = make_mould(*make_part((without_words(item),), lang, kind, height), height)
        mould = self._moulds[key]
        return mould.part(items, figures) if mould else make_part((item,), lang, kind, height)[0]


class Mould(Noun, frozen=True, eq=False):
    """A part without its words.

    pieces: MCID or None of each piece, and its items by their place among all. pairs: lines of which is asked whether a
    space stands between them, with their language. titled: for each heading, the piece that is its words. figures: the
    objects that are figures, without what is said of them. height: of the page.
    """

    like: Part
    pieces: tuple[tuple[int | None, tuple[int, ...]], ...]
    pairs: tuple[tuple[int, int, str], ...]
    titled: tuple[tuple[PartHeading, int], ...]
    figures: tuple[tuple[int, Form], ...]
    height: float

    def part(self, items: Sequence[Item], figures: Sequence[Drawing]) -> Part:
        """The part with these items."""
        spaced: set[int] = set()
        for left, right, lang in self.pairs:
            before, after = items[left], items[right]
            assert type(before) is Text
            assert type(after) is Text
            if abs(before.y - after.y) < _LINE:
                parted = runs_parted(before.string, after.string, after.x - before.x - before.width, before.size)
            else:
                parted = broken_at_space(before.string, after.string, lang)
            if parted:
                spaced.add(left)
        like, objects, whole = self.like, self.like.objects, self.like.whole
        if figures:
            described = list(objects)
            for (number, bare), figure in zip(self.figures, figures, strict=True):
                box = box_values(bounds(items[figure.first : figure.end]), self.height)
                words = pdf_text(figure.label) + b"/A " + pdf_form(box).text
                text = b"%s/Alt%s>>" % (bare.text[:-2], words.replace(b"%", b"%%"))
                described[number] = Form(text, bare.holes)
            objects = tuple(described)
            whole = together(objects)
        pieces = tuple(
            [
                (mark, b"".join([draw_item(items[at], space=at in spaced) for at in places]))
                for mark, places in self.pieces
            ]
        )
        headings = like.headings
        if self.titled:
            headings = tuple(
                PartHeading(heading.level, _words(items, self.pieces[piece][1], spaced), heading.element)
                for heading, piece in self.titled
            )
        return Part(
            pieces, objects, whole, like.marks, like.owners, like.tops, like.links, headings, like.ids, like.refers,
            written(items),
        )  # fmt: skip


def _words(items: Sequence[Item], places: Iterable[int], spaced: Container[int]) -> str:
    texts = ((at, items[at]) for at in places)
    return "".join(f"{item.string} " if at in spaced else item.string for at, item in texts if type(item) is Text)


def shape_of(item: Item, items: list[Item], figures: list[Drawing]) -> tuple[object, ...] | int | None:
    """All of an item that decides how it is planned, words and places apart; None when those decide too.

    items: is filled with the primitives, in the order of drawing. figures: with the figures.
    """
    kind = type(item)
    if kind is Text:
        items.append(item)
        return 1 if item.string else None  # type: ignore[union-attr]
    if kind is not Group:
        items.append(item)
        return id(kind)
    meaning = item.semantics  # type: ignore[union-attr]
    role, label = meaning.role, meaning.label
    if role is Role.LINK:
        return None
    first = len(items)
    shape: list[object] = [
        id(role),
        meaning.level,
        meaning.lang,
        meaning.id,
        meaning.refers,
        None if role is Role.FIGURE else label,
    ]
    for inner in item.items:  # type: ignore[union-attr]
        found = shape_of(inner, items, figures)
        if found is None:
            return None
        shape.append(found)
    if role is Role.FIGURE:
        if label is None or first == len(items) or (figures and figures[-1].first >= first):
            return None  # empty, or with a figure in it
        figures.append(Drawing(label, first, len(items)))
    return tuple(shape)


def without_words(item: Item) -> Item:
    """The item with figures that say nothing: what they say is filled in."""
    if type(item) is not Group:
        return item
    meaning = item.semantics
    if meaning.role is Role.FIGURE:
        meaning = replace(meaning, label=NO_WORDS)
    return replace(item, semantics=meaning, items=tuple(map(without_words, item.items)))


def bounds(items: Iterable[Item]) -> Box:
    """The smallest box around primitives, in points; as `tags_bounds` says it of elements."""
    corners = [corner for item in items for corner in _corners(item)]
    left, right = min([x for x, _ in corners]), max([x for x, _ in corners])
    top, bottom = min([y for _, y in corners]), max([y for _, y in corners])
    return Box(left, top, right - left, bottom - top)


def _corners(item: Item) -> Sequence[tuple[float, float]]:
    half = 0.0
    match item:
        case Text():
            ascent, descent = _reach(item.font, item.size)
            return ((item.x, item.y - ascent), (item.x + item.width, item.y + descent))
        case Rect() | Image():
            points = [(item.x, item.y), (item.x + item.width, item.y + item.height)]
            half = item.stroke.width / 2 if isinstance(item, Rect) and item.stroke else 0.0
        case Line():
            points, half = [(item.x1, item.y1), (item.x2, item.y2)], item.stroke.width / 2
        case Circle():
            x, y, radius = item.x, item.y, item.radius
            points = [(x - radius, y - radius), (x + radius, y + radius)]
        case Polygon():
            points = [*item.points]
        case Path():
            points, half = list(_steps(item)), item.stroke.width / 2 if item.stroke else 0.0
        case _:
            return ()
    return [(x + side, y + side) for x, y in points for side in (-half, half)] if half else points


@lru_cache(256)
def _reach(font: FontKey, size: float) -> tuple[float, float]:
    """How far type reaches over and under its baseline."""
    fonts = bundled_fonts()
    return fonts.ascent(font, size), fonts.descent(font, size)


def _steps(path: Path) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for letter, numbers in path.segments:
        if letter in "ML":
            x, y = numbers
        elif letter == "h":
            x += numbers[0]
        elif letter == "v":
            y += numbers[0]
        yield x, y


def make_mould(part: Part, plan: TaggedPage, drawn: Drawn, height: float) -> Mould | None:
    """The mould of a part; None when more than its words depends on its words."""
    places = {element: at for at, (_, element) in enumerate(drawn)}
    pieces: list[tuple[int | None, list[int]]] = []
    before = -1
    for at, (_, element) in enumerate(drawn):
        piece = plan.pieces[element]
        if piece != before:
            pieces.append((plan.marks[piece], []))
            before = piece
        pieces[-1][1].append(at)
    pairs = tuple((places[left], places[right], lang) for left, right, lang in plan.neighbours)
    titled: list[tuple[PartHeading, int]] = []
    for heading in part.headings:
        own = [mark for mark, element in enumerate(part.owners) if element == heading.element]
        if len(own) != 1:
            return None
        titled.append((heading, next(n for n, (mark, _) in enumerate(pieces) if mark == own[0])))
    alternative, words = b"/Alt %s" % pdf_text(NO_WORDS), []
    for number, form in enumerate(part.objects):
        before_words, found, after = form.text.partition(alternative)
        if found:  # the figure's keys up to its words, then its place, which the mould leaves out, then its parents
            words.append((number, Form(before_words + without_place(after), form.holes)))
    return Mould(part, tuple((mark, tuple(at)) for mark, at in pieces), pairs, tuple(titled), tuple(words), height)


def without_place(text: bytes) -> bytes:
    """The rest of a figure's element without the box that it stands in, which is its last key."""
    return text[: text.index(b"/A ")] + b">>"
