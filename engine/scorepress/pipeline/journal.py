"""The journal of an output folder: what stands in it, of which record, made by what. SQLite, `.scorepress/journal.db`.

The tables are the format that `verify` and `plan` read; docs/reference/batch-folder.md explains each column. Statements
are executed in a transaction that the caller ends with `commit`: what a run is about to write is committed before a
worker writes it (`report.due`), and what it has written after; so a kill at any moment leaves nothing that the journal
vouches for wrongly.
"""

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from scorepress.bag import Bag, database_faults, making_sense
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Record
from scorepress.pipeline.journal_spool import freeze

VERSION = 1
TABLES = """
CREATE TABLE run (number INTEGER PRIMARY KEY, recipe TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE project (number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, parts TEXT NOT NULL);
CREATE TABLE part (
  number INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, lang TEXT NOT NULL, words TEXT NOT NULL,
  rule TEXT NOT NULL, UNIQUE (kind, name, lang, words, rule));
CREATE TABLE saying (number INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, parts TEXT NOT NULL);
CREATE TABLE report (
  number INTEGER PRIMARY KEY, student TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
  path TEXT, due TEXT, fold TEXT UNIQUE, bundle TEXT, file TEXT,
  record TEXT, content TEXT, project INTEGER, sayings TEXT,
  languages TEXT, pages INTEGER, bytes INTEGER, sha256 TEXT,
  input TEXT, row INTEGER, place INTEGER, run INTEGER, pass INTEGER);
CREATE INDEX report_bundle ON report (bundle) WHERE bundle IS NOT NULL;
CREATE TABLE former (student TEXT, record TEXT, PRIMARY KEY (student, record)) WITHOUT ROWID;
CREATE TABLE gone (
  run INTEGER, path TEXT, student TEXT, reason TEXT NOT NULL, moved INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, path)) WITHOUT ROWID;
CREATE TABLE spool (report INTEGER PRIMARY KEY, sort TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE bundle (name TEXT PRIMARY KEY, address TEXT) WITHOUT ROWID;
CREATE TABLE file (
  path TEXT PRIMARY KEY, bundle TEXT NOT NULL, pages INTEGER, bytes INTEGER, sha256 TEXT) WITHOUT ROWID;
"""
ROWS = """
DROP TABLE IF EXISTS row;
CREATE TABLE row (place INTEGER PRIMARY KEY, input TEXT, row INTEGER, state TEXT NOT NULL, report INTEGER);
"""
STATES = ("rendered", "unchanged", "skipped", "quarantined", "superseded")
"""What may become of a row. Each row of a run ends in exactly one."""


class Seen(NamedTuple):
    """Where a record was read: its input and row there, its number in the pass, and the pass."""

    input: str
    row: int
    place: int
    pass_: int


class Entry(NamedTuple):
    """What the journal knows of one student: a row of the table `report`."""

    number: int
    student: str
    state: str
    path: str | None
    due: str | None
    fold: str | None
    bundle: str | None
    file: str | None
    record: str | None
    content: str | None
    project: int | None
    sayings: str | None
    languages: str | None
    pages: int | None
    bytes: int | None
    sha256: str | None
    input: str
    row: int
    place: int
    run: int
    seen: int

    @property
    def stands(self) -> bool:
        """Whether the journal vouches for a report of the student."""
        return self.state == "done" and self.due is None

    def is_called(self, name: str, *, bound: bool) -> bool:
        """Whether the report has a name. bound: one in a set, whose path it begins with; else the name of a file."""
        return f"{self.bundle}/{self.file}" == name if bound else self.path == f"{name}.pdf"


class Done(NamedTuple):
    """A report that is there: what the table `report` keeps of it. None from `pages` on: as it was."""

    path: str | None
    bundle: str | None
    file: str | None
    record: str
    content: str
    project: int
    sayings: str
    languages: str
    pages: int | None
    bytes: int | None
    sha256: str | None
    run: int | None
    student: str


_MAY_STAY = ("pages", "bytes", "sha256", "run")
_PUT = ", ".join(
    f"{column} = coalesce(?, {column})" if column in _MAY_STAY else f"{column} = ?" for column in Done._fields[:-1]
)


class Journal:
    """One connection to a journal. Every method may raise what `database_faults` translates; the caller wraps."""

    def __init__(self, bag: Bag, *, readonly: bool = False) -> None:
        """Open it; a new one is made unless it is only to be read. Raises ScorepressError."""
        self.bag = bag
        self._kept: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._texts: dict[int, tuple[str, ...]] = {}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._rules: dict[str, frozenset[str]] = {}
        self._notes: list[tuple[int, str, int, str]] = []
        self._any_former: bool | None = None
        if readonly and not bag.journal.is_file():
            message = f"`{bag.folder}` has no journal, so it is no folder of a batch"
            hint = "name the folder that `scorepress batch --out` was given"
            raise ScorepressError([Diagnostic(Code.JOURNAL, Severity.ERROR, message, None, (), (hint,))])
        self.connection = bag.database(readonly=readonly)
        try:
            with database_faults(bag.journal):
                if not readonly and not self.connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                    self.connection.executescript(f"BEGIN; {TABLES} {ROWS} PRAGMA user_version={VERSION}; COMMIT;")
                self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        version = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            message = f"the journal `{self.bag.journal}` has format {version}, expected {VERSION}"
            hint = "use the version of scorepress that made it, or a new folder"
            raise ScorepressError([Diagnostic(Code.JOURNAL, Severity.ERROR, message, None, (), (hint,))])

    def close(self) -> None:
        """Close the connection; what was not committed is forgotten."""
        self.connection.close()

    def begin(self) -> None:
        """Begin a transaction."""
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """End the transaction, and begin the next one."""
        self._put_notes()
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")

    # --- runs ---------------------------------------------------------------------------------------------------------

    def last_run(self) -> tuple[int, Mapping[str, Any], bool] | None:
        """Number, recipe, and whether it ended, of the newest run."""
        found = self.connection.execute("SELECT number, recipe, ended FROM run ORDER BY number DESC LIMIT 1").fetchone()
        with making_sense(self.bag.journal):
            return (found[0], json.loads(found[1]), bool(found[2])) if found else None

    def recipes(self) -> Iterator[Mapping[str, Any]]:
        """What each run was asked for, the newest first."""
        with making_sense(self.bag.journal):
            for (recipe,) in self.connection.execute("SELECT recipe FROM run ORDER BY number DESC").fetchall():
                yield json.loads(recipe)

    def start(self, recipe: Mapping[str, object], *, resume: bool) -> tuple[int, int]:
        """Begin a run, or go on with the last one if it did not end.

        Gives its number, and the number of this pass over the inputs.
        """
        last = self.last_run()
        number = last[0] if last else 0
        if not resume or last is None or last[2]:
            number += 1
            self.connection.execute("INSERT INTO run VALUES (?, ?, 0)", (number, json.dumps(recipe)))
        for index in ("report_due", "report_path"):  # of an earlier version
            self.connection.execute(f"DROP INDEX IF EXISTS {index}")
        (seen,) = self.connection.execute("SELECT max(pass) FROM report").fetchone()
        self.connection.executescript(ROWS)
        return number, (seen or 0) + 1

    def end(self, run: int) -> None:
        """The run is whole."""
        self.connection.execute("UPDATE run SET ended = 1 WHERE number = ?", (run,))

    # --- rows ---------------------------------------------------------------------------------------------------------

    def note(self, place: int, origin: str, row: int, state: str) -> None:
        """What became of a row of the inputs. place: its number in this pass, from 1."""
        self._notes.append((place, origin, row, state))

    def _put_notes(self) -> None:
        if self._notes:
            put = "INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?, NULL)"
            self.connection.executemany(put, self._notes)
            self._notes.clear()

    def state(self, place: int) -> str:
        """A row's state."""
        self._put_notes()
        found = self.connection.execute("SELECT state FROM row WHERE place = ?", (place,)).fetchone()
        return str(found[0]) if found else ""

    def counts(self) -> dict[str, int]:
        """How many rows there are of each state."""
        self._put_notes()
        return dict(self.connection.execute("SELECT state, count(*) FROM row GROUP BY state"))

    # --- reports ------------------------------------------------------------------------------------------------------

    def find(self, student: str) -> Entry | None:
        """What is known of a student."""
        found = self.connection.execute("SELECT * FROM report WHERE student = ?", (student,)).fetchone()
        return Entry(*found) if found else None

    def holder(self, fold: str) -> Entry | None:
        """The student who has a name."""
        found = self.connection.execute("SELECT * FROM report WHERE fold = ?", (fold,)).fetchone()
        return Entry(*found) if found else None

    def former(self, student: str, record: str) -> bool:
        """Whether an earlier run saw this record superseded by another of the same student."""
        if self._any_former is None:
            self._any_former = self.connection.execute("SELECT 1 FROM former").fetchone() is not None
        if not self._any_former:
            return False
        asked = "SELECT 1 FROM former WHERE student = ? AND record = ?"
        return self.connection.execute(asked, (student, record)).fetchone() is not None

    def entries(self, where: str = "1") -> Iterator[Entry]:
        """Reports that a condition holds for. where: SQL over the columns of `report`."""
        # it is written in this package and does not come from outside
        cursor = self.connection.execute(f"SELECT * FROM report WHERE {where} ORDER BY number")  # noqa: S608
        return (Entry(*row) for row in cursor)

    def files(self) -> Iterator[tuple[None, str, int, str]]:
        """Every file of a set in order of its path: nothing, path below `data/`, size, SHA-256."""
        return self.connection.execute("SELECT NULL, path, bytes, sha256 FROM file ORDER BY path")

    def due(self, student: str, path: str, fold: str, seen: Seen) -> bool:
        """A report is about to be written. It counts for nothing until `done`. False: another student has the name."""
        put = (
            "INSERT INTO report (student, state, due, fold, input, row, place, run, pass)"
            " VALUES (?, 'new', ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (student) DO UPDATE SET due = excluded.due,"
            " fold = excluded.fold, input = excluded.input, row = excluded.row, place = excluded.place,"
            " pass = excluded.pass"
        )
        try:
            self.connection.execute(put, (student, path, fold, seen.input, seen.row, seen.place, seen.pass_))
        except sqlite3.IntegrityError:
            return False
        return True

    def done(self, reports: Sequence[Done]) -> None:
        """What was due is there."""
        put = f"UPDATE report SET state = 'done', due = NULL, {_PUT} WHERE student = ?"  # noqa: S608 - our own names
        self.connection.executemany(put, reports)

    def saw(self, number: int, seen: Seen) -> None:
        """A report is right as it is: where its record was read."""
        put = "UPDATE report SET input = ?, row = ?, place = ?, pass = ? WHERE number = ?"
        self.connection.execute(put, (seen.input, seen.row, seen.place, seen.pass_, number))

    def withdraw(self, entry: Entry, run: int, reason: str) -> None:
        """A report no longer holds: its file is to go."""
        for path in {entry.path, entry.due} - {None}:
            if entry.bundle is None:
                self.gone(run, str(path), entry.student, reason)
        put = (
            "UPDATE report SET state = 'withdrawn', path = NULL, due = NULL, fold = NULL, bundle = NULL, record = NULL,"
            " content = NULL, bytes = NULL, sha256 = NULL WHERE number = ?"
        )
        self.connection.execute(put, (entry.number,))
        self.connection.execute("DELETE FROM spool WHERE report = ?", (entry.number,))

    def gone(self, run: int, path: str, student: str, reason: str) -> None:
        """A file is to go."""
        put = "INSERT OR REPLACE INTO gone (run, path, student, reason) VALUES (?, ?, ?, ?)"
        self.connection.execute(put, (run, path, student, reason))

    def going(self) -> list[tuple[int, str, bool]]:
        """Files that are to go, with their run, and whether a report or a set has the place by now."""
        found = self.connection.execute("SELECT run, path FROM gone WHERE moved = 0").fetchall()
        taken = self.known({path for _, path in found}) if found else ()
        return [(run, path, path in taken) for run, path in found]

    def known(self, paths: Container[str]) -> set[str]:
        """Those of some paths that a report or a set has, or is about to have."""
        asked = (
            "SELECT path FROM report WHERE path IS NOT NULL UNION ALL SELECT due FROM report WHERE due IS NOT NULL"
            " UNION ALL SELECT path FROM file"
        )
        return {path for (path,) in self.connection.execute(asked) if path in paths}

    def went(self, run: int, path: str, moved: int) -> None:
        """A file has gone (1), or there was none that had to (-1)."""
        self.connection.execute("UPDATE gone SET moved = ? WHERE run = ? AND path = ?", (moved, run, path))

    def supersede(self, entry: Entry, place: int) -> None:
        """A row is replaced by a later one of the same student."""
        self._put_notes()
        put = "UPDATE row SET state = 'superseded', report = ? WHERE place = ?"
        self.connection.execute(put, (entry.number, place))

    def former_now(self, entry: Entry) -> None:
        """Remember a record, so that the next run awaits the later one."""
        if entry.record is not None:
            self._any_former = True
            put = "INSERT OR IGNORE INTO former VALUES (?, ?)"
            self.connection.execute(put, (entry.student, entry.record))

    def superseded(self) -> Iterator[tuple[str, int, str, int]]:
        """Rows that a later row of the student replaced: input and row, and those of the row that holds."""
        return self.connection.execute(
            "SELECT row.input, row.row, report.input, report.row FROM row JOIN report ON report.number = row.report"
            " WHERE row.state = 'superseded' ORDER BY row.place"
        )

    def spool(self, student: str, record: Record, sort: str) -> None:
        """Keep the record of a set's member."""
        put = "INSERT OR REPLACE INTO spool SELECT number, ?, ? FROM report WHERE student = ?"
        self.connection.execute(put, (sort, freeze(record), student))

    # --- what reports were made by ------------------------------------------------------------------------------------

    def project(self, hash: str, parts: Mapping[str, str]) -> int:
        """The number of a state of the project; it is kept if it is new."""
        self.connection.execute(
            "INSERT OR IGNORE INTO project (hash, parts) VALUES (?, ?)", (hash, json.dumps(parts, sort_keys=True))
        )
        found: int = self.connection.execute("SELECT number FROM project WHERE hash = ?", (hash,)).fetchone()[0]
        return found

    def projects(self) -> dict[int, Mapping[str, str]]:
        """The states of the project that reports were made by, by their numbers."""
        found = self.connection.execute("SELECT number, parts FROM project").fetchall()
        with making_sense(self.bag.journal):
            return {number: json.loads(parts) for number, parts in found}

    def saying(self, hash: str, parts: Iterable[tuple[str, ...]]) -> int:
        """The number of a set of sentences; it is kept if it is new. parts: kind, name, language, words, rule row."""
        found = self.connection.execute("SELECT number FROM saying WHERE hash = ?", (hash,)).fetchone()
        if found is None:
            numbers = " ".join(str(self._part(part)) for part in parts)
            put = "INSERT INTO saying (hash, parts) VALUES (?, ?)"
            return self.connection.execute(put, (hash, numbers)).lastrowid or 0
        return int(found[0])

    def _part(self, part: tuple[str, ...]) -> int:
        found = self._numbers.get(part)
        if found is None:
            put = "INSERT OR IGNORE INTO part (kind, name, lang, words, rule) VALUES (?, ?, ?, ?, ?)"
            self.connection.execute(put, part)
            asked = "SELECT number FROM part WHERE kind = ? AND name = ? AND lang = ? AND words = ? AND rule = ?"
            found = self._numbers[part] = int(self.connection.execute(asked, part).fetchone()[0])
        return found

    def parts(self, sayings: str) -> tuple[tuple[str, ...], ...]:
        """The parts of a report, by its column `sayings`."""
        found: set[tuple[str, ...]] = set()
        for number in sayings.split():
            found.update(self._said(number))
        return tuple(sorted(found))

    def rules(self, sayings: str) -> list[str]:
        """`file:line` of the rule rows that chose the words of a report, by its column `sayings`."""
        found: set[str] = set()
        for number in sayings.split():
            if number not in self._rules:
                self._rules[number] = frozenset(part[4] for part in self._said(number) if part[4])
            found |= self._rules[number]
        return sorted(found)

    def _said(self, number: str) -> tuple[tuple[str, ...], ...]:
        if number not in self._kept:
            with making_sense(self.bag.journal):
                row = self.connection.execute("SELECT parts FROM saying WHERE number = ?", (int(number),)).fetchone()
                self._kept[number] = tuple(self._said_part(int(part)) for part in (row[0].split() if row else ()))
        return self._kept[number]

    def _said_part(self, number: int) -> tuple[str, ...]:
        if number not in self._texts:
            asked = "SELECT kind, name, lang, words, rule FROM part WHERE number = ?"
            self._texts[number] = tuple(self.connection.execute(asked, (number,)).fetchone())
        return self._texts[number]
