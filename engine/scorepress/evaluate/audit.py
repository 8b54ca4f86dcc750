"""What a record must keep before it becomes a report: `always` lines, and scores that agree with their scale."""

from collections.abc import Iterator, Mapping

from scorepress.evaluate.rules import CompiledRules
from scorepress.model.conditions import family_phrase, in_words, spoken, tests, value_in_words
from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Record
from scorepress.model.rules import Always, Operator, Scale, ScaleRow
from scorepress.model.values import Kind, Value

_KEPT = 5_000
"""What is remembered of one scale: combinations of score, level, key and year that agree."""

_TOLD = frozenset({Kind.CHOICE, Kind.INTEGER, Kind.BOOLEAN, Kind.SCHOOL_YEAR})
"""Kinds whose values a diagnostic may quote; texts and dates may tell who the student is."""


def audit_record(rules: CompiledRules, record: Record) -> tuple[Diagnostic, ...]:
    """Everything that speaks against a record; empty for a good one.

    For records that no `skip` line takes: the others may be of another assessment altogether. The diagnostics point
    at the line of the rules; the record's own place is its origin.
    """
    values = record.values
    found: list[Diagnostic] = []
    if not rules.keeps_all(values):
        found += (
            _broken(rules, promise.always, promise.binding, values)
            for promise in rules.promises()
            if not promise.kept(values)
        )
    for point in rules.scale_points():
        met = tuple([tell(values) for tell in point.tells])
        if met not in point.agreed:
            wrong = tuple(_disagreement(rules, point.scale, point.binding, values))
            found += wrong
            if not wrong and len(point.agreed) < _KEPT:
                point.agreed.add(met)
    return tuple(found)


def _broken(rules: CompiledRules, always: Always, binding: str | None, values: Mapping[str, Value]) -> Diagnostic:
    """An `always` line that does not hold, in the office's words."""
    book = rules.book
    when, then = (in_words(book, condition, binding) for condition in (always.when, always.then))
    actual = {
        spoken(book, test.term, binding): _actual(rules, test.term.name, test.term.bound(binding), values)
        for test in tests(always.then)
        if test.operator is not Operator.TRUE and test.term.name in book.words
    }
    told = [f"`{phrase}` is {value}" for phrase, value in actual.items() if value is not None]
    message = f"when `{when}`, always `{then}`" + (f", but {' and '.join(told)}" if told else ", but not here")
    hint = "correct the record, or the `always` line if it promises too much"
    return Diagnostic(Code.RECORD_ALWAYS, Severity.ERROR, message, always.span, (), (hint,))


def _actual(rules: CompiledRules, name: str, binding: str | None, values: Mapping[str, Value]) -> str | None:
    """A value that may be told, as a rule would write it."""
    value = rules.word(name, binding, values)
    if value is None:
        return "unknown"
    return value_in_words(value) if rules.kind(name, binding) in _TOLD else None


def _disagreement(
    rules: CompiledRules, scale: Scale, binding: str | None, values: Mapping[str, Value]
) -> Iterator[Diagnostic]:
    """A score that the scale does not cover, or whose level is another than the reported one."""
    score, level = rules.score_and_level(scale.name, binding, values)
    if score is None:
        return
    book = rules.book
    row = rules.scale(scale.name, binding, values)
    phrase = family_phrase(book, scale.score.name, scale.score.bound(binding))
    key = rules.word(scale.key.name, scale.key.bound(binding), values)
    key_phrase = family_phrase(book, scale.key.name, scale.key.bound(binding))
    about = f"`{phrase}` is {score}, `{key_phrase}` is {value_in_words(key) if key is not None else 'unknown'}"
    if row is None:
        hint = f"add the line or the table to `scale {scale.name}`, or correct the record"
        message = f"`{scale.name}` covers no such student: {about}, {_year(rules, binding, values)}"
        yield Diagnostic(Code.RECORD_SCALE, Severity.ERROR, message, scale.span, (), (hint,))
        return
    right = _level_of(row, score)
    if right is None:
        edges = f"{row.ranges[0].low} to {row.ranges[-1].high}"
        message = f"no level of `{scale.name}` has the score: {about}, scores go from {edges}"
        yield Diagnostic(Code.RECORD_SCALE, Severity.ERROR, message, row.span, (), ("correct the score or the scale",))
    elif level is not None and level != right:
        year = _year(rules, binding, values)
        message = f"the reported level is {level}, but the score belongs to {right}: {about}, {year}"
        hint = f"compare with `scale {scale.name}`: one of score, level and {key_phrase} is wrong"
        yield Diagnostic(Code.RECORD_SCALE, Severity.ERROR, message, row.span, (), (hint,))


def _year(rules: CompiledRules, binding: str | None, values: Mapping[str, Value]) -> str:
    year = rules.school_year(binding, values)
    return f"the school year is {year}" if year is not None else "the school year is unknown"


def _level_of(row: ScaleRow, score: int) -> int | None:
    return next((one.level for one in row.ranges if one.low <= score <= one.high), None)
