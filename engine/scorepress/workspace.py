"""The one door to the world: report projects, inputs, outputs, scratch databases.

A project is a folder with layouts/, rules/, locales/ and schemas/. A user's own project is looked in first, then the
built-in one, file by file, so that a project need only hold what it changes.
"""

import errno
import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Source, Span
from scorepress.resources import builtin
from scorepress.temporary import SCRATCH, scratch_folder

LARGEST_TEXT = 20_000_000
LINES_AT_ONCE = 100
STANDARD_INPUT = "-"
WRITTEN = (".yaml", ".rules", ".po", ".schema.json")
"""Endings of files that people write and diagnostics may quote."""


class Workspace:
    """Reads a project over the built-in one."""

    def __init__(self, project: Path | None = None) -> None:
        """Look in `project` first; raises ScorepressError when it is not a folder that can be read."""
        try:
            missing = project is not None and not project.is_dir()
        except OSError as error:
            raise _unreadable(str(project), error, None) from None
        if missing:
            raise _error(Code.FILE_NOT_FOUND, f"no folder named `{project}`", None, "`scorepress new DIR` makes one")
        self.project = project
        self.roots = tuple(root for root in (project, builtin()) if root is not None)
        self.asked: set[str] = set()
        """Every project path that was looked for."""

    def find(self, path: str) -> Path | None:
        """The file that a project path means; None when there is none. The path cannot leave the project.

        Raises ScorepressError when something that cannot be read has its name: the built-in file never stands in
        for a project's own.
        """
        self.asked.add(path)
        parts = PurePosixPath(path).parts
        if ".." in parts or PurePosixPath(path).is_absolute():
            return None
        return next((root / path for root in self.roots if _is_file(root / path, path)), None)

    def source(self, path: str, asked: Span | None = None) -> Source:
        """Read a text of the project. Raises ScorepressError: not found, not readable, not UTF-8, too large."""
        found = self.find(path)
        if found is None:
            raise _error(Code.FILE_NOT_FOUND, f"no file named `{path}` in the project", asked, "check the spelling")
        return Source(path, read_text(found, path))

    def data(self, path: str) -> bytes | None:
        """Read the bytes of a small file of the project; None when there is none. Raises ScorepressError."""
        found = self.find(path)
        return read_bytes(found, path) if found else None

    def names(self, folder: str, pattern: str) -> tuple[str, ...]:
        """Project paths of what matches in a folder, in order of name, folders and hidden files apart."""
        entries = (e for root in self.roots for e in _entries(root / folder, folder) if fnmatch(e.name, pattern))
        return tuple(sorted({f"{folder}/{e.name}" for e in entries if e.suffix or not e.is_dir()}))

    def folders(self, folder: str) -> tuple[str, ...]:
        """Names of the folders in a folder, in order."""
        entries = (e for root in self.roots for e in _entries(root / folder, folder))
        return tuple(sorted({e.name for e in entries if e.is_dir()}))

    def own(self, folder: str) -> tuple[str, ...]:
        """Project paths of all files that the user's own project has in a folder and the folders in it.

        Where there is no project, the folder where we stand is looked at in its place.
        """
        entries = _entries((self.project or Path()) / folder, folder)
        inside = [self.own(f"{folder}/{e.name}") if e.is_dir() else (f"{folder}/{e.name}",) for e in entries]
        return tuple(path for paths in inside for path in paths)

    def own_folders(self) -> tuple[str, ...]:
        """Names of the folders for which `own` can be asked, in order."""
        return tuple(entry.name for entry in _entries(self.project or Path(), ".") if entry.is_dir())

    def is_builtin(self, path: str) -> bool:
        """Whether a path means a built-in file, and the user's own project has no copy of it."""
        if self.project is None or self.project.resolve() == builtin():
            return False
        try:
            found = self.find(path)
        except ScorepressError:
            return False
        return found is not None and found == builtin() / path

    def excerpt(self, path: str) -> Source | None:
        """A source for a diagnostic's excerpt. None for data files: their lines tell who somebody is."""
        if not path.endswith(WRITTEN):
            return None
        try:
            return Source(path, read_text(self.find(path) or Path(path), path))
        except ScorepressError:
            return None


def read_bytes(file: Path, name: str) -> bytes:
    """The bytes of a file. Raises ScorepressError."""
    try:
        if file.stat().st_size > LARGEST_TEXT:
            hint = "split it, or make what it holds smaller"
            raise _error(Code.TOO_LARGE, f"`{name}` is larger than {LARGEST_TEXT:,} bytes", Span(name, 1), hint)
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(name, error, Span(name, 1)) from None


def read_text(file: Path, name: str) -> str:
    """The text of a file, with or without BOM. Raises ScorepressError."""
    data = read_bytes(file, name)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        message = f"`{name}` is not UTF-8: byte 0x{error.object[error.start]:02x} in line {line} cannot be read"
        raise _error(Code.NOT_UTF8, message, Span(name, line, column), "save the file as UTF-8") from None


@contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """An input file as bytes; `-` is the standard input. Raises ScorepressError."""
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    shown = as_text(path)
    if shown != path:  # reports, lists and the journal name their input
        message = f"the file’s name `{shown}` is no text in UTF-8"
        raise _error(Code.FILE_NOT_READABLE, message, None, "rename the file")
    try:
        with Path(path).open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise _error(Code.FILE_NOT_FOUND, f"no file named `{path}`", None, _near(Path(path))) from None
    except OSError as error:
        raise _unreadable(path, error, None) from None


def as_text(name: str) -> str:
    """A file's name in UTF-8: the same, unless it is no text."""
    return name.encode("utf-8", "backslashreplace").decode()


def _near(file: Path) -> str:
    """What may be meant by a file that is not there."""
    folder = file.parent
    if not folder.is_dir():
        return f"there is no folder `{folder}`"
    near = get_close_matches(file.name, [entry.name for entry in folder.iterdir()], 1, 0.7)
    return f"did you mean `{folder / near[0]}`?" if near else "check the path"


class Output:
    """A folder of finished files: each is written under a temporary name and moved into place."""

    def __init__(self, folder: Path) -> None:
        """Make the folder. Raises ScorepressError when it cannot be made."""
        self.folder = folder
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, data: bytes) -> Path:
        """Write one file whole or not at all. Raises ScorepressError."""
        target, temporary = f"{self.folder}/{name}", f"{self.folder}/.{name}.part"
        try:
            with open(temporary, "wb", buffering=0) as stream:  # noqa: PTH123 - paths are texts here: it is done often
                left = memoryview(data)
                while left:
                    left = left[stream.write(left) :]
            os.replace(temporary, target)  # noqa: PTH105
        except BaseException as error:
            _remove(Path(temporary))
            if isinstance(error, OSError):
                with writing(self.folder / name):
                    raise
            raise
        return Path(target)

    def names(self) -> Iterator[str]:
        """The names of what is in the folder, hidden files apart. Raises ScorepressError."""
        with writing(self.folder), os.scandir(self.folder) as entries:
            yield from (entry.name for entry in entries if not entry.name.startswith("."))

    @contextmanager
    def lines(self, name: str) -> Iterator[Callable[[str], None]]:
        """A file of lines that appears, whole, only when the block ends well, and only if a line was written.

        Until then what an earlier run wrote under the name stays. Raises ScorepressError.
        """
        target, temporary = self.folder / name, self.folder / f".{name}.part"
        stream: IO[str] | None = None
        waiting: list[str] = []

        def put(line: str, most: int = LINES_AT_ONCE) -> None:
            nonlocal stream
            waiting.append(line)
            if len(waiting) < most:
                return
            with writing(target):
                if stream is None:
                    stream = temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
                stream.write("\n".join(waiting) + "\n")
                waiting.clear()

        try:
            yield put
            if waiting:
                put(waiting.pop(), 1)
            with writing(target):
                if stream is None:
                    target.unlink(missing_ok=True)
                else:
                    stream.close()
                    temporary.replace(target)
        finally:
            if stream is not None:
                with suppress(OSError):
                    stream.close()
            _remove(temporary)


@contextmanager
def scratch(*, shared: bool = False) -> Iterator[sqlite3.Connection]:
    """A temporary database on disk, gone when the block ends: one transaction, which nobody else has to see.

    shared: other processes open it by its path. Else nobody can: its name is taken away at once where the system can do
    that, so that it is gone however the process ends. Raises ScorepressError when there is no room for it.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch_folder())
        except OSError as error:
            raise _no_scratch(_why(error)) from None
        try:
            connection = sqlite3.connect(Path(folder.name) / SCRATCH, isolation_level=None)
            stack.enter_context(closing(connection))
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN IMMEDIATE")
            if not shared:
                folder.cleanup()
            yield connection
        except sqlite3.OperationalError as error:
            raise _no_scratch(str(error)) from None


def _is_file(file: Path, name: str) -> bool:
    """Whether there is such a file. Raises ScorepressError when there is something else of that name."""
    try:
        mode = file.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        if not file.is_symlink():
            return False
        raise _unreadable(name, error, Span(name, 1), "it is a link, and what it points to is not there") from None
    except ValueError:
        return False
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise _unreadable(name, error, Span(name, 1)) from None
    if not stat.S_ISREG(mode):
        hint = "rename or delete it; the built-in file is then taken if there is one"
        raise _error(Code.FILE_NOT_READABLE, f"`{name}` is not a file, and a file is expected", Span(name, 1), hint)
    return True


def _entries(folder: Path, name: str) -> list[Path]:
    """What is in a folder, in order of name, without hidden files; nothing when there is no such folder."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unreadable(name, error, None) from None


def _remove(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell what goes wrong in writing as a diagnostic: raises ScorepressError (OUTPUT) for an OSError."""
    try:
        yield
    except OSError as error:
        hint = "choose a folder that you may write to"
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            hint = "make room on the disk, or choose another folder"
        elif isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
            hint = "something else has that name: rename it, or choose another folder"
        elif error.errno == errno.EXDEV:
            hint = "a folder in it is a link to another disk: put the whole folder there, and link to that"
        raise _error(Code.OUTPUT, f"`{path}` cannot be written: {_why(error)}", None, hint) from None


def _no_scratch(why: str) -> ScorepressError:
    hint = "make room in the folder for temporary files, or name another one in the environment variable TMPDIR"
    return _error(Code.OUTPUT, f"temporary files cannot be written: {why}", None, hint)


def _unreadable(name: str, error: OSError, span: Span | None, hint: str = "") -> ScorepressError:
    if not hint:
        hint = (
            "name a file, not a folder"
            if isinstance(error, IsADirectoryError)
            else "get permission to read it, or a copy of your own"
        )
        hint = "it is a link that points to itself" if error.errno == errno.ELOOP else hint
    return _error(Code.FILE_NOT_READABLE, f"`{name}` cannot be read: {_why(error)}", span, hint)


def _why(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return reason[:1].lower() + reason[1:]


def _error(code: Code, message: str, span: Span | None, *hints: str) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, span, (), hints)])
