"""One realistic page for each component; its drawing is the picture of the documentation."""

import re
import shutil
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from scorepress.apps.students import Inputs, Students
from scorepress.components import kinds
from scorepress.model.record import Record
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.workspace import Workspace, scratch

GALLERY = Path(__file__).parent / "gallery"
CASES = sorted(GALLERY.glob("*.yaml"))
REPORT = "summative-alternate-elpac"


class Drawings(SingleFileSnapshotExtension):
    """One SVG file a component."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


def test_every_component_has_a_case() -> None:
    assert {case.stem for case in CASES} == set(kinds())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_component(case: Path, root: Path, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = tmp_path / "layouts" / REPORT
    folder.mkdir(parents=True)
    shutil.copy(case, folder / "page-1.yaml")
    for picture in GALLERY.glob("*.png"):
        shutil.copy(picture, folder)
    head = (root / "layouts" / REPORT / "report.yaml").read_text(encoding="utf-8")
    (folder / "report.yaml").write_text(head.replace("[page-1.yaml, page-2.yaml]", "[page-1.yaml]"), encoding="utf-8")
    opened, diagnostics = open_project(Workspace(tmp_path), REPORT)
    assert opened, diagnostics
    students = Path(__file__).parent / "data" / "students" / f"{REPORT}.jsonl"
    with scratch() as database:
        rows = Students(opened, Inputs((str(students),)), database).rows()
        record = next(row for row in rows if isinstance(row, Record) and row.get("history.one_year_ago.score"))
    press = Press(opened.template)
    (page,) = press.pages(press.report(record, "en"))
    drawing = re.sub(r' data-rule="[^"]*"', "", press.svg(page))
    assert drawing == snapshot(extension_class=Drawings)
