"""The command `scorepress review`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scorepress.apps.say import named_report, open_workspace, project_option, report_option, say

if TYPE_CHECKING:  # a command loads what it needs when it is called
    from scorepress.model.review import Review

FORMATS = ("text", "json", "junit", "sarif", "github")


def _concerns(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    """`choice,fit` -> the two words."""
    from scorepress.model.review import Concern

    if text is None:
        return None
    words = tuple(part.strip() for part in text.split(",") if part.strip())
    known = [concern.value for concern in Concern]
    for word in words:
        if word not in known:
            raise click.BadParameter(f"no kind of change {word!r}; known: {', '.join(known)}")
    return words


@click.command("review")
@click.argument("base", required=False)
@click.option("--head", metavar="REVISION", help="Look at this git revision instead of the working tree.")
@click.option(
    "--records",
    multiple=True,
    metavar="FILE",
    help="Count in this data file whom each change reaches; may be repeated.",
)
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--school-year", metavar="YEAR", help="Such as 2025-26, where the data does not tell it.")
@report_option(help="Only this report; without it all of the project.")
@click.option(
    "--html", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Write the review as one HTML file."
)
@click.option("--markdown", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Write it as Markdown, for a comment on a pull request.")  # fmt: skip
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, metavar="NAME",
              help=f"How to print it: {', '.join(FORMATS)}.")  # fmt: skip
@click.option("--fail-on", callback=_concerns, metavar="LIST",
              help="End with 1 only for these kinds of change, such as choice,fit,stale.")  # fmt: skip
@click.option("--accept", multiple=True, is_flag=False, flag_value="", metavar="[ITEM]",
              help="Approve a change by its name or message, or with --all every change; may be repeated.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="With --accept: every change.")
@project_option
def command(
    base: str | None, head: str | None, records: tuple[str, ...], history: tuple[str, ...], school_year: str | None,
    report: str | None, html: Path | None, markdown: Path | None, format_: str, fail_on: tuple[str, ...] | None,
    accept: tuple[str, ...], everything: bool, project: str | None,
) -> None:  # fmt: skip
    """Show what a change does to the reports, before anybody gets one.

    BASE is a git revision; without it the state in which the work left main. Which sentences changed, in which
    languages, for which students, what no longer fits, what moved, and the fewest pages that show it.

    Exit code 0: no change; 1: changes to approve; 2: something is wrong.
    """
    from scorepress.apps.review_run import Wish, review_project
    from scorepress.apps.students import Inputs
    from scorepress.model.diagnostic import ScorepressError

    if everything and not accept:
        raise click.UsageError("--all belongs to --accept: `scorepress review --accept --all`")
    if accept and not everything and "" in accept:
        raise click.UsageError("--accept needs the name of a change, as `scorepress review` prints it, or --all")
    workspace = None
    try:
        workspace = open_workspace(project)
        name = named_report(workspace, report) if report is not None else None
        wish = Wish(base, head, name, Inputs(records, history, school_year) if records else None)
        found = review_project(workspace, wish)
        if accept:
            from scorepress.apps.review_accept import accept_items

            accept_items(workspace, wish, found, () if everything else accept)
            return
        _print(found, format_, html, markdown)
    except ScorepressError as error:
        say(error.diagnostics, workspace)
        sys.exit(2)
    failing = [item for item in found.items if fail_on is None or item.concern.value in fail_on]
    sys.exit(1 if failing else 0)


def _print(found: "Review", format_: str, html: Path | None, markdown: Path | None) -> None:
    from scorepress.apps.review_run import write_review

    write_review(found, html, markdown)
    if format_ == "json":
        from scorepress.render.review_json import render_review_json

        click.echo(render_review_json(found), nl=False)
    elif format_ == "junit":
        from scorepress.render.review_junit import render_review_junit

        click.echo(render_review_junit(found), nl=False)
    elif format_ == "text":
        from scorepress.diagnostics.text import wants_color
        from scorepress.render.review_text import render_review_text

        color = wants_color(terminal=sys.stdout.isatty(), environment=os.environ)
        click.echo(render_review_text(found, color=color, seen=html is not None), nl=False, color=color)
    else:
        from scorepress.diagnostics.printer import Format, print_diagnostics
        from scorepress.render.review_words import as_diagnostics

        kind: Format = "sarif" if format_ == "sarif" else "github"
        text = print_diagnostics(kind, as_diagnostics(found), lambda _path: None, color=False, width=100)
        click.echo(text, nl=not text.endswith("\n"))
