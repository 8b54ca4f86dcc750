"""The command `scorepress show`."""

from itertools import islice
from pathlib import Path

import click

from scorepress.apps.printing import print_noun
from scorepress.apps.sample import invent
from scorepress.apps.say import named_report, open_report, open_workspace, project_option
from scorepress.apps.students import Inputs, Students
from scorepress.model.diagnostic import Reporter, ScorepressError
from scorepress.model.record import Record, Rejected
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened
from scorepress.workspace import Workspace, read_bytes, scratch

FORMS = ("layout", "rules", "template", "record", "report", "scene", "svg", "transcript")


@click.command("show")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("name")
@click.option("--records", metavar="FILE", help="Students, for record, report, scene and svg; else an invented one.")
@click.option(
    "--student",
    default=1,
    show_default=True,
    metavar="N",
    type=click.IntRange(1),
    help="Which row of the records, counted from 1.",
)
@click.option("--language", default="en", show_default=True, metavar="CODE", help="The language of the report.")
@click.option(
    "--page", "number", default=1, show_default=True, metavar="N", type=click.IntRange(1), help="Which page, for svg."
)
@project_option
def command(
    form: str, name: str, records: str | None, student: int, language: str, number: int, project: str | None
) -> None:
    """Show what the program sees on its way from files to a page.

    NAME is a report: a folder of layouts/. For `layout` it may be a YAML file; for `transcript` it is a finished PDF,
    and what a screen reader would say of it is printed.
    """
    if form == "transcript":
        from scorepress.export.transcript import transcript

        click.echo(transcript(read_bytes(Path(name), name)), nl=False)
        return
    workspace = open_workspace(project)
    if form == "layout":
        click.echo(print_noun(_layout(workspace, name)), nl=False)
        return
    opened, _found = open_report(workspace, name)
    if form in ("rules", "template"):
        click.echo(print_noun(opened.template.book if form == "rules" else opened.template), nl=False)
        return
    click.echo(
        _student(workspace, opened, form, Inputs((records,) if records else ()), student, language, number), nl=False
    )


def _layout(workspace: Workspace, name: str) -> object:
    from scorepress.model.source import Source
    from scorepress.parse.layout import parse_layout
    from scorepress.workspace import read_text

    reporter = Reporter()
    if name.endswith(".yaml"):
        paths: tuple[str, ...] = (name,)
    else:
        paths = workspace.names(f"layouts/{named_report(workspace, name)}", "*.yaml")
    trees = []
    for path in paths:
        source = workspace.source(path) if workspace.find(path) else Source(path, read_text(Path(path), path))
        trees.append(parse_layout(source, reporter))
    if reporter.failed:
        raise ScorepressError(reporter.found)
    return tuple(trees)


def _student(
    workspace: Workspace, opened: Opened, form: str, inputs: Inputs, student: int, language: str, number: int
) -> str:
    press = Press(opened.template)
    record = _record(workspace, opened, press, inputs, student)
    if form == "record":
        return print_noun(record)
    report = press.report(record, language)
    if form == "report":
        return print_noun(report)
    pages = press.pages(report)
    if form == "scene":
        return print_noun(pages)
    page = next((p for p in pages if p.number == number), None)
    if page is None:
        raise click.BadParameter(f"no page {number}; the report has {len(pages)}", param_hint="--page")
    return press.svg(page)


def _record(workspace: Workspace, opened: Opened, press: Press, inputs: Inputs, student: int) -> Record:
    """The row that was asked for, or the first invented student who gets a report."""
    if not inputs.files:
        return next(r for r in invent(workspace, opened, seed=1, count=50) if press.skip(r) is None)
    with scratch() as database:
        rows = Students(opened, inputs, database).rows()
        row = next(islice(rows, student - 1, None), None)
    if isinstance(row, Rejected):
        raise ScorepressError(row.diagnostics)
    if not isinstance(row, Record):
        raise click.BadParameter(f"no student in row {student}" + (f": {row.reason}" if row else ""),
                                 param_hint="--student")  # fmt: skip
    return row
