"""`scorepress explain`: why a student's page says what it says, and what a diagnostic means.

The texts of twenty students are kept without line numbers, so that a comment in a rule file changes none of them; that
the numbers are right is tested apart.
"""

import json
import re
from itertools import takewhile
from typing import Any

import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from scorepress.apps.cli import group

SUMMATIVE, INITIAL = "summative-alternate-elpac", "initial-alternate-elpac"
STUDENTS = "tests/data/students/{}.jsonl"
NO_REPORT = "tests/data/explained/no-report.jsonl"
"""Not tested; a level that is not the score's; a result of a year without eligibility; a grade that does
not exist; another assessment; a name that cannot be printed."""

TWENTY = [
    *((SUMMATIVE, STUDENTS.format(SUMMATIVE), number) for number in range(1, 10)),
    *((INITIAL, STUDENTS.format(INITIAL), number) for number in range(1, 6)),
    *((SUMMATIVE, NO_REPORT, number) for number in range(1, 7)),
]


class Explanations(SingleFileSnapshotExtension):
    """One text file a student."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.fixture(autouse=True)
def in_the_clone(root, monkeypatch):
    monkeypatch.chdir(root)


def explain(*words: str) -> Result:
    result = CliRunner().invoke(group, ["explain", *words], prog_name="scorepress")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def explained(report: str, path: str, number: int, *more: str) -> str:
    result = explain(path, "--report", report, "--student", str(number), *more)
    assert result.exit_code == 0, result.output
    return result.output


def told(report: str, path: str, number: int, *more: str) -> Any:
    return json.loads(explained(report, path, number, "--json", *more))


@pytest.mark.parametrize(
    ("report", "path", "number"), TWENTY, ids=lambda value: str(value).split("/")[-1].removesuffix(".jsonl")
)
def test_twenty_students(report, path, number, snapshot: SnapshotAssertion):
    text = explained(report, path, number)
    assert re.sub(r":\d+", ":…", text) == snapshot(extension_class=Explanations)


TABLE, FIRST = "show the table", "{first name} took this test for the first time this school year."
BY_HAND = [
    (1, "history section", TABLE, ['participation last year is "complete"', 'grade this year is "03"']),
    (1, "score history two years ago", "nothing", ["not eligible two years ago"]),
    (1, "printed score", "{score this year}", ["not an unlisted resource changed the construct this year"]),
    (2, "history section", FIRST,
     ['participation last year is "none"', 'participation two years ago is "none"']),
    (2, "score history last year", "Eligible but not tested.",
     ["eligible last year", 'participation last year is "none"']),
    (2, "grade short this year", "12", ['grade this year is "12"']),
    (3, "score history last year", "Incomplete test | No score available.",
     ["eligible last year", 'participation last year is "incomplete"']),
    (3, "score history two years ago", "show the score",
     ["eligible two years ago", 'participation two years ago is "complete"']),
    (3, "asterisk note", "*An unlisted resource", ["an unlisted resource changed the construct this year"]),
    (3, "street address", "{street}, {apartment}", None),
    (4, "history section", FIRST,
     ['participation last year is "none"', 'participation two years ago is "none"']),
    (6, "street address", "nothing", ["street is unknown"]),
    (6, "birth date", "nothing", ["date of birth is unknown"]),
    (7, "performance summary", "{first name} can sometimes use English", ["level this year is 2"]),
    (8, "history section", TABLE,
     ['grade this year is "KN"', "repeated kindergarten", 'participation last year is "complete"']),
    (9, "history section", "nothing",
     ['participation two years ago is "complete"', 'grade this year is "KN"', "not repeated kindergarten"]),
]  # fmt: skip


@pytest.mark.parametrize(("number", "message", "outcome", "actual"), BY_HAND)
def test_what_was_found_by_hand(number, message, outcome, actual):
    """Read off the records in tests/data/students and the sentences of the guide."""
    trace = told(SUMMATIVE, STUDENTS.format(SUMMATIVE), number, message)
    assert trace["fate"] == "rendered"
    (entry,) = trace["entries"]
    (chosen,) = entry["choices"][0]["chosen"]
    assert entry["choices"][0]["message"] == message
    assert chosen["outcome"].startswith(outcome)
    if actual is not None:
        assert chosen["actual"] == actual


@pytest.mark.parametrize(
    ("number", "fate", "reason", "codes", "actual"),
    [
        (1, "skipped", "The student did not take the test.", [], ['participation this year is "none"']),
        (2, "quarantined", None, ["record-scale"], None),
        (3, "quarantined", None, ["record-always"] * 4, None),
        (4, "quarantined", None, ["record-field"], None),
        (5, "skipped", "The result is of another assessment.", [], ['assessment is "initial-alternate-elpac"']),
        (6, "quarantined", None, ["missing-glyph"], None),
    ],
)
def test_students_without_a_report(number, fate, reason, codes, actual):
    trace = told(SUMMATIVE, NO_REPORT, number)
    assert (trace["fate"], trace["reason"]) == (fate, reason)
    assert [problem["code"] for problem in trace["problems"]] == codes
    assert (trace["skip"]["chosen"][0]["actual"] if trace["skip"] else None) == actual
    assert bool(trace["entries"]) is (number == 6)


def choices(trace: Any) -> list[Any]:
    return [choice for entry in trace["entries"] for choice in entry["choices"]]


def test_each_place_is_a_row_that_reads_as_told(root):
    for report, path, number in ((SUMMATIVE, STUDENTS.format(SUMMATIVE), 3), (INITIAL, STUDENTS.format(INITIAL), 4)):
        found = choices(told(report, path, number))
        assert len(found) > 40
        for choice in found:
            assert len(choice["chosen"]) == 1
            for case in (*choice["chosen"], *choice["others"]):
                file, line = case["rule"].split(":")
                first, *more = (root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1 :]
                assert first.startswith("  when ")
                conditions = takewhile(lambda text: text.startswith("      "), more)  # deeper than a sentence
                written = " ".join([first, *map(str.strip, conditions)])
                if case["outcome"] == "nothing":
                    assert written.endswith(": nothing")
                elif f'"{case["outcome"]}"' not in written:  # a sentence that begins on a line of its own
                    assert written.endswith((":", case["outcome"])), case


@pytest.mark.parametrize(("report", "language"), [(SUMMATIVE, "en"), (SUMMATIVE, "vi"), (INITIAL, "zh-Hant")])
def test_every_text_that_a_row_chose_names_its_row_in_the_drawing(report, language):
    for number in (1, 3):
        path = STUDENTS.format(report)
        trace = told(report, path, number, "--language", language)
        for page in (1, 2):
            words = ["--records", path, "--student", str(number), "--language", language, "--page", str(page)]
            drawn = CliRunner().invoke(group, ["show", "svg", report, *words])
            there = set(re.findall(r'data-rule="([^"]*)"', drawn.output))
            entries = [e for e in trace["entries"] if e["page"] == page and e["kind"] in ("text", "alternative")]
            wanted = {e["choices"][0]["chosen"][0]["rule"] for e in entries if e["choices"]}
            assert wanted
            assert there == wanted


def test_a_figure_names_the_row_of_its_alternative():
    drawn = CliRunner().invoke(
        group, ["show", "svg", SUMMATIVE, "--records", STUDENTS.format(SUMMATIVE), "--page", "2"]
    )
    figures = re.findall(
        r'<g role="img" [^>]*data-rule="rules/summative-alternate-elpac/overall\.rules:\d+"', drawn.output
    )
    assert len(figures) >= 2


def test_words_of_another_language_conditions_of_the_office():
    text = explained(SUMMATIVE, STUDENTS.format(SUMMATIVE), 2, "--language", "es", "history", "section")
    assert "Student Score Report, Spanish" in text
    assert "“Joaquín tomó esta prueba por primera vez" in text
    assert '    here     participation last year is "none", participation two years ago is "none"' in text


def test_a_message_of_a_family_is_told_for_each_year():
    found = choices(told(SUMMATIVE, STUDENTS.format(SUMMATIVE), 3, "score history"))
    assert [choice["message"] for choice in found] == ["score history last year", "score history two years ago"]


def test_a_message_can_be_asked_for_where_there_is_no_report():
    trace = told(SUMMATIVE, NO_REPORT, 1, "level name last year")
    assert (trace["fate"], trace["entries"][0]["text"]) == ("skipped", "Novice English Learner")
    assert told(SUMMATIVE, NO_REPORT, 4, "level name last year")["entries"] == []


def test_gaps_and_overlaps_are_told_row_by_row(root, tmp_path, monkeypatch):
    rules = tmp_path / "rules" / SUMMATIVE
    rules.mkdir(parents=True)
    for path in (root / "rules" / SUMMATIVE).glob("*.rules"):
        text = path.read_text(encoding="utf-8").replace("when level this year is 2:", "when level this year is 3:")
        (rules / path.name).write_text(text, encoding="utf-8")
    records = root / STUDENTS.format(SUMMATIVE)
    trace = told(SUMMATIVE, str(records), 1, "--project", str(tmp_path))
    assert (trace["fate"], [p["code"] for p in trace["problems"]]) == ("quarantined", ["overlap"])
    assert [len(choice["chosen"]) for choice in choices(trace)] == [2]
    text = explained(SUMMATIVE, str(records), 2, "--project", str(tmp_path))
    assert "error[gap]: no row of `performance summary` holds for this student" in text
    assert "performance summary: no row holds\n    not      :" in text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["record-always"], 0, "## record-always"),
        (["[record-always]"], 0, "## record-always"),
        ([], 0, "\nrecord-always\n"),
        (["record-alway"], 2, "no diagnostic `record-alway`; did you mean `record-always`?"),
        (["xyzzy"], 2, "`scorepress explain` lists them all"),
        ([NO_REPORT], 2, f"To explain a student of {NO_REPORT}, name the report: --report NAME."),
        (["gap", "history", "section"], 2, "name the report: --report NAME."),
        (["--report", SUMMATIVE], 2, "Missing argument 'RECORDS'"),
        ([NO_REPORT, "--report", SUMMATIVE, "--student", "7"], 2, f"there is no row 7 in {NO_REPORT}"),
        ([NO_REPORT, "--report", SUMMATIVE, "histry section"], 2, "did you mean `history section`?"),
        ([NO_REPORT, "--report", SUMMATIVE, "first time"], 2, "no message `first time`"),
        ([NO_REPORT, "--report", "summative"], 2, "no report named `summative`"),
        ([NO_REPORT, "--report", SUMMATIVE, "--language", "xx"], 2, "no report in the language `xx`"),
        (["none.jsonl", "--report", SUMMATIVE], 1, "no file named `none.jsonl`"),
    ],
)
def test_one_command_for_codes_and_for_students(words, code, said):
    result = explain(*words)
    assert (result.exit_code, said in result.output) == (code, True), result.output
