"""Template -> decision tables, with the cases that the proof has counted."""

from scorepress.check.case_counts import count_cases
from scorepress.check.proof import Proof
from scorepress.check.proof_diagrams import TooManyCasesError
from scorepress.model.decisions import DecisionBook
from scorepress.model.template import Template
from scorepress.render.table import make_tables


def decision_tables(template: Template) -> DecisionBook:
    """The rules of a report as decision tables; without counts where the proof has too many cases."""
    try:
        counts = count_cases(Proof(template.book, template.schema))
    except TooManyCasesError:
        counts = {}
    return make_tables(template.book, template.name, counts)
