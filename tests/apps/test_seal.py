"""`scorepress seal`: a copy of finished reports, each behind its own password."""

import fcntl
import hashlib
import io
import json
import os
import re
import zipfile
from pathlib import Path

import pikepdf
import pytest

from scorepress.apps.seal_files import Sealer
from scorepress.bag import Bag

STUDENTS = Path(__file__).parent.parent / "data" / "students" / "summative-alternate-elpac.jsonl"
OF = ("--report", "summative-alternate-elpac")


@pytest.fixture
def batch(scorepress, write, lines):
    """`batch(sink, count)`: the reports of some students, as `scorepress batch` leaves them."""

    def make(sink="files", count=2):
        data = write("data.jsonl", lines(STUDENTS)[:count])
        scorepress("batch", data, *OF, "--sink", sink, "--out", "batch", "--jobs", "1", "--quiet")

    return make


def passwords():
    lines = Path("sealed-secrets.jsonl").read_text(encoding="utf-8").splitlines()
    return {entry["file"]: entry["password"] for entry in map(json.loads, lines)}


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()
    }


def test_a_batch_is_sealed_and_can_be_verified(scorepress, batch):
    batch()
    done = scorepress("seal", "batch", "--out", "sealed")
    assert "sealed 2 reports, 0 unchanged" in done.stderr
    for name, word in passwords().items():
        pikepdf.open(Path("sealed", name), password=word).close()
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(Path("sealed", name))
    told = json.loads(scorepress("verify", "sealed", *OF, "--secrets", "sealed-secrets.jsonl", "--json").stdout)
    assert (told["opened"], told["sums"], told["findings"]) == (2, 6, 0)


def test_archives_hold_sealed_files(scorepress, batch):
    batch("zip")
    scorepress("seal", "batch", "--out", "sealed")
    known = passwords()
    assert len(known) == 2
    for name, word in known.items():
        outer, inner = name.split("!/")
        with zipfile.ZipFile(Path("sealed", outer)) as archive:
            pikepdf.open(io.BytesIO(archive.read(inner)), password=word).close()
    told = json.loads(scorepress("verify", "sealed", *OF, "--secrets", "sealed-secrets.jsonl", "--json").stdout)
    assert (told["opened"], told["findings"]) == (2, 0)


def test_only_what_changed_is_sealed_again(scorepress, batch):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    first, words = contents("sealed"), passwords()
    scorepress("seal", "batch", "--out", "sealed")
    assert contents("sealed") == first
    batch(count=3)
    assert "sealed 1 reports, 2 unchanged" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert words.items() <= passwords().items()
    assert {name: data for name, data in contents("sealed").items() if name in words} == {n: first[n] for n in words}


def test_a_lost_password_is_made_anew_with_its_file(scorepress, batch):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    Path("sealed-secrets.jsonl").unlink()
    assert "sealed 2 reports, 0 unchanged" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert (
        json.loads(scorepress("verify", "sealed", *OF, "--secrets", "sealed-secrets.jsonl", "--json").stdout)[
            "findings"
        ]
        == 0
    )


def test_what_is_withdrawn_is_taken_out(scorepress, batch, write, lines):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    first, second = lines(STUDENTS)[:2]
    data = write("data.jsonl", [first | {"overall": {"participation": "none"}}, second])
    scorepress("batch", data, *OF, "--out", "batch", "--jobs", "1", "--quiet")
    assert "1 sealed files were removed" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert len(list(Path("sealed").rglob("*.pdf"))) == 1
    assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr


HASH = "0" * 64


@pytest.mark.parametrize("path", ["../mine.pdf", "/mine.pdf", "a/../../mine.pdf", "link/mine.pdf", "notes.txt"])
def test_a_list_of_sealed_files_that_names_others_takes_none_away(scorepress, batch, tmp_path, path):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    for mine in (Path("mine.pdf"), Path("sealed/notes.txt")):
        mine.write_text("mine", encoding="utf-8")
    if path.startswith("link"):
        Path("sealed/link").symlink_to(tmp_path)
    path = str(tmp_path / "mine.pdf") if path.startswith("/") else path
    told(json.dumps({"path": path, "of": HASH, "sha256": HASH}))
    assert "0 reports, 2 unchanged" in scorepress("seal", "batch", "--out", "sealed", code=None).stderr
    assert Path("mine.pdf").read_text("utf-8") == Path("sealed/notes.txt").read_text("utf-8") == "mine"


def told(line):
    """Put a line into the list of sealed files."""
    listing = Path("sealed/sealed.jsonl")
    listing.write_text(f"{line}\n{listing.read_text(encoding='utf-8')}", encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        '{"path": "a\\u0000.pdf", "of": "%s", "sha256": "%s"}',
        '{"path": "\\ud800.pdf", "of": "%s", "sha256": "%s"}',
        '{"path": "folder.pdf", "of": "%s", "sha256": "%s"}',
        '{"path": "notes.txt/x.pdf", "of": "%s", "sha256": "%s"}',
        '{"path": "' + 5_000 * "a" + '.pdf", "of": "%s", "sha256": "%s"}',
        '{"path": 1, "of": "%s", "sha256": "%s"}',
        200_000 * "[",
        "1",
        "{",
    ],
    ids=["nul", "surrogate", "folder", "below a file", "long", "number", "deep", "no object", "no JSON"],
)
def test_a_line_that_can_mean_nothing_is_passed_over(scorepress, batch, line):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    before = contents("sealed")
    Path("sealed/folder.pdf").mkdir()
    Path("sealed/notes.txt").write_text("mine", encoding="utf-8")
    told(line.replace("%s", HASH))
    assert "0 reports, 2 unchanged" in scorepress("seal", "batch", "--out", "sealed", code=None).stderr
    assert {name: data for name, data in contents("sealed").items() if name != "notes.txt"} == before


@pytest.mark.parametrize("change", [{"path": "./"}, {"sha256": None}, {"sha256": "0\n0  data/x"}, {"of": "1"}])
def test_a_line_that_was_changed_keeps_no_report_from_being_sealed(scorepress, batch, change):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    listing = Path("sealed/sealed.jsonl")
    first, second = map(json.loads, listing.read_text(encoding="utf-8").splitlines())
    change = {name: f"{value}{first[name]}" if name == "path" else value for name, value in change.items()}
    listing.write_text(f"{json.dumps(first | change)}\n{json.dumps(second)}\n", encoding="utf-8")
    assert "sealed 1 reports, 1 unchanged" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert len(list(Path("sealed").rglob("*.pdf"))) == 2
    assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr


def test_what_is_gone_from_a_folder_without_a_manifest_is_taken_out(scorepress, write, lines, forbid):
    scorepress.render(write("data.jsonl", lines(STUDENTS)[:2]))
    scorepress("seal", "out", "--out", "sealed")
    min(Path("out").iterdir()).unlink()
    Path("out", "closed").mkdir()
    forbid("closed")
    done = scorepress("seal", "out", "--out", "sealed", code=1)
    assert "error[file-not-readable]: the folder cannot be read: permission denied" in done.stderr
    assert len(list(Path("sealed").rglob("*.pdf"))) == 2
    Path("out", "closed").rename("elsewhere")
    assert "1 sealed files were removed" in scorepress("seal", "out", "--out", "sealed").stderr


# --- sources that are not whole ---------------------------------------------------------------------------------------


def harm(how, paths):
    """Do something to the first of some reports."""
    first, second, *_ = paths
    if how == "missing":
        first.unlink()
    elif how == "another":
        first.write_bytes(second.read_bytes())
    else:
        first.write_bytes(first.read_bytes()[:-200])


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("how", "code"), [("missing", "file-not-found"), ("another", "checksum"), ("damaged", "checksum")]
)
def test_a_report_that_is_not_the_manifests_is_told_and_not_sealed(scorepress, batch, how, code, before):
    batch()
    if before:
        scorepress("seal", "batch", "--out", "sealed")
    kept = {name: data for name, data in contents("sealed").items() if name.endswith(".pdf")} if before else {}
    paths = sorted(Path("batch", "data").rglob("*.pdf"))
    harm(how, paths)
    done = scorepress("seal", "batch", "--out", "sealed", code=1)
    assert f"error[{code}]" in done.stderr
    assert f"--> {paths[0].as_posix()}" in done.stderr
    assert ("sealed 0 reports, 1 unchanged" if before else "sealed 1 reports, 0 unchanged") in done.stderr
    sealed = {name: data for name, data in contents("sealed").items() if name.endswith(".pdf")}
    assert len(sealed) == 1 + before
    assert kept.items() <= sealed.items()
    told = scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl", "--json", code=None)
    assert json.loads(told.stdout)["codes"] == ({} if before else {"file-not-found": 1})


def test_a_damaged_archive_keeps_its_sealed_copy(scorepress, batch):
    batch("zip")
    scorepress("seal", "batch", "--out", "sealed")
    first = contents("sealed")
    archive = min(Path("batch", "data").rglob("*.zip"))
    archive.write_bytes(archive.read_bytes()[:-100])
    assert "error[checksum]" in scorepress("seal", "batch", "--out", "sealed", code=1).stderr
    assert contents("sealed") == first
    Path("plain").mkdir()
    archive.rename("plain/a.zip")
    assert "the archive cannot be opened" in scorepress("seal", "plain", "--out", "other", code=1).stderr


def test_a_file_that_the_manifest_does_not_know_is_not_sealed(scorepress, batch):
    batch()
    extra = Path("batch", "data", "extra.pdf")
    extra.write_bytes(min(Path("batch", "data").rglob("*.pdf")).read_bytes())
    assert "error[file-extra]" in scorepress("seal", "batch", "--out", "sealed", code=1).stderr
    assert not Path("sealed", "data", "extra.pdf").exists()


def test_a_damaged_report_is_named(scorepress, write, lines):
    scorepress.render(write("data.jsonl", lines(STUDENTS)[:2]))
    first = min(Path("out").iterdir())
    first.write_bytes(first.read_bytes()[:2000])
    with zipfile.ZipFile("out/a.zip", "w") as archive:
        archive.writestr("inner.pdf", b"%PDF-1.7")
    done = scorepress("seal", "out", "--out", "sealed", code=1)
    assert f"--> {first.as_posix()}" in done.stderr
    assert "--> out/a.zip!/inner.pdf" in done.stderr
    assert "sealed 1 reports" in done.stderr


def test_a_batch_without_its_manifest_is_not_sealed(scorepress, batch):
    batch()
    Path("batch", "manifest-sha256.txt").unlink()
    assert "the manifest of the folder is missing" in scorepress("seal", "batch", "--out", "sealed", code=1).stderr
    assert not Path("sealed").exists()


def test_a_folder_that_is_being_written_is_not_sealed(scorepress, batch):
    batch()
    with Bag(Path("batch")).lock():
        done = scorepress("seal", "batch", "--out", "sealed", code=1)
    assert "error[busy]: another run is writing into `batch` (process" in done.stderr


# --- where the copy goes ----------------------------------------------------------------------------------------------


def test_two_runs_do_not_seal_into_one_folder(scorepress, batch):
    batch()
    Path("sealed").mkdir()
    other = os.open("sealed", os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    refused = scorepress("seal", "batch", "--out", "sealed", code=1)
    assert "error[busy]: another run is sealing into `sealed`" in refused.stderr
    assert list(Path("sealed").iterdir()) == []
    assert not Path("sealed-secrets.jsonl").exists()
    os.close(other)
    scorepress("seal", "batch", "--out", "sealed")


def test_sealed_copies_do_not_lie_among_open_reports(scorepress, batch, write, lines):
    batch()
    scorepress("batch", write("b.jsonl", lines(STUDENTS)[:2]), *OF, "--out", "other", "--jobs", "1", "--quiet")
    scorepress.render(write("c.jsonl", lines(STUDENTS)[:1]))
    before = contents(".")
    assert "`other` is the folder of a batch" in scorepress("seal", "batch", "--out", "other", code=1).stderr
    assert "`out` holds open reports, such as" in scorepress("seal", "batch", "--out", "out", code=1).stderr
    assert contents(".") == before


def test_an_open_report_in_a_sealed_copy_is_told(scorepress, batch):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    Path("sealed", "data", "open.pdf").write_bytes(min(Path("batch").rglob("*.pdf")).read_bytes())
    done = scorepress("seal", "batch", "--out", "sealed", code=1)
    assert "error[file-extra]: the file is no sealed copy of any report" in done.stderr
    assert "--> sealed/data/open.pdf" in done.stderr


def test_a_run_that_was_killed_is_run_again(scorepress, batch, monkeypatch):
    batch()
    with monkeypatch.context() as patch:
        patch.setattr(Sealer, "conclude", interrupt)
        scorepress("seal", "batch", "--out", "sealed", code=1)
    assert list(Path("sealed").rglob("*.pdf"))
    assert "sealed 2 reports" in scorepress("seal", "batch", "--out", "sealed").stderr


def interrupt(*_arguments):
    raise KeyboardInterrupt


def test_files_of_many_students_are_left_out(scorepress, batch):
    batch("print")
    assert "are not of one student and were left out" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert not list(Path("sealed").rglob("*.pdf"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("nowhere", "--out", "sealed"), "no folder named `nowhere`"),
        (("batch", "--out", "batch/sealed"), "lies in the folder that is sealed"),
        (
            ("batch", "--out", "sealed", "--secrets", "batch/s.jsonl"),
            "error[password]: `batch/s.jsonl` lies in the folder",
        ),
        (
            ("batch", "--out", "sealed", "--secrets", "sealed/s.jsonl"),
            "error[password]: `sealed/s.jsonl` lies in the folder",
        ),
    ],
)
def test_mistakes(scorepress, options, message):
    Path("batch").mkdir()
    assert message in scorepress("seal", *options, code=1).stderr


# --- what leaves the house, and what may not --------------------------------------------------------------------------


@pytest.mark.parametrize("sink", ["files", "zip", "merged"])
def test_what_lies_beside_sealed_reports_tells_no_result(scorepress, batch, sink):
    batch(sink)
    scorepress("seal", "batch", "--out", "sealed")
    originals = {hashlib.sha256(path.read_bytes()).hexdigest() for path in Path("batch", "data").rglob("*.*")}
    open_ = [path for path in Path("sealed").rglob("*") if path.suffix in (".jsonl", ".txt")]
    beside = "".join(path.read_text("utf-8") for path in open_)
    assert not any(checksum in beside for checksum in originals)
    keys = {key for line in Path("sealed/manifest.jsonl").read_text("utf-8").splitlines() for key in json.loads(line)}
    assert keys <= {"student", "path", "set", "languages", "pages", "bytes", "sha256"}
    assert bool(keys) == (sink != "merged")
    assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr or not keys


@pytest.mark.parametrize("how", ["open", "empty", "another"])
def test_a_copy_that_is_not_the_one_that_was_made_is_made_again(scorepress, batch, how):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    first, second = sorted(Path("sealed", "data").rglob("*.pdf"))
    wrong = {
        "open": Path("batch", first.relative_to("sealed")).read_bytes(),
        "empty": b"",
        "another": second.read_bytes(),
    }
    first.write_bytes(wrong[how])
    assert "sealed 1 reports, 1 unchanged" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr


def test_passwords_of_another_copy_do_not_count(scorepress, batch):
    batch()
    for out in ("sealed", "other"):
        scorepress("seal", "batch", "--out", out)
    Path("other-secrets.jsonl").rename("sealed-secrets.jsonl")
    assert "sealed 2 reports, 0 unchanged" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr


def test_a_password_follows_its_student(scorepress, write, lines):
    """To another school; and to nobody who gets the name of the student's file."""
    first, second = lines(STUDENTS)[:2]

    def seal(*rows):
        scorepress("batch", write("data.jsonl", rows), *OF, "--name", "{school}/{student.local_id}/report-{language}",
                   "--out", "batch", "--jobs", "1", "--quiet")  # fmt: skip
        scorepress("seal", "batch", "--out", "sealed")
        assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr
        lines = map(json.loads, Path("sealed-secrets.jsonl").read_text("utf-8").splitlines())
        told = {entry["file"]: (entry["student"], entry["password"]) for entry in lines}
        return dict(told[path.relative_to("sealed").as_posix()] for path in Path("sealed", "data").rglob("*.pdf"))

    def row(one, local, school="Cedar"):
        return one | {"student": one["student"] | {"local_id": local}, "school": one["school"] | {"name": school}}

    before = seal(row(first, "1"), row(second, "2"))
    moved = seal(row(first, "1", "Alder"), row(second, "2"))
    assert moved == before
    exchanged = seal(row(first, "1", "Alder"), row(second, "3"))
    assert set(exchanged) == set(before)
    taken = seal(row(first, "9", "Alder"), row(second, "1", "Alder"))
    assert taken[second["student"]["ssid"]] != before[first["student"]["ssid"]]


def test_two_students_who_exchange_their_files_keep_their_passwords(scorepress, write, lines):
    def seal(*locals_):
        rows = [row | {"student": row["student"] | {"local_id": local}}
                for row, local in zip(lines(STUDENTS)[:2], locals_, strict=True)]  # fmt: skip
        scorepress("batch", write("data.jsonl", rows), *OF, "--name", "{student.local_id}/report", "--out", "batch",
                   "--jobs", "1", "--quiet")  # fmt: skip
        scorepress("seal", "batch", "--out", "sealed")
        assert "; 0 findings" in scorepress("verify", "sealed", "--secrets", "sealed-secrets.jsonl").stderr
        entries = map(json.loads, Path("sealed-secrets.jsonl").read_text("utf-8").splitlines())
        return {entry["student"]: entry["password"] for entry in entries}

    assert seal("1", "2") == seal("2", "1")


@pytest.mark.parametrize("sink", ["files", "zip"])
def test_reports_of_one_name_have_passwords_of_their_own(scorepress, write, lines, sink):
    """Where no manifest tells whose they are, and the file's name does not either."""
    scorepress("new", "mine")
    file = Path("mine/layouts/summative-alternate-elpac/report.yaml")
    named = re.sub(r"file-name:.*", 'file-name: "{school year}"', file.read_text("utf-8"))
    file.write_text(named, encoding="utf-8")
    rows = [row | {"school": row["school"] | {"name": name}}
            for row, name in zip(lines(STUDENTS)[:2], ("Alder", "Cedar"), strict=True)]  # fmt: skip
    pattern = "{school}/{file-name}" if sink == "files" else "{school}"
    scorepress("batch", write("data.jsonl", rows), *OF, "--project", "mine", "--sink", sink, "--name", pattern,
               "--out", "batch", "--jobs", "1", "--quiet")  # fmt: skip
    scorepress("seal", "batch" if sink == "zip" else "batch/data", "--out", "sealed")
    assert len(set(passwords().values())) == len(passwords()) == 2


def test_the_copy_of_other_reports_is_not_emptied(scorepress, batch, write, lines):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    first = contents("sealed")
    other = write("other.jsonl", lines(STUDENTS)[2:4])
    scorepress("batch", other, *OF, "--out", "other", "--jobs", "1", "--quiet")
    Path("empty").mkdir()
    for source in ("other", "empty"):
        refused = scorepress("seal", source, "--out", "sealed", code=1).stderr
        assert "none of the reports that `sealed` has copies of is in" in refused
    assert contents("sealed") == first


def test_a_manifest_that_was_cut_off_takes_no_copy_away(scorepress, batch):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    first = contents("sealed")
    for name in ("manifest.jsonl", "manifest-sha256.txt"):
        file = Path("batch", name)
        file.write_text(file.read_text("utf-8").splitlines()[0] + "\n", encoding="utf-8")
    refused = scorepress("seal", "batch", "--out", "sealed", code=1).stderr
    assert refused.count("error[checksum]: the file is not the one of the manifest") == 2
    assert contents("sealed") == first


@pytest.mark.parametrize("name", ["note.txt", "../evil.pdf", "/evil.pdf", "a\\..\\evil.pdf"])
def test_an_archive_with_anything_else_is_told_and_not_sealed(scorepress, batch, name):
    batch("zip")
    Path("plain").mkdir()
    archive = min(Path("batch", "data").rglob("*.zip")).rename("plain/a.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(name, b"words")
    told = "error[file-extra]: the archive holds files that are no reports"
    assert told in scorepress("seal", "plain", "--out", "sealed", code=1).stderr
    assert not list(Path("sealed").rglob("*.zip"))
    assert told in scorepress("verify", "plain", code=1).stderr


def test_other_files_are_counted_and_leftovers_of_a_killed_run_go(scorepress, write, lines):
    scorepress.render(write("data.jsonl", lines(STUDENTS)[:2]), "--format", "pdf,html")
    scorepress("seal", "out", "--out", "sealed")
    name = min(path.name for path in Path("sealed").glob("*.pdf"))
    Path("sealed", f".{name}.part").write_bytes(b"half")
    assert "2 files are no PDF reports and were left out" in scorepress("seal", "out", "--out", "sealed").stderr
    assert not list(Path("sealed").glob(".*.part"))


def test_a_link_to_the_copy_has_the_same_passwords(scorepress, batch):
    batch()
    Path("real").mkdir()
    scorepress("seal", "batch", "--out", "real/sealed")
    Path("link").symlink_to("real/sealed")
    assert "sealed 0 reports, 2 unchanged" in scorepress("seal", "batch", "--out", "link").stderr
    assert not Path("link-secrets.jsonl").exists()


def test_names_that_lead_nowhere_are_told(scorepress, batch):
    batch()
    Path("loop").symlink_to("loop")
    long = 300 * "n"
    for options in (["loop", "--out", "s"], ["batch", "--out", "loop"], ["batch", "--out", "s", "--secrets", "loop"],
                    ["batch", "--out", long], ["batch", "--out", "s", "--secrets", long]):  # fmt: skip
        assert "error[" in scorepress("seal", *options, code=1).stderr
    os.mkfifo("pipe")
    assert "`pipe` is not a file" in scorepress("seal", "batch", "--out", "s", "--secrets", "pipe", code=1).stderr
