"""`scorepress rules coverage` and `rules table`; `check` warns of rows that no example reaches."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scorepress.apps.cli import group

SUMMATIVE, INITIAL = "summative-alternate-elpac", "initial-alternate-elpac"
STUDENTS = f"tests/data/students/{SUMMATIVE}.jsonl"
NO_REPORT = "tests/data/explained/no-report.jsonl"


@pytest.fixture(autouse=True)
def in_the_clone(root, monkeypatch):
    monkeypatch.chdir(root)


@pytest.fixture
def project(root, tmp_path):
    """A project with rules of its own."""
    shutil.copytree(root / "rules" / SUMMATIVE, tmp_path / "rules" / SUMMATIVE)
    return tmp_path


def edit(project, file, old, new):
    path = project / "rules" / SUMMATIVE / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def rows(report: str) -> int:
    """How many rows the rules of a report have."""
    texts = [path.read_text(encoding="utf-8") for path in Path("rules", report).glob("*.rules")]
    return sum(line.startswith("  when ") for text in texts for line in text.splitlines())


def run(*words: str) -> Result:
    result = CliRunner().invoke(group, words, prog_name="scorepress")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def covered(*words: str) -> str:
    result = run("rules", "coverage", *words)
    assert result.exit_code == 0, result.output
    return result.output


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_every_row_of_the_shipped_rules_is_reached_by_an_example():
    text = covered()
    found = re.findall(r"^(\d+) of (\d+) rows are reached by an example$", text, re.MULTILINE)
    assert [(int(reached), int(total)) for reached, total in found] == [(rows(INITIAL),) * 2, (rows(SUMMATIVE),) * 2]
    assert "no example reaches" not in text
    assert "%" not in text


def test_counts_are_never_rounded_and_missed_rows_are_named(project):
    edit(project, "history.rules", 'example "not eligible"\n  given not eligible last year\n', 'example "eligible"\n'
         '  given eligible last year, participation last year is "complete"\n')  # fmt: skip
    edit(project, "history.rules", "  expect score history last year is nothing", "  expect score history last year is "
         "show the score")  # fmt: skip
    text = covered("--report", SUMMATIVE, "--project", str(project))
    assert f"{rows(SUMMATIVE) - 1} of {rows(SUMMATIVE)} rows are reached by an example" in text
    missed = f"no example reaches\n  rules/{SUMMATIVE}/history.rules:4  score history: not eligible that year\n"
    assert missed in text
    assert "      4         0  not eligible that year\n" in text


def test_a_whole_text_reaches_the_rows_in_it_a_beginning_does_not(project):
    edit(project, "examples.rules", '  expect grade heading this year is "Grade 12"\n', "")
    year = (
        'example "a heading"\n  given grade this year is "12", school year this year is 2025-26\n  expect year heading'
    )
    examples = project / "rules" / SUMMATIVE / "more.rules"
    examples.write_text(f'{year} this year begins "2025–26, Grade 1"\n', encoding="utf-8")
    total = rows(SUMMATIVE)
    assert f"{total - 1} of {total} rows" in covered("--project", str(project), "--report", SUMMATIVE)
    examples.write_text(f'{year} this year is "2025–26, Grade 12"\n', encoding="utf-8")
    assert f"{total} of {total} rows" in covered("--project", str(project), "--report", SUMMATIVE)


def test_students_are_counted_on_the_rows_that_answer_them():
    text = covered("--report", SUMMATIVE, STUDENTS)
    assert f"{rows(SUMMATIVE)} of {rows(SUMMATIVE)} rows are reached by a student" in text
    assert "read 9 = students 9 + skipped 0 + quarantined 0" in text
    counts = {when: count for count, when in re.findall(r"^ +\d+ +\d+ +(\d+)  (.*)$", text, re.MULTILINE)}
    assert counts["first time"] == "4"
    assert counts['grade this year is "KN" and repeated kindergarten and took it last year'] == "1"


def test_rows_without_a_report_are_counted_apart():
    text = covered("--report", SUMMATIVE, NO_REPORT)
    assert "read 6 = students 1 + skipped 2 + quarantined 3" in text
    assert "no student reaches" in text


def test_several_files_and_json():
    (told,) = json.loads(covered("--report", SUMMATIVE, "--json", STUDENTS, NO_REPORT))
    assert (told["report"], told["read"], told["students"], told["skipped"], told["quarantined"]) == (
        SUMMATIVE, 15, 10, 2, 3,
    )  # fmt: skip
    row = next(row for row in told["rows"] if row["when"] == "first time")
    assert row == {
        "message": "history section",
        "when": "first time",
        "rule": f"rules/{SUMMATIVE}/history.rules:11",
        "examples": ["first time"],
        "students": 4,
    }
    assert "students" not in json.loads(covered("--report", INITIAL, "--json"))[0]["rows"][0]


def test_coverage_names_no_student():
    text = covered("--report", SUMMATIVE, STUDENTS)
    assert "García" not in text
    assert "6462702603" not in text


def test_a_file_that_is_not_there():
    result = run("rules", "coverage", "none.jsonl", "--report", SUMMATIVE)
    assert (result.exit_code, "no file named `none.jsonl`" in result.output) == (1, True)


# --- check ------------------------------------------------------------------------------------------------------------


def checked(project, *words: str) -> tuple[int, list[dict[str, str]]]:
    result = run("check", str(project), "--report", SUMMATIVE, "--format", "json", *words)
    found = json.loads(result.stdout)
    assert isinstance(found, (list, dict))
    return result.exit_code, found["diagnostics"] if isinstance(found, dict) else found


def codes(found: list[dict[str, str]], code: str) -> list[dict[str, str]]:
    return [one for one in found if one["code"] == code]


def test_check_warns_of_a_row_without_an_example(project):
    assert checked(project) == (0, [])
    edit(project, "examples.rules", '  expect full name is "Ana García"\n', '  expect full name begins "Ana G"\n')
    assert checked(project)[0] == 0
    edit(project, "examples.rules", "middle name is unknown, last name is", 'middle name is "María", last name is')
    edit(project, "examples.rules", '  expect full name begins "Ana G"\n', '  expect full name begins "Ana M"\n')
    status, found = checked(project)
    (warning,) = found
    assert (status, warning["code"], warning["severity"]) == (0, "no-example", "warning")
    assert warning["message"] == "no example reaches this row of `full name`"


def test_before_a_release_it_is_an_error(project):
    edit(project, "examples.rules", "middle name is unknown, last name is", 'middle name is "María", last name is')
    edit(project, "examples.rules", '  expect full name is "Ana García"\n', '  expect full name begins "Ana M"\n')
    status, found = checked(project, "--release", "--accept-open-questions")
    assert status == 1
    assert [one["severity"] for one in codes(found, "no-example")] == ["error"]


def test_a_release_refuses_open_questions_unless_they_are_accepted(project):
    status, found = checked(project, "--release")
    questions = codes(found, "open-question")
    assert status == 1
    assert [one["severity"] for one in questions] == ["error"] * 7
    assert questions[0]["message"].startswith("question 1 has no answer: A kindergartner with an earlier result")
    assert codes(checked(project, "--release", "--accept-open-questions")[1], "open-question") == []
    assert codes(checked(project)[1], "open-question") == []
    edit(project, "history.rules", '"Nothing: the section is left out."\n  at history section\n',
         '"Nothing: the section is left out."\n  at history section\n  answer "Nothing." on 2026-12-01\n')  # fmt: skip
    assert len(codes(checked(project, "--release")[1], "open-question")) == 6


# --- tables -----------------------------------------------------------------------------------------------------------


def test_tables_of_both_reports():
    for report in (SUMMATIVE, INITIAL):
        text = run("rules", "table", report).output
        assert len(re.findall(r"^\|.*\| \d+ \|$", text, re.MULTILINE)) == rows(report) + 3  # the `skip` lines
        assert "Not proved" not in text
        assert text.count("- Proved: each of the ") == text.count("\n## ") - text.count("\n## Who") - text.count(
            "\n## What"
        ) - text.count("\n## Questions")


def test_the_history_table_as_it_is_signed():
    text = run("rules", "table", SUMMATIVE).output
    columns = ("first time", "grade this year", "repeated kindergarten", "took it last year")
    assert f"| {' | '.join((*columns, 'condition', 'says', 'because', 'cases', 'line'))} |" in text
    assert (
        "| no | “KN” | – | – | not (repeated kindergarten and took it last year) | nothing | The guide is silent"
        in text
    )
    assert "- Proved: each of the 234 cases has exactly one line" in text


def test_a_page_in_a_file_the_same_bytes_each_time(tmp_path):
    files = [tmp_path / "new" / name for name in ("a.html", "b.html")]
    for file in files:
        result = run("rules", "table", SUMMATIVE, "--format", "html", "--out", str(file))
        assert (result.exit_code, result.stdout) == (0, "")
    first, second = (file.read_bytes() for file in files)
    assert first == second
    assert first.startswith(b"<!DOCTYPE html>")
    assert first.count(b"<table") == 19
    assert len(first) < 120_000


def test_a_message_with_a_gap_is_not_called_proved(project):
    edit(project, "history.rules", "  when not eligible that year: nothing\n", "")
    text = run("rules", "table", SUMMATIVE, "--project", str(project)).output
    table = text.split("## score history")[1].split("\n## ")[0]
    assert "- **Not proved: `scorepress check` tells which students have no line, or two**" in table
    assert "cases" not in table
    assert text.count("Not proved") == 1


def test_no_such_report():
    result = run("rules", "table", "summative")
    assert (result.exit_code, "no report named `summative`" in result.output) == (2, True)
