"""One draw -> the value of a field. Chance comes from the caller: the same generator gives the same students."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from scorepress.model.samples import Day, Digits, Draw, Earlier, Fixed, FromList, Maybe, OneOf, OnScale
from scorepress.model.values import FieldType, Kind, SchoolYear, Value
from scorepress.sample.scales import ScoreField

_Item = TypeVar("_Item")
_DIGITS = re.compile(r"\^\[0-9\]\{([0-9]+)\}\$")


class Drawer:
    """Draws values. values of a student may hang on each other, so each draw sees what has been drawn before."""

    def __init__(
        self,
        random: Random,
        fields: Mapping[str, FieldType],
        lists: Mapping[str, Sequence[str]],
        scores: Mapping[str, ScoreField],
        start: SchoolYear,
    ) -> None:
        """Keep what the draws need; start: the administration year, from which days are counted."""
        self.random, self.fields, self.lists, self.scores, self.start = random, fields, lists, scores, start

    def below(self, count: int) -> int:
        """A number from 0 to count - 1. Made of `random()` alone, which is the same in every version of Python."""
        return int(self.random.random() * count)

    def pick(self, items: Sequence[_Item]) -> _Item:
        """One of the items."""
        return items[self.below(len(items))]

    def set(self, path: str, draw: Draw, values: dict[str, Value]) -> None:
        """Draw a field of a student and keep it, or leave it absent."""
        if isinstance(draw, OnScale):
            self.score(path, draw, values)
            return
        text = self.text(draw, values)
        if text is None:
            values.pop(path, None)
        else:
            values[path] = self.value(path, text)

    def text(self, draw: Draw, values: Mapping[str, Value]) -> str | None:
        """The drawn value as text, or None for no value."""
        match draw:
            case Fixed(text):
                return text or None
            case OneOf(items):
                return self.text(self.pick(items), values)
            case Maybe(percent, of):
                return self.text(of, values) if self.below(100) < percent else None
            case Digits(count):
                return self.digits(count)
            case FromList(name):
                return self.pick(self.lists[name])
            case Day(first, last):
                return self.day(first, last).isoformat()
            case Earlier(path, steps):
                choices = self.fields[path].choices
                return choices[max(choices.index(str(values[path])) - steps, 0)]
        raise ValueError(f"{draw} is not drawn as text")

    def digits(self, count: int) -> str:
        """So many digits, the first not a zero."""
        return str(1 + self.below(9)) + "".join(str(self.below(10)) for _ in range(count - 1))

    def day(self, first: tuple[int, int, int], last: tuple[int, int, int]) -> date:
        """A day from the first to the last, years counted from the start of the administration year."""
        low, high = (date(self.start.start + year, month, day) for year, month, day in (first, last))
        return low + timedelta(days=self.below((high - low).days + 1))

    def score(self, path: str, draw: OnScale, values: dict[str, Value]) -> None:
        """A score on its scale and the level that it belongs to; nothing where the scale has no ranges for it."""
        field = self.scores.get(path)
        ranges = field.ranges(values) if field is not None else ()
        if field is None or not ranges:
            return
        if draw.pick == "lowest":
            chosen, score = ranges[0], ranges[0].low
        elif draw.pick == "highest":
            chosen, score = ranges[-1], ranges[-1].high
        else:
            fitting = [found for found in ranges if draw.pick in ("any", str(found.level))]
            chosen = self.pick(fitting or ranges)
            score = chosen.low + self.below(chosen.high - chosen.low + 1)
        values[field.score], values[field.level] = score, chosen.level

    def value(self, path: str, text: str) -> Value:
        """Text of a value, as its field's kind has it."""
        kind = self.fields[path].kind
        if kind is Kind.INTEGER:
            return int(text)
        if kind is Kind.BOOLEAN:
            return text == "true"
        if kind is Kind.DATE:
            return date.fromisoformat(text)
        if kind is Kind.SCHOOL_YEAR:
            return SchoolYear.parse(text)
        return text

    def anything(self, field: FieldType) -> Value:
        """Some value of a field that no facet sets, from the schema alone."""
        if field.default is not None:
            return field.default
        if field.kind is Kind.CHOICE:
            return self.pick(field.choices)
        if field.kind is Kind.INTEGER:
            low = field.minimum or 0
            return low + self.below((field.maximum or low + 100) - low + 1)
        if field.kind is Kind.BOOLEAN:
            return False
        if field.kind is Kind.DATE:
            return self.day((0, 9, 1), (1, 5, 31))
        if field.kind is Kind.SCHOOL_YEAR:
            return self.start
        digits = _DIGITS.fullmatch(field.pattern or "")
        if digits:
            return self.digits(int(digits[1]))
        return self.pick(self.lists.get(field.sample or "") or ("Sample",))
