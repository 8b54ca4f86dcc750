"""A batch that is stopped, at any moment and by anything, loses nothing, doubles nothing, and goes on.

The moments are counted: before and after each commit, each file that takes its place, each that is withdrawn, each
listing. SCOREPRESS_ALL=1 takes every one of them, else every few.
"""

import errno
import json
import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scorepress.bag import Bag
from scorepress.export.transcript import transcript
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.printed import Printed
from scorepress.pipeline import batch as batch_module
from scorepress.pipeline.fast import FastPress
from scorepress.pipeline.journal import Journal
from scorepress.workspace import Workspace

REPORT = "summative-alternate-elpac"
EVERY = 1 if os.environ.get("SCOREPRESS_ALL") else 11


class Killed(BaseException):
    """What a kill is to the code that it meets: the end."""


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Reports are their titles; chunks are small, so that there are many moments."""
    monkeypatch.setattr(FastPress, "printed", in_words)
    monkeypatch.setattr(batch_module, "FIRST", 2)
    monkeypatch.setattr(batch_module, "CHUNK", 2)


def in_words(press, record, languages):
    reports = [press.report(record, language) for language in languages]
    text = "".join(str(report.pages) for report in reports)
    return Printed(b"%PDF-" + text.encode(), "", "A report", tuple(report.lang for report in reports), 2)


@pytest.fixture
def days(student, write):
    """Today's file and tomorrow's: unchanged, changed, new, moved, broken, and a student who stands there twice."""

    def row(n, **values):
        return student(**{"student.ssid": f"10000000{n:02}", **values})

    better = {"overall.score": 699, "overall.level": 3}
    today = write("today.jsonl", [row(0), row(1), row(2), row(3), row(4), row(5), row(4, **better)])
    tomorrow = [row(0), row(1, **better), row(2, **{"school.name": "Elm"}), row(3, **{"overall.score": "?"}),
                row(4), row(6), row(6, **better), row(4, **better), row(7)]  # fmt: skip
    return today, write("tomorrow.jsonl", tomorrow)


@pytest.fixture
def run(scorepress):
    def command(*arguments, code=None):
        return scorepress("batch", *arguments, "--out", "out", "--jobs", 1, "--json", code=code)

    return command


def state(folder):
    """Everything that a folder holds for others: payload, what was withdrawn, all lists, with their content."""
    files = (p for p in folder.rglob("*") if p.is_file() and ".scorepress" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


class Moments:
    """Counts moments, and is the end of a process at one of them."""

    def __init__(self, monkeypatch):
        self.count, self.last = 0, None
        for owner, name in ((Journal, "commit"), (Bag, "put"), (Bag, "withdraw"), (Bag, "lines")):
            monkeypatch.setattr(owner, name, self.watched(getattr(owner, name)))

    def watched(self, method):
        def call(*arguments):
            self.pass_by()
            result = method(*arguments)
            self.pass_by()
            return result

        return call

    def pass_by(self):
        self.count += 1
        if self.count == self.last:
            raise Killed


def test_killed_at_any_moment(run, days, tmp_path, monkeypatch):
    today, tomorrow = days
    asked = ("--report", REPORT)
    run(today, *asked, code=0)
    shutil.copytree(tmp_path / "out", tmp_path / "yesterday")
    moments = Moments(monkeypatch)
    whole = json.loads(run(tomorrow, *asked, code=4).stdout)
    expected, last = state(tmp_path / "out"), moments.count
    assert last > 40
    assert {k: whole[k] for k in ("read", "rendered", "unchanged", "quarantined", "superseded")} == {
        "read": 9, "rendered": 4, "unchanged": 2, "quarantined": 1, "superseded": 2
    }  # fmt: skip
    for moment in range(1, last, EVERY):
        shutil.rmtree(tmp_path / "out")
        shutil.copytree(tmp_path / "yesterday", tmp_path / "out")
        moments.count, moments.last = 0, moment
        with pytest.raises(Killed):
            run(tomorrow, *asked)
        moments.last = None
        begun = Journal(Bag(tmp_path / "out"), readonly=True)
        found = begun.last_run()
        begun.close()
        again = () if found and found[0] == 2 and not found[2] else (tomorrow, *asked)
        resumed = json.loads(run(*again, "--resume", code=4).stdout)
        assert state(tmp_path / "out") == expected, f"killed at moment {moment} of {last}"
        kept = ("read", "rendered", "unchanged", "skipped", "quarantined", "superseded", "withdrawn", "run")
        assert {k: resumed[k] for k in kept} == {k: whole[k] for k in kept}, moment


def test_killed_again_and_again(run, days, tmp_path, monkeypatch):
    today, tomorrow = days
    asked = ("--report", REPORT)
    run(today, *asked, code=0)
    shutil.copytree(tmp_path / "out", tmp_path / "yesterday")
    run(tomorrow, *asked, code=4)
    expected = state(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    shutil.copytree(tmp_path / "yesterday", tmp_path / "out")
    moments = Moments(monkeypatch)
    for moment in (9, 11, 13, 15):
        moments.count, moments.last = 0, moment
        with pytest.raises(Killed):
            run(tomorrow, *asked, "--resume")
    moments.last = None
    run("--resume", code=4)
    assert state(tmp_path / "out") == expected


def test_killed_in_the_middle_and_then_other_data(run, days, write, student, tmp_path, monkeypatch):
    """What the killed run wrote, or was about to write, does not stand for data that nobody asks for any more."""
    today, tomorrow = days
    asked = ("--report", REPORT)
    run(today, *asked, code=0)
    shutil.copytree(tmp_path / "out", tmp_path / "yesterday")
    moments = Moments(monkeypatch)
    run(tomorrow, *asked, code=4)
    last = moments.count
    only = write("only.jsonl", [student(**{"student.ssid": "1000000000"})])
    for moment in range(2, last, EVERY):
        shutil.rmtree(tmp_path / "out")
        shutil.copytree(tmp_path / "yesterday", tmp_path / "out")
        moments.count, moments.last = 0, moment
        with pytest.raises(Killed):
            run(tomorrow, *asked)
        moments.last = None
        run(only, *asked, code=0)
        lines = (tmp_path / "out/manifest.jsonl").read_text(encoding="utf-8").splitlines()
        named = {line["path"]: line for line in map(json.loads, lines)}
        there = {f"data/{p.relative_to(tmp_path / 'out/data')}" for p in (tmp_path / "out/data").rglob("*.pdf")}
        assert there == set(named), moment
        for path in there:
            assert (tmp_path / "out" / path).stat().st_size == named[path]["bytes"], (moment, path)
        assert told_as_withdrawn(tmp_path / "out") == withdrawn(tmp_path / "out"), moment


def end(*_):
    raise Killed


def test_what_was_made_again_is_not_told_as_withdrawn(run, write, student, tmp_path, monkeypatch):
    """A run that sets a row aside does not end; the row is mended, and a new run begins."""
    asked, (good, bad) = ("--report", REPORT), (student(), student(**{"overall.score": "?"}))
    run(write("a.jsonl", [good]), *asked, code=0)
    with monkeypatch.context() as patch:
        patch.setattr("scorepress.apps.batch_run.write_manifests", end)
        with pytest.raises(Killed):
            run(write("b.jsonl", [bad]), *asked)
    assert len(withdrawn(tmp_path / "out")) == 1
    summary = json.loads(run(write("a.jsonl", [good]), *asked, code=0).stdout)
    assert (summary["rendered"], summary["withdrawn"]) == (1, 0)
    assert told_as_withdrawn(tmp_path / "out") == set()


def test_a_foreign_file_whose_name_is_no_text(run, days, tmp_path):
    today, _ = days
    run(today, "--report", REPORT, code=0)
    foreign = os.fsencode(tmp_path / "out/data") + b"/a\xff.pdf"
    Path(os.fsdecode(foreign)).write_bytes(b"x")
    stopped = run(today, "--report", REPORT, code=1)
    assert "error[output]: `out/data` holds a file whose name is no text: `a\\udcff.pdf`" in stopped.stderr
    os.unlink(foreign)  # noqa: PTH108
    assert json.loads(run("--resume", code=0).stdout)["read"] == 7


def told_as_withdrawn(folder):
    listing = folder / "withdrawn.jsonl"
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []
    return {f"{line['run']}/{line['path']}" for line in map(json.loads, lines)}


def withdrawn(folder):
    """The files that were moved away, by this run or by one before it that did not end."""
    return {p.relative_to(folder / "withdrawn").as_posix() for p in (folder / "withdrawn").rglob("*.pdf")}


# --- what else may stop it --------------------------------------------------------------------------------------------


def test_a_full_disk(run, days, tmp_path, monkeypatch):
    today, _ = days
    with monkeypatch.context() as full:
        full.setattr("pathlib.Path.replace", full_after(3))
        stopped = run(today, "--report", REPORT, code=1)
    assert "error[output]" in stopped.stderr
    assert "no space left on device" in stopped.stderr
    assert "make room on the disk" in stopped.stderr
    assert "go on with `scorepress batch --resume --out out`" in stopped.stderr
    assert not list((tmp_path / "out/data").rglob("*.part"))
    assert json.loads(run("--resume", code=0).stdout)["rendered"] == 6


def full_after(count):
    replace, left = Path.replace, [count]

    def full(path, target):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(path, target)

    return full


def test_a_disk_that_is_full_for_the_journal(run, days, tmp_path, monkeypatch):
    today, _ = days
    database = Bag.database

    def small(bag, *, readonly=False):
        connection = database(bag, readonly=readonly)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages + (24 if pages < 10 else 0)}")
        return connection

    with monkeypatch.context() as full:
        full.setattr(Bag, "database", small)
        stopped = run(today, "--report", REPORT, code=1)
    assert "journal.db` cannot be written: database or disk is full" in stopped.stderr
    assert "then go on with `--resume`" in stopped.stderr
    assert json.loads(run("--resume", code=0).stdout)["rendered"] == 6


def test_a_folder_that_cannot_be_written(run, days, tmp_path):
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    stopped = run(days[0], "--report", REPORT, code=1)
    assert "error[output]: `out` cannot be written" in stopped.stderr
    (tmp_path / "out").unlink()
    run(days[0], "--report", REPORT, code=0)


def test_an_input_that_was_cut_off(run, days, tmp_path):
    today, _ = days
    text = today.read_bytes()
    today.write_bytes(text[: len(text) * 2 // 3])
    cut = json.loads(run(today, "--report", REPORT, code=4).stdout)
    assert cut["quarantined"] == 1
    assert "record-syntax" in (tmp_path / "out/quarantine.jsonl").read_text(encoding="utf-8")
    today.write_bytes(text)
    whole = json.loads(run(today, "--report", REPORT, code=0).stdout)
    assert (whole["read"], whole["rendered"] + whole["unchanged"], whole["superseded"]) == (7, 6, 1)


def test_an_input_that_ends_early_is_seen_in_what_is_kept(run, days, tmp_path):
    today, _ = days
    run(today, "--report", REPORT, code=0)
    rows = today.read_text(encoding="utf-8").splitlines(keepends=True)
    today.write_text("".join(rows[:2]), encoding="utf-8")
    assert json.loads(run(today, "--report", REPORT, code=0).stdout)["kept"] == 4


@pytest.mark.parametrize("seed", range(200 if EVERY == 1 else 12))
def test_a_journal_with_bytes_of_chance_is_no_fault_of_the_program(run, scorepress, days, tmp_path, seed):
    """Whatever was overwritten: the journal is told, or what was there is not needed."""
    chance = random.Random(seed)
    today, tomorrow = days
    run(today, "--report", REPORT, code=0)
    journal = tmp_path / "out/.scorepress/journal.db"
    data = bytearray(journal.read_bytes())
    for _ in range(4):
        place, size = chance.randrange(100, len(data)), chance.choice((1, 8, 400))
        data[place : place + size] = chance.randbytes(size)
    journal.write_bytes(data)
    for done in (scorepress("plan", tomorrow, "--out", "out", code=None), run(tomorrow, "--report", REPORT)):
        assert done.exit_code in (0, 4) or "error[journal]" in done.stderr


def test_a_journal_with_text_that_is_none(run, scorepress, days, tmp_path):
    today, tomorrow = days
    run(today, "--report", REPORT, code=0)
    with closing(sqlite3.connect(tmp_path / "out/.scorepress/journal.db")) as journal:
        journal.execute("UPDATE report SET content = cast(x'ff41' as text) WHERE number = 1")
        journal.commit()
    for stopped in (scorepress("plan", tomorrow, "--out", "out", code=None), run(tomorrow, "--report", REPORT)):
        assert "error[journal]: the journal `out/.scorepress/journal.db` cannot be read: Could not" in stopped.stderr
        assert "delete `journal.db`" in stopped.stderr


@pytest.mark.parametrize("harm", ["sayings = '1 x'", "bytes = NULL", "languages = NULL, sayings = NULL"])
def test_a_journal_with_values_that_mean_nothing(run, student, write, tmp_path, harm):
    """The student stands in none of the rows, so that the report is only listed."""
    asked = ("--report", REPORT)
    run(write("a.jsonl", [student(), student(**{"student.ssid": "1000000009"})]), *asked, code=0)
    with closing(sqlite3.connect(tmp_path / "out/.scorepress/journal.db")) as journal:
        journal.execute(f"UPDATE report SET {harm} WHERE number = 2")  # noqa: S608
        journal.commit()
    done = run(write("a.jsonl", [student()]), *asked)
    if harm.startswith("languages"):
        assert done.exit_code == 0
    else:
        assert "error[journal]: the journal `out/.scorepress/journal.db` cannot be read: what it holds" in done.stderr


@pytest.mark.parametrize("harm", ["rubbish", "cut", "other"])
def test_a_corrupt_journal(run, days, tmp_path, harm):
    today, _ = days
    run(today, "--report", REPORT, code=0)
    before = state(tmp_path / "out")
    journal = tmp_path / "out/.scorepress/journal.db"
    data = journal.read_bytes()
    if harm == "other":
        connection = sqlite3.connect(journal)
        connection.execute("PRAGMA user_version=7")
        connection.close()
    else:
        journal.write_bytes(b"rubbish" * 1000 if harm == "rubbish" else data[: len(data) // 3])
    stopped = run(today, "--report", REPORT, code=1)
    assert "error[journal]" in stopped.stderr
    for file in (tmp_path / "out/.scorepress").glob("journal.db*"):
        file.unlink()
    (tmp_path / "out/data/stray.pdf").write_bytes(b"nobody knows me")
    again = json.loads(run(today, "--report", REPORT, code=0).stdout)
    assert (again["rendered"], again["withdrawn"]) == (6, 1)
    assert {n: c for n, c in state(tmp_path / "out").items() if n.startswith("data/")} == {
        n: c for n, c in before.items() if n.startswith("data/")
    }


def test_two_runs_at_once(run, days, tmp_path):
    today, _ = days
    run(today, "--report", REPORT, code=0)
    before = state(tmp_path / "out")
    with Bag(tmp_path / "out").lock():
        stopped = run(today, "--report", REPORT, code=1)
    assert f"error[busy]: another run is writing into `out` (process {os.getpid()})" in stopped.stderr
    assert state(tmp_path / "out") == before
    run(today, "--report", REPORT, code=0)


def test_nobody_writes_while_somebody_reads(run, days, tmp_path):
    today, _ = days
    with Bag(tmp_path / "out").still():  # there is nothing yet, and nobody to keep away
        run(today, "--report", REPORT, code=0)
    with Bag(tmp_path / "out").still(), Bag(tmp_path / "out").still():
        assert "error[busy]: another run is writing into `out`" in run(today, "--report", REPORT, code=1).stderr
    run(today, "--report", REPORT, code=0)
    reading = Bag(tmp_path / "out").still()
    with Bag(tmp_path / "out").lock(), pytest.raises(ScorepressError, match="another run is writing into"):
        reading.__enter__()


# --- resuming ---------------------------------------------------------------------------------------------------------


def test_resuming_is_of_the_same_run(run, days, tmp_path, monkeypatch):
    today, tomorrow = days
    moments = Moments(monkeypatch)
    moments.last = 12
    with pytest.raises(Killed):
        run(today, "--report", REPORT, "--language", "primary")
    moments.last = None
    refused = run(tomorrow, "--report", REPORT, "--resume", code=1)
    assert "error[batch]: the run to go on with had `inputs`" in refused.stderr
    refused = run("--language", "es", "--resume", code=1)
    assert "had `language` primary, not es" in refused.stderr
    assert json.loads(run("--resume", code=0).stdout)["rendered"] == 6


def test_resuming_elsewhere_is_of_the_same_files_and_the_same_project(scorepress, days, tmp_path, monkeypatch):
    """Inputs are named from where the run began; the project is that of the run."""
    today, _ = days
    page = Workspace().source(f"layouts/{REPORT}/page-1.yaml").text
    mine, other = tmp_path / "project", tmp_path / "other"
    for folder, word in ((mine, "tells"), (other, "says")):
        layout = folder / "layouts" / REPORT
        layout.mkdir(parents=True)
        (layout / "page-1.yaml").write_text(page.replace("Page 2 shows", f"Page 2 {word}"), encoding="utf-8")
    (other / today.name).write_text("not the same", encoding="utf-8")
    out = ("--out", tmp_path / "out", "--jobs", 1, "--json")
    with monkeypatch.context() as watched:
        moments = Moments(watched)
        moments.last = 12
        with pytest.raises(Killed):
            scorepress("batch", today.name, "--report", REPORT, "--project", mine, *out)
    monkeypatch.chdir(other)
    refused = scorepress("batch", "--resume", *out, "--project", other, code=1)
    assert f"error[batch]: the run to go on with had `project` {mine}, not {other}" in refused.stderr
    assert json.loads(scorepress("batch", "--resume", *out).stdout)["rendered"] == 6
    made = [transcript(p.read_bytes()) for p in (tmp_path / "out" / "data").rglob("*.pdf")]
    assert ["Page 2 tells" in text for text in made] == [True] * 6
    plan = scorepress("plan", "--out", tmp_path / "out").stdout
    assert plan.startswith("7 rows: 0 new, ")


def test_what_cannot_begin_takes_nothing_away(run, days, tmp_path):
    _, tomorrow = days
    run(tomorrow, "--report", REPORT, code=4)
    before = state(tmp_path / "out")
    assert {"quarantine.jsonl", "superseded.jsonl"} <= set(before)
    stopped = run("nofile.csv", "--report", REPORT, code=1)
    assert "What is done is kept" not in stopped.stderr
    assert state(tmp_path / "out") == before


def test_there_must_be_something_to_resume(run, days, tmp_path):
    today, _ = days
    assert "error[batch]: `out` has no run to go on with" in run("--resume", code=1).stderr
    assert json.loads(run(today, "--report", REPORT, "--resume", code=0).stdout)["rendered"] == 6
    assert "error[batch]: the last run in `out` came to its end" in run("--resume", code=1).stderr
    assert json.loads(run(today, "--report", REPORT, "--resume", code=0).stdout)["unchanged"] == 6


def test_what_must_be_given(run, days):
    assert "Missing argument 'INPUT…'" in run("--report", REPORT, code=2).stderr
    assert "Missing option '--report'" in run(days[0], code=2).stderr
