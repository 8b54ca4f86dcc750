"""Texts that a field can hold: what stands for "any other text" in a student of the proof."""

import re
from collections.abc import Collection, Iterator

from scorepress.model.values import FieldType

_MOST = 2000
"""Texts that are tried."""
_REPEATS = 3
"""How often `*` and `+` are tried beyond their least."""
_CLASS = re.compile(r"\[((?:\\.|[^\]\\^])(?:\\.|[^\]\\])*)\]")
_COUNT = re.compile(r"\{(\d+)(,(\d*))?\}|[*+?]")
_ESCAPES = {"d": "0123456789", "w": "abcxyz019_", "s": " "}


class _UnreadError(ValueError):
    """A regular expression with more in it than is read here."""


def other_texts(field: FieldType, named: Collection[str]) -> tuple[str, ...] | None:
    """Up to two texts that the field can hold and that are not named; the title first if it can be one.

    None where there is none: a pattern that allows nothing but what is named. Where a pattern is not understood, the
    title stands for its texts.
    """
    longest = field.max_length or 10_000
    title = " ".join(field.title.split())[:longest].strip() or "x"
    fits = re.compile(field.pattern).search if field.pattern else lambda _text: True
    plain = (title, "x", "y", *(f"x{n}" for n in range(len(named))))
    found = [text for text in dict.fromkeys(plain) if text not in named and len(text) <= longest and fits(text)]
    if field.pattern and len(found) < 2:
        try:
            for text in _some(field.pattern):
                if text and text not in named and text not in found and len(text) <= longest and fits(text):
                    found.append(text)
                if len(found) == 2:
                    break
        except _UnreadError:
            found = [*found, title, title]
    return tuple(found[:2]) or None


def _some(pattern: str) -> Iterator[str]:
    """Texts of a pattern; all of them, or raises _UnreadError when these are only some."""
    body = pattern.removeprefix("^").removesuffix("$")
    reader = _Reader(body)
    alternatives = reader.alternatives()
    if reader.at < len(body):
        raise _UnreadError(pattern)
    for count, text in enumerate(_each(alternatives)):
        if count == _MOST:
            raise _UnreadError(pattern)
        yield text
    anchored = pattern.startswith("^") and pattern.endswith("$") and len(alternatives) == 1
    if reader.cut or not anchored:
        raise _UnreadError(pattern)


_Part = tuple[object, int, int]
"""A text of single characters or a list of alternatives; how often at least and at most."""


class _Reader:
    """Reads the usual parts of a regular expression: characters, classes, groups, alternatives, counts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.cut = False
        """Whether there are more characters or counts than are tried."""

    def alternatives(self) -> list[list[_Part]]:
        found = [self.sequence()]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            found.append(self.sequence())
        return found

    def sequence(self) -> list[_Part]:
        parts: list[_Part] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append((self.unit(), *self.times()))
        return parts

    def unit(self) -> object:
        text, at = self.text, self.at
        if text[at] == "(":
            self.at += 3 if text.startswith("(?:", at) else 1
            inner = self.alternatives()
            if text[self.at : self.at + 1] != ")":
                raise _UnreadError(text)
            self.at += 1
            return inner
        if text[at] == "[":
            found = _CLASS.match(text, at)
            if not found:
                raise _UnreadError(text)
            self.at = found.end()
            self.cut |= "\\" in found[1]
            return _characters(found[1])
        if text[at] == "\\" and at + 1 < len(text):
            self.at += 2
            sign = text[at + 1]
            if sign.isalnum() and sign not in _ESCAPES:
                raise _UnreadError(text)
            self.cut |= sign in _ESCAPES
            return _ESCAPES.get(sign, sign)
        if text[at] in "^$*+?{":
            raise _UnreadError(text)
        self.at += 1
        self.cut |= text[at] == "."
        return "xyz" if text[at] == "." else text[at]

    def times(self) -> tuple[int, int]:
        found = _COUNT.match(self.text, self.at)
        if not found:
            return 1, 1
        self.at = found.end()
        self.cut |= found[0] in "*+" or found[3] == ""
        if found[1] is None:
            return {"*": (0, _REPEATS), "+": (1, 1 + _REPEATS), "?": (0, 1)}[found[0]]
        least = int(found[1])
        if found[2] is None:
            return least, least
        return least, int(found[3]) if found[3] else least + _REPEATS


def _characters(inside: str) -> str:
    """The characters of a class."""
    text = re.sub(r"\\([dws])", lambda m: _ESCAPES[m[1]], inside)
    found = []
    at = 0
    while at < len(text):
        at += text[at] == "\\"
        if text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            found += [chr(code) for code in range(ord(text[at]), ord(text[at + 2]) + 1)]
            at += 3
        else:
            found.append(text[at])
            at += 1
    return "".join(found)


def _each(alternatives: list[list[_Part]]) -> Iterator[str]:
    for parts in alternatives:
        yield from _sequence(parts)


def _sequence(parts: list[_Part]) -> Iterator[str]:
    if not parts:
        yield ""
        return
    (unit, least, most), *rest = parts
    for times in range(least, most + 1):
        for head in _repeated(unit, times):
            for tail in _sequence(rest):
                yield head + tail


def _repeated(unit: object, times: int) -> Iterator[str]:
    if times == 0:
        yield ""
        return
    for head in unit if isinstance(unit, str) else _each(unit):  # type: ignore[arg-type]
        for tail in _repeated(unit, times - 1):
            yield head + tail
