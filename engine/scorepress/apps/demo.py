"""The command `scorepress demo`."""

from pathlib import Path

import click

from scorepress.apps.render import Run, open_report
from scorepress.apps.sample import invent
from scorepress.apps.say import open_workspace, say
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import report_names
from scorepress.workspace import Output

SEED = 2025


@click.command("demo")
@click.option("--out", default="demo", show_default=True, type=click.Path(path_type=Path), help="The folder.")
@click.option("--count", default=6, show_default=True, type=click.IntRange(1, 1000), help="Students for each report.")
def command(out: Path, count: int) -> None:
    """Make sample reports of invented students, in all languages, and say where to look."""
    workspace = open_workspace(None)
    for name in report_names(workspace):
        opened = open_report(workspace, name)
        press = Press(opened.template)
        for language in press.languages:
            run = Run(press, Output(out / name / language), language, ("pdf",), 150)
            students = invent(workspace, opened, press, seed=SEED, count=count)
            run.all(iter(students), lambda: None)
            say(run.first, workspace)
            click.echo(f"{out / name / language}: {run.counts['rendered']} reports", err=True)
    click.echo(f"Look into the folder {out.resolve()}: one PDF a student, a folder a language.", err=True)
