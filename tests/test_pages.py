"""Snapshots of both reports in all languages: what each student's pages say, and how some of them are drawn.

The students are those of `scorepress sample --per row`: few, who together reach every row of every message.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from scorepress.model.record import Record
from scorepress.model.scene import Group, Item, Page, Role, Text
from scorepress.pipeline.load import load_samples
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project
from scorepress.pipeline.samples import Per, invent_per
from scorepress.workspace import Workspace

REPORTS = ("initial-alternate-elpac", "summative-alternate-elpac")
LANGUAGES = ("en", "es", "vi", "zh-Hant", "fil")
DRAWN = ("asterisk", "long-name")
"""Students of each report whose pages are kept as drawings."""
LONG = {
    "student.first_name": "María-Magdalena-Esther",
    "student.last_name": "Hernández-Villavicencio de los Montes",
}


class Drawings(SingleFileSnapshotExtension):
    """One SVG file a page."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


class Words(SingleFileSnapshotExtension):
    """One text file a report and language."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


def without_lines(svg: str) -> str:
    """A drawing without the places of its rules: a comment in a rule file moves no page."""
    return re.sub(r' data-rule="[^"]*"', "", svg)


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
    template = opened(report).template
    return tuple(invent_per(template, load_samples(Workspace(), template.schema), 1, Per.ROW))


@cache
def drawn(report: str, name: str) -> Record:
    """The student with the lowest score by an unlisted resource; one at the highest level, with 60 letters of name."""
    if name == "asterisk":
        return next(one for one in students(report) if one.get("overall.construct_changed"))
    best = max(students(report), key=lambda one: int(str(one.get("overall.level"))))
    return Record({**best.values, **LONG}, best.origin)


@cache
def pages(report: str, student: int, language: str) -> tuple[Page, ...]:
    maker = press(report)
    return maker.pages(maker.report(students(report)[student], language))


def words(items: tuple[Item, ...], depth: int = 0) -> Iterator[str]:
    """What a page says, in reading order: role and text."""
    for item in items:
        if not isinstance(item, Group) or item.semantics.role is Role.ARTIFACT:
            continue
        meaning = item.semantics
        head = f"{meaning.role}{f' {meaning.level}' if meaning.level else ''}"
        label = f" “{meaning.label}”" if meaning.label else ""
        said = " / ".join(inner.string for inner in item.items if isinstance(inner, Text))
        language = f" ({meaning.lang})" if meaning.lang else ""
        yield f"{'  ' * depth}{head}{language}{label}{': ' + said if said else ''}"
        yield from words(item.items, depth + 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS)
def test_words(report: str, language: str, snapshot: SnapshotAssertion) -> None:
    lines: list[str] = []
    for number in range(len(students(report))):
        lines.append(f"# student {number + 1}")
        for page in pages(report, number, language):
            lines += [f"## page {page.number} ({page.lang}): {page.title}", *words(page.items)]
    assert "\n".join(lines) + "\n" == snapshot(extension_class=Words)


@pytest.mark.parametrize("page", [1, 2])
@pytest.mark.parametrize("student", DRAWN)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", REPORTS)
def test_drawings(report: str, language: str, student: str, page: int, snapshot: SnapshotAssertion) -> None:
    maker = press(report)
    found = maker.pages(maker.report(drawn(report, student), language))
    drawing = maker.svg(found[page - 1])
    assert without_lines(drawing) == snapshot(extension_class=Drawings)


@pytest.mark.parametrize("report", REPORTS)
def test_students_reach_every_row(report: str) -> None:
    rules, book = press(report).rules, opened(report).template.book
    reached: set[object] = set()
    for message in book.messages.values():
        bindings = [b.name for b in book.eaches[message.each].bindings] if message.each else [None]
        for binding in bindings:
            for record in students(report):
                reached.update(row.span for row in rules.holding(message.name, binding, record.values))
    missed = {str(row.span) for message in book.messages.values() for row in message.rows} - {
        str(span) for span in reached
    }
    assert not missed


@pytest.mark.parametrize("report", REPORTS)
def test_reports_speak_all_languages(report: str) -> None:
    assert press(report).languages == LANGUAGES
    assert all(catalogue.draft for catalogue in opened(report).template.catalogues.values())


def test_no_language_falls_back_to_english() -> None:
    for report in REPORTS:
        for language in LANGUAGES[1:]:
            for number in range(len(students(report))):
                for page in pages(report, number, language):
                    assert not [line for line in words(page.items) if " (en)" in line]


@pytest.mark.parametrize("report", REPORTS)
def test_students_are_few_and_have_names(report: str) -> None:
    assert len(students(report)) <= 16
    for record in students(report):
        assert str(record.get("student.ssid")).isdigit()
        assert record.get("student.first_name") not in (None, "Sample")
