"""Decision tables: the rows of each message as a table that people sign. Made from the rules, never written by hand."""

from collections.abc import Mapping

from scorepress.model.rules import Basis, Outcome, Question
from scorepress.model.source import Span
from scorepress.noun import Noun


class DecisionCell(Noun, frozen=True):
    """What a row asks of one column, or of several that stand side by side.

    column: the first, from 0. width: how many. words: `3`, `not “otters”`, `yes`, or a condition in full.
    """

    column: int
    width: int
    words: str


class DecisionRow(Noun, frozen=True):
    """One row of a message. A column without a cell may hold anything.

    further: a condition that fits no column. years: the school years in which the row is in force. cases: how many
    cases of the proof it answers, where they were counted.
    """

    cells: tuple[DecisionCell, ...]
    further: str
    years: str
    outcome: Outcome
    because: str | None
    span: Span
    cases: int | None = None


class DecisionTable(Noun, frozen=True):
    """One message. columns: phrases in the order in which the rows ask for them.

    each, bindings: what it is said of in turn (`year`; `this year`, `last year`). sources: with their titles.
    cases: how many cases the proof went through, each with exactly one row; None where it was not asked, or failed;
    unproved: it failed.
    """

    message: str
    each: str | None
    bindings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[DecisionRow, ...]
    sources: tuple[tuple[Basis, str], ...]
    questions: tuple[Question, ...]
    span: Span
    cases: int | None = None
    unproved: bool = False


class Statement(Noun, frozen=True):
    """A line of the rules that stands beside the tables: a fact's meaning, a `skip` or an `always` line."""

    subject: str
    words: str
    span: Span
    sources: tuple[tuple[Basis, str], ...] = ()


class DecisionBook(Noun, frozen=True):
    """All tables of a report, and what they rely on."""

    report: str
    title: str
    skips: tuple[Statement, ...]
    tables: tuple[DecisionTable, ...]
    facts: tuple[Statement, ...]
    always: tuple[Statement, ...]
    questions: tuple[Question, ...]


CaseCounts = Mapping[str, tuple[int, tuple[int, ...]]]
"""What a proof counted: message -> how many cases there are, and how many each row answers, over all bindings."""
