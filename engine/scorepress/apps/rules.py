"""The commands `scorepress rules`: decision tables, and which rows examples and students reach."""

from pathlib import Path

import click

from scorepress.apps.say import open_report, open_workspace, project_option


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
