"""Pages of one language from stencils: for a student, only what differs is evaluated, set and written.

A stencil is made of the first student who needs it, and is the same whoever that is: it depends on the situation (which
conditions hold) and on how the words are set (lines, size), not on the words.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from scorepress.compose.stencil import Step, Traced, trace_page
from scorepress.evaluate.combinations import lookup
from scorepress.evaluate.inserts import BlockInsert, PageInserts, TextInsert
from scorepress.export.press_cutting import cut_stencil
from scorepress.export.press_plate import Rare
from scorepress.export.press_stencil import FilledPage, Stencil
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Phrase, Report
from scorepress.model.stencil import Place
from scorepress.model.template import PageTemplate
from scorepress.pipeline.stencil_room import Room, kind_of
from scorepress.pipeline.stencil_state import Filling, Node, Put, Situation, Values, Variant, each
from scorepress.pipeline.stencil_words import Filled, Filler
from scorepress.text.fonts import bundled_fonts
from scorepress.text.inserts import UnstencilledError

_PUTS: Final = 3_000
"""Blocks that are remembered of one place."""

_SITUATIONS: Final = 400
"""Situations of one page that are remembered, and stencils of one situation."""


_Missing = dict[Filler, dict[Filling, int]]
"""Words that are to be made: by place, for whom, and where they stand among the filled."""


def _make(filler: Filler, places: Mapping[Filling, int], student: Filling) -> None:
    """Make the words of a place for a student."""
    student.filled[places[student]] = filler.filled(student.values)


class _UnknownError(Exception):
    """A block is not known yet."""


class PageStencils:
    """One page of a template in one language."""

    def __init__(self, room: Room, page: PageTemplate) -> None:
        """Raises UnstencilledError where the page has to be drawn for each student."""
        self.room = room
        self.inserts = PageInserts(page, room.reads, room.press.template.schema, room.evaluator)
        self._situations: dict[tuple[Hashable, ...], Situation] = {}
        self.fillers: dict[tuple[int, Step, Place | None], Filler] = {}
        self._lookups: dict[tuple[int, ...], Callable[[Values], list[Any]]] = {}
        self._spans = frozenset(id(one.template.span) for one in self.inserts.blocks if not one.few)
        self._stencils: dict[Hashable, Stencil] = {}
        self._known: dict[tuple[int, int, Step, float], dict[Hashable, Put]] = {}
        self._last: tuple[Values, Traced] | None = None

    @property
    def stencils(self) -> tuple[Stencil, ...]:
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
            found = self._situations[key] = Situation(texts, blocks)
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
        while isinstance(following, Node):
            node = following
            new = [filler.filled(values) for _, filler in node.fillers]
            for (at, _), one in zip(node.fillers, new, strict=True):
                filled[at] = one
            shapes = tuple([one.shape for one in new])
            following = node.after.get(shapes)
        student.filled, student.node, student.shapes = filled, node, shapes

    def _learned(self, student: Filling) -> tuple[Node, list[Filled], tuple[int, ...]]:
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
            chosen = isinstance(variants, list) and self._chosen(student, variants, known_only=True)
        except _UnknownError:
            chosen = False
        if not chosen:
            unknown.append(student)

    def _chosen(self, student: Filling, variants: Sequence[Variant], *, known_only: bool = False) -> bool:
        """Choose the stencil in which a student's blocks stand as they do; whether there is one."""
        for variant in variants:
            puts = self._pictures(student.situation, variant, student.values, known_only=known_only)
            if puts is not None:
                student.variant, student.puts = variant, puts
                return True
        return False

    def _put_in(self, student: Filling) -> None:
        """Choose the stencil, and what is put into it. Raises as `_set`."""
        variants = student.node.after.get(student.shapes)
        if variants is None or isinstance(variants, Node):
            if variants is None:
                self._learn(student.situation, student.values)
            student.node, student.filled, _ = self._learned(student)
            self._set(student)
            variants = student.node.after.setdefault(student.shapes, [])
        assert isinstance(variants, list)
        if not self._chosen(student, variants):
            variants.append(self._new(student.situation, student.filled, student.values))
            if not self._chosen(student, variants[-1:]):
                raise UnstencilledError("a block is drawn in two ways")

    def filler(self, at: int, step: Step, place: Place | None) -> Filler:
        """What fills a place at a step of setting."""
        filler = self.fillers.get((at, step, place))
        if filler is None:
            text = self.inserts.texts[at]
            most = self.room.kept_words(text.paths)
            filler = self.fillers[at, step, place] = Filler(text.paths, self._maker(text, step, place), most)
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
            return Filled(shape, words, words.codes, bool(words.rare or words.spoken))

        return make

    def _learn(self, situation: Situation, values: Values) -> Node:
        """Draw the page of a student, to learn step by step how its places ask for their words; gives the first."""
        traced = self._traced(values)
        node: Node | None = None
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
                node = situation.first = situation.first or Node(fillers)
                node.fillers, node.lookup = fillers, None
            else:
                following = node.after.get(shapes)
                node.after[shapes] = node = following if isinstance(following, Node) else Node(fillers)
            shapes = tuple([filler.new(filler.key(values), values).shape for _, filler in fillers])
        if situation.first is None:
            situation.first = Node([])
        return situation.first

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _traced(self, values: Values) -> Traced:
        """The page of a student, its words marked."""
        if self._last is not None and self._last[0] is values:
            return self._last[1]
        room, template = self.room, self.room.press.template
        report = Report(template.name, room.lang, Phrase("", room.lang), "", (self.inserts.marked(values),))
        language = room.press.language(room.lang)
        made = trace_page(report, template.theme, language, bundled_fonts(), self._spans)
        self._last = values, made
        return made

    def _new(self, situation: Situation, filled: Sequence[Filled], values: Values) -> Variant:
        """A stencil of the page, drawn for this student; or why there is none for pages of this form.

        Raises UnstencilledError where the student's page cannot be drawn with its words marked.
        """
        traced = self._traced(values)
        there = [(at, one) for at, one in zip(situation.texts, filled, strict=True) if one.words is not None]
        counts = {at: traced.counts.get(at, 0) for at, _ in there}
        met = {at: place for _, places in traced.steps for at, place in places.items()}
        anchors = {at: place.anchor for at, place in met.items() if place.anchor}
        blocks = [self.inserts.blocks[at] for at in situation.blocks]
        puts = [traced.blocks[id(block.template.span)] for block in blocks]
        items = [item for put in puts for item in put.items]
        forms = tuple((put.step, put.y, put.bottom, put.next, tuple(map(kind_of, put.items))) for put in puts)
        known = tuple(
            tuple([self._known.setdefault((at, part, put.step, put.y), {}) for part in range(1 + len(block.parts))])
            for at, block, put in zip(situation.blocks, blocks, puts, strict=True)
        )
        if any(len(one.words.codes) != counts[at] * (1 + (at in anchors)) for at, one in there if one.words):
            return Variant("words are set in another way by themselves", forms, known, ())
        try:
            made = cut_stencil(traced.page, counts, anchors, items, self.room.common)
        except UnstencilledError as error:
            return Variant(str(error), forms, known, ())
        stencil = self._stencils.setdefault(made.likeness, made)
        order = {at: index for index, at in enumerate(situation.texts)}
        headings = tuple((at, order[at]) for _, at in stencil.headings if at is not None)
        return Variant(stencil, forms, known, headings)

    def _pictures(
        self, situation: Situation, variant: Variant, values: Values, *, known_only: bool = False
    ) -> list[Put] | None:
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
        self, block: BlockInsert, known: dict[Hashable, Put], step: Step, y: float, values: Values, *,
        known_only: bool,
    ) -> Put:  # fmt: skip
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
        self, block: BlockInsert, known: Sequence[dict[Hashable, Put]], step: Step, y: float, values: Values, *,
        known_only: bool = False,
    ) -> Put | None:  # fmt: skip
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
        return Put(
            (bottom, following, (*kinds[:-1], *[put.form[2][-1] for put in puts])),
            (*shared, *[put.pictures[-1] for put in puts]),
        )

    def _put(self, block: Block, step: Step, y: float) -> Put:
        """A block that is put in."""
        drawn = self.room.drawer.drawn(block, y, step)
        if drawn is None:
            raise UnstencilledError("a block does not fit")
        made = [self.room.picture(item) for item in drawn.items]
        form = drawn.bottom, drawn.next, tuple([kind for _, kind in made])
        return Put(form, tuple([picture for picture, _ in made]))

    @staticmethod
    def _finish(student: Filling) -> None:
        """Put the page together. Raises UnstencilledError."""
        variant, puts = student.variant, student.puts
        stencil = variant.stencil
        if isinstance(stencil, str):
            raise UnstencilledError(stencil)
        filled = student.filled
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
        pictures = puts[0].pictures if len(puts) == 1 else [picture for put in puts for picture in put.pictures]
        titles = {at: filled[index].words.text for at, index in variant.headings}  # type: ignore[union-attr]
        page = stencil.titled(student.title)
        student.pages.append(FilledPage(stencil, page, codes, pictures, titles, spoken, rare))
