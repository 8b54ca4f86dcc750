"""What a part of a page says, but for the values that are only put into its sentences: its shape.

Few fields decide a shape: those that conditions ask for. Students differ in their names and scores, and share the rest.
"""

from collections.abc import Iterator
from typing import Final

from scorepress.evaluate.reads import Reads
from scorepress.evaluate.report import Evaluator, Values
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Tell
from scorepress.evaluate.text import SlotPlan, Speaker, ToldSlot
from scorepress.model.conditions import tests
from scorepress.model.report import ScaleView
from scorepress.model.rules import FieldWord, Operator, RuleBook
from scorepress.model.source import Span
from scorepress.model.template import ScaleTemplate, Struct, Template, When
from scorepress.model.values import Kind
from scorepress.model.wording import Slot
from scorepress.noun import replace

_PRESENCE: Final = (Operator.KNOWN, Operator.UNKNOWN)


def marked(path: str) -> str:
    """What stands in a shape for the value of a field."""
    return f"\x02{path}\x03"


def _level_path(book: RuleBook, scale: ScaleTemplate) -> str:
    term = book.scales[scale.scale].level
    return book.path(term.name, term.bound(scale.binding))


def _only_asked_for(template: Template) -> Iterator[str]:
    book = template.book
    conditions = [row.when for message in book.messages.values() for row in message.rows]
    conditions += [fact.condition for fact in book.facts.values()]
    asked = {test.term.name for one in conditions for test in tests(one) if test.operator not in _PRESENCE}
    asked |= {term.name for scale in book.scales.values() for term in (scale.key, scale.score, scale.level)}
    more = {path for name in asked for path in _paths_of(book, name)}
    yield from (f.path for f in template.schema.fields if f.kind in (Kind.TEXT, Kind.DATE) and f.path not in more)


def _paths_of(book: RuleBook, name: str) -> Iterator[str]:
    """Every field that a word can mean."""
    if isinstance(book.words.get(name), FieldWord):
        bindings = [one.name for each in book.eaches.values() for one in each.bindings]
        yield from (book.path(name, binding) for binding in (None, *bindings))


class Decisions(Reads):
    """Which fields decide the shape of a part. As `Reads`, without those whose values are only put in."""

    def __init__(self, template: Template) -> None:
        """The template must have passed its checks."""
        super().__init__(template)
        self._follows = {one.path: one.of for one in template.schema.derived}
        self.presence = tuple(sorted(_only_asked_for(template)))
        """Texts and dates of which no condition asks more than whether they are there."""

    def of(self, part: object) -> tuple[str, ...]:
        """The fields, in order; what follows from another of them decides nothing."""
        found = super().of(part)
        return tuple(path for path in found if self._follows.get(path) not in found)

    def _part(self, part: object) -> frozenset[str]:
        if isinstance(part, Struct) and part.per_level is not None:  # is said of every level, whatever the student's is
            inner = frozenset().union(*(self._part(value) for _, value in part.pairs))
            own = _level_path(self.book, part.per_level)
            return (inner - {own}) | self._part(part.when) | self._part(replace(part.per_level, student=False))
        return super()._part(part)

    def _scale(self, part: ScaleTemplate) -> frozenset[str]:
        return super()._scale(replace(part, student=False))

    def _slot(self, slot: Slot, each: str | None, binding: str | None) -> frozenset[str]:
        reference = self.book.reference(slot.phrase, each)
        if reference is not None and isinstance(self.book.words.get(reference.name), FieldWord):
            return frozenset()
        return super()._slot(slot, each, binding)


class ShapeSpeaker(Speaker):
    """Says the name of a field instead of its value, and keeps which it said.

    told: the fields, with the function behind each. supposed: a field whose value is said after all.
    """

    told: dict[str, Tell]
    supposed: str | None = None

    def _slot(self, slot: Slot, each: str | None, binding: str | None, place: Span | None) -> SlotPlan:
        plan = super()._slot(slot, each, binding, place)
        reference = self.rules.book.reference(slot.phrase, each)
        if not isinstance(plan, ToldSlot) or reference is None:
            return plan
        if not isinstance(self.rules.book.words.get(reference.name), FieldWord):
            return plan
        at = binding if slot.phrase not in self.rules.book.vocabulary else reference.binding
        return ToldSlot(slot.phrase, self._mark(self.rules.book.path(reference.name, at), plan.tell), Kind.TEXT)

    def _mark(self, path: str, tell: Tell) -> Tell:
        def mark(values: Values) -> str | None:
            value = tell(values)
            if value is None:
                return None
            if path == self.supposed:
                return str(value)
            self.told[path] = tell
            return marked(path)

        return mark


class ShapeEvaluator(Evaluator):
    """Evaluates parts of a template for their shapes. Where a field has no value, it raises as any evaluator.

    needed: fields that only a condition needs. free: the student's own scores, of which there may be none.
    """

    def __init__(self, rules: CompiledRules, voice: ShapeSpeaker) -> None:
        super().__init__(rules, voice)
        self.speaker = voice
        self.begin()

    def begin(self) -> None:
        """Forget what was said."""
        self.speaker.told, self.needed, self.free = {}, dict[str, Tell](), dict[str, Tell]()

    def holds(self, when: When | None, values: Values) -> bool:
        """Whether a condition holds. What it says is not seen."""
        if when is None:
            return True
        outer, self.speaker.told = self.speaker.told, {}
        held = super().holds(when, values)
        self.needed |= self.speaker.told
        self.speaker.told = outer
        return held

    def scale(self, scale: ScaleTemplate, values: Values) -> ScaleView:
        """The ranges in force; score and level are left to the student."""
        view = super().scale(scale, values)
        if scale.student:
            own = self.rules.book.scales[scale.scale]
            for term in (own.score, own.level):
                at = term.bound(scale.binding)
                self.free[self.rules.book.path(term.name, at)] = self.rules.tell(term.name, at)
        return ScaleView(view.levels, None, None)

    def per_level(self, struct: Struct, scale: ScaleTemplate, values: Values) -> tuple[Struct, ...]:
        """One copy a level, in which the level is said."""
        outer, self.speaker.supposed = self.speaker.supposed, _level_path(self.rules.book, scale)
        copies = super().per_level(struct, replace(scale, student=False), values)
        self.speaker.supposed = outer
        return copies
