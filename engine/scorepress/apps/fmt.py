"""The command `scorepress fmt`."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

import click

from scorepress.apps.say import PARTS, open_workspace, project_option, say
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Source
from scorepress.workspace import Output, read_bytes, read_text


@click.command("fmt")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 if a file would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print what would change, as a unified diff.")
@project_option
def command(paths: tuple[str, ...], only_check: bool, show_diff: bool, project: str | None) -> None:
    """Put rules and layouts into their canonical form.

    PATH is a file (*.rules, *.yaml) or a folder; without one, all files of the project. What a file says never changes,
    and comments stay where they are. A file with a syntax error is left as it is. Exit code 0: done; 1: there was an
    error, or with --check a file would change.
    """
    from scorepress.pipeline.formatting import format_files

    files = _project_files(project) if not paths else _named_files(paths)
    sources, found = _read(files)
    changed = 0
    for one in format_files(sources, {str(file) for file in files}):
        found += one.diagnostics
        path = Path(one.path)
        if one.text is None or read_bytes(path, one.path) == one.text.encode():
            continue
        changed += 1
        if show_diff:
            click.echo(_diff(path, one.text), nl=False)
        elif only_check:
            click.echo(f"not formatted: {path}")
        else:
            _write(path, one.text)
            click.echo(f"formatted: {path}")
    say(found, None)
    if not found:
        state = "would change" if only_check or show_diff else "formatted"
        click.echo(f"{_count(len(files))} read, {changed or 'none'} {state}.", err=True)
    sys.exit(1 if found or (only_check and changed) else 0)


def _count(files: int) -> str:
    return f"{files} file{'s' if files != 1 else ''}"


def _project_files(project: str | None) -> list[Path]:
    """All files of the project that can be formatted. Raises ScorepressError when there is no project."""
    if open_workspace(project).project is None:
        raise _error("no report project here", "name files or folders, or go to the folder that holds `rules/`")
    return list(_inside(Path(project or "")))


def _named_files(paths: Sequence[str]) -> list[Path]:
    """The files that were named, and those in named folders. Raises ScorepressError."""
    from scorepress.pipeline.formatting import ENDINGS

    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        if path.is_dir():
            found |= dict.fromkeys(_inside(path))
        elif not path.is_file():
            raise _error(f"no file named `{name}`", "check the path")
        elif path.suffix not in ENDINGS:
            known = " and ".join(f"`*{ending}`" for ending in ENDINGS)
            raise _error(f"`{name}` is neither rules nor a layout", f"{known} can be formatted")
        else:
            found[path] = None
    return list(found)


def _inside(folder: Path) -> Iterator[Path]:
    """Files in a folder and the folders in it; of a project only what belongs to it. Nothing hidden."""
    parts = [folder / part for part in PARTS if (folder / part).is_dir()]
    for top in parts or [folder]:
        for path in _endings(top.rglob("*")):
            if not any(part.startswith(".") for part in path.relative_to(folder).parts):
                yield path


def _endings(paths: Iterable[Path]) -> list[Path]:
    from scorepress.pipeline.formatting import ENDINGS

    return sorted(path for path in paths if path.suffix in ENDINGS and path.is_file())


def _read(files: Sequence[Path]) -> tuple[list[Source], list[Diagnostic]]:
    """The files, and the rule files beside them; what cannot be read."""
    folders = {file.parent for file in files if file.suffix == ".rules"}
    beside = [path for folder in sorted(folders) for path in _endings(folder.iterdir()) if path.suffix == ".rules"]
    sources: list[Source] = []
    found: list[Diagnostic] = []
    for path in dict.fromkeys((*files, *beside)):
        try:
            sources.append(Source(str(path), read_text(path, str(path))))
        except ScorepressError as error:
            found += error.diagnostics
    return sources, found


def _diff(path: Path, text: str) -> str:
    old, new = (_lines(one) for one in (read_text(path, str(path)), text))
    lines = "".join(unified_diff(old, new, f"{path}", f"{path} (formatted)"))
    return lines or f"{path}: the ends of lines, or marks before the first\n"


def _lines(text: str) -> list[str]:
    *lines, rest = text.split("\n")
    return [f"{line}\n" for line in lines] + ([f"{rest}\n"] if rest else [])


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all; links lead to what is written, and who may read it does not change."""
    target = path.resolve()
    mode = target.stat().st_mode
    Output(target.parent).write(target.name, text.encode()).chmod(mode)


def _error(message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
