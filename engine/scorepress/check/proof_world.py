"""All students who can exist: records of the schema that no `skip` line takes and that keep `always` and `scale`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from scorepress.check.proof_cells import FIRST_YEAR, LAST_YEAR, Mentions, cut_field, may_be_absent
from scorepress.check.proof_conditions import Conditions
from scorepress.check.proof_diagrams import NO, YES, Node, TooManyCasesError
from scorepress.check.proof_order import components
from scorepress.model.conditions import term_paths, tests
from scorepress.model.proof import Cell
from scorepress.model.rules import Always, Condition, Row, RuleBook, Scale, Skip
from scorepress.model.source import Span
from scorepress.model.values import Derived, FieldType, RecordSchema, Value
from scorepress.noun import Noun, replace

MOST_FIELDS = 300
"""Fields that hang together, or that one question is about."""


class Law(Noun, frozen=True):
    """Something that every student keeps: the fields that it reads, its line, and its diagram when it is wanted."""

    reads: frozenset[str]
    place: Span | None
    make: Callable[[], Node]


class World:
    """The students of one rule book, which has passed `check_rules`, but for undecided rows and tables with holes.

    Raises TooManyCasesError when `always`, `skip` and `scale` lines alone have too many cases.
    """

    def __init__(self, book: RuleBook, schema: RecordSchema, cuts: Mapping[str, Iterable[int]] | None = None) -> None:
        """cuts: path -> where else cells shall begin."""
        self.book = book
        self.schema = schema
        self.mentions = Mentions(book, schema)
        self.mentions.laws()
        self.mentions.sayings()
        self._named: dict[tuple[str, str | None], frozenset[str]] = {}
        self._reads: dict[tuple[int, str | None], frozenset[str]] = {}
        """By the identity of a row, which lives as long as the book."""
        for path, edges in (cuts or {}).items():
            self.mentions.cut(path, edges)
        self.roots = self.mentions.roots
        self.fields = {field.path: field for field in schema.fields if field.path not in self.roots}
        self.links = tuple(one for one in schema.derived if one.path not in self.roots)
        self.own = {one.path: _bounds(self.fields[one.path]) for one in self.links}
        for _ in self.links:  # as often as a chain can be long
            self._link()
        laws = [*self._laws()]
        self.parts = components([law.reads for law in laws])
        if any(len(part) > MOST_FIELDS for part in self.parts):
            raise TooManyCasesError
        asked = dict.fromkeys([*(path for part in self.parts for path in part), *self._read(), *self.fields])
        self.variables = {path: at for at, path in enumerate(asked)}
        self.paths = tuple(asked)
        self.cells = tuple(self._cut(self.fields[path]) for path in asked)
        self.says = Conditions(self.mentions, self.variables, self.cells)
        self.diagrams = self.says.diagrams
        self.laws = tuple((law, law.make()) for law in laws)
        self.wholes = tuple((frozenset(part), self._whole(frozenset(part))) for part in self.parts)
        self._domains: dict[frozenset[int], Node] = {}
        self._costs: dict[frozenset[str], Mapping[int, Sequence[int]]] = {}

    def _link(self) -> None:
        """A school year that follows from one that may be absent is a field of its own: cut both alike."""
        numbers = self.mentions.numbers
        for one in self.links:
            of, path = self.fields[one.of], self.fields[one.path]
            (first, last), (low, high) = _bounds(of), self.own[one.path]
            mine = {low, high + 1, first - one.years, last + 1 - one.years, *numbers.get(one.path, ())}
            mine |= {edge - one.years for edge in numbers.get(one.of, ())}
            numbers[one.path] = mine
            numbers[one.of] = {edge + one.years for edge in mine}
            low, high = min(low, first - one.years), max(high, last - one.years)
            self.fields[one.path] = replace(path, minimum=low, maximum=high)

    def _cut(self, field: FieldType) -> tuple[Cell, ...]:
        absent = may_be_absent(field) or (field.path in self.own and field.default is None)
        return cut_field(field, self.mentions, absent=absent)

    def _read(self) -> Iterator[str]:
        """The fields that messages read, in the order of reading."""
        for message in self.book.messages.values():
            for binding in self.book.bindings(message.each):
                for row in message.rows:
                    for test in tests(row.when):
                        yield from sorted(self.reads_of_word(test.term.name, test.term.bound(binding)))

    def asked(self, variable: int) -> str:
        """The field of a variable."""
        return self.paths[variable]

    def field(self, path: str) -> FieldType:
        """A field with the bounds that its values really have: those of a school year that follows are the other's."""
        if path not in self.roots:
            return self.fields[path]
        found = self.schema.field(path)
        assert found is not None
        root, years = self.roots[path]
        low, high = _bounds(self.fields[root])
        return replace(found, minimum=low - years, maximum=high - years)

    # --- what is read -------------------------------------------------------------------------------------------------

    def opened(self, found: Iterable[str]) -> frozenset[str]:
        """The fields behind fields: of a school year that follows from another, the other."""
        return frozenset(self.roots[path][0] if path in self.roots else path for path in found)

    def named(self, condition: Condition, binding: str | None) -> frozenset[str]:
        """The fields that a condition names, also in facts and scales."""
        terms = {(test.term.name, test.term.bound(binding)) for test in tests(condition)}
        return frozenset[str]().union(*(self.named_by_word(*term) for term in terms))

    def named_by_word(self, name: str, binding: str | None) -> frozenset[str]:
        """The fields that a word or a fact names; each fact is opened once."""
        found = self._named.get((name, binding))
        if found is None:
            fact = self.book.facts.get(name)
            found = self.named(fact.condition, binding) if fact else term_paths(self.book, self.schema, name, binding)
            self._named[name, binding] = found
        return found

    def reads(self, condition: Condition, binding: str | None) -> frozenset[str]:
        """The fields that a condition depends on."""
        return self.opened(self.named(condition, binding))

    def reads_of_word(self, name: str, binding: str | None) -> frozenset[str]:
        """The fields that the value of a word, or the truth of a fact, depends on."""
        return self.opened(self.named_by_word(name, binding))

    def reads_of_row(self, row: Row, binding: str | None) -> frozenset[str]:
        """The fields that a row depends on."""
        found = self._reads.get((id(row), binding))
        if found is None:
            found = self.reads(row.when, binding)
            year = self.mentions.year(binding)
            if year and (row.since or row.until):
                found |= self.opened({year})
            self._reads[id(row), binding] = found
        return found

    def reads_of_scale(self, scale: Scale, binding: str | None) -> frozenset[str]:
        """The fields that a scale ties together."""
        found = {self.book.path(term.name, term.bound(binding)) for term in (scale.score, scale.key, scale.level)}
        year = self.mentions.year(binding)
        return self.opened(found | ({year} if year else set()))

    # --- laws ---------------------------------------------------------------------------------------------------------

    def _laws(self) -> Iterator[Law]:
        """Everything that students keep."""
        book = self.book
        for skip in book.skips:
            yield Law(self.reads(skip.when, None), skip.span, partial(self._not_skipped, skip))
        for always in book.always:
            for binding in book.bindings(always.each):
                reads = self.reads(always.when, binding) | self.reads(always.then, binding)
                yield Law(reads, always.span, partial(self._kept, always, binding))
        for scale in book.scales.values():
            for binding in book.bindings(scale.each):
                reads = self.reads_of_scale(scale, binding)
                yield Law(reads, scale.span, partial(self._agrees, scale, binding))
        for link in self.links:
            yield Law(frozenset({link.path, link.of}), None, partial(self._follows, link))

    def _not_skipped(self, skip: Skip) -> Node:
        return self.diagrams.deny(self.says.condition(skip.when, None))

    def _kept(self, always: Always, binding: str | None) -> Node:
        when, then = (self.says.condition(one, binding) for one in (always.when, always.then))
        return self.diagrams.either(self.diagrams.deny(when), then)

    def _agrees(self, scale: Scale, binding: str | None) -> Node:
        return self.says.agreement(scale, binding)

    def _follows(self, link: Derived) -> Node:
        return self.says.follows(link.path, link.of, link.years, self.own[link.path])

    def _whole(self, part: frozenset[str]) -> Node:
        """What all laws together leave of a part."""
        laws = [(max(self.indices(law.reads)), node) for law, node in self.laws if law.reads <= part]
        return self.diagrams.all_of(node for _, node in sorted(laws, reverse=True))

    @cached_property
    def empty(self) -> bool:
        """Whether the laws leave no student at all."""
        return any(whole == NO for _, whole in self.wholes)

    def contradiction(self) -> Span | None:
        """The first line, in the order of the files, that leaves no student."""
        for part, whole in self.wholes:
            left = YES
            laws = [(law.place, node) for law, node in self.laws if law.place and law.reads <= part]
            for place, node in sorted(laws) if whole == NO else ():
                left = self.diagrams.both(left, node)
                if left == NO:
                    return place
        return None

    # --- students -----------------------------------------------------------------------------------------------------

    def indices(self, reads: Iterable[str]) -> frozenset[int]:
        """The variables of fields."""
        return frozenset(self.variables[path] for path in reads)

    def domain(self, reads: Iterable[str]) -> Node:
        """Which cells of some fields real students are in. Raises TooManyCasesError beyond MOST_FIELDS."""
        wanted = self.indices(reads)
        if len(wanted) > MOST_FIELDS:
            raise TooManyCasesError
        found = self._domains.get(wanted)
        if found is None:
            found = YES
            for part, whole in self.wholes:
                mine = self.indices(part)
                if mine & wanted:
                    found = self.diagrams.both(found, self.diagrams.without(whole, mine - wanted))
            self._domains[wanted] = found
        return found

    def choose(self, some: Node, first: Iterable[str] = ()) -> dict[int, int] | None:
        """The most ordinary real student of some: a cell of each variable; None where there is none.

        The fewest fields away from their most ordinary cell, then the most ordinary cells in schema order; the fields
        in `first` count before all others.
        """
        asked = self.diagrams.support(some)
        costs = self.costs(frozenset(first))
        chosen = dict(self._ordinary)
        for part, whole in self.wholes:
            if self.indices(part) & asked:
                some = self.diagrams.both(some, whole)
                chosen |= dict.fromkeys(self.indices(part), 0)
        found = self.diagrams.cheapest(some, costs)
        return None if found is None else chosen | found

    @cached_property
    def _ordinary(self) -> dict[int, int]:
        """The most ordinary student of all."""
        chosen = dict.fromkeys(range(len(self.cells)), 0)
        costs = self.costs(frozenset())
        for _, whole in self.wholes:
            chosen |= self.diagrams.cheapest(whole, costs) or {}
        return chosen

    def costs(self, first: frozenset[str]) -> Mapping[int, Sequence[int]]:
        """What each cell of each variable costs, so that the sum compares students as `choose` says."""
        found = self._costs.get(first)
        if found is None:
            base = max(map(len, self.cells)) + 1
            unit = 1
            made: dict[int, tuple[int, ...]] = {}
            for group in ([p for p in self.fields if p not in first], [p for p in self.fields if p in first]):
                away = unit * base ** len(group)
                for place, path in enumerate(reversed(group)):
                    variable = self.variables[path]
                    weight = unit * base**place
                    made[variable] = (0, *(away + weight * at for at in range(1, len(self.cells[variable]))))
                unit = away * (len(self.fields) + 1)
            found = self._costs[first] = made
        return found

    def values(self, chosen: Mapping[int, int]) -> dict[str, Value]:
        """The complete record of a student, path -> value, in schema order."""
        found: dict[str, Value] = {}
        for field in self.schema.fields:
            variable = self.says.variable(field.path)
            value = self.says.value(field.path, self.cells[variable][chosen[variable]])
            if value is not None:
                found[field.path] = value
        return found


def _bounds(field: FieldType) -> tuple[int, int]:
    """The first and the last school year that a field can hold."""
    low = FIRST_YEAR if field.minimum is None else field.minimum
    return low, LAST_YEAR if field.maximum is None else field.maximum
