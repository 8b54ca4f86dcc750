"""`scorepress messages`: catalogues are brought up to date in the user's own project, and nowhere else."""

import re

import pytest

from scorepress.resources import builtin

REPORT = "summative-alternate-elpac"


@pytest.fixture
def mine(scorepress):
    scorepress("new", "mine")
    return scorepress.folder / "mine"


def test_extracting_twice_changes_nothing(scorepress, mine):
    scorepress("messages", "extract", "--project", "mine")
    done = scorepress("messages", "extract", "--check", "--project", "mine")
    assert "all catalogues are up to date" in done.stdout


def test_the_shipped_catalogues_are_up_to_date(scorepress, root):
    """If this fails: `./scorepress messages extract` in the clone."""
    done = scorepress("messages", "extract", "--check", "--project", str(root), code=None)
    assert done.stdout == "all catalogues are up to date\n"


def test_a_changed_sentence_becomes_fuzzy(scorepress, mine):
    page = mine / "layouts" / REPORT / "page-1.yaml"
    text = page.read_text(encoding="utf-8")
    text = text.replace(
        "Page 2 shows your\n          child’s score and level.", "Page 2 shows the score and the level."
    )
    text = text.replace("text: Student Score Report}", "text: Score Report for Families}")
    page.write_text(text, encoding="utf-8")
    catalogue = mine / "locales/es" / f"{REPORT}.po"
    before = catalogue.read_bytes()

    done = scorepress("messages", "extract", "--check", "--project", "mine", code=1)
    assert done.stdout.count("out of date: locales/") == 4
    assert catalogue.read_bytes() == before, "--check writes nothing"

    done = scorepress("messages", "extract", "--language", "es", "--project", "mine")
    assert done.stdout == f"written: locales/es/{REPORT}.po\n"
    assert catalogue.read_text(encoding="utf-8").count("#, fuzzy\n") == 2
    assert '#| msgid "Student Score Report"\n' in catalogue.read_text(encoding="utf-8")
    scorepress("messages", "extract", "--language", "es", "--project", "mine", "--check")
    scorepress("messages", "extract", "--language", "vi", "--project", "mine", "--check", code=1)
    status = scorepress("messages", "status", "--project", "mine").stdout
    assert "2 stale, 0 missing, draft" in status


def test_a_language_begins_when_it_is_named(scorepress, mine):
    done = scorepress("messages", "extract", "--language", "ko", "--project", "mine")
    assert done.stdout == f"written: locales/ko/{REPORT}.po\n"
    assert "Language: ko" in (mine / "locales/ko" / f"{REPORT}.po").read_text(encoding="utf-8")
    assert "warning[missing-translation]" in scorepress("check", "mine").stderr


def test_status(scorepress):
    printed = scorepress("messages", "status").stdout
    assert f"{REPORT}: " in printed
    assert "  ar       no catalogue" in printed
    assert "0 stale, 0 missing, draft" in printed


def test_status_and_check_count_the_same_sentences(scorepress, mine):
    scorepress("messages", "extract", "--language", "ko", "--report", REPORT, "--project", "mine")
    status = scorepress("messages", "status", "--project", "mine").stdout
    (count,) = re.findall(rf"^{REPORT}: (\d+) sentences$", status, re.MULTILINE)
    assert f"  ko       0 translated, 0 stale, {count} missing, draft" in status
    assert f"`locales/ko/{REPORT}.po` translates none of {count} sentences" in scorepress("check", "mine").stderr


def test_the_builtin_catalogues_are_never_written(scorepress):
    done = scorepress("messages", "extract", code=1)
    assert "there is no report project here" in done.stderr


@pytest.mark.parametrize("language", ["xx", "../..", "es/../..", "en"])
def test_a_language_that_is_not_in_the_list(scorepress, mine, language):
    done = scorepress("messages", "extract", "--language", language, "--project", "mine", code=2)
    assert f"no language `{language}` to translate into" in done.stderr
    assert not (builtin() / "locales/xx").exists()
    assert sorted(path.name for path in mine.iterdir()) == [
        ".gitignore", "README.md", "layouts", "locales", "rules", "schemas"
    ]  # fmt: skip


def test_a_language_whose_name_is_a_path(scorepress, mine):
    languages = mine / "locales/languages.yaml"
    text = languages.read_text(encoding="utf-8").replace("  ko: ", "  ../../ko: ")
    languages.write_text(text, encoding="utf-8")
    done = scorepress("messages", "extract", "--language", "../../ko", "--project", "mine", code=1)
    assert "`../../ko` is no language code" in done.stderr


def test_a_report_that_must_be_mended_first(scorepress, mine):
    (mine / "rules" / REPORT / "overall.rules").write_text("mesage x\n", encoding="utf-8")
    assert "rule-syntax" in scorepress("messages", "extract", "--project", "mine", code=1).stderr
    assert "rule-syntax" in scorepress("messages", "status", "--project", "mine", code=1).stderr
    assert "unknown-report" in scorepress("messages", "extract", "--report", "x", "--project", "mine", code=2).stderr
