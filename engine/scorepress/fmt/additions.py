"""Rule files with a row or an example more; every other line stays as somebody wrote it."""

from collections.abc import Iterable, Sequence

from scorepress.model.rules import Message
from scorepress.noun import Noun

WIDTH = 100
INDENT = "  "


class Addition(Noun, frozen=True):
    """Lines to be put into a file behind a line, which counts from 1."""

    path: str
    behind: int
    lines: tuple[str, ...]


def row_of(message: Message, condition: str, text: str) -> Addition:
    """A row without a decision behind the last row of a message. text: of the message's file."""
    lines = text.split("\n")
    end = _end(lines, message)
    first = message.rows[0].span.line if message.rows else 0
    written = lines[first - 1] if first else INDENT
    indent = written[: len(written) - len(written.lstrip())] or INDENT
    return Addition(message.span.path, end, _broken(f"{indent}when {condition}: ?", indent))


def example_of(message: Message, title: str, given: Sequence[str], phrase: str, text: str) -> Addition:
    """An example without a decision at the end of a file. text: of the message's file."""
    end = len(text.rstrip().split("\n"))
    lines = ("", f'example "{title}"', *_broken(f"{INDENT}given {', '.join(given)}", INDENT))
    return Addition(message.span.path, end, (*lines, f"{INDENT}expect {phrase} is ?"))


def apply_additions(text: str, additions: Iterable[Addition]) -> str:
    """The text of a file with all its additions."""
    lines = text.split("\n")
    for one in sorted(additions, key=lambda one: one.behind, reverse=True):
        lines[one.behind : one.behind] = one.lines
    found = "\n".join(lines)
    return found if found.endswith("\n") else found + "\n"


def _end(lines: Sequence[str], message: Message) -> int:
    """The last line of a message's last row, with its `because`; sources and comments at the end come after it."""
    last = message.rows[-1].span.line if message.rows else message.span.line
    basis = [one.span.line for one in message.basis if one.span.line > last]
    end = last
    for number in range(last + 1, min([*basis, len(lines) + 1])):
        line = lines[number - 1]
        if line and not line[0].isspace():
            break
        if line.strip() and not line.lstrip().startswith("#"):
            end = number
    return end


def _broken(line: str, indent: str) -> tuple[str, ...]:
    """A line that is too long, broken in front of `and` or behind a comma."""
    found = [line]
    while len(found[-1]) > WIDTH:
        last = found[-1]
        start = len(indent) + 4
        at = max(last.rfind(" and ", start, WIDTH), last.rfind(", ", start, WIDTH - 1) + 1)
        if at <= start:
            break
        found[-1:] = [last[:at], f"{indent}{INDENT * 2}{last[at + 1 :]}"]
    return tuple(found)
