"""SampleBook + schema + rules -> invented students of a report.

The first students show each alternative of each facet once, in the order of the file, so that a handful is already
worth looking at; after that chance decides by weight. Students that the rules would refuse are drawn again.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from random import Random

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Origin, Record
from scorepress.model.rules import RuleBook
from scorepress.model.samples import Alternative, Fixed, ReportSamples, SampleBook
from scorepress.model.values import RecordSchema, SchoolYear, Value
from scorepress.sample.draws import Drawer
from scorepress.sample.scales import score_fields

Keeps = Callable[[Mapping[str, Value]], bool]
"""Whether the rules allow a record with these values: its `always` lines and its scales."""

_TRIES = 500
_PATIENCE = 20
"""Tries in which an alternative that was not shown yet is preferred."""


class Students:
    """Invents the students of one report."""

    def __init__(
        self, book: SampleBook, schema: RecordSchema, rules: RuleBook, report: str, keeps: Keeps, random: Random
    ) -> None:
        """Prepare; `keeps` refuses what the rules refuse, `random` is made by the caller from the seed.

        Raises ScorepressError when the book has no samples for the report.
        """
        samples = book.reports.get(report)
        if samples is None:
            known = ", ".join(f"`{name}`" for name in book.reports)
            message = f"`schemas/samples.yaml` has no samples of the report `{report}`"
            raise _error(message, f"add it under `reports`; it has {known}")
        self.samples: ReportSamples = samples
        self.book, self.schema, self.report, self.keeps = book, schema, report, keeps
        start = SchoolYear.parse(book.school_year)
        fields = {field.path: field for field in schema.fields}
        self.drawer = Drawer(random, fields, book.lists, score_fields(rules, schema), start)
        derived = {entry.path for entry in schema.derived}
        self.derived = schema.derived
        self.required = tuple(f for f in schema.fields if not f.optional and f.path not in derived)
        self.defaults = tuple((f.path, f.default) for f in schema.fields if f.default is not None)
        self.unseen: dict[str, list[Alternative]] = {
            name: [found for found in book.facets[name] if found.tour] for name in samples.facets
        }

    def many(self, count: int) -> Iterator[Record]:
        """So many students, one after the other. Raises ScorepressError when the rules refuse all that is tried."""
        for row in range(1, count + 1):
            yield Record(self._one(row), Origin(f"{self.report} samples", row))

    def plain(self) -> Record:
        """The smallest student: required fields alone. Raises ScorepressError when the rules refuse it."""
        values = self._begin()
        for path, draw in self.samples.plain:
            self.drawer.set(path, draw, values)
        found = self._finish(values)
        if not self.keeps(found):
            raise _error(
                f"the rules refuse the plain student of `{self.report}`", "mend `plain` in schemas/samples.yaml"
            )
        return Record(found, Origin(f"{self.report} plain sample", 1))

    def dress(
        self, values: Mapping[str, Value], changing: Collection[str], adding: Collection[str]
    ) -> dict[str, Value]:
        """The same student under an invented name, in an invented place; whoever the rules would refuse stays as is.

        changing: fields whose value may be another one. adding: fields that may also be there where they are not.
        """
        for _ in range(_PATIENCE):
            drawn, taken = dict(values), list[tuple[str, Alternative]]()
            for name in self.samples.facets:
                fitting = [one for one in self.book.facets[name] if _agrees(one, drawn, changing)]
                alternative = self._among(name, fitting, fresh=True)
                if alternative is not None:
                    taken.append((name, alternative))
                    for path, draw in alternative.sets:
                        if path in changing or path in adding:
                            self.drawer.set(path, draw, drawn)
            found: dict[str, Value] = {}
            for field in self.schema.fields:
                path = field.path
                if path in changing and path in values and drawn.get(path) in (None, values[path]):
                    drawn[path] = self.drawer.anything(field)
                if path in values or (path in adding and path in drawn):
                    found[path] = drawn[path]
            if self.keeps(found):
                self._shown(taken)
                return found
        return dict(values)

    def _one(self, row: int) -> dict[str, Value]:
        for tries in range(_TRIES):
            values = self._begin()
            taken: list[tuple[str, Alternative]] = []
            for name in self.samples.facets:
                alternative = self._alternative(name, values, fresh=tries < _PATIENCE)
                if alternative is not None:
                    taken.append((name, alternative))
                    for path, draw in alternative.sets:
                        self.drawer.set(path, draw, values)
            found = self._finish(values)
            if self.keeps(found):
                self._shown(taken)
                return found
        raise _error(
            f"no student {row} of `{self.report}` could be invented that the rules allow",
            "compare the facets in schemas/samples.yaml with the `always` lines of the rules",
        )

    def _alternative(self, name: str, values: Mapping[str, Value], *, fresh: bool) -> Alternative | None:
        """One of the alternatives that fit: one that was not shown yet, else by weight."""
        return self._among(name, [found for found in self.book.facets[name] if _fits(found, values)], fresh=fresh)

    def _shown(self, taken: Sequence[tuple[str, Alternative]]) -> None:
        for name, alternative in taken:
            if alternative in self.unseen[name]:
                self.unseen[name].remove(alternative)

    def _among(self, name: str, fitting: Sequence[Alternative], *, fresh: bool) -> Alternative | None:
        if fresh:
            unseen = next((found for found in fitting if found in self.unseen[name]), None)
            if unseen is not None:
                return unseen
        at = self.drawer.below(sum(found.weight for found in fitting))
        for found in fitting:
            at -= found.weight
            if at < 0:
                return found
        return None

    def _begin(self) -> dict[str, Value]:
        """The years of a student, on which ranges and days hang."""
        values: dict[str, Value] = {}
        for derived in self.derived:
            values[derived.of] = self.drawer.start
            values[derived.path] = SchoolYear(self.drawer.start.start - derived.years)
        return values

    def _finish(self, values: dict[str, Value]) -> dict[str, Value]:
        """Fill required fields that nothing set, and the defaults; in schema order."""
        for field in self.required:
            if field.path not in values:
                values[field.path] = self.drawer.anything(field)
        for path, default in self.defaults:
            if default is not None:
                values.setdefault(path, default)
        return {field.path: values[field.path] for field in self.schema.fields if field.path in values}


def earlier_record(record: Record, group: str, result: str, schema: RecordSchema) -> Record | None:
    """The row of an earlier year's file from which a record's history would be filled; None when it had none.

    group: the earlier result, such as the path of last year's; result: the group of a year's own result. Days of the
    record's own administration year are put back by as many years.
    """
    year = next((record.get(entry.path) for entry in schema.derived if entry.path.startswith(f"{group}.")), None)
    of = next((entry.of for entry in schema.derived if entry.path.startswith(f"{group}.")), None)
    if of is None or not isinstance(year, SchoolYear):
        return None
    groups = {entry.path.rpartition(".")[0] for entry in schema.derived}
    kept = {p: v for p, v in record.values.items() if not any(p.startswith(f"{name}.") for name in groups)}
    known = {field.path for field in schema.fields}
    prefix = f"{group}."
    for path, value in record.values.items():
        if path.startswith(prefix) and (own := f"{result}.{path.removeprefix(prefix)}") in known:
            kept[own] = value
    now = kept[of]
    kept[of] = year
    if isinstance(now, SchoolYear):
        for path, value in kept.items():
            if isinstance(value, date) and value.year >= now.start:
                back = value.year - (now.start - year.start)
                kept[path] = value.replace(year=back, day=min(value.day, 28))
    return Record(kept, record.origin)


def _fits(alternative: Alternative, values: Mapping[str, Value]) -> bool:
    return not alternative.when or all(_text(values.get(path)) in texts for path, texts in alternative.when)


def _agrees(alternative: Alternative, values: Mapping[str, Value], changing: Collection[str]) -> bool:
    """Whether an alternative fits a student as he or she is: what it sets and may not change is so already."""
    fixed = ((path, draw.text) for path, draw in alternative.sets if path not in changing and isinstance(draw, Fixed))
    return _fits(alternative, values) and all(path not in values or _text(values[path]) == text for path, text in fixed)


def _text(value: Value | None) -> str:
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _error(message: str, hint: str) -> ScorepressError:
    return ScorepressError((Diagnostic(Code.UNKNOWN_NAME, Severity.ERROR, message, None, (), (hint,)),))
