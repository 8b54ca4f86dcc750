"""The command `scorepress batch`."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from scorepress.apps.batch_progress import Progress
from scorepress.apps.batch_run import Asked, Summary, placed, run_batch
from scorepress.apps.render import _year as school_year_option
from scorepress.apps.run import PRIMARY
from scorepress.apps.say import Folder, not_empty, open_workspace, project_option, report_option, say
from scorepress.bag import Bag
from scorepress.model.diagnostic import Severity
from scorepress.pipeline.sinks import sink_names


@click.command("batch")
@click.argument("inputs", nargs=-1, metavar="INPUT…")
@report_option(help="The report: a folder of layouts/.")
@click.option(
    "--out", required=True, metavar="DIR", type=Folder(),
    help="The folder of the batch; it is made if it is not there.",
)  # fmt: skip
@click.option(
    "--language", metavar="CODE",
    help=f"A language code, such as en (default) or es; `{PRIMARY}`: English, then the student's own, in one file.",
)  # fmt: skip
@click.option("--jobs", metavar="N", type=click.IntRange(1, 512), help="Worker processes; default: one a processor.")
@click.option("--dask", metavar="ADDRESS", help="Give the work to this Dask scheduler instead of own processes.")
@click.option("--sink", metavar="NAME", type=click.Choice(sink_names()), help="What to make: files (default), or sets.")
@click.option(
    "--name", metavar="PATTERN", callback=not_empty,
    help="Names of files or sets, such as {lea}/{school}/{ssid}-{language}; default: the record schema's.",
)  # fmt: skip
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--school-year", callback=school_year_option, metavar="YEAR", help="Where the data does not tell it.")
@click.option("--input-format", metavar="NAME", help="How to read INPUT, where it cannot be recognised.")
@click.option(
    "--resume", is_flag=True, help="Go on with the run that did not end; what is not given is as it was there."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on standard output.")
@project_option
def command(
    inputs: tuple[str, ...], report: str | None, out: Path, language: str | None, jobs: int | None, dask: str | None,
    sink: str | None, name: str | None, history: tuple[str, ...], school_year: str | None,
    input_format: str | None, resume: bool,
    quiet: bool, as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Make the reports of very many students, into a folder that knows what is in it.

    Run it again with tomorrow's data, or after an edit: only reports that change are made again. Stopped or killed at
    any moment, it goes on with `--resume`. Every row ends in exactly one of: rendered, unchanged, skipped, quarantined,
    superseded by a later row of the same student.

    Exit code 0: done; 1: something must be mended; 2: the command line is wrong; 4: done, but rows are in quarantine,
    or reports of earlier runs are lost.
    """
    asked = placed(Asked(inputs, report, language, sink, name, history, school_year, input_format), project)
    if not resume and not inputs:
        raise click.UsageError("Missing argument 'INPUT…'.")
    if not resume and report is None:
        raise click.UsageError("Missing option '--report'.")
    workspace = open_workspace(project)
    with Progress(hidden=quiet or as_json or not sys.stderr.isatty()) as progress:
        summary = run_batch(workspace, Bag(out), asked, dask or jobs or _processors(), progress, resume=resume)
    say(summary.told.shown(), summary.workspace)
    if as_json:
        click.echo(json.dumps(_facts(summary, out), ensure_ascii=False))
    elif not quiet:
        _print(summary, out)
    sys.exit(4 if summary.counts["quarantined"] or summary.lost else 0)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _facts(summary: Summary, out: Path) -> Mapping[str, object]:
    return {
        "read": summary.read,
        **summary.counts,
        "withdrawn": summary.withdrawn,
        "kept": summary.kept,
        "lost": summary.lost,
        "files": summary.files,
        "bytes": summary.bytes,
        "run": summary.run,
        "seconds": round(summary.seconds, 1),
        "reasons": summary.reasons,
        "no_catalogue": summary.silent,
        "assumed": [note.message for note in summary.assumed],
        "warnings": len(summary.found),
        "out": str(out),
    }


def _print(summary: Summary, out: Path) -> None:
    counts = {name: f"{count:,}" for name, count in summary.counts.items()}
    shown = [f"{name} {count}" for name, count in counts.items() if name != "superseded" or count != "0"]
    lines = [f"read {summary.read:,} = {' + '.join(shown)}"]
    lines += (f"  skipped {count:,}: {reason}" for reason, count in summary.reasons.items())
    if summary.counts["quarantined"]:
        lines.append(summary.told.where(out))
    if summary.counts["superseded"]:
        lines.append(f"  superseded by a later row of the same student: {out / 'superseded.jsonl'}")
    if summary.withdrawn:
        lines.append(f"  {summary.withdrawn:,} files no longer hold and were moved: {out / 'withdrawn.jsonl'}")
    if summary.kept:
        lines.append(f"  {summary.kept:,} reports of earlier runs are kept: their students stand in none of these rows")
    if summary.lost:
        lines.append(f"  {summary.lost:,} reports of earlier runs are there no more: {out / 'lost.jsonl'} says why")
    lines += (f"  {n:,} in English only: there is no catalogue in {name}" for name, n in summary.silent.items())
    lines += (f"  {note.message}; {'; '.join(note.hints)}" for note in summary.assumed)
    rate = f": {summary.read / summary.seconds:,.0f} rows a second" if summary.seconds >= 1 else ""
    warnings = sum(d.severity is Severity.WARNING for d in summary.found)
    if warnings:
        lines.append(f"  {warnings:,} warning{'s' if warnings != 1 else ''} about the wording: see `scorepress check`")
    lines.append(f"{summary.files:,} files, {summary.bytes / 1e6:,.1f} MB, are in {out / 'data'}{rate}")
    click.echo("\n".join(lines), err=True)
