"""Two states of a report project: the working tree, and revisions taken out of git without touching it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from scorepress.apps.say import PARTS
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.review import WORKING_TREE
from scorepress.noun import Noun
from scorepress.resources import builtin
from scorepress.workspace import Workspace

MAIN = ("main", "origin/main", "master", "origin/master")
SECONDS = 60
_FILE_MODES = ("100644", "100755")


class State(Noun, frozen=True):
    """A state of the project, and how it is called."""

    name: str
    workspace: Workspace


@contextmanager
def two_states(workspace: Workspace, base: str | None, head: str | None) -> Iterator[tuple[State, State]]:
    """The state before and the state now. base: None is where the work left main; head: None is the working tree.

    Raises ScorepressError when the project is not under git, or git knows no such revision.
    """
    folder = workspace.project or builtin()
    if _git(folder, "rev-parse", "--show-toplevel") is None:
        message = f"`{folder.name or folder}` is not under version control with git, so there is no state before"
        hint = "make the project part of a git repository and commit it; `scorepress review` then compares with it"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
    with TemporaryDirectory(prefix="scorepress-review-") as made:
        name, called = (base, base) if base else _left_main(folder, head or "HEAD")
        before = _taken(folder, name, Path(made) / "before", workspace, called)
        after = (
            State(WORKING_TREE, workspace) if head is None else _taken(folder, head, Path(made) / "after", workspace)
        )
        yield before, after


def _left_main(folder: Path, head: str) -> tuple[str, str]:
    """The last revision that the work has in common with main, and how that is called; else the last commit."""
    for main in MAIN:
        found = _git(folder, "merge-base", head, main)
        if found:
            return found.decode("ascii", "replace").strip(), main
    return "HEAD", "HEAD"


def _taken(folder: Path, revision: str, target: Path, workspace: Workspace, called: str = "") -> State:
    """Write a revision's files of the project to a folder of its own. called: its name, where that is another one."""
    commit = _commit(folder, revision)
    listed = _git(folder, "ls-tree", "-r", "-z", commit, "--", *PARTS) or b""
    files: list[tuple[str, PurePosixPath]] = []
    for entry in listed.split(b"\0"):
        head, _, path = entry.partition(b"\t")
        words = head.decode("ascii", "replace").split()
        name = PurePosixPath(path.decode("utf-8", "surrogateescape"))
        if len(words) == 3 and words[0] in _FILE_MODES and ".." not in name.parts:
            files.append((words[2], name))
    target.mkdir()
    for name, data in zip((name for _, name in files), _blobs(folder, [key for key, _ in files]), strict=True):
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    short = (_git(folder, "rev-parse", "--short", commit) or b"").decode("ascii", "replace").strip()
    found = Workspace(target)
    if folder.resolve() == builtin().resolve():  # the built-in files are the ones that are compared
        found.roots = (target,)
    else:
        found.roots = (target, *(root for root in workspace.roots if root != workspace.project))
    told = called or revision
    return State(short if commit.startswith(told) or told == "HEAD" else f"{told} ({short})", found)


def _commit(folder: Path, revision: str) -> str:
    safe = revision and not revision.startswith("-") and ":" not in revision
    found = _git(folder, "rev-parse", "--verify", "-q", f"{revision}^{{commit}}") if safe else None
    if not found:
        message = f"git knows no revision `{revision}` of this project"
        hint = "`git log` lists the revisions; in CI, fetch the whole history (`fetch-depth: 0`)"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
    return found.decode("ascii", "replace").strip()


def _blobs(folder: Path, keys: list[str]) -> Iterator[bytes]:
    """The contents of blobs, in their order."""
    answer = _git(folder, "cat-file", "--batch", stdin="".join(f"{key}\n" for key in keys).encode()) or b""
    at = 0
    for _ in keys:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].rsplit(b" ", 1)[1])
        yield answer[end + 1 : end + 1 + size]
        at = end + 2 + size


def _git(folder: Path, *words: str, stdin: bytes | None = None) -> bytes | None:
    """What git prints; None when it fails or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - words of our own, and a revision that is no option
            ["git", "-C", str(folder), *words],  # noqa: S607 - the git that the user has
            capture_output=True, check=False, timeout=SECONDS, input=stdin,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
