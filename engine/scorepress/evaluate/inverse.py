"""Wording, read backwards: from words on a page to the rows that chose them and the values in their slots."""

import re
from collections.abc import Mapping
from typing import Final
from unicodedata import normalize

from scorepress.evaluate.text import SOURCE_LANGUAGE, Speaker
from scorepress.model.rules import Naming, Row
from scorepress.model.values import Kind
from scorepress.model.wording import Slot, Wording
from scorepress.noun import Noun

_SPACES: Final = re.compile(r"\s+")
_SILENT: Final = dict.fromkeys((0x2060, 0x00AD, 0x200B))
"""Characters that only say where lines may end."""

_SHAPES: Final = {Kind.INTEGER: r"\d+", Kind.SCHOOL_YEAR: r"\d{4}–\d{2}"}

Known = Mapping[tuple[str, str | None], str]
"""Words and bindings with what is written for them."""


class HeardRow(Noun, frozen=True):
    """A row of a message that is printed."""

    message: str
    binding: str | None
    row: Row


class HeardWord(Noun, frozen=True):
    """A value that is printed: of which word, and how it is written."""

    name: str
    binding: str | None
    kind: Kind
    text: str


class Heard(Noun, frozen=True):
    """What a text of a page tells. weight: how many of its characters, white space apart, are fixed by the wording."""

    rows: tuple[HeardRow, ...]
    words: tuple[HeardWord, ...]
    weight: int


class Pattern(Noun, frozen=True):
    """A sentence as a regular expression; groups: what each of its groups means, in their order."""

    expression: re.Pattern[str]
    groups: tuple[HeardRow | HeardWord, ...]

    def hear(self, text: str) -> Heard | None:
        """What a text tells if it is such a sentence."""
        found = self.expression.fullmatch(text)
        if found is None:
            return None
        rows, words, free = [], [], 0
        for group, said in zip(self.groups, found.groups(), strict=True):
            if said is None:
                continue
            if isinstance(group, HeardRow):
                rows.append(group)
            else:
                words.append(HeardWord(group.name, group.binding, group.kind, said))
                free += _length(said) if group.kind in (Kind.TEXT, Kind.DATE) else 0
        return Heard(tuple(rows), tuple(words), max(_length(text) - free, 0))


def _length(text: str) -> int:
    """How many characters a text has, white space apart."""
    return len(text) - text.count(" ")


def plain(text: str) -> str:
    """A text as it is compared with wording: composed letters, one space between words."""
    return _SPACES.sub(" ", normalize("NFC", text).translate(_SILENT)).strip()


class Listener(Speaker):
    """Understands what a speaker of the same language says."""

    def pattern(self, wording: Wording, context: str, breaks: str, known: Known | None = None) -> Pattern:
        """The sentences that a text of a layout may become.

        breaks: characters at which lines break, and which go. known: values of words that are known already.
        """
        writer = _Writer(self, breaks, known or {})
        expression = writer.sentence(wording, context, None, None, self.lang)
        return Pattern(re.compile(expression, re.DOTALL), tuple(writer.groups))

    def spoken(self, wording: Wording, context: str, lang: str) -> tuple[Wording, str]:
        """A sentence in the language in which it is said, and that language."""
        translated = self._translate(context, wording.text) if lang != SOURCE_LANGUAGE else None
        return (wording, SOURCE_LANGUAGE) if translated is None else (translated, lang)


class _Writer:
    """Writes one expression."""

    def __init__(self, listener: Listener, breaks: str, known: Known) -> None:
        self.listener = listener
        self.known = known
        self.book = listener.rules.book
        self.breaks = breaks
        self.groups: list[HeardRow | HeardWord] = []

    def sentence(self, wording: Wording, context: str, each: str | None, binding: str | None, lang: str) -> str:
        """A sentence; the second time that it uses a word, it says the same again."""
        chosen, spoken = self.listener.spoken(wording, context, lang)
        numbers: dict[str, int] = {}
        return "".join(
            self.slot(part, each, binding, spoken, numbers) if isinstance(part, Slot) else self.literal(part)
            for part in chosen.parts
        )

    def literal(self, text: str) -> str:
        """Words as they stand. Where a line may end in Chinese, no space is written."""
        words = normalize("NFC", text).translate(_SILENT)
        for mark in self.breaks:
            words = words.replace(mark, " ")
        return r"\s*".join(re.escape(word) for word in _SPACES.split(words))

    def slot(self, slot: Slot, each: str | None, binding: str | None, lang: str, numbers: dict[str, int]) -> str:
        """A slot: a group for a word, one for each row of a message."""
        reference = self.book.reference(slot.phrase, each)
        if reference is None:
            return r".*?"
        at = binding if slot.phrase not in self.book.vocabulary else reference.binding
        if reference.naming is Naming.MESSAGE:
            return self.message(reference.name, at, lang)
        if slot.phrase in numbers:
            return f"(?P=g{numbers[slot.phrase]})"
        kind = self.listener.rules.kind(reference.name, at)
        self.groups.append(HeardWord(reference.name, at, kind, ""))
        numbers[slot.phrase] = len(self.groups)
        known = self.known.get((reference.name, at))
        shape = _SHAPES.get(kind, ".+?") if known is None else re.escape(known)
        return f"(?P<g{len(self.groups)}>{shape})"

    def message(self, name: str, binding: str | None, lang: str) -> str:
        """Any of a message's sentences."""
        message = self.book.messages[name]
        rows = []
        for row in message.rows:
            if isinstance(row.outcome, Wording):
                self.groups.append(HeardRow(name, binding, row))
                rows.append(f"({self.sentence(row.outcome, name, message.each, binding, lang)})")
        return f"(?:{'|'.join(rows)})" if rows else r"(?!)"
