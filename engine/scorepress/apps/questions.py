"""The command `scorepress questions`."""

import click

from scorepress.apps.say import named_report, open_report, open_workspace, project_option
from scorepress.pipeline.project import report_names

FORMATS = ("text", "md")


@click.command("questions")
@click.argument("report", required=False)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, metavar="NAME",
    help="text, or md: Markdown, to be printed and signed.",
)  # fmt: skip
@project_option
def command(report: str | None, format_: str, project: str | None) -> None:
    """Print the question book: what is open, what was assumed until it is answered, and where that matters.

    REPORT is a folder of rules/; without it all reports. Each question has its messages with their sentences, and the
    office's answer with its date, or a place for it.
    """
    from scorepress.render.questions import render_questions_markdown, render_questions_text

    workspace = open_workspace(project)
    names = report_names(workspace) if report is None else (named_report(workspace, report),)
    books = [open_report(workspace, name)[0].template.book for name in names]
    click.echo(render_questions_markdown(books) if format_ == "md" else render_questions_text(books), nl=False)
