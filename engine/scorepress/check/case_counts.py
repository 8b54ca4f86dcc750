"""Proof -> how many cases each row answers, for the tables that people sign."""

from scorepress.check.proof import Proof
from scorepress.check.proof_diagrams import TooManyCasesError
from scorepress.model.decisions import CaseCounts


def count_cases(proof: Proof) -> CaseCounts:
    """The cases of each message and of each of its rows, over all bindings.

    Only messages that answer every student exactly once are in it, and whose cases can be gone through.
    """
    found: dict[str, tuple[int, tuple[int, ...]]] = {}
    for message in proof.book.messages.values():
        try:
            proofs = [proof.message(message.name, binding) for binding in proof.book.bindings(message.each)]
            if any(one.gap() is not None or any(one.overlaps()) for one in proofs):
                continue
            rows = [[one.count(one.world.diagrams.both(one.real, row)) for row in one.rows] for one in proofs]
            found[message.name] = (sum(one.total for one in proofs), tuple(map(sum, zip(*rows, strict=True))))
        except TooManyCasesError:
            continue
    return found
