"""Words -> lines that are no longer than they may be, broken only where the language allows it."""

import re
from collections.abc import Sequence

from scorepress.fmt.lines import Line, comment_lines
from scorepress.noun import Noun

WIDTH = 110
"""Columns of a line of a rule file."""

# A slot, or a space between two words: where there is more white space, some would be lost at a break.
_SLOT_OR_SPACE = re.compile(r"\{[^{}]*\}|(?<!\s) (?!\s)")
_FOLD = re.compile(r"\s*\n\s*")


class Chunk(Noun, frozen=True):
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
    """One stretch without comments inside."""
    levels = sorted({chunk.level for chunk in run[1:]})
    *texts, last = _broken(run, indent, further, levels)
    return [*(Line(text) for text in texts), Line(last, run[-1].comment)]


def _broken(run: Sequence[Chunk], indent: int, further: int, levels: Sequence[int]) -> list[str]:
    """Break at the first of the levels, and what is still too long at the others."""
    lines: list[tuple[str, list[Chunk]]] = []
    for group in _groups(run, levels[0] if levels else 0):
        text = " ".join(chunk.text for chunk in group)
        if lines and len(lines[-1][0]) + 1 + len(text) <= WIDTH:
            before, chunks = lines.pop()
            lines.append((f"{before} {text}", [*chunks, *group]))
        else:
            lines.append((" " * (further if lines else indent) + text, group))
    found: list[str] = []
    for text, chunks in lines:
        broken = len(text) > WIDTH and len(levels) > 1
        found += _broken(chunks, further if found else indent, further, levels[1:]) if broken else [text]
    return found


def _groups(run: Sequence[Chunk], level: int) -> list[list[Chunk]]:
    """What stays together when lines are broken at places of this level at most."""
    groups = [[run[0]]]
    for chunk in run[1:]:
        if chunk.level <= level:
            groups.append([])
        groups[-1].append(chunk)
    return groups
