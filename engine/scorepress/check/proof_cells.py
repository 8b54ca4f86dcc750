"""What rules mention of each field, and the cells into which that cuts its values."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scorepress.check.proof_texts import other_texts
from scorepress.model.conditions import school_year_path, tests
from scorepress.model.proof import Cell
from scorepress.model.rules import Condition, Operator, Reference, Row, RuleBook, Scale, ScaleWord, Test
from scorepress.model.values import Derived, FieldType, Kind, RecordSchema, SchoolYear, Value

SOME_DAY, ANOTHER_DAY = date(2015, 3, 9), date(2014, 11, 30)
FIRST_YEAR, LAST_YEAR = 1900, 2099
"""School years that a record can hold where its schema gives no bounds."""


class Mentions:
    """Where the rules cut the values of fields. numbers: path -> where a cell begins; texts: path -> named texts."""

    def __init__(self, book: RuleBook, schema: RecordSchema, like: "Mentions | None" = None) -> None:
        """like: mentions of the same book, to know what is known there of its school years."""
        self.book = book
        self.schema = schema
        self.roots: dict[str, tuple[str, int]] = like.roots if like else dict(_roots(schema))
        """School years that follow from another: which, and how many years before it."""
        self.years: dict[str | None, str | None] = like.years if like else {}
        self.numbers: dict[str, set[int]] = {}
        self.texts: dict[str, dict[str, None]] = {}
        self._seen: set[tuple[int, str | None]] = set()

    def laws(self) -> None:
        """Note what every student keeps: `always`, `skip` and `scale` lines."""
        for always in self.book.always:
            for binding in self.book.bindings(always.each):
                self.condition(always.when, binding)
                self.condition(always.then, binding)
        for skip in self.book.skips:
            self.condition(skip.when, None)
        for scale in self.book.scales.values():
            self.scale(scale)

    def sayings(self) -> None:
        """Note what messages and examples ask and what can stand in a slot."""
        for message in self.book.messages.values():
            for binding in self.book.bindings(message.each):
                for row in message.rows:
                    self.row(row, binding)
        for example in self.book.examples:
            for given in example.given:
                self.condition(given, None)
        for reference in self.book.vocabulary.values():
            self.reference(reference)

    def year(self, binding: str | None) -> str | None:
        """The field that tells the school year of a binding."""
        if binding not in self.years:
            self.years[binding] = school_year_path(self.book, self.schema, binding)
        return self.years[binding]

    def condition(self, condition: Condition, binding: str | None) -> None:
        """Note the constants of a condition, through facts and scales."""
        if (id(condition), binding) in self._seen:
            return
        self._seen.add((id(condition), binding))
        for test in tests(condition):
            at = test.term.bound(binding)
            if test.term.name in self.book.facts:
                self.condition(self.book.facts[test.term.name].condition, at)
                continue
            word = self.book.words[test.term.name]
            if isinstance(word, ScaleWord):
                self.end(word, at)
            else:
                self.test(self.book.path(word.name, at), test)

    def row(self, row: Row, binding: str | None) -> None:
        """Note what a row asks, with its school years."""
        self.condition(row.when, binding)
        path = self.year(binding)
        if path is not None:
            years = [row.since.start] if row.since else []
            years += [row.until.start + 1] if row.until else []
            self.cut(path, years)

    def test(self, path: str, test: Test) -> None:
        """Note the constants of one comparison."""
        for value in test.values:
            if isinstance(value, str):
                self.texts.setdefault(path, {})[value] = None
        values = [number for value in test.values if (number := number_of(value)) is not None]
        if test.operator is Operator.AT_LEAST:
            self.cut(path, values)
        elif test.operator is Operator.AT_MOST:
            self.cut(path, [value + 1 for value in values])
        elif test.operator is Operator.BETWEEN:
            self.cut(path, [values[0], values[1] + 1])
        else:
            self.cut(path, [edge for value in values for edge in (value, value + 1)])

    def scale(self, scale: Scale) -> None:
        """Note the edges of a scale for each binding."""
        for binding in self.book.bindings(scale.each):
            self.key(scale, binding)
            score = self.book.path(scale.score.name, scale.score.bound(binding))
            level = self.book.path(scale.level.name, scale.level.bound(binding))
            ranges = [one for table in scale.tables for row in table.rows for one in row.ranges]
            self.cut(score, [edge for one in ranges for edge in (one.low, one.high + 1)])
            self.cut(level, [edge for one in ranges for edge in (one.level, one.level + 1)])

    def end(self, word: ScaleWord, binding: str | None) -> None:
        """Note what an end of a scale depends on."""
        scale = self.book.scales[word.scale]
        self.key(scale, binding)
        if word.level is not None and not isinstance(word.level, int):
            levels = {one.level for table in scale.tables for row in table.rows for one in row.ranges}
            path = self.book.path(word.level.name, word.level.bound(binding))
            self.cut(path, [edge for level in levels for edge in (level, level + 1)])

    def reference(self, reference: Reference) -> None:
        """Note what a phrase of the vocabulary depends on, if it is an end of a scale."""
        word = self.book.words.get(reference.name)
        if isinstance(word, ScaleWord):
            self.end(word, reference.binding)

    def key(self, scale: Scale, binding: str | None) -> None:
        """Note the school years in which tables begin."""
        path = self.year(binding)
        if path is not None:
            self.cut(path, [table.since.start for table in scale.tables])

    def cut(self, path: str, edges: Iterable[int]) -> None:
        """Note where cells begin; of a school year that follows from another, at the other."""
        root, years = self.roots.get(path, (path, 0))
        self.numbers.setdefault(root, set()).update(edge + years for edge in edges)

    def classes(self, field: FieldType, cells: Sequence[Cell]) -> list[int]:
        """Which of some cells these mentions do not tell apart: the same class, numbered in order."""
        edges = sorted(self.numbers.get(field.path, ()))
        texts = self.texts.get(field.path, {})
        names: dict[object, int] = {}
        found = []
        for cell in cells:
            number = number_of(cell.value)
            name: object = cell.value
            if number is not None:
                name = sum(edge <= number for edge in edges)
            elif field.kind is Kind.TEXT and cell.value is not None and cell.value not in texts:
                name = False
            found.append(names.setdefault((name,), len(names)))
        return found


def number_of(value: Value | None) -> int | None:
    """A whole number, or the starting year of a school year."""
    if isinstance(value, SchoolYear):
        return value.start
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _roots(schema: RecordSchema) -> Iterator[tuple[str, tuple[str, int]]]:
    """Each school year that always follows from another: that other, and how many years before it lies."""
    derived = {one.path: one for one in schema.derived}
    fields = {field.path: field for field in schema.fields}
    for path in derived:
        at, years = path, 0
        for _ in derived:
            step: Derived | None = derived.get(at)
            if step is None:
                break
            at, years = step.of, years + step.years
        if at not in derived and not may_be_absent(fields[at]):
            yield path, (at, years)


def may_be_absent(field: FieldType) -> bool:
    """Whether a record can lack a field."""
    return field.optional and field.default is None


def cut_field(field: FieldType, mentions: Mentions, *, absent: bool) -> tuple[Cell, ...]:
    """The cells of a field, the most ordinary first: the default, absence, then in order; school years newest first."""
    cells = [Cell(None, single=True)] if absent else []
    match field.kind:
        case Kind.BOOLEAN:
            cells += [Cell(value, single=True) for value in (False, True)]
        case Kind.CHOICE:
            cells += [Cell(choice, single=True) for choice in field.choices]
        case Kind.INTEGER:
            cells += _intervals(field.minimum, field.maximum, mentions.numbers.get(field.path, ()), field.default)
        case Kind.SCHOOL_YEAR:
            cells += [*_years(field, mentions)][::-1]
        case Kind.DATE:
            cells.append(Cell(field.default or SOME_DAY, single=False))
        case Kind.TEXT:
            cells += _texts(field, tuple(mentions.texts.get(field.path, ())))
    if field.default is not None:
        cells.sort(key=lambda cell: cell.value != field.default)
    return tuple(cells)


def _years(field: FieldType, mentions: Mentions) -> Iterator[Cell]:
    low = FIRST_YEAR if field.minimum is None else field.minimum
    high = LAST_YEAR if field.maximum is None else field.maximum
    edges = mentions.numbers.get(field.path, ())
    for cell in _intervals(low, high, edges, number_of(field.default)):
        assert isinstance(cell.value, int)
        yield Cell(SchoolYear(cell.value), cell.single, cell.low, cell.high)


def _intervals(low: int | None, high: int | None, edges: Iterable[int], default: Value | None) -> Iterator[Cell]:
    """Ranges of whole numbers that begin at the edges."""
    inside = sorted(e for e in edges if (low is None or e > low) and (high is None or e <= high))
    for begin, after in zip([low, *inside], [*inside, None], strict=True):
        end = high if after is None else after - 1
        if begin is not None and end is not None and begin > end:
            continue
        value = begin if begin is not None else end if end is not None else 0
        if isinstance(default, int) and (begin is None or begin <= default) and (end is None or default <= end):
            value = default
        yield Cell(value, begin is not None and begin == end, begin, end)


def _texts(field: FieldType, named: Sequence[str]) -> Iterator[Cell]:
    default = field.default if isinstance(field.default, str) else None
    others = other_texts(field, named)
    if default is not None and default not in named:
        yield Cell(default, single=False, others=tuple(named))
    elif others is not None:
        yield Cell(others[0], single=len(others) < 2, others=tuple(named))
    for text in named:
        yield Cell(text, single=True)


def holds(test: Test, value: Value | None) -> bool:
    """Whether a comparison holds for a value; None: the field is absent."""
    if value is None:
        return test.operator is Operator.UNKNOWN
    match test.operator:
        case Operator.TRUE:
            return value is True
        case Operator.KNOWN:
            return True
        case Operator.UNKNOWN:
            return False
        case Operator.IS_NOT:
            return value != test.values[0]
        case Operator.IS | Operator.ONE_OF:
            return value in test.values
    number = number_of(value)
    ends = [number_of(one) for one in test.values]
    assert number is not None
    assert None not in ends
    low = ends[0] if test.operator is not Operator.AT_MOST else None
    high = ends[-1] if test.operator is not Operator.AT_LEAST else None
    return (low is None or number >= low) and (high is None or number <= high)


def merged(cells: Sequence[Cell], texts: Iterable[str]) -> Cell:
    """One cell of several that are alike for a message; texts: what the message names of a text field."""
    first = cells[0]
    if len(cells) == 1 and not first.others:
        return first
    lows = [cell.low for cell in cells]
    highs = [cell.high for cell in cells]
    low = None if None in lows else min(one for one in lows if one is not None)
    high = None if None in highs else max(one for one in highs if one is not None)
    return Cell(first.value, len(cells) == 1 and first.single, low, high, tuple(texts))
