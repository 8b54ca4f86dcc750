"""RawRecord -> Record or Rejected: one compiled walk over the fields of the schema.

The same walk decides and explains. A property test holds it to the verdicts of the JSON Schema itself.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from scorepress.check.history import History
from scorepress.check.record_fields import Check, UnfitError, compile_field
from scorepress.check.seen import Seen
from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Origin, RawRecord, Record, RecordPlan, Rejected, Skipped
from scorepress.model.source import Span
from scorepress.model.values import Derived, FieldType, RecordSchema, SchoolYear, Value
from scorepress.noun import Noun

_MOST = 20
"""Diagnostics of one row; what is beyond is not worth reading."""


class RecordChecker(Noun, frozen=True):
    """The compiled checks of one schema. Make it with `compile_checker`; use it for any number of rows.

    texts, typed: path and check, in schema order, for delimited files and for JSON. defaults: path -> value. follows:
    school year -> those that are counted from it.
    """

    schema: RecordSchema
    plan: RecordPlan
    history: History
    seen: Seen | None
    texts: tuple[tuple[str, Check], ...]
    typed: tuple[tuple[str, Check], ...]
    required: tuple[FieldType, ...]
    defaults: tuple[tuple[str, Value], ...]
    years: tuple[SchoolYear, ...]
    follows: tuple[tuple[str, tuple[Derived, ...]], ...]

    def check(self, raw: RawRecord) -> Record | Rejected:
        """Check one row, fill in what follows or is assumed, and give the record in schema order."""
        values: dict[str, Value] = {}
        problems: list[Diagnostic] = []
        given = raw.values
        used = 0
        for path, check in self.typed if raw.typed else self.texts:
            if path in given:
                used += 1
                try:
                    values[path] = check(given[path])
                except UnfitError as error:
                    problems.append(self._problem(raw, path, error.fact, error.hint))
        if used != len(given):
            problems += (self._unknown(raw, path) for path in given if self.schema.field(path) is None)
        problems += (
            self._problem(raw, field.path, "is missing, and every record needs it", "fill it in")
            for field in self.required
            if field.path not in values and field.path not in given
        )
        if problems:
            return Rejected(raw.origin, tuple(problems[:_MOST]), raw.raw, values)
        return self.finish(values, raw.origin, lambda: raw)

    def finish(self, values: dict[str, Value], origin: Origin, raw: Callable[[], RawRecord]) -> Record | Rejected:
        """The record of fields that are all in order, or what speaks against them together.

        values: in schema order; what follows or is assumed is filled in. raw: gives the row as it was read.
        """
        assumed = self.history.fill(values)
        wrong = self._complete(values)
        problems = [self._disagrees(raw(), values, derived) for derived in wrong]
        if not problems and self.seen is not None:
            problems += self.seen.refuse(origin, values)
        if problems:
            return Rejected(origin, tuple(problems[:_MOST]), raw().raw, values)
        return Record(values, origin, assumed)

    def _complete(self, values: dict[str, Value]) -> tuple[Derived, ...]:
        """Fill in what follows from other fields, then the defaults; gives the fields that say something else."""
        wrong: tuple[Derived, ...] = ()
        for of, follows in self.follows:
            year = values.get(of)
            if isinstance(year, SchoolYear):
                for derived in follows:
                    expected = self.years[year.start - derived.years]
                    found = values.setdefault(derived.path, expected)
                    if found is not expected and found != expected:
                        wrong += (derived,)
        for conclusion in self.plan.conclusions:
            if conclusion.path not in values and all(values.get(path) == value for path, value in conclusion.when):
                values[conclusion.path] = True
        for path, default in self.defaults:
            if path not in values:
                values[path] = default
        return wrong

    def _disagrees(self, raw: RawRecord, values: Mapping[str, Value], derived: Derived) -> Diagnostic:
        of = values[derived.of]
        year = self.years[of.start - derived.years] if isinstance(of, SchoolYear) else of
        fact = f"is `{values[derived.path]}`, expected `{year}`, {derived.years} years before `{of}`"
        return self._problem(raw, derived.path, fact, "leave it out: it follows from the other field")

    def _unknown(self, raw: RawRecord, path: str) -> Diagnostic:
        known = [field.path for field in self.schema.fields]
        if any(name.startswith(f"{path}.") for name in known):
            return self._problem(raw, path, "is a value, expected an object with keys", "")
        near = difflib.get_close_matches(path, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else "see the reference of records for the fields"
        message = f"row {raw.origin.row}: a record has no field `{path[:80]}`"
        return Diagnostic(Code.RECORD_FIELD, Severity.ERROR, message, locate(raw, path), (), (hint,))

    def _problem(self, raw: RawRecord, path: str, fact: str, hint: str) -> Diagnostic:
        field = self.schema.field(path)
        title = f"{field.title} (`{path}`)" if field else f"`{path[:80]}`"
        columns = raw.places.columns.get(path, ())
        if columns and columns[0][0] != path:
            title += ", column " + " or ".join(f"`{name}`" for name, _ in columns) + ","
        message = f"row {raw.origin.row}: {title} {fact}"
        return Diagnostic(Code.RECORD_FIELD, Severity.ERROR, message, locate(raw, path), (), (hint,) if hint else ())


def compile_checker(
    schema: RecordSchema, plan: RecordPlan, history: History | None = None, seen: Seen | None = None
) -> RecordChecker:
    """Compile the checks of a schema.

    history: results of earlier years, else none are known. seen: refuses a student's second row.
    """
    derived = {entry.path for entry in schema.derived}
    sources = dict.fromkeys(entry.of for entry in schema.derived)
    return RecordChecker(
        schema,
        plan,
        history or History(schema, plan.history),
        seen,
        tuple((field.path, compile_field(field, typed=False)) for field in schema.fields),
        tuple((field.path, compile_field(field, typed=True)) for field in schema.fields),
        tuple(f for f in schema.fields if not f.optional and f.default is None and f.path not in derived),
        tuple((field.path, field.default) for field in schema.fields if field.default is not None),
        tuple(map(SchoolYear, range(2200))),
        tuple((of, tuple(one for one in schema.derived if one.of == of)) for of in sources),
    )


def check_rows(
    items: Iterable[RawRecord | Rejected | Skipped], checker: RecordChecker
) -> Iterator[Record | Rejected | Skipped]:
    """Check each row that was read; the others pass through."""
    check: Callable[[RawRecord], Record | Rejected] = checker.check
    for item in items:
        yield check(item) if isinstance(item, RawRecord) else item


def locate(raw: RawRecord, path: str) -> Span:
    """The place of a field in the input; the beginning of the row where it is absent or hard to find."""
    start = Span(raw.origin.path, raw.origin.line, 1)
    if raw.places.delimiter is None:
        return _locate_key(raw.raw, path, start)
    columns = raw.places.columns.get(path, ())
    if '"' in raw.raw or not columns:
        return start
    cells = raw.raw.split(raw.places.delimiter)
    at = next((at for _, at in columns if at < len(cells) and cells[at].strip()), columns[0][1])
    return Span(start.path, start.line, sum(map(len, cells[:at])) + at + 1)


def _locate_key(raw: str, path: str, start: Span) -> Span:
    """Follow the keys of a path through JSON text, as far as they are there."""
    at = 0
    for key in path.split("."):
        found = re.compile(rf'"{re.escape(key)}"\s*:\s*').search(raw, at)
        if found is None:
            return start
        at = found.end()
    before = raw[:at]
    newlines = before.count("\n")
    return Span(start.path, start.line + newlines, at - (before.rfind("\n") + 1) + 1)
