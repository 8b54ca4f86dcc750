"""The output folder of a batch: payload by rename, a lock, the journal's database, files that are withdrawn.

A folder in the form of RFC 8493 (BagIt): the payload is in `data/`, everything beside it is about it. `.scorepress/`
belongs to the program: `journal.db`, `lock`, and `part/`, where files are written before they take their place.
"""

import fcntl
import hashlib
import os
import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from filecmp import cmp
from pathlib import Path
from typing import Any, BinaryIO, Self, TextIO

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.workspace import Output, writing

OWN = ".scorepress"
PAYLOAD = "data"
WITHDRAWN = "withdrawn"
_BLOCK = 1 << 20
_PLACES = 16
"""Folders in `part/`: in one folder files are made one at a time, and processes would wait for each other."""
_MACHINE = platform.node()
_CACHE = 8_000
"""Kibibytes of the journal that are kept in memory."""
_ROWS = 500
"""Rows that are read from the journal at once."""


_HELD: set[int] = set()
"""Descriptors of the locks of this process."""


def let_go() -> None:
    """In a worker that was forked: its end is not awaited by whoever wants the lock of its parent."""
    for held in _HELD:
        with suppress(OSError):
            os.close(held)
    _HELD.clear()


class Bag:
    """One folder. Its methods raise ScorepressError (OUTPUT) when something cannot be written."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is made yet."""
        self.folder = folder
        self.payload = folder / PAYLOAD
        self._parts = folder / OWN / "part"
        self._ready: set[str] = set()
        self._number = 0

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.folder / OWN / "journal.db"

    def make(self) -> None:
        """Make the folders. Refuses a folder whose payload nobody vouches for: it is not ours."""
        with writing(self.folder):
            foreign = self.payload.is_dir() and any(self.payload.iterdir()) and not (self.folder / OWN).is_dir()
        if foreign:
            message = f"`{self.payload}` holds files, and no batch has made them"
            raise _error(Code.OUTPUT, message, "choose a new folder; what a batch does not know it would move away")
        with writing(self.folder):
            for place in range(_PLACES):
                (self._parts / str(place)).mkdir(parents=True, exist_ok=True)
            self.payload.mkdir(exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other runs away while the block runs. Raises ScorepressError (BUSY) when there is one."""
        file = self.folder / OWN / "lock"
        with writing(file):
            stream = file.open("a+", encoding="utf-8")
        with closing(stream):
            self._hold(stream, fcntl.LOCK_EX)
            with writing(file):
                stream.truncate(0)
                stream.write(f"{os.getpid()}\n")
                stream.flush()
            for left in self._parts.rglob("*"):  # of a run that was killed
                with suppress(OSError):
                    left.unlink()
            _HELD.add(stream.fileno())
            try:
                yield
            finally:
                _HELD.discard(stream.fileno())
                with suppress(OSError):
                    stream.truncate(0)  # who is told of as writing has ended

    @contextmanager
    def still(self) -> Iterator[None]:
        """Keep runs away while the block reads. Raises ScorepressError (BUSY) when there is one.

        Nobody can write with `lock` into a folder that has no lock: it is a copy.
        """
        file = self.folder / OWN / "lock"
        try:
            stream = file.open(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            yield
            return
        except OSError as error:
            message = f"`{file}` cannot be read: {(error.strerror or 'unknown').lower()}"
            raise _error(Code.FILE_NOT_READABLE, message, "get permission to read the folder") from None
        with closing(stream):
            self._hold(stream, fcntl.LOCK_SH)
            yield

    def _hold(self, stream: TextIO, how: int) -> None:
        """Take the lock, alone (LOCK_EX) or with others who read (LOCK_SH). Raises ScorepressError (BUSY)."""
        try:
            fcntl.flock(stream, how | fcntl.LOCK_NB)
        except OSError:
            stream.seek(0)
            who = stream.read(40).strip()
            by = f" (process {who})" if who.isdigit() else ""
            message = f"another run is writing into `{self.folder}`{by}"
            raise _error(Code.BUSY, message, "wait for its end, or choose another folder") from None

    def database(self, *, readonly: bool = False) -> sqlite3.Connection:
        """The journal's database, in autocommit. Raises ScorepressError (JOURNAL) when it cannot be opened."""
        with database_faults(self.journal):
            address = f"{self.journal.absolute().as_uri()}?{self._mode() if readonly else 'mode=rwc'}"
            connection = sqlite3.connect(address, uri=True, isolation_level=None, factory=_Connection)
            connection.file = self.journal
            try:
                connection.execute(f"PRAGMA cache_size=-{_CACHE}")
                if readonly:
                    connection.execute("PRAGMA query_only=1")
                else:
                    connection.execute("PRAGMA journal_mode=WAL")
                    connection.execute("PRAGMA synchronous=NORMAL")
                    connection.execute("PRAGMA wal_autocheckpoint=4000")  # pages: what changes often is copied seldom
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except BaseException:
                connection.close()
                raise
        return connection

    def _mode(self) -> str:
        """How to read the journal so that nothing is left behind: who may write clears up SQLite's files beside it.

        Where a run is under way, or was killed, the files beside it are there and stay.
        """
        if Path(f"{self.journal}-wal").exists():
            return "mode=ro"
        return "mode=rw" if os.access(self.journal.parent, os.W_OK) else "mode=ro&immutable=1"

    def put(self, path: str, data: bytes) -> tuple[int, str]:
        """Write one payload file, whole or not at all; gives its size and SHA-256.

        It is not forced to the disk: a machine that loses its power may lose it, and `batch` sees that by its size.
        """
        folder, _, _name = path.rpartition("/")
        temporary, target = self._part(), f"{self.payload}/{path}"
        try:
            if folder not in self._ready:
                with writing(self.payload / path):
                    (self.payload / folder).mkdir(parents=True, exist_ok=True)
                self._ready.add(folder)
            place = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(place, left) :]
            finally:
                os.close(place)
            os.replace(temporary, target)  # noqa: PTH105 - paths are texts here: this is done for each report
        except BaseException as error:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            if isinstance(error, OSError):
                with writing(self.payload / path):
                    raise
            raise
        return len(data), hashlib.sha256(data).hexdigest()

    def _part(self) -> str:
        """Where to write a file before it takes its place; nobody else writes there."""
        process = os.getpid()
        self._number += 1
        return f"{self._parts}/{process % _PLACES}/{_MACHINE}-{process}-{self._number}"

    @contextmanager
    def stream(self, path: str) -> Iterator[BinaryIO]:
        """A new payload file, open for writing; it takes its place when the block ends well.

        A file that is there with the same bytes stays, and keeps its date: it need not be printed again.
        """
        target = self.payload / path
        temporary = Path(self._part())
        try:
            with writing(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                with temporary.open("wb") as stream:
                    yield stream
                if target.is_file() and cmp(temporary, target, shallow=False):
                    temporary.unlink()
                else:
                    temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise

    def size(self, path: str) -> int | None:
        """The size of a payload file; None when it is not there."""
        try:
            return os.stat(f"{self.payload}/{path}").st_size  # noqa: PTH116 - asked for each report
        except OSError:
            return None

    def checksum(self, path: str) -> str | None:
        """The SHA-256 of a payload file; None when it is not there."""
        return _checksum(self.payload / path)

    def withdraw(self, path: str, run: int) -> bool:
        """Move a payload file to `withdrawn/RUN/`; whether it is there now. Folders that become empty are removed."""
        source, target = self.payload / path, self.folder / WITHDRAWN / str(run) / path
        with writing(target):
            if not source.exists():
                return target.exists()  # by a run that was killed
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        for parent in source.parents:
            if parent == self.payload:
                break
            try:
                parent.rmdir()
            except OSError:
                break
            self._ready.discard(parent.relative_to(self.payload).as_posix())
        return True

    def files(self) -> Iterator[str]:
        """Every payload file, as a path below `data/`."""
        for folder, _folders, names in os.walk(self.payload):
            inside = Path(folder).relative_to(self.payload).as_posix()
            yield from names if inside == "." else [f"{inside}/{name}" for name in names]

    def tags(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """SHA-256 and name of those of the named files beside the payload that are there."""
        found = ((_checksum(self.folder / name), name) for name in names)
        return [(checksum, name) for checksum, name in found if checksum]

    def lines(self, name: str) -> AbstractContextManager[Callable[[str], None]]:
        """A file of lines beside the payload: see `Output.lines`."""
        return Output(self.folder).lines(name)

    def empty(self, name: str) -> None:
        """A file beside the payload that has no lines, and has to be there."""
        Output(self.folder).write(name, b"")


class _Connection(sqlite3.Connection):
    """A connection that tells its own faults: other databases are open at the same time."""

    file: Path

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """As of any connection."""
        return self.cursor(_Cursor).execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        """As of any connection."""
        return self.cursor(_Cursor).executemany(*arguments)


class _Cursor(sqlite3.Cursor):
    """Raises ScorepressError, as `database_faults`, when it executes and when it gives rows."""

    connection: _Connection

    def execute(self, *arguments: Any) -> Self:
        """As of any cursor."""
        try:
            return super().execute(*arguments)
        except sqlite3.Error as error:
            raise _fault(self.connection.file, error) from None

    def executemany(self, *arguments: Any) -> Self:
        """As of any cursor."""
        try:
            return super().executemany(*arguments)
        except sqlite3.Error as error:
            raise _fault(self.connection.file, error) from None

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override] # rows are given some at a time, which is quicker
        """Rows, as of any cursor."""
        while some := self.fetchmany(_ROWS):
            yield from some

    def __next__(self) -> Any:
        """As of any cursor."""
        try:
            return super().__next__()
        except sqlite3.Error as error:
            raise _fault(self.connection.file, error) from None

    def fetchone(self) -> Any:
        """As of any cursor."""
        return next(self, None)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """As of any cursor."""
        with database_faults(self.connection.file):
            return super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        """As of any cursor."""
        with database_faults(self.connection.file):
            return super().fetchall()


@contextmanager
def database_faults(path: Path) -> Iterator[None]:
    """Tell what goes wrong in a database as a diagnostic: no room (OUTPUT), or not to be read (JOURNAL)."""
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(path, error) from None


_IMPOSSIBLE = (sqlite3.Error, AssertionError, AttributeError, LookupError, TypeError, ValueError)


@contextmanager
def journal_faults(path: Path) -> Iterator[None]:
    """The same for all that is done with a journal: what cannot be is its fault, if it is damaged."""
    try:
        with database_faults(path):
            yield
    except _IMPOSSIBLE:
        if path.is_file() and (why := _damage(path)):
            raise unreadable_journal(path, why) from None
        raise


@contextmanager
def making_sense(path: Path) -> Iterator[None]:
    """Read what a journal holds; raises ScorepressError (JOURNAL) when it can mean nothing."""
    try:
        yield
    except (ValueError, TypeError):
        raise unreadable_journal(path, "what it holds makes no sense") from None


def _damage(path: Path) -> str:
    """What SQLite finds wrong in a database; nothing if it is whole."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except (sqlite3.Error, ValueError):  # what SQLite says may itself be no text
        found = ""
    return "" if found == "ok" else "it is damaged"


def _fault(path: Path, error: sqlite3.Error) -> Exception:
    """What an error of a database is for whoever runs the program; the program's own stay as they are."""
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
        return error
    told, _, _ = str(error).partition(" with text ")  # which may be somebody's
    if "full" in told or "disk I/O" in told or "readonly" in told:
        message = f"`{path}` cannot be written: {told}"
        return _error(Code.OUTPUT, message, "make room on the disk or get permission, then go on with `--resume`")
    return unreadable_journal(path, told)


def unreadable_journal(path: Path, why: str) -> ScorepressError:
    """What is said of a journal that is damaged."""
    hint = "delete `journal.db` and what begins with that name there, and run again: all reports are made anew"
    return _error(Code.JOURNAL, f"the journal `{path}` cannot be read: {why}", hint)


def _checksum(file: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _error(code: Code, message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, None, (), (hint,))])
