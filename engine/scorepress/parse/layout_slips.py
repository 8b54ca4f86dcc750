"""What stops a file from being YAML, at the place where the slip was made, and what to do about it.

The library says where it could not go on. That is often lines below the slip: at the next key behind a key without a
colon, at the next quotation mark behind one that is missing, at the next item behind a brace that is not closed.
"""

import re
from typing import Any

from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.source import Source, Span

_IN_WORDS = (
    ("did not find expected ',' or '}'", "a `,` or `}` is missing"),
    ("did not find expected ',' or ']'", "a `,` or `]` is missing"),
    ("did not find expected key", "a key is missing, or the indentation differs from that of the keys above"),
    ("did not find expected '-'", "a `-` is missing, or the indentation differs from that of the items above"),
    ("did not find expected node content", "a value is missing"),
    ("mapping values are not allowed", "a key with its colon cannot stand here"),
    ("block sequence entries are not allowed", "a list with `-` cannot stand here"),
    ("could not find expected ':'", "a colon is missing"),
    ("found a tab character", "a tab stands in the indentation"),
    ("found character that cannot start", "a text without quotation marks cannot begin like this"),
    ("found unexpected end of stream", "a quotation mark is not closed"),
    ("found unknown escape character", "a backslash stands in double quotation marks; take single ones"),
)
"""What the library says, and what a person needs to know."""
_HINT = "compare the indentation with the lines around it; text with `: `, ` #` or `{` goes into quotation marks"
_BRACKETS = {"{": "}", "[": "]"}
_KEY = re.compile(r"([a-z][\w-]*)(:| +)(.+)")
_KEY_ENDS = re.compile(r":(\s|$)")
_FEW = 4
"""Words of a line that is more likely a key with its value than part of a sentence."""
_STOPS_THERE = "which makes the file stop being YAML here"


def wrong_yaml(source: Source, error: Any, quoted: Any) -> Diagnostic:
    """The diagnostic of a file that stops being YAML.

    error: the library's, with its marks. quoted: the event of the last text, if it stands in quotation marks.
    """
    slip = _Slip(source, error, quoted)
    checks = (slip.open_quote, slip.no_colon, slip.open_bracket)
    return next((found for check in checks if (found := check())), None) or slip.any()


class _Slip:
    """Looks for the slip behind one error of the library."""

    def __init__(self, source: Source, error: Any, quoted: Any) -> None:
        self.path = source.path
        self.lines = source.text.split("\n")
        self.problem = (error.problem or "this is not YAML").strip()
        self.mark: Any = error.problem_mark or error.context_mark
        self.context: Any = error.context_mark
        self.quoted = quoted

    def open_quote(self) -> Diagnostic | None:
        """A text in quotation marks that ends lines below: its own closing one is missing, another one ends it."""
        event, mark = self.quoted, self.mark
        if self.problem.startswith("found unexpected end of stream"):
            start = self.context
            labels: tuple[Label, ...] = ()
        elif event is not None and event.start_mark.line < event.end_mark.line == mark.line:
            between = self.lines[mark.line][event.end_mark.column : mark.column]
            if between.strip():
                return None
            start = event.start_mark
            labels = (Label(self.span(mark), _STOPS_THERE),)
        else:
            return None
        sign = self.lines[start.line][start.column : start.column + 1]
        message = "the quotation mark that opens here is not closed in its line"
        return self.wrong(message, self.span(start), f"write `{sign}` at the end of the text", *labels)

    def no_colon(self) -> Diagnostic | None:
        """A line without a colon and a space, told at the line below it."""
        number = self.line_without_colon()
        if number is None:
            return None
        column = _indentation(self.lines[number])
        line = self.lines[number][column:].rstrip()
        hint = f"write `{self.with_colon(line)}`, or indent the line if it goes on with the text above"
        place = Span(self.path, number + 1, column + 1, number + 1, column + len(line) + 1)
        return self.wrong("a colon with a space behind it is missing here", place, hint)

    def line_without_colon(self) -> int | None:
        """The number of the line, from 0."""
        if self.problem.startswith("could not find expected ':'") and self.context is not None:
            return int(self.context.line)
        above = self.mark.line - 1 if self.mark else -1
        if not self.problem.startswith("mapping values are not allowed") or above < 0:
            return None
        line = self.lines[above]
        beside = _indentation(line) == _indentation(self.lines[above + 1])
        return above if beside and line.strip() and not _KEY_ENDS.search(line) else None

    def with_colon(self, line: str) -> str:
        """The line as it may be meant; a longer one only if its first word is a key elsewhere in the file."""
        found = _KEY.fullmatch(line)
        if found is None:
            return "key: value" if " " in line else f"{line}:"
        elsewhere = re.search(rf"\b{found[1]}: ", "\n".join(self.lines))
        short = found[2] == ":" or len(line.split()) <= _FEW
        return f"{found[1]}: {found[3]}" if short or elsewhere else "key: value"

    def open_bracket(self) -> Diagnostic | None:
        """A bracket that is not closed, told where the next line begins that is not indented deeper."""
        if "expected ',' or" not in self.problem or self.context.line == self.mark.line:
            return None
        first, rest = self.lines[self.context.line], self.lines[self.mark.line :]  # nothing where the file ends
        if rest and _white(rest[0]) > _white(first):
            return None
        opened = first[self.context.column]
        label = Label(self.span(self.mark), _STOPS_THERE)
        message = f"the `{opened}` that opens here is not closed"
        return self.wrong(message, self.span(self.context), f"write `{_BRACKETS[opened]}` where it ends", label)

    def any(self) -> Diagnostic:
        """Every other slip, at the place where the library could not go on."""
        problem = next((words for begin, words in _IN_WORDS if self.problem.startswith(begin)), self.problem)
        place = self.span(self.mark) if self.mark else Span(self.path, 1)
        hint = "use spaces, not tabs, to indent" if "a tab" in problem or "\\t" in problem else _HINT
        return self.wrong(f"the file stops being YAML here: {problem}", place, hint)

    def span(self, mark: Any) -> Span:
        return Span(self.path, mark.line + 1, mark.column + 1)

    def wrong(self, message: str, place: Span, hint: str, *labels: Label) -> Diagnostic:
        return Diagnostic(Code.YAML_SYNTAX, Severity.ERROR, message, place, labels, (hint,))


def _white(line: str) -> int:
    """How far a line is indented."""
    return len(line) - len(line.lstrip())


def _indentation(line: str) -> int:
    """How far a key is indented, behind the `-` of an item."""
    found = re.match(r"\s*(- +)*", line)
    return found.end() if found else 0
