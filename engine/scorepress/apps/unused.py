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
            near = get_close_matches(path, sorted(workspace.asked), 1, 0.8)
            hint = f"did you mean `{near[0]}`?" if near else "move it to where a report reads it, or delete it"
            yield _unused(path, path, hint)


def unused_folders(workspace: Workspace) -> Iterator[Diagnostic]:
    """Folders that were meant for a part of the project, and have another name; the place is that of a file in them."""
    for name, part in meant_parts(workspace):
        yield _unused(f"{name}/", workspace.own(name)[0], f"did you mean `{part}/`?")


def _unused(what: str, path: str, hint: str) -> Diagnostic:
    message = f"no report reads `{what}`"
    return Diagnostic(Code.UNUSED_FILE, Severity.WARNING, message, Span(path, 1), (), (hint,))
