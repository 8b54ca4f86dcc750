"""What stands at a wrong place and what was expected there, in words for those who write rules."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.source import Span
from scorepress.parse.rules_tokens import Lexeme, Shape, span

_DECLARED = {
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
    "TERM": "a word or fact of the vocabulary",
    "MESSAGE": "a message",
    "TITLE": "a message",
    "KIND": "the name of an `each`",
    "SCALE": "the name of a scale",
    "SOURCE": "the name of a source",
}
_SHAPES = {
    Shape.STRING: "a text",
    Shape.YEAR: "the school year",
    Shape.DATE: "the date",
    Shape.RANGE: "the range",
    Shape.INTEGER: "the number",
}
_VALUES = frozenset({Shape.STRING, Shape.INTEGER, Shape.YEAR})
_LISTED = 6
_COMPARE = "write `is`, `is not`, `is at least`, `is at most` or `is between … and …`"
_LIST = "write `is one of` before a list of values"
_EACH_ROW = "every row has its own `when`, so that no new value is answered by accident"
_SLIPS: Mapping[str, str] = {
    **dict.fromkeys(("<", ">", "≥", "≤", "!", "=", "≠", "less", "more", "greater", "equals", "are"), _COMPARE),
    **dict.fromkeys(("otherwise", "else", "default"), _EACH_ROW),
    **dict.fromkeys("“”‘’'", 'sentences stand between straight quotation marks: "…"'),
    **dict.fromkeys(";/", "a comment begins with `#`"),
    "in": "write `is one of …, …`",
    "if": "write `when`",
    "but": "write `and`",
    "then": "write `:` behind the situation",
}


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
) -> Diagnostic:
    """The diagnostic of a statement that goes wrong at a lexeme, or at its end."""
    if lexeme is not None and lexeme.shape is Shape.OPEN_STRING:
        place = span(path, lexeme, lexeme)
        return _error("the text has no closing quotation mark", place, 'write `"` at its end; indent its further lines')
    order = [*keywords, *_DECLARED, "$END"]
    terminals = sorted(accepted(), key=lambda t: order.index(t) if t in order else len(order))
    if lexeme is not None:
        terminals = [terminal for terminal in terminals if keywords.get(terminal) != lexeme.text]
    expected = describe(terminals, keywords)
    if lexeme is None:
        last = statement[-1]
        return _error(f"the statement ends here, expected {expected}", span(path, last, last), *_at_end(terminals))
    here = statement.index(lexeme)
    found = _found(lexeme)
    place = span(path, lexeme, lexeme)
    if here == 0:
        hint = "a statement begins at the beginning of its line; indent the lines that belong to it"
        return _error(f"no statement begins with {found}", place, *(_slip(statement, 0, terminals) or (hint,)))
    hints = _slip(statement, here, terminals)
    labels: tuple[Label, ...] = ()
    before = statement[here - 1]
    if before.shape is Shape.STRING and not hints:
        hints = ("inside a sentence write “ and ”: a straight quotation mark ends it",)
        if "\n" in before.text:
            labels = (Label(span(path, before, before), "is the closing quotation mark of this text missing?"),)
    diagnostic = _error(f"found {found}, expected {expected}", place, *hints)
    return Diagnostic(Code.RULE_SYNTAX, Severity.ERROR, diagnostic.message, place, labels, diagnostic.hints)


def _found(lexeme: Lexeme) -> str:
    text = lexeme.text.split("\n")[0]
    short = text if len(text) <= 30 else text[:29] + "…"
    return f"{_SHAPES[lexeme.shape]} `{short}`" if lexeme.shape in _SHAPES else f"`{short}`"


def _slip(statement: Sequence[Lexeme], here: int, terminals: Collection[str]) -> tuple[str, ...]:
    """A hint for a slip that is often made."""
    word = statement[here].text
    if here == 0 and word in {"when", "from", "given", "expect", "assume", "answer"}:
        return ("indent the lines that belong to the statement above",)
    if word in {"and", "or"} and {"AND", "OR"} & set(terminals):
        return ("put parentheses around what belongs together: `… and (… or …)`",)
    if here > 1 and statement[here - 1].text == "or" and statement[here - 2].shape in _VALUES:
        return (_LIST,)
    if word == "," and here + 1 < len(statement) and statement[here + 1].shape in _VALUES and "AND" in terminals:
        return (_LIST,)
    if word == "not" and statement[here - 1].text == "not":
        return ("say it without `not`",)
    if word in {"one", "at", "between"} and statement[here - 1].text == "not":
        return ("put `not` in front: `not … is one of …`",)
    hint = _SLIPS.get(word) or _SLIPS.get(word[:1])
    if hint is None or (hint == _COMPARE and "IS" not in terminals):
        return ()
    return (hint,)


def _at_end(terminals: Collection[str]) -> tuple[str, ...]:
    if "WHEN" in terminals:
        return ('write at least one row below it: `when …: "…"`, indented',)
    if "MEANS" in terminals:
        return ("a fact is declared so: `fact … means …`",)
    if "EXPECT" in terminals:
        return ("write below it what is expected: `expect … is …`, indented",)
    return ()


def _error(message: str, place: Span, *hints: str) -> Diagnostic:
    return Diagnostic(Code.RULE_SYNTAX, Severity.ERROR, message, place, (), hints)
