"""Trace: why a student's page says what it says: each text, the rows that chose it, and why the others did not."""

from collections.abc import Iterator
from enum import StrEnum

from scorepress.model.diagnostic import Diagnostic
from scorepress.model.record import Origin
from scorepress.model.rules import Basis
from scorepress.model.source import Span
from scorepress.noun import Noun

UNKNOWN = "unknown"


class Reason(Noun, frozen=True):
    """Whether a condition holds for one student, and what decided it.

    words: the condition in the office's words. phrase, value: of a comparison, the word and what it is worth for the
    student, as a rule writes it (`"otters"`, `3`, `yes`, `unknown`). parts: what decided anything else: the meaning of
    a fact, what `not` turns round, all parts of an `and` that holds, the first of one that fails; `or` the other way.
    """

    words: str
    holds: bool
    phrase: str | None = None
    value: str | None = None
    parts: tuple["Reason", ...] = ()

    @property
    def actual(self) -> tuple[str, ...]:
        """The student's values that decided it, each once: `laps this season is 3`, `not fears deep water`."""
        return tuple(dict.fromkeys(_actual(self)))


def _actual(reason: Reason) -> Iterator[str]:
    if reason.phrase is not None:
        yes_or_no = {"yes": reason.phrase, "no": f"not {reason.phrase}"}
        yield yes_or_no.get(reason.value or "", f"{reason.phrase} is {reason.value}")
    for part in reason.parts:
        yield from _actual(part)


class Case(Noun, frozen=True):
    """A row of a message, or a `skip` line, put to one student.

    when: its whole condition with its school years. outcome: what it says, as written; sentence: whether that is a
    sentence, not `nothing`, `show …` or `?`. reason: why it holds, or the first condition that fails.
    """

    span: Span
    when: str
    outcome: str
    sentence: bool
    because: str | None
    holds: bool
    reason: Reason


class Choice(Noun, frozen=True):
    """A message put to one student. phrase: as the office says it (`badge name last season`).

    In good rules exactly one case holds. Of `skip` lines, those that were asked: the last one took the student.
    """

    phrase: str
    message: str
    binding: str | None
    sources: tuple[tuple[Basis, str], ...]
    cases: tuple[Case, ...]

    @property
    def chosen(self) -> tuple[Case, ...]:
        """What holds."""
        return tuple(case for case in self.cases if case.holds)

    @property
    def others(self) -> tuple[Case, ...]:
        """What does not."""
        return tuple(case for case in self.cases if not case.holds)


class Found(StrEnum):
    """What an entry is about.

    TEXT: words on the page. ALTERNATIVE: words for who cannot see a drawing. SILENT: words that might be here, and a
    row says that they are not. SHOWN, LEFT_OUT: a part of the layout that has a condition.
    """

    TEXT = "text"
    ALTERNATIVE = "alternative"
    SILENT = "silent"
    SHOWN = "shown"
    LEFT_OUT = "left out"


class Entry(Noun, frozen=True):
    """One text of a page, or one part of it that might be there.

    text: the words; of a part, its name and the layout's condition. lang: of the words. span: the place in the layout.
    level: where the same words stand once for each level, the one that they are about. choices: the messages that chose
    the words, outermost first; none where the layout writes them itself.
    """

    page: int
    region: str
    found: Found
    text: str
    lang: str
    span: Span
    level: int | None
    choices: tuple[Choice, ...]


class Fate(StrEnum):
    """What becomes of a row of the data."""

    RENDERED = "rendered"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"


class Problem(Noun, frozen=True):
    """What speaks against a record, with the student's values where it is an `always` line."""

    diagnostic: Diagnostic
    reasons: tuple[Reason, ...] = ()


class Trace(Noun, frozen=True):
    """Why one student gets what he or she gets, in one language.

    title: of the report. skip: the `skip` lines that were asked, if one took the student. reason: why a row was
    skipped, by those lines or before they were asked. problems: why it is in quarantine. entries: in the order of the
    layout.
    """

    report: str
    title: str
    origin: Origin
    lang: str
    fate: Fate
    skip: Choice | None = None
    reason: str | None = None
    problems: tuple[Problem, ...] = ()
    entries: tuple[Entry, ...] = ()
