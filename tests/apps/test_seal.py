"""`scorepress seal`: a copy of finished reports, each behind its own password."""

import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest

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


def test_what_is_gone_is_taken_out(scorepress, batch):
    batch()
    scorepress("seal", "batch", "--out", "sealed")
    gone = min(Path("batch", "data").rglob("*.pdf"))
    gone.unlink()
    assert "1 sealed files were removed" in scorepress("seal", "batch", "--out", "sealed").stderr
    assert not Path("sealed", gone.relative_to("batch")).exists()


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
