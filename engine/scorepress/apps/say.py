"""Diagnostics to the terminal."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from scorepress.diagnostics.printer import Format, print_diagnostics
from scorepress.diagnostics.text import wants_color
from scorepress.model.diagnostic import Diagnostic
from scorepress.model.source import Source
from scorepress.workspace import Workspace


def say(diagnostics: Sequence[Diagnostic], workspace: Workspace | None, format: Format = "text") -> None:
    """Print diagnostics: for people to standard error, for programs to standard output."""
    if not diagnostics and format == "text":
        return
    workspace = workspace or Workspace()
    private = {d.span.path for d in diagnostics if d.span and d.code.value.startswith("record-")}

    def sources(path: str) -> Source | None:
        """Files of the project alone: a line of a data file tells who somebody is."""
        return None if path in private else workspace.excerpt(path)

    color = wants_color(terminal=sys.stderr.isatty(), environment=os.environ)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    text = print_diagnostics(format, diagnostics, sources, color=color, width=width)
    click.echo(text, err=format == "text", nl=not text.endswith("\n"), color=color)


def open_workspace(project: str | None) -> Workspace:
    """The project that was asked for, or the folder we stand in if it is one, over the built-in one."""
    if project is not None:
        return Workspace(Path(project))
    here = Path.cwd()
    parts = ("layouts", "rules", "locales", "schemas")
    return Workspace(here if any((here / part).is_dir() for part in parts) else None)


project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(),
    help="The report project; without it the folder you are in, if it is one, and the built-in reports.",
)
