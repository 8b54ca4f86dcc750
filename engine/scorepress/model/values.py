"""Values of a student record and the types that a record's JSON Schema gives them."""

from datetime import date
from enum import StrEnum
from functools import cache
from typing import Union

from scorepress.noun import Noun


class SchoolYear(Noun, frozen=True, order=True):
    """A school year, named by the calendar year in which it starts: 2025 is 2025-26."""

    start: int

    def __hash__(self) -> int:
        """As quick as can be: values are looked up all the time."""
        return self.start

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """Read `2025-26`; raises ValueError for anything else, `2025-27` included."""
        start, dash, end = text.partition("-")
        if len(start) != 4 or len(end) != 2 or not dash or (int(start) + 1) % 100 != int(end):
            raise ValueError(text)
        return cls(int(start))

    def __str__(self) -> str:
        """`2025-26`."""
        return _school_year(self.start)


@cache
def _school_year(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02d}"


Value = Union[str, int, bool, date, SchoolYear]
"""What a field may hold. A field that is absent has no value: it is missing from the record's mapping."""


class Kind(StrEnum):
    """The kinds of field."""

    TEXT = "text"
    CHOICE = "choice"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    SCHOOL_YEAR = "school year"


class FieldType(Noun, frozen=True):
    """One leaf of the record's schema.

    choices: for CHOICE, in schema order. minimum, maximum: for INTEGER and SCHOOL_YEAR (starting years).
    max_length: for TEXT. pattern: for TEXT, a regular expression. optional: whether the field may be absent.
    default: what is assumed when the input is silent. sample: the list of invented values it is drawn from.
    single_line: TEXT that is printed on a page; control characters and line breaks are refused in it.
    personal: tells who somebody is, or where they live; never part of a file's name.
    place: where the schema says it, as a path of keys that begins with `/`.
    """

    path: str
    kind: Kind
    title: str
    optional: bool
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    default: Value | None = None
    sample: str | None = None
    single_line: bool = False
    personal: bool = False
    place: str = ""


class Derived(Noun, frozen=True):
    """A school-year field that follows from another: `path` lies `years` before `of`."""

    path: str
    of: str
    years: int


class RecordSchema(Noun, frozen=True):
    """The closed world of a record: every leaf, in schema order."""

    name: str
    title: str
    fields: tuple[FieldType, ...]
    derived: tuple[Derived, ...]

    @property
    def path(self) -> str:
        """The file of the project that holds it."""
        return f"schemas/{self.name}.schema.json"

    def field(self, path: str) -> FieldType | None:
        """The field of that path, or None."""
        return next((f for f in self.fields if f.path == path), None)
