"""Data that is broken, strange or made to do harm: each row is rendered whole or quarantined, and that is all."""

import json
import os
import re
from html import unescape
from pathlib import Path

import pytest

REPORT = "summative-alternate-elpac"
SUMS = re.compile(r"read ([\d,]+) = rendered ([\d,]+) \+ skipped ([\d,]+) \+ quarantined ([\d,]+)")


def sums(printed):
    found = SUMS.search(printed)
    assert found, printed
    return tuple(int(n.replace(",", "")) for n in found.groups())


def pages(scorepress):
    return "".join(path.read_text(encoding="utf-8") for path in sorted((scorepress.folder / "out").glob("*.svg")))


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("O'Neil & Sons", "O'Neil &amp; Sons"),
        ('Ana "Ann"', 'Ana "Ann"'),
        ("]]>--><!-- x", None),
        ("{first name}", "{first name}"),
        ("{{0}} %s %(x)s", "{{0}} %s %(x)s"),
        ("../../../../etc/x", "../../../../etc/x"),
        ("&amp;lt;", "&amp;amp;lt;"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("小明", "小明"),
        ("Z" + "\u0301" * 25, None),
        ("a" * 30, "a" * 30),
        ("=cmd|'/c calc'!A1", None),
    ],
)
def test_a_strange_name_is_printed_as_it_is(scorepress, student, write, name, written):
    language = "zh-Hant" if name == "小明" else "en"
    data = write("a.jsonl", [student(**{"student.first_name": name})])
    done = scorepress.render(data, "--format", "pdf,html,svg", "--language", language)
    assert sums(done.stderr) == (1, 1, 0, 0)
    assert all(path.name.startswith(f"1234567890-{REPORT}") for path in (scorepress.folder / "out").iterdir())
    svg = pages(scorepress)
    (page,) = (scorepress.folder / "out").glob("*.html")
    for text in (svg, page.read_text(encoding="utf-8")):
        assert "<script>alert" not in text
        assert written is None or unescape(written) in unescape(text)
    assert written is None or written in svg


@pytest.mark.parametrize(
    "name",
    ["An\x00a", "An\x07a", "An\x1b[31ma", "An\na", "An\ta", "An\u202ea", "An\u200ba", "An\ufeffa", "An\ud800a",
     "An\ue000a", "An\u2028a", "An\u00ada", "Ana 🌻", "محمد", "", "   ", "S" * 200, None, 7, ["Ana"],
     {"x": "Ana"}, True],
)  # fmt: skip
def test_a_name_that_cannot_be_printed_is_quarantined(scorepress, student, write, lines, name):
    rows = [student(), student(**{"student.ssid": "1234567891"})]
    rows[0]["student"]["first_name"] = name
    done = scorepress.render(write("a.jsonl", rows), "--format", "svg", code=4)
    assert sums(done.stderr) == (2, 1, 0, 1)
    (entry,) = lines(scorepress.folder / "out" / "quarantine.jsonl")
    assert entry["row"] == 1
    assert json.loads(entry["raw"])


@pytest.mark.parametrize(
    "ssid", ["../../../x", "1234567890/../x", "123456789", "١٢٣٤٥٦٧٨٩٠", "1234567890\n", "-", "", 1234567890]
)
def test_a_student_number_is_ten_digits_and_no_path(scorepress, student, write, ssid):
    done = scorepress.render(write("a.jsonl", [student(**{"student.ssid": ssid})]), "--format", "svg",
                             code=0 if ssid == "1234567890\n" else 4)  # fmt: skip
    assert sums(done.stderr)[0] == 1
    assert {path.name for path in scorepress.folder.iterdir()} == {"a.jsonl", "out"}
    assert all(path.name.startswith(("1234567890-", "quarantine")) for path in (scorepress.folder / "out").iterdir())


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", 1, "is empty"),
        (b"\xef\xbb\xbf", 1, "is empty"),
        (b" \n\n ", 1, "is empty"),
        (bytes(range(256)) * 20, 1, "not"),
        (b"\x00" * 1000, 1, "NUL"),
        (b"PK\x03\x04" + b"x" * 100, 1, "is a zip archive or a spreadsheet"),
        (b"%PDF-1.7\n", 1, "is a PDF"),
        (b"\x1f\x8b" + b"x" * 100, 1, "is compressed"),
        ("a,b\n1,2\n".encode("utf-16"), 1, "is UTF-16"),
        (b"<html><body>not found</body></html>", 1, "is no known kind of data file"),
        (b"Dear colleague,\n", 1, "is no known kind of data file"),
        (b"[" * 100_000, 4, "nested deeper than 10 levels"),
        (b'{"a":' * 100_000, 4, "nested deeper than 10 levels"),
        (b'[{"a": "' + b"x" * 5_000_000, 4, "a quotation mark is not closed"),
        (b"[1, 2, null]", 4, "is not a JSON object"),
        (b"[]", 0, "read 0 = rendered 0"),
        (b'{"a": 1e999999}\n{"a": NaN}\n{"a": ' + b"9" * 10_000 + b"}\n", 4, "quarantined 3"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else None,
)
def test_what_is_no_data_file(scorepress, write, content, code, words):
    done = scorepress.render(write("students.dat", content), code=code)
    assert words in done.stderr
    assert "students.dat" in done.stderr or code == 0


def test_what_is_no_file(scorepress, write):
    write("folder/x", "x")
    (scorepress.folder / "loop").symlink_to("loop")
    (scorepress.folder / "gone").symlink_to("nowhere")
    for name, words in (
        ("folder", "`folder` cannot be read: is a directory"),
        ("loop", "`loop` cannot be read: too many levels of symbolic links"),
        ("gone", "no file named `gone`"),
        ("none/a.csv", "there is no folder `none`"),
        ("x" * 300, "cannot be read: file name too long"),
    ):
        assert words in scorepress.render(name, code=1).stderr


@pytest.mark.parametrize("command", ["render", "batch", "plan"])
def test_a_name_that_is_no_text(scorepress, sampled, command):
    name = os.fsdecode(b"\xff.csv")
    try:
        (scorepress.folder / name).write_text(sampled("toms", 1), encoding="utf-8")
    except OSError:
        pytest.skip("the file system has no such names")
    scorepress("batch", "-", "--report", REPORT, "--out", "out", stdin="", code=None)
    done = scorepress(command, name, "--report", REPORT, "--out", "out", code=1)
    assert "the file’s name `\\udcff.csv` is no text in UTF-8" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_data_file_that_may_not_be_read(scorepress, write):
    write("a.csv", "x").chmod(0)
    assert "cannot be read: permission denied" in scorepress.render("a.csv", code=1).stderr


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", ["^", ","])
def test_line_ends_marks_and_delimiters(scorepress, sampled, write, end, begin, delimiter):
    text = sampled("toms", 3)
    if delimiter == ",":
        text = "\n".join(",".join(f'"{cell}"' for cell in line.split("^")) for line in text.splitlines()) + "\n"
    data = write("a.csv", begin + text.replace("\n", end))
    assert sums(scorepress.render(data, "--format", "svg").stderr)[:1] == (3,)
    assert not (scorepress.folder / "out" / "quarantine.jsonl").exists()


def test_one_broken_row_costs_itself_alone(scorepress, sampled, write, lines):
    good = sampled("toms", 9).splitlines()
    row = good[1]
    broken = [
        row + "^^",
        "^".join(row.split("^")[:50]),
        row.replace("^", '^"', 1),
        "\x00" + row,
        "x" * 3_000_000,
        row.replace("23^", "99^", 1),
        "",
        "   ",
    ]
    text = "\n".join([good[0], *(line for pair in zip(good[1:], broken, strict=False) for line in pair), *good[9:]])
    done = scorepress.render(write("a.csv", text.encode() + b"\n\xff\xfe" + row.encode()), "--format", "svg", code=4)
    read, rendered, skipped, quarantined = sums(done.stderr)
    assert quarantined == len(lines(scorepress.folder / "out" / "quarantine.jsonl")) == 7
    assert read == rendered + skipped + quarantined
    scorepress.render(write("good.csv", "\n".join(good)), "--format", "svg", "--out", "good")
    assert rendered == len(list((scorepress.folder / "good").glob("*-page-1.svg")))


def test_a_pipe_is_read_once(scorepress, student):
    """What a shell gives for `<(command)` cannot be opened twice."""
    os.mkfifo(scorepress.folder / "pipe")
    running = scorepress.start("render", "pipe", "--report", REPORT, "--out", "out", "--format", "svg")
    (scorepress.folder / "pipe").write_text(json.dumps(student()) + "\n", encoding="utf-8")
    _, printed = running.communicate()
    assert sums(printed) == (1, 1, 0, 0)


# --- memory -----------------------------------------------------------------------------------------------------------

MEASURE = """
import sys
from scorepress.apps.cli import main
sys.argv[0] = "scorepress"
try:
    main()
finally:
    status = open("/proc/self/status").read()
    print(status.split("VmHWM:")[1].split()[0], file=sys.stderr)
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")


def megabytes(scorepress, *arguments):
    """Most memory of a run, and what it printed."""
    running = scorepress.start(*arguments, program=["-c", MEASURE])
    _, printed = running.communicate()
    assert running.returncode in (0, 4), printed
    return int(printed.split()[-1]) / 1024, printed


@needs_proc
def test_a_large_input_is_streamed(scorepress, student, write):
    """10 MB of rows, most of another test, as the state's files are: memory is that of a small file."""
    row = json.dumps(student(assessment="initial-alternate-elpac")) + "\n"
    count = 10_000_000 // len(row)
    found = []
    for name, rows in (("small.jsonl", 50), ("large.jsonl", count)):
        text = "".join(row.replace("1234567890", f"{n:010}") for n in range(rows)) + json.dumps(student()) + "\n"
        peak, printed = megabytes(
            scorepress, "render", write(name, text), "--report", REPORT, "--out", name[:5], "--format", "svg"
        )
        assert sums(printed) == (rows + 1, 1, rows, 0)
        found.append(peak)
    assert found[1] < found[0] + 4


@needs_proc
def test_a_line_without_an_end_is_not_kept(scorepress, sampled, write):
    header = sampled("toms").splitlines()[0]
    arguments = ("--report", REPORT, "--out", "out")
    small, _ = megabytes(scorepress, "render", write("a.csv", f"{header}\nx\n"), *arguments)
    large, printed = megabytes(scorepress, "render", write("b.csv", header + "\n" + "x" * 20_000_000), *arguments)
    assert "is longer than 1,000,000 bytes" in printed
    assert large < small + 8


@needs_proc
def test_memory_does_not_grow_with_the_students(scorepress, sampled, write):
    found = []
    for count in (8, 36):
        data = write(f"{count}.csv", sampled("toms", count))
        peak, _ = megabytes(scorepress, "render", data, "--report", REPORT, "--out", f"out-{count}")
        found.append(peak)
    assert found[1] < found[0] + 8
