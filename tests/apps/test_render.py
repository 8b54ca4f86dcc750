"""`scorepress render`: every row ends in exactly one of rendered, skipped and quarantined."""

import json
import re

import pikepdf
import pytest

REPORT = "summative-alternate-elpac"
SUMS = re.compile(r"read ([\d,]+) = rendered ([\d,]+) \+ skipped ([\d,]+) \+ quarantined ([\d,]+)")


def sums(printed):
    found = SUMS.search(printed)
    assert found, printed
    return tuple(int(n.replace(",", "")) for n in found.groups())


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def pages(path):
    with pikepdf.open(path) as document:
        return len(document.pages)


@pytest.mark.parametrize("format", ["toms", "jsonl", "csv", "json"])
def test_every_kind_of_input_gives_the_same_reports(scorepress, sampled, write, format):
    text = sampled("jsonl" if format == "json" else format)
    if format == "json":
        text = json.dumps([json.loads(line) for line in text.splitlines()], indent=1)
    done = scorepress.render(write("students.data", text), "--format", "svg")
    read, rendered, skipped, quarantined = sums(done.stderr)
    assert (read, skipped, quarantined) == (12, 2, 0)
    assert read == rendered + skipped + quarantined
    students = [json.loads(line)["student"]["ssid"] for line in sampled().splitlines()]
    found = names(scorepress.folder / "out")
    assert len([name for name in found if name.endswith(".svg")]) == 2 * rendered
    assert {name[:10] for name in found if name.endswith(".svg")} <= set(students)


def test_skipped_and_quarantined_rows_are_listed(scorepress, student, write, lines):
    rows = [
        student(),
        student(**{"student.ssid": "1234567891", "assessment": "initial-alternate-elpac"}),
        student(**{"student.ssid": "12"}),
        student(**{"student.ssid": "1234567892", "overall.level": 3}),
        student(**{"student.ssid": "1234567893", "overall.participation": "none", "overall.score": None,
                   "overall.level": None}),
        student(),
    ]  # fmt: skip
    done = scorepress.render(write("a.jsonl", rows), "--format", "svg", code=4)
    assert sums(done.stderr) == (6, 1, 2, 3)
    out = scorepress.folder / "out"
    path = str(scorepress.folder / "a.jsonl")
    assert [(entry["input"], entry["row"]) for entry in lines(out / "skipped.jsonl")] == [(path, 2), (path, 5)]
    assert {entry["reason"] for entry in lines(out / "skipped.jsonl")} == {
        "The result is of another assessment.",
        "The student did not take the test.",
    }
    entries = lines(out / "quarantine.jsonl")
    assert [(entry["row"], entry["diagnostics"][0]["code"]) for entry in entries] == [
        (3, "record-field"), (4, "record-scale"), (6, "record-duplicate"),
    ]  # fmt: skip
    assert entries[0]["diagnostics"][0]["at"].startswith(f"{path}:3:")
    assert json.loads(entries[0]["raw"])["student"]["ssid"] == "12"
    assert "for row 4" in done.stderr, "what a rule says of a row names the row"
    assert "out/quarantine.jsonl says what to mend" in done.stderr


@pytest.mark.parametrize(("count", "more"), [(3, ""), (4, "1 more time\n"), (25, "22 more times\n")])
def test_of_the_same_mistake_some_rows_are_told(scorepress, student, write, lines, count, more):
    rows = [student(**{"student.ssid": f"12345{n:05}", "overall.level": 9}) for n in range(count)]
    rows.append(student(**{"student.ssid": "12"}))
    done = scorepress.render(write("a.jsonl", rows), code=4)
    assert done.stderr.count("error[record-field]: row ") == 4, "the other mistake is told, behind however many"
    assert f"row {count + 1}:" in done.stderr
    assert done.stderr.count(f"the same comes up {more}" if more else "the same") == (1 if more else 0)
    assert ("says what to mend in all of them; above are some of each kind" in done.stderr) is bool(more)
    assert len(lines(scorepress.folder / "out/quarantine.jsonl")) == count + 1


def test_of_many_kinds_of_mistakes_the_first_are_told(scorepress, student, write):
    rows = [student(**{"student.ssid": "1" * n + "x"}) for n in range(1, 3)]
    rows += [student(**{f"student.{chr(97 + n)}": "?"}) for n in range(20)]
    done = scorepress.render(write("a.jsonl", rows), code=4)
    assert done.stderr.count("error[") == 20
    assert "says what to mend in all of them; above are the first 20" in done.stderr


def test_the_lists_of_an_earlier_run_do_not_stay(scorepress, student, write):
    scorepress.render(write("bad.jsonl", [student(**{"student.ssid": "12"})]), code=4)
    assert names(scorepress.folder / "out") == ["quarantine.jsonl"]
    scorepress.render(write("good.jsonl", [student()]))
    assert names(scorepress.folder / "out") == [f"1234567890-{REPORT}-2025-26-en.pdf"]


@pytest.mark.parametrize("language", ["en", "es", "vi", "zh-Hant", "fil"])
def test_one_language(scorepress, student, write, language):
    scorepress.render(write("a.jsonl", [student()]), "--language", language, "--format", "svg")
    found = names(scorepress.folder / "out")
    assert found == [f"1234567890-{REPORT}-2025-26-{language}-page-{n}.svg" for n in (1, 2)]
    assert f'lang="{language}"' in (scorepress.folder / "out" / found[0]).read_text(encoding="utf-8")[:300]


@pytest.mark.parametrize(("code", "wanted"), [("spa", "en-es"), ("zho", "en-zh-Hant"), ("eng", "en"), ("ara", "en"),
                                              (None, "en"), ("xxx", "en")])  # fmt: skip
def test_english_then_the_primary_language_in_one_file(scorepress, student, write, code, wanted):
    row = student(**{"student.primary_language": code})
    done = scorepress.render(write("a.jsonl", [row]), "--language", "primary")
    (name,) = names(scorepress.folder / "out")
    assert name == f"1234567890-{REPORT}-2025-26-{wanted}.pdf"
    assert pages(scorepress.folder / "out" / name) == (2 if wanted == "en" else 4)
    assert ("1 in English only: there is no catalogue in Arabic" in done.stderr) is (code == "ara")


def test_all_formats_at_once(scorepress, student, write):
    scorepress.render(write("a.jsonl", [student()]), "--format", "pdf, svg,png,html", "--dpi", "36")
    stem = f"1234567890-{REPORT}-2025-26-en"
    assert names(scorepress.folder / "out") == [
        *(f"{stem}-page-{n}.{kind}" for n in (1, 2) for kind in ("png", "svg")),
        f"{stem}.html",
        f"{stem}.pdf",
    ]
    png = (scorepress.folder / "out" / f"{stem}-page-1.png").read_bytes()
    assert int.from_bytes(png[16:20], "big") == 306, "8.5 inches at 36 dots"


def test_callouts(scorepress, student, write):
    data = write("a.jsonl", [student()])
    scorepress.render(data, "--format", "svg", "--callouts")
    page = (scorepress.folder / "out" / f"1234567890-{REPORT}-2025-26-en-page-2.svg").read_text(encoding="utf-8")
    scorepress.render(data, "--format", "svg", "--out", "plain")
    plain = (scorepress.folder / "plain" / f"1234567890-{REPORT}-2025-26-en-page-2.svg").read_text(encoding="utf-8")
    assert page.count("<circle") == plain.count("<circle") + 2


def test_the_summary_for_programs(scorepress, sampled, write):
    done = scorepress.render(write("a.csv", sampled("toms")), "--format", "svg", "--json", "--language", "primary")
    told = json.loads(done.stdout)
    assert told["read"] == told["rendered"] + told["skipped"] + told["quarantined"] == 12
    assert set(told) == {"read", "rendered", "skipped", "quarantined", "reasons", "languages", "no_catalogue",
                         "earlier", "assumed", "warnings", "out"}  # fmt: skip
    assert sum(told["reasons"].values()) == told["skipped"]
    assert told["languages"]["en"] == told["rendered"]
    assert done.stderr == ""


def test_quiet_says_nothing_but_diagnostics(scorepress, student, write):
    done = scorepress.render(write("a.jsonl", [student()]), "--quiet", "--format", "svg")
    assert (done.stdout, done.stderr) == ("", "")
    done = scorepress.render(write("a.jsonl", [student(**{"student.ssid": "1"})]), "--quiet", code=4)
    assert "error[record-field]" in done.stderr
    assert "read 1" not in done.stderr


def test_standard_input(scorepress, student, lines):
    bad = student(**{"student.ssid": "1"})
    done = scorepress.render("-", "--format", "svg", code=4, stdin=json.dumps(student()) + "\n" + json.dumps(bad))
    assert sums(done.stderr) == (2, 1, 0, 1)
    assert lines(scorepress.folder / "out" / "quarantine.jsonl")[0]["input"] == "standard input"
    assert "standard input:2:" in done.stderr


def test_several_inputs(scorepress, student, write, lines):
    first = write("a.jsonl", [student()])
    second = write("b.jsonl", [student(**{"student.ssid": "1234567891"}), student()])
    done = scorepress.render(first, second, "--format", "svg", code=4)
    assert sums(done.stderr) == (3, 2, 0, 1)
    (entry,) = lines(scorepress.folder / "out" / "quarantine.jsonl")
    assert (entry["input"], entry["row"]) == (str(second), 2)
    assert f"row 1 of `{first}`" in entry["diagnostics"][0]["message"]


def test_an_input_that_is_not_there_is_told_before_the_work_begins(scorepress, student, write):
    done = scorepress.render(write("students.jsonl", [student()]), "student.jsonl", code=1)
    assert "no file named `student.jsonl`" in done.stderr
    assert "did you mean `students.jsonl`?" in done.stderr
    assert names(scorepress.folder / "out") == []


def test_reports_of_earlier_runs_are_counted(scorepress, student, write):
    first = [student(), student(**{"student.ssid": "1234567891"}), student(**{"student.ssid": "1234567892"})]
    done = scorepress.render(write("a.jsonl", first))
    assert "earlier runs" not in done.stderr
    assert "earlier runs" not in scorepress.render("a.jsonl").stderr, "all of them were written over"
    again = [student(), student(**{"student.ssid": "1234567891", "overall.level": 3})]
    done = scorepress.render(write("b.jsonl", again), code=4)
    assert "  2 files of earlier runs still in out\nReports are in out\n" in done.stderr
    assert len(names(scorepress.folder / "out")) == 4
    done = scorepress.render("a.jsonl", "--format", "svg", "--json")
    assert json.loads(done.stdout)["earlier"] == 3


def test_a_file_of_no_rows(scorepress, sampled, write):
    header = sampled("toms").splitlines()[0]
    done = scorepress.render(write("a.csv", header + "\n"))
    assert sums(done.stderr) == (0, 0, 0, 0)
    assert "Reports are in" not in done.stderr


def test_what_was_assumed_is_said_once_with_a_count(scorepress, student, write):
    rows = [student(**{"student.ssid": f"123456789{n}", "history": None}) for n in range(3)]
    done = scorepress.render(write("a.jsonl", rows), "--format", "svg")
    assert done.stderr.count("for 3 students it is not known whether they were eligible in 2024-25") == 1


def test_two_students_never_share_a_file(scorepress, student, write, lines):
    report = f"layouts/{REPORT}/report.yaml"
    text = f"report: {REPORT}\ntitle: A\ndocument-title: A\ntheme: ../theme.yaml\n"
    text += 'file-name: "{}"\npages: [page-1.yaml, page-2.yaml]\n'
    rows = [student(**{"student.ssid": f"123456789{n}", "school.name": name}) for n, name in enumerate(["Ash", "ASH"])]
    data = write("a.jsonl", rows)
    for template, count in (("{school}", 1), ("../../{school}", 1), ("{school}-{student number}", 2)):
        write(f"project/{report}", text.replace("{}", template))
        out = f"out-{count}-{len(template)}"
        done = scorepress.render(
            data, "--format", "svg", "--project", "project", "--out", out, code=0 if count == 2 else 4
        )
        assert sums(done.stderr) == (2, count, 0, 2 - count)
        assert len(list((scorepress.folder / out).glob("*.svg"))) == 2 * count
    (entry,) = lines(scorepress.folder / "out-1-8" / "quarantine.jsonl")
    assert entry["diagnostics"][0]["code"] == "file-name"
    assert "is taken by row 1" in entry["diagnostics"][0]["message"]
    assert not list(scorepress.folder.parent.glob("*sh-*.svg"))


def test_exit_codes_of_a_wrong_command_line(scorepress, student, write):
    data = write("a.jsonl", [student()])
    assert "did you mean `summative-alternate-elpac`" in scorepress.render(data, report="summative", code=2).stderr
    assert "known: `en`, `es`" in scorepress.render(data, "--language", "ko", code=2).stderr
    meant = {"primry": "primary", "ES": "es", "Spanish": "es", "zh-hant": "zh-Hant", "zh": "zh-Hant", "es-MX": "es"}
    for asked, code in meant.items():
        assert f"did you mean `{code}`?" in scorepress.render(data, "--language", asked, code=2).stderr
    assert "known: json, jsonl, csv, toms" in scorepress.render(data, "--input-format", "xls", code=2).stderr
    assert "write it as 2025-26" in scorepress.render(data, "--school-year", "2025", code=2).stderr
    assert "no format 'gif'" in scorepress.render(data, "--format", "pdf,gif", code=2).stderr
    assert "Missing option '--out'" in scorepress("render", data, "--report", REPORT, code=2).stderr


def test_stale_translations_are_counted_where_they_matter(scorepress, student, write):
    write(f"project/locales/es/{REPORT}.po", 'msgid ""\nmsgstr ""\n"Language: es\\n"\n')
    data = write("a.jsonl", [student()])
    for language, told in (("es", True), ("en", False)):
        done = scorepress.render(data, "--format", "svg", "--project", "project", "--language", language)
        assert ("about the wording: see `scorepress check`" in done.stderr) is told
