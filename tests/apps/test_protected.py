"""`--encrypt`: reports behind passwords, the passwords apart from them."""

import errno
import fcntl
import io
import json
import os
import re
import stat
from pathlib import Path

import page as validator
import pikepdf
import pytest

from scorepress.export.encrypt import protect
from scorepress.model.diagnostic import ScorepressError

STUDENTS = Path(__file__).parent.parent / "data" / "students" / "summative-alternate-elpac.jsonl"


@pytest.fixture
def two(write, lines):
    return write("two.jsonl", lines(STUDENTS)[:2])


def passwords(path):
    return {
        entry["file"]: entry["password"] for entry in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    }


def test_generated_passwords(scorepress, two, lines):
    done = scorepress.render(two, "--encrypt")
    secrets = Path("out-secrets.jsonl")
    assert "out-secrets.jsonl: keep it apart" in done.stderr
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    known = passwords(secrets)
    assert known.keys() == {path.name for path in Path("out").iterdir()}
    assert len(set(known.values())) == 2
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", word) for word in known.values())
    assert {entry["student"] for entry in lines(secrets)} == {entry["student"]["ssid"] for entry in lines(two)}
    for name, word in known.items():
        file = Path("out", name)
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(file)
        with pikepdf.open(file, password=word) as document:
            assert (document.encryption.R, document.encryption.bits) == (6, 256)
            assert document.allow.accessibility
            assert document.allow.extract
            assert document.allow.print_highres
            assert not document.allow.modify_other


def test_a_protected_report_says_the_same(scorepress, two):
    scorepress.render(two, "--out", "plain")
    scorepress.render(two, "--out", "closed", "--encrypt")
    for name, word in passwords(Path("closed-secrets.jsonl")).items():
        plain = scorepress("show", "transcript", f"plain/{name}").stdout
        with pikepdf.open(f"closed/{name}", password=word) as document:
            out = io.BytesIO()
            document.save(out)
        Path("opened.pdf").write_bytes(out.getvalue())
        assert scorepress("show", "transcript", "opened.pdf").stdout == plain
        assert validator.validate_pdf_bytes(out.getvalue(), profile="ua1").failures == []


def test_metadata_stay_readable_and_name_nobody(scorepress, two, lines):
    scorepress.render(two, "--encrypt")
    for path in Path("out").iterdir():
        data = path.read_bytes()
        assert b"Student Score Report" in data
        assert b"<pdfuaid:part>1" in data
        assert b"<pdfaid:part>" not in data
        for row in lines(two):
            assert row["student"]["last_name"].encode() not in data


def test_passwords_stay_as_they_are(scorepress, two, write, lines):
    scorepress.render(two, "--encrypt")
    first = passwords(Path("out-secrets.jsonl"))
    scorepress.render(write("three.jsonl", lines(STUDENTS)[:3]), "--encrypt")
    second = passwords(Path("out-secrets.jsonl"))
    assert len(second) == 3
    assert first.items() <= second.items()
    assert len(Path("out-secrets.jsonl").read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize("field", ["student.date_of_birth", "date of birth"])
def test_passwords_from_a_field(scorepress, two, lines, field):
    scorepress.render(two, "--encrypt", "--password-from", field)
    assert not Path("out-secrets.jsonl").exists()
    for row in lines(two):
        file = next(Path("out").glob(f"{row['student']['ssid']}*"))
        pikepdf.open(file, password=row["student"]["date_of_birth"]).close()


def test_a_blank_password_goes_to_quarantine(scorepress, write, student):
    data = write("one.jsonl", [student(**{"student.middle_name": None})])
    done = scorepress.render(data, "--encrypt", "--password-from", "student.middle_name", code=4)
    assert "error[password]: the password is blank" in done.stderr
    assert not list(Path("out").glob("*.pdf"))


def test_verify_opens_what_it_has_passwords_for(scorepress, two):
    scorepress.render(two, "--encrypt")
    assert json.loads(scorepress("verify", "out", "--secrets", "out-secrets.jsonl", "--json").stdout)["findings"] == 0
    told = json.loads(scorepress("verify", "out", "--json", code=1).stdout)
    assert told["codes"] == {"password": 2}
    Path("out-secrets.jsonl").write_text(
        Path("out-secrets.jsonl").read_text(encoding="utf-8").replace('"password": "', '"password": "x'),
        encoding="utf-8",
    )
    done = scorepress("verify", "out", "--secrets", "out-secrets.jsonl", code=1)
    assert "error[password]: the password is not the file’s" in done.stderr


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--secrets", "s.jsonl"), 2, "it belongs to --encrypt"),
        (("--password-from", "student.ssid"), 2, "it belongs to --encrypt"),
        (("--encrypt", "--format", "pdf,html"), 2, "it protects PDF files"),
        (("--encrypt", "--secrets", "out/s.jsonl"), 1, "error[password]: `out/s.jsonl` lies in the folder"),
        (("--encrypt", "--password-from", "student.sid"), 1, "did you mean `student.ssid`?"),
        (("--encrypt", "--secrets", "two.jsonl"), 1, "is no file of secrets"),
        (("--encrypt", "--secrets", "two.jsonl/x"), 1, "error[output]: `two.jsonl/x` cannot be written"),
    ],
)
def test_mistakes(scorepress, two, options, code, message):
    assert message in scorepress.render(two, *options, code=code).stderr


def test_a_damaged_file_is_not_protected(scorepress, two):
    scorepress.render(two)
    whole = min(Path("out").iterdir()).read_bytes()
    for harm in (whole[: len(whole) // 2], whole[:-40], b"", b"words"):
        with pytest.raises(ScorepressError, match="it is damaged, or something else"):
            protect(harm, "word", "owner")
    with pytest.raises(ScorepressError, match="protected with a password already"):
        protect(protect(whole, "word", "owner"), "word", "owner")


# --- the file of passwords --------------------------------------------------------------------------------------------


def test_an_open_file_among_protected_ones_is_found(scorepress, two):
    scorepress.render(two, "--encrypt")
    first, second = sorted(Path("out").glob("*.pdf"))
    scorepress.render(two, "--out", "open")
    asked = ("verify", "out", "--secrets", "out-secrets.jsonl")
    first.write_bytes(Path("open", first.name).read_bytes())
    with pikepdf.open(Path("open", second.name)) as document:
        document.save(second, encryption=pikepdf.Encryption(owner="x", user="", R=6))
    done = scorepress(*asked, code=1)
    assert done.stderr.count("error[password]: the file opens without a password, and lies among protected ones") == 2
    assert "; 2 findings" in done.stderr


def test_a_disk_that_is_full_takes_no_password_away(scorepress, two, monkeypatch):
    written: list[int] = []
    real = os.write

    def write(place, data):
        if b'"password"' in bytes(data) and len(written) < 3:
            written.append(real(place, bytes(data)[: len(data) // 2]))
            if len(written) > 1:
                raise OSError(errno.ENOSPC, "No space left on device")
            return written[-1]
        return real(place, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        done = scorepress.render(two, "--encrypt", code=1)
    assert "error[output]: `out-secrets.jsonl` cannot be written: no space left on device" in done.stderr
    assert passwords(Path("out-secrets.jsonl")).keys() >= {path.name for path in Path("out").glob("*.pdf")}
    scorepress.render(two, "--encrypt")
    assert "; 0 findings" in scorepress("verify", "out", "--secrets", "out-secrets.jsonl").stderr


def test_a_file_without_its_last_line_feed_is_added_to(scorepress, two, write, lines):
    scorepress.render(two, "--encrypt")
    kept = Path("out-secrets.jsonl")
    kept.write_bytes(b"\xef\xbb\xbf" + kept.read_bytes().rstrip().replace(b"\n", b"\r\n"))
    scorepress.render(write("three.jsonl", lines(STUDENTS)[:3]), "--encrypt")
    assert "; 0 findings" in scorepress("verify", "out", "--secrets", "out-secrets.jsonl").stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"file": "a.pdf", "password": ', "is no file of secrets: line 3 has no `file` and `password`"),
        ('{"file": "a.pdf", "password": null}', "is no file of secrets: line 3"),
        ('{"file": "a.pdf", "password": "\\ud800"}', "is no file of secrets: line 3"),
        (5_000 * "[", "is no file of secrets: line 3"),
        ('{"file": "a.pdf", "password": " word "}', "the password in line 3 of `out-secrets.jsonl` is not as readers"),
        ('{"file": "a.pdf", "password": ""}', "the password in line 3 of `out-secrets.jsonl` is not as readers"),
        ('{"file": "a.pdf", "password": "\\uff21bc"}', "the password in line 3 of `out-secrets.jsonl` is not as read"),
    ],
)
def test_a_line_that_is_no_password_is_told_with_its_number(scorepress, two, line, message):
    scorepress.render(two, "--encrypt")
    with Path("out-secrets.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(f"{line}\n")
    done = scorepress.render(two, "--encrypt", code=1)
    assert message in done.stderr
    assert "--> out-secrets.jsonl:3" in done.stderr


def test_two_runs_do_not_write_into_one_file_of_passwords(scorepress, two):
    scorepress.render(two, "--encrypt")
    with Path("out-secrets.jsonl").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = scorepress.render(two, "--encrypt", code=1).stderr
    assert "error[busy]: another run writes into `out-secrets.jsonl`" in refused


def test_the_password_of_a_file_is_that_of_who_has_it(scorepress, two):
    """Two students of one name: the second goes to quarantine, and the list keeps the first one's password."""
    scorepress("new", "mine")
    file = Path("mine/layouts/summative-alternate-elpac/report.yaml")
    named = re.sub(r"file-name:.*", 'file-name: "{school year}"', file.read_text("utf-8"))
    file.write_text(named, encoding="utf-8")
    done = scorepress.render(two, "--project", "mine", "--encrypt", "--password-from", "student.ssid",
                             "--secrets", "s.jsonl", code=4)  # fmt: skip
    assert "is taken by row 1" in done.stderr
    assert "; 0 findings" in scorepress("verify", "out", "--project", "mine", "--secrets", "s.jsonl").stderr
