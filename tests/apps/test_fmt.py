"""`scorepress fmt`: which files it takes, what it writes, what it says, and how it ends."""

import os

import pytest
from click.testing import CliRunner, Result

from scorepress.apps.cli import group
from scorepress.model.diagnostic import ScorepressError

UGLY, NICE = 'report   "A"\nrecord "b"\n', 'report "A"\nrecord "b"\n'
BROKEN = 'message a\n  otherwise: "b"\n'


def fmt(*words) -> Result:
    result = CliRunner().invoke(group, ["fmt", *map(str, words)], prog_name="scorepress")
    if not isinstance(result.exception, SystemExit | ScorepressError | None):
        raise result.exception
    return result


def told(result):
    """What an error that ends the command says."""
    assert result.exit_code == 1
    return f"{result.stderr} {result.exception}"


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "rules/a/words.rules": UGLY,
        "rules/a/nice.rules": "word name = student.name\n",
        "layouts/a/report.yaml": "title: A\nreport: a\n",
        "notes/other.yaml": "b:   1\n",
        "rules/.hidden/x.rules": UGLY,
    }.items():  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def test_without_paths_it_formats_the_project_and_nothing_else(project):
    result = fmt()
    assert result.exit_code == 0
    assert result.stdout == "formatted: layouts/a/report.yaml\nformatted: rules/a/words.rules\n"
    assert result.stderr == "3 files read, 2 formatted.\n"
    assert (project / "rules/a/words.rules").read_text(encoding="utf-8") == NICE
    assert (project / "layouts/a/report.yaml").read_text(encoding="utf-8") == "report: a\ntitle: A\n"
    assert (project / "notes/other.yaml").read_text(encoding="utf-8") == "b:   1\n"
    assert (project / "rules/.hidden/x.rules").read_text(encoding="utf-8") == UGLY
    again = fmt()
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "3 files read, none formatted.\n")


def test_another_project_can_be_named(project, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert fmt("--project", project, "--check").stdout.count("not formatted") == 2
    assert fmt(project, "--check").stdout.count("not formatted") == 2


def test_files_and_folders_can_be_named(project):
    assert fmt("notes").stdout == "formatted: notes/other.yaml\n"
    assert fmt("rules/a/words.rules", "./rules/a/words.rules").stdout == "formatted: rules/a/words.rules\n"
    assert (project / "layouts/a/report.yaml").read_text(encoding="utf-8") == "title: A\nreport: a\n"


def test_check_lists_and_writes_nothing(project):
    result = fmt("--check", "rules")
    assert result.exit_code == 1
    assert result.stdout == "not formatted: rules/a/words.rules\n"
    assert result.stderr == "2 files read, 1 would change.\n"
    assert (project / "rules/a/words.rules").read_text(encoding="utf-8") == UGLY
    assert fmt("--check", "rules/a/nice.rules").exit_code == 0


def test_diff_prints_and_writes_nothing(project):
    result = fmt("--diff", "rules")
    assert result.exit_code == 0
    assert result.stdout == (
        "--- rules/a/words.rules\n+++ rules/a/words.rules (formatted)\n"
        '@@ -1,2 +1,2 @@\n-report   "A"\n+report "A"\n record "b"\n'
    )
    assert (project / "rules/a/words.rules").read_text(encoding="utf-8") == UGLY
    assert fmt("--diff", "--check", "rules").exit_code == 1


def test_a_diff_of_what_cannot_be_seen_says_so(project):
    (project / "rules/a/words.rules").write_bytes(b"\xef\xbb\xbf" + NICE.replace("\n", "\r\n").encode())
    assert fmt("--diff", "rules").stdout == "rules/a/words.rules: the ends of lines, or marks before the first\n"
    fmt("rules")
    assert (project / "rules/a/words.rules").read_bytes() == NICE.encode()


def test_a_file_with_a_syntax_error_is_left_and_told_and_the_others_are_formatted(project):
    (project / "rules/a/broken.rules").write_text(BROKEN + UGLY, encoding="utf-8")
    (project / "layouts/a/page.yaml").write_text("a: [\n", encoding="utf-8")
    result = fmt()
    assert result.exit_code == 1
    assert "error[rule-syntax]: found `otherwise`" in result.stderr
    assert "--> rules/a/broken.rules:2:3" in result.stderr
    assert "error[yaml-syntax]" in result.stderr
    assert "2 errors" in result.stderr
    assert result.stdout.count("formatted: ") == 2
    assert (project / "rules/a/broken.rules").read_text(encoding="utf-8") == BROKEN + UGLY


def test_what_is_wrong_but_readable_is_not_the_formatters_business(project):
    path = project / "rules/a/words.rules"
    path.write_text('message a\n  when  nobody knows this phrase: "b"\n', encoding="utf-8")
    assert fmt(path).exit_code == 0
    assert path.read_text(encoding="utf-8") == 'message a\n  when nobody knows this phrase: "b"\n'


def test_the_words_of_files_beside_it_are_known(project):
    (project / "rules/a/more.rules").write_text("word time and place = student.place\n", encoding="utf-8")
    path = project / "rules/a/words.rules"
    path.write_text(f"fact far means {' and '.join(['time and place is known'] * 5)}\n", encoding="utf-8")
    assert fmt("rules/a/words.rules").stdout == "formatted: rules/a/words.rules\n"
    assert path.read_text(encoding="utf-8") == (
        "fact far means time and place is known and time and place is known and time and place is known\n"
        "  and time and place is known and time and place is known\n"
    )


def test_a_file_that_is_not_utf8_is_told(project):
    (project / "rules/a/words.rules").write_bytes(b"\xff")
    result = fmt()
    assert result.exit_code == 1
    assert "error[not-utf8]" in result.stderr
    assert "formatted: layouts/a/report.yaml" in result.stdout


def test_rights_and_links_stay(project):
    path = project / "rules/a/words.rules"
    path.chmod(0o640)
    (project / "notes/link.rules").symlink_to(path)
    assert fmt("notes/link.rules").exit_code == 0
    assert (project / "notes/link.rules").is_symlink()
    assert path.read_text(encoding="utf-8") == NICE
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(project):
    (project / "rules/a").chmod(0o500)
    message = told(fmt())
    (project / "rules/a").chmod(0o700)
    assert "cannot be written" in message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["missing"], "no file named `missing`"),
        (["readme.txt"], "`readme.txt` is neither rules nor a layout"),
        (["--project", "notes"], "`notes` is no report project"),
    ],
)
def test_a_wrong_path_is_told(project, words, message):
    (project / "readme.txt").write_text("x", encoding="utf-8")
    assert message in told(fmt(*words))


def test_without_a_project_there_is_nothing_to_format(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "no report project here" in told(fmt())


def test_a_formatter_that_changed_a_sentence_would_write_nothing(project, monkeypatch):
    monkeypatch.setattr("scorepress.pipeline.formatting.format_rules", lambda _: 'report "B"\n')
    with pytest.raises(Exception, match=r"words\.rules"):
        fmt("rules/a/words.rules")
    assert (project / "rules/a/words.rules").read_text(encoding="utf-8") == UGLY
    monkeypatch.setattr("scorepress.pipeline.formatting.format_layout", lambda *_: "report: b\n")
    with pytest.raises(Exception, match=r"other\.yaml"):
        fmt("notes")


def test_the_shipped_project_is_in_the_form(root):
    done = fmt("--check", "--project", root)
    assert (done.exit_code, done.stdout) == (0, ""), done.stdout
