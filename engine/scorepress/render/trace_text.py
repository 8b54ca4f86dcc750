"""Trace -> text for a person: each sentence of a page, the row that chose it, and why the other rows did not."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import wrap

from scorepress.model.source import Span
from scorepress.model.trace import Case, Choice, Entry, Fate, Found, Problem, Reason, Trace

WIDTH = 100
LABEL = 9
"""Width of the names of the facts about a row."""

_FATES = {
    Fate.RENDERED: "gets a report",
    Fate.SKIPPED: "gets no report",
    Fate.QUARANTINED: "is in quarantine",
}


def render_trace_text(trace: Trace, language: str, width: int = WIDTH) -> str:
    """Write a trace; language: the name of the report's. Lines of prose are at most `width` characters.

    A row that chose several texts is explained with the first of them.
    """
    return "\n".join(_Writer(width).trace(trace, language)) + "\n"


class _Writer:
    """Writes one trace and remembers what it has explained."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.explained: set[tuple[str, int | None]] = set()
        self.sources: dict[str, str] = {}

    def trace(self, trace: Trace, language: str) -> Iterator[str]:
        yield f"Row {trace.origin.row} of {trace.origin.path} {_FATES[trace.fate]}."
        yield f"{trace.title}, {language}"
        if trace.fate is Fate.SKIPPED:
            yield ""
            yield from self.quoted(trace.reason or "", "")
            if trace.skip:
                yield from self.choice(trace.skip, None)
        for problem in trace.problems:
            yield ""
            yield from self.problem(problem)
        page, region = 0, ""
        for entry in self.worth_telling(trace.entries):
            if entry.page != page:
                page, region = entry.page, ""
                yield from ("", f"Page {page}", "======")
            if entry.region != region:
                region = entry.region
                yield from ("", region, "-" * len(region))
            yield ""
            yield from self.entry(entry)
        if self.sources:
            yield from ("", "Sources", "=======", "")
            for name, title in self.sources.items():
                yield from wrap(f"{name}: {title}", self.width, subsequent_indent="  ")

    def worth_telling(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """All entries but those that the next one explains as well."""
        for entry, following in pairwise([*entries, None]):
            if entry is None:
                return
            same = following is not None and [c.phrase for c in entry.choices] == [
                c.phrase for c in following.choices[: len(entry.choices)]
            ]
            if not same or entry.found not in (Found.SHOWN, Found.SILENT):
                yield entry

    def entry(self, entry: Entry) -> Iterator[str]:
        about = f", about level {entry.level}" if entry.level is not None else ""
        match entry.found:
            case Found.TEXT:
                yield from self.quoted(entry.text, about)
            case Found.ALTERNATIVE:
                yield from self.quoted(entry.text, f"{about}, read out in place of a drawing")
            case Found.SILENT:
                yield "no words"
            case _:
                yield f"{entry.found.value}: {entry.text}"
        if not entry.choices:
            yield f"  the layout itself  {_place(entry.span)}"
        for choice in entry.choices:
            yield from self.choice(choice, entry.level)

    def quoted(self, text: str, about: str) -> Iterator[str]:
        yield from wrap(f"“{text}”{about}", self.width, subsequent_indent=" ")

    def choice(self, choice: Choice, level: int | None) -> Iterator[str]:
        """A message: what holds and why, and why the rest does not. Nothing about the rest where it was told before."""
        told = (choice.phrase, level) in self.explained
        self.explained.add((choice.phrase, level))
        for case in choice.chosen:
            yield f"  {choice.phrase}  {_place(case.span)}{'  (explained above)' if told else ''}"
            if not told:
                yield from self.holding(choice, case, level)
        if not choice.chosen:
            yield f"  {choice.phrase}: no row holds"
        if not told:
            for number, case in enumerate(choice.others):
                yield from self.item("" if number else "not", f":{case.span.line}  {_obstacle(case.reason)}")

    def holding(self, choice: Choice, case: Case, level: int | None) -> Iterator[str]:
        yield from self.item("when", case.when)
        yield from self.item("here" if level is None else "suppose", ", ".join(case.reason.actual))
        if not case.sentence:
            yield from self.item("so", case.outcome)
        if case.because:
            yield from self.item("because", case.because)
        for basis, title in choice.sources:
            self.sources[basis.source] = title
            yield from self.item("from", f'{basis.source} "{basis.place}"')

    def item(self, name: str, text: str) -> Iterator[str]:
        indent = " " * (4 + LABEL)
        yield from wrap(text, self.width, initial_indent=f"    {name:<{LABEL}}", subsequent_indent=indent)

    def problem(self, problem: Problem) -> Iterator[str]:
        diagnostic = problem.diagnostic
        head = f"{diagnostic.severity}[{diagnostic.code.value}]: {diagnostic.message}"
        yield from wrap(head, self.width, subsequent_indent="  ")
        if diagnostic.span:
            yield f"  {_place(diagnostic.span)}"
        if problem.reasons:
            actual = dict.fromkeys(value for reason in problem.reasons for value in reason.actual)
            yield from self.item("here", ", ".join(actual))
        for hint in diagnostic.hints:
            yield from self.item("hint", hint)


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}"


def _obstacle(reason: Reason) -> str:
    """The first condition of a row that fails, and the student's values."""
    here = reason.value if reason.phrase is not None and reason.value else ", ".join(reason.actual)
    return f"{reason.words} — here {here}"
