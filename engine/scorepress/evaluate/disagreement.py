"""Differences in words for people: what the page says, and what it must say. Nobody's name is told."""

from collections.abc import Iterator, Mapping

from scorepress.evaluate.agreement import Difference
from scorepress.evaluate.inverse import Heard
from scorepress.evaluate.places import Place
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.suppose import read_value
from scorepress.model.conditions import family_phrase, paths, value_in_words
from scorepress.model.rows import row_in_words
from scorepress.model.rules import FieldWord, Row
from scorepress.model.values import FieldType, Kind, Value
from scorepress.model.wording import Wording

_TOLD = frozenset({Kind.CHOICE, Kind.INTEGER, Kind.BOOLEAN, Kind.SCHOOL_YEAR})
"""Kinds whose values may be told; texts and dates tell who somebody is."""

_LONGEST = 60


class Teller:
    """Words for the differences of one student. source: who says otherwise, such as `the record`."""

    def __init__(self, rules: CompiledRules, values: Mapping[str, Value], source: str) -> None:
        self.rules = rules
        self.book = rules.book
        self.values = values
        self.source = source
        self.fields: dict[str, FieldType] = {one.path: one for one in rules.schema.fields}

    def words(self, difference: Difference, lang: str) -> tuple[str, str | None]:
        """What disagrees, and which row or text it is about (`file:line`)."""
        place = difference.wanted
        if place is None:
            return f"the page has words that no text has for this student: {self.hidden(difference)}", None
        rule = place.source
        told = next(self.reasons(difference, place, lang), None) if difference.heard else None
        if told is not None:
            return told, rule
        what = self.name(place)
        if difference.found is None:
            return f"{what} is missing{self.because(place)}", rule
        return f"{what} has other words than {self.source} asks for{self.because(place)}", rule

    def reasons(self, difference: Difference, place: Place, lang: str) -> Iterator[str]:
        """What the page says instead: another row, or another value."""
        heard = difference.heard
        assert heard is not None
        wanted = {(use.message, use.binding): use.span for use in place.made.rows} if place.made else {}
        for row in heard.rows:
            span = wanted.get((row.message, row.binding))
            if span is not None and span != row.row.span:
                right = next((one for one in self.book.messages[row.message].rows if one.span == span), None)
                if right is not None:
                    yield self.other_row(row.message, row.binding, row.row, right)
        yield from self.other_values(heard, place, lang)

    def other_row(self, message: str, binding: str | None, said: Row, right: Row) -> str:
        """The page has the sentence of another row."""
        phrase = family_phrase(self.book, message, binding)
        says, needs = (row_in_words(self.book, row, binding) for row in (said, right))
        return f"`{phrase}` says `{says}`, but {self.source} says `{needs}`{self.scored(said, binding)}"

    def scored(self, said: Row, binding: str | None) -> str:
        """The level of the score, where a row asks for the level."""
        asked = paths(self.book, self.rules.schema, said.when, binding)
        for scale in self.book.scales.values():
            for at in self.book.bindings(scale.each):
                score, _level = self.rules.score_and_level(scale.name, at, self.values)
                row = self.rules.scale(scale.name, at, self.values)
                if self.rules.level_path(scale.name, at) in asked and row is not None and score is not None:
                    inside = [one.level for one in row.ranges if one.low <= score <= one.high]
                    return f": {score} is in level {inside[0]}" if inside else ""
        return ""

    def other_values(self, heard: Heard, place: Place, lang: str) -> Iterator[str]:
        """The page has other values in its slots."""
        for word in heard.words:
            phrase = family_phrase(self.book, word.name, word.binding)
            right = self.rules.word(word.name, word.binding, self.values)
            one = self.fields.get(self.book.path(word.name, word.binding)) if self.field(word.name) else None
            said = read_value(word.text, one, lang) if one else int(word.text) if word.text.isdecimal() else word.text
            if right is None or said == right:
                continue
            if word.kind in _TOLD and not (one and one.personal):
                says = value_in_words(said) if said is not None else "something else"
                needs = value_in_words(right)
                yield f"`{phrase}` is {says} on the page, but {needs} in {self.source}{self.where(place)}"
            else:
                yield f"`{phrase}` on the page is another than in {self.source}{self.where(place)}"

    def field(self, name: str) -> bool:
        """Whether a word is a field of the record."""
        return isinstance(self.book.words[name], FieldWord)

    def name(self, place: Place) -> str:
        """A text by the message that says it, or by its words."""
        if place.made and place.made.rows:
            use = place.made.rows[0]
            return f"`{family_phrase(self.book, use.message, use.binding)}`"
        return f"the text `{_short(place.text.wording.text)}`"

    def because(self, place: Place) -> str:
        """Why the text must be there."""
        use = place.made.rows[0] if place.made and place.made.rows else None
        row = next((r for r in self.book.messages[use.message].rows if r.span == use.span), None) if use else None
        if use is None or row is None:
            return ""
        return f", because {self.source} says `{row_in_words(self.book, row, use.binding)}`"

    @staticmethod
    def where(place: Place) -> str:
        """In which text a value stands, where that is not the value alone."""
        alone = len(place.text.wording.parts) == 1
        return "" if alone else f", in `{_short(place.text.wording.text)}`"

    def hidden(self, difference: Difference) -> str:
        """Unknown words: a sentence of a message by its row; else only how many there are, for they may be a name."""
        found = (difference.found or "").strip()
        for message in self.book.messages.values():
            for row in message.rows:
                if isinstance(row.outcome, Wording) and not row.outcome.slots and row.outcome.text == found:
                    return f"they are those of `{message.name}` when `{row_in_words(self.book, row)}`"
        return f"{len(found)} characters"


def _short(text: str) -> str:
    words = " ".join(text.split()).replace("`", "'")
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
