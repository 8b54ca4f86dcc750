"""What all commands share: diagnostics to the terminal, and finding projects and reports."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from scorepress.diagnostics.printer import Format, print_diagnostics
from scorepress.diagnostics.text import wants_color
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.pipeline.project import Opened, open_project, report_names
from scorepress.workspace import WRITTEN, Workspace

PARTS = ("layouts", "rules", "locales", "schemas")


class Folder(click.Path):
    """A folder of the command line; the empty text, which a script may give by mistake, is not the one we stand in."""

    def __init__(self) -> None:
        """A path, whether or not anything is there."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As of any path."""
        return super().convert(not_empty(ctx, param, value), param, ctx)


def not_empty(context: click.Context | None, parameter: click.Parameter | None, value: Any) -> Any:
    """A callback of options: refuses the empty text."""
    if value == "":
        raise click.BadParameter("the text is empty", context, parameter)
    return value


def say(
    diagnostics: Sequence[Diagnostic], workspace: Workspace | None, format: Format = "text", *, all_by: str = ""
) -> None:
    """Print diagnostics: for people to standard error, for programs to standard output.

    all_by: the command's option that prints all of them, where people are shown some.
    """
    if not diagnostics and format == "text":
        return
    workspace = workspace or Workspace()
    color = wants_color(terminal=sys.stderr.isatty(), environment=os.environ)
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    text = print_diagnostics(
        format, diagnostics, workspace.excerpt,
        color=color, width=width, all_by=all_by, foreign=workspace.is_builtin,
    )  # fmt: skip
    click.echo(text, err=format == "text", nl=not text.endswith("\n"), color=color)


def open_workspace(project: str | None) -> Workspace:
    """The project that was asked for, or the folder we stand in if it is one, over the built-in one.

    Raises ScorepressError when what was asked for is no report project.
    """
    workspace = Workspace(Path(project) if project is not None else _here())
    click.get_current_context().find_root().obj = workspace
    if workspace.project is not None and not _is_project(workspace.project):
        message = f"`{project}` is no report project: it holds none of {', '.join(f'`{part}/`' for part in PARTS)}"
        meant = [f"did you mean `{part}/` where `{name}/` stands?" for name, part in meant_parts(workspace)]
        hint = meant[0] if meant else "name the folder that holds them; `scorepress new DIR` makes one"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
    return workspace


def meant_parts(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Folders whose names are nearly those of a project's parts, each with the part that is meant."""
    for name in workspace.own_folders():
        near = get_close_matches(name.lower(), PARTS, 1, 0.8)
        if near and name not in PARTS and any(path.endswith(WRITTEN) for path in workspace.own(name)):
            yield name, near[0]


def standing() -> Path | None:
    """The folder we stand in; None when it was deleted."""
    try:
        return Path.cwd()
    except OSError:
        return None


def _here() -> Path | None:
    here = standing()
    return here if here is not None and _is_project(here) else None


def _is_project(folder: Path) -> bool:
    try:
        return any((folder / part).is_dir() for part in PARTS)
    except OSError:  # what is in it, Workspace tells to whom it may concern
        return True


def named_report(workspace: Workspace, name: str) -> str:
    """The name, if a report has it. Raises ScorepressError."""
    names = report_names(workspace)
    if name not in names:
        near = [known for known in names if name and known.startswith(name)] or get_close_matches(name, names, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(f'`{n}`' for n in names)}"
        problem = Diagnostic(Code.UNKNOWN_REPORT, Severity.ERROR, f"no report named `{name}`", None, (), (hint,))
        raise ScorepressError([problem])
    return name


def open_report(workspace: Workspace, name: str) -> tuple[Opened, tuple[Diagnostic, ...]]:
    """A report by its name, with what is to be said of it. Raises ScorepressError when something must be mended."""
    opened, found = open_project(workspace, named_report(workspace, name))
    if opened is None:
        raise ScorepressError(found)
    return opened, found


def report_option(*, required: bool = False, help: str) -> Callable[[Any], Any]:
    """The option `--report`."""
    return click.option("--report", required=required, metavar="NAME", help=help)


project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(),
    help="The report project; without it the folder you are in, if it is one, and the built-in reports.",
)
