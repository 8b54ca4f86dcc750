"""Why a row holds or not, in the office's words: on the invented swimming school."""

from types import MappingProxyType
from typing import Any

import pytest

from scorepress.evaluate.reasons import Reasoner
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.trace import trace_audit, trace_failure, trace_message, trace_skip
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, Severity
from scorepress.model.record import Origin, Record
from scorepress.model.source import Source
from scorepress.model.trace import Reason
from scorepress.model.values import SchoolYear
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules

RULES = """
fact keen means swam this season and swam last season and not lazy
fact lazy means stayed away last season or stayed away first season
skip when pool is "south": "The pool in the south sends its own reports."
skip when can dive and not swam this season: "There is nothing to report."
  from handbook "Who gets a report"
skip when name is "Bo": "Bo moved away."
always for each earlier season when not invited that season, laps that season is unknown
always when name is known, nickname is unknown or nickname is "Mo"
message mood
  when keen: "{name} is keen."
  when not keen and (can dive or fears deep water): nothing
    because "The handbook is silent."
  when not keen and not (can dive or fears deep water): show the picture
  from handbook "Moods"
message badge name, for each season
  when badge that season is 3: "Gold"
  when badge that season is one of 1, 2, from school year 2024-25: "Silver"
  when badge that season is one of 1, 2, until school year 2023-24: "Tin"
  when badge that season is unknown: ?
message hole
  when laps this season is at least 5: "Many"
  when laps this season is between 6 and 9: "Some"
"""
STUDENT: dict[str, Any] = {
    "season": SchoolYear(2025),
    "pool": "north",
    "swimmer.name": "Ana",
    "swimmer.can_dive": False,
    "now.laps": 7,
    "now.badge": 2,
    "before.last.invited": True,
    "before.last.laps": 4,
    "before.first.badge": 1,
}


@pytest.fixture(scope="module")
def rules(root):
    suite = root / "tests" / "suite" / "rules"
    schema = parse_record_schema(Source("s", (suite / "swimmer.schema.json").read_text(encoding="utf-8")))
    vocabulary = Source("vocabulary.rules", (suite / "vocabulary.rules").read_text(encoding="utf-8"))
    reporter = Reporter()
    book = parse_rules([vocabulary, Source("a.rules", RULES)], schema, reporter)
    assert book is not None, reporter.found
    return CompiledRules(book, schema)


def told(choice):
    """The line of each row, whether it holds, what decided it, with which values."""
    return [(case.span.line, case.holds, case.reason.words, case.reason.actual) for case in choice.cases]


def line(text):
    return RULES[: RULES.index(text)].count("\n") + 1


def test_the_chosen_row_and_the_first_condition_of_the_others(rules):
    choice = trace_message(rules, "mood", None, STUDENT)
    keen, dive, neither = (line(f"  when {begin}") for begin in ("keen:", "not keen and (", "not keen and not"))
    values = ("laps this season is 7", "laps last season is 4", "not invited first season")
    assert told(choice) == [
        (keen, True, "keen", values),
        (dive, False, "not keen", values),
        (neither, False, "not keen", values),
    ]
    (chosen,) = choice.chosen
    assert (chosen.when, chosen.outcome, chosen.sentence, chosen.because) == ("keen", "{name} is keen.", True, None)
    assert [(case.outcome, case.sentence, case.because) for case in choice.others] == [
        ("nothing", False, "The handbook is silent."),
        ("show the picture", False, None),
    ]
    ((basis, title),) = choice.sources
    assert (basis.source, basis.place, title) == ("handbook", "Moods", "Handbook of the swimming school")


def test_of_an_or_the_part_that_holds_of_a_failing_one_all(rules):
    (_, dive, neither) = trace_message(rules, "mood", None, STUDENT | {"before.last.laps": None}).cases
    assert not dive.holds
    assert dive.reason.words == "can dive or fears deep water"
    assert dive.reason.actual == ("not can dive", "fears deep water is unknown")
    assert neither.holds
    (_, dive, neither) = trace_message(rules, "mood", None, {"swimmer.can_dive": True}).cases
    assert dive.holds
    assert dive.reason.actual == ("laps this season is unknown", "can dive")
    assert (neither.reason.words, neither.reason.actual) == ("not (can dive or fears deep water)", ("can dive",))


def test_a_fact_is_explained_by_what_it_means(rules):
    reasoner = Reasoner(rules, STUDENT | {"before.last.laps": None})
    reason = reasoner.why(rules.book.facts["lazy"].condition, None)
    stayed = Reason(
        "stayed away last season",
        holds=True,
        parts=(
            Reason(
                "invited last season and not swam last season",
                holds=True,
                parts=(
                    Reason("invited last season", holds=True, phrase="invited last season", value="yes"),
                    Reason(
                        "not swam last season",
                        holds=True,
                        parts=(
                            Reason(
                                "swam last season",
                                holds=False,
                                parts=(
                                    Reason(
                                        "laps last season is known",
                                        holds=False,
                                        phrase="laps last season",
                                        value="unknown",
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        ),
    )
    assert reason == Reason("stayed away last season or stayed away first season", holds=True, parts=(stayed,))


def test_school_years_of_a_row_are_a_condition(rules):
    this, first = (trace_message(rules, "badge name", season, STUDENT) for season in ("this season", "first season"))
    assert [case.outcome for case in (*this.chosen, *first.chosen)] == ["Silver", "Tin"]
    assert this.phrase == "badge name this season"
    assert this.chosen[0].when == "badge this season is one of 1, 2, from school year 2024-25"
    assert this.chosen[0].reason.actual == ("badge this season is 2", "school year this season is 2025-26")
    silver = first.cases[1]
    assert (silver.reason.words, silver.reason.actual) == (
        "from school year 2024-25",
        ("school year first season is 2023-24",),
    )
    assert first.cases[0].reason.words == "badge first season is 3"
    undecided = trace_message(rules, "badge name", "last season", STUDENT).chosen[0]
    assert (undecided.outcome, undecided.sentence) == ("?", False)


def test_the_skip_lines_that_were_asked(rules):
    choice = trace_skip(rules, {"pool": "north", "swimmer.can_dive": True, "swimmer.name": "Bo"})
    assert choice is not None
    assert [(case.holds, case.outcome) for case in choice.cases] == [
        (False, "The pool in the south sends its own reports."),
        (True, "There is nothing to report."),
    ]
    assert choice.cases[0].reason.actual == ('pool is "north"',)
    assert choice.cases[1].reason.actual == ("can dive", "laps this season is unknown")
    assert choice.sources[0][0].place == "Who gets a report"
    assert trace_skip(rules, STUDENT) is None


def test_broken_promises_with_the_values_that_break_them(rules):
    values = STUDENT | {"before.last.invited": False, "swimmer.nickname": "Anita"}
    problems = trace_audit(rules, Record(MappingProxyType(values), Origin("x", 1)))
    assert [problem.diagnostic.code for problem in problems] == [Code.RECORD_ALWAYS, Code.RECORD_ALWAYS]
    first, second = ([reason.actual for reason in problem.reasons] for problem in problems)
    assert first == [("not invited last season",), ("laps last season is 4",)]
    assert second == [('name is "Ana"',), ('nickname is "Anita"',)]
    assert trace_audit(rules, Record(MappingProxyType(STUDENT), Origin("x", 1))) == ()


def test_a_failed_report_is_explained_by_the_messages_that_failed(rules):
    def failed(values):
        where = Diagnostic(Code.GAP, Severity.ERROR, "no row", rules.book.messages["hole"].span)
        return trace_failure(rules, values, [where])

    (choice,) = failed({"now.laps": 4})
    assert (choice.message, choice.chosen, len(choice.others)) == ("hole", (), 2)
    (choice,) = failed(STUDENT)
    assert [case.outcome for case in choice.chosen] == ["Many", "Some"]
    assert failed({"now.laps": 5}) == ()
