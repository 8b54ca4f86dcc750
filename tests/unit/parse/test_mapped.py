"""The state's data file: four years of columns, spreadsheet damage, rows that are left out, rows to be mended."""

from datetime import date

import pytest

from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.record import Record, Rejected, Skipped
from scorepress.model.values import SchoolYear

YEARS = ["2021-22", "2022-23", "2023-24", "2024-25"]


def one(rows):
    assert len(rows) == 1
    return rows[0]


def record(rows) -> Record:
    found = one(rows)
    assert isinstance(found, Record), found
    return found


def fault(rows) -> tuple[str, tuple[str, ...]]:
    found = one(rows)
    assert isinstance(found, Rejected), found
    return found.diagnostics[0].message, found.diagnostics[0].hints


@pytest.mark.parametrize("year", YEARS)
def test_each_years_layout_is_read_by_name(year, read, toms_file, toms_columns):
    columns = toms_columns(year)
    found = record(read(toms_file({}, columns=columns)))
    assert found.values["student.last_name"] == "Núñez"
    assert found.values["overall.score"] == 651
    assert found.values["administration_year"] == SchoolYear(2024)


@pytest.mark.parametrize("year", YEARS)
def test_the_order_of_columns_does_not_matter(year, read, toms_file, toms_columns):
    columns = toms_columns(year)
    assert (
        record(read(toms_file({}, columns=columns[::-1]))).values == record(read(toms_file({}, columns=columns))).values
    )


def test_all_that_a_record_takes_from_a_row(read, toms_file):
    row = {
        "LocalStudentID": "77", "StudentMiddleName": "de  Jesús", "StudentAddressLine1": "12 Alder St",
        "StudentAddressCityName": "Fernbridge", "StudentAddressStateCode": "CA", "StudentAddressZipCode": "955400140",
        "CALPADSSchoolCode": "12-99999-0000011", "CALPADSDistrictCode": "1999970000000",
        "UnlistedResources3": "Y", "OverallScaleScore": "601", "OverallPL": "1",
        "AttemptednessMinus1": "Y", "GradeAssessedMinus1": "05",
        "OverallScaleScoreMinus1": "560", "OverallPLMinus1": "3",
        "AttemptednessMinus2": "P", "GradeAssessedMinus2": "04",
        "OverallScaleScoreMinus2": "NS", "OverallPLMinus2": "NS",
    }  # fmt: skip
    assert record(read(toms_file(row))).values == {
        "administration_year": SchoolYear(2024),
        "assessment": "summative-alternate-elpac",
        "student.ssid": "1234567890",
        "student.local_id": "77",
        "student.first_name": "Ana",
        "student.middle_name": "de Jesús",
        "student.last_name": "Núñez",
        "student.date_of_birth": date(2013, 1, 2),
        "student.primary_language": "spa",
        "student.repeated_kindergarten": False,
        "student.address.line_1": "12 Alder St",
        "student.address.city": "Fernbridge",
        "student.address.state": "CA",
        "student.address.zip": "95540-0140",
        "school.name": "Cedar Grove",
        "school.code": "12999990000011",
        "lea.name": "Sequoia Unified",
        "lea.code": "01999970000000",
        "test_date": date(2025, 4, 13),
        "overall.school_year": SchoolYear(2024),
        "overall.grade": "06",
        "overall.participation": "complete",
        "overall.score": 601,
        "overall.level": 1,
        "overall.construct_changed": True,
        "history.one_year_ago.school_year": SchoolYear(2023),
        "history.one_year_ago.eligible": True,
        "history.one_year_ago.grade": "05",
        "history.one_year_ago.participation": "complete",
        "history.one_year_ago.score": 560,
        "history.one_year_ago.level": 3,
        "history.one_year_ago.construct_changed": False,
        "history.two_years_ago.school_year": SchoolYear(2022),
        "history.two_years_ago.eligible": True,
        "history.two_years_ago.grade": "04",
        "history.two_years_ago.participation": "incomplete",
        "history.two_years_ago.construct_changed": False,
    }


@pytest.mark.parametrize(
    ("cells", "path", "value"),
    [
        ({"GradeAssessed": "KN", "OverallScaleScore": "250"}, "overall.grade", "KN"),
        ({"GradeAssessed": "KG", "OverallScaleScore": "250"}, "overall.grade", "KN"),
        ({"GradeAssessed": "5", "OverallScaleScore": "550"}, "overall.grade", "05"),
        ({"GradeAssessed": "12"}, "overall.grade", "12"),
        ({"DateofBirth": "02-01-2013"}, "student.date_of_birth", date(2013, 1, 2)),
        ({"DateofBirth": "13-04-2013"}, "student.date_of_birth", date(2013, 4, 13)),
        ({"DateofBirth": "4/13/2013"}, "student.date_of_birth", date(2013, 4, 13)),
        ({"DateofBirth": "", "DateofBirthforTesting": "2013-01-03"}, "student.date_of_birth", date(2013, 1, 3)),
        ({"DateofBirth": ""}, "student.date_of_birth", None),
        ({"PrimaryLanguageforTesting": "01"}, "student.primary_language", "01"),
        ({"PrimaryLanguageforTesting": "1"}, "student.primary_language", "01"),
        ({"PrimaryLanguageforTesting": "", "CALPADSPrimaryLanguage": "VIE"}, "student.primary_language", "vie"),
        ({"OverallScaleScore": " 0651 "}, "overall.score", 651),
        ({"OverallPL": "02"}, "overall.level", 2),
        ({"UnlistedResources1": "N", "UnlistedResources2": "n"}, "overall.construct_changed", False),
        ({"UnlistedResources4": "y", "OverallScaleScore": "601", "OverallPL": "1"}, "overall.construct_changed", True),
        ({"SSID": "123456789"}, "student.ssid", "0123456789"),
        ({"StudentAddressZipCode": "501"}, "student.address.zip", "00501"),
        ({"RecordType": "24", "OverallScaleScore": "150"}, "assessment", "initial-alternate-elpac"),
        ({"Attemptedness": "P", "OverallScaleScore": "NS", "OverallPL": "NS"}, "overall.participation", "incomplete"),
        ({"Attemptedness": "P", "OverallScaleScore": "NS", "OverallPL": "NS"}, "overall.score", None),
        ({"Attemptedness": "", "OverallScaleScore": "", "OverallPL": ""}, "overall.participation", "none"),
        ({"Attemptedness": "N", "OverallScaleScore": "", "OverallPL": ""}, "overall.participation", "none"),
        ({"ConditionCode": "NT", "Attemptedness": "", "OverallScaleScore": "", "OverallPL": ""},
         "overall.participation", "none"),
    ],
)  # fmt: skip
def test_cells_become_values(cells, path, value, read, toms_file):
    assert record(read(toms_file(cells))).values.get(path) == value


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, (False, "none", None, None, None)),
        ({"AttemptednessMinus1": "Y", "GradeAssessedMinus1": "05", "OverallScaleScoreMinus1": "543",
          "OverallPLMinus1": "1"}, (True, "complete", 543, 1, "05")),
        ({"AttemptednessMinus1": "P", "GradeAssessedMinus1": "5", "OverallScaleScoreMinus1": "NS",
          "OverallPLMinus1": "NS"}, (True, "incomplete", None, None, "05")),
        ({"ConditionCodeMinus1": "NT", "GradeAssessedMinus1": "05"}, (True, "none", None, None, "05")),
        ({"AttemptednessMinus1": "N", "GradeAssessedMinus1": "05"}, (True, "none", None, None, "05")),
        # the scale of the other test: not eligible for this one in that year
        ({"AttemptednessMinus1": "Y", "GradeAssessedMinus1": "05", "OverallScaleScoreMinus1": "1475",
          "OverallPLMinus1": "2"}, (False, "none", None, None, "05")),
    ],
)  # fmt: skip
def test_history_states(cells, state, read, toms_file):
    values = record(read(toms_file(cells))).values
    leaves = ("eligible", "participation", "score", "level", "grade")
    assert tuple(values.get(f"history.one_year_ago.{leaf}") for leaf in leaves) == state


@pytest.mark.parametrize(
    ("now", "then", "repeated"),
    [("KN", "KN", True), ("KN", "KG", True), ("KN", "", False), ("01", "KN", False)],
)
def test_repeated_kindergarten(now, then, repeated, read, toms_file):
    row = {"GradeAssessed": now, "OverallScaleScore": "250", "GradeAssessedMinus1": then, "AttemptednessMinus1": "Y",
           "OverallScaleScoreMinus1": "210", "OverallPLMinus1": "1"}  # fmt: skip
    assert record(read(toms_file(row))).values["student.repeated_kindergarten"] is repeated


@pytest.mark.parametrize("delimiter", ["^", ",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_line_ends_and_byte_order_marks(delimiter, end, mark, read, toms_file):
    rows = read(mark + toms_file({}, {"SSID": "1234567891"}, delimiter=delimiter, end=end))
    assert [row.values["student.ssid"] for row in rows] == ["1234567890", "1234567891"]


def test_column_names_are_read_with_spaces_and_in_any_case(read, toms_file, toms_columns):
    columns = toms_columns("2024-25")
    renamed = {"OverallScaleScore": "Overall Scale Score", "SSID": "ssid", "RecordType": "Record_Type"}
    text = toms_file({}, columns=columns)
    header, rest = text.split("\r\n", 1)
    header = "^".join(renamed.get(column, column) for column in header.split("^"))
    assert record(read(f"{header}\r\n{rest}")).values["overall.score"] == 651


def test_an_alias_stands_for_a_renamed_column(read, toms_file, toms_columns):
    columns = [c.replace("UnlistedResources", "UnlistedResource") for c in toms_columns("2024-25")]
    rows = read(toms_file({"UnlistedResource2": "Y", "OverallScaleScore": "601", "OverallPL": "1"}, columns=columns))
    assert record(rows).values["overall.construct_changed"] is True


def test_optional_columns_may_be_missing(read, toms_file, toms):
    found = record(read(toms_file({"FinalTestCompletedDate": ""}, columns=list(toms.needed)), options={
        "administration_year": "2024-25"}))  # fmt: skip
    assert found.values["overall.score"] == 651
    assert found.get("test_date") is None


def test_a_missing_needed_column_is_one_error_with_the_nearest_present(read, toms_file, toms_columns):
    columns = [c.replace("OverallPL", "OveralPL") if c == "OverallPL" else c for c in toms_columns("2024-25")]
    with pytest.raises(ScorepressError) as error:
        read(toms_file({}, columns=columns))
    (found,) = error.value.diagnostics
    assert found.code is Code.RECORD_COLUMN
    assert found.message.startswith("`students` has no column named `OverallPL`")
    assert "the nearest one is `OveralPL`" in found.message
    assert "`aliases`" in found.hints[0]


def test_a_column_that_is_asked_for_is_not_offered_for_a_missing_one(read, toms_file, toms_columns):
    columns = [c for c in toms_columns("2024-25") if c != "StudentFirstName"]
    with pytest.raises(ScorepressError) as error:
        read(toms_file({}, columns=columns))
    (found,) = error.value.diagnostics
    assert "no column named `StudentFirstName`" in found.message
    assert "the nearest one" not in found.message
    assert found.hints[0].startswith("add the column")


def test_a_missing_telling_column_is_named_too(read, toms_file, toms_columns):
    columns = [c.replace("SSID", "SSIDs") if c == "SSID" else c for c in toms_columns("2024-25")]
    with pytest.raises(ScorepressError, match="no column named `SSID`; the nearest to `SSID` is `SSIDs`"):
        read(toms_file({}, columns=columns))


def test_a_column_that_is_there_twice_is_an_error(read, toms_file, toms_columns):
    with pytest.raises(ScorepressError, match="has the column `SSID` twice"):
        read(toms_file({}, columns=[*toms_columns("2024-25"), "SSID"]))


@pytest.mark.parametrize("kind", ["21", "22"])
def test_rows_of_another_test_are_skipped(kind, read, toms_file):
    found = one(read(toms_file({"RecordType": kind, "OverallScaleScore": "1475", "OverallPL": "4"})))
    assert isinstance(found, Skipped)
    assert found.reason == "The result is of another assessment."


def test_results_that_get_no_report_are_skipped(read, toms_file):
    assert isinstance(one(read(toms_file({"SSREligible": "N"}))), Skipped)


@pytest.mark.parametrize(
    ("cells", "message", "hint"),
    [
        ({"RecordType": "SE"}, "column `RecordType` is `SE`: it does not say which assessment", "write 21 for"),
        ({"RecordType": "99"}, "column `RecordType`, Assessment (`assessment`), is `99`, which is not in the code", ""),
        ({"GradeAssessed": "UE"}, "column `GradeAssessed`, Grade (`overall.grade`), is `UE`", ""),
        ({"OverallScaleScore": "1475"}, "is 1475, expected a whole number from 101 to 899", ""),
        ({"OverallScaleScore": "65l"}, "cannot be told from", "code tables"),
        ({"OverallScaleScore": ""}, "cannot be told from `ConditionCode` blank, `Attemptedness` `Y`", "code tables"),
        ({"OverallPL": "4"}, "is 4, expected a whole number from 1 to 3", ""),
        ({"DateofBirth": "2013-02-30"}, "is no day of the calendar", ""),
        ({"DateofBirth": "spring"}, "is of the form `aaaaaa`, expected a date as `yyyy-mm-dd` or", ""),
        ({"UnlistedResources1": "X"}, "is `X`, expected one of blank, `N`, `Y`", ""),
        ({"SSID": "1.23457E+09"}, "is of the form `9.99999A+99`, expected 10 digits", "a spreadsheet has rounded it"),
        ({"SSID": ""}, "Statewide Student Identifier (SSID) (`student.ssid`), column `SSID`, is missing", ""),
        ({"StudentLastName": "  "}, "Last name (`student.last_name`), column `StudentLastName`, is missing", ""),
        ({"StudentFirstName": "x" * 200}, "has 200 characters, expected at most 30", "shorten"),
        ({"StudentFirstName": "An\u202ea"}, "holds a text direction mark, U+202E, at character 3", "delete"),
    ],
)
def test_what_no_mapping_foresees_goes_to_quarantine(cells, message, hint, read, toms_file):
    found, hints = fault(read(toms_file(cells)))
    assert found.startswith("row 1: ")
    assert message in found
    assert hint in " ".join(hints)


def test_a_diagnostic_points_to_line_and_column(read, toms_file):
    text = toms_file({}, {"GradeAssessed": "UE", "SSID": "1234567891"})
    found = read(text)[1].diagnostics[0]
    line = text.split("\r\n")[2]
    assert (found.span.path, found.span.line) == ("students", 3)
    assert line[found.span.column - 1 :].startswith("UE^")


@pytest.mark.parametrize("name", ["María-José", "O'Neil", "<script>alert(1)</script>"])
def test_no_message_quotes_a_name(name, read, toms_file):
    row = {"StudentLastName": name, "StudentFirstName": name + "\u200b!", "GradeAssessed": name[:12], "SSID": name}
    found = one(read(toms_file(row)))
    assert isinstance(found, Rejected)
    said = " ".join(d.message + " ".join(d.hints) for d in found.diagnostics)
    assert name not in said
    assert name[:5] not in said
    assert name in found.raw


def test_markup_is_plain_text(read, toms_file):
    assert record(read(toms_file({"StudentFirstName": "<b>Al & Ya</b>"}))).values["student.first_name"] == (
        "<b>Al & Ya</b>"
    )


NOT_TESTED = {
    "ConditionCode": "NT", "Attemptedness": "", "OverallScaleScore": "", "OverallPL": "", "SSREligible": "",
    "FinalTestCompletedDate": "",
}  # fmt: skip


class TestAdministrationYear:
    @pytest.mark.parametrize(
        ("day", "year"),
        [("2024-07-01", 2024), ("2025-06-30", 2024), ("2025-07-01", 2025), ("2021-11-15", 2021), ("2022-01-02", 2021)],
    )
    def test_it_runs_from_july_to_june(self, day, year, read, toms_file):
        rows = read(toms_file({"FinalTestCompletedDate": day}))
        assert record(rows).values["administration_year"] == SchoolYear(year)

    def test_the_days_of_the_domains_count_where_the_final_day_is_blank(self, read, toms_file):
        rows = read(toms_file({"FinalTestCompletedDate": "", "TestCompletedDate2": "2024-02-02"}))
        assert record(rows).values["administration_year"] == SchoolYear(2023)

    def test_a_row_without_a_day_belongs_to_the_year_of_the_other_rows(self, read, toms_file):
        blank = {**NOT_TESTED, "ReportCreatedDate": "2025-12-01"}
        rows = read(toms_file(blank, {"SSID": "1234567891"}, {**blank, "SSID": "1234567892"}))
        assert [row.values["administration_year"] for row in rows] == [SchoolYear(2024)] * 3

    def test_the_option_comes_before_the_day_on_which_the_file_was_made(self, read, toms_file):
        rows = read(toms_file(NOT_TESTED), options={"administration_year": "2023-24"})
        assert record(rows).values["administration_year"] == SchoolYear(2023)

    @pytest.mark.parametrize(("made", "year"), [("2025-06-15", 2024), ("2025-10-31", 2024), ("2025-11-01", 2025)])
    def test_the_day_on_which_the_file_was_made_is_the_last_resort(self, made, year, read, toms_file):
        rows = read(toms_file({**NOT_TESTED, "ReportCreatedDate": made}))
        assert record(rows).values["administration_year"] == SchoolYear(year)

    def test_without_any_of_them_the_row_is_quarantined(self, read, toms_file):
        message, hints = fault(read(toms_file({**NOT_TESTED, "ReportCreatedDate": ""})))
        assert "`administration_year`" in message
        assert "--school-year" in hints[0]


def test_rows_may_end_before_the_column_for_the_end_of_the_record(read, toms_file):
    header, row, _ = toms_file({}).split("\r\n")
    assert row.endswith("^")
    assert record(read(f"{header}\n{row[:-1]}\n")).values["overall.score"] == 651
    assert fault(read(f"{header}\n{row[:-2]}\n"))[0] == "row 1 has 374 columns, the header has 376"
    assert fault(read(f"{header}\n{row}^\n"))[0] == "row 1 has 377 columns, the header has 376"


def test_the_three_ends_of_rows_add_up(read, toms_file):
    rows = read(toms_file({}, {"RecordType": "21"}, {"RecordType": "SE"}, {"OverallPL": "9"}, {}))
    assert [type(row).__name__ for row in rows] == ["Record", "Skipped", "Rejected", "Rejected", "Record"]
    assert [row.origin.row for row in rows] == [1, 2, 3, 4, 5]
