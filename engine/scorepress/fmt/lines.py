"""Lines of a formatted file, and what lies between them: empty lines and comments behind lines."""

from collections.abc import Iterator, Sequence

from scorepress.model.characters import columns
from scorepress.noun import Noun

_FURTHEST = 30
"""Columns that a comment may be moved to the right to stand under another."""


class Line(Noun, frozen=True):
    """One line with its indentation, and the comment behind it."""

    text: str = ""
    comment: str = ""


def padded(text: str, width: int) -> str:
    """The text with spaces behind it, as wide as so many columns."""
    return text + " " * (width - columns(text))


def comment_lines(above: Sequence[str], indent: int, *, empty: bool = True) -> Iterator[Line]:
    """Comments on lines of their own; empty: keep the empty lines among them."""
    for text in above:
        if text:
            yield Line(" " * indent + text)
        elif empty:
            yield Line()


def join_lines(lines: Sequence[Line]) -> str:
    """The text of a file: at most one empty line together, none at its ends, comments under one another."""
    kept: list[Line] = []
    for line in lines:
        if line.text or line.comment or (kept and kept[-1] != Line()):
            kept.append(line)
    if kept and kept[-1] == Line():
        kept.pop()
    return "".join(f"{text}\n" for text in _with_comments(kept))


def _with_comments(lines: Sequence[Line]) -> Iterator[str]:
    run: list[Line] = []
    for line in lines:
        if line.comment:
            run.append(line)
            continue
        yield from _aligned(run)
        run = []
        yield line.text
    yield from _aligned(run)


def _aligned(run: Sequence[Line]) -> Iterator[str]:
    widths = [columns(line.text) for line in run]
    common = bool(run) and max(widths) - min(widths) <= _FURTHEST
    for line, width in zip(run, widths, strict=True):
        gap = max(widths) - width if common else 0
        yield f"{line.text}{' ' * gap}  {line.comment}"
