"""RuleBook -> decision tables: conditions become columns where they ask one thing at a time.

A row's condition is taken apart at its `and`s. A part that asks for one phrase is a cell in the column of the phrase. A
part that asks for several stands across their columns if nothing else stands in between, else in a column of its own.
"""

from collections.abc import Iterator, Sequence

from scorepress.model.conditions import in_words, spoken, tests
from scorepress.model.decisions import CaseCounts, DecisionBook, DecisionCell, DecisionRow, DecisionTable, Statement
from scorepress.model.rows import years_in_words
from scorepress.model.rules import And, Basis, Condition, Message, Not, Operator, Or, Row, RuleBook, Test
from scorepress.model.values import Value

Sources = tuple[tuple[Basis, str], ...]


def make_tables(book: RuleBook, report: str, counts: CaseCounts | None = None) -> DecisionBook:
    """Lay out every message of a rule book.

    counts: how many cases a proof found, by message and row; a message that is not in it was not proved. None: nobody
    asked for a proof.
    """
    skips = (
        Statement(skip.reason, in_words(book, skip.when), skip.span, _titled(book, skip.basis)) for skip in book.skips
    )
    facts = (Statement(fact.name, in_words(book, fact.condition), fact.span) for fact in book.facts.values())
    always = (
        Statement(one.each or "", f"when {in_words(book, one.when)}, {in_words(book, one.then)}", one.span)
        for one in book.always
    )
    tables = (_table(book, message, counts) for message in book.messages.values())
    questions = sorted(book.questions, key=lambda question: question.number)
    return DecisionBook(
        report, book.title, tuple(skips), tuple(tables), tuple(facts), tuple(always), tuple(questions)
    )  # fmt: skip


def _titled(book: RuleBook, basis: Sequence[Basis]) -> Sources:
    """Sources with their titles."""
    return tuple((one, book.sources.get(one.source, one.source)) for one in basis)


def _table(book: RuleBook, message: Message, counts: CaseCounts | None) -> DecisionTable:
    columns = tuple(dict.fromkeys(phrase for row in message.rows for phrase in _own_phrases(book, row)))
    total, of_rows = (counts or {}).get(message.name, (None, (None,) * len(message.rows)))
    touching = [question for question in book.questions if message.name in question.at]
    rows = (_row(book, row, columns, cases) for row, cases in zip(message.rows, of_rows, strict=True))
    return DecisionTable(
        message.name,
        message.each,
        tuple(name for name in book.bindings(message.each) if name is not None),
        columns,
        tuple(rows),
        _titled(book, message.basis),
        tuple(sorted(touching, key=lambda question: question.number)),
        message.span,
        total,
        counts is not None and total is None,
    )


def _own_phrases(book: RuleBook, row: Row) -> Iterator[str]:
    """The phrases that a row asks for one at a time."""
    for part in _parts(row.when):
        phrases = _phrases(book, part)
        if len(phrases) == 1:
            yield phrases[0]


def _parts(condition: Condition) -> Iterator[Condition]:
    """What must hold, each by itself."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _parts(part)
    else:
        yield condition


def _phrases(book: RuleBook, condition: Condition) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spoken(book, test.term) for test in tests(condition)))


def _row(book: RuleBook, row: Row, columns: Sequence[str], cases: int | None) -> DecisionRow:
    single: dict[int, list[str]] = {}
    several: list[Condition] = []
    for part in _parts(row.when):
        phrases = _phrases(book, part)
        if len(phrases) == 1:
            single.setdefault(columns.index(phrases[0]), []).append(cell_in_words(part))
        else:
            several.append(part)
    cells = [DecisionCell(column, 1, " and ".join(words)) for column, words in single.items()]
    further = []
    for part in several:
        across = _across(book, part, columns, cells)
        if across is None:
            further.append(f"({in_words(book, part)})" if isinstance(part, Or) else in_words(book, part))
        else:
            cells.append(across)
    cells.sort(key=lambda cell: cell.column)
    return DecisionRow(
        tuple(cells), " and ".join(further), years_in_words(row), row.outcome, row.because, row.span, cases
    )  # fmt: skip


def _across(
    book: RuleBook, part: Condition, columns: Sequence[str], cells: Sequence[DecisionCell]
) -> DecisionCell | None:
    """A cell across the columns that a part asks for, if nothing else stands in between."""
    phrases = _phrases(book, part)
    if not set(phrases).issubset(columns):
        return None
    at = [columns.index(phrase) for phrase in phrases]
    first, last = min(at), max(at)
    if any(cell.column <= last and first < cell.column + cell.width for cell in cells):
        return None
    return DecisionCell(first, last - first + 1, in_words(book, part))


# --- the words of a cell ----------------------------------------------------------------------------------------------

_COMPARED = {
    Operator.IS: "{}",
    Operator.IS_NOT: "not {}",
    Operator.AT_LEAST: "at least {}",
    Operator.AT_MOST: "at most {}",
    Operator.BETWEEN: "{} to {}",
    Operator.TRUE: "yes",
    Operator.KNOWN: "known",
    Operator.UNKNOWN: "unknown",
}
_OPPOSITE = {Operator.TRUE: "no", Operator.KNOWN: "unknown", Operator.UNKNOWN: "known"}


def cell_in_words(condition: Condition) -> str:
    """A condition about one phrase, without the phrase: `3`, `not “otters”, or unknown`, `at least 5`, `no`."""
    if isinstance(condition, Test):
        return _compared(condition)
    if isinstance(condition, Not):
        if isinstance(condition.part, Test):
            return _opposite(condition.part)
        return f"not ({cell_in_words(condition.part)})"
    joint = " and " if isinstance(condition, And) else " or "
    return joint.join(
        f"({cell_in_words(part)})" if isinstance(part, And | Or) else cell_in_words(part) for part in condition.parts
    )


def _compared(test: Test) -> str:
    values = [_value(value) for value in test.values]
    if test.operator is Operator.ONE_OF:
        return " or ".join([", ".join(values[:-1]), values[-1]]) if len(values) > 1 else values[0]
    return _COMPARED[test.operator].format(*values)


def _opposite(test: Test) -> str:
    """What is left when a comparison does not hold: a field that is absent fulfils no comparison."""
    if test.operator in _OPPOSITE:
        return _OPPOSITE[test.operator]
    if test.operator is Operator.IS_NOT:
        return f"{_value(test.values[0])}, or unknown"
    return f"not {_compared(test)}, or unknown"


def _value(value: Value) -> str:
    return f"“{value}”" if isinstance(value, str) else str(value)
