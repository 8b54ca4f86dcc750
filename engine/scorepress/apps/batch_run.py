"""What `scorepress batch` does between its command line and its summary."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from scorepress import __version__
from scorepress.apps.batch_progress import Progress
from scorepress.apps.quarantine import Mistakes, quarantine_line
from scorepress.apps.run import PRIMARY
from scorepress.apps.say import named_report, open_report, open_workspace, standing
from scorepress.apps.students import Inputs, Students
from scorepress.bag import Bag, journal_faults
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Record, Rejected
from scorepress.noun import Noun, asdict, astuple, field, replace
from scorepress.parse.record import OWN_KINDS
from scorepress.pipeline.batch import Batch, Listings
from scorepress.pipeline.batch_crew import Crew, processes
from scorepress.pipeline.batch_finish import clear, compare, crowded, settle, sweep, withdrawn, write_manifests
from scorepress.pipeline.batch_kept import miss
from scorepress.pipeline.batch_sets import Sets
from scorepress.pipeline.batch_work import Bench, Job, Task, lend, make_standing
from scorepress.pipeline.journal import Journal
from scorepress.pipeline.naming import Pattern
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened
from scorepress.workspace import STANDARD_INPUT, Workspace, scratch

OWN_NAME = "{file-name}-{language}"
"""The name of a report where the record's schema has no pattern, and inside of a set."""

ROW = 600
"""Bytes of a row, roughly: as many as the state's data file has."""

AT_A_SCHEDULER = 48
"""Pieces of work that are with a Dask scheduler at once."""


class Asked(Noun, frozen=True):
    """What the command line asks for; None and empty: nothing was said.

    folder: where inputs are named from. project: the folder of the report project, absolute.
    """

    inputs: tuple[str, ...]
    report: str | None
    language: str | None = None
    sink: str | None = None
    name: str | None = None
    history: tuple[str, ...] = ()
    school_year: str | None = None
    input_format: str | None = None
    folder: str | None = None
    project: str | None = None


class Summary(Noun):
    """What became of a batch.

    workspace: that was used. begun: whether a row was read. kept: reports of students who stand in none of the rows;
    lost: those of them that are there no more.
    """

    workspace: Workspace

    run: int = 0
    begun: bool = False
    read: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    withdrawn: int = 0
    kept: int = 0
    lost: int = 0
    files: int = 0
    bytes: int = 0
    seconds: float = 0
    told: Mistakes = field(default_factory=Mistakes)
    assumed: tuple[Diagnostic, ...] = ()
    found: tuple[Diagnostic, ...] = ()


def run_batch(
    workspace: Workspace, bag: Bag, asked: Asked, jobs: int | str, progress: Progress, *, resume: bool = False
) -> Summary:
    """Do it. Raises ScorepressError when the run cannot begin, or cannot go on.

    workspace: for a new run, or where `asked` names no project. jobs: as `crew_of`.
    """
    with journal_faults(bag.journal):
        if resume:
            asked, workspace = _resumed(bag, asked, workspace)
        else:
            asked = replace(asked, project=_place(workspace))
        named_report(workspace, asked.report or "")
        bag.make()
        with bag.lock():
            journal = Journal(bag)
            try:
                _refuse_other(journal, asked, bag)
                return _run(means_of(workspace, journal, bag, asked, jobs), workspace, progress, resume=resume)
            finally:
                journal.close()


class Means(Noun, frozen=True):
    """What a run works with."""

    opened: Opened
    job: Job
    bench: Bench
    journal: Journal
    bag: Bag
    asked: Asked
    jobs: int | str
    found: tuple[Diagnostic, ...]


def means_of(workspace: Workspace, journal: Journal, bag: Bag, asked: Asked, jobs: int | str) -> Means:
    """Open the report, and say what workers have to know. Raises ScorepressError for a language that there is not."""
    opened, found = open_report(workspace, asked.report or "")
    press = Press(opened.template)
    known = (*OWN_KINDS, *(mapping.name for mapping in opened.formats))
    if asked.input_format is not None and asked.input_format not in known:
        message = f"no input format {asked.input_format!r}; known: {', '.join(known)}"
        raise click.BadParameter(message, param_hint="--input-format")
    if asked.language not in (None, PRIMARY):
        press.language(str(asked.language), (PRIMARY,))
    job = Job(_place(workspace), opened.template.name, str(bag.folder.absolute()), asked.sink or "files", "")
    bench = Bench(job, press)
    job = replace(job, hash=bench.digester.hash)
    lend(job, bench)
    return Means(opened, job, bench, journal, bag, asked, jobs, found)


def placed(asked: Asked, project: str | None) -> Asked:
    """What was asked for, from the folder we stand in. project: as the command line names it."""
    here = standing()
    place = str(Path(project).absolute()) if project is not None else None
    return replace(asked, folder=str(here) if here else None, project=place)


def with_last(journal: Journal, asked: Asked, workspace: Workspace) -> tuple[Asked, Workspace]:
    """What was asked for, and for the rest what the last run was asked for, with its project."""
    last = journal.last_run()
    if last is None:
        return asked, workspace
    before = _asked(last[1], asked.folder)
    merged = Asked(*(now or then for now, then in zip(astuple(asked), astuple(before), strict=True)))
    return merged, _workspace(last[1], asked, workspace)


def _place(workspace: Workspace) -> str | None:
    """Where the project of a workspace is."""
    return str(workspace.project.absolute()) if workspace.project else None


def _workspace(recipe: Mapping[str, Any], asked: Asked, workspace: Workspace) -> Workspace:
    """The workspace of a run: what the command line names, else that of its recipe."""
    if asked.project is not None or "project" not in recipe or recipe["project"] == _place(workspace):
        return workspace
    if recipe["project"] is None:
        return Workspace(None)
    return open_workspace(recipe["project"])


def _asked(recipe: Mapping[str, Any], folder: str | None) -> Asked:
    """What a run was asked for; its inputs as they are named from the folder we stand in."""
    known: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in recipe.items()}
    before = Asked(**known)
    if before.folder is None or before.folder == folder:
        return before
    names = ([one if one == STANDARD_INPUT else str(Path(before.folder, one)) for one in some]
             for some in (before.inputs, before.history))  # fmt: skip
    inputs, history = map(tuple, names)
    return replace(before, inputs=inputs, history=history, folder=folder)


def _resumed(bag: Bag, asked: Asked, workspace: Workspace) -> tuple[Asked, Workspace]:
    """The same for a run that did not end. Raises ScorepressError."""
    new = replace(asked, project=_place(workspace)), workspace
    if not bag.journal.is_file():
        if asked.inputs and asked.report:
            return new
        raise _refusal(
            f"`{bag.folder}` has no run to go on with", "give INPUT and `--report`, and leave out `--resume`"
        )
    journal = Journal(bag, readonly=True)
    try:
        last = journal.last_run()
    finally:
        journal.close()
    if last is None or last[2]:
        if asked.inputs and asked.report:
            return new
        raise _refusal(f"the last run in `{bag.folder}` came to its end", "give INPUT and `--report` for a new one")
    merged = _asked(last[1], asked.folder)
    before = asdict(merged)
    for name, value in asdict(asked).items():
        told = value not in (None, ()) and name != "folder" and (name != "project" or name in last[1])
        if told and list(value) != list(before[name] or ()):
            hint = "leave the option out, or leave out `--resume`: what is unchanged is not made again"
            raise _refusal(f"the run to go on with had `{name}` {before[name]}, not {value}", hint)
    if STANDARD_INPUT in merged.inputs and not asked.inputs:
        raise _refusal("the run to go on with read standard input", "give it again, as `-`")
    return merged, _workspace(last[1], asked, workspace)


def _refuse_other(journal: Journal, asked: Asked, bag: Bag) -> None:
    """Tell of a folder that is of another report or sink. Raises ScorepressError."""
    last = journal.last_run()
    if last is None:
        return
    if last[1].get("report") != asked.report:
        raise _refusal(f"`{bag.folder}` holds reports of `{last[1]['report']}`, not of `{asked.report}`", _ANOTHER)
    before, now = last[1].get("sink") or "files", asked.sink or "files"
    if before != now:
        raise _refusal(f"`{bag.folder}` was made with `--sink {before}`, not with `{now}`", _ANOTHER)


_ANOTHER = "choose another folder"


def _refusal(message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(Code.BATCH, Severity.ERROR, message, None, (), (hint,))])


def _run(means: Means, workspace: Workspace, progress: Progress, *, resume: bool) -> Summary:
    """The run itself, with everything at hand."""
    patterns = patterns_of(means)
    summary = Summary(workspace, found=means.found)
    summary.run, pass_ = means.journal.start(asdict(means.asked), resume=resume)
    means.journal.begin()
    try:
        clear(means.journal, means.bag)
        _rows(means, patterns, summary, pass_, progress)
        _conclude(means, summary, pass_)
    except (ScorepressError, KeyboardInterrupt):
        if summary.begun:
            go_on = f"go on with `scorepress batch --resume --out {means.bag.folder}`"
            click.echo(f"What is done is kept: {go_on}", err=True)
        raise
    summary.seconds = progress.seconds
    return summary


def _rows(means: Means, patterns: tuple[Pattern, Pattern], summary: Summary, pass_: int, progress: Progress) -> None:
    """Every row to its end, and the sets bound."""
    journal, bag, asked, bench = means.journal, means.bag, means.asked, means.bench
    with scratch() as database:
        inputs = Inputs(asked.inputs, asked.history, asked.school_year, asked.input_format)
        students = Students(means.opened, inputs, database, repeated=True)
        progress.begin(students.size)
        with _listings(bag, summary) as listings, crew_of(means.jobs) as crew:
            languages = partial(languages_of, means, summary.silent)
            batch = Batch(
                means.job, bench, *patterns, means.opened.plan, journal, bag, crew, languages, summary.run, pass_,
                listings, lambda tasks: _warm(means, tasks, students.size / (batch.read * ROW), progress),
                reasons=summary.reasons,
            )  # fmt: skip

            def advance() -> None:
                summary.begun = True
                progress(batch.read, students.position, batch.counts)

            batch.all(students.rows(), advance)
            if bench.sink.binds:
                progress.show(batch.read, 0, batch.counts, "binding sets")
                Sets(batch).all()
            settle(journal, bag, summary.run, pass_)
            miss(batch)
            summary.lost = batch.lost
            clear(journal, bag)
            if bench.sink.binds or crowded(journal, bag):
                sweep(journal, bag, summary.run)
                clear(journal, bag)
        summary.read, summary.assumed = batch.read, students.assumptions()


def _warm(means: Means, tasks: Sequence[Task], times: float, progress: Progress) -> None:
    """Before workers begin: have standing type made for a long run, and load what prints, so that they share it.

    tasks: the first ones. times: about so many times as many are expected.
    """
    languages = Counter(lang for task in tasks for lang in task.languages)
    due = [lang for lang, count in languages.items() if means.bench.standing.due(lang, count * times)]
    if due and isinstance(means.jobs, int):
        progress.show(0, 0, Counter(), "making stencils, for this run and for later ones")
        with suppress(Exception), processes(max(means.jobs, 2)) as pool:  # it only makes the run quicker
            list(pool.map(partial(make_standing, means.job), due))
    fast = means.bench.press.fast
    if means.jobs != 1:
        for lang in languages:
            fast.stencils(lang)


def _conclude(means: Means, summary: Summary, pass_: int) -> None:
    journal, bench = means.journal, means.bench
    summary.counts = compare(journal, summary.read)
    asked = "SELECT count(*) FROM report WHERE state = 'done' AND pass < ?"
    (summary.kept,) = journal.connection.execute(asked, (pass_,)).fetchone()
    summary.withdrawn = sum(1 for _ in withdrawn(journal, summary.run))
    facts = {
        "Bagging-Date": datetime.now(UTC).date().isoformat(),
        "Bag-Software-Agent": f"scorepress {__version__}",
        "Internal-Sender-Description": bench.press.template.title.wording.text,
        "Scorepress-Report": means.job.report,
        "Scorepress-Sink": means.job.sink,
        "Scorepress-Project": bench.digester.hash,
        "Scorepress-Run": str(summary.run),
    }
    asked_for = islice(journal.recipes(), None if summary.kept else 1)  # kept reports have the names of earlier runs
    names = dict.fromkeys(_name_of(means, recipe.get("name")) for recipe in asked_for)
    lines = (*facts.items(), *(("Scorepress-Name", name) for name in names))
    summary.files, summary.bytes = write_manifests(journal, means.bag, summary.run, lines)
    journal.end(summary.run)
    journal.commit()


def patterns_of(means: Means) -> tuple[Pattern, Pattern]:
    """Give the pattern of files or sets, and of the reports in sets. Raises ScorepressError."""
    bench, output = means.bench, means.opened.plan.output
    if means.asked.name is None and bench.sink.binds and bench.sink.name not in output.names:
        message = f"the record's schema has no name pattern for `{bench.sink.name}`"
        raise _refusal(message, "give one with `--name`, such as `{school}`")
    text = _name_of(means, means.asked.name)
    return Pattern(text, bench.press, output), Pattern(OWN_NAME, bench.press, output)


def _name_of(means: Means, asked: str | None) -> str:
    """The pattern of files or sets, when it is asked for as `--name` says."""
    return asked or means.opened.plan.output.names.get(means.bench.sink.name) or OWN_NAME


def crew_of(jobs: int | str) -> Crew:
    """Workers, with a few pieces of work for each. jobs: how many processes, or the address of a Dask scheduler."""
    if isinstance(jobs, str):
        from scorepress.apps.batch_dask import Dask

        return Crew(partial(Dask, jobs), AT_A_SCHEDULER)
    return Crew(partial(processes, jobs), 1 if jobs == 1 else 3 * jobs)


def languages_of(means: Means, silent: Counter[str], record: Record) -> tuple[str, ...]:
    """The languages of one student's file; those that the report does not speak are counted."""
    press = means.bench.press
    wanted = means.asked.language or press.languages[0]
    if wanted != PRIMARY:
        return (wanted,)
    own, name = press.student_language(record)
    if own is None and name is not None:
        silent[name] += 1
    source = press.languages[0]
    return (source,) if own in (None, source) else (source, own)


@contextmanager
def _listings(bag: Bag, summary: Summary) -> Iterator[Listings]:
    """The files of lines beside the reports; they appear when the block ends well."""
    with (
        bag.lines("quarantine.jsonl") as quarantine,
        bag.lines("skipped.jsonl") as skipped,
        bag.lines("lost.jsonl") as lost,
    ):
        told: Callable[[Rejected], None] = partial(_reject, summary, quarantine)
        yield Listings(skipped, lost, told)


def _reject(summary: Summary, quarantine: Callable[[str], None], row: Rejected) -> None:
    quarantine(quarantine_line(row))
    summary.told.add(row)
