"""A project of one's own: begin it, change a sentence, see it on the page; and the demo."""

import re

import pikepdf
import pytest

from scorepress.resources import builtin

REPORT = "summative-alternate-elpac"


def test_change_a_sentence_and_see_it(scorepress, monkeypatch):
    """The story of the README."""
    done = scorepress("new", "mine")
    assert "Next: scorepress check mine" in done.stdout
    assert "nothing to mend" in scorepress("check", "mine").stderr

    before = scorepress("show", "svg", REPORT, "--project", "mine", "--page", "2").stdout
    rules = scorepress.folder / "mine/rules" / REPORT / "overall.rules"
    text = rules.read_text(encoding="utf-8")
    assert "{first name} has sufficient English skills" in text
    rules.write_text(text.replace("has sufficient English", "has excellent English", 1), encoding="utf-8")

    failed = scorepress("check", "mine", code=1)
    assert "error[example-fails]: `level 3`" in failed.stderr
    assert f"--> rules/{REPORT}/overall.rules:" in failed.stderr
    text = rules.read_text(encoding="utf-8").replace("Ana has sufficient English", "Ana has excellent English")
    rules.write_text(text, encoding="utf-8")
    stale = scorepress("check", "mine")
    assert stale.stderr.count("warning[stale-translation]") == 1

    monkeypatch.chdir(scorepress.folder / "mine")
    pages = [scorepress("show", "svg", REPORT, "--page", "2", "--records", "-", stdin=row).stdout
             for row in scorepress("sample", REPORT, "--count", "6").stdout.splitlines()]  # fmt: skip
    assert any("has excellent English" in page.replace("</tspan>", "") for page in pages)
    assert before.startswith("<?xml")


def test_a_new_project_is_whole_and_files_can_be_taken_away(scorepress):
    scorepress("new", "mine", "--report", "initial-alternate-elpac")
    folder = scorepress.folder / "mine"
    assert sorted(path.name for path in (folder / "layouts").iterdir()) == ["initial-alternate-elpac", "theme.yaml"]
    assert (folder / "README.md").read_text(encoding="utf-8").count("initial-alternate-elpac") == 1
    before = scorepress("show", "svg", "initial-alternate-elpac", "--project", "mine").stdout
    for path in folder.rglob("*.*"):
        if path.name != "theme.yaml":
            path.unlink()
    assert scorepress("show", "svg", "initial-alternate-elpac", "--project", "mine").stdout == before


def test_editors_find_the_schemas_of_a_new_project(scorepress):
    scorepress("new", "mine")
    folder = scorepress.folder / "mine"
    files = sorted(folder.rglob("*.yaml"))
    assert len(files) == 7
    for path in files:
        head = path.read_text(encoding="utf-8").partition("\n")[0]
        assert (path.parent / head.removeprefix("# yaml-language-server: $schema=")).is_file(), path
    for path in folder.rglob("*.schema.json"):
        for file in re.findall(r'"\$ref": "([^"#]+)', path.read_text(encoding="utf-8")):
            assert (path.parent / file).is_file(), path


def test_what_the_guides_edit_is_in_a_new_project(scorepress, root):
    scorepress("new", "mine")
    for guide in ("new-school-year", "add-a-message", "close-a-gap", "translate"):
        text = (root / f"docs/how-to/{guide}.md").read_text(encoding="utf-8")
        named = set(re.findall(r"`((?:layouts|rules|locales|schemas)/[\w./-]+\.\w+)`", text))
        named.discard(f"locales/pt/{REPORT}.po")  # which the guide makes
        assert named
        assert [name for name in sorted(named) if not (scorepress.folder / "mine" / name).is_file()] == []


def test_what_stands_in_a_built_in_file_is_marked(scorepress, write):
    """A word that the project's own file lacks is missed by the built-in files; its own files have no mark."""
    path = f"rules/{REPORT}/vocabulary.rules"
    text = (builtin() / path).read_text(encoding="utf-8")
    write(path, text.replace("word zip code           ", "word zip cod            "))
    printed = scorepress("check", "--report", REPORT, code=1).stderr
    assert re.search(r"examples.rules:[0-9:]+ \(built-in\)\n", printed)
    assert re.search(r"vocabulary.rules:[0-9:]+\n", printed)


def test_the_schemas_of_layouts_are_copies_for_editors(scorepress, write):
    """A broken copy breaks nothing: the program has its own."""
    for name in ("layout", "components/gauge", "theme", "report", "languages"):
        write(f"schemas/{name}.schema.json", "{")
    assert "nothing to mend" in scorepress("check").stderr


def test_new_refuses_what_is_in_the_way(scorepress, write):
    write("full/file", "x")
    assert "the folder full is not empty" in scorepress("new", "full", code=2).stderr
    assert "full/file is a file" in scorepress("new", "full/file", code=2).stderr
    assert "known:" in scorepress("new", "mine", "--report", "spring", code=2).stderr
    assert "not a directory" in scorepress("new", "full/file/mine", code=1).stderr
    assert not (scorepress.folder / "mine").exists()


def test_demo(scorepress):
    done = scorepress("demo", "--out", "shown", "--count", "1")
    folder = scorepress.folder / "shown"
    assert f"Look into the folder {folder}" in done.stderr
    languages = {"en", "es", "vi", "zh-Hant", "fil"}
    for report in (REPORT, "initial-alternate-elpac"):
        assert {path.name for path in (folder / report).iterdir()} == languages
        for language in languages:
            (pdf,) = (folder / report / language).glob("*.pdf")
            with pikepdf.open(pdf) as document:
                assert len(document.pages) == 2
    assert "error" not in done.output


def test_demo_where_nothing_can_be_written(scorepress, write):
    write("file", "x")
    assert "`file/initial-alternate-elpac/en` cannot be written" in scorepress(
        "demo", "--out", "file", code=1
    ).stderr.replace("\n", " ")


@pytest.mark.parametrize("format", ["jsonl", "csv", "toms"])
def test_the_same_seed_invents_the_same_students(scorepress, format):
    arguments = ("sample", REPORT, "--count", "5", "--format", format, "--seed")
    first, again, other = (scorepress(*arguments, seed).stdout for seed in ("3", "3", "4"))
    assert first == again != other
    assert len(first.splitlines()) == 5 + (format != "jsonl")


def test_sample_refuses(scorepress):
    assert "known: jsonl, csv, toms" in scorepress("sample", REPORT, "--format", "xls", code=2).stderr
    assert "unknown-report" in scorepress("sample", "spring", code=2).stderr
    assert "'0' is not" in scorepress("sample", REPORT, "--count", "0", code=2).stderr.replace("0 is not", "'0' is not")
