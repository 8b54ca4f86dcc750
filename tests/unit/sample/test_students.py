"""Invented students: of every report, in every situation, the same for the same seed."""

from collections import Counter
from itertools import islice
from random import Random
from typing import Any

import pytest

from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import compile_rules
from scorepress.model.diagnostic import Reporter, ScorepressError
from scorepress.model.record import Origin, Record
from scorepress.noun import replace
from scorepress.parse.layout import parse_layout
from scorepress.parse.samples import parse_samples
from scorepress.pipeline.load import load_template
from scorepress.sample.students import Students, earlier_record
from scorepress.workspace import Workspace

REPORTS = ["summative-alternate-elpac", "initial-alternate-elpac"]


@pytest.fixture(scope="module")
def book(record_schema):
    reporter = Reporter()
    tree: Any = parse_layout(Workspace().source("schemas/samples.yaml"), reporter)
    found = parse_samples(tree, record_schema, reporter)
    assert reporter.found == []
    return found


@pytest.fixture(scope="module")
def rule_books():
    templates: dict[str, Any] = {name: load_template(Workspace(), name, Reporter()) for name in REPORTS}
    return {name: template.book for name, template in templates.items()}


@pytest.fixture(scope="module")
def students(book, rule_books, record_schema):
    def of(report, seed=7, **changes):
        rules = compile_rules(rule_books[report], record_schema)

        def keeps(values):
            return not audit_record(rules, Record(values, Origin("", 0)))

        return Students(
            replace(book, **changes),
            record_schema,
            rule_books[report],
            report,
            changes.get("keeps", keeps),
            Random(seed),
        )

    return of


@pytest.fixture(scope="module")
def summative(students):
    return list(students(REPORTS[0]).many(400))


@pytest.mark.parametrize("report", REPORTS)
def test_the_same_seed_gives_the_same_students(report, students):
    first, again, other = (list(students(report, seed).many(30)) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_a_known_student_stays_the_same_on_every_python(students):
    (found,) = students(REPORTS[0], 7).many(1)
    assert (found.values["student.ssid"], found.values["student.first_name"], found.values["overall.score"]) == (
        "5305040048", "José Luis", 645,
    )  # fmt: skip


@pytest.mark.parametrize("report", REPORTS)
def test_samples_and_plain_students_agree_with_the_schema(report, students, read):
    from scorepress.sample.writers import write_jsonl

    found = [*students(report).many(100), students(report).plain()]
    checked = read("".join(write_jsonl(found)))
    assert [row.values for row in checked] == [row.values for row in found]


def test_the_plain_student_has_only_what_is_required(students, record_schema):
    required = {field.path for field in record_schema.fields if not field.optional}
    follows = {derived.path for derived in record_schema.derived}
    defaults = {field.path for field in record_schema.fields if field.default is not None}
    needed_by_rules = {"overall.grade", "overall.score", "overall.level"}
    assert set(students(REPORTS[0]).plain().values) <= required | follows | defaults | needed_by_rules


@pytest.mark.parametrize("report", REPORTS)
def test_a_handful_shows_every_alternative(report, students):
    invented = students(report)
    list(invented.many(60))
    assert {name: left for name, left in invented.unseen.items() if left} == {}


def test_grades_levels_and_situations(summative, record_schema):
    complete = [r for r in summative if r.get("overall.participation") == "complete"]
    assert {r.get("overall.grade") for r in complete} == set(record_schema.field("overall.grade").choices)
    assert {r.get("overall.level") for r in complete} == {1, 2, 3}
    assert {r.get("overall.participation") for r in summative} == {"none", "incomplete", "complete"}
    assert any(r.get("overall.construct_changed") for r in summative)
    states = Counter(
        (r.get("history.one_year_ago.eligible"), r.get("history.one_year_ago.participation")) for r in summative
    )
    assert set(states) == {(False, "none"), (True, "none"), (True, "incomplete"), (True, "complete")}
    assert any(r.get("history.one_year_ago.construct_changed") for r in summative)
    assert any(r.get("student.repeated_kindergarten") for r in summative)


def test_names_are_as_short_long_and_mixed_as_real_ones(summative):
    names = [f"{r.get('student.first_name')} {r.get('student.last_name')}" for r in summative]
    assert min(map(len, names)) == 3
    assert max(map(len, names)) >= 60
    text = "".join(names)
    assert all(char in text for char in "-'ñáễĐ")
    assert max(len(r.get("school.name")) for r in summative) == 100


def test_scores_lie_in_their_levels_and_the_lowest_goes_with_the_asterisk(summative):
    for record in summative:
        if record.get("overall.construct_changed"):
            assert record.get("overall.level") == 1
            assert record.get("overall.score") % 100 == 1


def test_birthdays_fit_grades(summative):
    for record in summative:
        age = record.get("administration_year").start - record.get("student.date_of_birth").year
        assert 4 <= age <= 21


def test_a_report_without_samples_is_told(students, book):
    with pytest.raises(ScorepressError, match="has no samples of the report"):
        students(REPORTS[0], reports={})


def test_rules_that_refuse_everything_are_told(book, rule_books, record_schema):
    invented = Students(book, record_schema, rule_books[REPORTS[0]], REPORTS[0], lambda _: False, Random(1))
    with pytest.raises(ScorepressError, match="no student 1 of"):
        next(invented.many(1))
    with pytest.raises(ScorepressError, match="the rules refuse the plain student"):
        invented.plain()


def test_refused_students_are_drawn_again(book, rule_books, record_schema):
    invented = Students(
        book, record_schema, rule_books[REPORTS[0]], REPORTS[0], lambda v: v["overall.grade"] == "12", Random(1)
    )
    assert {r.get("overall.grade") for r in islice(invented.many(20), 20)} == {"12"}


def test_an_earlier_record_is_the_row_of_that_years_file(summative, record_schema):
    record: Any = next(r for r in summative if r.get("history.one_year_ago.score"))
    found: Any = earlier_record(record, "history.one_year_ago", "overall", record_schema)
    assert found.get("administration_year").start == record.get("administration_year").start - 1
    assert found.get("overall.score") == record.get("history.one_year_ago.score")
    assert found.get("overall.grade") == record.get("history.one_year_ago.grade")
    assert found.get("student.ssid") == record.get("student.ssid")
    assert not any(path.startswith("history") for path in found.values)
