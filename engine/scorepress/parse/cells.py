"""How the text of one cell becomes the text of a value: the conversions and conditions of a mapping file.

A reader is a function from a row's cells to a text or None (no value); it raises OddError for a cell that means
nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from operator import itemgetter
from typing import TypeVar

from scorepress.model.formats import CellTest, Convert, Feature, FromColumns
from scorepress.model.record import shown
from scorepress.model.values import SchoolYear

Answer = TypeVar("Answer")
Cells = list[str]
Reader = Callable[[Cells], str | None]
Position = tuple[str, int]
"""A column: its name in the file's header, and where it stands, from 0."""

_DATES = {
    "yyyy-mm-dd": (re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"), (1, 2, 3)),
    "dd-mm-yyyy": (re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})"), (3, 2, 1)),
    "mm/dd/yyyy": (re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"), (3, 1, 2)),
    "yyyymmdd": (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), (1, 2, 3)),
}
_DIGITS = re.compile(r"[0-9]+")
_DIGITS_AND_MARKS = re.compile(r"[0-9][0-9 -]*")
_REMEMBERED = 2_000
"""Answers that are remembered for a reader: codes, dates and scores come again and again in a file."""


_TELLING = frozenset((Convert.TEXT,))
"""Conversions that cost nothing: nothing is gained by remembering them."""


class OddError(Exception):
    """A cell that the mapping file does not foresee: its column, and what was found and expected."""

    def __init__(self, column: Position | None, message: str, hint: str = "") -> None:
        """Keep the column and the message."""
        super().__init__(message)
        self.column, self.message, self.hint = column, message, hint


def column_reader(
    take: FromColumns,
    columns: tuple[Position, ...],
    unless: Callable[[Cells], bool] | None,
    codes: Mapping[str, Mapping[str, tuple[str, ...]]],
    dates: tuple[str, ...],
) -> Reader | None:
    """The reader of a field that comes from columns; None when the file has none of them."""
    if not columns:
        return None
    if take.convert is Convert.FLAG:
        return remember(_flag(take, columns), columns)
    convert = _converter(take, codes, dates)
    readers = tuple(_one(position, convert, take) for position in columns)
    first = readers[0] if len(readers) == 1 else first_of(readers)
    if unless is None:
        return first
    return lambda cells: None if unless(cells) else first(cells)


def remember(read: Callable[[Cells], Answer], columns: tuple[Position, ...]) -> Callable[[Cells], Answer]:
    """The same function, which asks only once for each combination of the cells that it looks at."""
    if not columns:
        return read
    key_of = itemgetter(*(at for _, at in columns))
    known: dict[object, Answer] = {}

    def remembered(cells: Cells) -> Answer:
        key = key_of(cells)
        if key in known:
            return known[key]
        value = read(cells)
        if len(known) < _REMEMBERED:
            known[key] = value
        return value

    return remembered


def _one(column: Position, convert: Callable[[str], str], take: FromColumns) -> Reader:
    at, absent = column[1], take.absent
    longest = max(map(len, absent))
    if take.convert is Convert.TEXT and longest == 0:
        return lambda cells: cells[at].strip() or None

    def read(cells: Cells) -> str | None:
        text = cells[at].strip()
        if len(text) <= longest and text.upper() in absent:
            return None
        try:
            return convert(text)
        except ValueError as error:
            message, _, hint = str(error).partition("; ")
            raise OddError(column, message, hint) from None

    return read if take.convert in _TELLING else remember(read, (column,))


def first_of(readers: tuple[Reader, ...]) -> Reader:
    """The first value that one of the readers gives."""
    if len(readers) == 1:
        return readers[0]

    def read(cells: Cells) -> str | None:
        for reader in readers:
            value = reader(cells)
            if value is not None:
                return value
        return None

    return read


def _flag(take: FromColumns, columns: tuple[Position, ...]) -> Reader:
    def read(cells: Cells) -> str | None:
        found = "false"
        for column in columns:
            text = cells[column[1]].strip().upper()
            if text in take.set:
                found = "true"
            elif text not in take.unset:
                expected = ", ".join(f"`{t}`" if t else "blank" for t in sorted((*take.set, *take.unset)))
                raise OddError(column, f"is {shown(text)}, expected one of {expected}")
        return found

    return read


def _converter(
    take: FromColumns, codes: Mapping[str, Mapping[str, tuple[str, ...]]], dates: tuple[str, ...]
) -> Callable[[str], str]:
    """Text of a filled cell -> text of the value. Raises ValueError: `fact; hint`."""
    known = {text: code for code, texts in codes.get(take.table or "", {}).items() for text in texts}
    converters: dict[Convert, Callable[[str], str]] = {
        Convert.CODE: _code(known),
        Convert.DIGITS: lambda text: _digits(text, take.shapes, take.zeros),
        Convert.DATE: lambda text: iso_date(text, dates),
        Convert.SCHOOL_YEAR: lambda text: _school_year(iso_date(text, dates), take.starts),
        Convert.INTEGER: lambda text: text.lstrip("0") or "0" if _DIGITS.fullmatch(text) else text,
        Convert.SHORT_CODE: lambda text: text.zfill(take.width) if _DIGITS.fullmatch(text) else text.lower(),
    }
    return converters.get(take.convert, str)


def _code(known: dict[str, str]) -> Callable[[str], str]:
    def convert(text: str) -> str:
        code = known.get(text.upper())
        if code is None:
            expected = ", ".join(f"`{spelling}`" for spelling in known)
            raise ValueError(f"is {shown(text)}, which is not in the code table; expected one of {expected}")
        return code

    return convert


def _digits(text: str, shapes: tuple[str, ...], zeros: int) -> str:
    """Lay digits into the shape that has room for just so many; text that is not digits stays as it is."""
    if not _DIGITS_AND_MARKS.fullmatch(text) or (len(text) == len(shapes[0]) and "-" not in shapes[0]):
        return text
    digits = text.replace("-", "").replace(" ", "")
    missing = shapes[0].count("#") - len(digits)
    if 0 < missing <= zeros:
        digits = "0" * missing + digits
    for shape in shapes:
        if shape.count("#") == len(digits):
            left = iter(digits)
            return "".join(next(left) if char == "#" else char for char in shape)
    return text


def iso_date(text: str, forms: tuple[str, ...]) -> str:
    """A date in one of the forms, as `2025-04-13`. Raises ValueError: `fact; hint`."""
    for form in forms:
        pattern, (year, month, day) = _DATES[form]
        found = pattern.fullmatch(text)
        if found:
            try:
                return date(int(found[year]), int(found[month]), int(found[day])).isoformat()
            except ValueError:
                raise ValueError(f"is no day of the calendar, read as {form}") from None
    expected = " or ".join(f"`{form}`" for form in forms)
    mend = "write it in one of these forms, or add its form under `dates` in the mapping file"
    raise ValueError(f"is {shown(text)}, expected a date as {expected}; {mend}")


def _school_year(iso: str, starts: int) -> str:
    year = int(iso[:4]) - (int(iso[5:7]) < starts)
    return str(SchoolYear(year))


def cells_test(tests: tuple[CellTest, ...], find: Callable[[str], Position | None]) -> Callable[[Cells], bool] | None:
    """Whether all conditions hold for a row; None without conditions. A column that is not there is blank."""
    checks: list[Callable[[Cells], bool]] = []
    for test in tests:
        position = find(test.column)
        checks.append(_check(test, None if position is None else position[1]))
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]
    return lambda cells: all(check(cells) for check in checks)


def _check(test: CellTest, at: int | None) -> Callable[[Cells], bool]:
    if test.feature is None:
        texts = test.texts
        if at is None:
            return lambda _: "" in texts
        return lambda cells: cells[at].strip().upper() in texts
    if at is None:
        return lambda _: False
    if test.feature is Feature.FILLED:
        return lambda cells: bool(cells[at].strip())
    if test.feature is Feature.NUMBER:
        return lambda cells: bool(_DIGITS.fullmatch(cells[at].strip()))

    def within(cells: Cells) -> bool:
        text = cells[at].strip()
        return bool(_DIGITS.fullmatch(text)) and len(text) < 10 and test.low <= int(text) <= test.high

    return within
