"""What invented students are made of: `schemas/samples.yaml` as a tree.

A *facet* is one side of a student (the name, the school, last year's result); one of its *alternatives* is taken for
each student. An alternative sets fields, each by a *draw*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Union

from scorepress.model.source import Span


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always this text (written as the record's JSON has it: `true`, `651`, `2024-25`)."""

    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these, each as likely as the others."""

    items: tuple["Draw", ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """In so many of a hundred cases this, else no value."""

    percent: int
    of: "Draw"


@dataclass(frozen=True, slots=True)
class Digits:
    """So many digits, the first of them not a zero."""

    count: int


@dataclass(frozen=True, slots=True)
class FromList:
    """An item of a named list."""

    name: str


@dataclass(frozen=True, slots=True)
class OnScale:
    """A score and its level, as the report's scale has them for the grade: `any`, `lowest`, `highest`, or a level."""

    pick: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day between two days (month, day), each in a calendar year counted from the administration year's start."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The choice of another field, so many steps earlier in the schema's list; the first choice at the least."""

    path: str
    steps: int


Draw = Union[Fixed, OneOf, Maybe, Digits, FromList, OnScale, Day, Earlier]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One possibility of a facet: how often, for whom (path -> one of), and what it sets.

    tour: whether the first students show it, in the order of the file, before chance decides.
    """

    weight: int
    tour: bool
    when: tuple[tuple[str, tuple[str, ...]], ...]
    sets: tuple[tuple[str, Draw], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ReportSamples:
    """The facets of a report's students, in the order in which they are drawn, and its smallest student."""

    facets: tuple[str, ...]
    plain: tuple[tuple[str, Draw], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SampleBook:
    """The whole file. school_year: the administration year of the invented students."""

    school_year: str
    lists: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[Alternative, ...]]
    reports: Mapping[str, ReportSamples]
