"""`scorepress batch`: sums, what is made again and what is not, what is withdrawn, what the folder holds."""

import errno
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
from contextlib import closing

import pypdfium2  # type: ignore[import-untyped]
import pytest

from scorepress.bag import Bag
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.printed import Printed
from scorepress.pipeline import standing
from scorepress.pipeline.batch import CHUNK, ahead
from scorepress.pipeline.fast import FastPress
from scorepress.pipeline.journal import Journal, Seen

REPORT = "summative-alternate-elpac"


@pytest.fixture
def batch(scorepress):
    """`scorepress batch` into `out`, in this process; gives the summary."""

    def run(*arguments, code=0, out="out"):
        done = scorepress("batch", *arguments, "--report", REPORT, "--out", out, "--jobs", 1, "--json", code=code)
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Reports are their words, unless a test asks for drawn pages: drawing has its own tests."""
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr(FastPress, "all", in_words)


@pytest.fixture
def drawn():
    """Pages are drawn."""


def in_words(press, orders):
    return [one_in_words(press, *order) for order in orders]


def one_in_words(press, record, languages):
    try:
        reports = [press.report(record, language) for language in languages]
    except ScorepressError as error:
        return error
    words = re.sub(r"Span\([^)]*\)", "", repr(reports)).encode()
    return Printed(b"%PDF-" + words, reports[0].file_name, "A report", tuple(report.lang for report in reports), 2)


@pytest.fixture
def people(student):
    """Records of different students: `people(3)`, or `people(3, **{"school.name": "A"})`."""

    def make(count, **values):
        return [student(**{"student.ssid": f"10000000{n:02}", **values}) for n in range(count)]

    return make


def words(pdf):
    """What stands on the pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range().split() for page in document]
    document.close()
    return found


def reports(folder):
    """Every PDF below `data/`, by its path, with its content."""
    return {p.relative_to(folder / "data").as_posix(): p.read_bytes() for p in (folder / "data").rglob("*.pdf")}


def stamps(folder):
    """Which file each path is: a report that was written again has another inode."""
    return {p.name: p.stat().st_ino for p in (folder / "data").rglob("*.pdf")}


def manifest(folder):
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def check_bag(folder):
    """The checksums are right, and name all files."""
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            checksum, path = line.split("  ")
            assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == checksum
    named = {line.split("  ")[1] for line in (folder / "manifest-sha256.txt").read_text("utf-8").splitlines()}
    assert named == {f"data/{path}" for path in reports(folder)}
    size = sum(map(len, reports(folder).values()))
    assert f"Payload-Oxum: {size}.{len(named)}" in (folder / "bag-info.txt").read_text(encoding="utf-8")


def counts(summary):
    states = ("rendered", "unchanged", "skipped", "quarantined", "superseded")
    assert summary["read"] == sum(summary[state] for state in states)
    return tuple(summary[state] for state in states)


# --- one run ----------------------------------------------------------------------------------------------------------


def test_the_sums_and_the_bag(drawn, batch, people, write, tmp_path):
    rows = [*people(3), *people(1, **{"student.ssid": "2000000000", "overall.participation": "none",
                                      "overall.score": None, "overall.level": None})]  # fmt: skip
    rows.append({**people(1)[0], "assessment": "?"})
    summary = batch(write("a.jsonl", rows), code=4)
    assert counts(summary) == (3, 0, 1, 1, 0)
    check_bag(tmp_path / "out")
    assert (tmp_path / "out/bagit.txt").read_text("utf-8").startswith("BagIt-Version: 1.0\n")
    found = manifest(tmp_path / "out")
    assert [line["row"] for line in found] == [1, 2, 3]
    assert {line["pages"] for line in found} == {2}
    assert all(line["languages"] == ["en"] and len(line["rules"]) > 5 for line in found)
    assert {line["path"] for line in found} == {f"data/{path}" for path in reports(tmp_path / "out")}


def test_a_bag_without_a_report_is_whole(scorepress, batch, people, write, tmp_path):
    rows = people(2, **{"overall.score": "many"})
    assert counts(batch(write("a.jsonl", rows), code=4)) == (0, 0, 0, 2, 0)
    assert (tmp_path / "out/manifest-sha256.txt").read_bytes() == b""
    check_bag(tmp_path / "out")
    assert "opened 0 of 0 files" in scorepress("verify", "out").stderr
    (tmp_path / "out/data").rmdir()  # some programs do not carry empty folders along
    assert "; 0 findings" in scorepress("verify", "out").stderr


def test_reports_are_those_of_render(drawn, scorepress, batch, sampled, write, tmp_path):
    data = write("a.jsonl", sampled(count=6))
    batch(data, "--language", "primary")
    scorepress.render(data, "--language", "primary")
    rendered = {p.name: words(p.read_bytes()) for p in (tmp_path / "out").glob("*.pdf")}
    assert len(rendered) > 2
    assert {p.rsplit("/", 1)[1]: words(b) for p, b in reports(tmp_path / "out").items()} == rendered


def test_nothing_beside_the_reports_tells_a_name(batch, people, write, tmp_path):
    data = write("a.jsonl", people(2, **{"student.first_name": "Xaviera", "student.last_name": "Quillfeather"}))
    batch(data, "--name", "{lea}/{ssid}")
    for path in tmp_path.joinpath("out").rglob("*"):
        assert "Quillfeather" not in str(path)
        if path.is_file() and path.suffix != ".pdf":
            assert b"Quillfeather" not in path.read_bytes(), path
            assert b"Xaviera" not in path.read_bytes(), path


def test_names_follow_the_pattern(batch, people, write, tmp_path):
    data = write("a.jsonl", people(1, **{"school.name": "Peña / Blanca"}))
    batch(data, "--name", "{lea}/{school}/{grade}/{ssid}-{report}-{year}-{language}")
    (path,) = reports(tmp_path / "out")
    _, school, grade, name = path.split("/")
    assert (school, grade) == ("Pena-Blanca", "06")
    assert name == f"1000000000-{REPORT}-2025-26-en.pdf"


@pytest.mark.parametrize(("pattern", "code", "message"), [
    ("../{ssid}", "file-name", "begins or ends with a dot"),
    ("{last name}", "personal-name", "`last name` is a personal field"),
    ("{nobody}", "file-name", "no word `nobody`"),
])  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_told_before_anything_is_made(
    scorepress, people, write, tmp_path, pattern, code, message
):
    done = scorepress(
        "batch", write("a.jsonl", people(1)), "--report", REPORT, "--out", "out", "--name", pattern, code=1
    )
    assert f"error[{code}]" in done.stderr
    assert message in done.stderr
    assert not (tmp_path / "out/bagit.txt").exists()


def test_two_students_with_one_name(batch, people, write, tmp_path, lines):
    summary = batch(write("a.jsonl", people(2)), "--name", "{school}", code=4)
    assert counts(summary) == (1, 0, 0, 1, 0)
    (line,) = lines(tmp_path / "out/quarantine.jsonl")
    assert line["diagnostics"][0]["code"] == "file-name"
    assert "is taken by row 1 of" in line["diagnostics"][0]["message"]


def test_names_that_differ_in_case_only_are_one(batch, people, write):
    rows = [*people(1, **{"school.name": "Oak"}), *people(1, **{"student.ssid": "1000000009", "school.name": "OAK"})]
    assert counts(batch(write("a.jsonl", rows), "--name", "{school}", code=4)) == (1, 0, 0, 1, 0)


# --- run again --------------------------------------------------------------------------------------------------------


def test_what_is_unchanged_is_not_made_again(batch, people, write, tmp_path):
    data = write("a.jsonl", people(3))
    batch(data)
    before = stamps(tmp_path / "out")
    assert counts(batch(data)) == (0, 3, 0, 0, 0)
    assert stamps(tmp_path / "out") == before
    assert {line["run"] for line in manifest(tmp_path / "out")} == {1}


def test_tomorrows_file(batch, people, write, tmp_path):
    batch(write("a.jsonl", people(3)))
    rows = people(5)
    rows[1]["overall"]["score"] += 1
    rows[2]["student"]["local_id"] = "not printed"
    summary = batch(write("b.jsonl", rows))
    assert counts(summary) == (3, 2, 0, 0, 0)
    assert [line["run"] for line in manifest(tmp_path / "out")] == [1, 2, 1, 2, 2]
    assert {line["input"] for line in manifest(tmp_path / "out")} == {str(tmp_path / "b.jsonl")}
    check_bag(tmp_path / "out")


@pytest.mark.parametrize("harm", ["delete", "cut"])
def test_a_file_that_is_not_as_it_was_is_made_again(batch, people, write, tmp_path, harm):
    data = write("a.jsonl", people(2))
    batch(data)
    whole = reports(tmp_path / "out")
    victim = next((tmp_path / "out/data").rglob("*.pdf"))
    victim.unlink() if harm == "delete" else victim.write_bytes(victim.read_bytes()[:-9])
    assert counts(batch(data)) == (1, 1, 0, 0, 0)
    assert reports(tmp_path / "out") == whole


@pytest.mark.parametrize("harm", ["delete", "cut"])
def test_a_kept_report_that_is_there_no_more_is_told(batch, people, write, tmp_path, harm):
    """Nobody asks for it, so it is not made again."""
    batch(write("a.jsonl", people(3)))
    (victim,) = (tmp_path / "out/data").rglob("1000000002-*.pdf")
    victim.unlink() if harm == "delete" else victim.write_bytes(victim.read_bytes()[:-9])
    summary = batch(write("b.jsonl", people(1)), code=4)
    assert (counts(summary), summary["kept"], summary["lost"]) == ((0, 1, 0, 0, 0), 1, 1)
    (line,) = map(json.loads, (tmp_path / "out/lost.jsonl").read_text("utf-8").splitlines())
    assert line["reason"] == {"delete": "the file is gone", "cut": "the file is not as it was written"}[harm]
    assert line["path"] == victim.relative_to(tmp_path / "out/data").as_posix()
    assert len(reports(tmp_path / "out")) == 2
    check_bag(tmp_path / "out")
    assert batch(write("b.jsonl", people(1)))["lost"] == 0
    assert not (tmp_path / "out/lost.jsonl").exists()


def test_students_who_are_not_in_the_file_keep_their_reports(batch, people, write, tmp_path):
    batch(write("a.jsonl", people(3)))
    summary = batch(write("b.jsonl", people(1)))
    assert (counts(summary), summary["kept"]) == ((0, 1, 0, 0, 0), 2)
    assert len(reports(tmp_path / "out")) == 3
    check_bag(tmp_path / "out")


@pytest.mark.parametrize("change", ["none", "broken", "worse"])
def test_a_report_that_no_longer_holds_is_withdrawn(batch, people, write, tmp_path, lines, change):
    batch(write("a.jsonl", people(2)))
    path = next(p for p in reports(tmp_path / "out") if "1000000001" in p)
    rows = people(2)
    if change == "none":
        rows[1]["overall"] = {"participation": "none"}
    elif change == "broken":
        rows[1]["overall"]["score"] = "many"
    else:
        rows[1]["overall"]["level"] = 3 if rows[1]["overall"]["level"] == 1 else 1
    summary = batch(write("b.jsonl", rows), code=0 if change == "none" else 4)
    assert summary["withdrawn"] == 1
    assert path not in reports(tmp_path / "out")
    assert (tmp_path / "out/withdrawn/2" / path).is_file()
    (line,) = lines(tmp_path / "out/withdrawn.jsonl")
    assert line["path"] == path
    assert line["student"].startswith("1000000001 ")
    check_bag(tmp_path / "out")
    assert counts(batch(write("c.jsonl", people(2)))) == (1, 1, 0, 0, 0)
    assert path in reports(tmp_path / "out")


@pytest.mark.parametrize(
    ("column", "cell", "state"),
    [
        ("SSREligible", "N", "skipped"),
        ("GradeAssessed", "99", "quarantined"),
        ("OverallScaleScore", "64x", "quarantined"),
        ("StudentLastName", "a\u202eb", "quarantined"),
    ],
)
def test_a_row_of_the_states_file_that_no_longer_gets_a_report(batch, sampled, write, tmp_path, column, cell, state):
    """Whose row it is can be told, though it becomes no record."""
    head, *rows = [line.split("^") for line in sampled("toms", 12).lstrip("\ufeff").splitlines()]
    tested = [row for row in rows if row[head.index("RecordType")] == "23" and row[head.index("SSREligible")] == "Y"]

    def file(name, rows):
        return write(name, "".join("^".join(row) + "\r\n" for row in [head, *rows]))

    batch(file("a.csv", tested[:4]))
    there = reports(tmp_path / "out")
    assert len(there) == 4
    tested[1][head.index(column)] = cell
    change = file("b.csv", tested[:4])
    summary = batch(change, code=4 if state == "quarantined" else 0)
    assert (summary["unchanged"], summary[state], summary["withdrawn"], summary["kept"]) == (3, 1, 1, 0)
    assert len(reports(tmp_path / "out")) == 3
    check_bag(tmp_path / "out")


def test_a_later_row_of_the_states_file_without_a_report_holds(batch, sampled, write, tmp_path):
    head, *rows = [line.split("^") for line in sampled("toms", 12).lstrip("\ufeff").splitlines()]
    first = next(row for row in rows if row[head.index("RecordType")] == "23" and row[head.index("SSREligible")] == "Y")
    later = [*first]
    later[head.index("SSREligible")] = "N"
    data = write("a.csv", "".join("^".join(row) + "\r\n" for row in (head, first, later)))
    assert counts(batch(data)) == (0, 0, 1, 0, 1)
    assert reports(tmp_path / "out") == {}


def test_a_report_that_never_was_is_not_withdrawn(drawn, batch, people, write, tmp_path):
    """A name that the faces cannot draw is found when its pages are drawn, after a file was promised."""
    rows = people(2)
    rows[1]["student"]["last_name"] = "Иванов"
    summary = batch(write("a.jsonl", rows), code=4)
    assert counts(summary) == (1, 0, 0, 1, 0)
    assert summary["withdrawn"] == 0
    assert not (tmp_path / "out/withdrawn").exists()
    assert not (tmp_path / "out/withdrawn.jsonl").exists()


def test_a_student_who_moves_has_one_report(batch, people, write, tmp_path):
    batch(write("a.jsonl", people(1, **{"school.name": "Oak"})))
    summary = batch(write("b.jsonl", people(1, **{"school.name": "Elm"})))
    assert summary["withdrawn"] == 1
    (path,) = reports(tmp_path / "out")
    assert path.split("/")[1] == "Elm"
    assert sorted(p.name for p in (tmp_path / "out/data").glob("*/*")) == ["Elm"]


def test_whoever_loses_the_name_of_a_file_does_not_lose_the_file(batch, people, write, tmp_path):
    """Another day's student has the same name: the old report is moved away, not written over."""
    first, second = people(2)
    pattern = ("--name", "{grade}")
    batch(write("a.jsonl", [first]), *pattern)
    ((path, before),) = reports(tmp_path / "out").items()
    summary = batch(write("b.jsonl", [second]), *pattern)
    assert (summary["rendered"], summary["withdrawn"], summary["kept"]) == (1, 1, 0)
    assert list(reports(tmp_path / "out")) == [path]
    assert (tmp_path / "out/withdrawn/2" / path).read_bytes() == before
    (line,) = map(json.loads, (tmp_path / "out/withdrawn.jsonl").read_text("utf-8").splitlines())
    assert (line["path"], line["reason"]) == (path, "another student has the file's name")
    check_bag(tmp_path / "out")


def test_two_students_change_places(batch, people, write, tmp_path):
    """Each takes the file name that the other one had."""
    first, second = people(2)
    pattern = ("--name", "{school}")
    first["school"]["name"], second["school"]["name"] = "Oak", "Elm"
    batch(write("a.jsonl", [first, second]), *pattern)
    first["school"]["name"], second["school"]["name"] = "Elm", "Oak"
    assert counts(batch(write("b.jsonl", [first, second]), *pattern)) == (2, 0, 0, 0, 0)
    assert {line["path"]: line["student"][:10] for line in manifest(tmp_path / "out")} == {
        "data/Elm.pdf": "1000000000", "data/Oak.pdf": "1000000001"
    }  # fmt: skip
    check_bag(tmp_path / "out")


# --- a later row of the same student ----------------------------------------------------------------------------------


def test_a_later_row_supersedes_and_says_so(batch, people, write, tmp_path, lines):
    rows = [*people(2), *people(1, **{"overall.score": 699, "overall.level": 3})]
    data = write("a.jsonl", rows)
    assert counts(batch(data)) == (2, 0, 0, 0, 1)
    assert lines(tmp_path / "out/superseded.jsonl") == [
        {"input": str(data), "row": 1, "by": {"input": str(data), "row": 3}}
    ]
    assert [line["row"] for line in manifest(tmp_path / "out")] == [3, 2]
    before = stamps(tmp_path / "out")
    assert counts(batch(data)) == (0, 2, 0, 0, 1)
    assert stamps(tmp_path / "out") == before, "the earlier row is not printed on the way"


def test_a_row_that_was_superseded_holds_again_when_the_later_one_is_gone(batch, people, write, tmp_path):
    first = people(1)
    later = people(1, **{"overall.score": 699, "overall.level": 3})
    batch(write("a.jsonl", [*first, *later]))
    assert counts(batch(write("b.jsonl", first))) == (1, 0, 0, 0, 0)
    assert [line["row"] for line in manifest(tmp_path / "out")] == [1]


def test_a_later_row_that_gets_no_report_withdraws_the_earlier_one(batch, people, write, tmp_path):
    rows = [*people(1), *people(1, **{"overall.participation": "none", "overall.score": None, "overall.level": None})]
    data = write("a.jsonl", rows)
    assert counts(batch(data)) == (0, 0, 1, 0, 1)
    assert reports(tmp_path / "out") == {}
    assert counts(batch(data)) == (0, 0, 1, 0, 1)


# --- an edit of the project -------------------------------------------------------------------------------------------


@pytest.fixture
def project(root, tmp_path):
    folder = tmp_path / "project"
    for part in ("layouts", "rules", "locales", "schemas"):
        shutil.copytree(root / part, folder / part)

    def edit(path, old, new):
        file = folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return edit


SENTENCE = ("can sometimes use English to communicate", "can sometimes use English to talk")


def by_level(people):
    rows = people(3)
    for row, (level, score) in zip(rows, ((1, 610), (2, 650), (3, 690)), strict=True):
        row["overall"] |= {"level": level, "score": score}
    return rows


def test_an_edit_of_a_sentence_touches_those_who_read_it(scorepress, batch, people, write, project, tmp_path):
    data, here = write("a.jsonl", by_level(people)), ("--project", "project")
    batch(data, *here)
    before = stamps(tmp_path / "out")
    project(f"rules/{REPORT}/overall.rules", *SENTENCE)
    plan = json.loads(scorepress("plan", "--out", "out", *here, "--json").stdout)
    assert (plan["new"], plan["again"], plan["unchanged"]) == (0, 1, 2)
    (reason,) = plan["reasons"]
    assert (reason["kind"], reason["name"], reason["language"], reason["students"]) == (
        "message", "performance summary", "en", 1
    )  # fmt: skip
    assert SENTENCE[0] in reason["before"]
    assert SENTENCE[1] in reason["after"]
    assert reason["rule"].startswith(f"rules/{REPORT}/overall.rules:")
    assert counts(batch(data, *here)) == (1, 2, 0, 0, 0)
    changed = {name for name, stamp in stamps(tmp_path / "out").items() if before[name] != stamp}
    assert [name[:10] for name in changed] == ["1000000001"]
    after = json.loads(scorepress("plan", "--out", "out", *here, "--json").stdout)
    assert (after["again"], after["unchanged"]) == (0, 3)


@pytest.fixture
def data(people, write):
    return write("a.jsonl", people(1))


@pytest.mark.parametrize(("path", "old", "new", "kinds"), [
    (f"rules/{REPORT}/overall.rules", "message performance summary", "# a comment\nmessage performance summary", []),
    ("locales/es/report.po", None, None, []),
    (f"layouts/{REPORT}/page-2.yaml", "Score History", "Score Story", ["layout"]),
    ("layouts/theme.yaml", None, None, ["block", "look"]),
])  # fmt: skip
def test_the_plan_says_why(scorepress, batch, data, project, root, path, old, new, kinds):  # noqa: PLR0917
    if path.startswith("locales"):
        path = next(p for p in (root / "locales/es").glob("*.po")).relative_to(root).as_posix()
        old, new = 'msgid "', 'msgid "'
    if path.endswith("theme.yaml"):
        old = next(w for w in (root / path).read_text(encoding="utf-8").split() if w.startswith('"#'))[:8]
        new = old[:-1] + ("0" if old[-1] != "0" else "1")
    here = ("--project", "project")
    batch(data, *here)
    project(path, old, new)
    plan = json.loads(scorepress("plan", "--out", "out", *here, "--json").stdout)
    assert sorted({reason["kind"] for reason in plan["reasons"]}) == kinds
    assert plan["again"] == (1 if kinds else 0)
    assert counts(batch(data, *here))[0] == plan["again"]


def test_the_plan_of_other_data(scorepress, batch, people, write):
    batch(write("a.jsonl", people(4)))
    rows = people(5)
    rows[0]["overall"]["score"] += 1
    rows[1]["overall"] = {"participation": "none"}
    rows[2]["school"]["name"] = "Elm"
    plan = json.loads(scorepress("plan", write("b.jsonl", rows), "--out", "out", "--json").stdout)
    assert {state: plan[state] for state in ("new", "again", "unchanged", "withdrawn")} == {
        "new": 1, "again": 2, "unchanged": 1, "withdrawn": 1
    }  # fmt: skip
    assert {(r["kind"], r["students"]) for r in plan["reasons"]} == {("data", 2), ("name", 1)}
    assert sum(place["students"] for place in plan["places"]) == 3
    text = scorepress("plan", "b.jsonl", "--out", "out").stdout
    assert text.startswith("5 rows: 1 new, 2 to make again, 1 unchanged, 0 skipped, 0 in quarantine, 1 to withdraw\n")


def test_a_plan_leaves_the_folder_as_it_is(scorepress, batch, people, write, tmp_path, monkeypatch):
    batch(write("a.jsonl", people(2)))

    def look():
        return {p: p.read_bytes() if p.is_file() else None for p in (tmp_path / "out").rglob("*")}

    before = look()
    scorepress("plan", "--out", "out")
    assert look() == before
    monkeypatch.setattr("scorepress.bag.os.access", lambda _, mode: mode != os.W_OK)  # root may write everywhere
    scorepress("plan", "--out", "out")
    assert look() == before


PLANNED = ("new", "again", "unchanged", "quarantined", "withdrawn")


def test_the_plan_of_students_with_several_rows(scorepress, batch, people, write):
    """A bad row withdraws what the rows before it gave, and means nothing before a good one, as with `batch`."""
    batch(write("a.jsonl", people(3)))
    good, better, bad = people(3), people(3, **{"overall.score": 699, "overall.level": 3}), people(3)
    for row in bad:
        row["overall"]["score"] = "?"
    tomorrow = write("b.jsonl", [better[0], bad[0], bad[1], good[1], good[2]])
    plan = json.loads(scorepress("plan", tomorrow, "--out", "out", "--json").stdout)
    assert tuple(plan[state] for state in PLANNED) == (0, 0, 2, 0, 1)
    assert plan["reasons"] == []
    assert counts(batch(tomorrow, code=4))[:2] == (0, 2)


def test_the_plan_of_names_that_collide(scorepress, batch, people, write):
    data = write("a.jsonl", people(4, **{"student.local_id": "7"}) + people(6)[5:])
    name = ("--name", "{student.local_id}")
    assert counts(batch(data, *name, code=4))[::3] == (2, 3)
    plan = json.loads(scorepress("plan", data, "--out", "out", *name, "--json").stdout)
    assert tuple(plan[state] for state in PLANNED) == (0, 0, 2, 3, 0)
    other = write("b.jsonl", list(reversed(people(4, **{"student.local_id": "7"}))))
    plan = json.loads(scorepress("plan", other, "--out", "out", *name, "--json").stdout)
    assert tuple(plan[state] for state in PLANNED) == (1, 0, 0, 2, 1)
    assert counts(batch(other, *name, code=4))[::3] == (1, 3)


@pytest.mark.parametrize("command", ["batch", "plan"])
@pytest.mark.parametrize(("option", "other"), [("--out", ()), ("--name", ("--out", "out"))])
def test_an_empty_text_is_no_folder_and_no_name(scorepress, people, write, tmp_path, command, option, other):
    data = write("a.jsonl", people(1))
    done = scorepress(command, data, "--report", REPORT, option, "", *other, code=2)
    assert f"Invalid value for '{option}': the text is empty" in done.stderr
    assert list(tmp_path.iterdir()) == [data]


def test_a_payload_on_another_disk_is_told(scorepress, people, write, monkeypatch):
    def across(*_):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr("scorepress.bag.os.replace", across)
    data = write("a.jsonl", people(1))
    done = scorepress("batch", data, "--report", REPORT, "--out", "out", "--jobs", 1, code=1)
    assert "a folder in it is a link to another disk" in done.stderr


def test_a_plan_needs_a_folder_of_a_batch(scorepress, people, write):
    done = scorepress("plan", write("a.jsonl", people(1)), "--out", "nowhere", code=1)
    assert "error[journal]: `nowhere` has no journal" in done.stderr


# --- the folder -------------------------------------------------------------------------------------------------------


def test_a_file_that_nobody_knows_is_moved_away(batch, people, write, tmp_path):
    data = write("a.jsonl", people(2))
    batch(data)
    (tmp_path / "out/data/stray.pdf").write_bytes(b"nobody knows me")
    assert batch(data)["withdrawn"] == 1
    assert (tmp_path / "out/withdrawn/2/stray.pdf").is_file()
    check_bag(tmp_path / "out")


def test_the_journal_is_what_the_reference_says(batch, people, write, root, tmp_path):
    batch(write("a.jsonl", people(1)))
    told = (root / "docs/reference/batch-folder.md").read_text(encoding="utf-8")
    connection = sqlite3.connect(tmp_path / "out/.scorepress/journal.db")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    columns = {row[1] for row in connection.execute("PRAGMA table_info(report)")} - {"number"}
    connection.close()
    assert sorted(table for table in tables if f"`{table}`" not in told) == []
    assert sorted(column for column in columns if f"`{column}`" not in told) == []
    keys = set(manifest(tmp_path / "out")[0])
    assert sorted(key for key in keys if f"`{key}`" not in told) == []


def test_a_folder_is_of_one_report_and_one_sink(scorepress, batch, people, write):
    data = write("a.jsonl", people(1))
    batch(data)
    other = scorepress("batch", data, "--report", "initial-alternate-elpac", "--out", "out", code=1)
    assert f"error[batch]: `out` holds reports of `{REPORT}`, not of `initial-alternate-elpac`" in other.stderr


def test_a_folder_that_is_not_ours_is_left_alone(scorepress, people, write, tmp_path):
    (tmp_path / "out/data").mkdir(parents=True)
    (tmp_path / "out/data/letter.txt").write_text("mine", encoding="utf-8")
    done = scorepress("batch", write("a.jsonl", people(1)), "--report", REPORT, "--out", "out", code=1)
    assert "holds files, and no batch has made them" in done.stderr
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["data"]


@pytest.mark.usefixtures("drawn")
def test_a_long_run_has_stencils_made_and_keeps_them(scorepress, batch, write, people, tmp_path, monkeypatch):
    """They change nothing in the reports."""
    batch(write("a.jsonl", people(3)), out="before")
    monkeypatch.setattr(standing, "ENOUGH", 1)
    monkeypatch.setattr(standing, "STUDENTS", 8)
    monkeypatch.setattr(scorepress, "environment", {"SCOREPRESS_CACHE": str(tmp_path / "cache")})
    monkeypatch.setattr("scorepress.apps.batch_run.ROW", 1)
    batch("a.jsonl", out="out")
    (kept,) = (tmp_path / "cache").glob("*-en.pickle")
    made = kept.stat().st_mtime_ns
    batch("a.jsonl", out="again")
    assert kept.stat().st_mtime_ns == made
    assert reports(tmp_path / "before") == reports(tmp_path / "out") == reports(tmp_path / "again")


@pytest.mark.parametrize("chunk", [4, CHUNK])
def test_how_long_a_run_will_be_is_told_by_its_input(batch, write, people, monkeypatch, chunk):
    count, told = 80, []
    monkeypatch.setattr("scorepress.pipeline.batch.FIRST", chunk)
    monkeypatch.setattr("scorepress.pipeline.batch.CHUNK", chunk)
    monkeypatch.setattr(standing.Standing, "due", lambda _self, _lang, reports: told.append(reports))
    file = write("a.jsonl", people(count))
    monkeypatch.setattr("scorepress.apps.batch_run.ROW", file.stat().st_size / count)
    batch(file)
    assert told == [pytest.approx(count, rel=0.1)]


def test_of_a_students_rows_the_last_one_holds_whatever_came_before(batch, student, write, tmp_path):
    """Days of up to three rows of one student, in any order, each over what the days before left."""
    dice = random.Random(7)
    for round_ in range(6):
        for day in range(5):
            names = dice.choices(["Ana", "Bea", "Cleo"], k=dice.randint(1, 3))
            rows = [student(**{"student.ssid": "1000000000", "student.first_name": name}) for name in names]
            file = write(f"{round_}-{day}.jsonl", rows)
            summary = batch(file, out=f"out{round_}")
            (report,) = reports(tmp_path / f"out{round_}").values()
            assert [name for name in ("Ana", "Bea", "Cleo") if name.encode() in report] == [names[-1]], names
            (line,) = manifest(tmp_path / f"out{round_}")
            assert line["row"] == len(names)
            assert summary["superseded"] == len(names) - 1


KINDS: dict[str, dict[str, object]] = {
    "none": {"overall.participation": "none", "overall.score": None, "overall.level": None},
    "bad": {"overall.score": 1},
}


def test_the_same_rows_again_change_nothing_whatever_rows_a_student_has(scorepress, batch, student, write, tmp_path):
    """Nights of up to three rows of each of three students, good, without a report, to be mended; each night twice."""
    dice = random.Random(11)
    there: dict[str, str] = {}
    for night in range(12):
        rows: list[tuple[str, str]] = []
        for ssid in ("1000000000", "1000000001", "1000000002"):
            count = dice.randint(ssid == "1000000000", 3)
            rows += [(ssid, what) for what in dice.sample(["Ana", "Bea", "Cleo", "none", "bad"], count)]
        dice.shuffle(rows)
        for ssid, what in rows:
            there.pop(ssid, None)
            if what not in ("none", "bad"):
                there[ssid] = what
        people = [
            student(**{"student.ssid": ssid, "student.first_name": what.title()} | KINDS.get(what, {}))
            for ssid, what in rows
        ]
        file = write(f"{night}.jsonl", people)
        assert batch(file, code=None)["read"] == len(rows)
        found = reports(tmp_path / "out")
        assert {name.rpartition("/")[2][:10] for name in found} == set(there)
        for name, report in found.items():
            assert there[name.rpartition("/")[2][:10]].encode() in report
        before = stamps(tmp_path / "out")
        plan = json.loads(scorepress("plan", file, "--out", "out", "--json").stdout)
        assert (plan["new"], plan["again"], plan["withdrawn"]) == (0, 0, 0), rows
        again = batch(file, code=None)
        assert (again["rendered"], again["withdrawn"]) == (0, 0), rows
        assert stamps(tmp_path / "out") == before


def test_a_row_that_has_waited_and_cannot_be_printed(batch, student, write, tmp_path):
    """Another student has the name by then: the row goes to quarantine, and the run to its end."""
    numbers = (("1000000000", "1"), ("1000000000", "2"), ("1000000001", "1"))
    first, second, other = ({"student.ssid": ssid, "student.local_id": local} for ssid, local in numbers)
    name = ("--name", "{student.local_id}")
    batch(write("a.jsonl", [student(**first), student(**second)]), *name)
    rows = write("b.jsonl", [student(**first), student(**other)])
    for _night in range(2):
        done = batch(rows, *name, code=4)
        assert (done["read"], done["quarantined"]) == (2, 1)
        assert set(reports(tmp_path / "out")) == {"1.pdf"}


def test_a_good_row_a_bad_one_and_the_same_good_one(scorepress, batch, student, write):
    good, bad = student(), student(**{"overall.score": 1})
    batch(write("a.jsonl", [good]))
    rows = write("b.jsonl", [good, bad, good])
    plan = json.loads(scorepress("plan", rows, "--out", "out", "--json").stdout)
    assert (plan["again"], plan["unchanged"], plan["withdrawn"]) == (1, 0, 0)
    assert batch(rows, code=4)["rendered"] == 1


def test_a_journal_of_an_older_version_loses_its_indexes(batch, people, write, tmp_path):
    data = write("a.jsonl", people(3))
    batch(data)
    with closing(sqlite3.connect(tmp_path / "out/.scorepress/journal.db")) as journal:
        journal.execute("CREATE INDEX report_due ON report (due) WHERE due IS NOT NULL")
        journal.execute("CREATE INDEX report_path ON report (path) WHERE path IS NOT NULL")
    assert counts(batch(data)) == (0, 3, 0, 0, 0)
    with closing(sqlite3.connect(tmp_path / "out/.scorepress/journal.db")) as journal:
        found = journal.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
    assert ("report_bundle",) in found
    assert not {("report_due",), ("report_path",)} & set(found)


def test_a_place_that_is_due_is_known(tmp_path):
    """Nothing is taken away from a report that is about to be written, nor from one that stands, nor from a set."""
    bag = Bag(tmp_path / "out")
    bag.make()
    with closing(Journal(bag)) as journal:
        journal.begin()
        journal.due("one", "due.pdf", "due", Seen("a.csv", 1, 1, 1))
        journal.connection.execute("INSERT INTO report (student, state, path) VALUES ('two', 'done', 'there.pdf')")
        journal.connection.execute("INSERT INTO file VALUES ('set.pdf', 'set', 2, 1, '')")
        assert journal.known({"due.pdf", "there.pdf", "set.pdf", "else.pdf"}) == {"due.pdf", "there.pdf", "set.pdf"}
        for path in ("due.pdf", "else.pdf"):
            journal.gone(1, path, "", "a test")
        assert journal.going() == [(1, "due.pdf", True), (1, "else.pdf", False)]


def test_rows_before_an_error_are_taken():
    def rows():
        yield from numbers
        raise ValueError("broken")

    numbers = list(range(CHUNK + 3))
    found = ahead(rows())
    assert [next(found) for _ in numbers] == numbers
    with pytest.raises(ValueError, match="broken"):
        next(found)
