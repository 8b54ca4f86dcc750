"""`scorepress check` beside the schema as it was committed: rows that answer more students since it grew."""

import shutil
import subprocess

import pytest

from scorepress.resources import builtin

SCHEMA = "schemas/student-record.schema.json"
GROWN = 'this row of `history section` now also answers students of whom `grade this year is "TK"` holds'


@pytest.fixture
def git(tmp_path, monkeypatch):
    """Git in the folder of the test, with nobody's settings; without it these tests have nothing to ask."""
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    def git(*words):
        who = ["-c", "user.name=Office", "-c", "user.email=office@example.org"]
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    return git


@pytest.fixture
def schema(write):
    """Write the schema with other grades."""

    def schema(grades='"KN",'):
        write(SCHEMA, (builtin() / SCHEMA).read_text(encoding="utf-8").replace('["KN",', f"[{grades}", 1))

    return schema


def told(scorepress, *options, code=1):
    said = scorepress("check", "--report", "summative-alternate-elpac", *options, code=code).stderr
    assert ("error[gap]: no row of `grade name this year` answers" in said) is (code == 1 and "git knows" not in said)
    return " ".join(said.split())


def test_the_last_commit_is_compared(scorepress, schema, git):
    schema()
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "grades")
    assert "nothing to mend" in told(scorepress, code=0)
    schema('"TK", "KN",')
    assert f"warning[wider-reach]: {GROWN}" in told(scorepress)
    git("commit", "-qam", "TK")
    assert "wider-reach" not in told(scorepress)
    assert GROWN in told(scorepress, "--base", "HEAD~1")
    assert "wider-reach" not in told(scorepress, "--base", "HEAD")


def test_nothing_was_committed(scorepress, schema, git):
    schema('"TK", "KN",')
    assert "wider-reach" not in told(scorepress)
    git("init", "-q")
    assert "wider-reach" not in told(scorepress)


@pytest.mark.parametrize("revision", ["nowhere", "--help", "", "HEAD:schemas"])
def test_a_revision_that_is_none(scorepress, schema, git, revision):
    schema()
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "grades")
    done = scorepress("check", f"--base={revision}", code=1)
    assert f"error[file-not-found]: git knows no revision `{revision}` of this project" in done.stderr


def test_a_schema_that_was_not_there_or_could_not_be_read(scorepress, schema, write, git):
    write("README", "a project")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "begin")
    write(SCHEMA, "{")
    git("add", ".")
    git("commit", "-qm", "broken")
    schema('"TK", "KN",')
    assert "wider-reach" not in told(scorepress)
    assert "wider-reach" not in told(scorepress, "--base", "HEAD~1")


def test_there_is_no_git(scorepress, schema, git, monkeypatch):
    schema()
    monkeypatch.setenv("PATH", "")
    assert "nothing to mend" in told(scorepress, code=0)
    assert "git knows no revision `HEAD`" in told(scorepress, "--base", "HEAD")
