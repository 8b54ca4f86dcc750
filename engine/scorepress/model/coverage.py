"""Coverage: which rows the examples of the rules reach, and how many students of a data file."""

from scorepress.model.source import Span
from scorepress.noun import Noun


class RowReach(Noun, frozen=True):
    """One row: its message and condition in the office's words, the titles of the examples that reach it.

    students: how many students of the data it answers, for one binding at least; None without data.
    """

    message: str
    when: str
    span: Span
    examples: tuple[str, ...]
    students: int | None = None


class Tally(Noun, frozen=True):
    """What became of the rows of the data: read = students + skipped + quarantined. Students are counted on rows."""

    read: int
    students: int
    skipped: int
    quarantined: int


class Coverage(Noun, frozen=True):
    """All rows of a report, in the order of the files; tally: of the data, if there was any."""

    report: str
    title: str
    rows: tuple[RowReach, ...]
    tally: Tally | None = None

    @property
    def without_example(self) -> tuple[RowReach, ...]:
        """The rows that no example reaches."""
        return tuple(row for row in self.rows if not row.examples)

    @property
    def without_student(self) -> tuple[RowReach, ...]:
        """The rows that no student of the data reaches; none where there was no data."""
        return tuple(row for row in self.rows if row.students == 0)
