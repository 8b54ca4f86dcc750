"""Conditions against the record's schema: do the fields exist, do the values fit them."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from scorepress.model.conditions import spoken, tests, value_in_words
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.rules import Condition, Fact, Operator, RuleBook, ScaleWord, Test
from scorepress.model.source import Span
from scorepress.model.values import FieldType, Kind, RecordSchema, SchoolYear, Value

_EQUALITY = frozenset({Operator.IS, Operator.IS_NOT, Operator.ONE_OF})
_ORDER = _EQUALITY | {Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN}
_PRESENCE = frozenset({Operator.KNOWN, Operator.UNKNOWN})
_OPERATORS = {
    Kind.TEXT: _EQUALITY,
    Kind.CHOICE: _EQUALITY,
    Kind.INTEGER: _ORDER,
    Kind.SCHOOL_YEAR: _ORDER,
    Kind.DATE: frozenset[Operator](),
}
_WRITTEN = {
    Kind.TEXT: "a text in quotation marks",
    Kind.CHOICE: "a text in quotation marks",
    Kind.INTEGER: "a number",
    Kind.SCHOOL_YEAR: "a school year such as `2025-26`",
}
KINDS = {
    Kind.TEXT: "a text",
    Kind.CHOICE: "a choice",
    Kind.INTEGER: "a whole number",
    Kind.BOOLEAN: "yes or no",
    Kind.DATE: "a date",
    Kind.SCHOOL_YEAR: "a school year",
}
_SHOWN = 12


class ConditionCheck:
    """Checks conditions of one rule book."""

    def __init__(self, book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
        self.book = book
        self.reporter = reporter
        self.fields = {field.path: field for field in schema.fields}

    def condition(self, condition: Condition, bindings: Sequence[str | None]) -> None:
        """Report every comparison that cannot be right; bindings: the ones that the condition is said of."""
        for test in tests(condition):
            phrases = {binding: spoken(self.book, test.term, binding) for binding in bindings}
            lacking = [binding for binding, phrase in phrases.items() if phrase not in self.book.vocabulary]
            if lacking:
                self.lacks(test, lacking[0], phrases[lacking[0]])
            elif isinstance(self.book.facts.get(test.term.name), Fact):
                self.fact(test)
            elif bindings:
                self.comparison(test, bindings[0])

    def lacks(self, test: Test, binding: str | None, phrase: str) -> None:
        """A phrase that does not exist for one of the things that a statement is about."""
        name = test.term.name
        existing = [r.binding for r in self.book.vocabulary.values() if r.name == name and r.binding]
        there = f"it exists for {', '.join(f'`{one}`' for one in existing)}" if existing else "no binding has it"
        about = f" for `{binding}`" if binding else ""
        written = spoken(self.book, test.term)
        message = f"`{written}` does not exist{about}" if written != phrase else f"`{phrase}` does not exist"
        self.reporter.error(Code.UNKNOWN_FIELD, message, test.term.span, there)

    def fact(self, test: Test) -> None:
        """A fact stands alone."""
        if test.operator is not Operator.TRUE:
            phrase = spoken(self.book, test.term)
            hint = f"write `{phrase}` or `not {phrase}`"
            self.reporter.error(Code.WRONG_TYPE, f"`{phrase}` is a fact and is not compared", test.span, hint)

    def comparison(self, test: Test, binding: str | None) -> None:
        """A comparison with a field or an end of a scale."""
        word = self.book.words[test.term.name]
        phrase = spoken(self.book, test.term)
        if isinstance(word, ScaleWord):
            field = FieldType("", Kind.INTEGER, phrase, optional=True)
        else:
            field = self.fields[self.book.path(test.term.name, test.term.bound(binding))]
        if not self.operator(test, phrase, field) or test.operator in _PRESENCE:
            return
        if len(set(test.values)) < len(test.values):
            self.reporter.error(Code.WRONG_VALUE, "the same value stands twice", test.span, "keep it once")
        if test.operator is Operator.BETWEEN and all(isinstance(v, int) for v in test.values):
            low, high = test.values
            if isinstance(low, int) and isinstance(high, int) and low > high:
                message = f"nothing is between {low} and {high}"
                self.reporter.error(Code.WRONG_VALUE, message, test.span, "the smaller number comes first")
        for value in test.values:
            self.value(value, phrase, field, test.span)

    def operator(self, test: Test, phrase: str, field: FieldType) -> bool:
        """Whether the field may be compared in that manner."""
        if test.operator in _PRESENCE:
            return True
        if field.kind is Kind.BOOLEAN:
            if test.operator is not Operator.TRUE:
                hint = f"write `{phrase}` or `not {phrase}`"
                self.reporter.error(Code.WRONG_TYPE, f"`{phrase}` is yes or no", test.span, hint)
            return False
        if test.operator is Operator.TRUE:
            kind = KINDS[field.kind]
            hint = f"compare it: `{phrase} is …`, or ask whether `{phrase} is known`"
            self.reporter.error(Code.WRONG_TYPE, f"`{phrase}` is {kind}, not yes or no", test.span, hint)
            return False
        if test.operator not in _OPERATORS[field.kind]:
            kind = KINDS[field.kind]
            message = f"`{phrase}` is {kind}, which `{test.operator.value}` does not compare"
            date = field.kind is Kind.DATE
            hint = "rules ask of a date only whether it is known" if date else "use `is` or `is one of`"
            self.reporter.error(Code.WRONG_TYPE, message, test.span, hint)
            return False
        return True

    def value(self, value: Value, phrase: str, field: FieldType, place: Span) -> None:
        """A value that the field can have."""
        wanted = {Kind.INTEGER: int, Kind.SCHOOL_YEAR: SchoolYear}.get(field.kind, str)
        written = value_in_words(value)
        if not isinstance(value, wanted):
            message = f"`{phrase}` is compared with {written}, expected {_WRITTEN[field.kind]}"
            near = f"write `{value_in_words(str(value))}`" if wanted is str else ""
            self.reporter.error(Code.WRONG_TYPE, message, place, *filter(None, (near,)))
        elif field.kind is Kind.CHOICE and value not in field.choices:
            near_choices = get_close_matches(str(value), field.choices, 1, 0.5)
            hint = f'did you mean "{near_choices[0]}"?' if near_choices else f"it is {_listed(field.choices)}"
            self.reporter.error(Code.WRONG_VALUE, f"`{phrase}` is never {written}", place, hint)
        elif isinstance(value, int | SchoolYear):
            self.bounds(value, phrase, field, place)
        elif isinstance(value, str) and field.kind is Kind.TEXT:
            self.text(value, phrase, field, place)

    def bounds(self, value: int | SchoolYear, phrase: str, field: FieldType, place: Span) -> None:
        """A number or school year within the schema's bounds."""
        number = value.start if isinstance(value, SchoolYear) else value
        low, high = field.minimum, field.maximum
        if (low is None or number >= low) and (high is None or number <= high):
            return
        show = SchoolYear if isinstance(value, SchoolYear) else int
        edges = [f"at {word} {show(edge)}" for word, edge in (("least", low), ("most", high)) if edge is not None]
        message = f"`{phrase}` is never {value}"
        self.reporter.error(Code.WRONG_VALUE, message, place, f"by the record's schema it is {' and '.join(edges)}")

    def text(self, value: str, phrase: str, field: FieldType, place: Span) -> None:
        """A text of the length and form that the schema asks for."""
        if field.max_length is not None and len(value) > field.max_length:
            hint = f"by the record's schema it has at most {field.max_length} characters"
            self.reporter.error(Code.WRONG_VALUE, f'`{phrase}` is never "{value}"', place, hint)
        elif field.pattern is not None and not re.search(field.pattern, value):
            hint = f"by the record's schema it has the form `{field.pattern}`"
            self.reporter.error(Code.WRONG_VALUE, f'`{phrase}` is never "{value}"', place, hint)


def _listed(choices: Sequence[str]) -> str:
    shown = [f'"{choice}"' for choice in choices[:_SHOWN]]
    if len(choices) > _SHOWN:
        return f"one of {', '.join(shown)} …"
    return f"{', '.join(shown[:-1])} or {shown[-1]}" if len(shown) > 1 else shown[0]
