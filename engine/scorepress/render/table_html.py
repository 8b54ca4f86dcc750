"""Decision tables -> one HTML page without script, made to be printed and signed. Its style is `table.css`."""

import pkgutil
from base64 import b64encode
from collections.abc import Iterator
from html import escape

from scorepress.model.decisions import DecisionBook, DecisionCell, DecisionRow, DecisionTable, Statement
from scorepress.model.rows import outcome_in_words
from scorepress.model.rules import Question
from scorepress.model.scene import FontKey
from scorepress.model.wording import Slot, Wording

ANY = "–"
UNPROVED = "Not proved: scorepress check tells which students have no line, or two"
FAMILY = "Noto Sans"
EXTRA = "·/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What the style writes by itself: separators, page numbers, first letters in capitals."""

LONG = 8
"""Tables with more rows may be broken over pages."""


def render_table_html(book: DecisionBook) -> str:
    """All decision tables of a report as one HTML document, ending in a line feed."""
    style = (pkgutil.get_data(__package__, "table.css") or b"").decode()
    body = list(_body(book))
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(book.title)}: decision tables</title>",
        f"<style>\n{_faces(''.join(body))}\n{style}</style>",
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _faces(text: str) -> str:
    """The characters of a text in the bundled faces, so that the page looks alike on every machine."""
    from scorepress.text.embedding import embedded_face  # noqa: PLC0415 - loads slowly, and only this page wants it

    rules = []
    for weight in (400, 700):
        data = b64encode(embedded_face(FontKey(FAMILY, weight), text + EXTRA)).decode("ascii")
        source = f'url(data:font/woff;base64,{data}) format("woff")'
        rules.append(f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: {source}; }}')
    return "\n".join(rules)


def _body(book: DecisionBook) -> Iterator[str]:
    open_ = sum(1 for question in book.questions if question.answer is None)
    yield "<header>"
    yield f"<h1>{escape(book.title)}</h1>"
    yield '<p class="lead"><b>Decision tables.</b> Each table is one message of the report, made from the rules in '
    yield f"rules/{escape(book.report)}/. For every student exactly one line of a table holds. "
    yield f"A dash means that the line holds whatever the value is.{_open_in_words(open_)}</p>"
    yield "</header>"
    yield "<main>"
    yield from _contents(book)
    if book.skips:
        yield from _skips(book)
    for number, table in enumerate(book.tables, 1):
        yield from _table(table, f"m{number}")
    yield from _words(book)
    yield from _records(book)
    yield from _other_questions(book)
    yield '<div class="sign"><p>Name</p><p>Office</p><p>Date</p></div>'
    yield "</main>"


def _open_in_words(count: int) -> str:
    if not count:
        return ""
    return f" {count} {'question is' if count == 1 else 'questions are'} open; what is assumed stands below its table."


def _contents(book: DecisionBook) -> Iterator[str]:
    yield '<nav aria-label="Tables"><ol>'
    for number, table in enumerate(book.tables, 1):
        count = sum(1 for question in table.questions if question.answer is None)
        mark = f' <span class="open">({count} open)</span>' if count else ""
        yield f'<li><a href="#m{number}">{escape(table.message)}</a>{mark}</li>'
    yield "</ol></nav>"


# --- a message --------------------------------------------------------------------------------------------------------


def _table(table: DecisionTable, name: str) -> Iterator[str]:
    yield f'<section aria-labelledby="{name}">'
    yield "<div>" if len(table.rows) > LONG else '<div class="whole">'
    yield f'<div class="head"><h2 id="{name}">{escape(table.message)}</h2><p class="tick">approved</p></div>'
    yield '<p class="about">'
    if table.each:
        yield f"<span>For each {escape(table.each)}: {', '.join(map(escape, table.bindings))}</span>"
    for basis, title in table.sources:
        yield f"<span>{escape(title)}: “{escape(basis.place)}”</span>"
    if table.cases is not None:
        yield f"<span>Proved: each of the {table.cases:,} cases has exactly one line</span>"
    if table.unproved:
        yield f"<span><strong>{UNPROVED}</strong></span>"
    yield f"<span>{escape(table.span.path.rpartition('/')[2])}</span></p>"
    yield f'<table class="n{len(table.columns) + len(_extra(table))}" aria-labelledby="{name}">'
    yield from _head(table)
    yield "<tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(_row(table, row))}</tr>"
    yield "</tbody>"
    yield "</table>"
    yield "</div>"
    for question in table.questions:
        yield from _question(question)
    yield "</section>"


def _extra(table: DecisionTable) -> tuple[str, ...]:
    """The columns of conditions that are no phrase."""
    further = ("and",) if any(row.further for row in table.rows) else ()
    years = ("in force",) if any(row.years for row in table.rows) else ()
    return (*further, *years)


def _head(table: DecisionTable) -> Iterator[str]:
    conditions = [*table.columns, *_extra(table)]
    yield f"<colgroup><col></colgroup><colgroup>{'<col>' * len(conditions)}</colgroup><colgroup><col></colgroup>"
    yield "<thead>"
    yield '<tr><th class="line" scope="col" rowspan="2">line</th>'
    yield f'<th class="group" scope="colgroup" colspan="{len(conditions)}">when</th>'
    yield '<th class="says" scope="col" rowspan="2">the report says</th>'
    yield '<th class="cases" scope="col" rowspan="2">cases</th></tr>' if _counted(table) else "</tr>"
    yield "<tr>" + "".join(f'<th scope="col">{escape(name)}</th>' for name in conditions) + "</tr>"
    yield "</thead>"


def _counted(table: DecisionTable) -> bool:
    """Whether a proof has counted the cases of each row."""
    return any(row.cases is not None for row in table.rows)


def _row(table: DecisionTable, row: DecisionRow) -> Iterator[str]:
    yield f'<th class="line" scope="row">{row.span.line}</th>'
    starts = {cell.column: cell for cell in row.cells}
    column = 0
    while column < len(table.columns):
        cell = starts.get(column, DecisionCell(column, 1, ANY))
        yield _cell(cell)
        column += cell.width
    for name in _extra(table):
        yield _cell(DecisionCell(0, 1, (row.further if name == "and" else row.years) or ANY))
    because = f'<span class="because">because: {escape(row.because)}</span>' if row.because else ""
    yield f'<td class="says">{_outcome(row)}{because}</td>'
    if _counted(table):
        yield f'<td class="cases">{row.cases or 0:,}</td>'


def _cell(cell: DecisionCell) -> str:
    if cell.width > 1:
        return f'<td class="across" colspan="{cell.width}">{escape(cell.words)}</td>'
    return f'<td class="any">{ANY}</td>' if cell.words == ANY else f"<td>{escape(cell.words)}</td>"


def _outcome(row: DecisionRow) -> str:
    if not isinstance(row.outcome, Wording):
        return f'<span class="other">{escape(outcome_in_words(row.outcome))}</span>'
    return "".join(
        f'<span class="slot">{{{escape(part.phrase)}}}</span>' if isinstance(part, Slot) else escape(part)
        for part in row.outcome.parts
    )


def _question(question: Question) -> Iterator[str]:
    yield '<div class="question">'
    yield f"<p><b>Question {question.number}.</b> {escape(question.text)}</p>"
    if question.answer is None:
        yield f"<p><b>Assumed until it is answered:</b> {escape(question.assumption)}</p>"
        yield '<p class="answer">Answer <span></span> Date <span></span></p>'
    else:
        yield f"<p><b>Answered {escape(question.answered or '')}:</b> {escape(question.answer)}</p>"
    yield "</div>"


# --- what stands beside the tables ------------------------------------------------------------------------------------


def _skips(book: DecisionBook) -> Iterator[str]:
    yield '<section aria-labelledby="skips">'
    yield '<div class="head"><h2 id="skips">who gets no report</h2><p class="tick">approved</p></div>'
    yield '<p class="about">The first line that holds decides. All tables are about the other students.</p>'
    yield '<table aria-labelledby="skips">'
    yield '<thead><tr><th class="line" scope="col">line</th><th scope="col">when</th>'
    yield '<th class="says" scope="col">the reason</th></tr></thead>'
    yield "<tbody>"
    for skip in book.skips:
        sources = "".join(f"<small>{escape(title)}: “{escape(b.place)}”</small>" for b, title in skip.sources)
        yield f'<tr><th class="line" scope="row">{skip.span.line}</th><td>{escape(skip.words)}</td>'
        yield f'<td class="says">{escape(skip.subject)}{sources}</td></tr>'
    yield "</tbody>"
    yield "</table>"
    yield "</section>"


def _words(book: DecisionBook) -> Iterator[str]:
    if book.facts:
        yield '<section class="whole" aria-labelledby="words">'
        yield '<h2 id="words">What the words mean</h2>'
        yield "<dl>"
        for fact in book.facts:
            yield f"<dt>{escape(fact.subject)}</dt><dd>{escape(fact.words)}</dd>"
        yield "</dl>"
        yield "</section>"


def _records(book: DecisionBook) -> Iterator[str]:
    if book.always:
        yield '<section class="whole" aria-labelledby="records">'
        yield '<h2 id="records">What every record keeps</h2>'
        yield "<ul>"
        for one in book.always:
            yield f"<li>{escape(_always(one))}</li>"
        yield "</ul>"
        yield "</section>"


def _always(one: Statement) -> str:
    return f"For each {one.subject}: {one.words}" if one.subject else one.words.capitalize()


def _other_questions(book: DecisionBook) -> Iterator[str]:
    """Questions that touch no message: they would stand below no table."""
    others = [question for question in book.questions if not question.at]
    if others:
        yield '<section aria-labelledby="questions">'
        yield '<h2 id="questions">Questions about no single table</h2>'
        for question in others:
            yield from _question(question)
        yield "</section>"
