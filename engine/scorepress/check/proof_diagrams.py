"""Sets of cases as decision diagrams: exact, and equal parts of a product are gone through once.

A diagram asks one variable after another, always in the same order, which of its cells holds, and ends in yes or no.
Equal diagrams are the same number, so that comparing, counting and taking the best are quick. After R. Bryant,
Graph-based algorithms for Boolean function manipulation, 1986; here a question has as many answers as its variable has
cells.
"""

from collections.abc import Iterable, Mapping, Sequence

NO, YES = 0, 1
Node = int
MAX_STEPS = 1_000_000
"""Steps for one question; a message that needs more has too many cases."""
_END = 1 << 60


class TooManyCasesError(Exception):
    """A question was given up."""


class Diagrams:
    """The diagrams of one proof. sizes: how many cells each variable has, in the order of the questions."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.nodes: list[tuple[int, tuple[Node, ...]]] = [(_END, ()), (_END, ())]
        self.steps = 0
        self._unique: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._joined: tuple[dict[tuple[Node, Node], Node], ...] = ({}, {})
        self._denied: dict[Node, Node] = {NO: YES, YES: NO}
        self._without: dict[frozenset[int], dict[Node, Node]] = {}

    def make(self, variable: int, children: tuple[Node, ...]) -> Node:
        """The diagram that asks a variable first; children: what follows each cell, of later variables only."""
        first = children[0]
        if children.count(first) == len(children):
            return first
        key = (variable, children)
        found = self._unique.get(key)
        if found is None:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TooManyCasesError
            found = self._unique[key] = len(self.nodes)
            self.nodes.append(key)
        return found

    def among(self, variable: int, cells: Iterable[int]) -> Node:
        """Where a variable is in one of the cells."""
        mask = [NO] * self.sizes[variable]
        for cell in cells:
            mask[cell] = YES
        return self.make(variable, tuple(mask))

    def both(self, f: Node, g: Node) -> Node:
        """Where both hold."""
        return self._join(f, g, NO)

    def either(self, f: Node, g: Node) -> Node:
        """Where at least one holds."""
        return self._join(f, g, YES)

    def all_of(self, parts: Iterable[Node]) -> Node:
        """Where all hold."""
        found = YES
        for part in parts:
            found = self._join(found, part, NO)
        return found

    def any_of(self, parts: Iterable[Node]) -> Node:
        """Where at least one holds."""
        found = NO
        for part in parts:
            found = self._join(found, part, YES)
        return found

    def _join(self, f: Node, g: Node, decisive: Node) -> Node:
        """Both (decisive: NO) or either (decisive: YES)."""
        if f == g:
            return f
        if f > g:
            f, g = g, f
        if f <= YES:
            return f if f == decisive else g
        memo = self._joined[decisive]
        found = memo.get((f, g))
        if found is None:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise TooManyCasesError
            (v, a), (w, b) = self.nodes[f], self.nodes[g]
            if v == w:
                children = tuple([self._join(x, y, decisive) for x, y in zip(a, b, strict=True)])
            elif v < w:
                children = tuple([self._join(x, g, decisive) for x in a])
            else:
                children = tuple([self._join(f, y, decisive) for y in b])
            found = memo[f, g] = self.make(min(v, w), children)
        return found

    def deny(self, f: Node) -> Node:
        """Where it does not hold."""
        found = self._denied.get(f)
        if found is None:
            variable, children = self.nodes[f]
            found = self._denied[f] = self.make(variable, tuple([self.deny(child) for child in children]))
            self._denied[found] = f
        return found

    def but_not(self, f: Node, g: Node) -> Node:
        """Where the first holds and the second does not."""
        return self._join(f, self.deny(g), NO)

    def without(self, f: Node, gone: frozenset[int]) -> Node:
        """Where it holds for some cells of the variables that are gone."""
        memo = self._without.setdefault(gone, {})

        def walk(node: Node) -> Node:
            if node <= YES:
                return node
            found = memo.get(node)
            if found is None:
                variable, children = self.nodes[node]
                parts = dict.fromkeys(walk(child) for child in dict.fromkeys(children)) if variable in gone else ()
                found = memo[node] = (
                    self.any_of(parts) if parts else self.make(variable, tuple([walk(child) for child in children]))
                )
            return found

        return walk(f)

    def support(self, f: Node) -> frozenset[int]:
        """The variables that it asks."""
        seen: set[Node] = set()
        found: set[int] = set()
        left = [f]
        while left:
            node = left.pop()
            if node > YES and node not in seen:
                seen.add(node)
                found.add(self.nodes[node][0])
                left += self.nodes[node][1]
        return frozenset(found)

    def blurred(self, f: Node, classes: Mapping[int, Sequence[int]]) -> Node:
        """Where it holds for some cell of the same class. classes: variable -> class of each of its cells."""
        memo: dict[Node, Node] = {}

        def walk(node: Node) -> Node:
            if node <= YES:
                return node
            found = memo.get(node)
            if found is None:
                variable, old = self.nodes[node]
                children = [walk(child) for child in old]
                of = classes.get(variable)
                if of is not None:
                    merged: dict[int, Node] = {}
                    for name, child in zip(of, children, strict=True):
                        merged[name] = self.either(merged.get(name, NO), child)
                    children = [merged[name] for name in of]
                found = memo[node] = self.make(variable, tuple(children))
            return found

        return walk(f)

    def count(self, f: Node, weights: Mapping[int, Sequence[int]]) -> int:
        """How many products of cells it holds for. weights: for each variable that counts, of each cell: 1, or 0."""
        order = sorted(weights)
        rank = {variable: at for at, variable in enumerate(order)}
        tails = [1] * (len(order) + 1)
        for at in range(len(order) - 1, -1, -1):
            tails[at] = tails[at + 1] * sum(weights[order[at]])
        memo: dict[Node, int] = {NO: 0, YES: 1}

        def place(node: Node) -> int:
            return rank[self.nodes[node][0]] if node > YES else len(order)

        def walk(node: Node) -> int:
            found = memo.get(node)
            if found is None:
                variable, children = self.nodes[node]
                at = rank[variable]
                pairs = zip(weights[variable], children, strict=True)
                found = sum(
                    weight * walk(child) * tails[at + 1] // tails[place(child)] for weight, child in pairs if weight
                )
                memo[node] = found
            return found

        return walk(f) * tails[0] // tails[place(f)]

    def cheapest(self, f: Node, costs: Mapping[int, Sequence[int]]) -> dict[int, int] | None:
        """The cells of the least cost in all, for the variables that matter; None where nothing holds.

        costs: of each cell of each variable; the best cell of a variable costs nothing.
        """
        if f == NO:
            return None
        memo: dict[Node, tuple[int, int]] = {YES: (0, 0)}

        def walk(node: Node) -> tuple[int, int]:
            variable, children = self.nodes[node]
            found: tuple[int, int] | None = None
            for cell, (child, cost) in enumerate(zip(children, costs[variable], strict=True)):
                if child == NO:
                    continue
                least = (memo.get(child) or walk(child))[0] + cost
                if found is None or least < found[0]:
                    found = least, cell
            assert found is not None  # no node but NO holds nowhere
            memo[node] = found
            return found

        if f != YES:
            walk(f)
        chosen: dict[int, int] = {}
        while f > YES:
            variable, children = self.nodes[f]
            chosen[variable] = memo[f][1]
            f = children[chosen[variable]]
        return chosen

    def holds(self, f: Node, chosen: Mapping[int, int]) -> bool:
        """Whether it holds for these cells; chosen: a cell of each variable that it asks."""
        while f > YES:
            variable, children = self.nodes[f]
            f = children[chosen[variable]]
        return f == YES
