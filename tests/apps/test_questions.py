"""`scorepress questions`: the memo for sign-off; `check --release` refuses what is not answered."""

import re

import pytest
from click.testing import CliRunner, Result

from scorepress.apps.cli import group

SUMMATIVE = "summative-alternate-elpac"
EIGHT = {
    1: ("A kindergartner with an earlier result", "Nothing: the section is left out", ("history section",)),
    2: ("“took this test for the first time”", "No earlier attempt", ("history section",)),
    3: ("“eligible but not tested” in an earlier year", "The first-time message replaces", ("history section",)),
    4: ("“A dotted line between the first and second levels”", "From the top", ("score range",)),
    5: ("“Did not answer one receptive and one expressive item”", "Not both", ("score history",)),
    6: ("Which performance summary belongs to which level?", "In the guide's order", ("performance summary",)),
    7: ("lowest score by an unlisted resource", "No: the asterisk and its note", ("printed score",)),
    8: ("Is the full stop of the cell messages printed?", "The full stop is printed", ("score history",)),
}
"""The questions that the guide leaves open: text, assumption, messages."""


@pytest.fixture(autouse=True)
def in_the_clone(root, monkeypatch):
    monkeypatch.chdir(root)


def run(*words: str) -> Result:
    result = CliRunner().invoke(group, words, prog_name="scorepress")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def asked(*words: str) -> str:
    result = run("questions", *words)
    assert result.exit_code == 0, result.output
    return result.output


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_eight_known_questions_are_in_the_book():
    text = asked(SUMMATIVE)
    found = dict(re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |\Z)", text, re.MULTILINE | re.DOTALL))
    assert [int(number) for number in found] == list(EIGHT)
    for number, (question, assumption, messages) in EIGHT.items():
        entry = plain(found[str(number)])
        assert question in entry
        assert f"in force {assumption}" in entry
        assert re.findall(r"applies to (.*?) rules/", entry) == list(messages)


def test_each_place_is_a_line_of_the_rules(root):
    text = asked(SUMMATIVE)
    for name, file, line in re.findall(r"applies to (.+?)  (rules/\S+):(\d+)", text):
        written = (root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert written.split(",")[0] == f"message {name}"
    for file, line in re.findall(r"stands in  (rules/\S+):(\d+)", text):
        assert (root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("question ")


def test_sentences_stand_with_the_question_that_they_depend_on():
    text = plain(asked(SUMMATIVE))
    assert ":11 when first time: “{first name} took this test for the first time this school year." in text
    assert ':6 when eligible that year and participation that year is "incomplete": “Incomplete test | No score' in text


def test_answers_have_their_date_and_open_questions_a_place_for_it():
    text = asked(SUMMATIVE)
    assert "8 questions: 1 answered, 7 open." in text
    assert text.count(f"answer     {'_' * 44}\n   date       {'_' * 12}") == 7
    assert "answer     The state's own sample of 2023–24 shows it at the start of level 3" in text
    assert "date       2026-11-21" in text


def test_markdown_is_a_memo_for_each_report():
    text = asked("--format", "md")
    assert re.findall(r"^# (.*)", text, re.MULTILINE) == [
        "Questions: Initial Alternate ELPAC Student Score Report",
        "Questions: Summative Alternate ELPAC Student Score Report",
    ]
    assert "## 2. Does “took this test for the first time” mean no earlier attempt or no earlier score?\n\n" in text
    assert "**Assumption in force:** No earlier attempt: an incomplete test is an attempt.\n" in text
    assert "**Answer of 2026-11-21:** The state's own sample" in text
    assert "\\| No score available." in text
    assert "`rules/summative-alternate-elpac/history.rules`" in text


def test_a_report_without_questions(root, tmp_path):
    rules = tmp_path / "rules" / SUMMATIVE
    rules.mkdir(parents=True)
    for path in (root / "rules" / SUMMATIVE).glob("*.rules"):
        text = re.sub(r"(?ms)^question .*?(?=^\S|\Z)", "", path.read_text(encoding="utf-8"))
        (rules / path.name).write_text(text, encoding="utf-8")
    assert "no questions" in asked(SUMMATIVE, "--project", str(tmp_path))
    assert "No questions." in asked(SUMMATIVE, "--project", str(tmp_path), "--format", "md")


def test_no_such_report():
    result = run("questions", "summative-alternate")
    assert result.exit_code == 2
    assert "did you mean `summative-alternate-elpac`?" in result.output
