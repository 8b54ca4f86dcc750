"""Format + header of a file -> how its rows become raw records. Names are looked up once, rows run through closures."""

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeVar

from scorepress.model.diagnostic import Code, Diagnostic, Reporter, Severity
from scorepress.model.formats import (
    CellTest,
    FieldMap,
    Format,
    FromCases,
    FromColumns,
    FromConstant,
    FromOption,
    FromOtherRows,
    RowRule,
    Take,
    column_key,
)
from scorepress.model.record import Places, RawRecord, Rejected, Skipped, shown
from scorepress.model.source import Span
from scorepress.model.values import RecordSchema
from scorepress.noun import Noun, field
from scorepress.parse.cells import Cells, OddError, Position, Reader, cells_test, column_reader, first_of, remember
from scorepress.parse.delimited import Row

Finder = Callable[[str], Position | None]
Result = TypeVar("Result")

LOOK_AHEAD = 1000
"""Rows that are read ahead to find what `from: other-rows` says."""


class _Shared(Noun):
    """What one row tells the others: path -> text. Set once, before the first row is handed on."""

    found: dict[str, str] = field(default_factory=dict)


_Rule = tuple[RowRule, Position | None]


class Mapper(Noun, frozen=True):
    """How the rows of one file become raw records.

    rule: the rule that keeps a row from becoming a record, with the column that tells it. fields: path and reader.
    asked: path -> the columns that its reader looks at, from 0. ahead: fields that other rows may tell, with the reader
    that asks the row itself. titles: path -> title.
    """

    places: Places
    rule: Callable[[Cells], _Rule | None]
    fields: tuple[tuple[str, Reader], ...]
    asked: Mapping[str, tuple[int, ...]]
    ahead: tuple[tuple[str, Reader], ...]
    shared: _Shared
    titles: Mapping[str, str]

    def read(self, rows: Iterator[Row]) -> Iterator[RawRecord | Rejected | Skipped]:
        """Map all rows of the file, in order."""
        return self.each(rows, self.one)

    def each(self, rows: Iterator[Row], one: Callable[[Row], Result]) -> Iterator[Result]:
        """The same with another way to map one row; it is called when `from: other-rows` is known."""
        waiting: list[Row] = []
        if self.ahead:
            for row in rows:
                waiting.append(row)
                if len(waiting) >= LOOK_AHEAD or self._learn(row):
                    break
        for row in waiting:
            yield one(row)
        waiting.clear()
        yield from map(one, rows)

    def _learn(self, row: Row) -> bool:
        """Ask a row for what it may tell the others; True when nothing is left to be told."""
        if row.problem is None and self.rule(row.cells) is None:
            for path, reader in self.ahead:
                try:
                    value = reader(row.cells)
                except OddError:
                    continue
                if value is not None:
                    self.shared.found.setdefault(path, value)
        return len(self.shared.found) == len(self.ahead)

    def one(self, row: Row) -> RawRecord | Rejected | Skipped:
        """Map one row."""
        if row.problem is not None:
            return Rejected(row.origin, (row.problem,), row.raw)
        cells = row.cells
        rule = self.rule(cells)
        if rule is not None:
            return self._left_out(row, *rule)
        values: dict[str, object] = {}
        odd: list[Diagnostic] = []
        told: set[Position | None] = set()
        for path, reader in self.fields:
            try:
                value = reader(cells)
            except OddError as error:
                if error.column is None or error.column not in told:
                    odd.append(self._odd(row, path, error))
                told.add(error.column)
            else:
                if value is not None:
                    values[path] = value
        if odd:
            return Rejected(row.origin, tuple(odd), row.raw)
        return RawRecord(values, row.origin, row.raw, self.places, typed=False)

    def _left_out(self, row: Row, rule: RowRule, column: Position | None) -> Rejected | Skipped:
        if rule.skip:
            return Skipped(row.origin, rule.reason)
        found = f"is {shown(row.cells[column[1]].strip())}: " if column else ""
        return Rejected(
            row.origin, (self._odd(row, "", OddError(column, found + rule.reason, rule.hint or "")),), row.raw
        )

    def _odd(self, row: Row, path: str, error: OddError) -> Diagnostic:
        what = f"{self.titles[path]} (`{path}`)" if path else "the row"
        if error.column is not None:
            what = f"column `{error.column[0]}`" + (f", {what}," if path else "")
        span = Span(row.origin.path, row.origin.line, cell_column(row, self.places.delimiter or ",", error.column))
        hints = (error.hint,) if error.hint else ()
        return Diagnostic(
            Code.RECORD_FIELD, Severity.ERROR, f"row {row.origin.row}: {what} {error.message}", span, (), hints
        )


def cell_column(row: Row, delimiter: str, column: Position | None) -> int:
    """The column of the text at which a cell begins, from 1; 1 where quotation marks make it hard to tell."""
    if column is None or '"' in row.raw:
        return 1
    return sum(len(cell) + len(delimiter) for cell in row.cells[: column[1]]) + 1


def compile_mapper(
    mapping: Format,
    header: Sequence[str],
    schema: RecordSchema,
    path: str,
    options: Mapping[str, str],
    reporter: Reporter,
    delimiter: str,
    told: Collection[str] = (),
) -> Mapper | None:
    """Look up all columns in the header; None when a needed one is missing, which is reported with the nearest one.

    options: path -> what the operator gave, for `from: option`. told: columns whose misspelling has been reported.
    """
    find = _finder(mapping, header, path, reporter)
    free = _unasked(mapping, header, find)
    for name in mapping.needed:
        if find(name) is None and name not in told:
            near = difflib.get_close_matches(name, free, 1, 0.8)
            nearest = f"; the nearest one is `{near[0]}`" if near else ""
            message = f"`{path}` has no column named `{name}`, which {mapping.title} needs{nearest}"
            reporter.error(Code.RECORD_COLUMN, message, Span(path, 1), mapping.rename(near[0] if near else None))
    if reporter.failed:
        return None
    shared = _Shared()
    fields: list[tuple[str, Reader]] = []
    ahead: list[tuple[str, Reader]] = []
    columns: dict[str, tuple[Position, ...]] = {}
    asked: dict[str, tuple[int, ...]] = {}
    for entry in mapping.fields:
        names = (name for take in entry.takes if isinstance(take, FromColumns) for name in take.columns)
        columns[entry.path] = _found(tuple(names), find)
        readers, before = _readers(entry, mapping, find, options, shared)
        if before:
            ahead.append((entry.path, first_of(before)))
        if any(isinstance(take, FromOption) for take in entry.takes):
            readers += (_untold(columns[entry.path]),)
        if readers:
            fields.append((entry.path, first_of(readers)))
            asked[entry.path] = tuple(dict.fromkeys(at for _, at in _found(tuple(_looked_at(entry)), find)))
    if reporter.failed:
        return None
    titles = {field.path: field.title for field in schema.fields}
    places = Places(delimiter, columns)
    return Mapper(places, _rules(mapping.rows, find), tuple(fields), asked, tuple(ahead), shared, titles)


def _looked_at(entry: FieldMap) -> Iterator[str]:
    """Every column that tells something about a field."""
    for take in entry.takes:
        if isinstance(take, FromColumns):
            yield from take.columns
            yield from (test.column for test in take.unless)
        elif isinstance(take, FromCases):
            yield from (test.column for case in take.cases for test in case.when)


def _readers(
    entry: FieldMap, mapping: Format, find: Finder, options: Mapping[str, str], shared: _Shared
) -> tuple[tuple[Reader, ...], tuple[Reader, ...]]:
    """The readers of a field, and those of them that ask the row before other rows are asked."""
    readers: list[Reader] = []
    before: tuple[Reader, ...] = ()
    for take in entry.takes:
        if isinstance(take, FromOtherRows):
            before = tuple(readers)
            readers.append(_other_rows(shared, entry.path))
        else:
            reader = _reader(take, entry.path, mapping, find, options)
            if reader is not None:
                readers.append(reader)
    return tuple(readers), before


def _other_rows(shared: _Shared, path: str) -> Reader:
    return lambda _: shared.found.get(path)


def _rules(rules: tuple[RowRule, ...], find: Finder) -> Callable[[Cells], _Rule | None]:
    tests = tuple((cells_test(rule.when, find), (rule, find(rule.when[0].column))) for rule in rules if rule.when)

    def rule_of(cells: Cells) -> _Rule | None:
        return next((found for holds, found in tests if holds is not None and holds(cells)), None)

    asked = dict.fromkeys(test.column for rule in rules for test in rule.when)
    return remember(rule_of, _found(tuple(asked), find))


def _finder(mapping: Format, header: Sequence[str], path: str, reporter: Reporter) -> Finder:
    """Column name of the mapping file -> its place in this file, by the name itself or one of its aliases."""
    places: dict[str, Position] = {}
    twins: dict[str, str] = {}
    for at, name in enumerate(header):
        if (key := column_key(name)) in places:
            twins[key] = name
        places.setdefault(key, (name, at))
    told: set[str] = set()

    def find(name: str) -> Position | None:
        for spelling in (name, *mapping.aliases.get(name, ())):
            key = column_key(spelling)
            if key in twins and key not in told:
                told.add(key)
                message = f"`{path}` has the column `{twins[key]}` twice"
                reporter.error(Code.RECORD_COLUMN, message, Span(path, 1), "delete the one that is not meant")
            if key in places:
                return places[key]
        return None

    return find


def _unasked(mapping: Format, header: Sequence[str], find: Finder) -> list[str]:
    """The columns of a file that the format does not ask for: what is misspelt is one of them."""
    takes = (take for entry in mapping.fields for take in entry.takes if isinstance(take, FromColumns))
    asked = {*mapping.needed, *(name for take in takes for name in take.columns)}
    places = {at for _, at in _found(tuple(asked), find)}
    return [name for at, name in enumerate(header) if at not in places]


def _found(names: tuple[str, ...], find: Finder) -> tuple[Position, ...]:
    return tuple(position for name in names if (position := find(name)) is not None)


def _reader(take: Take, path: str, mapping: Format, find: Finder, options: Mapping[str, str]) -> Reader | None:
    if isinstance(take, FromColumns):
        columns, asked = _found(take.columns, find), _found(tuple(test.column for test in take.unless), find)
        reader = column_reader(take, columns, cells_test(take.unless, find), mapping.codes, mapping.dates)
        return remember(reader, columns + asked) if reader and take.unless else reader
    if isinstance(take, FromCases):
        return _cases(take, find)
    if isinstance(take, FromOption):
        given = options.get(path)
        return None if given is None else lambda _: given
    if isinstance(take, FromConstant):
        return lambda _: take.text
    return None


def _cases(take: FromCases, find: Finder) -> Reader:
    cases = tuple((cells_test(case.when, find), case.give) for case in take.cases)
    tests: dict[str, CellTest] = {test.column: test for case in take.cases for test in case.when}
    asked = tuple(position for name in tests if (position := find(name)) is not None)

    def read(cells: Cells) -> str | None:
        for holds, give in cases:
            if holds is None or holds(cells):
                return give
        found = ", ".join(f"`{name}` {shown(cells[at].strip())}" for name, at in asked)
        raise OddError(
            asked[0] if asked else None, f"cannot be told from {found}", "compare the row with the state's code tables"
        )

    return remember(read, asked)


def _untold(columns: tuple[Position, ...]) -> Reader:
    def read(_: Cells) -> str | None:
        raise OddError(
            columns[0] if columns else None,
            "is blank, and no other column or row tells it",
            "give it with `--school-year`",
        )

    return read
