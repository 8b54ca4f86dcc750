"""RuleBook -> what it forgets: gaps, overlaps, rows that answer nobody, slots that stay empty. Exact and finite.

`prove_rules` gives a `Proof`, which is also asked for cases and students. docs/explanation/proof.md tells how it works.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from scorepress.check.proof_diagrams import NO, TooManyCasesError
from scorepress.check.proof_layout import LayoutProof
from scorepress.check.proof_messages import MessageProof
from scorepress.check.proof_report import describe
from scorepress.check.proof_slots import holes_of_message
from scorepress.check.proof_words import say_cell
from scorepress.check.proof_world import World
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.proof import Case, Domain, Finding, Overlap
from scorepress.model.rules import Message, RuleBook
from scorepress.model.template import Template
from scorepress.model.values import RecordSchema, Value
from scorepress.noun import replace


class Proof:
    """The proof of one rule book. Everything is worked out when it is first asked for, and kept.

    The book must have passed `check_rules`; rows that are not decided and tables with holes are taken as they are.
    Raises TooManyCasesError when `always`, `skip` and `scale` lines alone have too many cases; so do the methods for a
    message that has.
    """

    def __init__(self, book: RuleBook, schema: RecordSchema) -> None:
        self.book = book
        self.schema = schema
        self.world = World(book, schema)
        self._messages: dict[tuple[str, str | None], MessageProof] = {}

    def message(self, name: str, binding: str | None) -> MessageProof:
        """The proof of one message for one binding."""
        key = (name, binding)
        self.world.diagrams.steps = 0
        if key not in self._messages:
            self._messages[key] = MessageProof(self.world, self.book.messages[name], binding)
        return self._messages[key]

    # --- what is wrong ------------------------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is wrong with the messages, in the order of the files."""
        found: list[Finding] = []
        for message in self.book.messages.values():
            try:
                found += [*self._of_message(message)]
            except TooManyCasesError:
                found.append(self.message(message.name, self.book.bindings(message.each)[0]).crowd())
        return tuple(found)

    def _of_message(self, message: Message) -> Iterator[Finding]:
        proofs = [self.message(message.name, binding) for binding in self.book.bindings(message.each)]
        gaps = [gap for proof in proofs if (gap := proof.gap()) is not None]
        if gaps:
            first, *rest = gaps
            also = tuple(gap.binding for gap in rest if gap.binding is not None)
            yield replace(first, also=also)
        overlaps: dict[int, Overlap] = {}
        for found in (overlap for proof in proofs for overlap in proof.overlaps()):
            known = overlaps.setdefault(found.row, found)
            overlaps[found.row] = replace(known, others=tuple(sorted({*known.others, *found.others})))
        yield from overlaps.values()
        reached = [proof.reached() for proof in proofs]
        for row in range(len(message.rows)):
            if not any(rows[row] for rows in reached):
                yield proofs[0].never(row)
        yield from holes_of_message(self.world, message)

    # --- cases and students -------------------------------------------------------------------------------------------

    def domains(self, message: str, binding: str | None) -> tuple[Domain, ...]:
        """The fields that a message's rows mention, with their cells."""
        return self.message(message, binding).domains

    def cells(self, message: str, binding: str | None) -> Iterator[Case]:
        """Every real case of a message with the rows that hold in it; the cells are those of `domains`, in that order.

        Raises TooManyCasesError when there are more than a million.
        """
        return self.message(message, binding).cases()

    def words(self, case: Case) -> tuple[str, ...]:
        """A case as conditions, one for each of its fields."""
        domains = self.domains(case.message, case.binding)
        return tuple(
            say_cell(domain.phrase, cell, self.world.field(domain.path))
            for domain, cell in zip(domains, case.cells, strict=True)
        )

    def student(self, case: Case) -> Mapping[str, Value]:
        """The most ordinary student of a real case: the complete values of a record."""
        proof = self.message(case.message, case.binding)
        chosen = self.world.choose(proof.where(case), proof.reads)
        assert chosen is not None
        return self.world.values(chosen)

    def student_of_row(self, message: str, binding: str | None, row: int) -> Mapping[str, Value] | None:
        """The most ordinary student whom a row answers; row: its position, from 0. None when it answers nobody."""
        proof = self.message(message, binding)
        where = self.world.diagrams.both(proof.real, proof.rows[row])
        chosen = None if where == NO else self.world.choose(where, proof.reads)
        return None if chosen is None else self.world.values(chosen)


def check_proof(book: RuleBook, schema: RecordSchema, reporter: Reporter) -> Proof | None:
    """Report what the messages forget; None when the question cannot be gone through at all."""
    try:
        proof = Proof(book, schema)
    except TooManyCasesError:
        message = "the `always`, `skip` and `scale` lines together have too many cases to go through"
        reporter.error(Code.TOO_LARGE, message, book.record_span, "let each line speak of fewer fields")
        return None
    if proof.world.empty:
        message = "the `always`, `skip` and `scale` lines leave no student"
        hint = "this line and those above it contradict each other: correct one of them"
        reporter.error(Code.NEVER, message, proof.world.contradiction(), hint)
        return None
    for finding in proof.findings:
        reporter.add(describe(finding, book))
    return proof


def check_layout(proof: Proof, template: Template, reporter: Reporter) -> None:
    """Report the texts of a layout that have a slot which stays empty for somebody who sees them."""
    proof.world.diagrams.steps = 0
    for hole in LayoutProof(proof.world, template).holes():
        reporter.add(describe(hole, proof.book))
