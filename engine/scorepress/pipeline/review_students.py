"""Whom a review looks at: few invented students who stand for all that the rules tell apart."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from scorepress.check.differences import without_places
from scorepress.check.proof_sets import free_fields
from scorepress.check.proof_world import World
from scorepress.model.record import Origin, Record
from scorepress.model.rules import RuleBook
from scorepress.model.samples import Draw, Fixed, Maybe, OneOf, SampleBook
from scorepress.model.template import Template
from scorepress.model.values import Kind, RecordSchema, SchoolYear, Value
from scorepress.noun import Noun, replace
from scorepress.pipeline.press import Press
from scorepress.pipeline.samples import Per, invent_per, inventor

SEED = 1
CROWD = 1000
_AHEAD = 5
"""School years after that of the samples that are looked at."""


class Student(Noun, frozen=True):
    """An invented student. row: one of the few who reach every row; long: with the longest name and places."""

    record: Record
    label: str
    row: bool = False
    long: bool = False


def invented_crowd(before: Press, after: Press, samples: SampleBook) -> Iterator[Record]:
    """Many students as chance draws them, where the rules choose by other conditions now; else nobody.

    The few of `review_students` are in every cell, but not in every combination of cells.
    """
    if _conditions(before.template) != _conditions(after.template):
        template = after.template
        yield from inventor(template.book, template.schema, template.name, samples, SEED).many(CROWD)


def review_students(before: Press, after: Press, samples: SampleBook) -> tuple[Student, ...]:
    """Students of both states: per row, per cell, of school years to come, and some with the longest texts.

    Raises ScorepressError when the rules cannot be gone through.
    """
    states = [after] if _conditions(before.template) == _conditions(after.template) else [after, before]
    found: dict[frozenset[tuple[str, Value]], Student] = {}
    for state in states:
        for per in (Per.ROW, Per.CELL):
            for record in _invented(state.template, samples, per):
                found.setdefault(_key(record), Student(record, "", row=per is Per.ROW))
    plain = list(found.values())
    for year in _years(before.template.book, after.template.book, SchoolYear.parse(samples.school_year)):
        for student in plain:
            moved = _moved(student.record, after.template.schema, year)
            found.setdefault(_key(moved), replace(student, record=moved, label=f"school year {year}", row=False))
    longest = dict(_longest(after.template, samples))
    for student in [one for one in found.values() if one.row]:
        stretched = Record({**student.record.values, **longest}, student.record.origin)
        found.setdefault(_key(stretched), Student(stretched, "the longest names", long=True))
    return tuple(
        replace(one, record=Record(MappingProxyType(dict(one.record.values)), Origin(after.template.name, at)),
                label=f"invented student {at}{f', {one.label}' if one.label else ''}")
        for at, one in enumerate(found.values(), 1)
    )  # fmt: skip


def _invented(template: Template, samples: SampleBook, per: Per) -> tuple[Record, ...]:
    """The students of one state; those of the last few are kept, because to find them is most of the work."""
    key = (template.name, per, repr(_conditions(template)), repr(without_places(samples)))
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            del _kept[next(iter(_kept))]
        found = _kept[key] = tuple(invent_per(template, samples, SEED, per))
    return found


_MOST_KEPT = 8
_kept: dict[tuple[str, Per, str, str], tuple[Record, ...]] = {}


def _key(record: Record) -> frozenset[tuple[str, Value]]:
    return frozenset(record.values.items())


def _conditions(template: Template) -> object:
    """What decides which students stand for all: conditions, not sentences."""
    book = template.book
    rows = {
        message.name: (message.each, [(row.when, row.since, row.until) for row in message.rows])
        for message in book.messages.values()
    }
    known = {name: (each, tuple(map(tuple, found))) for name, (each, found) in rows.items()}
    parts = (known, book.words, book.facts, book.always, book.skips, book.scales, book.eaches, template.schema)
    return without_places(parts)


def _years(before: RuleBook, after: RuleBook, now: SchoolYear) -> tuple[SchoolYear, ...]:
    """School years, other than that of the samples, in which other rows or ranges begin to hold."""
    olds, news = _boundaries(before), _boundaries(after)
    ahead = {year for year in olds | news if now.start < year <= now.start + _AHEAD}
    return tuple(SchoolYear(year) for year in sorted((ahead | (olds ^ news)) - {now.start}))


def _boundaries(book: RuleBook) -> set[int]:
    rows = [row for message in book.messages.values() for row in message.rows]
    tables = [table.since.start for scale in book.scales.values() for table in scale.tables]
    return {
        *tables,
        *(row.since.start for row in rows if row.since),
        *(row.until.start + 1 for row in rows if row.until),
    }


def _moved(record: Record, schema: RecordSchema, year: SchoolYear) -> Record:
    """The same student in another school year."""
    values = dict(record.values)
    for derived in schema.derived:
        values[derived.of] = year
        values[derived.path] = SchoolYear(year.start - derived.years)
    return Record(values, record.origin)


def _longest(template: Template, samples: SampleBook) -> Iterator[tuple[str, Value]]:
    """The longest texts that the samples know, for fields of which no rule knows more than whether they are there."""
    world = World(template.book, template.schema, {})
    free = {path for path in free_fields(world)[0] if (f := template.schema.field(path)) and f.kind is Kind.TEXT
            and f.single_line}  # fmt: skip
    for name in samples.reports[template.name].facets if template.name in samples.reports else ():
        sets: list[Mapping[str, str]] = []
        for one in samples.facets[name]:
            drawn = {path: max(_texts(draw, samples), key=len, default="") for path, draw in one.sets if path in free}
            sets.append({path: text for path, text in drawn.items() if text})
        best = max(sets, key=lambda texts: sum(map(len, texts.values())), default={})
        yield from best.items()


def _texts(draw: Draw, samples: SampleBook) -> Iterator[str]:
    match draw:
        case Fixed(text):
            yield text
        case OneOf(items):
            for inner in items:
                yield from _texts(inner, samples)
        case Maybe(_, of):
            yield from _texts(of, samples)
