"""Passwords of protected reports: made by chance or taken from a field, and kept in a file apart from the reports."""

import os
import secrets
import sqlite3
from pathlib import Path, PurePosixPath

from scorepress.apps.secrets_file import Secret, SecretsFile
from scorepress.export.encrypt import check_password, protect
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Record
from scorepress.model.rules import Naming
from scorepress.model.source import Span
from scorepress.pipeline.project import Opened

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another, on paper or on the telephone."""

GROUPS, GROUP = 4, 4

_TABLES = (
    "CREATE TABLE IF NOT EXISTS password (file TEXT PRIMARY KEY, student TEXT, word TEXT) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS former (student TEXT, name TEXT, word TEXT, PRIMARY KEY (student, name)) WITHOUT ROWID",
)
"""The password of each file, and the last one that each student's report of a name had, wherever it lay."""


class Words:
    """The passwords that are kept in a file; without a file they are kept nowhere.

    A report that has one there keeps it, so that what a family was told stays true, also where it lies in another
    folder now. One that is of another student by now gets a new one: nobody else's password opens it.
    """

    def __init__(self, file: Path | None, database: sqlite3.Connection) -> None:
        """Raises ScorepressError for a file that cannot be used."""
        self.file = file
        self.database = database
        for table in _TABLES:
            database.execute(table)
        self.stream = SecretsFile(file) if file is not None else None
        try:
            for secret in self.stream.read() if self.stream else ():
                _check(secret, str(file))
                self._keep(secret)
        except BaseException:
            self.close()
            raise

    def _keep(self, secret: Secret) -> None:
        file, student, word = secret.file, secret.student, secret.password
        self.database.execute("INSERT OR REPLACE INTO password VALUES (?, ?, ?)", (file, student, word))
        self.database.execute("INSERT OR REPLACE INTO former VALUES (?, ?, ?)", (student, _name(file), word))

    def known(self, file: str, student: str) -> str | None:
        """The password that a student's file has already."""
        asked = "SELECT word FROM password WHERE file = ? AND student IN (?, '')"
        kept = self.database.execute(asked, (file, student)).fetchone()
        return str(kept[0]) if kept else None

    def of(self, file: str, student: str, given: str | None = None, *, sure: bool = False) -> str:
        """The password of a file, the one given, or else one made by chance; it is written down before it is used.

        sure: whether the student is known, and not guessed by the file's name: then the report keeps the password that
        it had in another folder. Raises ScorepressError (OUTPUT) when it cannot be written down.
        """
        kept = self.known(file, student)
        word = given or kept or (self._former(file, student) if sure else None) or generated()
        if self.stream is not None and kept != word:
            secret = Secret(file, student, word)
            self.stream.add(secret)
            self._keep(secret)
        return word

    def _former(self, file: str, student: str) -> str | None:
        """The password of a student's report of the same name in another folder, such as of the school before."""
        asked = "SELECT word FROM former WHERE student = ? AND name = ?"
        kept = self.database.execute(asked, (student, _name(file))).fetchone()
        return str(kept[0]) if kept else None

    def close(self) -> None:
        """The file is complete."""
        if self.stream is not None:
            self.stream.close()
            self.stream = None


def _name(file: str) -> str:
    return PurePosixPath(file).name


def _check(secret: Secret, file: str) -> None:
    """Refuse a password that readers would take otherwise than it is written. Raises ScorepressError (PASSWORD)."""
    try:
        whole = check_password(secret.password) == secret.password
    except ScorepressError:
        whole = False
    if not whole:
        message = f"the password in line {secret.line} of `{file}` is not as readers take it"
        hint = "write 1 to 127 bytes, no blanks around them, each letter in its plain form; or delete the line"
        place = Span(file, secret.line)
        raise ScorepressError([Diagnostic(Code.PASSWORD, Severity.ERROR, message, place, (), (hint,))])


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

    def given(self, record: Record) -> str | None:
        """The password in a student's record, if it is to be taken from there. Raises ScorepressError (PASSWORD)."""
        return check_password(_text(record.get(self.field))) if self.field else None

    def protect(self, pdf: bytes, record: Record, name: str, given: str | None) -> bytes:
        """A student's file behind the password. given: as the record has it."""
        student = _text(record.get(self.student)) if self.student else ""
        return protect(pdf, self.words.of(name, student, given), generated())


def generated() -> str:
    """A new password, such as `k7pm-x3ra-9wqe-hh4d`: 79 bits of chance."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def beside(folder: Path) -> Path:
    """Where passwords are kept when nothing is said: beside the folder of the reports, never in it."""
    place = Path(os.path.realpath(folder))
    link = os.path.islink(folder)  # noqa: PTH114 - whatever the name is
    return (place if link else folder).parent / f"{place.name}-secrets.jsonl"


def lies_in(place: Path, folder: Path) -> bool:
    """Whether a file or folder lies in a folder, or is it, whatever links lead there."""
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(folder))


def refuse_inside(file: Path, folder: Path) -> None:
    """Keep passwords from lying with what they open. Raises ScorepressError."""
    if lies_in(file, folder):
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
