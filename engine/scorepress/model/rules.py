"""The rule book of a report: what its *.rules files say, as a tree. Every node knows its place.

Names: a *word* ties an office phrase to a field; a *fact* names a condition; a *message* is a list of rows, one of
which holds for each student. A phrase that ends in the kind's stand-in (`that year`) makes a family: one phrase for
each binding (`score this year`, `score last year`).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Union

from scorepress.model.source import Span
from scorepress.model.values import SchoolYear, Value
from scorepress.model.wording import Wording
from scorepress.noun import Noun

STAND_IN = "that "
"""How every stand-in begins; no binding does."""


class Bound(StrEnum):
    """Which end of a scale."""

    LOWEST = "lowest"
    HIGHEST = "highest"


class Term(Noun, frozen=True):
    """A use of a word, fact or message: its name as declared (`score that year`) and the binding, if it has one.

    binding is the stand-in itself (`that year`) inside `for each`, a concrete one (`last year`) elsewhere.
    """

    name: str
    binding: str | None
    span: Span

    def bound(self, binding: str | None) -> str | None:
        """The concrete binding where the sentence around it speaks of that one."""
        return binding if self.binding is not None and self.binding.startswith(STAND_IN) else self.binding


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


class Test(Noun, frozen=True):
    """A comparison; TRUE is a boolean word or a fact standing alone. Values are typed by the term's field."""

    term: Term
    operator: Operator
    values: tuple[Value, ...]
    span: Span


class Not(Noun, frozen=True):
    """Negation."""

    part: "Condition"
    span: Span


class And(Noun, frozen=True):
    """All parts hold."""

    parts: tuple["Condition", ...]
    span: Span


class Or(Noun, frozen=True):
    """At least one part holds."""

    parts: tuple["Condition", ...]
    span: Span


Condition = Union[Test, Not, And, Or]


class Nothing(Noun, frozen=True):
    """Nothing is printed, and somebody wrote so."""


class Show(Noun, frozen=True):
    """The layout shows a thing of that name (`the table`) instead of a sentence."""

    thing: str


class Undecided(Noun, frozen=True):
    """A row that waits for a decision: `?` stands where the sentence belongs. `check` reports it."""


Outcome = Union[Wording, Nothing, Show, Undecided]


class Binding(Noun, frozen=True):
    """One of the things that `each` ranges over: `last year = history.one_year_ago`."""

    name: str
    path: str
    span: Span


class Each(Noun, frozen=True):
    """A kind and its bindings, in order; stand_in is `that` and the kind's last word."""

    kind: str
    stand_in: str
    bindings: tuple[Binding, ...]
    span: Span


class FieldWord(Noun, frozen=True):
    """A phrase for a field; the path begins with `that_…` (`that_year.score`) when the phrase has a stand-in."""

    name: str
    path: str
    span: Span


class ScaleWord(Noun, frozen=True):
    """A phrase for an end of a scale: of the whole range, of a fixed level, or of the level that a word tells."""

    name: str
    bound: Bound
    scale: str
    level: int | Term | None
    span: Span


class Fact(Noun, frozen=True):
    """A phrase for a condition."""

    name: str
    condition: Condition
    span: Span


class Basis(Noun, frozen=True):
    """Where a message comes from: a declared source and the place in it."""

    source: str
    place: str
    span: Span


class Always(Noun, frozen=True):
    """What every record keeps: when `when` holds, `then` holds."""

    each: str | None
    when: Condition
    then: Condition
    span: Span


class Skip(Noun, frozen=True):
    """Who gets no report, and why. All messages are about the others."""

    when: Condition
    reason: str
    span: Span
    basis: tuple[Basis, ...] = ()


class LevelRange(Noun, frozen=True):
    """The scores of one level, both ends included."""

    level: int
    low: int
    high: int
    span: Span


class ScaleRow(Noun, frozen=True):
    """The ranges of one key (a grade), ascending and contiguous."""

    key: Value
    ranges: tuple[LevelRange, ...]
    span: Span


class ScaleTable(Noun, frozen=True):
    """The ranges in force from a school year on, until the next table of the scale."""

    since: SchoolYear
    rows: tuple[ScaleRow, ...]
    span: Span


class Scale(Noun, frozen=True):
    """A score-range table: `of score by key gives level`, for each binding of a kind."""

    name: str
    each: str
    score: Term
    key: Term
    level: Term
    tables: tuple[ScaleTable, ...]
    span: Span
    basis: tuple[Basis, ...] = ()


class Row(Noun, frozen=True):
    """One case of a message. since/until: school years in which it is in force (`from school year …`)."""

    when: Condition
    outcome: Outcome
    because: str | None
    since: SchoolYear | None
    until: SchoolYear | None
    span: Span


class Message(Noun, frozen=True):
    """A list of rows, exactly one of which holds for each student (and each binding)."""

    name: str
    each: str | None
    rows: tuple[Row, ...]
    basis: tuple[Basis, ...]
    span: Span


class Expectation(Noun, frozen=True):
    """What an example expects of a message: `is` an outcome, or text that `begins` so."""

    message: Term
    begins: bool
    outcome: Outcome
    span: Span


class Example(Noun, frozen=True):
    """A partial student and what is expected of every such student."""

    title: str
    given: tuple[Condition, ...]
    expect: tuple[Expectation, ...]
    span: Span


class Question(Noun, frozen=True):
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


class Reference(Noun, frozen=True):
    """What a whole phrase of the vocabulary stands for: a declared name and, for a family, the binding."""

    naming: Naming
    name: str
    binding: str | None


class RuleBook(Noun, frozen=True):
    """All *.rules files of one report, together.

    vocabulary: every whole phrase (`score last year`), usable anywhere. stand_ins: the phrases that end in a stand-in
    (`score that year`), usable inside `for each` and in the declaration of a family only.
    """

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
    stand_ins: Mapping[str, Reference]
    record_span: Span | None = None

    def reference(self, phrase: str, each: str | None = None) -> Reference | None:
        """What a phrase means; each is the kind that the sentence speaks of, if it stands in a `for each`."""
        found = self.vocabulary.get(phrase)
        if found is None and each is not None:
            found = self.stand_ins.get(phrase)
            if found is not None and found.binding != self.eaches[each].stand_in:
                return None
        return found

    def place(self, binding: str) -> str:
        """The path that a binding stands for (`history.one_year_ago`); raises KeyError for a name that is none."""
        for each in self.eaches.values():
            for one in each.bindings:
                if one.name == binding:
                    return one.path
        raise KeyError(binding)

    def path(self, name: str, binding: str | None = None) -> str:
        """The path of a field word's field, for one binding if the word is a family."""
        word = self.words[name]
        if not isinstance(word, FieldWord):
            raise KeyError(name)
        return word.path if binding is None else f"{self.place(binding)}.{word.path.partition('.')[2]}"

    def bindings(self, each: str | None) -> tuple[str | None, ...]:
        """What a statement is said of: each binding of its kind, or once."""
        return (None,) if each is None else tuple(one.name for one in self.eaches[each].bindings)
