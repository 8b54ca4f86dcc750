"""Results of earlier years: kept on disk by student and year, and filled into the records of this year.

What the schema calls `x-history` says which fields take part (HistoryPlan). For each earlier year of a record:

* the year's own result was given: it fills what the record does not say; the student was eligible. Where the two
  disagree, the record itself is newer (second scoring) and stays as it is, and the disagreement is counted;
* that year's file was given, and the student is not in it: not eligible;
* no file of that year was given, and the record does not say: the schema's default, and the assumption is counted.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Assumption, AssumptionKind, HistoryPlan, Record, Rejected, Skipped
from scorepress.model.values import Kind, RecordSchema, SchoolYear, Value
from scorepress.noun import Noun

_TABLE = "CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, rank INTEGER, leaves TEXT) WITHOUT ROWID"
_PUT = (
    "INSERT INTO result VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"
    " SET rank = excluded.rank, leaves = excluded.leaves WHERE excluded.rank > rank"
)
_GET = "SELECT leaves FROM result WHERE key = ?"
_ROWS_AT_ONCE = 1000


class _Earlier(Noun, frozen=True):
    """An earlier year of the records of one year: its group, its paths, and what may have to be assumed."""

    group: str
    year: SchoolYear
    eligible: str
    rank: str
    unknown: Assumption
    disagrees: Assumption


class History:
    """Earlier results, in a database that the caller opens and throws away: memory does not grow with them."""

    def __init__(
        self, schema: RecordSchema, plan: HistoryPlan | None, connection: sqlite3.Connection | None = None
    ) -> None:
        """Keep the plan; without a connection there are no earlier results."""
        self.schema, self.plan, self.connection = schema, plan, connection
        self.years: dict[SchoolYear, bool] = {}
        """Year whose file was given -> whether all of its rows could be read."""
        self._earlier: dict[SchoolYear, tuple[_Earlier, ...]] = {}
        if plan is None:
            return
        if connection is not None:
            connection.execute(_TABLE)
        prefix = f"{plan.result}."
        own = [field for field in schema.fields if field.path.startswith(prefix)]
        derived = {entry.path for entry in schema.derived}
        self.leaves = {field.path.removeprefix(prefix): field for field in own if field.path not in derived}
        rank = schema.field(prefix + plan.rank)
        self.ranks: Mapping[Value, int] = {choice: n for n, choice in enumerate(rank.choices)} if rank else {}

    def add(self, items: Iterable[Record | Rejected | Skipped]) -> int:
        """Take in the rows of an earlier year's file; gives the number of rows that could not be read."""
        rejected = 0
        years: set[SchoolYear] = set()
        batch: list[tuple[str, int, str]] = []
        for item in items:
            if isinstance(item, Rejected):
                rejected += 1
            elif isinstance(item, Record) and self._matters(item.values):
                year = item.values.get(self._plan.year)
                if isinstance(year, SchoolYear):
                    years.add(year)
                    batch.append(self._row(item.values, year))
            if len(batch) >= _ROWS_AT_ONCE:
                self._put(batch)
        self._put(batch)
        for year in years:
            self.years[year] = self.years.get(year, True) and not rejected
        return rejected

    def fill(self, values: dict[str, Value]) -> tuple[Assumption, ...]:
        """Fill the groups of earlier years of one record; gives what had to be assumed."""
        if self.plan is None or not self._matters(values):
            return ()
        year = values.get(self.plan.year)
        if not isinstance(year, SchoolYear):
            return ()
        if year not in self._earlier:
            self._earlier[year] = self._plan_year(year)
        assumed = []
        for earlier in self._earlier[year]:
            if earlier.eligible in values and not self.years:
                continue
            kind = self._fill(values, earlier)
            if kind is AssumptionKind.UNKNOWN:
                assumed.append(earlier.unknown)
            elif kind is AssumptionKind.DISAGREES:
                assumed.append(earlier.disagrees)
        return tuple(assumed)

    def _plan_year(self, year: SchoolYear) -> tuple["_Earlier", ...]:
        groups = ((group, SchoolYear(year.start - before)) for group, before in self._plan.groups.items())
        return tuple(
            _Earlier(
                group, then, eligible := f"{group}.{self._plan.eligible}", f"{group}.{self._plan.rank}",
                Assumption(AssumptionKind.UNKNOWN, eligible, then), Assumption(AssumptionKind.DISAGREES, group, then),
            )
            for group, then in groups
        )  # fmt: skip

    def _fill(self, values: dict[str, Value], earlier: "_Earlier") -> AssumptionKind | None:
        group, eligible = earlier.group, earlier.eligible
        found = self._get(values, earlier.year)
        if found is not None:
            stated = {leaf: values[f"{group}.{leaf}"] for leaf in found if f"{group}.{leaf}" in values}
            if values.get(eligible) is False or any(found[leaf] != value for leaf, value in stated.items()):
                values.setdefault(eligible, True)
                return AssumptionKind.DISAGREES
            values.update({f"{group}.{leaf}": value for leaf, value in found.items()})
            values[eligible] = True
            return None
        if eligible in values:
            return None
        rank = values.get(earlier.rank)
        if rank is not None and self.ranks.get(rank, 0) > 0:
            values[eligible] = True
            return None
        if self.years.get(earlier.year):
            values[eligible] = False
            return None
        return AssumptionKind.UNKNOWN

    @property
    def _plan(self) -> HistoryPlan:
        if self.plan is None:
            raise ValueError("this record has no history")
        return self.plan

    def _matters(self, values: Mapping[str, Value]) -> bool:
        return self.plan is not None and all(values.get(path) in allowed for path, allowed in self.plan.where.items())

    def _key(self, values: Mapping[str, Value], year: SchoolYear) -> str:
        parts = (values.get(self._plan.student), year, *(values.get(path) for path in self._plan.where))
        return "\x1f".join(map(str, parts))

    def _row(self, values: Mapping[str, Value], year: SchoolYear) -> tuple[str, int, str]:
        prefix = f"{self._plan.result}."
        leaves = {leaf: values[prefix + leaf] for leaf in self.leaves if prefix + leaf in values}
        rank = self.ranks.get(leaves.get(self._plan.rank, ""), 0)
        return self._key(values, year), rank, json.dumps(leaves, default=str)

    def _put(self, batch: list[tuple[str, int, str]]) -> None:
        if batch and self.connection is not None:
            self.connection.executemany(_PUT, batch)
        batch.clear()

    def _get(self, values: Mapping[str, Value], then: SchoolYear) -> dict[str, Value] | None:
        if self.connection is None or then not in self.years:
            return None
        row = self.connection.execute(_GET, (self._key(values, then),)).fetchone()
        if row is None:
            return None
        return {leaf: self._value(leaf, value) for leaf, value in json.loads(row[0]).items()}

    def _value(self, leaf: str, value: str) -> Value:
        kind = self.leaves[leaf].kind
        return date.fromisoformat(value) if kind is Kind.DATE else value


def describe_assumptions(counts: Mapping[Assumption, int], plan: HistoryPlan | None) -> tuple[Diagnostic, ...]:
    """One note for each assumption, earliest year first, with the number of students it was made for."""
    notes = []
    for assumption, count in sorted(counts.items(), key=lambda item: (str(item[0].year), item[0].kind, item[0].path)):
        students = f"for {count:,} student{'s' if count != 1 else ''}"
        if assumption.kind is AssumptionKind.DISAGREES:
            message = (
                f"{students} the file of {assumption.year} disagrees with this file's history: this file's is taken"
            )
            hint = "nothing to do if scores were corrected after the earlier file was made"
        else:
            unknown = plan.unknown if plan else f"what `{assumption.path}` is"
            taken = plan.taken if plan else "the default"
            message = f"{students} it is not known {unknown} in {assumption.year}: taken as {taken}"
            hint = f"give the data file of {assumption.year} with `--history FILE`"
        notes.append(Diagnostic(Code.ASSUMED, Severity.NOTE, message, None, (), (hint,)))
    return tuple(notes)
