"""Rule text -> lexemes: words, numbers, sentences, signs and comments, each with its place.

Nothing is lost but white space, so that a formatter can write the file again. What a row of words means (a keyword, a
phrase of the vocabulary, a new name) is decided later, when the grammar says what may stand there.
"""

import re
from collections.abc import Sequence
from enum import StrEnum, auto
from typing import NamedTuple

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source, Span

MAX_CHARACTERS = 2_000_000
"""Of one rule file; about 40,000 lines."""
MAX_TEXT = 5_000
"""Characters of one sentence."""


class Shape(StrEnum):
    """What a lexeme looks like."""

    COMMENT = auto()
    STRING = auto()
    OPEN_STRING = auto()
    DATE = auto()
    YEAR = auto()
    RANGE = auto()
    INTEGER = auto()
    PATH = auto()
    WORD = auto()
    SIGN = auto()
    STRANGE = auto()


class Lexeme(NamedTuple):
    """A piece of a rule file. start: its offset; line and column count from 1."""

    shape: Shape
    text: str
    start: int
    line: int
    column: int


_PIECES = {
    # a sentence may run over lines as long as they are indented or empty
    Shape.STRING: r'"(?:[^"\n]|\n(?=\s|\Z))*"',
    Shape.OPEN_STRING: r'"[^\n]*',
    Shape.COMMENT: r"\#[^\n]*",
    Shape.DATE: r"\d{4}-\d\d-\d\d(?![\w-])",
    Shape.YEAR: r"\d{4}-\d\d(?![\w-])",
    Shape.RANGE: r"\d+[-–]\d+(?![\w-])",
    Shape.INTEGER: r"-?\d+(?![\w-])",
    Shape.PATH: r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)+|[A-Za-z][A-Za-z0-9]*_\w*",
    Shape.WORD: r"[^\W_][\w]*(?:['’/&-]\w+)*",
    Shape.SIGN: r"[:,=()?]",
    Shape.STRANGE: r"\S",
}
_LEXEME = re.compile(r"\s*(?:" + "|".join(f"(?P<{shape.name}>{pattern})" for shape, pattern in _PIECES.items()) + ")")
_SHAPES = {shape.name: shape for shape in Shape}
# Control characters, and marks that change the direction of what a reader sees but not what a program reads.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def lex(source: Source, reporter: Reporter) -> tuple[Lexeme, ...]:
    """Cut a rule file into its lexemes, comments included.

    Reports a file that is too long (and gives nothing then), and characters that no reader can see.
    """
    text = source.text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > MAX_CHARACTERS:
        reporter.error(
            Code.TOO_LARGE,
            f"the file has {len(text):,} characters, at most {MAX_CHARACTERS:,} are read",
            Span(source.path, 1),
            "split it: all *.rules files of a folder are read together",
        )
        return ()
    found: list[Lexeme] = []
    line, begin, at = 1, 0, 0
    while match := _LEXEME.match(text, at):
        shape = _SHAPES[match.lastgroup or ""]
        start = match.start(shape.name)
        if breaks := text.count("\n", at, start):
            line, begin = line + breaks, text.rindex("\n", at, start) + 1
        piece = match.group(shape.name)
        found.append(Lexeme(shape, piece, start, line, start - begin + 1))
        at = match.end()
        if breaks := piece.count("\n"):
            line, begin = line + breaks, start + piece.rindex("\n") + 1
    _report_hidden(text, source.path, reporter)
    return tuple(found)


def _report_hidden(text: str, path: str, reporter: Reporter) -> None:
    for match in _HIDDEN.finditer(text):
        at = match.start()
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        reporter.error(
            Code.RULE_SYNTAX,
            f"a character that cannot be seen stands here: U+{ord(match.group()):04X}",
            Span(path, line, column, line, column + 1),
            "delete it; it often comes along when a text is pasted",
        )
        return


def statements(lexemes: Sequence[Lexeme]) -> tuple[tuple[Lexeme, ...], ...]:
    """Lexemes without comments, cut where a line is not indented: each such line begins a statement."""
    found: list[list[Lexeme]] = []
    for lexeme in lexemes:
        if lexeme.shape is Shape.COMMENT:
            continue
        if lexeme.column == 1 or not found:
            found.append([])
        found[-1].append(lexeme)
    return tuple(tuple(one) for one in found)


def span(path: str, first: Lexeme, last: Lexeme) -> Span:
    """From the beginning of one lexeme to the end of another."""
    breaks = last.text.count("\n")
    end = len(last.text) - last.text.rindex("\n") if breaks else last.column + len(last.text)
    return Span(path, first.line, first.column, last.line + breaks, end)


def unquoted(lexeme: Lexeme) -> str:
    """What a sentence says: without its quotation marks, each line break with the white space around it one space."""
    return re.sub(r"\s*\n\s*", " ", lexeme.text[1:-1])


class Mark(NamedTuple):
    """A `{…}` in a sentence, between the columns of one line or over lines."""

    phrase: str
    line: int
    column: int
    end_line: int
    end_column: int


_SLOT = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


def marks(lexeme: Lexeme) -> tuple[Mark, ...]:
    """The slots of a sentence with their places, in order."""
    found = []
    for match in _SLOT.finditer(lexeme.text):
        if match.group(1) is None:
            continue
        first, last = _place(lexeme, match.start()), _place(lexeme, match.end())
        found.append(Mark(" ".join(match.group(1).split()), *first, *last))
    return tuple(found)


def _place(lexeme: Lexeme, offset: int) -> tuple[int, int]:
    before = lexeme.text[:offset]
    breaks = before.count("\n")
    return lexeme.line + breaks, offset - before.rindex("\n") if breaks else lexeme.column + offset
