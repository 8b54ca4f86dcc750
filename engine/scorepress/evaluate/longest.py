"""Template + language -> pages that hold, at every place, all texts that any student can have there.

What a rule chooses is every sentence that it can choose; what a record tells is the longest value that its schema
allows, with FILLER for letters that are not known. No student is needed, and none is left out.
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Final

from scorepress.evaluate.format import format_value
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.text import SOURCE_LANGUAGE, Speaker, Translate
from scorepress.model.report import Phrase, RowUse
from scorepress.model.rules import FieldWord, Naming, Nothing, Reference, Row, ScaleWord, Show
from scorepress.model.values import FieldType, Kind, SchoolYear
from scorepress.model.wording import Slot, Wording
from scorepress.text.either import FILLER, Either

UNLIMITED: Final = 1000
"""Letters of a value for which the schema sets no limit."""

MOST: Final = 2000
"""Texts that one place may have."""

FIGURES: Final = ("[0-9]", r"\d")

_GROUP: Final = re.compile(r"\((?:\?:)?([^()]*)\)")
_UNIT: Final = re.compile(
    r"(?P<kind><(?P<inner>[^<>]*)>|\[[^\]^\\]+\]|\\d|[\w ,-])(?:\{(?P<exact>\d+)\}|\{\d+,(?P<most>\d+)\}|\?)?"
)
"""A group that was read, a class, or a letter; and how often it stands there."""

Allowed = Mapping[tuple[str, str | None], frozenset[int]]
"""(message, binding) -> the positions of its rows that come into question; all where a message is missing."""

Answer = type[Wording] | Nothing | Show
"""What a message does: speak, say nothing, show a thing."""


class TooManyTextsError(Exception):
    """A sentence whose slots can be filled in more ways than are gone through."""


class LongestSpeaker(Speaker):
    """Says everything that a message can say, in one language. allowed: the rows that come into question."""

    def __init__(self, rules: CompiledRules, lang: str, translate: Translate) -> None:
        """All rows come into question, until `allowed` says otherwise."""
        super().__init__(rules, lang, translate)
        self._allowed: Allowed = {}
        self._kept: dict[tuple[str | None, ...], Phrase] = {}
        self._sentences: dict[tuple[str, str | None, str], list[Phrase]] = {}
        self.met: dict[tuple[str, str | None], None] = {}
        """The messages that were asked, in order."""

    @property
    def allowed(self) -> Allowed:
        """The rows that come into question."""
        return self._allowed

    @allowed.setter
    def allowed(self, rows: Allowed) -> None:
        self._allowed = rows
        self._kept.clear()
        self._sentences.clear()

    def answers(self, message: str, binding: str | None) -> tuple[Answer, ...]:
        """What a message can do, each once."""
        outcomes = [row.outcome for row in self._rows(message, binding)]
        return tuple(
            dict.fromkeys(one if isinstance(one, Nothing | Show) else Wording for one in outcomes)
        )  # what is not decided will be text

    def every(self, wording: Wording, context: str) -> Phrase:
        """A sentence of a layout, with all texts that it can become. Raises TooManyTextsError."""
        key = (context, wording.text)
        if key not in self._kept:
            self._kept[key] = _either(self._filled(wording, context, None, None, self.lang, ()))
        return self._kept[key]

    def every_of(self, reference: Reference) -> Phrase | None:
        """All sentences of a message; None when it has none. Raises TooManyTextsError."""
        key = (reference.name, reference.binding, None)
        if key not in self._kept:
            found = self._all(reference.name, reference.binding, self.lang)
            if not found:
                return None
            self._kept[key] = _either(found)
        return self._kept[key]

    def _rows(self, message: str, binding: str | None) -> list[Row]:
        rows = self.rules.book.messages[message].rows
        self.met[message, binding] = None
        allowed = self.allowed.get((message, binding))
        return [row for at, row in enumerate(rows) if allowed is None or at in allowed]

    def _all(self, name: str, binding: str | None, lang: str) -> list[Phrase]:
        """All sentences of a message."""
        key = (name, binding, lang)
        if key not in self._sentences:
            each = self.rules.book.messages[name].each
            self._sentences[key] = [
                phrase
                for row in self._rows(name, binding)
                if isinstance(row.outcome, Wording)
                for phrase in self._filled(row.outcome, name, each, binding, lang, (RowUse(name, binding, row.span),))
            ]
        return self._sentences[key]

    def _filled(
        self, wording: Wording, context: str, each: str | None, binding: str | None, lang: str, own: tuple[RowUse, ...]
    ) -> list[Phrase]:
        """A sentence with its slots filled in all ways; a slot that is there twice says the same twice."""
        translated = self._translate(context, wording.text) if lang != SOURCE_LANGUAGE else None
        chosen, spoken = (wording, SOURCE_LANGUAGE) if translated is None else (translated, lang)
        slots = {slot.phrase: self._fillings(slot, each, binding, spoken) for slot in chosen.slots}
        count = 1
        for fillings in slots.values():
            count *= len(fillings)
        if count > MOST:
            raise TooManyTextsError(chosen.text)
        found: list[Phrase] = []
        for picked in product(*slots.values()):
            said = dict(zip(slots, picked, strict=True))
            text = "".join(part if isinstance(part, str) else said[part.phrase].text for part in chosen.parts)
            rows = tuple(use for phrase in picked for use in phrase.rows)
            found.append(Phrase(text, spoken, (*own, *rows)))
        return found

    def _fillings(self, slot: Slot, each: str | None, binding: str | None, lang: str) -> list[Phrase]:
        """All that can stand in a slot."""
        book = self.rules.book
        reference = book.reference(slot.phrase, each)
        if reference is None or reference.naming is Naming.FACT:
            return []
        at = binding if slot.phrase not in book.vocabulary else reference.binding
        if reference.naming is Naming.MESSAGE:
            return self._all(reference.name, at, lang)
        return [Phrase(text, lang) for text in self._values(reference.name, at, lang)]

    def _values(self, name: str, binding: str | None, lang: str) -> list[str]:
        """The longest values of a word, one of which is at least as long as any other."""
        word = self.rules.book.words[name]
        if isinstance(word, ScaleWord):
            bounds = (
                number
                for table in self.rules.book.scales[word.scale].tables
                for row in table.rows
                for level in row.ranges
                for number in (level.low, level.high)
            )
            return [max(map(str, bounds), key=len, default="")]
        assert isinstance(word, FieldWord)
        field = self.rules.schema.field(self.rules.book.path(name, binding))
        return longest_values(field, lang) if field else [FILLER * UNLIMITED]


def longest_values(field: FieldType, lang: str) -> list[str]:
    """The values of a field, as they are printed, one of which is at least as long as any other.

    All figures are equally wide. Letters of a text are FILLER, the figures of a pattern of figures are figures.
    """
    match field.kind:
        case Kind.CHOICE:
            return list(field.choices)
        case Kind.INTEGER:
            ends = (field.minimum, field.maximum)
            return [max((str(end) for end in ends if end is not None), key=len)]
        case Kind.BOOLEAN:
            return [str(True), str(False)]
        case Kind.DATE:
            return [format_value(date(2028, month, 28), Kind.DATE, lang) for month in range(1, 13)]
        case Kind.SCHOOL_YEAR:
            return [format_value(SchoolYear(2028), Kind.SCHOOL_YEAR, lang)]
    return [longest_text(field)]


def longest_text(field: FieldType) -> str:
    """A text as long as any that a field can hold."""
    if field.max_length is not None and field.pattern is None:
        return FILLER * field.max_length
    found = _longest_match(field.pattern) if field.pattern else None
    return FILLER * (field.max_length or UNLIMITED) if found is None else found


def _longest_match(pattern: str) -> str | None:
    """A text as long as any that a usual pattern allows, such as `^[0-9]{5}(-[0-9]{4})?$`; None for what is not read.

    Of a class of figures the text has a figure, of any other FILLER.
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    text = pattern[1:-1]
    while (group := _GROUP.search(text)) is not None:  # the innermost first
        ways = [_sequence(one) for one in group[1].split("|")]
        read = [one for one in ways if one is not None]
        longest = read[0] if len(ways) == 1 else FILLER * max(map(len, read), default=0)
        text = text[: group.start()] + (f"<{longest}>" if len(read) == len(ways) else "+") + text[group.end() :]
    return _sequence(text) if "|" not in text else None


def _sequence(text: str) -> str | None:
    """The longest text of units in a row; None where there is one that is not read."""
    found, at = "", 0
    while at < len(text):
        unit = _UNIT.match(text, at)
        if unit is None:
            return None
        most = int(unit["most"] or unit["exact"] or 1)
        inner, kind = unit["inner"], unit["kind"]
        one = inner if inner is not None else kind if kind.isalnum() or kind in "- ," else FILLER
        found += ("0" if kind in FIGURES else one) * most
        at = unit.end()
    return found


def _either(phrases: list[Phrase]) -> Phrase:
    """One phrase for all; as it is where there is but one with nothing unknown in it."""
    different = tuple({phrase.text: phrase for phrase in reversed(phrases)}.values())[::-1]
    if len(different) == 1 and FILLER not in different[0].text:
        return different[0]
    whole = different or (Phrase("", "en"),)
    return Phrase(Either(whole), whole[0].lang, whole[0].rows)
