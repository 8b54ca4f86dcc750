"""One student, one row: the second row of a student goes to quarantine. Kept on disk, so that memory stays flat."""

import sqlite3
from collections.abc import Mapping

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import HistoryPlan, Origin
from scorepress.model.source import Span
from scorepress.model.values import Value

_TABLE = "CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID"


class Seen:
    """The students of a run, in a database that the caller opens and throws away."""

    def __init__(self, plan: HistoryPlan, connection: sqlite3.Connection) -> None:
        """Make the table; the plan tells by which fields a student's result of a year is known."""
        self.connection = connection
        self.paths = (plan.student, plan.year, *plan.where)
        connection.execute(_TABLE)

    def refuse(self, origin: Origin, values: Mapping[str, Value]) -> tuple[Diagnostic, ...]:
        """Keep a record's student, or tell where the same one stands already."""
        key = "\x1f".join(str(values.get(path)) for path in self.paths)
        place = f"row {origin.row} of `{origin.path}`"
        if not self.connection.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, place)).rowcount:
            first = self.connection.execute("SELECT place FROM seen WHERE key = ?", (key,)).fetchone()[0]
            message = f"row {origin.row}: the student stands in {first} already, with the same test and year"
            span = Span(origin.path, origin.line)
            hint = "delete the row that is out of date"
            return (Diagnostic(Code.RECORD_DUPLICATE, Severity.ERROR, message, span, (), (hint,)),)
        return ()
