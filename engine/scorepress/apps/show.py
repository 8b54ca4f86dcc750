"""The command `scorepress show`."""

import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import click

from scorepress.apps.say import open_workspace, project_option, say
from scorepress.model.diagnostic import Reporter, ScorepressError
from scorepress.model.record import Record
from scorepress.model.template import Template
from scorepress.workspace import Workspace

FORMS = ("layout", "rules", "template", "record", "report", "scene", "svg")


@click.command("show")
@click.argument("form", type=click.Choice(FORMS))
@click.argument("name")
@click.option("--records", type=click.Path(), help="Students, for record, report, scene and svg; else an invented one.")
@click.option("--student", default=1, show_default=True, help="Which row of the records, counted from 1.")
@click.option("--language", default="en", show_default=True, help="The language of the report.")
@click.option("--page", "number", default=1, show_default=True, help="Which page, for svg.")
@project_option
def command(
    form: str, name: str, records: str | None, student: int, language: str, number: int, project: str | None
) -> None:
    """Show what the program sees on its way from files to a page.

    NAME is a report, such as summative-alternate-elpac; for `layout` it may be a YAML file.
    """
    from scorepress.apps.printing import print_noun

    workspace = open_workspace(project)
    if form == "layout":
        click.echo(print_noun(_layout(workspace, name)), nl=False)
        return
    template = _template(workspace, name)
    if form in ("rules", "template"):
        click.echo(print_noun(template.book if form == "rules" else template), nl=False)
        return
    click.echo(_student(workspace, template, form, records, student, language, number), nl=False)


def _layout(workspace: Workspace, name: str) -> object:
    from scorepress.model.source import Source
    from scorepress.parse.layout import parse_layout
    from scorepress.workspace import read_text

    reporter = Reporter()
    paths = [name] if name.endswith(".yaml") else list(workspace.names(f"layouts/{name}", "*.yaml"))
    if not paths:
        raise click.BadParameter(f"no report and no file named {name!r}", param_hint="NAME")
    trees = []
    for path in paths:
        source = workspace.source(path) if workspace.find(path) else Source(path, read_text(Path(path), path))
        trees.append(parse_layout(source, reporter))
    if reporter.failed:
        raise ScorepressError(reporter.found)
    return tuple(trees)


def _template(workspace: Workspace, name: str) -> Template:
    from scorepress.pipeline import load_template, report_names

    if name not in report_names(workspace):
        raise click.BadParameter(f"no report named {name!r}; known: {', '.join(report_names(workspace))}",
                                 param_hint="NAME")  # fmt: skip
    reporter = Reporter()
    template = load_template(workspace, name, reporter)
    if template is None:
        say(reporter.found, workspace)
        sys.exit(1)
    return template


def _student(
    workspace: Workspace, template: Template, form: str, records: str | None, student: int, language: str, number: int
) -> str:
    from scorepress.apps.printing import print_noun
    from scorepress.pipeline import Press

    press = Press(template)
    record = _record(workspace, press, records, student)
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


def _record(workspace: Workspace, press: "Press", records: str | None, student: int) -> Record:  # type: ignore[name-defined]  # noqa: F821
    raise NotImplementedError


Reader = Callable[[], Record]
_ = islice
