"""Students -> how many of them each row answers."""

from collections import Counter

from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Values
from scorepress.model.source import Span


class Census:
    """Counts students, row by row. A student counts once for a row, for however many bindings it holds."""

    def __init__(self, rules: CompiledRules) -> None:
        self.rules = rules
        self.counts: Counter[Span] = Counter()
        book = rules.book
        self._asked = [(m.name, binding) for m in book.messages.values() for binding in book.bindings(m.each)]

    def add(self, values: Values) -> None:
        """Count one student, whom the rules skip not and have nothing against."""
        held = {row.span for name, binding in self._asked for row in self.rules.holding(name, binding, values)}
        self.counts.update(held)
