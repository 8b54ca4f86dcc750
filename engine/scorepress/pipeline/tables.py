"""Template -> decision tables."""

from scorepress.model.decisions import DecisionBook
from scorepress.model.template import Template
from scorepress.render.table import make_tables


def decision_tables(template: Template) -> DecisionBook:
    """The rules of a report as decision tables."""
    return make_tables(template.book, template.name)
