"""What a student uses of a template is what stands on the finished pages."""

import pytest

from scorepress.evaluate.uses import Interest, RowAtom, TextAtom, UseFinder, ValueAtom
from scorepress.model.wording import Wording
from scorepress.noun import Noun, names


def guards(prop):
    """Messages that conditions of the layout ask."""
    if isinstance(prop, tuple):
        return {name for inner in prop for name in guards(inner)}
    if not isinstance(prop, Noun):
        return set()
    when = getattr(prop, "when", None)
    mine = {when.message.name} if when else set()
    return mine | {guard for name in names(type(prop)) for guard in guards(getattr(prop, name))}


@pytest.mark.parametrize("report", ["initial-alternate-elpac", "summative-alternate-elpac"])
def test_rows_are_those_of_the_finished_report(samples, phrases, report):
    press = samples.press(report)
    book, template = press.template.book, press.template
    finder = UseFinder(template, press.rules, Interest(set(book.messages), set(), values=False))
    asked = guards(template.pages)
    for record in samples.students(report):
        made = press.report(record, "en")
        shown = {(use.message, use.binding, use.span) for phrase in phrases(made) for use in phrase.rows}
        uses = [(atom, at) for atom, at in finder.of(record.values).items() if isinstance(atom, RowAtom)]
        rows = {(atom.message, atom.binding, book.messages[atom.message].rows[at]) for atom, at in uses}
        found = {(name, binding, row.span) for name, binding, row in rows}
        told = {(name, binding, row.span) for name, binding, row in rows
                if isinstance(row.outcome, Wording) and name not in asked}  # fmt: skip
        assert shown <= found
        assert told <= shown


def test_less_is_asked_where_less_is_of_interest(samples):
    press = samples.press("summative-alternate-elpac")
    record = samples.students("summative-alternate-elpac")[0]
    everything = UseFinder(press.template, press.rules, Interest(set(press.template.book.messages), set(), values=True))
    one = UseFinder(press.template, press.rules, Interest({"level name"}, set(), values=False))
    all_uses, uses = everything.of(record.values), one.of(record.values)
    assert any(isinstance(atom, ValueAtom) for atom in all_uses)
    assert {a: at for a, at in all_uses.items() if isinstance(a, RowAtom) and a.message == "level name"} == {
        a: at for a, at in uses.items() if isinstance(a, RowAtom) and a.message == "level name"
    }
    assert len(uses) < len(all_uses) / 3


def test_a_text_is_used_where_its_condition_holds(samples):
    press = samples.press("summative-alternate-elpac")
    atom = TextAtom(2, "page-2 score-history", "Overall score")
    finder = UseFinder(press.template, press.rules, Interest(set(), {atom}, values=False))
    found = {atom in finder.of(record.values) for record in samples.students("summative-alternate-elpac")}
    assert found == {True, False}  # the table is shown to some
