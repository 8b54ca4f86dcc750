"""Rows of a data file -> records. What comes again in a file is read, mapped and checked once.

A field of a delimited file depends on the cells of few columns, and for the same cells it has the same value. A row in
which anything is odd goes the long way (`parse` maps it, `check` checks it), which explains; so both ways must give the
same records, and a property test holds them to it.
"""

from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from typing import Final

from scorepress.check.record import RecordChecker, check_rows
from scorepress.check.record_fields import Check, UnfitError
from scorepress.model.record import RawRecord, Record, Rejected, Skipped
from scorepress.model.values import Value
from scorepress.noun import replace
from scorepress.parse.cells import Cells, OddError, Reader
from scorepress.parse.delimited import Row
from scorepress.parse.record import Rows, Table

KEPT: Final = 3_000
"""Combinations of cells that are remembered of one group of columns."""

TRIED: Final = 2_000
"""After so many new combinations a group is judged: it is remembered no more when there was one in fewer than `WORTH`
rows."""

WORTH: Final = 1.5

Found = tuple[Value | None, ...]
_Values = Callable[[Cells, int], dict[str, Value] | None]


def read_records(rows: Rows, checker: RecordChecker) -> Iterator[Record | Rejected | Skipped]:
    """The rows of an opened file as records, in order."""
    if rows.table is None:
        return check_rows(rows.items, checker)
    return rows.table.mapper.each(rows.table.rows, Quick(rows.table, checker))


class Quick:
    """Turns the rows of one delimited file into records."""

    def __init__(self, table: Table, checker: RecordChecker) -> None:
        self._mapper, self._checker = table.mapper, checker
        readers = dict(self._mapper.fields)
        known = [(path, readers[path], check) for path, check in checker.texts if path in readers]
        together: dict[tuple[int, ...], list[tuple[str, Reader, Check]]] = {}
        for one in known:
            together.setdefault(tuple(sorted(self._mapper.asked[one[0]])), []).append(one)
        history = checker.plan.history
        key = (history.student, history.year, *history.where) if history else ()
        self._key = [one for one in known if one[0] in key]
        groups = [_Group(fields, columns) for columns, fields in together.items()]
        required = {field.path for field in checker.required}
        whole = required <= {path for path, _, _ in known}
        self._values = _code(groups, [path for path, _, _ in known], required) if whole else None

    def __call__(self, row: Row) -> Record | Rejected | Skipped:
        """One row."""
        if self._values is None or row.problem is not None or self._mapper.rule(row.cells) is not None:
            return self._long(row)
        values = self._values(row.cells, row.origin.row)
        if values is None:
            return self._long(row)
        return self._checker.finish(values, row.origin, lambda: self._raw(row))

    def _long(self, row: Row) -> Record | Rejected | Skipped:
        raw = self._mapper.one(row)
        if isinstance(raw, RawRecord):
            return self._checker.check(raw)
        return raw if row.problem is not None else replace(raw, known=self._whose(row.cells))

    def _whose(self, cells: Cells) -> dict[str, Value]:
        """The fields by which results are told apart, as far as a row has them."""
        found: dict[str, Value] = {}
        for path, reader, check in self._key:
            try:
                text = reader(cells)
                if text is not None:
                    found[path] = check(text)
            except (OddError, UnfitError):
                continue
        return found

    def _raw(self, row: Row) -> RawRecord:
        raw = self._mapper.one(row)
        assert isinstance(raw, RawRecord)
        return raw


class _Group:
    """Fields that share columns."""

    __slots__ = ("columns", "fields", "known", "live", "new", "paths")

    def __init__(self, fields: Sequence[tuple[str, Reader, Check]], columns: Sequence[int]) -> None:
        """columns: all that the readers look at."""
        self.paths = [path for path, _, _ in fields]
        self.fields = tuple((reader, check) for _, reader, check in fields)
        self.columns = tuple(columns)
        self.known: dict[Hashable, Found] = {}
        self.new = 0
        self.live = True

    def learn(self, key: Hashable, cells: Cells, row: int) -> Found | None:
        """The values of the fields for cells that are not known; None where one is odd. row: its number in the file."""
        found: list[Value | None] = []
        try:
            for reader, check in self.fields:
                text = reader(cells)
                found.append(None if text is None else check(text))
        except (OddError, UnfitError):
            return None
        made = tuple(found)
        if self.live:
            self.new += 1
            if self.new == TRIED and row < TRIED * WORTH:
                self.live = False
                self.known.clear()
            elif len(self.known) < KEPT:
                self.known[key] = made
        return made


def _code(groups: Sequence[_Group], paths: Sequence[str], required: Collection[str]) -> _Values:
    """The function that looks a row's values up: written out, since it runs for each of millions of rows."""
    lines = ["def values(cells, row):"]
    names: dict[str, object] = {}
    place: dict[str, str] = {}
    for at, group in enumerate(groups):
        names |= {f"get{at}": group.known.get, f"learn{at}": group.learn}
        key = ", ".join(f"cells[{column}]" for column in group.columns)
        lines += [
            f"    key = {key if len(group.columns) == 1 else f'({key})'}",
            f"    g{at} = get{at}(key) or learn{at}(key, cells, row)",
            f"    if g{at} is None: return None",
        ]
        place |= {path: f"g{at}[{index}]" for index, path in enumerate(group.paths)}
    lines += ["    found = {}"]
    for path in paths:
        lines += [f"    value = {place[path]}", f"    if value is not None: found[{path!r}] = value"]
        if path in required:
            lines += ["    else: return None"]
    lines += ["    return found"]
    exec(compile("\n".join(lines), "<rows>", "exec"), names)  # noqa: S102 - numbers, and paths of the schema, quoted
    made: _Values = names["values"]  # type: ignore[assignment]
    return made
