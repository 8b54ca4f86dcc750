"""The command `scorepress demo`."""

import sys
from pathlib import Path

import click

from scorepress.apps.run import Run, Wanted
from scorepress.apps.sample import invent
from scorepress.apps.say import open_report, open_workspace, say
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import report_names
from scorepress.workspace import Output, scratch

SEED = 2025


@click.command("demo")
@click.option(
    "--out",
    default="demo",
    show_default=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder for them.",
)
@click.option(
    "--count", default=6, show_default=True, metavar="N", type=click.IntRange(1, 1000), help="Students for each report."
)
def command(out: Path, count: int) -> None:
    """Make sample reports of invented students, in all languages, and say where to look."""
    workspace = open_workspace(None)
    quarantined = 0
    for name in report_names(workspace):
        opened, _found = open_report(workspace, name)
        press = Press(opened.template)
        for language in press.languages:
            folder = out / name / language
            with scratch() as database:
                run = Run(press, Output(folder), Wanted(language), database)
                run.all(invent(workspace, opened, seed=SEED, count=count), lambda: None)
            say(run.told.shown(), workspace)
            quarantined += run.counts["quarantined"]
            click.echo(f"{folder}: {run.counts['rendered']} reports", err=True)
    click.echo(f"Look into the folder {out.resolve()}: one PDF a student, a folder a language.", err=True)
    sys.exit(4 if quarantined else 0)
