"""The commands `scorepress rules`: decision tables, and which rows examples and students reach."""

from pathlib import Path

import click

from scorepress.apps.say import named_report, open_report, open_workspace, project_option, report_option
from scorepress.apps.students import Inputs, Students
from scorepress.model.coverage import Coverage
from scorepress.pipeline.project import Opened, report_names


@click.group("rules")
def command() -> None:
    """Rules as decision tables, and which rows the examples reach."""


@command.command("table")
@click.argument("report")
@click.option(
    "--format", "format_", type=click.Choice(("md", "html")), default="md", show_default=True, metavar="NAME",
    help="md: Markdown; html: a page to be printed and signed.",
)  # fmt: skip
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Write here; without it, print.")
@project_option
def table(report: str, format_: str, out: Path | None, project: str | None) -> None:
    """Print the decision tables of a report, made from its rules.

    REPORT is a folder of rules/. Each message is a table: conditions as columns, the sentence, where it comes from, and
    the open questions that touch it.
    """
    from scorepress.pipeline.tables import decision_tables
    from scorepress.render.table_html import render_table_html
    from scorepress.render.table_markdown import render_table_markdown
    from scorepress.workspace import Output

    workspace = open_workspace(project)
    book = decision_tables(open_report(workspace, report)[0].template)
    text = render_table_html(book) if format_ == "html" else render_table_markdown(book)
    if out is None:
        click.echo(text, nl=False)
        return
    Output(out.parent).write(out.name, text.encode())
    click.echo(f"The tables are in {out}", err=True)


@command.command("coverage")
@click.argument("records", nargs=-1)
@report_option(help="Only this report; without it all of the project.")
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--school-year", metavar="YEAR", help="Such as 2025-26, where the data file does not tell it.")
@click.option("--input-format", metavar="NAME", help="How to read RECORDS, where it cannot be recognised.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@project_option
def coverage(
    records: tuple[str, ...], report: str | None, history: tuple[str, ...], school_year: str | None,
    input_format: str | None, as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Count which rows of the rules the examples reach, and how many students.

    RECORDS is a data file, or several: with it, each row is told how many of their students it answers. No student is
    named.
    """
    from scorepress.render.coverage import render_coverage_json, render_coverage_text

    workspace = open_workspace(project)
    names = report_names(workspace) if report is None else (named_report(workspace, report),)
    inputs = Inputs(records, history, school_year, input_format)
    found = [_cover(open_report(workspace, name)[0], inputs) for name in names]
    click.echo(render_coverage_json(found) if as_json else render_coverage_text(found), nl=False)


def _cover(opened: Opened, inputs: Inputs) -> Coverage:
    from scorepress.pipeline.coverage import cover
    from scorepress.pipeline.press import Press
    from scorepress.workspace import scratch

    press = Press(opened.template)
    if not inputs.files:
        return cover(press)
    with scratch() as database:
        return cover(press, Students(opened, inputs, database).rows())
