"""Earlier years' files: what they fill in, what is known from their silence, and what has to be assumed."""

import io
import sqlite3

import pytest

from scorepress.check.history import History, describe_assumptions
from scorepress.check.record import check_rows, compile_checker
from scorepress.check.seen import Seen
from scorepress.model.diagnostic import Code
from scorepress.model.record import Assumption, AssumptionKind, Record, Rejected
from scorepress.model.values import SchoolYear
from scorepress.parse.record import read_rows

LAST = {"FinalTestCompletedDate": "2024-04-13", "ReportCreatedDate": "2024-06-15", "GradeAssessed": "05"}
NOT_TESTED = {"ConditionCode": "NT", "Attemptedness": "", "OverallScaleScore": "", "OverallPL": "", "SSREligible": "",
              "FinalTestCompletedDate": ""}  # fmt: skip
PRIOR = "history.one_year_ago"


@pytest.fixture
def rejected():
    """The rows of each file that a History could not read."""
    return []


@pytest.fixture
def history(record_schema, record_plan, toms, toms_file, rejected):
    """A History that has taken in files of rows."""
    connection = sqlite3.connect(":memory:", isolation_level=None)

    def of(*files):
        found = History(record_schema, record_plan.history, connection)
        checker = compile_checker(record_schema, record_plan)
        for rows in files:
            opened = read_rows(io.BytesIO(toms_file(*rows).encode()), "earlier", record_schema, (toms,))
            rejected.append(found.add(check_rows(opened.items, checker)))
        return found

    yield of
    connection.close()


def prior(record):
    assert isinstance(record, Record), record
    leaves = ("eligible", "participation", "score", "level", "grade", "construct_changed")
    return tuple(record.values.get(f"{PRIOR}.{leaf}") for leaf in leaves)


def unknown(before):
    group = {1: PRIOR, 2: "history.two_years_ago"}[before]
    return Assumption(AssumptionKind.UNKNOWN, f"{group}.eligible", SchoolYear(2024 - before))


def test_without_files_silence_is_an_assumption(read, toms_file):
    (found,) = read(toms_file({}))
    assert prior(found) == (False, "none", None, None, None, False)
    assert found.assumed == (unknown(1), unknown(2))


def test_a_stated_result_is_no_assumption(read, toms_file):
    row = {"AttemptednessMinus1": "Y", "OverallScaleScoreMinus1": "560", "OverallPLMinus1": "3"}
    assert read(toms_file(row))[0].assumed == (unknown(2),)


def test_not_tested_last_year(read, toms_file, history):
    (found,) = read(toms_file({}), history=history([LAST | NOT_TESTED | {"ReportCreatedDate": "2024-06-15"}]))
    assert prior(found) == (True, "none", None, None, "05", False)
    assert found.assumed == (unknown(2),)


def test_in_nobodys_file_is_not_eligible_and_no_assumption(read, toms_file, history):
    (found,) = read(toms_file({}), history=history([LAST | {"SSID": "9999999999", "OverallScaleScore": "550"}]))
    assert prior(found) == (False, "none", None, None, None, False)
    assert found.assumed == (unknown(2),)


def test_a_scored_row_fills_what_is_blank(read, toms_file, history):
    earlier = LAST | {"OverallScaleScore": "501", "OverallPL": "1", "UnlistedResources2": "Y"}
    (found,) = read(toms_file({}), history=history([earlier]))
    assert prior(found) == (True, "complete", 501, 1, "05", True)


def test_a_scored_row_adds_what_the_newer_file_cannot_say(read, toms_file, history):
    earlier = LAST | {"OverallScaleScore": "501", "OverallPL": "1", "UnlistedResources2": "Y"}
    row = {"AttemptednessMinus1": "Y", "GradeAssessedMinus1": "05", "OverallScaleScoreMinus1": "501",
           "OverallPLMinus1": "1"}  # fmt: skip
    (found,) = read(toms_file(row), history=history([earlier]))
    assert prior(found) == (True, "complete", 501, 1, "05", True)
    assert found.assumed == (unknown(2),)


def test_where_the_files_disagree_the_newer_one_counts_and_it_is_told(read, toms_file, history):
    row = {"AttemptednessMinus1": "Y", "GradeAssessedMinus1": "05", "OverallScaleScoreMinus1": "560",
           "OverallPLMinus1": "3"}  # fmt: skip
    (found,) = read(toms_file(row), history=history([LAST | {"OverallScaleScore": "501", "OverallPL": "1"}]))
    assert prior(found) == (True, "complete", 560, 3, "05", False)
    assert found.assumed == (Assumption(AssumptionKind.DISAGREES, PRIOR, SchoolYear(2023)), unknown(2))


def test_two_years_of_files(read, toms_file, history):
    before = {"FinalTestCompletedDate": "2023-04-13", "OverallScaleScore": "550", "GradeAssessed": "04"}
    (found,) = read(toms_file({}), history=history([LAST | {"OverallScaleScore": "550"}], [before]))
    assert found.values["history.two_years_ago.score"] == 550
    assert found.values["history.two_years_ago.grade"] == "04"
    assert found.assumed == ()


def test_repeated_kindergarten_is_seen_in_last_years_file(read, toms_file, history):
    now = {"GradeAssessed": "KN", "OverallScaleScore": "250"}
    earlier = LAST | NOT_TESTED | {"GradeAssessed": "KN", "ReportCreatedDate": "2024-06-15"}
    (found,) = read(toms_file(now), history=history([earlier]))
    assert found.values["student.repeated_kindergarten"] is True


def test_of_two_rows_of_one_student_the_one_that_says_more_counts(read, toms_file, history):
    scored, absent = LAST | {"OverallScaleScore": "550"}, LAST | NOT_TESTED
    for rows in ([scored, absent], [absent, scored]):
        (found,) = read(toms_file({}), history=history(rows))
        assert prior(found)[:3] == (True, "complete", 550)


def test_the_other_test_of_last_year_is_not_eligibility(read, toms_file, history):
    other = LAST | {"RecordType": "21", "OverallScaleScore": "1475"}
    somebody = LAST | {"SSID": "9999999999", "OverallScaleScore": "550"}
    (found,) = read(toms_file({}), history=history([other, somebody]))
    assert prior(found)[0] is False
    assert found.assumed == (unknown(2),)


def test_a_file_with_unreadable_rows_proves_nobodys_absence(read, toms_file, history, rejected):
    broken = LAST | {"SSID": "9999999999", "GradeAssessed": "UE"}
    earlier = history([broken, LAST | {"SSID": "8888888888", "OverallScaleScore": "550"}])
    assert rejected == [1]
    (found,) = read(toms_file({}), history=earlier)
    assert found.assumed == (unknown(1), unknown(2))


def test_a_test_without_history_assumes_nothing(read, toms_file):
    (found,) = read(toms_file({"RecordType": "24", "OverallScaleScore": "150"}))
    assert found.assumed == ()


def test_assumptions_are_told_once_with_the_number_of_students(record_plan):
    disagrees = Assumption(AssumptionKind.DISAGREES, PRIOR, SchoolYear(2023))
    notes = describe_assumptions({unknown(1): 1412, unknown(2): 1, disagrees: 3}, record_plan.history)
    assert [note.message for note in notes] == [
        "for 1 student it is not known whether they were eligible in 2022-23: taken as not eligible",
        "for 3 students the file of 2023-24 disagrees with this file's history: this file's is taken",
        "for 1,412 students it is not known whether they were eligible in 2023-24: taken as not eligible",
    ]
    assert notes[2].hints == ("give the data file of 2023-24 with `--history FILE`",)
    assert {note.code for note in notes} == {Code.ASSUMED}


def test_memory_does_not_hold_the_earlier_years(history):
    found = history([LAST | {"SSID": f"{n:010}", "OverallScaleScore": "550"} for n in range(1000000000, 1000002500)])
    assert found.connection.execute("SELECT count(*) FROM result").fetchone() == (2500,)


class TestSeen:
    def test_the_second_row_of_a_student_is_refused(self, record_plan, read, toms_file):
        connection = sqlite3.connect(":memory:", isolation_level=None)
        seen = Seen(record_plan.history, connection)
        rows = read(
            toms_file({}, {"SSID": "1234567891"}, {}, {"RecordType": "24", "OverallScaleScore": "150"}), seen=seen
        )
        assert [type(row).__name__ for row in rows] == ["Record", "Record", "Rejected", "Record"]
        found = rows[2].diagnostics[0]
        assert found.code is Code.RECORD_DUPLICATE
        assert "the student stands in row 1 of `students` already" in found.message
        assert isinstance(rows[2], Rejected)
        connection.close()
