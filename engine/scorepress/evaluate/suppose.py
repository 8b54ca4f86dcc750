"""What a page tells -> a student of whom all of it may be said: each text that tells a value has a vote.

Most of it is told outright: a score, or a level by the sentence that only this level has. The rest is tried: first
what the rules promise, then what the pages say.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import product
from re import findall

from scorepress.evaluate.alignment import Aligner, Match
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.format import format_value
from scorepress.evaluate.inverse import HeardWord, plain
from scorepress.evaluate.rules import CompiledRules
from scorepress.model.conditions import paths
from scorepress.model.record import Origin, Record
from scorepress.model.rules import And, Condition, FieldWord, Not, Nothing, Operator, Row, Show, Test
from scorepress.model.template import Answer, When
from scorepress.model.values import FieldType, Kind, SchoolYear, Value
from scorepress.model.wording import Wording
from scorepress.noun import Noun, field

ORIGIN = Origin("the page", 1)
_ROUNDS = 4

Cost = Callable[[Mapping[str, Value]], int]
Doubts = Callable[[Mapping[str, Value]], frozenset[str] | None]
"""Which fields could have to do with what does not agree; None where everything could."""


class Votes(Noun):
    """What texts tell of each field. None is a vote that the field is absent; refused: values it cannot have."""

    given: dict[str, Counter[Value | None]] = field(default_factory=dict)
    refused: dict[str, set[Value]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def add(self, path: str, value: Value | None) -> None:
        """Count a vote."""
        self.given.setdefault(path, Counter())[value] += 1


class Supposer:
    """Finds the student of one file."""

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        self.book = rules.book
        self.schema = rules.schema
        self.fields = {one.path: one for one in rules.schema.fields}
        self.derived = {one.path: one for one in rules.schema.derived}
        self.asked = self._asked()

    def _asked(self) -> tuple[str, ...]:
        """The fields that rows, facts and promises ask for."""
        found: dict[str, None] = {}
        for message in self.book.messages.values():
            for binding in self.book.bindings(message.each):
                for row in message.rows:
                    found |= dict.fromkeys(sorted(paths(self.book, self.schema, row.when, binding)))
        for skip in self.book.skips:
            found |= dict.fromkeys(sorted(paths(self.book, self.schema, skip.when)))
        return tuple(path for path in found if path not in self.derived)

    # --- votes --------------------------------------------------------------------------------------------------------

    def votes(self, matches: Iterable[tuple[Match, Aligner]]) -> Votes:
        """Count what texts tell; of each text it is known what reads its language.

        A text with several words of any length, such as a full name, is cut where the other texts allow it.
        """
        votes = Votes()
        known: dict[tuple[str, str | None], str] = {}
        loose: list[tuple[Match, Aligner]] = []
        for match, aligner in matches:
            if match.place.spot.supposed:
                continue
            free = {(word.name, word.binding): word.text for word in match.heard.words if word.kind is Kind.TEXT}
            if len(free) > 1:
                loose.append((match, aligner))
            else:
                known |= free
                self.heard(match, aligner.listener.lang, votes)
        for match, aligner in loose:
            again = aligner.narrowed(match, known)
            known |= {(w.name, w.binding): w.text for w in again.heard.words if w.kind is Kind.TEXT}
            self.heard(again, aligner.listener.lang, votes)
        return votes

    def heard(self, match: Match, lang: str, votes: Votes) -> None:
        """What one text tells: the rows that are printed, the parts that are there, the values in slots."""
        for row in match.heard.rows:
            if not self.twins(row.message, row.row):
                self.holds(row.row.when, row.binding, votes)
        for when in match.place.spot.whens:
            self.answered(when, votes)
        self.told(match.heard.words, lang, votes)

    def twins(self, message: str, row: Row) -> bool:
        """Whether another row of the message is worded alike."""
        rows = self.book.messages[message].rows
        return sum(isinstance(o.outcome, Wording) and isinstance(row.outcome, Wording)
                   and o.outcome.text == row.outcome.text for o in rows) > 1  # fmt: skip

    def told(self, words: Iterable[HeardWord], lang: str, votes: Votes) -> None:
        """Values in slots."""
        for word in words:
            if isinstance(self.book.words[word.name], FieldWord):
                path = self.book.path(word.name, word.binding)
                value = read_value(word.text, self.fields.get(path), lang)
                if value is not None:
                    self.vote(path, value, votes)

    def vote(self, path: str, value: Value | None, votes: Votes) -> None:
        """A vote for a field; for a year that follows from another, for that one."""
        derived = self.derived.get(path)
        if derived is not None:
            if isinstance(value, SchoolYear):
                votes.add(derived.of, SchoolYear(value.start + derived.years))
        else:
            votes.add(path, value)

    def answered(self, when: When, votes: Votes) -> None:
        """A part of the layout is there: the row that lets it be there, if there is only one."""
        name, binding = when.message.name, when.message.binding
        fits = [row for row in self.book.messages[name].rows if _fits(row, when)]
        if len(fits) == 1:
            self.holds(fits[0].when, binding, votes)

    def holds(self, condition: Condition, binding: str | None, votes: Votes, *, truth: bool = True) -> None:
        """A condition is true, or not: what follows for its fields."""
        if isinstance(condition, Not):
            self.holds(condition.part, binding, votes, truth=not truth)
        elif isinstance(condition, Test):
            self.test(condition, binding, votes, truth=truth)
        elif isinstance(condition, And) is truth:
            for part in condition.parts:
                self.holds(part, binding, votes, truth=truth)

    def test(self, test: Test, binding: str | None, votes: Votes, *, truth: bool) -> None:
        """One comparison that is true, or not."""
        name, at = test.term.name, test.term.bound(binding)
        fact = self.book.facts.get(name)
        if fact is not None:
            self.holds(fact.condition, at, votes, truth=truth)
            return
        if not isinstance(self.book.words[name], FieldWord):
            return
        path = self.book.path(name, at)
        match test.operator:
            case Operator.TRUE:
                self.vote(path, truth, votes)
            case Operator.IS | Operator.ONE_OF:
                self.listed(path, test.values, votes, truth=truth)
            case Operator.KNOWN | Operator.UNKNOWN if (test.operator is Operator.KNOWN) is truth:
                votes.known.add(path)
            case Operator.KNOWN | Operator.UNKNOWN:
                self.vote(path, None, votes)

    def listed(self, path: str, values: tuple[Value, ...], votes: Votes, *, truth: bool) -> None:
        """A field is one of some values, or none of them."""
        if truth and len(values) == 1:
            self.vote(path, values[0], votes)
            return
        others = [value for value in self.candidates(path) if value is not None and value not in values]
        votes.refused.setdefault(path, set()).update(others if truth else values)

    # --- the student --------------------------------------------------------------------------------------------------

    def suppose(self, votes: Votes, cost: Cost, doubts: Doubts) -> dict[str, Value]:
        """The student who has most votes, and of whom the pages may say most. cost: what they may not say, counted."""
        values = self.first(votes)
        open_fields = [path for path in self.asked if path not in votes.given]
        self.improve(values, open_fields, self.broken)
        if cost(values):
            doubted = doubts(values)
            torn = {path: tuple(counts) for path, counts in votes.given.items() if len(counts) > 1}
            some = [path for path in open_fields if doubted is None or path in doubted]
            self.improve(values, some, lambda v: 10 * cost(v) + self.broken(v), torn)
            if self.broken(values):
                self.improve(values, open_fields, lambda v: 10 * self.broken(v) + cost(v))
        return values

    def first(self, votes: Votes) -> dict[str, Value]:
        """What was told; for what was not, the default, or the first value that is not refused."""
        values: dict[str, Value] = {}
        for path, one in self.fields.items():
            counts = votes.given.get(path)
            if counts:
                value = counts.most_common(1)[0][0]
            elif path in self.derived or (one.optional and one.default is None and path not in votes.known):
                value = None
            else:
                refused = votes.refused.get(path, set())
                tried = (one.default, *self.candidates(path))
                value = next((v for v in tried if v is not None and v not in refused), None)
            if value is not None:
                values[path] = value
        return values

    def candidates(self, path: str) -> tuple[Value | None, ...]:
        """The values that a field of few values may have; nothing for others."""
        one = self.fields[path]
        absent: tuple[Value | None, ...] = (None,) if one.optional and one.default is None else ()
        if one.kind is Kind.BOOLEAN:
            return (False, True, *absent)
        if one.kind is Kind.CHOICE:
            return (*one.choices, *absent)
        if one.kind is Kind.INTEGER and one.minimum is not None and one.maximum is not None:
            return (*range(one.minimum, min(one.maximum, one.minimum + 9) + 1), *absent)
        return absent

    def broken(self, values: Mapping[str, Value]) -> int:
        """How many promises of the rules are broken; a student who would get no report breaks one."""
        kept = sum(not promise.kept(values) for promise in self.rules.promises())
        return kept + (self.rules.skip(values) is not None)

    def improve(
        self,
        values: dict[str, Value],
        open_fields: Iterable[str],
        cost: Cost,
        torn: Mapping[str, tuple[Value | None, ...]] | None = None,
    ) -> None:
        """Change one field after another, as long as it costs less. torn: fields with the values they may have."""
        choices = {path: self.candidates(path) for path in open_fields} | dict(torn or {})
        least = cost(values)
        for _ in range(_ROUNDS):
            before = least
            for path, tries in choices.items():
                if not least:
                    return
                for value in tries:
                    tried = {key: old for key, old in values.items() if key != path}
                    if value is not None:
                        tried[path] = value
                    now = cost(tried)
                    if now < least:
                        least = now
                        values.clear()
                        values.update(tried)
            if least == before:
                return

    def problems(self, values: Mapping[str, Value]) -> Iterator[str]:
        """What speaks against a student, in the office's words."""
        skip = self.rules.skip(values)
        if skip is not None:
            yield f"such a student gets no report: {skip.reason.rstrip('.')}"
        else:
            yield from (found.message for found in audit_record(self.rules, Record(values, ORIGIN)))


def _fits(row: Row, when: When) -> bool:
    """Whether a row gives the answer that a layout asks for."""
    match when.answer:
        case Answer.TEXT:
            return isinstance(row.outcome, Wording)
        case Answer.NOTHING:
            return isinstance(row.outcome, Nothing)
        case Answer.SHOWS:
            return isinstance(row.outcome, Show) and row.outcome.thing == when.thing
    return not isinstance(row.outcome, Nothing)


def read_value(text: str, field: FieldType | None, lang: str) -> Value | None:
    """A value from the way in which it is written; None where it is not written so."""
    if field is None:
        return None
    match field.kind:
        case Kind.INTEGER:
            return int(text) if text.isdecimal() else None
        case Kind.BOOLEAN:
            return {"True": True, "False": False}.get(text)
        case Kind.DATE:
            return _read_date(text, lang)
        case Kind.SCHOOL_YEAR:
            try:
                return SchoolYear.parse(text.replace("–", "-"))
            except ValueError:
                return None
    return text


@lru_cache(maxsize=4096)
def _read_date(text: str, lang: str) -> date | None:
    """The day that is written so."""
    numbers = [int(digits) for digits in findall(r"\d+", text)]
    for year, day, month in product(numbers, numbers, range(1, 13)):
        if year > 31 >= day:
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if plain(format_value(found, Kind.DATE, lang)) == text:
                return found
    return None
