"""Rules and students -> which rows are reached."""

from collections.abc import Iterable, Mapping

from scorepress.check.coverage import reached_rows
from scorepress.check.proof_world import World
from scorepress.evaluate.census import Census
from scorepress.model.coverage import Coverage, RowReach, Tally
from scorepress.model.record import Record, Rejected, Skipped
from scorepress.model.rows import row_in_words
from scorepress.model.source import Span
from scorepress.pipeline.press import Press


def cover(press: Press, data: Iterable[Record | Rejected | Skipped] | None = None) -> Coverage:
    """Which rows of a report the examples reach; with data, how many of its students, too.

    Raises TooManyCasesError when the rules' `always`, `skip` and `scale` lines cannot be gone through, and
    ScorepressError when the data cannot be read.
    """
    book = press.template.book
    reached = reached_rows(World(book, press.template.schema))
    tally, counts = (None, None) if data is None else _count(press, data)
    rows = (
        RowReach(
            message.name,
            row_in_words(book, row),
            row.span,
            tuple(example.title for example in reached.get(row.span, ())),
            None if counts is None else counts.get(row.span, 0),
        )
        for message in book.messages.values()
        for row in message.rows
    )
    return Coverage(press.template.name, book.title, tuple(rows), tally)


def _count(press: Press, data: Iterable[Record | Rejected | Skipped]) -> tuple[Tally, Mapping[Span, int]]:
    """Put every row of the data to the rules, as a run does."""
    census = Census(press.rules)
    read = students = skipped = 0
    for row in data:
        read += 1
        if isinstance(row, Skipped) or (isinstance(row, Record) and press.skip(row) is not None):
            skipped += 1
        elif isinstance(row, Record) and not press.audit(row):
            students += 1
            census.add(row.values)
    return Tally(read, students, skipped, read - students - skipped), census.counts
