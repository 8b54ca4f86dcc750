"""Finds values for fields so that all constraints hold: depth first, with backjumping to what caused a failure (CBJ).

P. Prosser, Hybrid algorithms for the constraint satisfaction problem, 1993.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scorepress.model.values import Value

Values = Mapping[str, Value]
MAX_STEPS = 100_000


class SearchTooLongError(Exception):
    """The search was given up."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """Something that must hold, and the fields that it reads."""

    paths: frozenset[str]
    holds: Callable[[Values], bool]


def order_fields(first: Sequence[frozenset[str]], rest: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """The fields in the order of their choice: those of `first`, then those that soonest complete a constraint."""
    order = list(dict.fromkeys(path for one in first for path in sorted(one)))
    left = list(rest)
    while left:
        # the fewest open fields; of equal ones, that which hangs together with what is chosen; then the first
        best = min(left, key=lambda one: (len(one.difference(order)), one.isdisjoint(order)))
        order += sorted(best.difference(order))
        left.remove(best)
    return tuple(order)


class Search:
    """One search. candidates: for each field in the order of choice, what is tried; None leaves the field out."""

    def __init__(self, candidates: Mapping[str, Sequence[Value | None]], constraints: Sequence[Constraint]) -> None:
        self.order = tuple(candidates)
        self.candidates = candidates
        at = {path: index for index, path in enumerate(self.order)}
        self.always = [one for one in constraints if not one.paths]
        self.due: list[list[tuple[Constraint, frozenset[int]]]] = [[] for _ in self.order]
        for one in constraints:
            if one.paths:
                reads = frozenset(at[path] for path in one.paths)
                self.due[max(reads)].append((one, reads))
        self.steps = 0

    def run(self, values: dict[str, Value]) -> Values | None:
        """Complete `values`; None when nothing fits, SearchTooLongError when nothing was found in MAX_STEPS."""
        if not all(one.holds(values) for one in self.always):
            return None
        untried: list[Iterator[Value | None]] = []
        blame: list[set[int]] = []
        while len(untried) < len(self.order):
            untried.append(iter(self.candidates[self.order[len(untried)]]))
            blame.append(set())
            while not self._next(len(untried) - 1, untried[-1], blame[-1], values):
                # nothing fits here: back to the last field that one of the failures depends on
                causes = blame[-1] - {len(untried) - 1}
                if not causes:
                    return None
                back = max(causes)
                for path in self.order[back + 1 : len(untried)]:
                    values.pop(path, None)
                del untried[back + 1 :], blame[back + 1 :]
                blame[back] |= causes - {back}
        return values

    def _next(self, index: int, untried: Iterator[Value | None], blame: set[int], values: dict[str, Value]) -> bool:
        """Give a field its next value that breaks nothing; `blame` collects what the failures depend on."""
        path = self.order[index]
        for value in untried:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise SearchTooLongError
            values.pop(path, None)
            if value is not None:
                values[path] = value
            failed = next((reads for one, reads in self.due[index] if not one.holds(values)), None)
            if failed is None:
                return True
            blame |= failed
        return False
