"""Inputs of a run: data files to records, earlier years' files to history."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scorepress.check.history import History, describe_assumptions
from scorepress.check.record import check_rows, compile_checker
from scorepress.check.seen import Seen
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, ScorepressError, Severity
from scorepress.model.formats import Format
from scorepress.model.record import Assumption, Record, RecordPlan, Rejected, Skipped
from scorepress.model.template import Template
from scorepress.model.values import RecordSchema
from scorepress.parse.format import parse_format
from scorepress.parse.layout import parse_layout
from scorepress.parse.record import read_rows
from scorepress.parse.record_plan import parse_record_plan
from scorepress.workspace import Workspace, open_input

Row = Record | Rejected | Skipped


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the operator named: data files, earlier years' files, and what the files do not tell."""

    files: tuple[str, ...]
    history: tuple[str, ...] = ()
    school_year: str | None = None
    kind: str | None = None


class Students:
    """The rows of all inputs, one after the other, streamed."""

    def __init__(self, workspace: Workspace, template: Template, inputs: Inputs, database: sqlite3.Connection) -> None:
        self.schema: RecordSchema = template.schema
        self.plan: RecordPlan = parse_record_plan(
            workspace.source(f"schemas/{template.book.record}.schema.json")
        )
        self.formats = load_formats(workspace, template.schema)
        self.inputs = inputs
        self.database = database
        self.history = History(self.schema, self.plan.history, database)
        self.size = sum(_size(path) for path in inputs.files)
        self.assumed: Counter[Assumption] = Counter()
        self.rejected_history = 0
        self.preamble = ""
        self._done = 0
        self._stream: BinaryIO | None = None

    def rows(self) -> Iterator[Row]:
        """Every row; earlier years' files are read first. Raises ScorepressError when a file cannot be read at all."""
        for path in self.inputs.history:
            with open_input(path) as stream:
                items = read_rows(stream, path, self.schema, self.formats, {}, None).items
                checker = compile_checker(self.schema, self.plan)
                self.rejected_history += self.history.add(check_rows(items, checker))
        seen = Seen(self.plan.history, self.database) if self.plan.history else None
        checker = compile_checker(self.schema, self.plan, self.history, seen)
        for path in self.inputs.files:
            with open_input(path) as stream:
                self._stream = stream
                found = read_rows(stream, path, self.schema, self.formats, self.options(), self.inputs.kind)
                self.preamble = self.preamble or found.preamble
                for row in check_rows(found.items, checker):
                    if isinstance(row, Record):
                        self.assumed.update(row.assumed)
                    yield row
                self._done += stream.tell()
                self._stream = None

    def options(self) -> dict[str, str]:
        """What the operator gave for fields that the files may not tell."""
        year = self.inputs.school_year
        paths = [derived.of for derived in self.schema.derived]
        return {paths[0]: year} if year and paths else {}

    def position(self) -> int:
        """How many bytes of the inputs have been read."""
        return self._done + (self._stream.tell() if self._stream else 0)

    def assumptions(self) -> tuple[Diagnostic, ...]:
        """What had to be assumed, with counts."""
        notes = list(describe_assumptions(self.assumed, self.plan.history))
        if self.rejected_history:
            message = f"{self.rejected_history:,} rows of earlier years' files could not be read and were left out"
            notes.append(Diagnostic(Code.ASSUMED, Severity.NOTE, message, None, (), ("`scorepress render` of that file lists them",)))
        return tuple(notes)


def load_formats(workspace: Workspace, schema: RecordSchema) -> tuple[Format, ...]:
    """The mapping files of a project. Raises ScorepressError when one has an error."""
    reporter = Reporter()
    formats = []
    for path in workspace.names("schemas/formats", "*.yaml"):
        tree = parse_layout(workspace.source(path), reporter)
        found = parse_format(tree, schema, reporter) if tree else None
        if found:
            formats.append(found)
    if reporter.failed:
        raise ScorepressError(reporter.found)
    return tuple(formats)


def _size(path: str) -> int:
    file = Path(path)
    return file.stat().st_size if file.is_file() else 0
