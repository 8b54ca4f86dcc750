"""`scorepress check --write-row` and `--write-example`: what is missing is written where it belongs, once."""

import re
import shutil

import pytest
from click.testing import CliRunner, Result

from scorepress.apps.cli import group
from scorepress.model.diagnostic import Code, Severity
from scorepress.model.rules import Undecided
from scorepress.pipeline.load import check_report, load_provable
from scorepress.workspace import Workspace

REPORT = "summative-alternate-elpac"
KINDERGARTEN = (
    '  when not first time and grade this year is "KN"\n'
    "      and not (repeated kindergarten and took it last year): nothing\n"
    '    because "The guide is silent here; see question 1."\n'
)


def run(*words: str) -> Result:
    result = CliRunner().invoke(group, words, prog_name="scorepress")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def project(root, tmp_path):
    shutil.copytree(root / "rules" / REPORT, tmp_path / "rules" / REPORT)
    return tmp_path


@pytest.fixture
def history(project):
    return project / "rules" / REPORT / "history.rules"


def drop(file, part: str) -> str:
    text = file.read_text(encoding="utf-8")
    assert text.count(part) == 1
    rest: str = text.replace(part, "")
    file.write_text(rest, encoding="utf-8")
    return rest


def cases(text: str) -> int:
    """How many cases a diagnostic of a gap counts."""
    found = re.search(r"answers (\d+) of", text)
    assert found
    return int(found[1])


def added(before: str, after: str) -> list[str]:
    """The lines that are new; every other line is as it was."""
    new, rest = [], before.split("\n")
    for line in after.split("\n"):
        if rest and line == rest[0]:
            rest.pop(0)
        else:
            new.append(line)
    assert rest == []
    return new


def test_the_row_stands_behind_the_others_and_closes_the_gap(project, history):
    before = drop(history, KINDERGARTEN)
    result = run("check", str(project), "--report", REPORT, "--write-row")
    assert result.exit_code == 1
    after = history.read_text(encoding="utf-8")
    lines = added(before, after)
    assert lines[0].startswith("  when not first time and ")
    assert lines[-1].endswith(": ?")
    assert after.index(lines[0]) > after.index("and took it last year: show the table")
    assert after.index(lines[0]) < after.index(
        'from guide "Score History, Additional Messaging"', after.index(lines[0])
    )
    number = after.split("\n").index(lines[0]) + 1
    assert f"rules/{REPORT}/history.rules:{number}: wrote the row of `history section`" in result.output
    found = [d for d in check_report(Workspace(project), REPORT) if d.severity is Severity.ERROR]
    assert [d.code for d in found][:1] == [Code.UNDECIDED]
    assert found[0].span is not None
    assert found[0].span.line == number
    gaps = [d for d in found if d.code is Code.GAP]
    assert all(lines[0].removeprefix("  when ").removesuffix(": ?") not in "".join(d.hints) for d in gaps)
    assert cases(result.output) > sum(cases(d.message) for d in gaps)


def test_a_row_that_waits_is_not_written_twice(project, history):
    drop(history, KINDERGARTEN)
    run("check", str(project), "--report", REPORT, "--write-row", "--write-example")
    once = history.read_text(encoding="utf-8")
    run("check", str(project), "--report", REPORT, "--write-row", "--write-example")
    assert history.read_text(encoding="utf-8") == once


def test_a_second_gap_waits_for_the_first_decision(project, history):
    drop(history, '  when not first time and grade this year is not "KN": show the table\n')
    run("check", str(project), "--report", REPORT, "--write-row")
    once = history.read_text(encoding="utf-8")
    result = run("check", str(project), "--report", REPORT, "--write-row")
    assert history.read_text(encoding="utf-8") == once
    assert "it has a row that is not decided: decide that first" in result.output


def test_an_example_waits_for_a_decision(project, history):
    before = drop(history, KINDERGARTEN)
    run("check", str(project), "--report", REPORT, "--write-example")
    lines = [line for line in added(before, history.read_text(encoding="utf-8")) if line]
    assert lines[0] == 'example "to decide: history section"'
    assert lines[-1] == "  expect history section is ?"
    _, rules = load_provable(Workspace(project), REPORT)
    assert rules is not None
    (example,) = [one for one in rules[0].examples if one.title == "to decide: history section"]
    assert isinstance(example.expect[0].outcome, Undecided)
    assert "`to decide: history section` is not decided" in run("check", str(project), "--report", REPORT).output


def test_the_next_gap_gets_the_next_example(project, history):
    drop(history, KINDERGARTEN)
    for _ in range(2):
        run("check", str(project), "--report", REPORT, "--write-row", "--write-example")
        text = history.read_text(encoding="utf-8")
        history.write_text(text.replace(": ?", ": nothing").replace("is ?", "is nothing"), encoding="utf-8")
    assert text.count('example "to decide: history section"') == 1
    assert text.count('example "to decide: history section, 2"') == 1
    assert run("check", str(project), "--report", REPORT).exit_code == 0


def test_the_message_of_a_family_speaks_of_that_year(project, history):
    before = drop(
        history, '  when eligible that year and participation that year is "none": "Eligible but not tested."\n'
    )
    result = run("check", str(project), "--report", REPORT, "--write-row", "--write-example")
    text = history.read_text(encoding="utf-8")
    assert '  when eligible that year and participation that year is "none": ?' in added(before, text)
    assert "expect score history last year is ?" in text
    assert result.output.count("wrote the row") == 1


def test_ends_of_lines_and_comments_stay(project, history):
    drop(history, KINDERGARTEN)
    text = history.read_text(encoding="utf-8")
    history.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    run("check", str(project), "--report", REPORT, "--write-row")
    after = history.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf#")
    assert after.count(b"\r\n") == after.count(b"\n")
    assert len(added(text, after.decode("utf-8-sig").replace("\r\n", "\n"))) <= 2


def test_the_built_in_rules_are_left_alone(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    schema = (root / "schemas" / "student-record.schema.json").read_text(encoding="utf-8")
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "student-record.schema.json").write_text(
        schema.replace('"maximum": 3', '"maximum": 4'), encoding="utf-8"
    )
    before = {file: file.read_bytes() for file in (root / "rules").rglob("*.rules")}
    result = run("check", str(tmp_path), "--report", REPORT, "--write-row", "--write-example")
    assert {file: file.read_bytes() for file in (root / "rules").rglob("*.rules")} == before
    assert "is of the built-in reports: `scorepress new DIR`" in result.output


def test_good_rules_get_nothing(project):
    files = {file: file.read_bytes() for file in project.rglob("*.rules")}
    result = run("check", str(project), "--report", REPORT, "--write-row", "--write-example")
    assert result.exit_code == 0
    assert {file: file.read_bytes() for file in project.rglob("*.rules")} == files
