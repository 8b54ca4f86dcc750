"""What all tests share."""

import os
from collections import Counter
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

import scorepress
from scorepress.apps.students import Inputs, Students
from scorepress.model.record import Record
from scorepress.model.report import Phrase
from scorepress.model.scene import Page
from scorepress.noun import Noun, names
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.workspace import Workspace, scratch

# The same examples on every run, so that a red test is red for everybody; no deadline, because machines differ.
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep `./scorepress test` under five minutes on two processors; CI takes everything."""
    if os.environ.get("SCOREPRESS_THOROUGH"):
        return
    seen: Counter[str] = Counter()
    left: list[pytest.Item] = []
    for item in items:
        mark = item.get_closest_marker("thorough")
        if mark is None:
            continue
        name = item.nodeid.partition("[")[0]
        if not mark.kwargs.get("every") or seen[name] % mark.kwargs["every"]:
            left.append(item)
        seen[name] += 1
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def pytest_report_header() -> str:
    """Which program is tested: `./scorepress test` tests the installed one."""
    return f"scorepress {scorepress.__version__} in {Path(scorepress.__file__).parent}"


@pytest.fixture(scope="session")
def root() -> Path:
    """The clone."""
    return Path(__file__).parent.parent


class SampleReports:
    """The built-in reports with the students of `data/students`, and the pages of the gallery; each made once."""

    folder = Path(__file__).parent / "data" / "students"
    languages = ("en", "es", "vi", "zh-Hant", "fil")
    reports = tuple(sorted(path.stem for path in folder.glob("*.jsonl")))

    @cache  # noqa: B019 - lives as long as the tests
    def press(self, report: str) -> Press:
        opened, diagnostics = open_project(Workspace(), report)
        assert opened, diagnostics
        return Press(opened.template)

    @cache  # noqa: B019 - lives as long as the tests
    def students(self, report: str) -> tuple[Record, ...]:
        opened, _ = open_project(Workspace(), report)
        assert opened
        with scratch() as database:
            rows = tuple(Students(opened, Inputs((str(self.folder / f"{report}.jsonl"),)), database).rows())
        return tuple(row for row in rows if isinstance(row, Record))

    @cache  # noqa: B019 - lives as long as the tests
    def pages(self, report: str, student: int, language: str) -> tuple[Page, ...]:
        press = self.press(report)
        return press.pages(press.report(self.students(report)[student], language))

    @cache  # noqa: B019 - lives as long as the tests
    def gallery(self, component: str) -> tuple[Press, Page]:
        """The page of a component, for a student with a history."""
        root, report = Path(__file__).parent, "summative-alternate-elpac"
        with TemporaryDirectory() as made:
            folder = Path(made) / "layouts" / report
            folder.mkdir(parents=True)
            copy(root / "gallery" / f"{component}.yaml", folder / "page-1.yaml")
            for picture in (root / "gallery").glob("*.png"):
                copy(picture, folder)
            head = (root.parent / "layouts" / report / "report.yaml").read_text(encoding="utf-8")
            (folder / "report.yaml").write_text(head.replace("[page-1.yaml, page-2.yaml]", "[page-1.yaml]"), "utf-8")
            opened, diagnostics = open_project(Workspace(Path(made)), report)
            assert opened, diagnostics
            press = Press(opened.template)
            record = next(r for r in self.students(report) if r.get("history.one_year_ago.score"))
            (page,) = press.pages(press.report(record, "en"))
        return press, page


@pytest.fixture(scope="session")
def samples() -> SampleReports:
    """Pages to look at."""
    return SampleReports()


@pytest.fixture(scope="session")
def phrases():
    """All phrases of a noun or a tuple, as a function."""

    def walk(noun):
        if isinstance(noun, Phrase):
            yield noun
        elif isinstance(noun, tuple):
            for inner in noun:
                yield from walk(inner)
        elif isinstance(noun, Noun):
            for name in names(type(noun)):
                yield from walk(getattr(noun, name))

    return walk
