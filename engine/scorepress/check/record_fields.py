"""FieldType -> the check of its values, compiled once: for JSON values and for the texts of delimited files.

A check gives the value or raises UnfitError with what was found and expected. It never quotes more of a text than a
code (`scorepress.model.record.shown`).
"""

import difflib
import re
from collections.abc import Callable
from datetime import date

from scorepress.check.record_text import UnfitTextError, clean_line
from scorepress.model.record import shown
from scorepress.model.values import FieldType, Kind, SchoolYear, Value

Check = Callable[[object], Value]
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_ROUNDED = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+")
_DATE_FORM = "a date such as `2015-03-09`"
_JSON_NAMES = {
    str: "a text",
    int: "a number",
    float: "a number with a fraction",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}


class UnfitError(Exception):
    """A value that its field cannot hold: the fact with what was expected, and a hint or nothing."""

    def __init__(self, fact: str, hint: str = "") -> None:
        """Keep both."""
        super().__init__(fact)
        self.fact, self.hint = fact, hint


def compile_field(field: FieldType, *, typed: bool) -> Check:
    """The check of one field, for JSON values (`typed`) or for texts."""
    make = {
        Kind.TEXT: _text,
        Kind.CHOICE: _choice,
        Kind.INTEGER: _integer,
        Kind.BOOLEAN: _boolean,
        Kind.DATE: _date,
        Kind.SCHOOL_YEAR: _school_year,
    }[field.kind]
    return make(field, typed)


def _string(value: object, expected: str) -> str:
    if type(value) is not str:
        raise UnfitError(
            f"is {_JSON_NAMES.get(type(value), 'something else')}, expected {expected}", "put it in quotation marks"
        )
    return value


def _text(field: FieldType, typed: bool) -> Check:  # noqa: FBT001 - one of a table of functions
    longest = field.max_length or 10_000
    matches = re.compile(field.pattern).search if field.pattern else None
    expected = f"a text of at most {longest} characters"

    def check(value: object) -> Value:
        text = _string(value, expected) if typed else str(value)
        try:
            text = clean_line(text)
        except UnfitTextError as error:
            raise UnfitError(f"{error}, expected text on one line", "delete the character") from None
        if not text:
            raise UnfitError(f"is empty, expected {expected}", "leave the key out where there is no value")
        if len(text) > longest:
            raise UnfitError(f"has {len(text)} characters, expected at most {longest}", "shorten it")
        if matches is not None and not matches(text):
            rounded = "a spreadsheet has rounded it: give the column the kind `text` before export"
            lost = "zeros at the beginning are lost when a spreadsheet takes it for a number"
            hint = rounded if _ROUNDED.fullmatch(text) else lost if text.isdigit() else ""
            raise UnfitError(f"is {shown(text)}, expected {pattern_words(field.pattern or '')}", hint)
        return text

    return check


def pattern_words(pattern: str) -> str:
    """A regular expression as a reader says it, where it is simple enough: `^[0-9]{10}$` is ten digits."""
    digits = re.fullmatch(r"\^\[0-9\]\{([0-9]+)\}\$", pattern)
    return f"{digits[1]} digits" if digits else f"the form `{pattern.removeprefix('^').removesuffix('$')}`"


def _choice(field: FieldType, typed: bool) -> Check:  # noqa: FBT001
    known = {choice: choice for choice in field.choices}
    expected = "one of " + ", ".join(f"`{choice}`" for choice in field.choices)

    def check(value: object) -> Value:
        found = known.get(value) if isinstance(value, str) else None
        if found is None:
            text = _string(value, expected) if typed else str(value)
            found = known.get(text.strip())
            if found is None:
                near = difflib.get_close_matches(text[:40].strip().lower(), field.choices, 1)
                hint = f"did you mean `{near[0]}`?" if near else ""
                raise UnfitError(f"is {shown(text)}, expected {expected}", hint)
        return found

    return check


def _integer(field: FieldType, typed: bool) -> Check:  # noqa: FBT001
    low, high = field.minimum, field.maximum
    bounds = f" from {low} to {high}" if low is not None and high is not None else ""
    expected = f"a whole number{bounds}"

    def check(value: object) -> Value:
        if typed:
            if type(value) is float and value.is_integer() and abs(value) < 10**15:
                value = int(value)
            if type(value) is not int:
                kind = shown(value) if isinstance(value, str) else _JSON_NAMES.get(type(value), "something else")
                hint = "write the number without quotation marks" if isinstance(value, str) else ""
                raise UnfitError(f"is {kind}, expected {expected}", hint)
            number = value
        else:
            text = str(value).strip()
            if not _WHOLE.fullmatch(text):
                raise UnfitError(f"is {shown(text)}, expected {expected}")
            number = int(text)
        if (low is not None and number < low) or (high is not None and number > high):
            found = f"{number}" if abs(number) < 10**6 else "a number of more than six digits"
            raise UnfitError(f"is {found}, expected {expected}")
        return number

    return check


def _boolean(_: FieldType, typed: bool) -> Check:  # noqa: FBT001
    words = {"true": True, "false": False}

    def check(value: object) -> Value:
        found = value if typed else words.get(str(value).strip().lower())
        if not isinstance(found, bool):
            kind = shown(str(value)) if isinstance(value, (str, int)) else "something else"
            raise UnfitError(f"is {kind}, expected `true` or `false`")
        return found

    return check


def _date(_: FieldType, typed: bool) -> Check:  # noqa: FBT001
    def check(value: object) -> Value:
        text = (_string(value, _DATE_FORM) if typed else str(value)).strip()
        if not _ISO.fullmatch(text):
            raise UnfitError(f"is {shown(text)}, expected {_DATE_FORM}")
        try:
            return date.fromisoformat(text)
        except ValueError:
            hint = "compare it with the student's documents"
            raise UnfitError(f"is no day of the calendar, expected {_DATE_FORM}", hint) from None

    return check


def _school_year(field: FieldType, typed: bool) -> Check:  # noqa: FBT001
    low, high = field.minimum or 1900, field.maximum or 2099
    known = {str(year): year for year in map(SchoolYear, range(low, high + 1))}
    expected = f"a school year from `{SchoolYear(low)}` to `{SchoolYear(high)}`"

    def check(value: object) -> Value:
        year = known.get(value) if isinstance(value, str) else None
        if year is None:
            text = (_string(value, expected) if typed else str(value)).strip()
            year = known.get(text)
            if year is None:
                raise UnfitError(f"is {shown(text)}, expected {expected}")
        return year

    return check
