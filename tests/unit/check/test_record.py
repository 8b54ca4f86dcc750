"""The check of records: what fits, what is refused and how it is said."""

import json
from datetime import date
from typing import Any

import pytest

from scorepress.model.diagnostic import Code
from scorepress.model.record import Record, Rejected, shown
from scorepress.model.values import SchoolYear


def student(**changes):
    """A good record; `student__ssid="x"` replaces a leaf, None takes it away."""
    record: Any = {
        "administration_year": "2024-25",
        "assessment": "initial-alternate-elpac",
        "student": {"ssid": "1234567890", "first_name": "Ana", "last_name": "Núñez"},
        "school": {"name": "Cedar Grove"},
        "lea": {"name": "Sequoia"},
        "overall": {"grade": "06", "participation": "complete", "score": 151, "level": 2},
    }
    for path, value in changes.items():
        *groups, leaf = path.split("__")
        place = record
        for group in groups:
            place = place.setdefault(group, {})
        place[leaf] = value
    return json.dumps(record)


def problems(rows):
    (found,) = rows
    assert isinstance(found, Rejected), found
    return [diagnostic.message for diagnostic in found.diagnostics]


def test_a_good_record_is_completed(read):
    (found,) = read(student())
    assert isinstance(found, Record)
    assert found.values["overall.school_year"] == SchoolYear(2024)
    assert found.values["history.two_years_ago.school_year"] == SchoolYear(2022)
    assert found.values["history.one_year_ago.eligible"] is False
    assert found.values["overall.construct_changed"] is False
    assert found.get("overall.nothing") is None


@pytest.mark.parametrize(
    ("change", "path", "value"),
    [
        ({"student__first_name": "  An\u0303a  Li "}, "student.first_name", "A\u00f1a Li"),
        ({"student__first_name": "A\u00a0B\u3000C"}, "student.first_name", "A B C"),
        ({"student__first_name": "<script>alert('x')</script>"}, "student.first_name", "<script>alert('x')</script>"),
        ({"student__first_name": "x" * 30}, "student.first_name", "x" * 30),
        ({"student__first_name": "O"}, "student.first_name", "O"),
        ({"student__middle_name": None}, "student.middle_name", None),
        ({"student__date_of_birth": "2012-02-29"}, "student.date_of_birth", date(2012, 2, 29)),
        ({"overall__score": 151.0}, "overall.score", 151),
        ({"student__address": {}}, "student.address.city", None),
        ({"history": {"one_year_ago": {"school_year": "2023-24"}}}, "history.one_year_ago.eligible", False),
        (
            {"assessment": "summative-alternate-elpac", "history": {"one_year_ago": {"participation": "incomplete"}}},
            "history.one_year_ago.eligible",
            True,
        ),
    ],
)
def test_what_fits(change, path, value, read):
    (found,) = read(student(**change))
    assert isinstance(found, Record), found
    assert found.values.get(path) == value


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"student__first_name": "x" * 200}, "First name (`student.first_name`) has 200 characters, expected at most"),
        ({"student__first_name": " "}, "is empty, expected a text of at most 30 characters"),
        ({"student__first_name": 7}, "is a number, expected a text of at most 30 characters"),
        ({"student__first_name": ["Ana"]}, "is a list, expected a text"),
        ({"student__first_name": "A\nB"}, "holds a line break, U+000A, at character 2"),
        ({"student__first_name": "A\u2028B"}, "holds a line break, U+2028, at character 2"),
        ({"student__first_name": "A\tB"}, "holds a tab, U+0009"),
        ({"student__first_name": "A\x07B"}, "holds a control character, U+0007"),
        ({"student__first_name": "A\u202eB"}, "holds a text direction mark, U+202E"),
        ({"student__first_name": "A\u2069B"}, "holds a text direction mark, U+2069"),
        ({"student__first_name": "A\u200fB"}, "holds a text direction mark, U+200F"),
        ({"student__first_name": "A\u200bB"}, "holds a zero-width character, U+200B"),
        ({"student__first_name": "A\ufeffB"}, "holds a zero-width character, U+FEFF"),
        ({"student__first_name": "A\ue000B"}, "holds a private-use character, which no font shows, U+E000"),
        ({"student__first_name": "A\U000e0041B"}, "holds an invisible format character, U+E0041"),
        ({"student__first_name": "A\u0378B"}, "holds a code point without a character, U+0378"),
        ({"student__first_name": "A\ud800B"}, "holds half of a character (a lone surrogate), U+D800"),
        ({"student__ssid": "12345"}, "expected 10 digits"),
        ({"student__ssid": 1234567890}, "is a number, expected a text"),
        ({"student__date_of_birth": "2013-02-29"}, "is no day of the calendar"),
        ({"student__date_of_birth": "20130228"}, "is of the form `99999999`, expected a date such as `2015-03-09`"),
        ({"student__date_of_birth": 20130228}, "is a number, expected a date"),
        ({"student__repeated_kindergarten": "true"}, "expected `true` or `false`"),
        ({"student__repeated_kindergarten": 1}, "is `1`, expected `true` or `false`"),
        ({"overall__score": "151"}, "is `151`, expected a whole number from 101 to 899"),
        ({"overall__score": 151.5}, "is a number with a fraction, expected a whole number"),
        ({"overall__score": True}, "is true or false, expected a whole number"),
        ({"overall__score": 1e300}, "expected a whole number from 101 to 899"),
        ({"overall__score": 10**40}, "is a number of more than six digits, expected a whole number from 101 to 899"),
        ({"overall__score": 900}, "Overall scale score (`overall.score`) is 900, expected a whole number from 101"),
        ({"overall__level": 0}, "is 0, expected a whole number from 1 to 3"),
        ({"overall__grade": "6"}, "is `6`, expected one of `KN`, `01`"),
        ({"overall__grade": 6}, "is a number, expected one of `KN`"),
        ({"overall__participation": "completed"}, "is of the form `aaaaaaaaa`, expected one of `none`, `incomplete`"),
        ({"administration_year": "2024-26"}, "expected a school year from `2021-22` to `2040-41`"),
        ({"administration_year": "1999-00"}, "expected a school year from `2021-22`"),
        ({"overall__school_year": "2023-24"}, "is `2023-24`, expected `2024-25`, 0 years before `2024-25`"),
        ({"student": "Ana"}, "`student` is a value, expected an object with keys"),
        ({"student__frist_name": "Ana"}, "a record has no field `student.frist_name`"),
        ({"student__first_name__x": "Ana"}, "a record has no field `student.first_name.x`"),
        ({"student__last_name": None}, "Last name (`student.last_name`) is missing, and every record needs it"),
        ({"overall__participation": None}, "Participation (`overall.participation`) is missing"),
    ],
)  # fmt: skip
def test_what_is_refused(change, message, read):
    if "student__first_name__x" in change:
        text = student().replace('"first_name": "Ana"', '"first_name": {"x": "Ana"}')
    else:
        text = student(**change)
    found = problems(read(text))
    assert message in found[0]
    assert found[0].startswith("row 1: ")


def test_a_nearby_name_is_suggested(read):
    (found,) = read(student(student__frist_name="x", overall__participation="Complete "))
    assert [d.hints for d in found.diagnostics] == [
        ("did you mean `complete`?",),
        ("did you mean `student.first_name`?",),
    ]


def test_every_fault_of_a_row_is_told_up_to_a_bound(read):
    found = problems(read(student(overall__score=1, overall__level=9, school=None, student__ssid="1")))
    assert len(found) == 4
    (row,) = read(student(**{f"x{n}": n for n in range(100)}))
    assert len(row.diagnostics) == 20


def test_the_place_of_a_fault_is_its_value(read):
    text = json.dumps(json.loads(student(overall__score=1)), indent=2)
    (row,) = read(text)
    span = row.diagnostics[0].span
    assert row.diagnostics[0].code is Code.RECORD_FIELD
    assert text.splitlines()[span.line - 1][span.column - 1 :] == "1,"
    (row,) = read(student(overall__score=1))
    assert row.raw[row.diagnostics[0].span.column - 1 :].startswith("1, ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NS", "`NS`"), ("UE", "`UE`"), ("1475", "`1475`"), ("", "blank"), ("Maria", "of the form `Aaaaa`"),
        ("2013-02-03", "of the form `9999-99-99`"), ("14755", "of the form `99999`"),
        ("Bo\u202eb", "of the form `Aa?a`"),
        ("x" * 40, "of the form `" + "a" * 24 + "…`"),
    ],
)  # fmt: skip
def test_only_codes_are_shown(text, expected):
    assert shown(text) == expected
