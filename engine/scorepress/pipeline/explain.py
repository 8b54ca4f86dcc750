"""A row of the data -> Trace: why a student gets what he or she gets."""

from collections.abc import Sequence

from scorepress.evaluate.trace import trace_audit, trace_failure, trace_message, trace_skip
from scorepress.evaluate.trace_report import trace_report
from scorepress.model.diagnostic import Diagnostic, ScorepressError
from scorepress.model.record import Record, Rejected, Skipped
from scorepress.model.report import Phrase
from scorepress.model.rules import Naming, Reference
from scorepress.model.trace import Entry, Fate, Found, Problem, Trace
from scorepress.noun import replace
from scorepress.pipeline.press import Press


def explain_row(press: Press, row: Record | Rejected | Skipped, lang: str) -> Trace:
    """What becomes of a row, and why: each text of the report, the `skip` line, or what is wrong with the record.

    Raises ScorepressError when the report is not printed in the language.
    """
    press.language(lang)
    blank = Trace(press.template.name, press.template.book.title, row.origin, lang, Fate.RENDERED)
    if isinstance(row, Skipped):
        return replace(blank, fate=Fate.SKIPPED, reason=row.reason)
    if isinstance(row, Rejected):
        return replace(blank, fate=Fate.QUARANTINED, problems=_problems(row.diagnostics))
    skip = trace_skip(press.rules, row.values)
    if skip is not None:
        return replace(blank, fate=Fate.SKIPPED, skip=skip, reason=skip.chosen[0].outcome)
    problems = trace_audit(press.rules, row)
    if problems:
        return replace(blank, fate=Fate.QUARANTINED, problems=problems)
    return _explain_report(press, row, blank)


def _explain_report(press: Press, row: Record, blank: Trace) -> Trace:
    """A record that rules and scales have nothing against: its pages, or where they failed."""
    try:
        report = press.report(row, blank.lang)
    except ScorepressError as error:
        choices = trace_failure(press.rules, row.values, error.diagnostics)
        entries = tuple(_message_entry(press, blank.lang, choice.message, choice.binding, row) for choice in choices)
        return replace(blank, fate=Fate.QUARANTINED, problems=_problems(error.diagnostics), entries=entries)
    entries = trace_report(press.template, press.rules, report, row.values)
    try:
        press.pages(report)
    except ScorepressError as error:
        return replace(blank, fate=Fate.QUARANTINED, problems=_problems(error.diagnostics), entries=entries)
    return replace(blank, entries=entries)


def explain_message(press: Press, row: Record, lang: str, asked: Reference) -> Trace:
    """Why a message says what it says of a student, for one binding or for each, wherever it is printed or not.

    asked: a message of the book; without a binding, a message of a family is explained for all of them.
    """
    whole = explain_row(press, row, lang)
    message = press.template.book.messages[asked.name]
    bindings = press.template.book.bindings(message.each) if asked.binding is None else (asked.binding,)
    entries = tuple(_message_entry(press, lang, asked.name, binding, row) for binding in bindings)
    return replace(whole, entries=entries)


def find_message(press: Press, phrase: str) -> Reference | None:
    """A message by what the office calls it: `mood`, `badge name last season`, `badge name`."""
    book = press.template.book
    found = book.vocabulary.get(phrase)
    if found is None or found.naming is not Naming.MESSAGE:
        return Reference(Naming.MESSAGE, phrase, None) if phrase in book.messages else None
    return found


def message_phrases(press: Press) -> tuple[str, ...]:
    """All that `find_message` finds."""
    book = press.template.book
    phrases = (phrase for phrase, found in book.vocabulary.items() if found.naming is Naming.MESSAGE)
    return tuple(dict.fromkeys((*book.messages, *phrases)))


def _message_entry(press: Press, lang: str, message: str, binding: str | None, row: Record) -> Entry:
    """A message by itself: the rows in it, and what it says if it says something."""
    span = press.template.book.messages[message].span
    choices = [trace_message(press.rules, message, binding, row.values)]
    text, spoken = "", lang
    try:
        said = press.voice(lang).say(message, binding, row.values)
    except ScorepressError:
        said = None
    if isinstance(said, Phrase):
        text, spoken = said.text, said.lang
        choices += [trace_message(press.rules, use.message, use.binding, row.values) for use in said.rows[1:]]
    found = Found.TEXT if isinstance(said, Phrase) else Found.SILENT
    return Entry(0, "", found, text, spoken, span, None, tuple(choices))


def _problems(diagnostics: Sequence[Diagnostic]) -> tuple[Problem, ...]:
    return tuple(Problem(diagnostic) for diagnostic in diagnostics)
