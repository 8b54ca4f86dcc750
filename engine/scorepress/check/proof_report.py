"""Findings of the proof -> diagnostics."""

from collections.abc import Sequence

from scorepress.check.proof_words import about
from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.proof import Counterexample, Crowd, Finding, Gap, Hole, Never, Overlap, Reach
from scorepress.model.rules import RuleBook
from scorepress.model.source import Span

MANY = 6
"""Rows that are pointed to in one diagnostic."""


def describe(finding: Finding, book: RuleBook) -> Diagnostic:
    """What was found, in the office's words."""
    match finding:
        case Gap():
            return _gap(finding, book)
        case Overlap():
            return _overlap(finding, book)
        case Never():
            return _never(finding, book)
        case Hole():
            return _hole(finding)
        case Crowd():
            return _crowd(finding)
        case Reach():
            return _reach(finding, book)


def smallest(found: Counterexample) -> str:
    """The smallest counterexample as a hint."""
    return f"the smallest: {', '.join(found.words)}" if found.words else "this is so for every student"


def _error(
    code: Code, message: str, span: Span | None, hints: Sequence[str], labels: Sequence[Label] = ()
) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, span, tuple(labels), tuple(hints))


def _cases(count: int, total: int) -> str:
    return f"{count:,} of {total:,} case{'s' if total != 1 else ''}"


def _gap(gap: Gap, book: RuleBook) -> Diagnostic:
    message = f"no row of {about(book, gap.message, gap.binding)} answers {_cases(gap.count, gap.total)}"
    hints = [smallest(gap.smallest)]
    if gap.also:
        hints.append(f"the same for {' and '.join(f'`{binding}`' for binding in gap.also)}")
    if gap.smallest.words:
        hints.append(f"write a row: `when {gap.smallest.condition}: …`; if nothing is printed, `nothing`")
    return _error(Code.GAP, message, book.messages[gap.message].span, hints)


def _overlap(overlap: Overlap, book: RuleBook) -> Diagnostic:
    rows = book.messages[overlap.message].rows
    cases = _cases(overlap.count, overlap.total)
    name = about(book, overlap.message, overlap.binding)
    if len(overlap.others) == 1:
        message = f"2 rows of {name} answer the same {cases}"
    else:
        message = f"a row of {name} answers {cases} that {len(overlap.others)} other rows answer"
    labels = [Label(rows[other].span, "this row answers them too") for other in overlap.others[:MANY]]
    hints = [smallest(overlap.smallest), "make the situations exclude one another"]
    return _error(Code.OVERLAP, message, rows[overlap.row].span, hints, labels)


def _never(never: Never, book: RuleBook) -> Diagnostic:
    message = f"a row of `{never.message}` answers no student"
    labels = [Label(never.because, "this line leaves no such student")] if never.because else []
    hint = "its condition contradicts itself" if never.absurd else "delete the row, or mend its condition"
    if not never.absurd and not never.because:
        hint = f"`always`, `skip` and `scale` lines together leave no such student: {hint}"
    return _error(Code.NEVER, message, book.messages[never.message].rows[never.row].span, [hint], labels)


def _hole(hole: Hole) -> Diagnostic:
    if hole.owner:
        who, mend = f"of this row of `{hole.owner}`", "ask for it in the situation, and write a row for the others"
    else:
        who, mend = "who see this text", "show the text only where it has something to say: `when: … is text`"
    message = f"`{hole.slot}` {hole.what} for some students {who}"
    return _error(Code.MAYBE_NOTHING, message, hole.place, [smallest(hole.smallest), mend])


def _crowd(crowd: Crowd) -> Diagnostic:
    message = f"`{crowd.name}` has too many cases to go through"
    fields = ", ".join(f"`{phrase}` ({count})" for phrase, count in crowd.fields[:MANY])
    more = f" and {len(crowd.fields) - MANY} more" if len(crowd.fields) > MANY else ""
    hints = [f"its rows ask for {fields}{more}", "split it into messages that ask for less each"]
    return _error(Code.TOO_LARGE, message, crowd.place, hints)


def _reach(reach: Reach, book: RuleBook) -> Diagnostic:
    row = book.messages[reach.message].rows[reach.row]
    message = f"this row of `{reach.message}` now also answers students of whom `{reach.words}` holds"
    mend = "if it is right so, commit the schema; else narrow the row"
    if reach.smallest.words == (reach.words,):
        return Diagnostic(Code.WIDER_REACH, Severity.WARNING, message, row.span, (), (mend,))
    hints = (f"for example: {', '.join(reach.smallest.words)}", mend)
    return Diagnostic(Code.WIDER_REACH, Severity.WARNING, message, row.span, (), hints)
