"""Pages of one language from stencils: for a student, only what differs is evaluated, set and written.

A stencil is made of the first student who needs it, and is the same whoever that is: it depends on the situation (which
conditions hold) and on how the words are set (lines, size), not on the words.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from scorepress.compose.stencil import Step, Traced, trace_page
from scorepress.evaluate.combinations import lookup, values_key
from scorepress.evaluate.inserts import BlockInsert, PageInserts, TextInsert
from scorepress.evaluate.remembered import Given
from scorepress.evaluate.report import file_name
from scorepress.export.press_cutting import cut_stencil
from scorepress.export.press_plate import Rare
from scorepress.export.press_stencil import FilledPage, Picture, Stencil
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Phrase, Report, ReportPage
from scorepress.model.stencil import Place
from scorepress.model.template import PageTemplate
from scorepress.model.values import Value
from scorepress.noun import Noun, field
from scorepress.pipeline.rows import rows_of
from scorepress.pipeline.stencil_room import Room, kind_of
from scorepress.pipeline.stencil_words import KEPT_WORDS, Filled, Filler
from scorepress.text.fonts import bundled_fonts
from scorepress.text.inserts import NeverStencilledError, UnstencilledError

if TYPE_CHECKING:
    from scorepress.pipeline.fast import FastPress

Values = Mapping[str, Value]

_PUTS: Final = 3_000
"""Blocks that are remembered of one place."""

_SITUATIONS: Final = 400
"""Situations of one page that are remembered, and stencils of one situation."""


class _Put(Noun, frozen=True, eq=False):
    """A block as one student has it. form: how far it reached, and what kind of items it has. rows: of its words."""

    form: tuple[float, float, tuple[Hashable, ...]]
    pictures: "tuple[Picture, ...]"
    rows: frozenset[str]


class _Variant(Noun, frozen=True, eq=False):
    """A stencil, and what stands in it.

    puts: for each block that is put in, where it was drawn, how far it reached, what kind of items it has; known: what
    was put in there, of the block and of each of its parts. headings: places whose words are bookmarks, by their place
    among those that are there. rows: of words that are the same for all.
    """

    stencil: "Stencil"
    puts: tuple[tuple[Step, float, float, float, tuple[Hashable, ...]], ...]
    known: tuple[tuple[dict[Hashable, "_Put"], ...], ...]
    headings: tuple[tuple[int, int], ...]
    rows: frozenset[str]


class _Node:
    """A step of setting the words of a page. fillers: of places whose words are set anew, by their place among all.

    after: how the words are set -> what comes next: another step, where they have no room; else stencils, or why the
    page has to be drawn by itself.
    """

    __slots__ = ("after", "fillers", "lookup")

    def __init__(self, fillers: list[tuple[int, Filler]]) -> None:
        self.fillers = fillers
        self.after: dict[tuple[int, ...], _Node | list[_Variant] | str] = {}
        self.lookup: Callable[[Values], list[Any]] | None = None
        """Of the fillers; made when it is first needed."""

    def __reduce__(self) -> tuple[object, ...]:
        return _Node, (self.fillers,), (None, {"after": self.after})


class _Situation(Noun, eq=False):
    """What students have in common for whom the same conditions hold.

    texts, blocks: places of what is there. places: what to know of the texts at each step, once they were met. first:
    how their words are set to begin with.
    """

    texts: tuple[int, ...]
    blocks: tuple[int, ...]
    places: dict[Step, dict[int, Place]] = field(default_factory=dict)
    first: _Node | None = None


class Filling:
    """A student whose pages are being filled in.

    failed: why there are none. pages: those that are done. title: the document's; name: of the file. rows: that chose
    words. The others are about the page in hand.
    """

    __slots__ = (
        *("failed", "name", "pages", "rows", "title", "values"),
        *("filled", "node", "puts", "shapes", "situation", "variant"),
    )

    title: str
    name: str
    situation: _Situation
    filled: list[Filled]
    node: _Node
    shapes: tuple[int, ...]
    variant: _Variant
    puts: list[_Put]

    def __init__(self, values: Values) -> None:
        self.values = values
        self.failed: UnstencilledError | ScorepressError | None = None
        self.pages: list[FilledPage] = []
        self.rows: list[frozenset[str]] = []


def each(students: Iterable[Filling], step: Callable[[Filling], None]) -> None:
    """Take a step with all students who came so far.

    All of one step, then all of the next: what it needs stays in the processor's caches, and takes half the time.
    """
    for student in students:
        if student.failed is None:
            try:
                step(student)
            except (UnstencilledError, ScorepressError) as error:
                student.failed = error


_Missing = dict[Filler, dict[Filling, int]]
"""Words that are to be made: by place, for whom, and where they stand among the filled."""


def _make(filler: Filler, places: Mapping[Filling, int], student: Filling) -> None:
    """Make the words of a place for a student."""
    student.filled[places[student]] = filler.filled(student.values)


class _UnknownError(Exception):
    """A block is not known yet."""


class PageStencils:
    """One page of a template in one language."""

    def __init__(self, room: "Room", page: PageTemplate) -> None:
        """Raises UnstencilledError where the page has to be drawn for each student."""
        self.room = room
        self.inserts = PageInserts(page, room.reads, room.press.template.schema, room.evaluator)
        self._situations: dict[tuple[Hashable, ...], _Situation] = {}
        self.fillers: dict[tuple[int, Step, Place | None], Filler] = {}
        self._lookups: dict[tuple[int, ...], Callable[[Values], list[Any]]] = {}
        self._spans = frozenset(id(one.template.span) for one in self.inserts.blocks if not one.few)
        self._stencils: dict[Hashable, Stencil] = {}
        self._known: dict[tuple[int, int, Step, float], dict[Hashable, _Put]] = {}
        self._last: tuple[Values, tuple[ReportPage, Traced]] | None = None

    @property
    def stencils(self) -> "tuple[Stencil, ...]":
        """The stencils there are."""
        return tuple(self._stencils.values())

    def state(self) -> tuple[object, ...]:
        """What was learned from students; it holds for any, and `restore` takes it. Fillers are known by their name."""
        return self.inserts.state(), self._situations, self._known, self.stencils

    def restore(self, state: tuple[Any, ...]) -> None:
        """Take what was learned of the same page elsewhere. Nothing must have been learned here."""
        inserts, self._situations, self._known, stencils = state
        self.inserts.restore(inserts)
        self._stencils = {one.likeness: one for one in stencils}

    def fill(self, students: Sequence[Filling]) -> None:
        """Fill the page in for students, step by step for all of them; whoever it cannot be done for has `failed`.

        What is known is looked up first; what is new is made then, place by place.
        """
        each(students, self._begin)
        missing: _Missing = {}
        each(students, partial(self._look_up, missing))
        for filler, places in missing.items():
            each(places, partial(_make, filler, places))
        each(students, self._set)
        unknown: list[Filling] = []
        each(students, partial(self._put_in_known, unknown))
        each(unknown, self._put_in)
        each(students, self._finish)

    # --- words --------------------------------------------------------------------------------------------------------

    def _begin(self, student: Filling) -> None:
        """Find out what stands on the page. Raises ScorepressError as the evaluator."""
        key = self.inserts.situation(student.values)
        found = self._situations.get(key)
        if found is None:
            texts, blocks = self.inserts.active(key)
            if len(self._situations) >= _SITUATIONS:
                self._situations.clear()
                self._stencils.clear()
            found = self._situations[key] = _Situation(texts, blocks)
        student.situation = found

    def _look_up(self, missing: _Missing, student: Filling) -> None:
        """Look up the words of all places. missing: gets those that are not known."""
        values = student.values
        node = student.node = student.situation.first or self._learn(student.situation, values)
        if node.lookup is None:
            key = tuple([id(filler) for _, filler in node.fillers])
            node.lookup = self._lookups.get(key)
            if node.lookup is None:
                node.lookup = self._lookups[key] = lookup([(one.paths, one.known) for _, one in node.fillers])
        student.filled = filled = node.lookup(values)
        if None in filled:
            for at, (one, (_, filler)) in enumerate(zip(filled, node.fillers, strict=True)):
                if one is None:
                    missing.setdefault(filler, {})[student] = at

    def _set(self, student: Filling) -> None:
        """Set the words of all places: node is the last step of setting them, shapes how they are set.

        Raises UnstencilledError when the page has to be drawn by itself, ScorepressError as the evaluator.
        """
        values, node, filled = student.values, student.node, student.filled
        shapes = tuple([one.shape for one in filled])
        if -1 in shapes:
            node, filled, shapes = self._learned(student)
        following = node.after.get(shapes)
        while isinstance(following, _Node):
            node = following
            new = [filler.filled(values) for _, filler in node.fillers]
            for (at, _), one in zip(node.fillers, new, strict=True):
                filled[at] = one
            shapes = tuple([one.shape for one in new])
            following = node.after.get(shapes)
        student.filled, student.node, student.shapes = filled, node, shapes

    def _learned(self, student: Filling) -> tuple[_Node, list[Filled], tuple[int, ...]]:
        """The first step for whom it was not known how a place asks for its words."""
        situation, values = student.situation, student.values
        for again in (False, True):  # somebody else may have shown it by now
            node = self._learn(situation, values) if again or not situation.first else situation.first
            filled = [filler.filled(values) for _, filler in node.fillers]
            shapes = tuple([one.shape for one in filled])
            if -1 not in shapes:
                return node, filled, shapes
        raise UnstencilledError("words are not drawn")

    def _put_in_known(self, unknown: list[Filling], student: Filling) -> None:
        """The same as `_put_in` for whom nothing has to be made; the others go to `unknown`."""
        variants = student.node.after.get(student.shapes)
        try:
            for variant in variants if isinstance(variants, list) else ():
                puts = self._pictures(student.situation, variant, student.values, known_only=True)
                if puts is not None:
                    student.variant, student.puts = variant, puts
                    return
        except _UnknownError:
            pass
        unknown.append(student)

    def _put_in(self, student: Filling) -> None:
        """Choose the stencil, and what is put into it. Raises as `_set`."""
        situation, values = student.situation, student.values
        variants = student.node.after.get(student.shapes)
        if variants is None or isinstance(variants, _Node):
            if variants is None:
                self._learn(situation, values)
            student.node, student.filled, _ = self._learned(student)
            self._set(student)
            variants = student.node.after.setdefault(student.shapes, [])
        if isinstance(variants, str):
            raise UnstencilledError(variants)
        assert isinstance(variants, list)
        for variant in variants:
            puts = self._pictures(situation, variant, values)
            if puts is not None:
                student.variant, student.puts = variant, puts
                return
        try:
            variant = self._new(situation, student.filled, values)
        except UnstencilledError as error:
            student.node.after[student.shapes] = str(error)
            raise
        variants.append(variant)
        puts = self._pictures(situation, variant, values)
        if puts is None:
            raise UnstencilledError("a block is drawn in two ways")
        student.variant, student.puts = variant, puts

    def filler(self, at: int, step: Step, place: Place | None) -> Filler:
        """What fills a place at a step of setting."""
        filler = self.fillers.get((at, step, place))
        if filler is None:
            text = self.inserts.texts[at]
            filler = self.fillers[at, step, place] = Filler(text.paths, text.key, self._maker(text, step, place))
        return filler

    def _maker(self, text: TextInsert, step: Step, place: Place | None) -> Callable[[Values], Filled]:
        """What makes the words of a place. place: None while it was not met: only that there are no words is known."""
        room, phrase_of = self.room, self.inserts.phrase

        def make(values: Values) -> Filled:
            phrase = phrase_of(text, values)
            if phrase is None:
                return Filled(room.shape(None))
            if place is None:
                return Filled(-1)
            setting = room.setter.setting(phrase.text, place.ask, step)
            lines, font = room.setter.lines(setting, widths=place.anchor is not None)
            endings = tuple([phrase.text.endswith(ending) for ending in place.endings])
            style = setting.style
            shape = room.shape((len(lines), style.size, style.leading, phrase.lang, endings))
            words = room.words(lines, font, style.size, phrase.lang, place)
            return Filled(shape, words, words.codes, bool(words.rare or words.spoken), rows_of(phrase))

        return make

    def _learn(self, situation: _Situation, values: Values) -> _Node:
        """Draw the page of a student, to learn step by step how its places ask for their words; gives the first."""
        _, traced = self._traced(values)
        node: _Node | None = None
        shapes: tuple[int, ...] = ()
        for step, places in traced.steps:
            known = situation.places.setdefault(step, {})
            for at, place in places.items():
                if known.setdefault(at, place) != place:
                    raise UnstencilledError("words are set in another way for another student")
            fillers = [
                (index, self.filler(at, step, known.get(at)))
                for index, at in enumerate(situation.texts)
                if node is None or at in places
            ]
            if node is None:
                node = situation.first = situation.first or _Node(fillers)
                node.fillers, node.lookup = fillers, None
            else:
                following = node.after.get(shapes)
                node.after[shapes] = node = following if isinstance(following, _Node) else _Node(fillers)
            shapes = tuple([filler.new(filler.key(values), values).shape for _, filler in fillers])
        if situation.first is None:
            situation.first = _Node([])
        return situation.first

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _traced(self, values: Values) -> tuple[ReportPage, Traced]:
        """What the page of a student says, its words marked, and the page."""
        if self._last is not None and self._last[0] is values:
            return self._last[1]
        room, template = self.room, self.room.press.template
        page = self.inserts.marked(values)
        report = Report(template.name, room.lang, Phrase("", room.lang), "", (page,))
        language = room.press.language(room.lang)
        made = page, trace_page(report, template.theme, language, bundled_fonts(), self._spans)
        self._last = values, made
        return made

    def _new(self, situation: _Situation, filled: Sequence[Filled], values: Values) -> _Variant:
        """A stencil of the page, drawn for this student."""
        marked, traced = self._traced(values)
        there = [(at, one) for at, one in zip(situation.texts, filled, strict=True) if one.words is not None]
        counts = {at: traced.counts.get(at, 0) for at, _ in there}
        met = {at: place for _, places in traced.steps for at, place in places.items()}
        anchors = {at: place.anchor for at, place in met.items() if place.anchor}
        blocks = [self.inserts.blocks[at] for at in situation.blocks]
        puts = [traced.blocks[id(block.template.span)] for block in blocks]
        items = [item for put in puts for item in put.items]
        made = cut_stencil(traced.page, counts, anchors, items, self.room.common)
        stencil = self._stencils.setdefault(made.likeness, made)
        if any(len(one.words.codes) != counts[at] * (1 + (at in anchors)) for at, one in there if one.words):
            raise UnstencilledError("words are set in another way by themselves")
        order = {at: index for index, at in enumerate(situation.texts)}
        headings = tuple((at, order[at]) for _, at in stencil.headings if at is not None)
        forms = tuple((put.step, put.y, put.bottom, put.next, tuple(map(kind_of, put.items))) for put in puts)
        known = tuple(
            tuple([self._known.setdefault((at, part, put.step, put.y), {}) for part in range(1 + len(block.parts))])
            for at, block, put in zip(situation.blocks, blocks, puts, strict=True)
        )
        said = [block for region in marked.regions for block in region.blocks if id(block.span) not in self._spans]
        rows = rows_of((*said, *(region.title for region in marked.regions)))
        return _Variant(stencil, forms, known, headings, rows)

    def _pictures(
        self, situation: _Situation, variant: _Variant, values: Values, *, known_only: bool = False
    ) -> "list[_Put] | None":
        """A student's blocks; None when they stand otherwise than in this stencil.

        Raises _UnknownError for one that has to be made, and is not to be.
        """
        found = []
        for at, known, (step, y, *form) in zip(situation.blocks, variant.known, variant.puts, strict=True):
            block = self.inserts.blocks[at]
            put = (block.parts and self._beside(block, known, step, y, values, known_only=known_only)) or self._one(
                block, known[0], step, y, values, known_only=known_only
            )
            if put.form != tuple(form):
                return None
            found.append(put)
        return found

    def _one(
        self, block: BlockInsert, known: "dict[Hashable, _Put]", step: Step, y: float, values: Values, *,
        known_only: bool,
    ) -> "_Put":  # fmt: skip
        """A block that is put in, known or new."""
        key = block.key(values)
        put = known.get(key)
        if put is None:
            if known_only:
                raise _UnknownError
            make_room(known, _PUTS)
            put = known[key] = self._put(self.inserts.block(block, values), step, y)
        return put

    def _beside(
        self, block: BlockInsert, known: "Sequence[dict[Hashable, _Put]]", step: Step, y: float, values: Values, *,
        known_only: bool = False,
    ) -> "_Put | None":  # fmt: skip
        """A block of its parts; None where they are drawn otherwise beside each other, see `Component`."""
        alone = [
            self._one(part, there, step, y, values, known_only=known_only)
            for part, there in zip(block.parts, known[1:], strict=True)
        ]
        puts = [put for put in alone if put.pictures]
        if len(puts) < 2:
            return puts[0] if puts else None
        shared = puts[0].pictures[:-1]
        bottom, following, kinds = puts[0].form
        if any(put.form[:2] != (bottom, following) or put.pictures[:-1] != shared for put in puts[1:]):
            return None
        return _Put(
            (bottom, following, (*kinds[:-1], *[put.form[2][-1] for put in puts])),
            (*shared, *[put.pictures[-1] for put in puts]),
            frozenset().union(*[put.rows for put in puts]),
        )

    def _put(self, block: Block, step: Step, y: float) -> "_Put":
        """A block that is put in."""
        drawn = self.room.drawer.drawn(block, y, step)
        if drawn is None:
            raise UnstencilledError("a block does not fit")
        made = [self.room.picture(item) for item in drawn.items]
        form = drawn.bottom, drawn.next, tuple([kind for _, kind in made])
        return _Put(form, tuple([picture for picture, _ in made]), self.room.rows.rows_of(block))

    @staticmethod
    def _finish(student: Filling) -> None:
        """Put the page together, and the rows that chose its words."""
        variant, puts = student.variant, student.puts
        stencil = variant.stencil
        filled, rows = student.filled, student.rows
        rows.append(variant.rows)
        rows += [one.rows for one in filled if one.rows]
        rare: Rare = ()
        spoken: Rare = ()
        if True in [one.rare for one in filled]:
            codes: list[bytes] = []
            for one in filled:
                if one.words is not None and one.words.rare:
                    shown, extra = stencil.shown(one.words)
                    codes += shown
                    rare += extra
                else:
                    codes += one.codes
                if one.words is not None:
                    spoken += one.words.spoken
        else:
            codes = [code for one in filled for code in one.codes]
        rows += [put.rows for put in puts]
        pictures = puts[0].pictures if len(puts) == 1 else [picture for put in puts for picture in put.pictures]
        titles = {at: filled[index].words.text for at, index in variant.headings}  # type: ignore[union-attr]
        page = stencil.titled(student.title)
        student.pages.append(FilledPage(stencil, page, codes, pictures, titles, spoken, rare))


class LanguageStencils:
    """All pages of a template in one language."""

    def __init__(self, fast: "FastPress", lang: str) -> None:
        press = fast.press
        template = press.template
        self.room = Room(press, lang, fast.evaluator(lang), fast.drawer(lang), fast.pdf_press.common[lang], fast.reads)
        self.pages: list[PageStencils] = []
        self._reason = "the report has no pages"
        try:
            self.pages = [PageStencils(self.room, page) for page in template.pages]
        except UnstencilledError as error:
            self._reason = str(error)
        self._template = template
        self._title_key = values_key(self.room.reads.of(template.document_title))
        self._titles: dict[Hashable, str] = {}

    @property
    def count(self) -> int:
        """How many stencils there are."""
        return sum(len(page.stencils) for page in self.pages)

    def filled(self, students: Iterable[Values]) -> list[Filling]:
        """The pages of students, or why they have none: where one has to be drawn by itself, or cannot be."""
        found = [Filling(Given(values)) for values in students]
        each(found, self._begin)
        for page in self.pages:
            page.fill(found)
            never = next((one.failed for one in found if isinstance(one.failed, NeverStencilledError)), None)
            if never is not None:
                self.pages, self._reason = [], str(never)
                break
        return found

    def _begin(self, student: Filling) -> None:
        """Title and name."""
        if not self.pages:
            raise UnstencilledError(self._reason)
        values = student.values
        key = self._title_key(values)
        title = self._titles.get(key)
        if title is None:
            make_room(self._titles, KEPT_WORDS)
            title = self._titles[key] = self.room.evaluator.text(self._template.document_title, values).text
        student.title = title
        student.name = file_name(self.room.evaluator.text(self._template.file_name, values).text)
