"""`scorepress show`: every form between the passes can be looked at."""

import json
from xml.etree import ElementTree as ET

import pytest

REPORT = "summative-alternate-elpac"
BEGINS = {
    "layout": "- LayoutTree\n    path: 'layouts/",
    "rules": "RuleBook\n",
    "template": "Template\n",
    "record": "Record\n",
    "report": "Report\n",
    "scene": "- Page\n",
    "svg": '<?xml version="1.0" encoding="UTF-8"?>\n<svg ',
}


@pytest.mark.parametrize("report", [REPORT, "initial-alternate-elpac"])
@pytest.mark.parametrize("form", BEGINS)
def test_every_form(scorepress, form, report):
    printed = scorepress("show", form, report).stdout
    assert printed.startswith(BEGINS[form])
    assert printed.endswith("\n")
    assert " object at 0x" not in printed


def test_one_layout_file(scorepress, write):
    path = write("page.yaml", "page: 1\nregions:\n  - region: a\n")
    printed = scorepress("show", "layout", path).stdout
    assert "key: ScalarNode" in printed or "region" in printed
    assert f"{path}:3:" in printed
    assert "layouts/theme.yaml" in scorepress("show", "layout", "layouts/theme.yaml").stdout
    write("page.yaml", "page: [1\n")
    assert "yaml-syntax" in scorepress("show", "layout", path, code=1).stderr
    assert "cannot be read: no such file" in scorepress("show", "layout", "none.yaml", code=1).stderr


def test_a_student_of_a_file_in_a_language(scorepress, student, write):
    rows = [student(), student(**{"student.ssid": "1234567891", "student.first_name": "Mateo"})]
    data = write("a.jsonl", rows)
    arguments = ("--records", data, "--student", "2", "--language", "es")
    assert "'Mateo'" in scorepress("show", "record", REPORT, *arguments).stdout
    assert "Mateo" in scorepress("show", "report", REPORT, *arguments).stdout
    page = scorepress("show", "svg", REPORT, *arguments, "--page", "2").stdout
    assert ET.fromstring(page).attrib["lang"] == "es"  # noqa: S314 - our own page


def test_what_cannot_be_shown(scorepress, student, write):
    rows = [student(**{"student.ssid": "1"}), student(assessment="initial-alternate-elpac")]
    data = write("a.jsonl", rows)
    assert "record-field" in scorepress("show", "record", REPORT, "--records", data, code=1).stderr
    assert (
        "no student in row 9" in scorepress("show", "svg", REPORT, "--records", data, "--student", "9", code=2).stderr
    )
    assert "--student" in scorepress("show", "svg", REPORT, "--records", data, "--student", "0", code=2).stderr
    assert "no page 3; the report has 2" in scorepress("show", "svg", REPORT, "--page", "3", code=2).stderr
    assert "unknown-language" in scorepress("show", "svg", REPORT, "--language", "xx", code=2).stderr
    assert "unknown-report" in scorepress("show", "rules", "spring", code=2).stderr
    assert "unknown-report" in scorepress("show", "layout", "spring", code=2).stderr
    assert "'picture' is not one of" in scorepress("show", "picture", REPORT, code=2).stderr


def test_a_skipped_row_of_a_data_file_says_why(scorepress, sampled, write):
    rows = [json.loads(line) for line in sampled().splitlines()]
    data = write("a.csv", sampled("toms").replace("\n23^", "\n21^", 1))
    assert rows
    done = scorepress("show", "record", REPORT, "--records", data, code=2)
    assert "no student in row 1: The result is of another assessment." in done.stderr


def test_a_pipe_that_closes_early(scorepress):
    running = scorepress.start("show", "template", REPORT)
    running.stdout.read(10)
    running.stdout.close()
    assert running.wait() in (0, 1)
    assert running.stderr.read() == ""
    running.stderr.close()


def test_the_transcript_of_a_finished_pdf(scorepress, sampled, write, tmp_path):
    data = write("students.jsonl", sampled("jsonl"))
    scorepress("render", data, "--report", REPORT, "--out", tmp_path / "out")
    pdf = min((tmp_path / "out").glob("*.pdf"))
    told = scorepress("show", "transcript", pdf).stdout
    assert "[heading 2] Student Information" in told
    assert "[figure] Gauge: Level" in told
    assert "file-not-readable" in scorepress("show", "transcript", data, code=1).stderr
