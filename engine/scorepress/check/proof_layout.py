"""Texts of a layout: does every slot have something to say for every student who sees the text."""

from collections.abc import Iterator

from scorepress.check.proof_conditions import equals
from scorepress.check.proof_diagrams import NO, Node
from scorepress.check.proof_slots import asked_of, reads_of_message, silences
from scorepress.check.proof_words import Words
from scorepress.check.proof_world import World
from scorepress.model.proof import Hole
from scorepress.model.rules import Naming, Nothing, Reference, Row, Show
from scorepress.model.template import Answer, BlockTemplate, ScaleTemplate, Struct, Template, TextTemplate, When
from scorepress.model.wording import Wording
from scorepress.noun import Noun, replace


class Seen(Noun, frozen=True):
    """Who sees a part of a layout.

    guards: the conditions on the way to it. supposed: the scale whose levels are put in place of the student's own.
    """

    guards: tuple[When, ...] = ()
    supposed: ScaleTemplate | None = None
    before: tuple[When, ...] = ()

    def guarded(self, when: When | None) -> "Seen":
        """The same with one more condition."""
        return self if when is None else replace(self, guards=(*self.guards, when))


class LayoutProof:
    """All texts of one template."""

    def __init__(self, world: World, template: Template) -> None:
        self.world = world
        self.template = template

    def holes(self) -> Iterator[Hole]:
        """The slots that stay empty for somebody, in reading order, each once for each text."""
        nobody = Seen()
        for text in (self.template.document_title, self.template.file_name):
            yield from self._prop(text, nobody)
        for page in self.template.pages:
            for region in page.regions:
                seen = nobody.guarded(region.when)
                if region.title:
                    yield from self._prop(region.title, seen)
                for block in region.blocks:
                    yield from self._prop(block, seen)

    def _prop(self, prop: object, seen: Seen) -> Iterator[Hole]:
        """A property and all in it."""
        if isinstance(prop, BlockTemplate):
            yield from self._prop(prop.props, seen.guarded(prop.when))
        elif isinstance(prop, Struct):
            inner = seen.guarded(prop.when)
            if prop.per_level is not None:
                inner = replace(inner, supposed=prop.per_level, before=inner.guards, guards=())
            for _, value in prop.pairs:
                yield from self._prop(value, inner)
        elif isinstance(prop, tuple):
            for item in prop:
                yield from self._prop(item, seen)
        elif isinstance(prop, ScaleTemplate):
            yield from self._scale(prop, seen)
        elif isinstance(prop, TextTemplate) and not prop.optional:
            yield from self._text(prop, seen)

    def _text(self, text: TextTemplate, seen: Seen) -> Iterator[Hole]:
        for phrase in dict.fromkeys(slot.phrase for slot in text.wording.slots):
            reference = self.world.book.vocabulary[phrase]
            for silence in silences(self.world, reference):
                rows = asked_of(self.world, reference)
                hole = self._hole(seen, silence.reads, silence.where, rows, reference)
                if hole is not None:
                    yield replace(hole, place=text.span, slot=phrase, what=silence.what)
                    break

    def _scale(self, scale: ScaleTemplate, seen: Seen) -> Iterator[Hole]:
        """A scale that has no ranges for somebody."""
        world, found = self.world, self.world.book.scales[scale.scale]
        nowhere = next(where for row, where in world.says.ranges(found, scale.binding) if row is None)
        nowhere = world.diagrams.but_not(nowhere, world.says.lacking(found, scale.binding))
        reads = world.reads_of_scale(found, scale.binding)
        hole = self._hole(seen, reads, nowhere, [], Reference(Naming.SCALE, scale.scale, scale.binding))
        if hole is not None:
            yield replace(hole, place=scale.span, slot=f"{scale.scale} {scale.binding}", what="has no ranges")

    def _hole(
        self, seen: Seen, reads: frozenset[str], where: Node, rows: list[tuple[Row, str | None]], reference: Reference
    ) -> Hole | None:
        """A student who sees the place and for whom it stays empty; slot, place and what are still to be filled in."""
        world, d = self.world, self.world.diagrams
        whens = (*seen.before, *seen.guards)
        reads = reads.union(*(self._reads(when) for when in whens))
        if seen.supposed is not None:
            scale = world.book.scales[seen.supposed.scale]
            reads |= world.reads_of_scale(scale, seen.supposed.binding)
            shown = d.both(world.domain(reads), d.all_of(self._where(when) for when in seen.before))
            empty = d.both(d.all_of(self._where(when) for when in seen.guards), where)
            empty = d.both(shown, self._for_some_level(empty, seen.supposed))
        else:
            shown = d.both(world.domain(reads), d.all_of(self._where(when) for when in whens))
            empty = d.both(shown, where)
        if empty == NO:
            return None
        asked = [pair for when in whens for pair in asked_of(world, when.message)]
        words = Words(world, (), [*asked, *rows])
        words.mention(reference)
        found = words.example(empty, shown, reads)
        assert found is not None
        return Hole(None, self.template.title.span, "", "", found)

    def _for_some_level(self, empty: Node, supposed: ScaleTemplate) -> Node:
        """Where a place is empty when the student's level is replaced by some level of the ranges in force."""
        world, d = self.world, self.world.diagrams
        scale = world.book.scales[supposed.scale]
        path = world.book.path(scale.level.name, scale.level.bound(supposed.binding))
        gone = frozenset({world.says.variable(path)})
        found = NO
        for row, where in world.says.ranges(scale, supposed.binding):
            levels = d.any_of(world.says.among(path, equals(one.level)) for one in row.ranges) if row else NO
            found = d.either(found, d.both(where, d.without(d.both(empty, levels), gone)))
        return found

    def _reads(self, when: When) -> frozenset[str]:
        message = self.world.book.messages[when.message.name]
        return reads_of_message(self.world, message, when.message.binding)

    def _where(self, when: When) -> Node:
        """Where a condition of the layout holds."""
        message, binding = self.world.book.messages[when.message.name], when.message.binding
        says = self.world.says
        if when.answer is Answer.SHOWS:
            rows = (row for row in message.rows if row.outcome == Show(when.thing or ""))
            return self.world.diagrams.any_of(says.row(row, binding) for row in rows)
        kinds = {Answer.TEXT: (Wording,), Answer.NOTHING: (Nothing,), Answer.NOT_NOTHING: (Wording, Show)}
        return says.rows(message, binding, kinds[when.answer])
