"""The file of passwords: one JSON object a line, with `file`, `student` and `password`."""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Span
from scorepress.noun import Noun
from scorepress.workspace import writing

_MEND = "mend the line, or delete it (its report gets a new password); or name the file that `render` or `seal` wrote"


class Secret(Noun, frozen=True):
    """The password of a file. line: of the file of passwords."""

    file: str
    student: str
    password: str
    line: int = 0


def read_secrets(path: Path) -> Iterator[Secret]:
    """The lines of a file of passwords. Raises ScorepressError when it cannot be read, or a line says none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"`{path}` cannot be read: {(error.strerror or 'unknown').lower()}"
        raise _refusal(Code.FILE_NOT_READABLE, message) from None
    except ValueError:
        raise _refusal(Code.NOT_UTF8, f"`{path}` is not UTF-8, so it is no file of secrets", _MEND) from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                entry = json.loads(line)
                file, password, student = entry["file"], entry["password"], entry.get("student") or ""
                for word in (file, password, student):
                    word.encode()
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                message = f"`{path}` is no file of secrets: line {number} has no `file` and `password`"
                place = Span(str(path), number)
                raise _refusal(Code.FILE_NOT_READABLE, message, _MEND, place) from None
            yield Secret(file, student, password, number)


def hold(place: int, message: str, hint: str) -> None:
    """Have an open file or folder alone, until it is closed; nothing where the file system knows no locks.

    Raises ScorepressError (BUSY), with the message, when somebody else has it.
    """
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _refusal(Code.BUSY, message, hint) from None
    except OSError:
        pass


class SecretsFile:
    """A file of passwords that is being added to; nobody else does so meanwhile."""

    def __init__(self, path: Path) -> None:
        """Raises ScorepressError for a file that cannot be used."""
        self.path = path
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not path.is_file():
                raise _refusal(Code.OUTPUT, f"`{path}` is not a file", "choose another file with `--secrets`")
            self._place = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            hint = "wait for its end, or choose another file with `--secrets`"
            hold(self._place, f"another run writes into `{path}`", hint)
        except BaseException:
            self.close()
            raise

    def read(self) -> Iterator[Secret]:
        """What it has already. When all was read it is for its owner alone, and ends with a whole line."""
        yield from read_secrets(self.path)
        with writing(self.path):
            os.fchmod(self._place, 0o600)
            size = os.fstat(self._place).st_size
            if size and os.pread(self._place, 1, size - 1) != b"\n":
                self._write(b"\n")

    def add(self, secret: Secret) -> None:
        """Write a line, whole or not at all. Raises ScorepressError."""
        entry = {"file": secret.file, "student": secret.student, "password": secret.password}
        with writing(self.path):
            self._write((json.dumps(entry, ensure_ascii=False) + "\n").encode())

    def _write(self, data: bytes) -> None:
        size = os.fstat(self._place).st_size
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(self._place, left) :]
        except BaseException:
            os.ftruncate(self._place, size)
            raise

    def close(self) -> None:
        """The file is complete."""
        os.close(self._place)


def _refusal(code: Code, message: str, hint: str = "", place: Span | None = None) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, place, (), (hint,) if hint else ())])
