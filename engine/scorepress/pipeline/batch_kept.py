"""Students who have a report and stand in none of the rows: theirs is kept, and where it cannot be, that is told."""

import json
from typing import TYPE_CHECKING

from scorepress.pipeline.journal import Entry

if TYPE_CHECKING:
    from scorepress.pipeline.batch import Batch


def lose(batch: "Batch", entry: Entry, reason: str) -> None:
    """A kept report that is there no more, and that no row asks for."""
    batch.lost += 1
    line = {"student": entry.student, "path": entry.path, "set": entry.bundle, "reason": reason}
    batch.listings.lost(json.dumps(line, ensure_ascii=False))
    batch.journal.withdraw(entry, batch.run, reason)


def miss(batch: "Batch") -> None:
    """Lose kept reports whose files are gone, or are not whole any more."""
    whole = "state = 'done' AND path IS NOT NULL AND bytes IS NOT NULL AND due IS NULL"
    kept = batch.journal.entries(f"{whole} AND pass < {int(batch.pass_)}")
    for entry in [one for one in kept if batch.bag.size(str(one.path)) != one.bytes]:
        there = batch.bag.size(str(entry.path)) is not None
        lose(batch, entry, "the file is not as it was written" if there else "the file is gone")
