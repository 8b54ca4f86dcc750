"""What invented students are made of: `schemas/samples.yaml` as a tree.

A *facet* is one side of a student (the name, the school, last year's result); one of its *alternatives* is taken for
each student. An alternative sets fields, each by a *draw*.
"""

from collections.abc import Mapping
from typing import Union

from scorepress.model.source import Span
from scorepress.noun import Noun


class Fixed(Noun, frozen=True):
    """Always this text (written as the record's JSON has it: `true`, `651`, `2024-25`)."""

    text: str


class OneOf(Noun, frozen=True):
    """One of these, each as likely as the others."""

    items: tuple["Draw", ...]


class Maybe(Noun, frozen=True):
    """In so many of a hundred cases this, else no value."""

    percent: int
    of: "Draw"


class Digits(Noun, frozen=True):
    """So many digits, the first of them not a zero."""

    count: int


class FromList(Noun, frozen=True):
    """An item of a named list."""

    name: str


class OnScale(Noun, frozen=True):
    """A score and its level, as the report's scale has them for the grade: `any`, `lowest`, `highest`, or a level."""

    pick: str


class Day(Noun, frozen=True):
    """A day between two days (month, day), each in a calendar year counted from the administration year's start."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]


class Earlier(Noun, frozen=True):
    """The choice of another field, so many steps earlier in the schema's list; the first choice at the least."""

    path: str
    steps: int


Draw = Union[Fixed, OneOf, Maybe, Digits, FromList, OnScale, Day, Earlier]


class Alternative(Noun, frozen=True):
    """One possibility of a facet: how often, for whom (path -> one of), and what it sets.

    tour: whether the first students show it, in the order of the file, before chance decides.
    """

    weight: int
    tour: bool
    when: tuple[tuple[str, tuple[str, ...]], ...]
    sets: tuple[tuple[str, Draw], ...]
    span: Span


class ReportSamples(Noun, frozen=True):
    """The facets of a report's students, in the order in which they are drawn, and its smallest student."""

    facets: tuple[str, ...]
    plain: tuple[tuple[str, Draw], ...]
    span: Span


class SampleBook(Noun, frozen=True):
    """The whole file. school_year: the administration year of the invented students."""

    school_year: str
    lists: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[Alternative, ...]]
    reports: Mapping[str, ReportSamples]
