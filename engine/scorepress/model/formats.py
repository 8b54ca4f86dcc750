"""A mapping file as a tree: how the columns of somebody else's data file become the fields of a record."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Union

from scorepress.model.source import Span
from scorepress.noun import Noun


class Convert(StrEnum):
    """How the text of a cell becomes a value.

    text: as it is. integer: digits, leading zeros dropped. date: one of the format's date forms, written as ISO.
    digits: the digits alone, laid into a shape such as `#####-####`. code: through a code table. short_code: lower
    case, a number filled up with zeros. flag: true when one of the columns says so. school_year: of the date's year.
    """

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    DIGITS = "digits"
    CODE = "code"
    SHORT_CODE = "short-code"
    FLAG = "flag"
    SCHOOL_YEAR = "school-year"


class Feature(StrEnum):
    """What a cell is asked for, other than being equal to a text."""

    FILLED = "filled"
    NUMBER = "number"
    RANGE = "range"


class CellTest(Noun, frozen=True):
    """One condition: the cell of `column` is one of `texts` (upper case; "" is a blank cell), or has the feature."""

    column: str
    texts: frozenset[str]
    feature: Feature | None
    low: int
    high: int
    span: Span


class FromColumns(Noun, frozen=True):
    """The first of these columns that is filled gives the value.

    absent: texts (upper case) that mean: no value. unless: conditions under which there is no value. table: of a
    CODE. shapes: of DIGITS. zeros: how many leading zeros that a spreadsheet dropped are put back at most, to fill
    the first shape. width: to which a numeric SHORT_CODE is filled with zeros. set, unset: texts of
    FLAG, of which one of the columns has to hold a `set`. starts: the month in which a SCHOOL_YEAR begins.
    """

    columns: tuple[str, ...]
    convert: Convert
    absent: frozenset[str]
    unless: tuple[CellTest, ...]
    table: str | None
    shapes: tuple[str, ...]
    zeros: int
    width: int
    set: frozenset[str]
    unset: frozenset[str]
    starts: int
    span: Span


class Case(Noun, frozen=True):
    """When all conditions hold, the field has this value (None: no value)."""

    when: tuple[CellTest, ...]
    give: str | None
    span: Span


class FromCases(Noun, frozen=True):
    """The first case that holds gives the value; when none holds, the row is quarantined."""

    cases: tuple[Case, ...]
    span: Span


class FromOtherRows(Noun, frozen=True):
    """What the first dated rows of the same file say: one file holds one administration."""

    span: Span


class FromOption(Noun, frozen=True):
    """What the operator gave on the command line."""

    span: Span


class FromConstant(Noun, frozen=True):
    """The same for each row."""

    text: str
    span: Span


Take = Union[FromColumns, FromCases, FromOtherRows, FromOption, FromConstant]


class FieldMap(Noun, frozen=True):
    """A field and the ways to get it, the first that gives a value counts."""

    path: str
    takes: tuple[Take, ...]
    span: Span


class RowRule(Noun, frozen=True):
    """Rows that are left out (`skip`, with the reason) or kept for repair (`quarantine`, with a hint)."""

    when: tuple[CellTest, ...]
    skip: bool
    reason: str
    hint: str | None
    span: Span


class WriteCell(Noun, frozen=True):
    """When the record has these values (path -> one of), the column holds this text; `{path}` stands for a value."""

    when: tuple[tuple[str, tuple[str, ...]], ...]
    give: str


class WriteMap(Noun, frozen=True):
    """How invented records are written in this format.

    columns: the whole header, in order. cells: columns that do not follow from the fields. others_every, others:
    every so many rows, one row of another test, with these cells.
    """

    delimiter: str
    byte_order_mark: bool
    line_end: str
    columns: tuple[str, ...]
    cells: Mapping[str, tuple[WriteCell, ...]]
    others_every: int
    others: Mapping[str, str]


class Format(Noun, frozen=True):
    """A mapping file.

    delimiters: what may separate the cells. recognised_by: columns that tell the format. needed: columns without
    which no row can be read. open_end: a last column that rows may leave out. aliases: column -> other names of it.
    dates: forms such as `yyyy-mm-dd`. codes: table -> code in the record -> texts in the file (upper case).
    """

    name: str
    title: str
    delimiters: tuple[str, ...]
    recognised_by: tuple[str, ...]
    needed: tuple[str, ...]
    open_end: str | None
    aliases: Mapping[str, tuple[str, ...]]
    dates: tuple[str, ...]
    codes: Mapping[str, Mapping[str, tuple[str, ...]]]
    rows: tuple[RowRule, ...]
    fields: tuple[FieldMap, ...]
    write: WriteMap | None
    span: Span

    def rename(self, column: str | None) -> str:
        """How to mend a header. column: what may be misspelt in it; the project's own CSV has no other names."""
        correct = f"correct the name of the column `{column}`" if column else "add the column"
        if not self.span.path.endswith(".yaml"):
            return f"{correct}: the header names fields by their paths"
        return f"{correct}, or add its name under `aliases` in `{self.span.path}`"


def column_key(name: str) -> str:
    """What two spellings of a column have in common: case, spaces and marks do not matter."""
    return "".join(char for char in name.casefold() if char.isalnum())
