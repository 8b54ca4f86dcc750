"""Decision tables -> Markdown, for a pull request or a wiki."""

from collections.abc import Iterator

from scorepress.model.decisions import DecisionBook, DecisionRow, DecisionTable
from scorepress.model.rows import outcome_in_words
from scorepress.model.rules import Question
from scorepress.render.questions import escape_markdown as plain

ANY = "–"
UNPROVED = "Not proved: `scorepress check` tells which students have no line, or two"


def render_table_markdown(book: DecisionBook) -> str:
    """All decision tables of a report as one Markdown document, ending in a line feed."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: DecisionBook) -> Iterator[str]:
    yield f"# {plain(book.title)}: decision tables"
    yield ""
    yield f"Made from the rules in `rules/{book.report}/`. {ANY}: anything."
    if book.skips:
        yield from ("", "## Who gets no report", "", "| when | reason | source | line |", "|---|---|---|---|")
        for skip in book.skips:
            sources = "; ".join(f"{plain(title)}: “{plain(basis.place)}”" for basis, title in skip.sources)
            yield f"| {plain(skip.words)} | {plain(skip.subject)} | {sources} | {skip.span.line} |"
    for table in book.tables:
        yield from ("", *_table(table))
    if book.facts:
        yield from ("", "## What the words mean", "")
        for fact in book.facts:
            yield f"- **{plain(fact.subject)}** means {plain(fact.words)}"
    if book.always:
        yield from ("", "## What every record keeps", "")
        for one in book.always:
            each = f"for each {plain(one.subject)} " if one.subject else ""
            yield f"- {each}{plain(one.words)}"
    others = [question for question in book.questions if not question.at]
    if others:
        yield from ("", "## Questions about no single table")
        for question in others:
            yield from ("", _question(question))


def _table(table: DecisionTable) -> Iterator[str]:
    yield f"## {plain(table.message)}"
    yield ""
    if table.each:
        yield f"- For each {plain(table.each)}: {', '.join(map(plain, table.bindings))}"
    for basis, title in table.sources:
        yield f"- {plain(title)}: “{plain(basis.place)}”"
    if table.cases is not None:
        yield f"- Proved: each of the {table.cases:,} cases has exactly one line"
    if table.unproved:
        yield f"- **{UNPROVED}**"
    yield f"- `{table.span.path}:{table.span.line}`"
    further = any(row.further or any(cell.width > 1 for cell in row.cells) for row in table.rows)
    years = any(row.years for row in table.rows)
    because = any(row.because for row in table.rows)
    counted = any(row.cases is not None for row in table.rows)
    heads = [*map(plain, table.columns), *(["condition"] * further), *(["school years"] * years), "says"]
    heads += [*(["because"] * because), *(["cases"] * counted), "line"]
    yield from ("", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|")
    for row in table.rows:
        cells = _cells(row, len(table.columns))
        if further:
            across = [cell.words for cell in row.cells if cell.width > 1]
            cells.append(plain(" and ".join([*across, *([row.further] if row.further else [])])) or ANY)
        cells += [row.years or ANY] * years
        cells.append(plain(outcome_in_words(row.outcome, "“{}”")))
        cells += [plain(row.because or "")] * because
        cells += [f"{row.cases or 0:,}"] * counted
        yield f"| {' | '.join([*cells, str(row.span.line)])} |"
    for question in table.questions:
        yield from ("", _question(question))


def _cells(row: DecisionRow, columns: int) -> list[str]:
    words = {cell.column: plain(cell.words) for cell in row.cells if cell.width == 1}
    return [words.get(column, ANY) for column in range(columns)]


def _question(question: Question) -> str:
    head = f"> **Question {question.number}:** {plain(question.text)}"
    if question.answer is None:
        return f"{head} **Open.** Assumed: {plain(question.assumption)}"
    return f"{head} **Answered {question.answered}:** {plain(question.answer)}"
