"""Where a text's lines end.

Latin lines may end at spaces, and after hyphens, dashes and slashes inside words; never at a no-break space, inside a
range of numbers (`601–699`), after a single letter (`K-2`) or before a digit. In Filipino a hyphen stands inside of one
word (`mag-aaral`, `taon-taon`): lines end after it in names alone, before a capital. Chinese lines may end between any
two characters except where the rules of Chinese typesetting forbid it (W3C, "Requirements for Chinese Text Layout",
3.1.3: no closing mark at a line's start, no opening mark at a line's end, dashes and ellipses whole).

Names of several words and words with their number (`Mai See`, `page 2`, `第2級`) are held together wherever that takes
no more lines, and a short last word does not stand alone where the line before can give it company; so a text that
fits, fits.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil
from typing import Final

SPACES: Final = "\t \u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
"""Spaces at which a line may end; the no-break spaces U+00A0, U+2007 and U+202F are not among them."""

NO_START: Final = "、。，．・：；？！）】」』》〉〕｝］〗〙〛’”…‥—―～·‧％‰℃々ー,.:;?!)]}%/／"
"""Marks that no Chinese line starts with."""

NO_END: Final = "（【「『《〈〔｛［〖〘〚‘“＄￥￡([{$£¥€#＃№"
"""Marks that no Chinese line ends with."""

TOLERANCE: Final = 1e-6
"""Points by which a line may pass its limit: sums of floats are not exact."""

LONE: Final = 0.2
"""A last word alone on its line is short below this share of the room."""

LONGEST_HELD: Final = 24
"""Characters of the longest name that is held together."""

_HAN: Final = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_NO_BREAK: Final = "\u00a0\u2007\u202f\u2011\u2060\ufeff"

_AFTER_HYPHENS: Final = r"(?<=[^\W_]{2}[-‐])(?=[^\W\d_])"
_LATIN: Final = (
    rf"(?<=[{SPACES}])(?=[^{SPACES}])"
    rf"|{_AFTER_HYPHENS}"
    r"|(?<=[^\W\d_][–/])(?=[\w“‘(])"
    r"|(?<=\d[–/])(?=[^\W\d_])"
    r"|(?<=\S—)(?=[\w“‘(])"
)
_LETTERS: Final = 0x1F00
"""The first character behind those of Latin, with all its marks."""

_FORBIDDEN_AFTER: Final = re.escape(NO_END + _NO_BREAK + SPACES)
_FORBIDDEN_BEFORE: Final = re.escape(NO_START + _NO_BREAK + SPACES)
_CHINESE: Final = (
    rf"{_LATIN}"
    rf"|(?<=[{_HAN}])(?<![{_FORBIDDEN_AFTER}])(?=[^{_FORBIDDEN_BEFORE}])"
    rf"|(?<=[^{_FORBIDDEN_AFTER}])(?=[{_HAN}])(?![{_FORBIDDEN_BEFORE}])"
)
_CLUSTER: Final = re.compile("(?s:.)[\u0300-\u036f]*")
"""A character with the combining marks that follow it."""

_NAME: Final = re.compile(r"(?:^|[\s“‘(])([^\W\d_])[^\W\d_]*(?: |-)$")
"""A piece that ends with a word of letters; whether that begins with a capital is asked of its first letter."""

_WORD: Final = re.compile(r"[^\W\d_] $|^第$")
_ONE_HAN: Final = re.compile(rf"[{_HAN}]")


@cache
def _opportunities(lang: str) -> re.Pattern[str]:
    """Where lines may end. Made when it is asked for: the Chinese one takes a hundredth of a second.

    lang: as `_primary` has it.
    """
    if lang in ("fil", "tl"):
        small = "".join(filter(str.islower, map(chr, range(_LETTERS))))
        return re.compile(_LATIN.replace(_AFTER_HYPHENS, f"{_AFTER_HYPHENS}(?![{small}])"))
    return re.compile(_CHINESE if lang == "zh" else _LATIN)


def break_lines(
    string: str,
    measure: Callable[[str], float],
    limit: float,
    lang: str,
    *,
    balance: bool = False,
    anywhere: bool = False,
) -> tuple[str, ...]:
    """Break a text into lines no wider than limit (points), each as full as it can be but for a last word in company.

    A line feed ends a line in any case; an empty text is one empty line. Spaces around a break are dropped, nothing
    else. A piece that is wider than limit and has no place to break stands alone on a line that is too wide: the caller
    measures and reports it.

    measure: the width of a string in points; widths of pieces must add up to the width of the whole. lang: BCP 47.
    balance: use the narrowest measure, in whole points, that gives the same number of lines. anywhere: cut a piece that
    is wider than limit into parts that are not, between letters.
    """
    if "\n" not in string and measure(line := string.strip(SPACES)) <= limit:
        return (line,)  # as `_break_lines` says too, ten times as slowly
    return _break_lines(string, measure, limit, _primary(lang), balance, anywhere)


def cut_lines(string: str, measure: Callable[[str], float], limit: float) -> tuple[str, ...]:
    """Break a text between any two letters, each line as full as it can be: what is left when nothing else fits.

    A line feed ends a line; spaces at the ends of lines are dropped. A line holds at least one letter with its marks.
    Every line but the last of a paragraph is wider than limit, less the width of one letter with its marks.
    """
    lines: list[str] = []
    for paragraph in string.split("\n"):
        x, line = 0.0, ""
        for cluster in _CLUSTER.findall(paragraph.strip(SPACES)):
            width = measure(cluster)
            if line and x + width > limit + TOLERANCE:
                lines.append(line.rstrip(SPACES))
                x, line = 0.0, ""
            if line or cluster not in SPACES:
                line, x = line + cluster, x + width
        lines.append(line)
    return tuple(lines)


def pieces(string: str, lang: str) -> tuple[str, ...]:
    """Split one line of text at all places where it may be broken; joined again, the pieces are the text."""
    return tuple(_opportunities(_primary(lang)).split(string))


def _primary(lang: str) -> str:
    """The language without script and region."""
    return lang.lower().partition("-")[0]


@lru_cache(1 << 13)
def _break_lines(
    string: str, measure: Callable[[str], float], limit: float,
    lang: str, balance: bool, anywhere: bool,  # noqa: FBT001 - a cache's key
) -> tuple[str, ...]:  # fmt: skip
    split = _opportunities(lang).split
    paragraphs = [split(paragraph.strip(SPACES)) for paragraph in string.split("\n")]
    if anywhere:
        paragraphs = [[part for piece in ps for part in _parts(piece, measure, limit)] for ps in paragraphs]
    paragraphs = [_held(paragraph, measure, limit) for paragraph in paragraphs]
    widths = [_widths(paragraph, measure) for paragraph in paragraphs]
    if balance:
        limit = _narrowest(widths, limit)
    lines: list[str] = []
    for paragraph, measured in zip(paragraphs, widths, strict=True):
        for start, end in pairwise((*_in_company(_starts(measured, limit), measured, limit), len(paragraph))):
            lines.append("".join(paragraph[start:end]).rstrip(SPACES))
    return tuple(lines)


# --- what is held together --------------------------------------------------------------------------------------------


def _held(paragraph: list[str], measure: Callable[[str], float], limit: float) -> list[str]:
    """The pieces, those of names and numbers joined: both or one kind, if that takes no more and no wider lines."""
    widths = _widths(paragraph, measure)
    starts = _starts(widths, limit)
    if len(starts) == 1:
        return paragraph
    widest = max(limit, *(trimmed for _, trimmed in widths))
    for kinds in ((_is_name, _is_number), (_is_name,), (_is_number,)):
        if not any(kind(paragraph[start - 1], paragraph[start]) for start in starts[1:] for kind in kinds):
            continue
        whole = _joined(paragraph, kinds)
        joined = _widths(whole, measure)
        if len(_starts(joined, limit)) == len(starts) and all(trimmed <= widest for _, trimmed in joined):
            return whole
    return paragraph


def _joined(paragraph: Sequence[str], kinds: Sequence[Callable[[str, str], bool]]) -> list[str]:
    """The pieces, runs of any of the kinds in one; a run that is long is the name of a thing, and stays as it is."""
    runs = [[paragraph[0]]]
    for before, piece in pairwise(paragraph):
        if any(kind(before, piece) for kind in kinds):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    whole: list[str] = []
    for run in runs:
        one = "".join(run)
        whole += [one] if len(one.rstrip(SPACES)) <= LONGEST_HELD else run
    return whole


def _is_name(before: str, piece: str) -> bool:
    """Whether two pieces are words with capitals, side by side or joined by a hyphen."""
    word = _NAME.search(before)
    return word is not None and word[1].isupper() and piece[0].isupper()


def _is_number(before: str, piece: str) -> bool:
    """Whether two pieces are a word and its number, or in Chinese a number and what it counts."""
    if piece[0].isdecimal():
        return bool(_WORD.search(before))
    return before[-1].isdecimal() and bool(_ONE_HAN.match(piece))


def _parts(piece: str, measure: Callable[[str], float], limit: float) -> list[str]:
    """Cut a piece between letters into parts that are no wider than limit; a mark stays with its letter."""
    parts = [""]
    for cluster in _CLUSTER.findall(piece):
        if parts[-1] and measure((parts[-1] + cluster).rstrip(SPACES)) > limit + TOLERANCE:
            parts.append("")
        parts[-1] += cluster
    return parts


def _widths(paragraph: Sequence[str], measure: Callable[[str], float]) -> list[tuple[float, float]]:
    """The widths of pieces, with and without the spaces at their end."""
    return [(measure(piece), measure(piece.rstrip(SPACES))) for piece in paragraph]


def _starts(widths: Sequence[tuple[float, float]], limit: float) -> list[int]:
    """Fill lines from first to last; give the index of each line's first piece. widths: with and without end spaces."""
    starts = [0]
    x = 0.0
    for index, (full, trimmed) in enumerate(widths):
        if x + trimmed > limit + TOLERANCE and index > starts[-1]:
            starts.append(index)
            x = 0.0
        x += full
    return starts


def _in_company(starts: list[int], widths: Sequence[tuple[float, float]], limit: float) -> list[int]:
    """The starts of lines; where the last line is one short word, the line before gives it its own last one.

    That one is no longer than half a line, so that the line which gives it is not the short one.
    """
    last = len(widths) - 1
    if starts[-1] < last or last - starts[-2:][0] < 2:
        return starts
    given, short = widths[last - 1][0], widths[last][1]
    fits = given <= limit / 2 and given + short <= limit + TOLERANCE
    return [*starts[:-1], last - 1] if fits and short <= limit * LONE else starts


def _narrowest(widths: Sequence[Sequence[tuple[float, float]]], limit: float) -> float:
    """Find the narrowest limit in whole points that gives no more lines than the given one."""

    def count(width: float) -> int:
        return sum(len(_starts(paragraph, width)) for paragraph in widths)

    lines = count(limit)
    if lines == len(widths):
        return limit
    low, high = ceil(min(limit, max(trimmed for paragraph in widths for _, trimmed in paragraph))), ceil(limit)
    while low < high:
        middle = (low + high) // 2
        if count(middle) > lines:
            low = middle + 1
        else:
            high = middle
    return min(float(low), limit)
