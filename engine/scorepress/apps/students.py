"""Inputs of a run: data files to records, earlier years' files to history."""

import sqlite3
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from scorepress.check.history import History, describe_assumptions
from scorepress.check.record import compile_checker
from scorepress.check.seen import Seen
from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Assumption, Record, Rejected, Skipped
from scorepress.noun import Noun
from scorepress.parse.record import read_rows
from scorepress.pipeline.project import Opened
from scorepress.pipeline.records import read_records
from scorepress.workspace import STANDARD_INPUT, open_input

Row = Record | Rejected | Skipped


class Inputs(Noun, frozen=True):
    """What the operator named: data files, earlier years' files, and what the files do not tell."""

    files: tuple[str, ...]
    history: tuple[str, ...] = ()
    school_year: str | None = None
    kind: str | None = None


class Students:
    """The rows of all inputs, one after the other, streamed."""

    def __init__(self, opened: Opened, inputs: Inputs, database: sqlite3.Connection, *, repeated: bool = False) -> None:
        """repeated: whether a student may stand in the inputs more than once; else the second row is refused."""
        self.repeated = repeated
        self.schema = opened.template.schema
        self.plan = opened.plan
        self.formats = opened.formats
        self.inputs = inputs
        self.database = database
        self.history = History(self.schema, self.plan.history, database)
        self.size = sum(_size(path) for path in inputs.files)
        self.assumed: Counter[Assumption] = Counter()
        self.rejected_history = 0
        self._done = 0
        self._stream: BinaryIO | None = None

    def rows(self) -> Iterator[Row]:
        """Every row; earlier years' files are read first. Raises ScorepressError when a file cannot be read at all."""
        for path in (*self.inputs.history, *self.inputs.files):
            _refuse_missing(path)
        for path in self.inputs.history:
            with open_input(path) as stream:
                found = read_rows(stream, path, self.schema, self.formats, {}, None)
                checker = compile_checker(self.schema, self.plan)
                self.rejected_history += self.history.add(read_records(found, checker))
        once = self.plan.history if not self.repeated else None
        seen = Seen(once, self.database) if once else None
        checker = compile_checker(self.schema, self.plan, self.history, seen)
        for path in self.inputs.files:
            with open_input(path) as stream:
                self._stream = stream
                found = read_rows(stream, _name(path), self.schema, self.formats, self.options(), self.inputs.kind)
                for row in read_records(found, checker):
                    if type(row) is Record and row.assumed:
                        self.assumed.update(row.assumed)
                    yield row
                self._stream = None
            self._done += _size(path)

    def options(self) -> dict[str, str]:
        """What the operator gave for fields that the files may not tell."""
        year = self.inputs.school_year
        paths = [derived.of for derived in self.schema.derived]
        return {paths[0]: year} if year and paths else {}

    def position(self) -> int:
        """How many bytes of the inputs have been read."""
        return self._done + (self._stream.tell() if self._stream and self._stream.seekable() else 0)

    def assumptions(self) -> tuple[Diagnostic, ...]:
        """What had to be assumed, with counts."""
        notes = list(describe_assumptions(self.assumed, self.plan.history))
        if self.rejected_history:
            message = f"{self.rejected_history:,} rows of earlier years' files could not be read and were left out"
            hints = ("`scorepress render` of that file lists them",)
            notes.append(Diagnostic(Code.ASSUMED, Severity.NOTE, message, None, (), hints))
        return tuple(notes)


def _refuse_missing(path: str) -> None:
    """Tell of a file that is not there before the work begins; pipes can be opened only once."""
    try:
        pipe = stat.S_ISFIFO(Path(path).stat().st_mode)
    except OSError:
        pipe = False
    if path != STANDARD_INPUT and not pipe:
        with open_input(path):
            pass


def _name(path: str) -> str:
    return "standard input" if path == STANDARD_INPUT else path


def _size(path: str) -> int:
    try:
        found = Path(path).stat()
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
