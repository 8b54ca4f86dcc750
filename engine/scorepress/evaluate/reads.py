"""Which fields of a record a part of a template can read: found once, without a student."""

from collections.abc import Iterator

from scorepress.model.conditions import paths, school_year_path, term_paths, tests
from scorepress.model.rules import Condition, Fact, FieldWord, Message, Naming, Operator
from scorepress.model.template import (
    BlockTemplate,
    RegionTemplate,
    ScaleTemplate,
    Struct,
    Template,
    TextTemplate,
    When,
)
from scorepress.model.wording import Slot, Wording
from scorepress.noun import replace


class Reads:
    """The fields behind words, messages and properties of one template, in all of its languages."""

    def __init__(self, template: Template) -> None:
        """The template must have passed its checks: no cycles, no unknown names."""
        self.book = template.book
        self.schema = template.schema
        self._derived = {one.path: one.of for one in template.schema.derived}
        self._entries = [catalogue.entries for catalogue in template.catalogues.values()]
        self._messages: dict[tuple[str, str | None], frozenset[str]] = {}

    def of(self, part: object) -> tuple[str, ...]:
        """The fields that a part of the template can read, in order: a property, a block, a region, a condition.

        More may be named than are read for a student; never fewer.
        """
        return tuple(sorted(self._closed(self._part(part))))

    def deciding(self, when: When) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The fields that decide a condition, each in order: by their values; by whether they are known."""
        values: set[str] = set()
        known: set[str] = set()
        binding = when.message.binding
        for row in self.book.messages[when.message.name].rows:
            self._decide(row.when, binding, values, known)
            if row.since or row.until:
                values |= self._year(binding)
        closed = self._closed(frozenset(values))
        return tuple(sorted(closed)), tuple(sorted(known - closed))

    def _decide(self, condition: Condition, binding: str | None, values: set[str], known: set[str]) -> None:
        for test in tests(condition):
            name, at = test.term.name, test.term.bound(binding)
            fact = self.book.facts.get(name)
            if isinstance(fact, Fact):
                self._decide(fact.condition, at, values, known)
            elif test.operator in (Operator.KNOWN, Operator.UNKNOWN) and isinstance(self.book.words[name], FieldWord):
                known |= self._term(name, at)
            else:
                values |= self._term(name, at)

    def changes(self, part: object) -> bool:
        """Whether a property is evaluated at all: it has words, a scale, a condition."""
        if isinstance(part, tuple):
            return any(self.changes(item) for item in part)
        return isinstance(part, TextTemplate | ScaleTemplate | Struct)

    def _part(self, part: object) -> frozenset[str]:
        match part:
            case TextTemplate():
                return self._wording(part.wording, part.context, None, None)
            case ScaleTemplate():
                return self._scale(part)
            case When():
                return self.message(part.message.name, part.message.binding)
            case Struct():
                inner = (self._part(value) for _, value in part.pairs)
                levels = replace(part.per_level, student=False) if part.per_level else None
                return frozenset().union(*inner, self._part(part.when), self._part(levels))
            case BlockTemplate():
                return self._part(part.props) | self._part(part.when)
            case RegionTemplate():
                blocks = (self._part(block) for block in part.blocks)
                return frozenset().union(*blocks, self._part(part.title), self._part(part.when))
            case tuple():
                return frozenset().union(*(self._part(item) for item in part))
        return frozenset()

    def _closed(self, found: frozenset[str]) -> frozenset[str]:
        """With the fields from which school years follow."""
        return found | {self._derived[path] for path in found if path in self._derived}

    def _scale(self, part: ScaleTemplate) -> frozenset[str]:
        scale = self.book.scales[part.scale]
        terms = (scale.key, scale.score, scale.level) if part.student else (scale.key,)
        found = {path for term in terms for path in self._term(term.name, term.bound(part.binding))}
        return frozenset(found | self._year(part.binding))

    def _year(self, binding: str | None) -> set[str]:
        year = school_year_path(self.book, self.schema, binding)
        return set() if year is None else {year}

    def _term(self, name: str, binding: str | None) -> frozenset[str]:
        return term_paths(self.book, self.schema, name, binding)

    def message(self, name: str, binding: str | None) -> frozenset[str]:
        """The fields that decide what a message says."""
        key = (name, binding)
        if key not in self._messages:
            self._messages[key] = frozenset(self._rows(self.book.messages[name], binding))
        return self._messages[key]

    def _rows(self, message: Message, binding: str | None) -> Iterator[str]:
        for row in message.rows:
            yield from paths(self.book, self.schema, row.when, binding)
            if row.since or row.until:
                yield from self._year(binding)
            if isinstance(row.outcome, Wording):
                yield from self._wording(row.outcome, message.name, message.each, binding)

    def _wording(self, wording: Wording, context: str, each: str | None, binding: str | None) -> frozenset[str]:
        """The fields behind the slots of a sentence and of its translations."""
        found: set[str] = set()
        translations = (entries.get((context, wording.text)) for entries in self._entries)
        for spoken in (wording, *(entry.wording for entry in translations if entry)):
            for slot in spoken.slots:
                found |= self._slot(slot, each, binding)
        return frozenset(found)

    def _slot(self, slot: Slot, each: str | None, binding: str | None) -> frozenset[str]:
        reference = self.book.reference(slot.phrase, each)
        if reference is None or reference.naming is Naming.FACT:
            return frozenset()  # the speaker refuses it, whoever the student is
        at = binding if slot.phrase not in self.book.vocabulary else reference.binding
        if reference.naming is Naming.MESSAGE:
            return self.message(reference.name, at)
        return self._term(reference.name, at)
