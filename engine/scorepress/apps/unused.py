"""What of a user's project no report reads: the built-in files are taken in its place without a word."""

from collections.abc import Iterator
from difflib import get_close_matches

from scorepress.apps.say import meant_parts
from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.source import Span
from scorepress.workspace import Workspace

NOTES = (".md", ".txt", "~")


def unused_files(workspace: Workspace) -> Iterator[Diagnostic]:
    """Files of the user's project that no report has asked for."""
    for path in (path for part in ("layouts", "rules", "locales") for path in workspace.own(part)):
        if path not in workspace.asked and not path.endswith(NOTES):
            yield _unused(path, path, _page(path, workspace) or _misnamed(path, workspace))


def unused_folders(workspace: Workspace) -> Iterator[Diagnostic]:
    """Folders that were meant for a part of the project, and have another name; the place is that of a file in them."""
    for name, part in meant_parts(workspace):
        yield _unused(f"{name}/", workspace.own(name)[0], f"did you mean `{part}/`?")


def _page(path: str, workspace: Workspace) -> str | None:
    """The hint for a file beside the pages of a report."""
    folder, _, name = path.rpartition("/")
    report = f"{folder}/report.yaml"
    if not path.endswith(".yaml") or report not in workspace.asked or workspace.find(report) is None:
        return None
    return f"if it is a page of its own, add `{name}` under `pages:` in `{report}`; otherwise rename or delete it"


def _misnamed(path: str, workspace: Workspace) -> str:
    """The hint for a file whose name or folder may be misspelt."""
    near = get_close_matches(path, sorted(workspace.asked), 1, 0.8)
    return f"did you mean `{near[0]}`?" if near else "move it to where a report reads it, or delete it"


def _unused(what: str, path: str, hint: str) -> Diagnostic:
    message = f"no report reads `{what}`"
    return Diagnostic(Code.UNUSED_FILE, Severity.WARNING, message, Span(path, 1), (), (hint,))
