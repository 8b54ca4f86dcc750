"""The rule book of a report: what its *.rules files say, as a tree. Every node knows its place.

Names: a *word* ties an office phrase to a field; a *fact* names a condition; a *message* is a list of rows, one of
which holds for each student. A phrase that ends in the kind's stand-in (`that year`) makes a family: one phrase for
each binding (`score this year`, `score last year`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Union

from scorepress.model.source import Span
from scorepress.model.values import SchoolYear, Value
from scorepress.model.wording import Wording


class Bound(StrEnum):
    """Which end of a scale."""

    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class Term:
    """A use of a word, fact or message: its name as declared (`score that year`) and the binding, if it has one.

    binding is the stand-in itself (`that year`) inside `for each`, a concrete one (`last year`) elsewhere.
    """

    name: str
    binding: str | None
    span: Span


class Operator(StrEnum):
    """How a term is compared."""

    TRUE = "true"
    IS = "is"
    IS_NOT = "is not"
    AT_LEAST = "is at least"
    AT_MOST = "is at most"
    BETWEEN = "is between"
    ONE_OF = "is one of"
    KNOWN = "is known"
    UNKNOWN = "is unknown"


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison; TRUE is a boolean word or a fact standing alone. Values are typed by the term's field."""

    term: Term
    operator: Operator
    values: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    part: "Condition"
    span: Span


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Condition", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Condition", ...]
    span: Span


Condition = Union[Test, Not, And, Or]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is printed, and somebody wrote so."""


@dataclass(frozen=True, slots=True)
class Show:
    """The layout shows a thing of that name (`the table`) instead of a sentence."""

    thing: str


Outcome = Union[Wording, Nothing, Show]


@dataclass(frozen=True, slots=True)
class Binding:
    """One of the things that `each` ranges over: `last year = history.one_year_ago`."""

    name: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Each:
    """A kind and its bindings, in order; stand_in is `that` and the kind's last word."""

    kind: str
    stand_in: str
    bindings: tuple[Binding, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FieldWord:
    """A phrase for a field; the path begins with `that_…` (`that_year.score`) when the phrase has a stand-in."""

    name: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class ScaleWord:
    """A phrase for an end of a scale: of the whole range, of a fixed level, or of the level that a word tells."""

    name: str
    bound: Bound
    scale: str
    level: int | Term | None
    span: Span


@dataclass(frozen=True, slots=True)
class Fact:
    """A phrase for a condition."""

    name: str
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Always:
    """What every record keeps: when `when` holds, `then` holds."""

    each: str | None
    when: Condition
    then: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Skip:
    """Who gets no report, and why. All messages are about the others."""

    when: Condition
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class LevelRange:
    """The scores of one level, both ends included."""

    level: int
    low: int
    high: int
    span: Span


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """The ranges of one key (a grade), ascending and contiguous."""

    key: Value
    ranges: tuple[LevelRange, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ScaleTable:
    """The ranges in force from a school year on, until the next table of the scale."""

    since: SchoolYear
    rows: tuple[ScaleRow, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Scale:
    """A score-range table: `of score by key gives level`, for each binding of a kind."""

    name: str
    each: str
    score: Term
    key: Term
    level: Term
    tables: tuple[ScaleTable, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a message comes from: a declared source and the place in it."""

    source: str
    place: str
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a message. since/until: school years in which it is in force (`from school year …`)."""

    when: Condition
    outcome: Outcome
    because: str | None
    since: SchoolYear | None
    until: SchoolYear | None
    span: Span


@dataclass(frozen=True, slots=True)
class Message:
    """A list of rows, exactly one of which holds for each student (and each binding)."""

    name: str
    each: str | None
    rows: tuple[Row, ...]
    basis: tuple[Basis, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an example expects of a message: `is` an outcome, or text that `begins` so."""

    message: Term
    begins: bool
    outcome: Outcome
    span: Span


@dataclass(frozen=True, slots=True)
class Example:
    """A partial student and what is expected of every such student."""

    title: str
    given: tuple[Condition, ...]
    expect: tuple[Expectation, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: the assumption in force, the messages it touches, the office's dated answer."""

    number: int
    text: str
    assumption: str
    at: tuple[str, ...]
    answer: str | None
    answered: str | None
    span: Span


class Naming(StrEnum):
    """What a phrase names."""

    FIELD = "field"
    SCALE = "scale"
    FACT = "fact"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Reference:
    """What a whole phrase of the vocabulary stands for: a declared name and, for a family, the binding."""

    naming: Naming
    name: str
    binding: str | None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All *.rules files of one report, together."""

    title: str
    record: str
    sources: Mapping[str, str]
    eaches: Mapping[str, Each]
    words: Mapping[str, FieldWord | ScaleWord]
    facts: Mapping[str, Fact]
    always: tuple[Always, ...]
    skips: tuple[Skip, ...]
    scales: Mapping[str, Scale]
    messages: Mapping[str, Message]
    examples: tuple[Example, ...]
    questions: tuple[Question, ...]
    vocabulary: Mapping[str, Reference]
