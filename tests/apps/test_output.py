"""The output folder: whole files or none, whatever happens; the same bytes every time; nobody's name."""

import errno
import io
import json
import os
import pty
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pikepdf
import pytest

from scorepress.resources import builtin

REPORT = "summative-alternate-elpac"

MANY = 1000
"""Students of a run that waits for more of them, until it is stopped."""


def listen():
    """Whoever began the tests in the background has control-C ignored, by all processes below."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def begun(scorepress, text, *arguments, **options):
    """A run that has made some files, and cannot end: it waits for more of its input."""
    running = scorepress.start(
        "render", "-", "--report", REPORT, "--out", "out", *arguments,
        stdin=subprocess.PIPE, preexec_fn=listen, **options,
    )  # fmt: skip
    running.stdin.write(text)
    running.stdin.flush()
    while len(list((scorepress.folder / "out").glob("*.pdf"))) < 3:
        assert running.poll() is None, running.communicate()
        time.sleep(0.002)
    return running


def whole(path):
    """Open a finished file."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as document:
            assert len(document.pages) in (2, 4)
    elif path.suffix == ".svg":
        assert path.read_text(encoding="utf-8").endswith("</svg>\n")
    else:
        json.loads(path.read_text(encoding="utf-8").splitlines()[-1])


def split(folder):
    """Finished files and the hidden ones."""
    found = sorted(folder.iterdir())
    return [p for p in found if not p.name.startswith(".")], [p for p in found if p.name.startswith(".")]


def test_a_killed_run_leaves_whole_files_and_the_next_one_works(scorepress, sampled, write):
    out = scorepress.folder / "out"
    running = begun(scorepress, sampled("toms", MANY), "--format", "pdf,svg")
    running.kill()
    assert running.wait() == -signal.SIGKILL
    running.communicate()
    finished, hidden = split(out)
    for path in finished:
        whole(path)
    assert all(path.name.endswith(".part") for path in hidden)
    assert not (out / "skipped.jsonl").exists()

    data = write("a.csv", sampled("toms", 15))
    arguments = ("render", data, "--report", REPORT, "--out", "out", "--format", "pdf,svg")
    told = json.loads(scorepress(*arguments, "--json").stdout)
    assert told["read"] == 15
    assert len(list(out.glob("*.pdf"))) >= told["rendered"]
    for path in split(out)[0]:
        whole(path)
    assert (out / "skipped.jsonl").exists()


@pytest.mark.parametrize("ask", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_says_so_and_clears_up(scorepress, sampled, tmp_path, ask):
    (tmp_path / "temporary").mkdir()
    running = begun(scorepress, sampled("toms", MANY), env={"TMPDIR": str(tmp_path / "temporary")})
    running.send_signal(ask)
    _, printed = running.communicate()
    assert running.returncode == 1
    assert "Aborted!" in printed
    assert "Traceback" not in printed
    assert split(scorepress.folder / "out")[1] == []
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_kill_leaves_no_student_in_the_folder_for_temporary_files(scorepress, sampled, tmp_path):
    (tmp_path / "temporary").mkdir()
    running = begun(scorepress, sampled("toms", MANY), env={"TMPDIR": str(tmp_path / "temporary")})
    running.kill()
    running.communicate()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_command_that_ignores_the_end_of_its_terminal_goes_on(scorepress, sampled, write):
    data = write("a.csv", sampled("toms", 40))
    running = scorepress.start("render", data, "--report", REPORT, "--out", "out", under=("nohup",))
    while not list((scorepress.folder / "out").glob("*.pdf")):
        assert running.poll() is None, running.communicate()
        time.sleep(0.002)
    running.send_signal(signal.SIGHUP)
    running.communicate()
    assert running.returncode == 0


def test_no_room_on_the_disk(scorepress, sampled, write):
    data = write("a.csv", sampled("toms", 1))
    scorepress("show", "report", REPORT)  # the opened project is kept now
    limited = ("sh", "-c", 'ulimit -f 60; exec "$@"', "sh")  # no file above 30 KB
    running = scorepress.start(
        "render", data, "--report", REPORT, "--out", "out", "--format", "png", "--dpi", 150, under=limited
    )
    _, printed = running.communicate()
    assert running.returncode == 1
    assert "error[output]: `out/" in printed
    assert "make room on the disk" in printed
    assert split(scorepress.folder / "out") == ([], [])


@pytest.mark.parametrize(("out", "why"), [("taken", "file exists"), ("taken/below", "not a directory"),
                                          ("x" * 300, "file name too long")])  # fmt: skip
def test_a_folder_that_cannot_be_made(scorepress, student, write, out, why):
    write("taken", "x")
    done = scorepress.render(write("a.jsonl", [student()]), "--out", out, code=1)
    assert "error[output]" in done.stderr
    assert f"cannot be written: {why}" in done.stderr


@pytest.mark.parametrize("name", [f"1234567890-{REPORT}-2025-26-en.pdf", "quarantine.jsonl"])
def test_something_in_the_way_of_a_file(scorepress, student, write, name):
    (scorepress.folder / "out" / name).mkdir(parents=True)
    done = scorepress.render(write("a.jsonl", [student()]), code=1)
    assert f"`out/{name}` cannot be written: is a directory" in done.stderr
    assert "something else has that name" in done.stderr
    assert split(scorepress.folder / "out")[1] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written(scorepress, student, write):
    folder = scorepress.folder / "out"
    folder.mkdir(mode=0o500)
    done = scorepress.render(write("a.jsonl", [student()]), code=1)
    assert "permission denied" in done.stderr
    assert "choose a folder that you may write to" in done.stderr


def test_no_room_for_temporary_files(scorepress, student, write, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(scorepress.folder / "nowhere"))
    done = scorepress.render(write("a.jsonl", [student()]), code=1)
    assert "temporary files cannot be written: no such file or directory" in done.stderr
    assert "TMPDIR" in done.stderr


def test_an_input_that_breaks_off_while_it_is_read(scorepress, student, write, monkeypatch):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError(errno.EIO, "Input/output error")

    data = write("a.jsonl", [student()])
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *a, **k: Broken() if path == data else opened(path, *a, **k))
    assert f"`{data}` cannot be read: input/output error" in scorepress.render(data, code=1).stderr


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_same_input_same_bytes(scorepress, sampled, write):
    data = write("a.csv", sampled("toms", 4))
    found = []
    for number, place in enumerate(
        (
            {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "SCOREPRESS_CACHE": ""},
        )
    ):
        out = scorepress.folder / f"out-{number}"
        arguments = ("render", data, "--report", REPORT, "--language", "primary", "--format", "pdf,html,svg,png")
        running = scorepress.start(*arguments, "--dpi", "40", "--out", out, env=place, cwd="/" if number else None)
        _, printed = running.communicate()
        assert running.returncode == 0, printed
        found.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert len(found[0]) > 12
    assert found[0] == found[1]


# --- nobody's name ----------------------------------------------------------------------------------------------------

NAMES: dict[str, object] = {
    "student.first_name": "Xqzvornia",
    "student.last_name": "Wyxlopper",
    "student.middle_name": "Quffelby",
}
TROUBLES: list[dict[str, object]] = [
    {},
    {"student.ssid": "123"},
    {"student.first_name": "Xqzvornia\u202e"},
    {"student.first_name": "Xqzvornia\x07"},
    {"student.first_name": "Xqzvornia 🌻"},
    {"student.first_name": "Xqzvornia محمد"},
    {"student.first_name": "Xqzvornia" * 20},
    {"student.first_name": ["Xqzvornia"]},
    {"student.first_nam": "Xqzvornia"},
    {"student.date_of_birth": "Xqzvornia"},
    {"student.primary_language": "Xqzvornia"},
    {"overall.grade": "Xqzvornia"},
    {"overall.score": "Xqzvornia"},
    {"overall.level": 3},
    {"overall.score": None},
    {"administration_year": "Xqzvornia"},
    {"assessment": "initial-alternate-elpac"},
    {"school.name": None},
]


@pytest.mark.parametrize("kind", ["jsonl", "json", "cut", "csv"])
def test_no_name_is_printed_or_is_part_of_a_file_name(scorepress, student, write, kind, monkeypatch):
    """Whatever is wrong with a row: the terminal and the names of files tell nobody who it is about."""
    rows = [student(**NAMES | {"student.ssid": f"12345678{n:02}"} | trouble) for n, trouble in enumerate(TROUBLES, 10)]
    texts = {
        "jsonl": "".join(json.dumps(row) + "\n" for row in rows),
        "json": json.dumps(rows, indent=1),
        "cut": json.dumps(rows)[:-200],
        "csv": "Xqzvornia,Wyxlopper\nQuffelby,2\n",
    }
    write("layouts/theme.yaml", (builtin() / "layouts/theme.yaml").read_text(encoding="utf-8"))  # a project around it
    done = scorepress.render(write("students.data", texts[kind]), code=1 if kind == "csv" else 4)
    files = [path.name for path in (scorepress.folder / "out").iterdir()]
    for part in ("Xqz", "xqz", "Wyx", "Quff", "1234567"):
        assert part not in done.output
    for part in ("Xqz", "Wyx", "Quff"):
        assert not any(part in name for name in files)
    if kind != "csv":
        assert len([name for name in files if name.endswith(".pdf")]) == 1


# --- progress ---------------------------------------------------------------------------------------------------------


def on_a_terminal(scorepress, *arguments):
    """What a terminal shows as standard error."""
    inner, outer = pty.openpty()
    running = scorepress.start(*arguments, stderr=outer, stdout=outer, env={"TERM": "xterm", "NO_COLOR": ""})
    os.close(outer)
    shown = b""
    while select.select([inner], [], [], 60)[0]:
        try:
            part = os.read(inner, 10_000)
        except OSError:  # the terminal is closed
            break
        if not part:
            break
        shown += part
    os.close(inner)
    assert running.wait() in (0, 4), shown
    return shown.decode()


def test_progress_on_a_terminal(scorepress, sampled, write):
    shown = on_a_terminal(
        scorepress, "render", write("a.csv", sampled("toms")), "--report", REPORT, "--out", "out", "--format", "svg"
    )
    assert "Rendering  [" in shown
    assert "100%" in shown
    assert "read 12 = rendered" in shown


def test_colour_on_a_terminal(scorepress, student, write):
    data = write("a.jsonl", [student(**{"student.ssid": "1"})])
    assert "\x1b[1;31merror[record-field]" in on_a_terminal(
        scorepress, "render", data, "--report", REPORT, "--out", "out", "--quiet"
    )


@pytest.mark.parametrize("option", ["--quiet", "--json"])
def test_no_progress_where_none_is_wanted(scorepress, sampled, write, option):
    data = write("a.csv", sampled("toms"))
    assert "Rendering" not in on_a_terminal(
        scorepress, "render", data, "--report", REPORT, "--out", "out", "--format", "svg", option
    )


def test_no_progress_in_a_pipe(scorepress, sampled, write):
    running = scorepress.start(
        "render", write("a.csv", sampled("toms")), "--report", REPORT, "--out", "out", "--format", "svg"
    )
    _, printed = running.communicate()
    assert "Rendering" not in printed
    assert "\x1b" not in printed
    assert "\r" not in printed
