"""The one door to the world: report projects, fonts, inputs, outputs, the date.

A project is a folder with layouts/, rules/, locales/ and schemas/. A user's own project is looked in first, then the
built-in one, file by file, so that a project need only hold what it changes.
"""

import hashlib
import os
import pickle
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Source, Span
from scorepress.resources import builtin

LARGEST_TEXT = 20_000_000
MOST_KEPT = 20


class Workspace:
    """Reads a project over the built-in one."""

    def __init__(self, project: Path | None = None) -> None:
        """Look in `project` first; raises ScorepressError when it is not a folder."""
        if project is not None and not project.is_dir():
            raise _error(Code.FILE_NOT_FOUND, f"no folder named `{project}`", None, "`scorepress new DIR` makes one")
        self.project = project
        self.roots = tuple(root for root in (project, builtin()) if root is not None)

    def find(self, path: str) -> Path | None:
        """The file that a project path means; None when there is none. The path cannot leave the project."""
        parts = PurePosixPath(path).parts
        if ".." in parts or PurePosixPath(path).is_absolute():
            return None
        return next((root / path for root in self.roots if (root / path).is_file()), None)

    def source(self, path: str, asked: Span | None = None) -> Source:
        """Read a text of the project. Raises ScorepressError: not found, not readable, not UTF-8, too large."""
        found = self.find(path)
        if found is None:
            raise _error(Code.FILE_NOT_FOUND, f"no file named `{path}` in the project", asked, "check the spelling")
        return Source(path, read_text(found, path))

    def data(self, path: str) -> bytes | None:
        """Read the bytes of a small file of the project; None when there is none."""
        found = self.find(path)
        return found.read_bytes() if found and found.stat().st_size <= LARGEST_TEXT else None

    def names(self, folder: str, pattern: str) -> tuple[str, ...]:
        """Project paths of the files in a folder that match, in order of name."""
        found = {f"{folder}/{p.name}" for root in self.roots for p in (root / folder).glob(pattern) if p.is_file()}
        return tuple(sorted(found))

    def folders(self, folder: str) -> tuple[str, ...]:
        """Names of the folders in a folder, in order."""
        found = {p.name for root in self.roots for p in (root / folder).glob("*") if p.is_dir()}
        return tuple(sorted(found))

    def excerpt(self, path: str) -> Source | None:
        """A source for a diagnostic's excerpt: a project file, or any text file that the user named."""
        found = self.find(path) or Path(path)
        try:
            if found.stat().st_size > LARGEST_TEXT:
                return None
            return Source(path, found.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeError, ValueError):
            return None


def read_text(file: Path, name: str) -> str:
    """The text of a file, with or without BOM. Raises ScorepressError."""
    try:
        if file.stat().st_size > LARGEST_TEXT:
            raise _error(Code.TOO_LARGE, f"`{name}` is larger than {LARGEST_TEXT:,} bytes", Span(name, 1), "cut it")
        return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise _error(
            Code.NOT_UTF8, f"`{name}` is not UTF-8: byte {error.start} cannot be read", Span(name, line, column),
            "save the file as UTF-8",
        ) from None  # fmt: skip
    except OSError as error:
        raise _error(Code.FILE_NOT_READABLE, f"`{name}` cannot be read: {error.strerror}", None) from None


@contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """An input file as bytes. Raises ScorepressError."""
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below
    except FileNotFoundError:
        raise _error(Code.FILE_NOT_FOUND, f"no file named `{path}`", None, "check the path") from None
    except OSError as error:
        raise _error(Code.FILE_NOT_READABLE, f"`{path}` cannot be read: {error.strerror}", None) from None
    with stream:
        yield stream


class Output:
    """A folder of finished files: each is written under a temporary name and moved into place."""

    def __init__(self, folder: Path) -> None:
        """Make the folder. Raises ScorepressError when it cannot be made."""
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _output(folder, error) from None

    def write(self, name: str, data: bytes) -> Path:
        """Write one file whole or not at all. Raises ScorepressError."""
        target = self.folder / name
        temporary = self.folder / f".{name}.part"
        try:
            temporary.write_bytes(data)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise _output(target, error) from None
        return target

    @contextmanager
    def lines(self, name: str) -> Iterator[Callable[[str], None]]:
        """A file of lines that appears, whole, only when the block ends, and only if a line was written."""
        temporary = self.folder / f".{name}.part"
        stream: IO[str] | None = None

        def put(line: str) -> None:
            nonlocal stream
            if stream is None:
                stream = temporary.open("w", encoding="utf-8", newline="\n")
            stream.write(line + "\n")

        try:
            yield put
        except OSError as error:
            raise _output(temporary, error) from None
        finally:
            if stream is not None:
                stream.close()
                temporary.replace(self.folder / name)


@contextmanager
def scratch() -> Iterator[sqlite3.Connection]:
    """A temporary database on disk, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="scorepress-") as folder:
        connection = sqlite3.connect(Path(folder) / "scratch.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        try:
            yield connection
        finally:
            connection.close()


class Cache:
    """Finished work that can be made again, in the user's cache folder; whatever goes wrong, it is made again.

    The folder is readable for its owner alone: what is read back is trusted as the program's own files are.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Find the folder: `SCOREPRESS_CACHE`, else below XDG_CACHE_HOME or `~/.cache`; the empty text means none."""
        home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
        named = os.environ.get("SCOREPRESS_CACHE", f"{home}/scorepress")
        self.folder = Path(named) if named else None
        self.workspace = workspace

    def key(self, name: str) -> str:
        """Tell one state of program and project from all others, by the contents of all their files."""
        digest = hashlib.sha256(f"{name} {sys.version}".encode())
        engine = Path(__file__).parent
        for file in sorted((*engine.rglob("*.py"), *engine.glob("parse/*.lark"))):
            digest.update(f"{file.name} {file.stat().st_mtime_ns} {file.stat().st_size}\n".encode())
        for root in self.workspace.roots:
            for part in ("layouts", "rules", "locales", "schemas"):
                for file in sorted(p for p in (root / part).rglob("*") if p.is_file()):
                    digest.update(f"\n{file.relative_to(root)}\n".encode())
                    digest.update(file.read_bytes())
        return digest.hexdigest()

    def get(self, key: str) -> object | None:
        """What was kept under a key, or None."""
        if self.folder is None:
            return None
        try:
            file = self.folder / f"{key}.pickle"
            if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
                return None
            kept: object = pickle.loads(file.read_bytes())  # noqa: S301 - our own file, see the class
        except Exception:  # noqa: BLE001 - a damaged cache is an empty cache
            return None
        return kept

    def put(self, key: str, value: object) -> None:
        """Keep a value; only the newest few are kept."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = self.folder / f".{key}.{os.getpid()}"
            temporary.write_bytes(pickle.dumps(value))
            temporary.replace(self.folder / f"{key}.pickle")
            kept = sorted(self.folder.glob("*.pickle"), key=lambda file: -file.stat().st_mtime)
            for file in kept[MOST_KEPT:]:
                file.unlink(missing_ok=True)
        except (OSError, pickle.PicklingError):
            return


def today() -> date:
    """The date on the machine, or that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch and epoch.isdigit() else datetime.now(UTC).date()


def _output(path: Path, error: OSError) -> ScorepressError:
    return _error(Code.OUTPUT, f"`{path}` cannot be written: {error.strerror}", None, "choose another `--out` folder")


def _error(code: Code, message: str, span: Span | None, *hints: str) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, span, (), hints)])
