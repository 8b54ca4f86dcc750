"""`scorepress check --write-row` and `--write-example`: what is missing, written where it belongs."""

from collections.abc import Sequence

import click

from scorepress.fmt.additions import Addition, apply_additions
from scorepress.pipeline.additions import Proposal, missing_examples, missing_rows
from scorepress.pipeline.counterexamples import Search
from scorepress.workspace import Output, Workspace, read_bytes, read_text


def write_additions(workspace: Workspace, reports: Sequence[str], *, rows: bool, examples: bool) -> None:
    """Write rows and examples without a decision into the user's own rule files, and say what was written where.

    Raises ScorepressError when a file cannot be read or written.
    """

    def own(path: str) -> str | None:
        file = workspace.project / path if workspace.project else None
        return read_text(file, path) if file and file.is_file() else None

    for report in reports:
        search = Search(workspace, report)
        proposals = [*(missing_rows(search, own) if rows else ()), *(missing_examples(search, own) if examples else ())]
        for path in dict.fromkeys(one.addition.path for one in proposals if one.addition):
            _write(workspace, path, [one.addition for one in proposals if one.addition and one.addition.path == path])
        _tell(proposals)


def _write(workspace: Workspace, path: str, additions: Sequence[Addition]) -> None:
    """Put additions into a file of the project: whole or not at all; ends of lines stay as they are."""
    assert workspace.project is not None
    file = (workspace.project / path).resolve()
    before = read_bytes(file, path)
    text = apply_additions(read_text(file, path), additions)
    if b"\r\n" in before:
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    mode = file.stat().st_mode
    Output(file.parent).write(file.name, mark + text.encode()).chmod(mode)


def _tell(proposals: Sequence[Proposal]) -> None:
    for one in proposals:
        if one.addition is None:
            click.echo(f"no {one.what} is written for `{one.about}`: {one.why_not}", err=True)
            continue
        path = one.addition.path
        before = (other.addition for other in proposals if other.addition and other.addition.path == path)
        shift = sum(len(other.lines) for other in before if other.behind < one.addition.behind)
        first = next(at for at, line in enumerate(one.addition.lines, 1) if line)
        click.echo(f"{path}:{one.addition.behind + shift + first}: wrote the {one.what} of `{one.about}`:", err=True)
        for line in one.addition.lines:
            if line:
                click.echo(f"    {line}", err=True)
