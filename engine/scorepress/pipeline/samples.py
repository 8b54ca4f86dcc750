"""Invented students of a report: as chance draws them, or the few that the proof needs."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from random import Random
from types import MappingProxyType

from scorepress.check.proof_diagrams import TooManyCasesError
from scorepress.check.proof_sets import cells_of, fewest_students, free_fields, rows_of
from scorepress.check.proof_world import World
from scorepress.model.conditions import school_year_path
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Origin, Record
from scorepress.model.rules import FieldWord
from scorepress.model.samples import SampleBook
from scorepress.model.template import Template
from scorepress.model.values import SchoolYear, Value
from scorepress.pipeline.press import Press
from scorepress.sample.students import Students


class Per(StrEnum):
    """What each of which some student of a set reaches."""

    ROW = "row"
    CELL = "cell"


def inventor(press: Press, samples: SampleBook, seed: int) -> Students:
    """Who invents the students of a report; the same seed gives the same ones.

    Raises ScorepressError when the samples do not fit the report.
    """

    def keeps(values: Mapping[str, Value]) -> bool:
        return not press.audit(Record(MappingProxyType(dict(values)), Origin("", 0)))

    template = press.template
    return Students(samples, template.schema, template.book, template.name, keeps, Random(seed))  # noqa: S311 - invented


def invent_per(press: Press, samples: SampleBook, seed: int, per: Per) -> Iterator[Record]:
    """Few students who together reach every row of every message, or every cell of the proof.

    Raises ScorepressError when the rules cannot be gone through, or the samples do not fit the report.
    """
    template, students = press.template, inventor(press, samples, seed)
    year = SchoolYear.parse(samples.school_year)
    path = school_year_path(template.book, template.schema, None)
    try:
        world = World(template.book, template.schema, {path: (year.start, year.start + 1)} if path else {})
        goals = rows_of(world) if per is Per.ROW else cells_of(world)
        found = [*fewest_students(world, goals, {path: year} if path else {})]
    except TooManyCasesError:
        message = f"the rules of `{template.name}` have too many cases to go through together"
        hints = ("let messages ask for less each, or draw students with `--count`",)
        raise ScorepressError([Diagnostic(Code.TOO_LARGE, Severity.ERROR, message, None, (), hints)]) from None
    dress = Wardrobe(world, students, template)
    for row, values in enumerate(found, 1):
        yield Record(dress(values), Origin(f"{template.name} samples", row))


class Wardrobe:
    """Gives students of the proof names and places."""

    def __init__(self, world: World, students: Students, template: Template) -> None:
        self.students = students
        changing, adding = free_fields(world)
        word = template.book.words.get(template.student_language or "")
        language = {word.path} if isinstance(word, FieldWord) else set()
        self.changing, self.adding = changing, adding | language

    def __call__(self, values: Mapping[str, Value]) -> Mapping[str, Value]:
        """The same student, dressed."""
        return self.students.dress(values, self.changing, self.adding)
