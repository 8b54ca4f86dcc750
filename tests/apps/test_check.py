"""`scorepress check`: everything that is wrong, at once; nothing of a project is passed over in silence."""

import gc
import json
import re
import shutil
from pathlib import Path

import pytest

from scorepress.resources import builtin

REPORT = "summative-alternate-elpac"
PAGE = f"layouts/{REPORT}/page-1.yaml"


def changed(path, *pairs):
    text = (builtin() / path).read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def test_the_builtin_reports_are_in_order(scorepress):
    done = scorepress("check")
    assert "2 reports checked, nothing to mend." in done.stderr
    assert done.stdout == ""
    assert scorepress("check", "--quiet").output == ""


def test_the_collector_rests_only_while_a_project_is_checked(scorepress):
    gc.enable()
    scorepress("check", "--report", "initial", code=2)
    assert gc.isenabled()
    gc.disable()
    try:
        scorepress("check", "--report", "initial", code=2)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_one_report(scorepress):
    assert "1 report checked" in scorepress("check", "--report", "initial-alternate-elpac").stderr
    assert "did you mean `initial-alternate-elpac`?" in scorepress("check", "--report", "initial", code=2).stderr


def test_all_mistakes_are_told_at_once(scorepress, write):
    write(PAGE, changed(PAGE, ("align: right", "allign: right"), ("style: subtitle", "style: subtitel")))
    write("locales/languages.yaml", changed("locales/languages.yaml", ("family: Noto Sans,", "family: Arial,")))
    done = scorepress("check", "--report", REPORT, code=1)
    assert re.findall(r"^error\[([a-z-]+)\]", done.stderr, re.MULTILINE) == ["wrong-value"]
    (scorepress.folder / "locales/languages.yaml").unlink()
    done = scorepress("check", "--report", REPORT, code=1)
    assert sorted(re.findall(r"^error\[([a-z-]+)\]", done.stderr, re.MULTILINE)) == ["unknown-key", "unknown-name"]
    assert "2 errors" in done.stderr
    assert "checked" not in done.stderr


def test_the_project_is_an_argument_an_option_or_the_folder_where_one_stands(scorepress, write, monkeypatch):
    write(f"mine/{PAGE}", changed(PAGE, ("align: right", "allign: right")))
    assert "unknown-key" in scorepress("check", "mine", code=1).stderr
    assert "unknown-key" in scorepress("show", "rules", REPORT, "--project", "mine", code=1).stderr
    monkeypatch.chdir(scorepress.folder / "mine")
    assert "unknown-key" in scorepress("check", code=1).stderr
    monkeypatch.chdir("/")
    assert "nothing to mend" in scorepress("check").stderr


def test_excerpts_are_of_the_project_and_not_of_the_builtin_file_of_that_name(scorepress, write):
    report = f"layouts/{REPORT}/report.yaml"
    write(report, "# one line more\n" + changed(report, ("../theme.yaml", "../look.yaml")))
    assert "theme: ../look.yaml" in scorepress("check", code=1).stderr
    assert "theme: ../look.yaml" in scorepress("show", "rules", REPORT, code=1).stderr


@pytest.mark.parametrize("format", ["json", "sarif", "github"])
def test_formats_for_programs(scorepress, write, format):
    write(PAGE, changed(PAGE, ("align: right", "allign: right")))
    done = scorepress("check", "--report", REPORT, "--format", format, code=1)
    assert done.stderr == ""
    if format == "github":
        assert done.stdout.startswith(f"::error file={PAGE},line=")
    else:
        text = json.dumps(json.loads(done.stdout))
        assert "unknown-key" in text
        assert PAGE in text


def test_for_a_release_drafts_count(scorepress):
    done = scorepress("check", "--release", code=1)
    assert "error[draft-translation]" in done.stderr


@pytest.mark.parametrize("code", ["missing-source", "draft-translation", "draft-wording", "open-question"])
def test_what_is_found_for_a_release_alone_is_explained_so(scorepress, write, code):
    path = f"rules/{REPORT}/overall.rules"
    write(path, changed(path, ('  from guide "Summative Alternate ELPAC Reporting Levels"\n', "")))
    assert code not in scorepress("check", "--report", REPORT).stderr
    found = json.loads(scorepress("check", "--report", REPORT, "--release", "--format", "json", code=1).stdout)
    assert {one["severity"] for one in found["diagnostics"] if one["code"] == code} == {"error"}
    explained = scorepress("explain", code).stdout
    assert "Found with `--release`." in explained
    assert f"error[{code}]" in explained
    assert "warning[" not in explained


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("rules/sumative-alternate-elpac/overall.rules", f"rules/{REPORT}/overall.rules"),
        (f"rules/{REPORT}/overall.rule", f"rules/{REPORT}/overall.rules"),
        (f"layouts/{REPORT}/page-1.yml", f"layouts/{REPORT}/page-1.yaml"),
        (f"locales/sp/{REPORT}.po", f"locales/es/{REPORT}.po"),
        ("layouts/spring/page-1.yaml", None),
        ("layouts/theme/theme.yaml", "layouts/theme.yaml"),
    ],
)
def test_a_file_that_no_report_reads(scorepress, write, path, meant):
    write(path, "# x\n")
    done = scorepress("check")
    assert f"warning[unused-file]: no report reads `{path}`" in done.stderr
    assert (f"did you mean `{meant}`?" in done.stderr) is (meant is not None)
    assert "2 reports checked, 1 warning." in done.stderr


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        (f"layout/{REPORT}/page-1.yaml", "layouts"),
        (f"Rules/{REPORT}/overall.rules", "rules"),
        (f"locale/es/{REPORT}.po", "locales"),
        ("schema/student-record.schema.json", "schemas"),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("--report", REPORT)])
def test_a_folder_that_is_nearly_a_part_of_a_project(scorepress, write, path, meant, arguments):
    write(path, "# x\n")
    write("layouts/README.md", "x")
    done = scorepress("check", *arguments)
    assert f"warning[unused-file]: no report reads `{path.partition('/')[0]}/`" in done.stderr
    assert f"--> {path}:1:1" in done.stderr
    assert f"did you mean `{meant}/`?" in done.stderr
    assert "checked, 1 warning." in done.stderr


def test_a_folder_that_would_be_a_project_with_another_name(scorepress, write):
    write(f"ours/rule/{REPORT}/overall.rules", "# x\n")
    done = scorepress("check", "ours", code=1)
    assert "`ours` is no report project" in done.stderr
    assert "did you mean `rules/` where `rule/` stands?" in done.stderr


def test_folders_of_other_things_may_lie_about(scorepress, write):
    for path in ("rule/notes.md", "out/page-1.yaml", "role/x.svg", "layouts.old/page-1.yaml", "ours/rule/a.rules"):
        write(path, "x")
    assert "nothing to mend" in scorepress("check").stderr


def test_notes_and_hidden_files_may_lie_about(scorepress, write):
    for path in ("layouts/README.md", "rules/.DS_Store", f"rules/{REPORT}/.overall.rules.swp", f"{PAGE}~"):
        write(path, "x")
    assert "nothing to mend" in scorepress("check").stderr


def test_a_folder_that_is_no_project(scorepress, write):
    write("data/students.csv", "x")
    done = scorepress("check", "data", code=1)
    assert "`data` is no report project: it holds none of `layouts/`" in done.stderr
    assert "no folder named `dat`" in scorepress("check", "dat", code=1).stderr
    assert "no folder named `data/students.csv`" in scorepress("check", "data/students.csv", code=1).stderr


def test_the_folder_where_one_stands_is_gone(scorepress, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "nothing to mend" in scorepress("check").stderr


def test_two_mapping_files_of_one_name(scorepress, write):
    shutil.copytree(builtin() / "schemas/formats", scorepress.folder / "schemas/formats")
    shutil.copy(builtin() / "schemas/formats/toms-elpac.yaml", scorepress.folder / "schemas/formats/other.yaml")
    assert "two mapping files have the name `toms`" in scorepress("check", "--report", REPORT, code=1).stderr


def test_samples_are_checked(scorepress, write):
    write("schemas/samples.yaml", "x: 1\n")
    done = scorepress("check", "--report", REPORT, code=1)
    assert "schemas/samples.yaml" in done.stderr


@pytest.mark.parametrize("trouble", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_folder_that_cannot_be_looked_into(scorepress, write, monkeypatch, trouble):
    """Root may read everything, so the refusal is played."""
    write("mine/layouts/theme.yaml", "x")

    def refuse(path, *arguments, **options):
        if path.name in {"mine", "layouts"}:
            raise trouble
        return original(path, *arguments, **options)

    for method in ("is_dir", "iterdir", "exists"):
        original = getattr(Path, method)
        with monkeypatch.context() as patch:
            patch.setattr(Path, method, refuse)
            done = scorepress("check", "mine", code=1 if method != "exists" else None)
            assert method == "exists" or "cannot be read: " in done.stderr
            if method == "exists":
                assert "mine cannot be looked into" in scorepress("new", "mine", code=2).stderr
