"""What a worker does: prints the reports of a chunk of records, or binds a set. Runs in any process or machine.

A worker knows nothing of the journal. One that was forked has the report already; any other opens the project by
itself, once, and refuses to work when it finds another state of it than the one that the batch began with.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from scorepress.bag import Bag
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.noun import Noun
from scorepress.pipeline.batch_digest import Digester
from scorepress.pipeline.batch_parts import Part
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.sinks import Member, open_sink
from scorepress.pipeline.standing import Standing
from scorepress.workspace import Workspace

FATAL = (Code.OUTPUT, Code.SETUP, Code.BATCH, Code.JOURNAL)
"""What stops a run; anything else is one record's own trouble."""


class Job(Noun, frozen=True):
    """What all workers of a run have to know.

    project: folder of the user's own project, or None; folder: the output; hash: the project's state; options: what
    else changes the files.
    """

    project: str | None
    report: str
    folder: str
    sink: str
    hash: str
    options: tuple[tuple[str, str], ...] = ()


class Task(Noun, frozen=True):
    """One record to print.

    path: where the PDF goes, below `data/`; None: it goes into a set. known: the content address of the report that is
    there, if it may stay.
    """

    record: Record
    languages: tuple[str, ...]
    path: str | None
    known: str | None


class Outcome(Noun, frozen=True):
    """What became of a task. same: the report that is there is right. problems: why there is none."""

    content: str = ""
    sayings: tuple[str, ...] = ()
    pages: int | None = None
    bytes: int | None = None
    sha256: str | None = None
    same: bool = False
    problems: tuple[Diagnostic, ...] = ()


class Answer(Noun, frozen=True):
    """The outcomes of a chunk, in order. told: the parts behind those of the `sayings` that the worker met first."""

    outcomes: tuple[Outcome, ...]
    told: Mapping[str, tuple[Part, ...]]


class Made(Noun, frozen=True):
    """A file of a set."""

    path: str
    pages: int
    bytes: int
    sha256: str


class SetAnswer(Noun, frozen=True):
    """What became of a set: see `sinks.Bound`."""

    files: tuple[Made, ...]
    pages: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, tuple[Diagnostic, ...]], ...]


def print_chunk(job: Job, tasks: Sequence[Task]) -> Answer:
    """Print records. Raises ScorepressError (FATAL) when the work cannot go on."""
    with _TURN:
        return _bench(job).chunk(tasks)


def make_standing(job: Job, lang: str) -> None:
    """Make the standing type of a language, for this run and for later ones."""
    with _TURN:
        _bench(job).standing.make(lang)


def bind_set(job: Job, name: str, members: Sequence[Member]) -> SetAnswer:
    """Bind one set. Raises as `print_chunk`."""
    with _TURN:
        return _bench(job).bind(name, members)


_TURN = Lock()
"""What a press remembers is not shared between threads; some executors have several in a process."""

_BENCHES: "dict[Job, Bench]" = {}
"""The tools of this process: of one run at a time."""


def lend(job: Job, bench: "Bench") -> None:
    """Let work that is done in this process use tools that are there already."""
    _BENCHES.clear()
    _BENCHES[job] = bench


def _bench(job: Job) -> "Bench":
    """The worker's tools, made once."""
    if job not in _BENCHES:
        lend(job, _made(job))
    return _BENCHES[job]


def _made(job: Job) -> "Bench":
    opened, found = open_project(_workspace(job), job.report)
    if opened is None:
        raise ScorepressError(found)
    bench = Bench(job, Press(opened.template))
    if bench.digester.hash != job.hash:
        message = f"the project changed while the batch was running: `{job.report}` is not what it was at the beginning"
        hint = "run again: what the change touches is rendered anew"
        raise ScorepressError([Diagnostic(Code.BATCH, Severity.ERROR, message, None, (), (hint,))])
    return bench


def _workspace(job: Job) -> Workspace:
    return Workspace(Path(job.project) if job.project else None)


def _refused(error: ScorepressError) -> Outcome:
    """The end of a record that is at fault. Raises the error when it stops the run."""
    if any(d.code in FATAL for d in error.diagnostics):
        raise error
    return Outcome(problems=error.diagnostics)


class Bench:
    """The tools of one worker."""

    def __init__(self, job: Job, press: Press) -> None:
        self.press = press
        self.digester = Digester(press, dict(job.options))
        self.standing = Standing(_workspace(job), press, self.digester.hash)
        self.sink = open_sink(job.sink)
        self.bag = Bag(Path(job.folder))
        self._told: set[str] = set()

    def chunk(self, tasks: Sequence[Task]) -> Answer:
        """Print records: each step for all of them, then the next, which is quicker."""
        outcomes = [self._digested(task) for task in tasks]
        due = [
            at for at, (task, outcome) in enumerate(zip(tasks, outcomes, strict=True))
            if task.path is not None and not outcome.same and not outcome.problems
        ]  # fmt: skip
        made = self.press.fast.all([(tasks[at].record, tasks[at].languages) for at in due])
        for at, printed in zip(due, made, strict=True):
            outcomes[at] = self._put_in_place(tasks[at].path or "", outcomes[at], printed)
        new = {saying for outcome in outcomes for saying in outcome.sayings} - self._told
        self._told |= new
        return Answer(tuple(outcomes), {saying: parts for saying in new if (parts := self.digester.parts(saying))})

    def _digested(self, task: Task) -> Outcome:
        """What is known of a record before it is printed."""
        try:
            digest = self.digester.of(task.record, task.languages)
        except ScorepressError as error:
            return _refused(error)
        return Outcome(digest.content, digest.sayings, same=digest.content == task.known)

    def _put_in_place(self, path: str, outcome: Outcome, printed: Printed | ScorepressError) -> Outcome:
        """Write the file of a record."""
        if isinstance(printed, ScorepressError):
            return _refused(printed)
        try:
            size, checksum = self.bag.put(path, printed.pdf)
        except ScorepressError as error:
            return _refused(error)
        return Outcome(outcome.content, outcome.sayings, printed.pages, size, checksum)

    def bind(self, name: str, members: Sequence[Member]) -> SetAnswer:
        """Bind a set of records."""
        bound = self.sink.bind(self.press, name, iter(members), self._put)
        files = tuple(
            Made(path, pages, self.bag.size(path) or 0, self.bag.checksum(path) or "") for path, pages in bound.files
        )
        return SetAnswer(files, bound.pages, bound.refused)

    @contextmanager
    def _put(self, path: str) -> Iterator[BinaryIO]:
        with self.bag.stream(path) as stream:
            yield stream
