"""Passwords of protected reports: made by chance or taken from a field, and kept in a file apart from the reports."""

import json
import os
import secrets
import sqlite3
from pathlib import Path

from scorepress.apps.verify_files import read_secrets
from scorepress.export.encrypt import check_password, protect
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Record
from scorepress.model.rules import Naming
from scorepress.pipeline.project import Opened

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another, on paper or on the telephone."""

GROUPS, GROUP = 4, 4

_TABLE = "CREATE TABLE IF NOT EXISTS password (file TEXT PRIMARY KEY, word TEXT) WITHOUT ROWID"


class Words:
    """The passwords that are kept in a file, one JSON object a line; without a file they are kept nowhere.

    A report that has one there keeps it, so that what a family was told stays true.
    """

    def __init__(self, file: Path | None, database: sqlite3.Connection) -> None:
        """Raises ScorepressError for a file that cannot be used."""
        self.file = file
        self.database = database
        self.stream: int | None = None
        database.execute(_TABLE)
        if file is not None:
            if file.exists():
                database.executemany("INSERT OR REPLACE INTO password VALUES (?, ?)", read_secrets(file).items())
            self.stream = _appended(file)

    def known(self, name: str) -> str | None:
        """The password that a file has already."""
        kept = self.database.execute("SELECT word FROM password WHERE file = ?", (name,)).fetchone()
        return str(kept[0]) if kept else None

    def of(self, name: str, student: str, given: str | None = None) -> str:
        """The password of a file, the one given, or else one made by chance; it is written down before it is used."""
        kept = self.known(name)
        word = given or kept or generated()
        if self.stream is not None and kept != word:
            entry = {"file": name, "student": student, "password": word}
            self.database.execute("INSERT OR REPLACE INTO password VALUES (?, ?)", (name, word))
            os.write(self.stream, (json.dumps(entry, ensure_ascii=False) + "\n").encode())
        return word

    def close(self) -> None:
        """The file is complete."""
        if self.stream is not None:
            os.close(self.stream)
            self.stream = None


class Passwords:
    """The passwords of one run of `render`."""

    def __init__(self, words: Words, field: str | None, opened: Opened) -> None:
        """field: a record path or an office word whose value is the password; None: they are generated.

        Raises ScorepressError for a field that there is not.
        """
        self.words = words
        self.field = _path(field, opened) if field else None
        plan = opened.plan.history
        self.student = plan.student if plan else None

    def protect(self, pdf: bytes, record: Record, name: str) -> bytes:
        """A student's file behind the password. Raises ScorepressError (PASSWORD) for a field that gives none."""
        given = check_password(_text(record.get(self.field))) if self.field else None
        student = _text(record.get(self.student)) if self.student else ""
        return protect(pdf, self.words.of(name, student, given), generated())


def generated() -> str:
    """A new password, such as `k7pm-x3ra-9wqe-hh4d`: 79 bits of chance."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def beside(folder: Path) -> Path:
    """Where passwords are kept when nothing is said: beside the folder of the reports, never in it."""
    return folder.parent / f"{folder.resolve().name}-secrets.jsonl"


def refuse_inside(file: Path, folder: Path) -> None:
    """Keep passwords from lying with what they open. Raises ScorepressError."""
    if file.resolve().is_relative_to(folder.resolve()):
        message = f"`{file}` lies in the folder of the reports that it opens"
        hint = "name a file elsewhere with `--secrets`: who gets the reports must not get their passwords with them"
        raise ScorepressError([Diagnostic(Code.PASSWORD, Severity.ERROR, message, None, (), (hint,))])


def _path(field: str, opened: Opened) -> str:
    """The path that a record path or an office word means."""
    schema, book = opened.template.schema, opened.template.book
    reference = book.reference(field)
    if reference is not None and reference.naming is Naming.FIELD:
        return book.path(reference.name, reference.binding)
    if schema.field(field) is None:
        from difflib import get_close_matches

        known = [*(one.path for one in schema.fields), *book.vocabulary]
        near = get_close_matches(field, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else "name a path of the record, such as those in schemas/"
        raise ScorepressError(
            [Diagnostic(Code.UNKNOWN_FIELD, Severity.ERROR, f"the record has no field `{field}`", None, (), (hint,))]
        )
    return field


def _text(value: object) -> str:
    """A value as it is typed: a day as 2017-05-24."""
    return "" if value is None else str(value)


def _appended(file: Path) -> int:
    """Open the file for its owner alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        stream = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        file.chmod(0o600)
    except OSError as error:
        message = f"`{file}` cannot be written: {(error.strerror or 'unknown').lower()}"
        hint = "choose another file with `--secrets`"
        raise ScorepressError([Diagnostic(Code.OUTPUT, Severity.ERROR, message, None, (), (hint,))]) from None
    return stream
