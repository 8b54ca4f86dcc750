"""What stands at a wrong place and what was expected there, in words for those who write rules."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.source import Span
from scorepress.parse.rules_slips import Place, slip, slip_at_begin, slip_at_end
from scorepress.parse.rules_tokens import Lexeme, Shape, span

_DECLARED = {
    "TERM": "a word or fact of the vocabulary",
    "MESSAGE": "a message",
    "TITLE": "a message",
    "KIND": "the name of an `each`",
    "SCALE": "the name of a scale",
    "SOURCE": "the name of a source",
    "STRING": "a text in quotation marks",
    "INTEGER": "a number",
    "YEAR": "a school year such as `2025-26`",
    "DATE": "a date such as `2026-05-31`",
    "RANGE": "a range of scores such as `201-243`",
    "PATH": "a field of the record",
    "NAME": "a name",
    "COLUMN": "the head of the table",
    "LEVEL": "`level` with a number",
    "_LIST_COMMA": "`,`",
}
_SHAPES = {
    Shape.STRING: "a text",
    Shape.YEAR: "the school year",
    Shape.DATE: "the date",
    Shape.RANGE: "the range",
    Shape.INTEGER: "the number",
}
_LISTED = 10


def describe(terminals: Iterable[str], keywords: Mapping[str, str]) -> str:
    """What may stand at a place: `` `and`, `or` or `:` ``. keywords: terminal -> words."""
    names = dict.fromkeys(
        f"`{keywords[t]}`" if t in keywords else _DECLARED.get(t, "the end of the statement") for t in terminals
    )
    listed = list(names)
    if len(listed) > _LISTED:
        return ", ".join(listed[:_LISTED]) + " …"
    return " or ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))


def unexpected(
    path: str,
    statement: Sequence[Lexeme],
    lexeme: Lexeme | None,
    accepted: Callable[[], Collection[str]],
    keywords: Mapping[str, str],
    starts: Sequence[str],
) -> Diagnostic:
    """The diagnostic of a statement that goes wrong at a lexeme, or at its end.

    accepted: the terminals that could stand there. keywords: terminal -> words. starts: what begins statements.
    """
    if lexeme is not None and lexeme.shape is Shape.OPEN_STRING:
        place = span(path, lexeme, lexeme)
        return _error("the text has no closing quotation mark", place, 'write `"` at its end; indent its further lines')
    order = [*_DECLARED, *keywords, "$END"]
    terminals = sorted(accepted(), key=lambda t: order.index(t) if t in order else len(order))
    if lexeme is None:
        last = statement[-1]
        place = span(path, last, last)
        return _error(
            f"the statement ends here, expected {describe(terminals, keywords)}", place, slip_at_end(terminals)
        )
    terminals = [terminal for terminal in terminals if keywords.get(terminal) != lexeme.text]
    here = statement.index(lexeme)
    found, place = _found(lexeme), span(path, lexeme, lexeme)
    if here == 0:
        return _error(f"no statement begins with {found}", place, slip_at_begin(lexeme.text, starts))
    before = statement[here - 1]
    labels: tuple[Label, ...] = ()
    if before.shape is Shape.STRING and "\n" in before.text:
        labels = (Label(span(path, before, before), "is the closing quotation mark of this text missing?"),)
    message = f"found {found}, expected {describe(terminals, keywords)}"
    return _error(message, place, slip(Place(statement, here, terminals, keywords, starts)), labels)


def _found(lexeme: Lexeme) -> str:
    text = lexeme.text.split("\n")[0]
    short = text if len(text) <= 30 else text[:29] + "…"
    return f"{_SHAPES[lexeme.shape]} `{short}`" if lexeme.shape in _SHAPES else f"`{short}`"


def _error(message: str, place: Span, hint: str | None, labels: tuple[Label, ...] = ()) -> Diagnostic:
    hints = (hint,) if hint else ()
    return Diagnostic(Code.RULE_SYNTAX, Severity.ERROR, message, place, labels, hints)
