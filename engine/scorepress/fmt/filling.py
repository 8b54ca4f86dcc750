"""Words -> lines that are no longer than they may be, broken only where the language allows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scorepress.fmt.lines import Line, comment_lines

WIDTH = 110
"""Columns of a line of a rule file."""

# A slot, or a space between two words: where there is more white space, some would be lost at a break.
_SLOT_OR_SPACE = re.compile(r"\{[^{}]*\}|(?<!\s) (?!\s)")
_FOLD = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words that stay together. level: how readily a line is broken before them, 0 most, -1 always.

    above: comments on lines of their own before it; comment: the one behind it.
    """

    text: str
    level: int
    above: tuple[str, ...] = ()
    comment: str = ""


def unfolded(text: str) -> str:
    """A text on one line: each break with the white space around it is one space."""
    return _FOLD.sub(" ", text)


def fill_text(text: str, first: str, further: str, width: int, reserve: int = 0) -> list[str]:
    """Break a text at its spaces; `first` stands before its first line, `further` before the others.

    reserve: columns to keep free behind its end.
    """
    words = _words(text)
    lines, line = [], first + words[0]
    for at, word in enumerate(words[1:], 2):
        room = width - (reserve if at == len(words) else 0)
        if len(line) + 1 + len(word) <= room:
            line += f" {word}"
        else:
            lines.append(line)
            line = further + word
    return [*lines, line]


def _words(text: str) -> list[str]:
    """What stays together in a text: words, and slots as a whole."""
    found, begin = [], 0
    for match in _SLOT_OR_SPACE.finditer(text):
        if match.group() == " ":
            found.append(text[begin : match.start()])
            begin = match.end()
    return [*found, text[begin:]]


def fill_chunks(chunks: Sequence[Chunk], indent: int, further: int) -> list[Line]:
    """Lay out chunks on as few lines as possible, the first at `indent`, the others at `further`."""
    found: list[Line] = []
    run: list[Chunk] = []
    for chunk in chunks:
        if run and chunk.level < 0:
            found += _filled(run, further if found else indent, further)
            run = []
        if found:
            found += comment_lines(chunk.above, further, empty=False)
        run.append(chunk)
    return found + _filled(run, further if found else indent, further)


def _filled(run: Sequence[Chunk], indent: int, further: int) -> list[Line]:
    """One stretch without comments inside, broken only at the most readily broken places if that will do."""
    lines: list[str] = []
    for level in sorted({chunk.level for chunk in run[1:]}) or [0]:
        lines = [" " * indent]
        for group in _groups(run, level):
            if len(lines[-1]) + 1 + len(group) > WIDTH and lines[-1].strip():
                lines.append(" " * further + group)
            else:
                lines[-1] += f" {group}" if lines[-1].strip() else group
        if all(len(line) <= WIDTH for line in lines):
            break
    return [*(Line(line) for line in lines[:-1]), Line(lines[-1], run[-1].comment)]


def _groups(run: Sequence[Chunk], level: int) -> list[str]:
    """What stays together when lines are broken at places of this level at most."""
    groups = [[run[0].text]]
    for chunk in run[1:]:
        if chunk.level <= level:
            groups.append([])
        groups[-1].append(chunk.text)
    return [" ".join(group) for group in groups]
