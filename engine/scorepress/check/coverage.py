"""Examples -> the rows that they reach: those that decide, for some student who fits an example, what it expects.

An expectation of a whole text (`is`) also reaches the rows whose words stand in the text; of a beginning (`begins`)
nobody has read the rest, so it reaches the row of its own message alone.
"""

from collections.abc import Iterator, Mapping

from scorepress.check.proof import Proof
from scorepress.check.proof_diagrams import NO, Node, TooManyCasesError
from scorepress.check.proof_examples import ExampleProof
from scorepress.check.proof_slots import slot_reference
from scorepress.check.proof_world import World
from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.rules import Example, Naming, Reference, Undecided
from scorepress.model.source import Span
from scorepress.model.wording import Wording


def reached_rows(world: World) -> Mapping[Span, tuple[Example, ...]]:
    """The examples that reach each row, in the order of the files; rows that none reaches have no key.

    An example with too many students to go through reaches nothing.
    """
    found: dict[Span, dict[Span, Example]] = {}
    for example in world.book.examples:
        try:
            for place in _Reach(world, example).rows():
                found.setdefault(place, {})[example.span] = example
        except TooManyCasesError:
            continue
    return {place: tuple(examples.values()) for place, examples in found.items()}


def unreached_rows(proof: Proof, *, release: bool) -> Iterator[Diagnostic]:
    """A warning, or an error before a release, for each row that answers a student and that no example reaches.

    Rows that are not decided yet, and rows that answer nobody, are reported elsewhere.
    """
    reached = reached_rows(proof.world)
    severity = Severity.ERROR if release else Severity.WARNING
    for message in proof.book.messages.values():
        bindings = proof.book.bindings(message.each)
        answers = [proof.message(message.name, binding).reached() for binding in bindings]
        for at, row in enumerate(message.rows):
            real = any(rows[at] for rows in answers)
            if real and row.span not in reached and not isinstance(row.outcome, Undecided):
                text = f"no example reaches this row of `{message.name}`"
                hint = "write an example that `given` leads here: `scorepress rules coverage` lists all rows"
                yield Diagnostic(Code.NO_EXAMPLE, severity, text, row.span, (), (hint,))


class _Reach:
    """One example."""

    def __init__(self, world: World, example: Example) -> None:
        self.world = world
        self.example = example
        proof = ExampleProof(world, example)
        self.given, self.reads = proof.given, proof.reads

    def rows(self) -> Iterator[Span]:
        """The places of all rows that it reaches."""
        for expectation in self.example.expect:
            term = expectation.message
            message = Reference(Naming.MESSAGE, term.name, term.binding)
            yield from self.below(message, self.given, self.reads, whole=not expectation.begins)

    def below(self, said: Reference, where: Node, reads: frozenset[str], *, whole: bool) -> Iterator[Span]:
        """The rows of a message that some student of `where` gets, and those in their sentences; reads: its fields."""
        world = self.world
        message = world.book.messages[said.name]
        for row in message.rows:
            asked = reads | world.reads_of_row(row, said.binding)
            here = world.diagrams.both(where, world.says.row(row, said.binding))
            if world.diagrams.both(world.domain(asked), here) == NO:
                continue
            yield row.span
            for slot in dict.fromkeys(row.outcome.slots) if whole and isinstance(row.outcome, Wording) else ():
                inner = slot_reference(world, slot, message, said.binding)
                if inner is not None and inner.naming is Naming.MESSAGE:
                    yield from self.below(inner, here, asked, whole=True)
