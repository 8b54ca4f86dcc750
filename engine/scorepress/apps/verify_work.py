"""The work of one process that verifies files: it opens the reports of the project when it first meets them."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path
from pickle import loads
from weakref import finalize

from scorepress.apps.verify_files import read_report
from scorepress.export.objects import opens
from scorepress.export.read_back import read_back
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.reading import Reading
from scorepress.model.record import Record
from scorepress.model.source import Span
from scorepress.noun import Noun, replace
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.verify import Verifier, unreadable
from scorepress.pipeline.verify_bundle import is_bundle, reports_in, verify_bundle
from scorepress.pipeline.verify_reader import Asked, Finder, Verified
from scorepress.workspace import Workspace

MANY = 4
"""Pages that a file of one student has at most, as a rule."""

Task = tuple[str, Asked, str | None]
"""A file below the folder, what is known of it, its password: empty where the list has none, None without a list."""

_OPEN = "the file opens without a password, and lies among protected ones"


class Setup(Noun, frozen=True):
    """What all files of a run share. records: a database of records, or None."""

    folder: Path
    project: Path | None
    reports: tuple[str, ...]
    records: Path | None


def verify_files(setup: Setup, tasks: Sequence[Task]) -> list[Verified]:
    """Verify some files, in their order."""
    desk = _desk(setup)
    return [desk.verify(*task) for task in tasks]


@lru_cache(maxsize=1)
def _desk(setup: Setup) -> "_Desk":
    return _Desk(setup)


class _Desk:
    """Verifiers of the reports that may occur."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.workspace = Workspace(setup.project)
        self.kept: dict[str, Verifier] = {}
        self.database = sqlite3.connect(f"file:{setup.records}?mode=ro", uri=True) if setup.records else None
        if self.database is not None:
            finalize(self, self.database.close)  # the desk goes when the next one comes, and nobody else knows it

    def verifier(self, report: str) -> Verifier:
        """The verifier of a report. Raises ScorepressError when the report must be mended."""
        if report not in self.kept:
            self.kept[report] = _built_in(report) if self.setup.project is None else _made(self.workspace, report)
        return self.kept[report]

    def verify(self, name: str, asked: Asked, password: str | None) -> Verified:
        """Verify one file, as the report that it is."""
        try:
            data = read_report(self.setup.folder, name)
            bare = password is not None and opens(data)
            reading = read_back(data, password="" if bare else password or "")
        except ScorepressError as error:
            return unreadable(error, asked.path)
        verified = self._read(reading, asked)
        if bare:
            found = Diagnostic(Code.PASSWORD, Severity.ERROR, _OPEN, Span(asked.path, 1), (), ("do not hand it out",))
            return replace(verified, findings=(found, *verified.findings))
        return verified

    def _read(self, reading: Reading, asked: Asked) -> Verified:
        every = [self.verifier(report) for report in self.setup.reports]
        bundle = asked.bundle or (len(reading.sheets) > MANY and is_bundle(reading, every))
        reading = reports_in(reading, every) if bundle else reading
        report = self.report(reading)
        check = partial(verify_bundle, self.verifier(report)) if bundle else self.verifier(report).verify
        met: set[tuple[str, str]] = set()
        verified = check(reading, asked, self.finder(report, met))
        told = tuple((f"{report} {name}", place) for name, place in verified.told)
        return replace(verified, met=frozenset(met), told=told)

    def report(self, reading: Reading) -> str:
        """The report whose wording the pages have most of."""
        if len(self.setup.reports) == 1:
            return self.setup.reports[0]
        return max(self.setup.reports, key=lambda report: self.verifier(report).understood(reading))

    def finder(self, report: str, met: set[tuple[str, str]]) -> Finder | None:
        """Records by the names of their files. met: gets whom it has found."""
        database = self.database
        if database is None:
            return None

        def find(name: str) -> list[Record]:
            rows = database.execute("SELECT record FROM record WHERE report = ? AND name = ?", (report, name))
            found = [loads(row[0]) for row in rows]  # noqa: S301 - what this run itself has written
            if found:
                met.add((report, name))
            return found

        return find


@lru_cache(maxsize=4)
def _built_in(report: str) -> Verifier:
    """A report of the program's own, which does not change while it runs."""
    return _made(Workspace(None), report)


def _made(workspace: Workspace, report: str) -> Verifier:
    opened, found = open_project(workspace, report)
    if opened is None:
        raise ScorepressError(found)
    return Verifier(Press(opened.template), opened.plan.output)
