"""Rows that wait for the end of the inputs: a later row of the same student may come, and make them mean nothing.

Two kinds: a record that an earlier run saw superseded, and a row that gives no report while the student has one. Done
at once, either would take away a report that the later row then asks for again: it would be made anew each night.
"""

import pickle
from typing import TYPE_CHECKING

from scorepress.model.record import Record
from scorepress.noun import Noun
from scorepress.pipeline.journal import Entry, Seen

if TYPE_CHECKING:
    from scorepress.pipeline.batch import Batch


class Loss(Noun, frozen=True):
    """A row for which a student's report is to go. reason: why."""

    student: str
    seen: Seen
    reason: str


def begin(batch: "Batch") -> None:
    """Nothing waits yet."""
    make = "CREATE TEMP TABLE IF NOT EXISTS waiting (place INTEGER PRIMARY KEY, row BLOB)"
    batch.journal.connection.execute(make)


def awaits(batch: "Batch", record: Record, student: str, hash_: str, seen: Seen) -> bool:
    """Whether a later row of the student, known from an earlier run, is to be awaited; then it is kept."""
    if not batch.journal.former(student, hash_):
        return False
    entry = batch.journal.find(student)
    if entry is None or entry.seen == batch.pass_ or entry.record == hash_:
        return False
    _keep(batch, seen.place, record)
    return True


def lose(batch: "Batch", entry: Entry | None, seen: Seen, reason: str) -> None:
    """A row for which a student gets no report: what is there is withdrawn, unless a later row asks for it."""
    if entry is None:
        return
    if entry.seen != batch.pass_ and not batch.ending:
        _keep(batch, seen.place, Loss(entry.student, seen, reason))
    else:
        _withdraw(batch, entry, seen, reason)


def end(batch: "Batch") -> None:
    """No later row can come: of a student's rows that have waited the last one holds."""
    batch.ending = True
    kept = batch.journal.connection.execute("SELECT place, row FROM waiting ORDER BY place DESC").fetchall()
    for place, data in kept:
        row: Record | Loss = pickle.loads(data)  # noqa: S301 - put there by this process
        if isinstance(row, Loss):
            entry = batch.journal.find(row.student)
            if entry is not None and entry.seen != batch.pass_:
                _withdraw(batch, entry, row.seen, row.reason)
        else:
            batch.waited(row, place)
    batch.journal.connection.execute("DELETE FROM waiting")


def _keep(batch: "Batch", place: int, row: Record | Loss) -> None:
    batch.journal.connection.execute("INSERT INTO waiting VALUES (?, ?)", (place, pickle.dumps(row)))


def _withdraw(batch: "Batch", entry: Entry, seen: Seen, reason: str) -> None:
    if entry.state == "done":
        batch.journal.withdraw(entry, batch.run, reason)
    batch.journal.saw(entry.number, seen)
