"""A partial student -> a whole one that the rules allow, by a small search.

The values tried for a field are those that rules can tell apart: every choice, both booleans, numbers at the edges that
conditions and scales name, school years one by one, texts that rules mention and one that they do not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.search import Constraint, Search, Values, order_fields
from scorepress.model.conditions import paths, school_year_path, tests
from scorepress.model.rules import Condition, FieldWord, Scale
from scorepress.model.values import FieldType, Kind, SchoolYear, Value

SHORT = 20
"""A range of whole numbers that is tried as a whole."""
MAX_YEARS = 100
_SOME_DAY = date(2015, 1, 1)


class Completion:
    """Completes partial students of one rule book."""

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        book = rules.book
        self.derived = {one.path: one for one in rules.schema.derived}
        self.fields = {field.path: field for field in rules.schema.fields}
        self.common = [*self._not_skipped(), *self._promised(), *self._scaled()]
        self.conditions: list[tuple[Condition, str | None]] = [(skip.when, None) for skip in book.skips]
        for promise in rules.promises():
            self.conditions += [(promise.always.when, promise.binding), (promise.always.then, promise.binding)]

    def complete(self, given: Sequence[Condition]) -> Values | None:
        """The values of a student for whom all conditions hold, no `skip` line and every `always` line and scale does.

        None when there is no such student; raises SearchTooLongError when none was found soon.
        """
        wanted = [Constraint(self._reads(one, None), self.rules.holds(one, None)) for one in given]
        constraints = [*wanted, *self.common]
        order = order_fields([one.paths for one in wanted], [one.paths for one in self.common])
        mentioned = self._mentioned([*((one, None) for one in given), *self.conditions])
        rest = [field for path, field in self.fields.items() if path not in order and path not in self.derived]
        values: dict[str, Value] = {}
        for field in rest:
            first = next(self._candidates(field, ()))
            if first is not None:
                values[field.path] = first
        candidates = {path: tuple(self._candidates(self.fields[path], mentioned.get(path, ()))) for path in order}
        return Search(candidates, constraints).run(values)

    def _reads(self, condition: Condition, binding: str | None) -> frozenset[str]:
        """The fields that a condition depends on; for a school year that follows from another, the other."""
        return self._open(paths(self.rules.book, self.rules.schema, condition, binding))

    def _open(self, found: Iterable[str]) -> frozenset[str]:
        return frozenset(self.derived[path].of if path in self.derived else path for path in found)

    def _not_skipped(self) -> Iterator[Constraint]:
        for skip in self.rules.book.skips:
            holds = self.rules.holds(skip.when, None)
            yield Constraint(self._reads(skip.when, None), _denied(holds))

    def _promised(self) -> Iterator[Constraint]:
        for one in self.rules.promises():
            reads = self._reads(one.always.when, one.binding) | self._reads(one.always.then, one.binding)
            yield Constraint(reads, one.kept)

    def _scaled(self) -> Iterator[Constraint]:
        book = self.rules.book
        for scale in book.scales.values():
            for binding in book.bindings(scale.each):
                terms = (scale.score, scale.key, scale.level)
                reads = {book.path(term.name, term.bound(binding)) for term in terms}
                year = school_year_path(book, self.rules.schema, binding)
                yield Constraint(self._open(reads | ({year} if year else set())), self._agrees(scale, binding))

    def _agrees(self, scale: Scale, binding: str | None) -> Callable[[Values], bool]:
        def agrees(values: Values) -> bool:
            score, level = self.rules.score_and_level(scale.name, binding, values)
            if score is None:
                return True
            row = self.rules.scale(scale.name, binding, values)
            return row is not None and any(
                one.low <= score <= one.high and level in (None, one.level) for one in row.ranges
            )

        return agrees

    def _mentioned(self, conditions: Iterable[tuple[Condition, str | None]]) -> dict[str, list[Value]]:
        """The values that conditions name, by field."""
        found: dict[str, list[Value]] = {}
        book = self.rules.book
        for condition, binding in conditions:
            for test in tests(condition):
                at = test.term.bound(binding)
                if test.term.name in book.facts:
                    for path, values in self._mentioned([(book.facts[test.term.name].condition, at)]).items():
                        found.setdefault(path, []).extend(values)
                elif isinstance(book.words[test.term.name], FieldWord):
                    self._note(found, book.path(test.term.name, at), test.values)
        return found

    def _note(self, found: dict[str, list[Value]], path: str, values: Iterable[Value]) -> None:
        """Keep values of a field; of a school year that follows from another, the other's."""
        derived = self.derived.get(path)
        for value in values:
            if derived is None:
                found.setdefault(path, []).append(value)
            elif isinstance(value, SchoolYear):
                found.setdefault(derived.of, []).append(SchoolYear(value.start + derived.years))

    def _edges(self, path: str) -> Iterator[int]:
        """The scores at which a scale's levels begin and end."""
        book = self.rules.book
        for scale in book.scales.values():
            if any(book.path(scale.score.name, binding) == path for binding in book.bindings(scale.each)):
                for table in scale.tables:
                    for row in table.rows:
                        for one in row.ranges:
                            yield from (one.low, one.high)

    def _candidates(self, field: FieldType, mentioned: Sequence[Value]) -> Iterator[Value | None]:
        """What is tried for a field, the most ordinary first; None leaves it out."""
        if field.default is not None:
            yield field.default
        elif field.optional:
            yield None
        match field.kind:
            case Kind.BOOLEAN:
                yield from (False, True)
            case Kind.CHOICE:
                yield from field.choices
            case Kind.INTEGER:
                yield from self._numbers(field, mentioned)
            case Kind.SCHOOL_YEAR:
                yield from self._years(field, mentioned)
            case Kind.DATE:
                yield _SOME_DAY
            case Kind.TEXT:
                yield field.title
                yield from mentioned

    def _numbers(self, field: FieldType, mentioned: Sequence[Value]) -> Iterator[int]:
        """All of a short range; of a long one its ends and the numbers beside those that are named."""
        low, high = field.minimum, field.maximum
        if low is not None and high is not None and high - low <= SHORT:
            yield from range(low, high + 1)
            return
        named = {value for value in mentioned if isinstance(value, int)} | set(self._edges(field.path))
        named |= {bound for bound in (low, high) if bound is not None} or {0}
        near = {value + step for value in named for step in (-1, 0, 1)}
        yield from sorted(value for value in near if (low is None or value >= low) and (high is None or value <= high))

    def _years(self, field: FieldType, mentioned: Sequence[Value]) -> Iterator[SchoolYear]:
        """First those that are named, then from the newest scale on, then all."""
        named = [value for value in mentioned if isinstance(value, SchoolYear)]
        begins = [table.since for scale in self.rules.book.scales.values() for table in scale.tables]
        newest = max([*begins, *(row.since for m in self.rules.book.messages.values() for row in m.rows if row.since)],
                     default=SchoolYear(field.minimum or 2000))  # fmt: skip
        low = field.minimum if field.minimum is not None else newest.start
        high = field.maximum if field.maximum is not None else newest.start + MAX_YEARS
        years = [SchoolYear(year) for year in range(low, min(high, low + MAX_YEARS) + 1)]
        yield from named
        yield from (year for year in years if year >= newest)
        yield from years


def _denied(holds: Callable[[Values], bool]) -> Callable[[Values], bool]:
    return lambda values: not holds(values)
