"""Conditions, rows and scales of a rule book -> diagrams over the cells of fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from scorepress.check.proof_cells import Mentions, holds
from scorepress.check.proof_diagrams import NO, YES, Diagrams, Node
from scorepress.model.proof import Cell
from scorepress.model.rules import (
    And,
    Bound,
    Condition,
    Message,
    Not,
    Row,
    Scale,
    ScaleRow,
    ScaleWord,
    Term,
    Test,
)
from scorepress.model.values import SchoolYear, Value

Fits = Callable[[Value | None], bool]


class Conditions:
    """Makes diagrams.

    mentions: what the book says of fields. variables: path -> place in the order of questions. cells: of each variable.
    """

    def __init__(
        self,
        mentions: Mentions,
        variables: Mapping[str, int],
        cells: Sequence[Sequence[Cell]],
    ) -> None:
        self.book = mentions.book
        self.roots = mentions.roots
        self.year = mentions.year
        self.variables = variables
        self.cells = cells
        self.diagrams = Diagrams([len(some) for some in cells])
        self._made: dict[tuple[int, str | None], Node] = {}
        self._ends: dict[tuple[str, str | None], dict[int | None, Node]] = {}

    def variable(self, path: str) -> int:
        """The variable of a field; of a school year that follows from another, the other's."""
        return self.variables[self.roots[path][0] if path in self.roots else path]

    def value(self, path: str, cell: Cell) -> Value | None:
        """The value that a field has when its variable is in a cell."""
        if path in self.roots and isinstance(cell.value, SchoolYear):
            return SchoolYear(cell.value.start - self.roots[path][1])
        return cell.value

    def among(self, path: str, fits: Fits) -> Node:
        """Where the value of a field fits."""
        variable = self.variable(path)
        cells = enumerate(self.cells[variable])
        return self.diagrams.among(variable, [at for at, cell in cells if fits(self.value(path, cell))])

    def condition(self, condition: Condition, binding: str | None) -> Node:
        """Where a condition holds."""
        key = (id(condition), binding)
        found = self._made.get(key)
        if found is None:
            if isinstance(condition, Test):
                found = self.test(condition, binding)
            elif isinstance(condition, Not):
                found = self.diagrams.deny(self.condition(condition.part, binding))
            else:
                parts = (self.condition(part, binding) for part in condition.parts)
                join = self.diagrams.all_of if isinstance(condition, And) else self.diagrams.any_of
                found = join(parts)
            self._made[key] = found
        return found

    def test(self, test: Test, binding: str | None) -> Node:
        """Where a comparison holds."""
        name, at = test.term.name, test.term.bound(binding)
        if name in self.book.facts:
            return self.condition(self.book.facts[name].condition, at)
        return self.word(name, at, lambda value: holds(test, value))

    def word(self, name: str, binding: str | None, fits: Fits) -> Node:
        """Where the value of a word fits."""
        word = self.book.words[name]
        if isinstance(word, ScaleWord):
            return self.diagrams.any_of(node for value, node in self.ends(word, binding).items() if fits(value))
        return self.among(self.book.path(name, binding), fits)

    def row(self, row: Row, binding: str | None) -> Node:
        """Where a row holds and is in force."""
        found = self.condition(row.when, binding)
        path = self.year(binding)
        if (row.since or row.until) and path is not None:
            after = SchoolYear(row.until.start + 1) if row.until else None
            found = self.diagrams.both(found, self.among(path, within(row.since or SchoolYear(0), after)))
        return found

    def rows(self, message: Message, binding: str | None, kinds: tuple[type, ...]) -> Node:
        """Where a row with an outcome of these kinds holds."""
        return self.diagrams.any_of(self.row(r, binding) for r in message.rows if isinstance(r.outcome, kinds))

    def ranges(self, scale: Scale, binding: str | None) -> tuple[tuple[ScaleRow | None, Node], ...]:
        """Each line of a scale with where it is in force; last None, with where none is."""
        d = self.diagrams
        key = self.book.path(scale.key.name, scale.key.bound(binding))
        year = self.year(binding)
        found: list[tuple[ScaleRow | None, Node]] = []
        covered = NO
        for table, after in zip(scale.tables, [*scale.tables[1:], None], strict=True):
            now = self.among(year, within(table.since, after.since if after else None)) if year else NO
            for row in {row.key: row for row in table.rows}.values():
                node = d.both(now, self.among(key, equals(row.key)))
                found.append((row, node))
                covered = d.either(covered, node)
        return (*found, (None, d.deny(covered)))

    def ends(self, word: ScaleWord, binding: str | None) -> dict[int | None, Node]:
        """For each value of an end of a scale, where it has it; None: no value."""
        found = self._ends.get((word.name, binding))
        if found is None:
            d = self.diagrams
            found, known = {}, NO
            for row, node in self.ranges(self.book.scales[word.scale], binding):
                for level, where in self._levels(word, row, binding):
                    fits = [one for one in row.ranges if level in (None, one.level)] if row else []
                    if fits:
                        value = fits[0].low if word.bound is Bound.LOWEST else fits[-1].high
                        here = d.both(node, where)
                        found[value] = d.either(found.get(value, NO), here)
                        known = d.either(known, here)
            found[None] = d.deny(known)
            self._ends[word.name, binding] = found
        return found

    def _levels(self, word: ScaleWord, row: ScaleRow | None, binding: str | None) -> Iterator[tuple[int | None, Node]]:
        """The levels of a line that a word may ask for, each with where it does; None: the whole line."""
        if not isinstance(word.level, Term):
            yield word.level, YES
            return
        path = self.book.path(word.level.name, word.level.bound(binding))
        for level in sorted({one.level for one in row.ranges} if row else ()):
            yield level, self.among(path, equals(level))

    def lacking(self, scale: Scale, binding: str | None) -> Node:
        """Where the key is one that the schema has and the tables lack: an error of the tables, and of nothing else."""
        keys = {row.key for table in scale.tables for row in table.rows}
        return self.among(self.book.path(scale.key.name, scale.key.bound(binding)), known_outside(keys))

    def agreement(self, scale: Scale, binding: str | None) -> Node:
        """Where score and level of a binding are those of the scale; what the tables lack may have any score."""
        d = self.diagrams
        terms = (scale.score, scale.level)
        score, level = (self.book.path(term.name, term.bound(binding)) for term in terms)
        found = [self.among(score, equals(None)), self.lacking(scale, binding)]
        made: dict[tuple[tuple[int, int, int], ...], Node] = {}
        for row, where in self.ranges(scale, binding):
            if row is not None:
                name = tuple((one.level, one.low, one.high) for one in row.ranges)
                if name not in made:
                    made[name] = self._on_line(row, score, level)
                found.append(d.both(where, made[name]))
        return d.any_of(found)

    def _on_line(self, row: ScaleRow, score: str, level: str) -> Node:
        """Where a score stands in the range of its level, or of some level when the level is unknown."""
        d = self.diagrams
        no_level = self.among(level, equals(None))
        found = [self.among(level, known_outside({one.level for one in row.ranges}))]
        for one in row.ranges:
            told = d.either(no_level, self.among(level, equals(one.level)))
            found.append(d.both(told, self.among(score, between(one.low, one.high))))
        return d.any_of(found)

    def follows(self, path: str, of: str, years: int, own: tuple[int, int]) -> Node:
        """Where a school year lies so many years before another, or is within its own bounds because that is absent."""
        d = self.diagrams
        free = d.either(
            self.among(path, equals(None)), self.among(path, within(SchoolYear(own[0]), SchoolYear(own[1] + 1)))
        )
        found = [d.both(self.among(of, equals(None)), free)]
        for cell in self.cells[self.variables[of]]:
            if isinstance(cell.value, SchoolYear) and cell.low is not None and cell.high is not None:
                first, after = SchoolYear(cell.low - years), SchoolYear(cell.high + 1 - years)
                found.append(d.both(self.among(of, equals(cell.value)), self.among(path, within(first, after))))
        return d.any_of(found)


def equals(wanted: Value | None) -> Fits:
    """Equal to a value; None: absent."""
    return lambda value: value == wanted


def known_outside(some: set[Value] | set[int]) -> Fits:
    """Known, and none of these."""
    return lambda value: value is not None and value not in some


def between(low: int, high: int) -> Fits:
    """A whole number from low to high."""
    return lambda value: isinstance(value, int) and low <= value <= high


def within(first: SchoolYear, after: SchoolYear | None) -> Fits:
    """A school year from the first on, before the one after."""
    return lambda value: isinstance(value, SchoolYear) and first <= value and (after is None or value < after)
