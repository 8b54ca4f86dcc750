"""The command `scorepress check`."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scorepress.apps.say import named_report, open_workspace, report_option, say
from scorepress.apps.unused import unused_files, unused_folders
from scorepress.diagnostics.printer import FORMATS, Format
from scorepress.model.diagnostic import Diagnostic, Severity
from scorepress.pipeline.project import report_names


@contextmanager
def _without_collector() -> Iterator[None]:
    """No search for cycles: what a check reads it keeps to its end, and each search goes through all of it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@click.command("check")
@click.argument("project", required=False, type=click.Path())
@report_option(help="Only this report; without it all of the project.")
@click.option(
    "--release",
    is_flag=True,
    help="As before a release: drafts, missing translations, rows without an example and open questions are errors.",
)
@click.option("--accept-open-questions", is_flag=True, help="With --release: questions may stay without an answer.")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, metavar="NAME",
    help=f"How to print what was found: {', '.join(FORMATS)}.",
)  # fmt: skip
@click.option("--base", metavar="REVISION", default=None,
              help="Compare the record's schema with this git revision; without it with the last commit.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all is well.")
@click.option("--counterexamples", metavar="DIR", type=click.Path(path_type=Path),
              help="Write each forgotten student to this folder, as a record and as pages.")  # fmt: skip
@click.option("--write-row", is_flag=True, help="Write the row that is missing into the rules, to be decided.")
@click.option("--write-example", is_flag=True, help="Write the smallest counterexample into the rules, as an example.")
@_without_collector()
def command(
    project: str | None, report: str | None, release: bool, accept_open_questions: bool, format_: Format, quiet: bool,
    counterexamples: Path | None, write_row: bool, write_example: bool, base: str | None,
) -> None:  # fmt: skip
    """Check a report project: layouts, rules, wording, examples.

    PROJECT is a folder with layouts/, rules/, locales/. Everything that is wrong is told at once, with its place and
    what to do. Exit code 0: nothing to mend; 1: something is.
    """
    from scorepress.apps.revisions import committed
    from scorepress.pipeline.load import check_report

    workspace = open_workspace(project)
    names = report_names(workspace) if report is None else (named_report(workspace, report),)
    found: list[Diagnostic] = []
    before = committed(workspace, base)
    for name in names:
        of_report = check_report(
            workspace, name, release=release, accept_open_questions=accept_open_questions, before=before
        )
        found += [d for d in of_report if d not in found]
    errors = sum(1 for d in found if d.severity is Severity.ERROR)
    if report is None and not errors:
        found += unused_files(workspace)
    found += unused_folders(workspace)
    say(found, workspace, format_, all_by="--format json")
    if counterexamples is not None:
        from scorepress.apps.counterexamples import write_counterexamples

        write_counterexamples(workspace, names, counterexamples)
    if write_row or write_example:
        from scorepress.apps.additions import write_additions

        write_additions(workspace, names, rows=write_row, examples=write_example)
    if not quiet and format_ == "text" and not errors:
        state = f"{len(found)} warning{'s' if len(found) != 1 else ''}" if found else "nothing to mend"
        click.echo(f"{len(names)} report{'s' if len(names) != 1 else ''} checked, {state}.", err=True)
    sys.exit(1 if errors else 0)
