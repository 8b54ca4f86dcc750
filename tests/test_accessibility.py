"""Every PDF of both reports, for every student in every language: what validators, we, and a listener say of it."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import page as validator
import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from scorepress.export.pdf import export_pdf
from scorepress.export.tags_check import structure_problems
from scorepress.export.transcript import transcript
from scorepress.model.record import Record
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project
from scorepress.workspace import Workspace, scratch

STUDENTS = Path(__file__).parent / "data" / "students"
REPORTS = tuple(sorted(path.stem for path in STUDENTS.glob("*.jsonl")))
LANGUAGES = ("en", "es", "vi", "zh-Hant", "fil")
FILES = (*((language,) for language in LANGUAGES), *(("en", language) for language in LANGUAGES[1:]))
READ = (*((language,) for language in LANGUAGES), ("en", "vi"))
"""Files of the first student that are kept as they are read aloud."""
LARGEST = {"zh-Hant": 80_000}
"""Bytes of a file in one language; 35,000 where nothing is said."""


class Words(SingleFileSnapshotExtension):
    """One text file a report and its languages."""

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
def students(report: str) -> tuple[Record, ...]:
    from scorepress.apps.students import Inputs, Students

    with scratch() as database:
        rows = tuple(Students(opened(report), Inputs((str(STUDENTS / f"{report}.jsonl"),)), database).rows())
    return tuple(row for row in rows if isinstance(row, Record))


def pdf(report: str, student: int, languages: Sequence[str]) -> bytes:
    maker, record = press(report), students(report)[student]
    reports = [maker.report(record, language) for language in languages]
    svgs = [maker.svg(page) for made in reports for page in maker.pages(made)]
    return export_pdf(svgs, title=reports[0].title.text, lang=languages[0])


def name(value: object) -> str:
    return "+".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("languages", FILES, ids=name)
@pytest.mark.parametrize("report", REPORTS)
def test_validators_find_nothing(report: str, languages: tuple[str, ...]) -> None:
    alone = len(languages) == 1
    for number in range(len(students(report)) if alone else 2):
        assert faults(pdf(report, number, languages), languages) == []


@pytest.mark.parametrize("languages", FILES, ids=name)
@pytest.mark.parametrize("report", REPORTS)
def test_validators_find_nothing_in_what_is_printed(report: str, languages: tuple[str, ...]) -> None:
    """The same of the press, whose files families get; `make validate` has it print for everybody."""
    printed = press(report).fast.printed
    every = students(report) if os.environ.get("SCOREPRESS_ALL") else students(report)[:2]
    for student in every:
        assert faults(printed(student, languages).pdf, languages) == []


def faults(data: bytes, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """What validators and our own checks have against a file, and whether it is too large."""
    found = [
        (failure.rule_id, f"{profile}: {failure.message}")
        for profile in ("ua1", "2a")
        for failure in validator.validate_pdf_bytes(data, profile=profile).failures
    ]
    found += [("structure", str(problem)) for problem in structure_problems(data)]
    limit = LARGEST.get(languages[0], 35_000)
    return [*found, ("size", str(len(data)))] if len(languages) == 1 and len(data) > limit else found


@pytest.mark.parametrize("languages", READ, ids=name)
@pytest.mark.parametrize("report", REPORTS)
def test_transcripts(report: str, languages: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    assert transcript(pdf(report, 0, languages)) == snapshot(extension_class=Words)
