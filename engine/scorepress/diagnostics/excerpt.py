"""One line of a source as a terminal can show it, and the cells in it that a mark must underline.

Columns count characters; terminals count cells: a tab has up to four of them, an East Asian wide character two, a
combining accent none (Unicode Standard Annex 11). Characters that move the cursor, turn the direction of text or
cannot be seen are shown as `�`: they are often the very mistake, and a data file must not write to a terminal.
"""

import unicodedata

from scorepress.model.characters import columns
from scorepress.noun import Noun

TAB = 4
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Excerpt(Noun, frozen=True):
    """A line to print. The mark starts at cell `start` (from 0) and is `length` cells long, at least one."""

    text: str
    start: int
    length: int


def visible(text: str) -> str:
    """The text on one line, without characters that a terminal obeys or hides."""
    return "".join(" " if c in "\t\n\r" else _seen(c) for c in text)


def excerpt(line: str, start: int, end: int, width: int) -> Excerpt:
    """The part of a line, at most `width` cells, that shows the characters from `start` up to `end` (from 0)."""
    shown, edges = _cells(line)
    start = min(max(start, 0), len(shown))
    end = min(max(end, start), len(shown))
    first, last = edges[start], edges[end]
    low, high = 0, len(shown)
    if edges[-1] > width:
        low, high = _window(edges, first, last, width)
    before = "…" if low > 0 else ""
    after = "…" if high < len(shown) else ""
    shift = len(before) - edges[low]
    first, last = first + shift, min(last, edges[high]) + shift
    return Excerpt(before + "".join(shown[low:high]) + after, first, max(last - first, 1))


def _seen(character: str) -> str:
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) in HIDDEN else character


def _cells(line: str) -> tuple[list[str], list[int]]:
    """What is printed for each character, and the cell where each begins (one more: where the line ends)."""
    shown: list[str] = []
    edges = [0]
    for character in line:
        at = edges[-1]
        if character == "\t":
            shown.append(" " * (TAB - at % TAB))
            edges.append(at + TAB - at % TAB)
            continue
        shown.append(_seen(character))
        edges.append(at + columns(character))
    return shown, edges


def _window(edges: list[int], first: int, last: int, width: int) -> tuple[int, int]:
    """The characters to show of a line that is too long: from its beginning if the mark fits, else around the mark."""
    left = 0 if last < width else max(first - width // 3, 0)
    low = next(i for i, edge in enumerate(edges) if edge >= left)
    limit = edges[low] + width - 2
    high = max(i for i, edge in enumerate(edges) if edge <= limit)
    return low, high
