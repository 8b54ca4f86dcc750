"""Why a message says what it says, why a student is skipped, what speaks against a record: for one student."""

from collections.abc import Sequence

from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.reasons import Reasoner
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Values
from scorepress.model.conditions import family_phrase, in_words
from scorepress.model.diagnostic import Code, Diagnostic
from scorepress.model.record import Record
from scorepress.model.rows import outcome_in_words, row_in_words
from scorepress.model.rules import Basis
from scorepress.model.trace import Case, Choice, Problem, Reason
from scorepress.model.wording import Wording


def trace_message(rules: CompiledRules, message: str, binding: str | None, values: Values) -> Choice:
    """Put every row of a message to a student. Raises KeyError when the book has no such message."""
    book = rules.book
    reasoner = Reasoner(rules, values)
    holding = rules.holding(message, binding, values)
    cases = tuple(
        Case(
            row.span,
            row_in_words(book, row, binding),
            outcome_in_words(row.outcome),
            isinstance(row.outcome, Wording),
            row.because,
            row in holding,
            reasoner.row(row, binding),
        )
        for row in book.messages[message].rows
    )
    phrase = family_phrase(book, message, binding)
    return Choice(phrase, message, binding, _sources(rules, book.messages[message].basis), cases)


def trace_skip(rules: CompiledRules, values: Values) -> Choice | None:
    """The `skip` lines that were asked, up to the one that took the student; None when none did."""
    taken = rules.skip(values)
    if taken is None:
        return None
    reasoner = Reasoner(rules, values)
    cases = []
    for skip in rules.book.skips:
        reason = reasoner.why(skip.when, None)
        if skip is not taken:
            reason = reasoner.obstacle(skip.when, None)
        words = in_words(rules.book, skip.when)
        cases.append(
            Case(skip.span, words, skip.reason, sentence=True, because=None, holds=reason.holds, reason=reason)
        )
        if skip is taken:
            break
    return Choice("skip", "skip", None, _sources(rules, taken.basis), tuple(cases))


def trace_audit(rules: CompiledRules, record: Record) -> tuple[Problem, ...]:
    """Everything that speaks against a record; of an `always` line, with the values that break it."""
    reasoner = Reasoner(rules, record.values)
    broken = [promise for promise in rules.promises() if not promise.kept(record.values)]
    problems = []
    for diagnostic in audit_record(rules, record):
        reasons: tuple[Reason, ...] = ()
        if diagnostic.code is Code.RECORD_ALWAYS:
            promise = broken.pop(0)
            always, binding = promise.always, promise.binding
            reasons = (reasoner.why(always.when, binding), reasoner.obstacle(always.then, binding))
        problems.append(Problem(diagnostic, reasons))
    return tuple(problems)


def trace_failure(rules: CompiledRules, values: Values, diagnostics: Sequence[Diagnostic]) -> tuple[Choice, ...]:
    """The messages that a failed report stopped at: those with no row, or several, for the student."""
    places = {diagnostic.span for diagnostic in diagnostics}
    found = []
    for message in rules.book.messages.values():
        if places & {message.span, *(row.span for row in message.rows)}:
            for binding in rules.book.bindings(message.each):
                if len(rules.holding(message.name, binding, values)) != 1:
                    found.append(trace_message(rules, message.name, binding, values))  # noqa: PERF401 - two levels deep
    return tuple(found)


def _sources(rules: CompiledRules, basis: Sequence[Basis]) -> tuple[tuple[Basis, str], ...]:
    """Where something comes from, each with the title of its source."""
    return tuple((one, rules.book.sources.get(one.source, one.source)) for one in basis)
