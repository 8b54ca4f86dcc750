"""`scorepress review`: each kind of edit, on a branch, says exactly what it does and nothing else."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scorepress.apps import review_run
from scorepress.check.differences import without_places
from scorepress.model.review import Review
from scorepress.pipeline import review_fit
from scorepress.pipeline.fit import fit_report

REPORT = "summative-alternate-elpac"
RULES = f"rules/{REPORT}/overall.rules"
HISTORY = f"rules/{REPORT}/history.rules"
PAGE = f"layouts/{REPORT}/page-2.yaml"
VIETNAMESE = f"locales/vi/{REPORT}.po"
OTHERS = ["es", "vi", "zh-Hant", "fil"]
COMMA = (RULES, "has sufficient English skills to communicate", "has sufficient English skills, to communicate")
SOURCE = Path(__file__).parent.parent.parent
PARTS = ("layouts", "rules", "locales", "schemas")


def git(folder, *words):
    identity = ["-c", "user.name=Office", "-c", "user.email=office@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="session")
def committed(tmp_path_factory):
    """A clone, as far as the review looks at it: the project and the snapshots, committed on main."""
    folder = tmp_path_factory.mktemp("review") / "clone"
    folder.mkdir()
    for part in (*PARTS, "tests/data/students", "tests/data/drawn", "tests/__snapshots__/test_pages"):
        shutil.copytree(SOURCE / part, folder / part)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "as it is")
    return folder


@pytest.fixture(autouse=True)
def quick_fit(monkeypatch, fits):
    """The fit of a state is measured once for all tests: most of them have the same state before."""

    def once(template):
        key = repr(without_places((template.pages, template.theme, template.book, template.catalogues)))
        if key not in fits:
            fits[key] = fit_report(template)
        return fits[key]

    monkeypatch.setattr(review_fit, "fit_report", once)


@pytest.fixture(scope="session")
def fits():
    return {}


@pytest.fixture
def edit(committed, tmp_path, scorepress):
    """`edit((file, old, new), …)` in a copy of the clone, in which we stand."""
    shutil.copytree(committed, tmp_path, dirs_exist_ok=True)

    def edit(*changes):
        for file, old, new in changes:
            text = (tmp_path / file).read_text(encoding="utf-8")
            assert text.count(old) >= 1, f"{old!r} is not in {file}"
            (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


@pytest.fixture
def review(scorepress):
    """The review as the program prints it for programs; it fails unless there is a change."""

    def review(*arguments, code=1):
        return json.loads(scorepress("review", "--format", "json", *arguments, code=code).stdout)

    return review


def line_of(file, text):
    """Where a text stands in the edited project, in which we are."""
    before, found, _ = Path(file).read_text(encoding="utf-8").partition(text)
    assert found
    return before.count("\n") + 1


def concerns(found):
    return [(item["concern"], item["about"]) for item in found["items"]]


# --- what each edit says ----------------------------------------------------------------------------------------------


def test_a_comma_in_one_sentence(edit, review):
    edit(COMMA)
    found = review()
    assert concerns(found) == [("wording", "performance summary"), ("stale", "performance summary")]
    wording, stale = found["items"]
    assert [change["language"] for change in wording["changes"]] == ["en"]
    assert [piece for piece in wording["changes"][0]["pieces"] if piece[0] != "="] == [["+", ","]]
    assert wording["where"] == "level this year is 3"
    assert wording["at"] == f"{RULES}:{line_of(RULES, 'has sufficient English skills, to communicate') - 1}"  # the row
    assert any("Performance Summary Text" in source for source in wording["sources"])
    assert [change["language"] for change in stale["changes"]] == OTHERS
    assert all(change["after"] == wording["changes"][0]["after"] for change in stale["changes"])
    for item in (wording, stale):
        assert item["samples"]["common"] == ["level this year is 3"]
        assert item["samples"]["exact"]
        assert 0 < item["samples"]["count"] < item["samples"]["of"]
    assert {page["language"] for page in found["pages"]} == {"en", *OTHERS}
    assert {page["page"] for page in found["pages"]} == {2}
    assert sum("the longest names" in page["student"] for page in found["pages"]) == 1


def test_a_new_message_is_told_row_by_row(edit, review):
    """Its sentences are approved with it, so they have to be seen: in the list, and on a page."""
    sentences = {"1": "Ask what can be done at home.", "2": "Ask which help works best.", "3": "Ask what is next."}
    with Path(RULES).open("a", encoding="utf-8") as rules:
        rules.write("\nmessage next step\n")
        rules.writelines(f'  when level this year is {level}: "{text}"\n' for level, text in sentences.items())
        rules.write('  from draft "A test"\n')
    layout = "layouts/summative-alternate-elpac/page-1.yaml"
    edit((layout, "text: Questions? Ask", 'text: "{next step} Questions? Ask'), (layout, "IEP team.\n", 'IEP team."\n'))
    found = review()
    new = [item for item in found["items"] if item["about"] == "next step"]
    told = {(item["concern"], item["where"], change["after"]) for item in new for change in item["changes"]}
    assert told == {
        (concern, f"level this year is {level}", text)
        for concern in ("wording", "stale") for level, text in sentences.items()
    }  # fmt: skip
    for item in new:
        assert item["samples"]["common"] == [item["where"]]
        assert item["at"] == f"{RULES}:{line_of(RULES, item['changes'][0]['after'])}"
    assert all(item["facts"] == ["a new message"] for item in new if item["concern"] == "wording")
    shown = [set(page["items"]) for page in found["pages"]]
    assert all(any(item["id"] in page for page in shown) for item in new)


def test_a_changed_condition_that_moves_students(edit, review):
    edit((HISTORY, "when first time:", 'when first time or (grade this year is "01" and not first time):'),
         (HISTORY, 'when not first time and grade this year is not "KN": show',
          'when not first time and grade this year is not "KN" and grade this year is not "01": show'))  # fmt: skip
    found = review()
    assert concerns(found) == [("choice", "history section")]
    (item,) = found["items"]
    assert item["samples"]["count"] > 0
    assert 'grade this year is "01"' in item["samples"]["common"]
    assert item["changes"][0]["before"] == "show the table"
    assert item["changes"][0]["after"].startswith("{first name} took this test for the first time")


def test_a_translation_that_no_longer_fits(edit, review):
    long = "Báo cáo điểm học sinh " * 40
    edit((VIETNAMESE, 'msgstr "Báo cáo điểm học sinh"', f'msgstr "{long.strip()}"'))
    found = review()
    assert concerns(found)[0] == ("wording", "page-1 header")
    assert [concern for concern, _ in concerns(found)] == ["wording", "fit"]
    assert [change["language"] for change in found["items"][0]["changes"]] == ["vi"]
    wording, fit = found["items"]
    assert wording["at"].startswith(f"{VIETNAMESE}:")  # where it is mended, not where the English stands
    assert fit["where"] == "page 1, language vi"
    assert "too long" in fit["facts"][0]
    assert fit["facts"][1] == "what changed there: page-1 header"
    assert {page["language"] for page in found["pages"]} == {"vi"}


def test_a_region_moved_by_three_points(edit, review):
    edit((PAGE, "height: 111pt", "height: 108pt"))
    found = review()
    assert concerns(found) == [("geometry", "page 2")]
    assert found["items"][0]["facts"] == [
        "header height: 111 pt → 108 pt", "overall-score, score-history: 3 pt higher up",
    ]  # fmt: skip
    assert found["items"][0]["at"].startswith(f"{PAGE}:")
    assert [(page["language"], page["page"]) for page in found["pages"]] == [("en", 2)]


def test_a_level_renamed_from_next_school_year(edit, review):
    row = 'when level that year is 2: "Intermediate English Learner"'
    old = row.replace(":", ", until school year 2025-26:", 1)
    new = 'when level that year is 2, from school year 2026-27: "Middle English Learner"'
    edit((RULES, row, f"{old}\n  {new}"))
    found = review()
    assert concerns(found) == [("wording", "level name"), ("stale", "level name")]
    wording, stale = found["items"]
    assert wording["where"] == "level that year is 2, from school year 2026-27"
    assert [(c["before"], c["after"]) for c in wording["changes"]] == [
        ("Intermediate English Learner", "Middle English Learner")
    ]
    assert wording["samples"]["common"] == ["school year is at least 2026-27"]
    assert [change["language"] for change in stale["changes"]] == OTHERS


def test_a_font_size(edit, review):
    theme = (SOURCE / "layouts/theme.yaml").read_text(encoding="utf-8")
    (line,) = re.findall(r"^  lead: .*$", theme, re.MULTILINE)
    edit(("layouts/theme.yaml", line, line.replace("13pt", "12pt")))
    found = review("--report", REPORT)
    assert concerns(found) == [("look", "style lead")]
    assert found["items"][0]["facts"] == [
        "size: 13 pt → 12 pt", "used in page 2 overall-score, page 2 score-history",
        "page 2 overall-score, page 1 header: text that is shrunk to fit, 11 pt → 12 pt",
    ]  # fmt: skip
    assert found["items"][0]["at"] == f"layouts/theme.yaml:{theme[: theme.index(line)].count(chr(10)) + 1}"


def test_a_deleted_translation(edit, review):
    edit((VIETNAMESE, 'msgstr "Báo cáo điểm học sinh"', 'msgstr ""'))
    found = review()
    assert concerns(found) == [("stale", "page-1 header")]
    assert found["items"][0]["at"].startswith(f"{VIETNAMESE}:")
    assert found["items"][0]["at"] == found["items"][0]["was"]
    assert [(page["language"], page["page"]) for page in found["pages"]] == [("vi", 1)]
    (change,) = found["items"][0]["changes"]
    assert (change["language"], change["before"], change["after"]) == (
        "vi", "Báo cáo điểm học sinh", "Student Score Report",
    )  # fmt: skip


def test_a_comment_only(edit, review, scorepress):
    first = (SOURCE / RULES).read_text(encoding="utf-8").splitlines()[0]
    edit((RULES, first, f"{first}\n# Another remark.\n"), (PAGE, "regions:", "# And here.\n\nregions:"))
    assert review(code=0)["items"] == []
    assert scorepress("review").stdout.endswith("no change.\n")


# --- whom it reaches --------------------------------------------------------------------------------------------------


def test_the_number_of_records_is_that_of_brute_force(edit, review, scorepress, write, phrases):
    """Each student's pages, made in both states and compared letter by letter."""
    students = scorepress("sample", REPORT, "--count", "40", "--seed", "3").stdout
    write("students.jsonl", students)
    before = everything(scorepress.folder, write("before.jsonl", students), phrases)
    edit(COMMA, (HISTORY, "Eligible but not tested.", "Eligible, not tested."),
         (HISTORY, '    "{first name} took this test for', '    "{first name} sat this test for'))  # fmt: skip
    after = everything(scorepress.folder, write("after.jsonl", students), phrases)
    touched = {number for number in before | after if before.get(number) != after.get(number)}
    found = review("--records", "students.jsonl")
    assert found["records"] == 40
    counts = {item["about"]: item["records"]["count"] for item in found["items"] if item["concern"] == "wording"}
    assert set(counts) == {"performance summary", "score history", "history section"}
    sentences = {"performance summary": "has sufficient English skills", "score history": "ligible",
                 "history section": "this test for the first time"}  # fmt: skip
    for about, sentence in sentences.items():
        assert counts[about] == sum(sentence in after[number] for number in touched), about
    assert all(item["records"]["of"] == len(after) for item in found["items"])


def everything(folder, file, phrases):
    """Row -> all that the pages say, with places: no shortcut through rows and sentences."""
    from scorepress.apps.students import Inputs, Students
    from scorepress.model.record import Record
    from scorepress.pipeline.press import Press
    from scorepress.pipeline.project import open_project
    from scorepress.workspace import Workspace, scratch

    opened, found = open_project(Workspace(folder), REPORT)
    assert opened, found
    press = Press(opened.template)
    with scratch() as database:
        rows = list(Students(opened, Inputs((str(file),)), database).rows())
    good = [row for row in rows if isinstance(row, Record) and not press.skip(row)]
    return {row.origin.row: "\n".join(one.text for one in phrases(press.report(row, "en"))) for row in good}


def test_records_are_counted_and_never_shown(edit, scorepress, student, write):
    write("secret.jsonl", [student(**{"student.first_name": "Zyxwvut", "student.last_name": "Qponmlk"})])
    edit((RULES, "{first name} can sometimes use English", "{first name} can often use English"))
    done = scorepress("review", "--records", "secret.jsonl", "--html", "r.html", "--markdown", "r.md", code=1)
    told = done.stdout + Path("r.html").read_text("utf-8") + Path("r.md").read_text("utf-8")
    assert "1 records given" in told or "records given" in told
    assert "Zyxwvut" not in told
    assert "Qponmlk" not in told


# --- how it is told ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(monkeypatch):
    """Lets the second and all later reviews of a test be the first one: only what is printed differs."""
    made: list[Review] = []
    first = review_run.review_project

    def once(workspace, wish):
        if not made:
            made.append(first(workspace, wish))
        return made[0]

    monkeypatch.setattr(review_run, "review_project", once)


def test_all_outputs_tell_the_same_items(edit, scorepress, kept):
    edit(COMMA)
    text = scorepress("review", "--html", "r.html", "--markdown", "r.md", code=1).stdout
    ids = re.findall(r"performance-summary-[0-9a-f]{4}", text)
    assert len(ids) == 2
    assert "{+,+}" in text
    page, markdown = Path("r.html").read_text("utf-8"), Path("r.md").read_text("utf-8")
    junit = ET.fromstring(scorepress("review", "--format", "junit", code=1).stdout)  # noqa: S314 - our own
    sarif = json.loads(scorepress("review", "--format", "sarif", code=1).stdout)
    github = scorepress("review", "--format", "github", code=1).stdout
    assert junit.attrib["failures"] == "2"
    assert len(sarif["runs"][0]["results"]) == 2
    assert github.count("::warning file=rules/") == 2
    for name in ids:
        accept = f"scorepress review --accept {name}"
        assert all(accept in told for told in (page, markdown, ET.tostring(junit, "unicode"), github))
    assert "<ins>,</ins>" in page
    assert "<ins>,</ins>" in markdown

    assert "default-src 'none'" in page
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', page)
    assert not re.findall(r"<[^>]+ (?:style|on\w+)=", page)
    assert len(page) < 1_000_000


def test_what_fails(edit, scorepress, kept):
    edit(COMMA)
    scorepress("review", "--fail-on", "choice,fit", code=0)
    scorepress("review", "--fail-on", "stale", code=1)
    assert "known: report, wording" in scorepress("review", "--fail-on", "style", code=2).output


def test_no_change_and_mistakes_have_codes_of_their_own(edit, scorepress):
    assert "no change" in scorepress("review", code=0).stdout
    assert "git knows no revision" in scorepress("review", "v99", code=2).output
    edit((PAGE, "anchor: middle", "ancor: middle"))
    assert "error[unknown-key]" in scorepress("review", code=2).output


def test_a_folder_without_git_is_told_so(scorepress, write, monkeypatch):
    write("layouts/README.md", "")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(scorepress.folder.parent))
    assert "is not under version control" in scorepress("review", code=2).output


def test_two_revisions(edit, scorepress):
    edit(COMMA)
    git(scorepress.folder, "commit", "-q", "-a", "-m", "a comma")
    edit((RULES, "Level 3", "Grade Level 3"))
    found = json.loads(scorepress("review", "HEAD~1", "--head", "HEAD", "--format", "json", code=1).stdout)
    assert concerns(found) == [("wording", "performance summary"), ("stale", "performance summary")]


# --- approval ---------------------------------------------------------------------------------------------------------


def snapshots(folder):
    return {path.name: path.read_text("utf-8") for path in folder.glob("tests/__snapshots__/test_pages/*")}


def now(folder, name):
    """A snapshot of words as the tests make it from the project as it is."""
    from scorepress.apps.students import Inputs, Students
    from scorepress.model.record import Record
    from scorepress.pipeline.press import Press
    from scorepress.pipeline.project import open_project
    from scorepress.pipeline.review_snapshots import semantic_lines, semantic_text
    from scorepress.workspace import Workspace, scratch

    opened, found = open_project(Workspace(folder), REPORT)
    assert opened, found
    press = Press(opened.template)
    lang = name.removeprefix(f"test_words[{REPORT}-").removesuffix("].txt")
    with scratch() as database:
        file = folder / f"tests/data/students/{REPORT}.jsonl"
        rows = [row for row in Students(opened, Inputs((str(file),)), database).rows() if isinstance(row, Record)]
    return semantic_text([semantic_lines(press, row, lang) for row in rows])


def test_accepting_one_of_two_changes_leaves_the_other_failing(edit, scorepress, kept):
    edit(COMMA, (PAGE, "Page 1 explains the test", "Page 1 tells about the test"))
    before = snapshots(scorepress.folder)
    done = scorepress("review", "--accept", "performance summary")
    assert done.stdout.count("approved: performance-summary-") == 2
    assert re.search(
        r"still to approve: page-2-footer-\w{4}, page-2-footer-\w{4}; `./scorepress test` is red", done.stdout
    )
    after = snapshots(scorepress.folder)
    words = {name for name in after if name.startswith("test_words") and after[name] != before[name]}
    assert words == {f"test_words[{REPORT}-{lang}].txt" for lang in ("en", *OTHERS)}
    english = after[f"test_words[{REPORT}-en].txt"]
    assert "sufficient English skills, to" in english
    assert "sufficient English skills to" not in english
    assert "Page 1 explains the test" in english
    old, new = (state[f"test_words[{REPORT}-en].txt"].splitlines() for state in (before, after))
    changed = [line for line, was in zip(new, old, strict=True) if line != was]
    assert len(changed) == sum("has sufficient English skills" in line for line in old)
    assert all("‹performance summary: level this year is 3›" in line for line in changed)
    drawings = {name for name in after if name.endswith(".svg") and after[name] != before[name]}
    assert drawings == set()  # the footer of the same page waits
    made = {
        name: now(scorepress.folder, name) for name in (f"test_words[{REPORT}-{lang}].txt" for lang in ("en", "vi"))
    }
    for name, text in made.items():  # what `./scorepress test` compares: exactly the other change is red
        pairs = zip(text.splitlines(), after[name].splitlines(), strict=True)
        red = [(new, stored) for new, stored in pairs if new != stored]
        assert len(red) == 9
        assert all("Page 1 tells about the test" in new for new, _ in red)
        assert not any("Page 1 tells about the test" in stored for _, stored in red)
    assert "make pictures" in scorepress("review", "--accept", "--all").stdout
    final = snapshots(scorepress.folder)
    assert all(final[name] == text for name, text in made.items())
    assert len([name for name in final if name.endswith(".svg") and final[name] != before[name]]) == 10


def test_what_cannot_be_approved(edit, scorepress, kept):
    long = "Báo cáo điểm học sinh " * 40
    edit((VIETNAMESE, 'msgstr "Báo cáo điểm học sinh"', f'msgstr "{long.strip()}"'))
    assert "does not fit, and cannot be approved" in scorepress("review", "--accept", "header", code=2).output
    assert "no change is named `footer`" in scorepress("review", "--accept", "footer", code=2).output
    assert "needs the name of a change" in scorepress("review", "--accept", code=2).output
    shutil.rmtree("tests")
    assert "this project has no snapshots" in scorepress("review", "--accept", "--all", code=2).output
