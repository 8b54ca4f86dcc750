"""Invented students of a report: as chance draws them, or the few that the proof needs."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from random import Random
from types import MappingProxyType

from scorepress.check.proof_diagrams import Node, TooManyCasesError
from scorepress.check.proof_sets import cells_of, fewest_students, free_fields, rows_of, where_text
from scorepress.check.proof_world import World
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import compile_rules
from scorepress.model.conditions import school_year_path
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Origin, Record
from scorepress.model.rules import FieldWord, RuleBook
from scorepress.model.samples import Earlier, Fixed, SampleBook
from scorepress.model.template import Template
from scorepress.model.values import RecordSchema, SchoolYear, Value
from scorepress.sample.students import Students


class Per(StrEnum):
    """What each of which some student of a set reaches."""

    ROW = "row"
    CELL = "cell"


def inventor(book: RuleBook, schema: RecordSchema, report: str, samples: SampleBook, seed: int) -> Students:
    """Who invents the students of a report; the same seed gives the same ones.

    Raises ScorepressError when the samples do not fit the report.
    """
    rules = compile_rules(book, schema)

    def keeps(values: Mapping[str, Value]) -> bool:
        return not audit_record(rules, Record(MappingProxyType(dict(values)), Origin("", 0)))

    return Students(samples, schema, book, report, keeps, Random(seed))  # noqa: S311 - invented


def invent_per(template: Template, samples: SampleBook, seed: int, per: Per) -> Iterator[Record]:
    """Few students who together reach every row of every message, or every cell of the proof.

    Raises ScorepressError when the rules cannot be gone through, or the samples do not fit the report.
    """
    students = inventor(template.book, template.schema, template.name, samples, seed)
    year = SchoolYear.parse(samples.school_year)
    path = school_year_path(template.book, template.schema, None)
    try:
        world = World(template.book, template.schema, {path: (year.start, year.start + 1)} if path else {})
        goals = rows_of(world) if per is Per.ROW else cells_of(world)
        wishes = [*([where_text(world, path, (str(year),))] if path else []), *_likely(world, samples, template.name)]
        found = fewest_students(world, goals, wishes)
    except TooManyCasesError:
        message = f"the rules of `{template.name}` have too many cases to go through together"
        hints = ("let messages ask for less each, or draw students with `--count`",)
        raise ScorepressError([Diagnostic(Code.TOO_LARGE, Severity.ERROR, message, None, (), hints)]) from None
    dress = Wardrobe(world, students, template.student_language)
    for row, values in enumerate(found, 1):
        yield Record(dress(values), Origin(f"{template.name} samples", row))


def _likely(world: World, samples: SampleBook, report: str) -> Iterator[Node]:
    """For each field that the samples draw from another (an earlier grade from this year's): where it is so drawn."""
    d, drawn = world.diagrams, dict[str, list[Node]]()
    facets = samples.reports[report].facets if report in samples.reports else ()
    alternatives = [one for name in facets for one in samples.facets[name]]
    for one in alternatives:
        when = d.all_of(where_text(world, path, texts) for path, texts in one.when)
        for path, draw in one.sets:
            parts: list[Node] = []
            if isinstance(draw, Fixed):
                parts = [where_text(world, path, (draw.text,))]
            elif isinstance(draw, Earlier):
                known = world.field(draw.path).choices
                pairs = [(now, known[max(at - draw.steps, 0)]) for at, now in enumerate(known)]
                parts = [d.both(where_text(world, draw.path, (a,)), where_text(world, path, (b,))) for a, b in pairs]
            drawn.setdefault(path, [where_text(world, path, ("",))]).append(d.both(when, d.any_of(parts)))
    for path in {path: None for one in alternatives for path, draw in one.sets if isinstance(draw, Earlier)}:
        yield d.any_of(drawn[path])


class Wardrobe:
    """Gives students of the proof names and places. language: the word that tells a student's language, if one does."""

    def __init__(self, world: World, students: Students, language: str | None) -> None:
        self.students = students
        changing, adding = free_fields(world)
        word = world.book.words.get(language or "")
        self.changing = changing
        self.adding = adding | ({word.path} if isinstance(word, FieldWord) else set())

    def __call__(self, values: Mapping[str, Value], keep: Collection[str] = ()) -> Mapping[str, Value]:
        """The same student, dressed; keep: fields that stay as they are."""
        return self.students.dress(values, self.changing.difference(keep), self.adding.difference(keep))
