"""The command `scorepress verify`."""

import json
import os
import sqlite3
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scorepress.apps.say import named_report, open_report, open_workspace, project_option, report_option, say
from scorepress.apps.students import Inputs, Students
from scorepress.apps.verify_files import Sample, names, passwords
from scorepress.apps.verify_folder import Folder, files
from scorepress.apps.verify_manifest import WROTE, check_sums, open_folder
from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.source import Span
from scorepress.pipeline.project import report_names
from scorepress.workspace import Workspace, scratch

if TYPE_CHECKING:
    from scorepress.apps.verify_work import Task
    from scorepress.pipeline.verify_reader import Verified

CHUNK = 16
MANY = 64
"""Files from which on all processors are used."""

MOST_KEPT = 1000
"""Findings that are kept to be printed; the others are counted."""


def _sample(_context: click.Context, _option: click.Parameter, text: str | None) -> Sample:
    """`1%`, or a number of files."""
    if text is None:
        return Sample()
    try:
        if text.endswith("%"):
            share = float(text[:-1]) / 100
            if 0 < share <= 1:
                return Sample(share)
        elif int(text) > 0:
            return Sample(count=int(text))
    except ValueError:
        pass
    raise click.BadParameter(f"{text!r} is no share such as 1% and no number of files")


_FORGOTTEN = "no file is of the student of this row"
_LOOK = "look for the row in `quarantine.jsonl`; `--some` if files of some students are all that is wanted"
_TWICE = "the pages are of a student of whom another file is, too"
_ONE = "find out which of them holds, and take the other one away"
_LAST = "DELETE FROM record WHERE rowid NOT IN (SELECT max(rowid) FROM record GROUP BY report, name)"


@click.command("verify")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@report_option(help="The report, if all files are of one; without it, each file is recognised by its wording.")
@click.option(
    "--records", multiple=True, metavar="INPUT",
    help="The students' data, as `render` reads it; may be repeated. Pages are then held against the records, too.",
)  # fmt: skip
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--some", is_flag=True, help="The files are of some students of the records; do not ask for the others.")
@click.option(
    "--sample", callback=_sample, metavar="SHARE", help="Open only a share of the files, such as 1%, or so many."
)
@click.option("--secrets", metavar="FILE", type=click.Path(path_type=Path), help="The passwords of protected files.")
@click.option(
    "--jobs", metavar="N", type=click.IntRange(1), help="How many processes; without it, all processors for many files."
)
@click.option("--json", "as_json", is_flag=True, help="Print findings and counts as JSON on standard output.")
@project_option
def command(
    folder: Path, report: str | None, records: tuple[str, ...], history: tuple[str, ...], some: bool, sample: Sample,
    secrets: Path | None, jobs: int | None, as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Check finished reports: the files against their manifest, the pages against themselves and the records.

    DIR is what `scorepress batch` wrote, or any folder of PDF files of reports, archives included. Words, meaning and
    drawing are read back from the files. Findings name no student.

    Exit code 0: all is well; 1: something was found; 2: the command line is wrong.
    """
    if history and not records:
        raise click.BadParameter("earlier years belong to records; name those with --records", param_hint="--history")
    workspace = open_workspace(project)
    opened = open_folder(folder)
    reports = (named_report(workspace, report),) if report else report_names(workspace)
    there = files(opened)
    found = names(opened, there)
    if not found and not opened.bag:
        opened.find(Code.FILE_NOT_FOUND, "there is no report in the folder", "", WROTE)
    picked = sample.pick(found)
    with scratch(shared=True) as database, scratch() as students:
        run = _Run(opened, students, as_json=as_json)
        run.sums = check_sums(opened, there)
        run.add(opened.findings)
        kept = _keep(workspace, reports, Inputs(records, history), database, last=opened.bag) if records else None
        run.files(picked, passwords(secrets) if secrets else None, workspace, reports, kept, jobs)
        if kept and not some and len(picked) == len(found):
            run.forgotten(database, reports if report else [opened.report] if opened.report else None)
        run.tell(workspace, len(found), len(picked))
    sys.exit(1 if run.counts.total() else 0)


def _keep(
    workspace: Workspace, reports: Sequence[str], inputs: Inputs, database: sqlite3.Connection, *, last: bool
) -> Path:
    """Put the records of all reports into the database, by the names of their files; gives its path.

    last: of a student who is there more than once, only the last row counts, as `batch` has it, with a report or not.
    """
    from pickle import dumps

    from scorepress.model.record import Record
    from scorepress.pipeline.press import Press
    from scorepress.pipeline.verify_reader import Reader

    database.execute("CREATE TABLE record (report TEXT, name TEXT, record BLOB)")
    for report in reports:
        opened, _found = open_report(workspace, report)
        press = Press(opened.template)
        reader = Reader(press)
        with scratch() as other:
            for row in Students(opened, inputs, other, repeated=True).rows():
                gets = isinstance(row, Record) and press.skip(row) is None
                values = row.values if isinstance(row, Record) else row.known
                if (gets or last) and (name := reader.name(values)):
                    found = (report, name, dumps(row) if gets else None)
                    database.execute("INSERT INTO record VALUES (?, ?, ?)", found)
    database.execute("CREATE INDEX by_name ON record (report, name)")
    if last:
        database.execute(_LAST)
        database.execute("DELETE FROM record WHERE record IS NULL")
    database.commit()  # other processes read it
    return Path(database.execute("PRAGMA database_list").fetchone()[2])


class _Run:
    """What comes out of a run."""

    def __init__(self, folder: Folder, students: sqlite3.Connection, *, as_json: bool) -> None:
        """students: a database of the run's own; it remembers which file is whose."""
        self.folder = folder
        self.students = students
        students.execute("CREATE TABLE told (student TEXT PRIMARY KEY, path TEXT, page INTEGER) WITHOUT ROWID")
        self.as_json = as_json
        self.sums = self.pages = self.gauges = 0
        self.first: list[Diagnostic] = []
        self.counts: Counter[str] = Counter()
        self.met: set[tuple[str, str]] = set()

    def add(self, findings: Sequence[Diagnostic]) -> None:
        """Count findings, and keep the first ones."""
        self.counts.update(finding.code.value for finding in findings)
        self.first += findings[: max(MOST_KEPT - len(self.first), 0)]

    def files(
        self, picked: Sequence[str], secrets: Mapping[str, str] | None, workspace: Workspace, reports: Sequence[str],
        records: Path | None, jobs: int | None,
    ) -> None:  # fmt: skip
        """Open the files, in several processes if there are many. secrets: passwords; None: nothing is protected."""
        from scorepress.apps.verify_work import Setup, Task, verify_files

        setup = Setup(self.folder.path, workspace.project, tuple(reports), records)
        words: list[str | None] = [None] * len(picked)
        if secrets is not None:
            words = [secrets.get(name) or secrets.get(Path(name).name, "") for name in picked]
        tasks: Iterator[Task] = ((n, self.folder.asked(n), word) for n, word in zip(picked, words, strict=True))
        work = partial(verify_files, setup)
        count = jobs or (os.cpu_count() or 1 if len(picked) >= MANY else 1)
        for verified in chain.from_iterable(_spread(work, tasks, count) if count > 1 else map(work, _chunks(tasks))):
            self.pages += verified.pages
            self.gauges += verified.gauges
            self.met |= verified.met
            self.add(verified.findings)
            for student, place in verified.told:
                self.once(student, place)

    def once(self, student: str, place: Span) -> None:
        """Find pages of a student of whom other pages of the same languages are. place: where they begin."""
        put = "INSERT OR IGNORE INTO told VALUES (?, ?, ?)"
        if not self.students.execute(put, (student, place.path, place.line)).rowcount:
            first = self.students.execute("SELECT path, page FROM told WHERE student = ?", (student,)).fetchone()
            labels = (Label(Span(*first), "the other one"),)
            self.add([Diagnostic(Code.DUPLICATE_REPORT, Severity.ERROR, _TWICE, place, labels, (_ONE,))])

    def forgotten(self, database: sqlite3.Connection, reports: Sequence[str] | None) -> None:
        """Find the students of the records that no file is of, if all files could be read.

        reports: whose; without them, those that files are of.
        """
        from pickle import loads

        if self.counts[Code.UNTAGGED.value] or self.counts[Code.FILE_NOT_READABLE.value]:
            return
        told = set(reports or (report for report, _name in self.met))
        for report, name, record in database.execute("SELECT report, name, record FROM record ORDER BY rowid"):
            if report in told and (report, name) not in self.met:
                origin = loads(record).origin  # noqa: S301 - what this run itself has written
                place = Span(origin.path, origin.line)
                self.add([Diagnostic(Code.STUDENT_MISSING, Severity.ERROR, _FORGOTTEN, place, (), (_LOOK,))])

    def tell(self, workspace: Workspace, found: int, opened: int) -> None:
        """Print what was found, and what was looked at."""
        total = self.counts.total()
        if self.as_json:
            counts = {
                "files": found,
                "opened": opened,
                "pages": self.pages,
                "gauges": self.gauges,
                "sums": self.sums,
                "untagged": self.counts[Code.UNTAGGED.value],
            }
            listed = [
                {"code": d.code.value, "message": d.message, "file": d.span.path if d.span else None,
                 "page": d.span.line if d.span else None, "about": [str(label.span) for label in d.labels]}
                for d in self.first
            ]  # fmt: skip
            document = counts | {"findings": total, "codes": dict(self.counts), "found": listed}
            click.echo(json.dumps(document, ensure_ascii=False))
            return
        say(self.first, workspace)
        looked = f"opened {opened:,} of {found:,} files: {self.pages:,} pages, {self.gauges:,} gauges"
        sums = f"; {self.sums:,} checksums" if self.sums else ""
        click.echo(f"{looked}{sums}; {total:,} finding{'' if total == 1 else 's'}", err=True)


def _chunks(tasks: "Iterator[Task]") -> "Iterator[list[Task]]":
    while chunk := list(islice(tasks, CHUNK)):
        yield chunk


def _spread(
    work: "Callable[[Sequence[Task]], list[Verified]]", tasks: "Iterator[Task]", jobs: int
) -> "Iterator[list[Verified]]":
    """Results of several processes, in the order of the tasks; the tasks under way are few."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    under_way: deque[Future[list[Verified]]] = deque()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as executor:
        for chunk in _chunks(tasks):
            under_way.append(executor.submit(work, chunk))
            if len(under_way) >= 4 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
