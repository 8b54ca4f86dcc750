"""`scorepress explain RECORDS`: why one student gets what he or she gets. It tells who the student is, as asked."""

from difflib import get_close_matches
from itertools import islice

import click

from scorepress.apps.say import open_report, open_workspace
from scorepress.apps.students import Inputs, Row, Students
from scorepress.model.record import Record
from scorepress.model.rules import Reference
from scorepress.model.trace import Trace
from scorepress.noun import Noun
from scorepress.pipeline.explain import explain_message, explain_row, find_message, message_phrases
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened
from scorepress.render.trace_json import render_trace_json
from scorepress.render.trace_text import render_trace_text
from scorepress.workspace import scratch


class Question(Noun, frozen=True):
    """What was asked: of which report, of which row of the data (counted from 1), in which language; of one message."""

    report: str
    inputs: Inputs
    student: int
    language: str
    message: str
    as_json: bool


def explain_student(project: str | None, question: Question) -> str:
    """The answer as text or JSON. Raises ScorepressError, and BadParameter for a row or message that is not there."""
    workspace = open_workspace(project)
    opened, _found = open_report(workspace, question.report)
    press = Press(opened.template)
    language = press.language(question.language)
    asked = _message(press, question.message) if question.message else None
    trace = _trace(press, _row(opened, question), language.code, asked)
    return render_trace_json(trace) if question.as_json else render_trace_text(trace, language.name)


def _trace(press: Press, row: Row, language: str, asked: Reference | None) -> Trace:
    if asked is None or not isinstance(row, Record):
        return explain_row(press, row, language)
    return explain_message(press, row, language, asked)


def _row(opened: Opened, question: Question) -> Row:
    with scratch() as database:
        rows = Students(opened, question.inputs, database).rows()
        row = next(islice(rows, question.student - 1, None), None)
    if row is None:
        message = f"there is no row {question.student} in {' '.join(question.inputs.files)}"
        raise click.BadParameter(message, param_hint="--student")
    return row


def _message(press: Press, phrase: str) -> Reference:
    found = find_message(press, phrase)
    if found is None:
        near = get_close_matches(phrase, message_phrases(press), 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(press.template.book.messages)}"
        raise click.BadParameter(f"no message `{phrase}`; {hint}", param_hint="MESSAGE")
    return found
