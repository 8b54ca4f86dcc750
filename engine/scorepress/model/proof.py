"""What the proof knows and finds: cells of fields, cases of a message, students whom rules forget or answer twice.

A *cell* is a set of values of one field between which nothing that looks at it can tell. A *case* is one cell of each
field that a message's rows mention. A case is *real* when some student is in it: a record that the schema allows, that
no `skip` line takes and that keeps every `always` line and every scale.
"""

from collections.abc import Mapping
from typing import Union

from scorepress.model.source import Span
from scorepress.model.values import Value
from scorepress.noun import Noun


class Cell(Noun, frozen=True):
    """Values of one field that are alike.

    value: one of them, or None where the field is absent. low, high: of numbers and school years (starting years), both
    ends included, None for no end. others: for texts, the values that are named elsewhere and are not meant here.
    single: whether there is no other value in it.
    """

    value: Value | None
    single: bool
    low: int | None = None
    high: int | None = None
    others: tuple[str, ...] = ()


class Domain(Noun, frozen=True):
    """A field that a message's rows mention: its path, the office's phrase for it, and its cells in order."""

    path: str
    phrase: str
    cells: tuple[Cell, ...]


class Case(Noun, frozen=True):
    """One real case of a message: a cell of each of its domains, in their order, and the rows that hold in it.

    rows: positions in the message, from 0; in good rules exactly one.
    """

    message: str
    binding: str | None
    cells: tuple[Cell, ...]
    rows: tuple[int, ...]


class Counterexample(Noun, frozen=True):
    """A student of whom something must not be true.

    words: conditions as a rule writes them; every student of whom they hold is a counterexample, too.
    condition: the same as a row of the message would say it, for each binding.
    values: the complete record of the smallest one, path -> value.
    """

    words: tuple[str, ...]
    condition: str
    values: Mapping[str, Value]


class Gap(Noun, frozen=True):
    """Cases that no row of a message answers. also: the other bindings that lack them."""

    message: str
    binding: str | None
    count: int
    total: int
    smallest: Counterexample
    also: tuple[str, ...] = ()


class Overlap(Noun, frozen=True):
    """Cases that a row answers and others answer, too. row, others: positions in the message, from 0."""

    message: str
    binding: str | None
    row: int
    others: tuple[int, ...]
    count: int
    total: int
    smallest: Counterexample


class Never(Noun, frozen=True):
    """A row that answers no real student. because: the one line of the rules that rules its students out, if one does.

    absurd: whether its condition contradicts itself, so that no record at all could fulfil it.
    """

    message: str
    row: int
    absurd: bool
    because: Span | None


class Hole(Noun, frozen=True):
    """A slot that stays empty for some students who see the sentence around it.

    place: the row or the layout's text. owner: the message, None for a layout. slot: as written. what: what happens
    there, `has no value`, `says nothing` or `shows a thing`.
    """

    owner: str | None
    place: Span
    slot: str
    what: str
    smallest: Counterexample


class Crowd(Noun, frozen=True):
    """A message whose cases are too many to be gone through; fields: phrases and the numbers of their cells."""

    name: str
    place: Span | None
    fields: tuple[tuple[str, int], ...]


class Reach(Noun, frozen=True):
    """A row that answers new students since the schema grew; words: what is new of them, as a condition."""

    message: str
    row: int
    words: str
    smallest: Counterexample


Finding = Union[Gap, Overlap, Never, Hole, Crowd, Reach]
