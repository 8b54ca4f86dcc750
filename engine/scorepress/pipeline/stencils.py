"""Pages of one language from stencils: for a student, only what differs is evaluated, set and written.

A stencil is made of the first student who needs it, and is the same whoever that is: it depends on the situation (which
conditions hold) and on how the words are set (lines, size), not on the words.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scorepress.compose.remembered import BlockDrawer
from scorepress.compose.stencil import Setter, Traced, trace_page
from scorepress.evaluate.inserts import BlockInsert, PageInserts, TextInsert
from scorepress.evaluate.reads import Reads
from scorepress.evaluate.remembered import Given, RememberingEvaluator
from scorepress.evaluate.report import file_name
from scorepress.model.report import Block, Phrase, Region, Report, ReportPage
from scorepress.model.scene import FontKey, Group, Item
from scorepress.model.stencil import Insert, NeverStencilledError, Place, UnstencilledError
from scorepress.model.template import PageTemplate, Struct
from scorepress.model.values import Value
from scorepress.pipeline.characters import is_wide, wording_characters
from scorepress.pipeline.rows import RowMemory, rows_of
from scorepress.text.fonts import bundled_fonts

if TYPE_CHECKING:
    from scorepress.export.press_stencil import FilledPage, Picture, Stencil, Words
    from scorepress.pipeline.fast import FastPress
    from scorepress.pipeline.press import Press

Values = Mapping[str, Value]
Characters = Mapping[FontKey, frozenset[str]]

_WORDS: Final = 1_000
"""Words that are remembered of one place."""

_PICTURES: Final = 6_000
_SITUATIONS: Final = 400
"""Situations of one page that are remembered, and stencils of one situation."""

_NO_ROWS: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A place's words as one student has them. shape: a number for all about them on which the page's form depends."""

    shape: int
    words: "Words | None"
    rows: frozenset[str]


class _Filler:
    """Fills one place."""

    __slots__ = ("key", "known", "make")

    def __init__(self, key: Callable[[Values], Hashable], make: Callable[[Values], Filled]) -> None:
        self.key = key
        self.known: dict[Hashable, Filled] = {}
        self.make = make

    def new(self, key: Hashable, values: Values) -> Filled:
        """Words that are not known."""
        if len(self.known) >= _WORDS:
            self.known.clear()
        made = self.known[key] = self.make(values)
        return made


@dataclass(frozen=True, slots=True, eq=False)
class _Variant:
    """A stencil. puts: for each block that is put in, where it was drawn, how far it reached, what kind of items it has.

    headings: places whose words are bookmarks, by their place among those that are there. rows: of words that are the
    same for all.
    """

    stencil: "Stencil"
    puts: tuple[tuple[float, float, float, tuple[Hashable, ...]], ...]
    headings: tuple[tuple[int, int], ...]
    rows: frozenset[str]


@dataclass(slots=True, eq=False)
class _Situation:
    """What students have in common for whom the same conditions hold.

    texts: places of the words that are there, with what to know of each, once it was met; fillers: the same, ready.
    refused: how the words of students are set whose page has to be drawn by itself, and why.
    """

    texts: tuple[int, ...]
    blocks: tuple[BlockInsert, ...]
    refused: dict[tuple[int, ...], str] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    fillers: list[_Filler] = field(default_factory=list)
    variants: dict[tuple[int, ...], list[_Variant]] = field(default_factory=dict)


class PageStencils:
    """One page of a template in one language."""

    def __init__(self, room: "Room", page: PageTemplate) -> None:
        """Raises UnstencilledError where the page has to be drawn for each student."""
        self.room = room
        self.inserts = PageInserts(page, room.reads, room.press.template.schema, room.evaluator)
        self._situations: dict[tuple[Hashable, ...], _Situation] = {}
        self._fillers: dict[tuple[int, Place | None], _Filler] = {}
        self._spans = frozenset(id(one.template.span) for one in self.inserts.blocks if not one.few)

    def filled(self, values: Values, title: str) -> "tuple[FilledPage, list[frozenset[str]]]":
        """The page of a student, and the rows that chose its words.

        Raises UnstencilledError when it has to be drawn by itself, ScorepressError as the evaluator.
        """
        situation = self._situation(values)
        if not situation.fillers and situation.texts:
            self._learn(situation, values)
        filled = self._fill(situation, values)
        shapes = tuple([one.shape for one in filled])
        if -1 in shapes:
            self._learn(situation, values)
            filled = self._fill(situation, values)
            shapes = tuple([one.shape for one in filled])
            if -1 in shapes:
                raise UnstencilledError("words are not drawn")
        if shapes in situation.refused:
            raise UnstencilledError(situation.refused[shapes])
        blocks = [self.inserts.block(one, values) for one in situation.blocks]
        variants = situation.variants.setdefault(shapes, [])
        for variant in variants:
            pictures = self._pictures(variant, blocks)
            if pictures is not None:
                break
        else:
            try:
                variant = self._new(situation, filled, blocks, values)
            except UnstencilledError as error:
                situation.refused[shapes] = str(error)
                raise
            variants.append(variant)
            pictures = self._pictures(variant, blocks)
            if pictures is None:
                raise UnstencilledError("a block is drawn in two ways")
        return self._page(variant, filled, blocks, pictures, title)

    # --- words --------------------------------------------------------------------------------------------------------

    def _situation(self, values: Values) -> _Situation:
        key = self.inserts.situation(values)
        found = self._situations.get(key)
        if found is None:
            texts, blocks = self.inserts.active(key)
            if len(self._situations) >= _SITUATIONS:
                self._situations.clear()
            found = self._situations[key] = _Situation(texts, tuple(self.inserts.blocks[at] for at in blocks))
        return found

    @staticmethod
    def _fill(situation: _Situation, values: Values) -> list[Filled]:
        """The words of all places, as this student has them."""
        filled = []
        for filler in situation.fillers:
            key = filler.key(values)
            filled.append(filler.known.get(key) or filler.new(key, values))
        return filled

    def _filler(self, at: int, place: Place | None) -> _Filler:
        filler = self._fillers.get((at, place))
        if filler is None:
            text = self.inserts.texts[at]
            filler = self._fillers[at, place] = _Filler(text.key, self._maker(text, place))
        return filler

    def _maker(self, text: TextInsert, place: Place | None) -> Callable[[Values], Filled]:
        """What makes the words of a place. place: None while it was not met: only that there are no words is known."""
        room, phrase_of = self.room, self.inserts.phrase

        def make(values: Values) -> Filled:
            phrase = phrase_of(text, values)
            if phrase is None:
                return Filled(room.shape(None), None, _NO_ROWS)
            if place is None:
                return Filled(-1, None, _NO_ROWS)
            setting = room.setter.setting(phrase.text, place.ask)
            lines, font = room.setter.lines(setting)
            endings = tuple([phrase.text.endswith(ending) for ending in place.endings])
            style = setting.style
            shape = room.shape((len(lines), style.size, style.leading, phrase.lang, endings))
            words = room.words(lines, font, style.size, phrase.lang, place)
            return Filled(shape, words, rows_of(phrase))

        return make

    def _learn(self, situation: _Situation, values: Values) -> None:
        """Draw the page of a student, to learn how its places ask for their words."""
        _, traced = self._traced(values)
        for at, place in traced.places.items():
            if situation.places.setdefault(at, place) != place:
                raise UnstencilledError("words are set in another way for another student")
        situation.fillers = [self._filler(at, situation.places.get(at)) for at in situation.texts]

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _traced(self, values: Values) -> tuple[ReportPage, Traced]:
        """What the page of a student says, its words marked, and the page."""
        room, template = self.room, self.room.press.template
        page = self.inserts.marked(values)
        report = Report(template.name, room.lang, Phrase("", room.lang), "", (page,))
        language = room.press.language(room.lang)
        return page, trace_page(report, template.theme, language, bundled_fonts(), self._spans)

    def _new(
        self, situation: _Situation, filled: Sequence[Filled], blocks: Sequence[Block], values: Values
    ) -> _Variant:
        """A stencil of the page, drawn for this student."""
        marked, traced = self._traced(values)
        from scorepress.export.press_cutting import cut_stencil

        there = [(at, one) for at, one in zip(situation.texts, filled, strict=True) if one.words is not None]
        counts = {at: traced.counts.get(at, 0) for at, _ in there}
        anchors = {at: place.anchor for at, place in traced.places.items() if place.anchor}
        puts = [traced.blocks[id(block.span)] for block in blocks]
        items = [item for put in puts for item in put.items]
        stencil = cut_stencil(traced.page, counts, anchors, items, self.room.common)
        if any(len(one.words.codes) != counts[at] * (1 + (at in anchors)) for at, one in there if one.words):
            raise UnstencilledError("words are set in another way by themselves")
        order = {at: index for index, at in enumerate(situation.texts)}
        headings = tuple((at, order[at]) for _, at in stencil.headings if at is not None)
        kinds = tuple((put.y, put.bottom, put.next, tuple(map(_kind, put.items))) for put in puts)
        said = [block for region in marked.regions for block in region.blocks if id(block.span) not in self._spans]
        rows = _fixed_rows((*said, *(region.title for region in marked.regions)))
        return _Variant(stencil, kinds, headings, rows)

    def _pictures(self, variant: _Variant, blocks: Sequence[Block]) -> "list[Picture] | None":
        """The pictures of a student's blocks; None when they stand otherwise than in this stencil."""
        pictures: list[Picture] = []
        for block, (y, bottom, following, kinds) in zip(blocks, variant.puts, strict=True):
            drawn = self.room.drawer.drawn(block, y)
            if drawn is None:
                raise UnstencilledError("a block does not fit")
            if drawn.bottom != bottom or drawn.next != following or len(drawn.items) != len(kinds):
                return None
            for item, kind in zip(drawn.items, kinds, strict=True):
                picture, own = self.room.picture(item, variant.stencil.page.height)
                if own != kind:
                    return None
                pictures.append(picture)
        return pictures

    def _page(
        self, variant: _Variant, filled: Sequence[Filled], blocks: Sequence[Block], pictures: "Sequence[Picture]",
        title: str,
    ) -> "tuple[FilledPage, list[frozenset[str]]]":  # fmt: skip
        from scorepress.export.press_stencil import FilledPage

        codes: list[bytes] = []
        rows = [variant.rows]
        rare: tuple[tuple[FontKey, frozenset[str]], ...] = ()
        spoken = rare
        for one in filled:
            words = one.words
            if words is not None:
                if words.rare:
                    shown, extra = variant.stencil.shown(words)
                    codes += shown
                    rare += extra
                else:
                    codes += words.codes
                if words.spoken:
                    spoken += words.spoken
                if one.rows:
                    rows.append(one.rows)
        codes += [picture.drawing for picture in pictures]
        rows += [self.room.rows.rows_of(block) for block in blocks]
        titles = {at: filled[index].words.text for at, index in variant.headings}  # type: ignore[union-attr]
        page = variant.stencil.page
        if page.title != title:
            page = replace(page, title=title)
        return FilledPage(variant.stencil, page, codes, pictures, titles, spoken, rare), rows


@dataclass(frozen=True, slots=True, eq=False)
class FilledReport:
    """A student's pages in one language. title: the document's. name: of the file. rows: that chose words."""

    pages: "tuple[FilledPage, ...]"
    title: str
    name: str
    rows: list[frozenset[str]]


class LanguageStencils:
    """All pages of a template in one language."""

    def __init__(self, fast: "FastPress", lang: str) -> None:
        press = fast.press
        template = press.template
        self.room = Room(press, lang, fast.evaluator(lang), fast.drawer(lang), fast.pdf_press.common[lang], fast.reads)
        self._pages: list[PageStencils] | None = None
        try:
            self._pages = [PageStencils(self.room, page) for page in template.pages]
        except UnstencilledError as error:
            self._reason = str(error)
        self._template = template

    def filled(self, values: Values) -> FilledReport:
        """The pages of a student. Raises UnstencilledError when one has to be drawn by itself."""
        if self._pages is None:
            raise UnstencilledError(self._reason)
        evaluator, template = self.room.evaluator, self._template
        values = Given(values)
        title = evaluator.text(template.document_title, values).text
        name = file_name(evaluator.text(template.file_name, values).text)
        pages, rows = [], []
        for page in self._pages:
            try:
                made, chosen = page.filled(values, title)
            except NeverStencilledError as error:
                self._pages, self._reason = None, str(error)
                raise
            pages.append(made)
            rows += chosen
        return FilledReport(tuple(pages), title, name, rows)


class Room:
    """What the stencils of one language share."""

    def __init__(
        self, press: "Press", lang: str, evaluator: RememberingEvaluator, drawer: BlockDrawer, common: Characters,
        reads: Reads,
    ) -> None:  # fmt: skip
        """common: what every file of the language has of each face."""
        self.press = press
        self.lang = lang
        self.evaluator = evaluator
        self.drawer = drawer
        self.common = common
        self.reads = reads
        spoken = wording_characters(press.template, lang)
        self.spoken = None if any(map(is_wide, spoken)) else spoken  # their faces are large: not a byte more
        self.setter = Setter(press.template.theme, press.language(lang), bundled_fonts(), lang)
        self.rows = RowMemory()
        self._shapes: dict[Hashable, int] = {}
        self._drawn: dict[int, tuple[Item, Picture, Hashable]] = {}

    def shape(self, key: Hashable) -> int:
        """A number for a shape, always the same."""
        return self._shapes.setdefault(key, len(self._shapes))

    def words(self, lines: Sequence[tuple[str, float]], font: FontKey, size: float, lang: str, place: Place) -> "Words":
        """Words, ready to be put in. Raises UnstencilledError for a line without a letter."""
        from scorepress.export.press_stencil import make_words

        return make_words(lines, font, size, lang, place.anchor, self.common.get(font, frozenset()), self.spoken)

    def picture(self, item: Item, height: float) -> "tuple[Picture, Hashable]":
        """An item of a block, ready to be put in, and what kind it is of."""
        found = self._drawn.get(id(item))
        if found is not None:
            return found[1], found[2]
        from scorepress.export.press_stencil import make_picture

        made = make_picture(item, self.lang, height, self.common)
        if len(self._drawn) >= _PICTURES:
            self._drawn.clear()
        kind = _kind(item)
        self._drawn[id(item)] = item, made, kind
        return made, kind


def _kind(item: Item) -> Hashable:
    """All about a picture on which depends where its element stands and what it has."""
    return (item.semantics.role, item.semantics.lang) if isinstance(item, Group) else None


def _fixed_rows(part: object) -> frozenset[str]:
    """The rows that chose the words that are the same for all students."""
    found: frozenset[str] = frozenset()
    if isinstance(part, Phrase):
        return frozenset() if isinstance(part.text, Insert) else rows_of(part)
    if isinstance(part, Struct):
        return found.union(*(_fixed_rows(value) for _, value in part.pairs))
    if isinstance(part, tuple):
        return found.union(*map(_fixed_rows, part))
    if isinstance(part, Region):
        return found.union(_fixed_rows(part.title), _fixed_rows(part.blocks))
    if isinstance(part, Block):
        return _fixed_rows(part.props)
    return _fixed_rows(part.regions) if isinstance(part, ReportPage) else found
