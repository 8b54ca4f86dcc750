"""Tokens -> values: texts, numbers, school years, sentences with slots, terms."""

from collections.abc import Sequence

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.rules import LevelRange, Reference, ScaleRow, Term
from scorepress.model.source import Span
from scorepress.model.values import SchoolYear, Value
from scorepress.model.wording import Slot, Wording, split_wording
from scorepress.noun import replace
from scorepress.parse.rules_reader import Token
from scorepress.parse.rules_tokens import MAX_TEXT, marks, unquoted

MAX_DIGITS = 9


class WrongError(Exception):
    """A part of a statement that has the right form and cannot be right."""

    def __init__(self, code: Code, message: str, place: Span, *hints: str) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, Severity.ERROR, message, place, (), hints)


def cover(first: Span, last: Span) -> Span:
    """From the beginning of one place to the end of another."""
    return Span(first.path, first.line, first.column, last.end_line, last.end_column)


def text_of(token: Token) -> str:
    """What a text says; raises WrongError when it is too long."""
    text = unquoted(token.lexeme)
    if len(text) > MAX_TEXT:
        message = f"the text has {len(text):,} characters, at most {MAX_TEXT:,} are read"
        raise WrongError(Code.TOO_LARGE, message, token.span, "is its closing quotation mark missing?")
    return text


def number_of(token: Token) -> int:
    """A whole number."""
    if len(token.text) > MAX_DIGITS:
        raise WrongError(Code.TOO_LARGE, f"the number has more than {MAX_DIGITS} digits", token.span, "is it a text?")
    return int(token.text)


def year_of(token: Token) -> SchoolYear:
    """A school year, `2025-26`."""
    try:
        return SchoolYear.parse(token.text)
    except ValueError:
        start = int(token.text[:4])
        hint = f"the school year that begins in {start} is `{SchoolYear(start)}`"
        raise WrongError(Code.WRONG_VALUE, f"`{token.text}` is no school year", token.span, hint) from None


def value_of(token: Token) -> Value:
    """A text, a number or a school year."""
    if token.type == "STRING":
        return text_of(token)
    return year_of(token) if token.type == "YEAR" else number_of(token)


def term_of(token: Token) -> Term:
    """A phrase; an unknown one has been reported and keeps its words."""
    if isinstance(token.value, Reference):
        return Term(token.value.name, token.value.binding, token.span)
    return Term(token.text, None, token.span)


def scale_row_of(key: Token, ranges: Sequence[Token], levels: Sequence[int]) -> ScaleRow:
    """A line of a table."""
    if len(ranges) != len(levels):
        message = f"`{key.text}` has {len(ranges)} ranges, but the table has {len(levels)} levels"
        raise WrongError(Code.SCALE, message, key.span, "write one range for each level of the table's head")
    found = []
    for level, token in zip(levels, ranges, strict=True):
        low, high = token.text.replace("–", "-").split("-")
        if max(len(low), len(high)) > MAX_DIGITS:
            raise WrongError(Code.TOO_LARGE, f"a number has more than {MAX_DIGITS} digits", token.span)
        found.append(LevelRange(level, int(low), int(high), token.span))
    return ScaleRow(value_of(key), tuple(found), key.span)


def wording_of(token: Token) -> Wording:
    """A sentence whose slots know their own places."""
    try:
        wording = split_wording(text_of(token), token.span)
    except ValueError as error:
        raise WrongError(Code.PLACEHOLDER, str(error), token.span) from None
    places = iter(marks(token.lexeme))
    parts: list[str | Slot] = []
    for part in wording.parts:
        if isinstance(part, Slot):
            _, *place = next(places)
            parts.append(Slot(part.phrase, Span(token.span.path, *place)))
        else:
            parts.append(part)
    return replace(wording, parts=tuple(parts))
