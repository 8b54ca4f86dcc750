"""Condition + one student's values -> Reason: whether it holds, and which of the student's values decided it."""

from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Holds, Values
from scorepress.model.conditions import in_words, school_year_path, spoken, value_in_words
from scorepress.model.rows import row_in_words, years_in_words
from scorepress.model.rules import And, Condition, FieldWord, Not, Or, Row, Test
from scorepress.model.trace import UNKNOWN, Reason
from scorepress.model.values import SchoolYear, Value


class Reasoner:
    """Gives reasons for one student."""

    def __init__(self, rules: CompiledRules, values: Values) -> None:
        self.rules = rules
        self.values = values
        self._holds: dict[tuple[int, str | None], Holds] = {}

    def why(self, condition: Condition, binding: str | None) -> Reason:
        """Whether a condition holds, and what decided it."""
        words = in_words(self.rules.book, condition, binding)
        if isinstance(condition, Test):
            return self._test(condition, binding, words)
        if isinstance(condition, Not):
            inner = self.why(condition.part, binding)
            return Reason(words, not inner.holds, parts=(inner,))
        parts = []
        for part in condition.parts:
            parts.append(self.why(part, binding))
            if parts[-1].holds is isinstance(condition, Or):  # this part decides alone
                return Reason(words, parts[-1].holds, parts=(parts[-1],))
        return Reason(words, isinstance(condition, And), parts=tuple(parts))

    def row(self, row: Row, binding: str | None) -> Reason:
        """Why a row holds, or the first of its conditions that fails; its school years are asked last."""
        reason = self.why(row.when, binding)
        if not reason.holds:
            return self.obstacle(row.when, binding)
        if row.since is None and row.until is None:
            return reason
        force = self._in_force(row, binding)
        if not force.holds:
            return force
        return Reason(row_in_words(self.rules.book, row, binding), holds=True, parts=(reason, force))

    def obstacle(self, condition: Condition, binding: str | None) -> Reason:
        """Of a condition that fails, the first part that does."""
        while isinstance(condition, And):
            condition = next(part for part in condition.parts if not self.why(part, binding).holds)
        return self.why(condition, binding)

    def _test(self, test: Test, binding: str | None, words: str) -> Reason:
        name, at = test.term.name, test.term.bound(binding)
        fact = self.rules.book.facts.get(name)
        if fact is not None:
            inner = self.why(fact.condition, at)
            return Reason(words, inner.holds, parts=(inner,))
        key = (id(test), binding)
        if key not in self._holds:
            self._holds[key] = self.rules.holds(test, binding)
        phrase = spoken(self.rules.book, test.term, binding)
        told = _told(self.rules.word(name, at, self.values))
        return Reason(words, self._holds[key](self.values), phrase, told)

    def _in_force(self, row: Row, binding: str | None) -> Reason:
        """Whether the school year is one of a row's."""
        year = self.rules.school_year(binding, self.values)
        low, high = row.since or SchoolYear(0), row.until or SchoolYear(9999)
        holds = year is not None and low <= year <= high
        return Reason(years_in_words(row), holds, self._year_phrase(binding), _told(year))

    def _year_phrase(self, binding: str | None) -> str:
        """The office's phrase for the school year that a row speaks of."""
        book = self.rules.book
        path = school_year_path(book, self.rules.schema, binding)
        for phrase, reference in book.vocabulary.items():
            word = book.words.get(reference.name)
            if isinstance(word, FieldWord) and book.path(reference.name, reference.binding) == path:
                return phrase
        return "the school year"


def _told(value: Value | None) -> str:
    """A value as a reason tells it."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value_in_words(value)
