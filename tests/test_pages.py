"""Snapshots of both reports in all languages: what each student's pages say, and how some of them are drawn.

The students are files: `data/students`, who together reach every row of every message, and `data/drawn`. `scorepress
review --accept` writes the same snapshots (docs/reference/review.md).
"""

import re
from functools import cache
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from scorepress.apps.review_accept import DRAWING, WORDS
from scorepress.apps.students import Inputs, Students
from scorepress.model.record import Record
from scorepress.model.scene import Page
from scorepress.pipeline.load import load_samples
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project
from scorepress.pipeline.review_snapshots import page_drawing, semantic_lines, semantic_sections, semantic_text
from scorepress.pipeline.samples import Per, invent_per
from scorepress.render.heard import heard_lines
from scorepress.workspace import Workspace, scratch

DATA = Path(__file__).parent / "data"
REPORTS = ("initial-alternate-elpac", "summative-alternate-elpac")
LANGUAGES = ("en", "es", "vi", "zh-Hant", "fil")
DRAWN = tuple(sorted({path.name.split(".")[1] for path in (DATA / "drawn").glob("*.jsonl")}))


class Drawings(SingleFileSnapshotExtension):
    """One SVG file a page."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


class Words(SingleFileSnapshotExtension):
    """One text file a report and language."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@cache
def opened(report: str) -> Opened:
    found, diagnostics = open_project(Workspace(), report)
    assert found, diagnostics
    return found


@cache
def press(report: str) -> Press:
    return Press(opened(report).template)


@cache
def records(report: str, file: str) -> tuple[Record, ...]:
    with scratch() as database:
        rows = tuple(Students(opened(report), Inputs((str(DATA / file),)), database).rows())
    return tuple(row for row in rows if isinstance(row, Record))


@cache
def invented(report: str) -> tuple[Record, ...]:
    template = opened(report).template
    return tuple(invent_per(template, load_samples(Workspace(), template.schema), 1, Per.ROW))


def pages(report: str, record: Record, language: str) -> tuple[Page, ...]:
    maker = press(report)
    return maker.pages(maker.report(record, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS)
def test_words(report: str, language: str, snapshot: SnapshotAssertion) -> None:
    students = records(report, f"students/{report}.jsonl")
    text = semantic_text([semantic_lines(press(report), one, language) for one in students])
    assert len(semantic_sections(text)) == len(students)
    assert not [line for line in text.splitlines() if " (en)" in line and not line.startswith("##")]
    assert text == snapshot(extension_class=Words)


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("student", DRAWN)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS)
def test_drawings(report: str, language: str, student: str, page: int, snapshot: SnapshotAssertion) -> None:
    (record,) = records(report, f"drawn/{report}.{student}.jsonl")
    assert page_drawing(press(report), pages(report, record, language)[page - 1]) == snapshot(extension_class=Drawings)


def test_the_command_knows_where_the_snapshots_are(root: Path) -> None:
    for report in REPORTS:
        for lang in LANGUAGES:
            assert (root / WORDS.format(report=report, lang=lang)).is_file()
            for student in DRAWN:
                assert (root / DRAWING.format(report=report, lang=lang, student=student, page=2)).is_file()


def test_a_comment_changes_no_snapshot() -> None:
    (record,) = records(REPORTS[1], f"drawn/{REPORTS[1]}.{DRAWN[0]}.jsonl")
    page = pages(REPORTS[1], record, "en")[1]
    assert not re.search(r"\.rules|\.yaml", page_drawing(press(REPORTS[1]), page))
    assert not re.search(r"\.rules|\.yaml", "\n".join(semantic_lines(press(REPORTS[1]), record, "en")))


def missed_rows(report: str, students: tuple[Record, ...]) -> set[str]:
    """The places of rows that no student reaches."""
    rules, book = press(report).rules, opened(report).template.book
    reached = {
        row.span
        for message in book.messages.values()
        for binding in book.bindings(message.each)
        for record in students
        for row in rules.holding(message.name, binding, record.values)
    }
    return {str(row.span) for message in book.messages.values() for row in message.rows if row.span not in reached}


@pytest.mark.parametrize("report", REPORTS)
def test_students_reach_every_row(report: str) -> None:
    """If the students of the snapshots miss a row: `scorepress sample REPORT --per row` makes new ones."""
    assert missed_rows(report, records(report, f"students/{report}.jsonl")) == set()
    assert missed_rows(report, invented(report)) == set()


@pytest.mark.parametrize("report", REPORTS)
def test_reports_speak_all_languages(report: str) -> None:
    assert press(report).languages == LANGUAGES
    assert all(catalogue.draft for catalogue in opened(report).template.catalogues.values())


def test_no_language_falls_back_to_english() -> None:
    for report in REPORTS:
        for language in LANGUAGES[1:]:
            for record in invented(report):
                for page in pages(report, record, language):
                    assert not [line for line in heard_lines(page) if " (en)" in line]


@pytest.mark.parametrize("report", REPORTS)
def test_students_are_few_and_have_names(report: str) -> None:
    assert len(invented(report)) <= 16
    for record in invented(report):
        assert str(record.get("student.ssid")).isdigit()
        assert record.get("student.first_name") not in (None, "Sample")
