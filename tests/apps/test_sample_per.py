"""`scorepress sample --per`: few students who reach every row, or every cell of the proof."""

import json
from functools import cache

import pytest
from click.testing import CliRunner, Result

from scorepress.apps.cli import group
from scorepress.apps.students import Inputs, Students
from scorepress.check.proof import Proof
from scorepress.check.proof_sets import cells_of, fewest_students, rows_of
from scorepress.model.record import Record
from scorepress.pipeline.load import load_samples
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.samples import Per, invent_per
from scorepress.workspace import Workspace, scratch

REPORTS = ["summative-alternate-elpac", "initial-alternate-elpac"]
MOST = 16
"""Students of a set: a grade this year for each of thirteen, and some room."""


def run(*words: str) -> Result:
    result = CliRunner().invoke(group, words, prog_name="scorepress")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@cache
def press(report: str) -> Press:
    opened, found = open_project(Workspace(), report)
    assert opened, found
    return Press(opened.template)


@cache
def proof(report: str) -> Proof:
    template = press(report).template
    return Proof(template.book, template.schema)


@cache
def records(report: str, per: Per) -> tuple[Record, ...]:
    samples = load_samples(Workspace(), press(report).template.schema)
    return tuple(invent_per(press(report).template, samples, 1, per))


def reached(report, students):
    book, rules = press(report).template.book, press(report).rules
    return {
        row.span
        for message in book.messages.values()
        for binding in book.bindings(message.each)
        for student in students
        for row in rules.holding(message.name, binding, student.values)
    }


@pytest.mark.parametrize("per", Per)
@pytest.mark.parametrize("report", REPORTS)
def test_every_row_that_answers_somebody_is_reached_by_few(report, per):
    answering = set()
    for message in proof(report).book.messages.values():
        for binding in proof(report).book.bindings(message.each):
            found = proof(report).message(message.name, binding).reached()
            answering |= {row.span for row, some in zip(message.rows, found, strict=True) if some}
    students = records(report, per)
    assert reached(report, students) == answering
    assert 1 < len(students) <= MOST


@pytest.mark.parametrize("report", REPORTS)
def test_no_student_is_left_over(report):
    students = records(report, Per.ROW)
    for student in students[-1:]:
        assert reached(report, [s for s in students if s is not student]) < reached(report, students)


@pytest.mark.parametrize("report", REPORTS)
def test_every_cell_of_a_real_case_is_reached(report):
    book, students, tried = proof(report).book, records(report, Per.CELL), 0
    for message in book.messages.values():
        for binding in book.bindings(message.each):
            domains = proof(report).domains(message.name, binding)
            for case in proof(report).cells(message.name, binding):
                for domain, cell in zip(domains, case.cells, strict=True):
                    if cell.single:
                        assert cell.value in {one.get(domain.path) for one in students}, (message.name, domain, cell)
                        tried += 1
    assert tried > 100


@pytest.mark.parametrize("per", Per)
@pytest.mark.parametrize("report", REPORTS)
def test_students_can_be_real_and_have_names(report, per):
    for student in records(report, per):
        assert press(report).skip(student) is None
        assert press(report).audit(student) == ()
        assert student.get("student.ssid") != "0000000000"
        press(report).pages(press(report).report(student, "en"))
    assert len({student.get("student.first_name") for student in records(report, per)}) > len(records(report, per)) / 2


def test_goals_are_the_proofs_own():
    world = proof(REPORTS[0]).world
    assert rows_of(world).keys() < cells_of(world).keys()
    assert fewest_students(world, {}, ()) == ()


@pytest.mark.parametrize("per", ["row", "cell"])
def test_what_is_printed_can_be_read_again(per, tmp_path):
    result = run("sample", REPORTS[0], "--per", per)
    assert result.exit_code == 0
    assert result.output == run("sample", REPORTS[0], "--per", per).output
    assert result.output != run("sample", REPORTS[0], "--per", per, "--seed", "2").output
    file = tmp_path / "students.jsonl"
    file.write_text(result.output, encoding="utf-8")
    opened, _ = open_project(Workspace(), REPORTS[0])
    assert opened
    with scratch() as database:
        rows = [*Students(opened, Inputs((str(file),)), database).rows()]
    assert [row.values for row in rows if isinstance(row, Record)] == [r.values for r in records(REPORTS[0], Per(per))]
    assert len(rows) == len([json.loads(line) for line in result.output.splitlines()])


def test_a_number_of_students_and_a_set_exclude_one_another():
    result = run("sample", REPORTS[0], "--per", "row", "--count", "3")
    assert result.exit_code == 2
    assert "leave out --count" in result.output
