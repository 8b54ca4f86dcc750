"""Files of a project as they were in a git revision."""

import subprocess
from collections.abc import Callable

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Source
from scorepress.workspace import Workspace

LAST = "HEAD"
SECONDS = 20


def committed(workspace: Workspace, revision: str | None) -> Callable[[str], Source | None]:
    """A reader of project files as they were in a revision; None: as they were last committed.

    It gives None for a file that was not there then. Without git, or outside of a repository, nothing was committed: an
    error (ScorepressError) only where a revision was asked for.
    """

    def read(path: str) -> Source | None:
        file = workspace.find(path)
        if file is None:
            return None
        if revision is not None and (not revision or revision.startswith("-") or ":" in revision):
            raise _unknown(revision)
        found = _git(str(file.parent), "cat-file", "blob", f"{revision or LAST}:./{file.name}")
        if found is not None:
            return Source(path, found.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n"))
        asked = f"{revision}^{{commit}}"
        if revision is not None and _git(str(file.parent), "rev-parse", "--verify", "-q", asked) is None:
            raise _unknown(revision)
        return None

    return read


def _git(folder: str, *words: str) -> bytes | None:
    """What git prints; None when it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - words of our own, and a revision that is no option
            ["git", "-C", folder, *words],  # noqa: S607 - the git that the user has
            capture_output=True, check=False, timeout=SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _unknown(revision: str) -> ScorepressError:
    hint = "`git log` lists the revisions; without `--base` the last commit is taken"
    message = f"git knows no revision `{revision}` of this project"
    return ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
