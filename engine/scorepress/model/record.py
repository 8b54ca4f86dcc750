"""One student's record, flat: a mapping from path to value; and what a row of an input may turn out to be."""

from collections.abc import Mapping
from enum import StrEnum

from scorepress.model.diagnostic import Diagnostic
from scorepress.model.values import Value
from scorepress.noun import Noun, field


class Origin(Noun, frozen=True):
    """Where a record came from: the input and its row, counted from 1 (the header is not a row).

    line: the line of the input on which the row begins, from 1; 0 for a record that no file holds.
    """

    path: str
    row: int
    line: int = 0


class Places(Noun, frozen=True):
    """Where the fields of a row stand in its text.

    delimiter: what separates the cells, or None for JSON. columns: for delimited rows, path -> the header names that
    a field is read from, each with its position (from 0).
    """

    delimiter: str | None = None
    columns: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


class RawRecord(Noun, frozen=True):
    """A row as it was read, not checked yet.

    values: path -> text for delimited rows (JSON null and blank cells have no key), path -> JSON value for JSON.
    typed: whether the values are JSON values. raw: the row's text, without its last line end.
    """

    values: Mapping[str, object]
    origin: Origin
    raw: str
    places: Places
    typed: bool


class AssumptionKind(StrEnum):
    """What kind of thing the data left open.

    UNKNOWN: the input does not say; the schema's default was taken. DISAGREES: two inputs say different things; the
    newer one was taken.
    """

    UNKNOWN = "unknown"
    DISAGREES = "disagrees"


class Assumption(Noun, frozen=True):
    """Something that was taken for a student because the data left it open. Equal ones are counted, not listed.

    path: the field (UNKNOWN) or the group (DISAGREES). year: the school year it is about.
    """

    kind: AssumptionKind
    path: str
    year: Value | None


class Record(Noun, frozen=True):
    """A record that agrees with its schema. Absent fields have no key: `record.get("overall.score")` is None."""

    values: Mapping[str, Value]
    origin: Origin
    assumed: tuple[Assumption, ...] = ()

    def get(self, path: str) -> Value | None:
        """The value at a path such as `overall.score`, or None when it is absent."""
        return self.values.get(path)


class Rejected(Noun, frozen=True):
    """A row that is no record: it goes to quarantine with its diagnostics. Messages never quote a name.

    raw: the row's text as it stood in the input, for repair. known: path -> value, for the fields that are in order:
    they may tell whose row it is.
    """

    origin: Origin
    diagnostics: tuple[Diagnostic, ...]
    raw: str
    known: Mapping[str, Value] = field(default_factory=dict)


class Skipped(Noun, frozen=True):
    """A row that gets no report, and why. The reason is a sentence that is counted; it names nobody.

    known: as for `Rejected`: whose row it is.
    """

    origin: Origin
    reason: str
    known: Mapping[str, Value] = field(default_factory=dict)


class Conclusion(Noun, frozen=True):
    """A boolean field that is true, when the input is silent, for records with all of these values."""

    path: str
    when: tuple[tuple[str, Value], ...]


class HistoryPlan(Noun, frozen=True):
    """How results of earlier years fill a record: the schema's `x-history`.

    student, year, result: paths of the student's identifier, of the school year and of the group that holds the
    year's own result. groups: group of an earlier result -> how many years before. eligible: the leaf of an earlier
    result that tells whether the student was in that year's file. rank: the leaf whose choices, in schema order, tell
    which of two rows of one student and year says more. where: path -> values for which history matters at all.
    unknown, taken: halves of the sentence that is said when a year's file was not given.
    """

    student: str
    year: str
    result: str
    groups: Mapping[str, int]
    eligible: str
    rank: str
    where: Mapping[str, tuple[Value, ...]]
    unknown: str
    taken: str


class OutputPlan(Noun, frozen=True):
    """How the files of many students are named and put in order: the schema's `x-output`.

    words: short word of a name pattern -> path of a field. names: way to hand over -> pattern. sort: paths, by which
    the students of a set are put in order. apart: path of a name -> path of what tells namesakes apart.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    apart: Mapping[str, str] = field(default_factory=dict)


class RecordPlan(Noun, frozen=True):
    """What is to be known of a record beyond its fields: how it is completed, and how its files are named."""

    history: HistoryPlan | None
    conclusions: tuple[Conclusion, ...]
    output: OutputPlan = OutputPlan()


def shown(text: str) -> str:
    """A found text as a message may show it: itself when it is as short as a code, else only its shape.

    Messages never tell who somebody is: `1475` is shown, a name comes out as `Aaaa`.
    """
    if len(text) <= 3 or (len(text) <= 4 and text.isdigit()):
        return f"`{text}`" if text else "blank"
    shape = "".join(
        "9" if char.isdigit() else "A" if char.isupper() else "a" if char.isalpha() else char if char.isascii() else "?"
        for char in text[:24]
    )
    return f"of the form `{shape if shape.isprintable() else '?'}{'…' if len(text) > 24 else ''}`"
