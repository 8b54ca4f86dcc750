"""One message: does every student get exactly one of its rows, does every row get a student."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from scorepress.check.proof_diagrams import MAX_STEPS, NO, Node, TooManyCasesError
from scorepress.check.proof_words import Words
from scorepress.check.proof_world import World
from scorepress.model.proof import Case, Counterexample, Crowd, Domain, Gap, Never, Overlap
from scorepress.model.rules import Message

MOST_CASES = MAX_STEPS
"""Cases of one message that are listed one by one."""


class MessageProof:
    """A message for one binding."""

    def __init__(self, world: World, message: Message, binding: str | None) -> None:
        self.world = world
        self.message = message
        self.binding = binding
        self.reads = frozenset[str]().union(*(world.reads_of_row(row, binding) for row in message.rows))
        self.variables = sorted(world.indices(self.reads))

    @cached_property
    def rows(self) -> tuple[Node, ...]:
        """Where each row holds."""
        return tuple(self.world.says.row(row, self.binding) for row in self.message.rows)

    @cached_property
    def real(self) -> Node:
        """The cells in which real students are."""
        return self.world.domain(self.reads)

    @cached_property
    def words(self) -> Words:
        """The office's words for the message's cells."""
        each = self.world.book.eaches.get(self.message.each or "")
        rows = [(row, self.binding) for row in self.message.rows]
        return Words(self.world, (), rows, each.stand_in if each else None)

    @cached_property
    def classes(self) -> Mapping[int, Sequence[int]]:
        """Which fine cells are one cell of this message."""
        return {variable: self.words.classes(self.world.asked(variable)) for variable in self.variables}

    def count(self, some: Node) -> int:
        """How many cases of the message real students of `some` are in."""
        weights = {}
        for variable, classes in self.classes.items():
            weights[variable] = [int(classes.index(name) == at) for at, name in enumerate(classes)]
        return self.world.diagrams.count(self.world.diagrams.blurred(some, self.classes), weights)

    @cached_property
    def total(self) -> int:
        """How many real cases there are."""
        return self.count(self.real)

    def smallest(self, bad: Node) -> Counterexample:
        """The smallest student of some."""
        found = self.words.example(bad, self.real, self.reads)
        assert found is not None
        return found

    def gap(self) -> Gap | None:
        """The cases that no row answers."""
        d = self.world.diagrams
        lost = d.but_not(self.real, d.any_of(self.rows))
        if lost == NO:
            return None
        return Gap(self.message.name, self.binding, self.count(lost), self.total, self.smallest(lost))

    def reached(self) -> tuple[bool, ...]:
        """For each row, whether it answers a real student."""
        return tuple(self.world.diagrams.both(self.real, row) != NO for row in self.rows)

    def overlaps(self) -> Iterator[Overlap]:
        """The cases that two rows answer, told of as few rows as possible."""
        d = self.world.diagrams
        once = twice = NO
        for row in self.rows:
            twice = d.either(twice, d.both(once, row))
            once = d.either(once, row)
        if d.both(self.real, twice) == NO:
            return
        partners: dict[int, set[int]] = {}
        mine = [d.both(self.real, row) for row in self.rows]
        for later in range(len(mine)):
            for earlier in range(later):
                if d.both(mine[later], mine[earlier]) != NO:
                    partners.setdefault(later, set()).add(earlier)
                    partners.setdefault(earlier, set()).add(later)
        while partners:
            row = max(partners, key=lambda one: (len(partners[one]), one))
            others = sorted(partners.pop(row))
            for other in others:
                partners[other].discard(row)
                if not partners[other]:
                    del partners[other]
            common = d.both(mine[row], d.any_of(mine[other] for other in others))
            yield Overlap(self.message.name, self.binding, row, tuple(others), self.count(common), self.total,
                          self.smallest(common))  # fmt: skip

    def never(self, row: int) -> Never:
        """Why a row answers nobody."""
        d = self.world.diagrams
        where = self.rows[row]
        laws = self.world.laws if where != NO else ()
        because = next((law.place for law, node in laws if d.both(where, node) == NO), None)
        return Never(self.message.name, row, where == NO, because)

    def crowd(self) -> Crowd:
        """The message has too many cases; its fields, those with the most cells first."""
        sizes = [(domain.phrase, len(domain.cells)) for domain in self.domains]
        sizes.sort(key=lambda pair: -pair[1])
        return Crowd(self.message.name, self.message.span, tuple(sizes))

    # --- cases --------------------------------------------------------------------------------------------------------

    @cached_property
    def domains(self) -> tuple[Domain, ...]:
        """The fields that the rows mention, with their cells, in the order of reading."""
        return tuple(self.words.domain(self._told(self.world.asked(variable))) for variable in self.variables)

    def _told(self, path: str) -> str:
        """The field that the rows name where they read a field behind it."""
        for known, (root, _years) in self.world.roots.items():
            if root == path and known in self._named:
                return known
        return path

    @cached_property
    def _named(self) -> frozenset[str]:
        """The paths that the rows name themselves."""
        return frozenset(self.words.named())

    def cases(self) -> Iterator[Case]:
        """Every real case once, the first field slowest. Raises TooManyCasesError beyond MOST_CASES."""
        if self.total > MOST_CASES:
            raise TooManyCasesError
        d = self.world.diagrams
        blurred = d.blurred(self.real, self.classes)
        firsts = {
            variable: [classes.index(name) for name in dict.fromkeys(classes)]
            for variable, classes in self.classes.items()
        }

        def walk(node: Node, depth: int, chosen: dict[int, int]) -> Iterator[dict[int, int]]:
            if node == NO:
                return
            if depth == len(self.variables):
                yield chosen
                return
            variable = self.variables[depth]
            asks, children = d.nodes[node]
            for cell in firsts[variable]:
                yield from walk(children[cell] if asks == variable else node, depth + 1, {**chosen, variable: cell})

        for chosen in walk(blurred, 0, {}):
            cells = tuple(
                self.words.cell(domain.path, chosen[variable])
                for domain, variable in zip(self.domains, self.variables, strict=True)
            )
            rows = tuple(at for at, row in enumerate(self.rows) if d.holds(row, chosen))
            yield Case(self.message.name, self.binding, cells, rows)

    def where(self, case: Case) -> Node:
        """The real students of a case."""
        d = self.world.diagrams
        found = self.real
        for domain, variable, cell in zip(self.domains, self.variables, case.cells, strict=True):
            classes = self.classes[variable]
            at = next(at for at in range(len(classes)) if self.words.cell(domain.path, at) == cell)
            alike = [other for other, name in enumerate(classes) if name == classes[at]]
            found = d.both(found, d.among(variable, alike))
        return found
