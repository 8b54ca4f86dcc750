"""The command `scorepress check`."""

import sys

import click

from scorepress.apps.say import open_workspace, say
from scorepress.diagnostics.printer import FORMATS, Format
from scorepress.model.diagnostic import Severity


@click.command("check")
@click.argument("project", required=False, type=click.Path())
@click.option("--report", "only", metavar="NAME", help="Only this report; without it all of the project.")
@click.option("--release", is_flag=True, help="As before a release: drafts and missing translations count as errors.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help="How to print what was found.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all is well.")
def command(project: str | None, only: str | None, release: bool, format_: Format, quiet: bool) -> None:
    """Check a report project: layouts, rules, wording, examples.

    PROJECT is a folder with layouts/, rules/, locales/. Everything that is wrong is told at once, with its place and
    what to do. Exit code 0: nothing to mend; 1: something is.
    """
    from scorepress.pipeline.load import check_report
    from scorepress.pipeline.project import report_names

    workspace = open_workspace(project)
    names = report_names(workspace)
    if only is not None and only not in names:
        raise click.BadParameter(f"no report named {only!r}; known: {', '.join(names)}", param_hint="--report")
    found = []
    for name in (only,) if only else names:
        found += [d for d in check_report(workspace, name, release=release) if d not in found]
    say(found, workspace, format_)
    errors = sum(1 for d in found if d.severity is Severity.ERROR)
    if not quiet and format_ == "text" and not errors:
        count = 1 if only else len(names)
        state = f"{len(found)} warnings" if found else "nothing to mend"
        click.echo(f"{count} report{'s' if count != 1 else ''} checked, {state}.", err=True)
    sys.exit(1 if errors else 0)
