"""What kind of file it is, and the project's own CSV."""

import io
import json
from typing import Any

import pytest

from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.record import Record, Rejected
from scorepress.parse.record import read_rows

OWN = {
    "administration_year": "2024-25",
    "assessment": "summative-alternate-elpac",
    "student": {"ssid": "1234567890", "first_name": "Ana", "last_name": "Núñez"},
    "school": {"name": "Cedar Grove"},
    "lea": {"name": "Sequoia"},
    "overall": {"grade": "06", "participation": "complete", "score": 651, "level": 2},
}
HEADER = (
    "administration_year,assessment,student.ssid,student.first_name,student.last_name,school.name,lea.name,"
    "overall.grade,overall.participation,overall.score,overall.level"
)
LINE = "2024-25,summative-alternate-elpac,1234567890,Ana,Núñez,Cedar Grove,Sequoia,06,complete,651,2"


@pytest.fixture
def kind(record_schema, toms):
    def look(data, **options):
        stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
        return read_rows(stream, "in", record_schema, (toms,), **options).kind

    return look


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (json.dumps(OWN), "jsonl"),
        (json.dumps(OWN) + "\n" + json.dumps(OWN), "jsonl"),
        ("\n " + json.dumps(OWN), "jsonl"),
        (json.dumps(OWN, indent=2), "json"),
        ("{\n}", "json"),
        ("[" + json.dumps(OWN) + "]", "json"),
        ("[]", "json"),
        ('{"a": 1,, "b": 2}\n' + json.dumps(OWN), "jsonl"),
        ('{"administration_year":\n"2024-25"}', "json"),
        (f"{HEADER}\n{LINE}\n", "csv"),
        (HEADER.replace(",", ";") + "\n", "csv"),
        ('"' + HEADER.replace(",", '","') + '"\n', "csv"),
        ("\n\n" + HEADER + "\r\n", "csv"),
    ],
)
def test_the_kind_is_told_by_the_content(text, expected, mark, kind):
    assert kind(mark + text) == expected


def test_the_states_file_is_recognised(kind, toms_file):
    assert kind(toms_file({})) == "toms"


def test_the_kind_can_be_forced(kind):
    assert kind(json.dumps(OWN), kind="json") == "json"
    with pytest.raises(ScorepressError, match="no input format named `tomz`") as error:
        kind("{}", kind="tomz")
    assert error.value.diagnostics[0].hints == ("did you mean `toms`?",)
    with pytest.raises(ScorepressError, match="has no column named `RecordType`"):
        kind(HEADER, kind="toms")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"PK\x03\x04rest", "zip archive or a spreadsheet"),
        (b"\x1f\x8b\x08", "is compressed"),
        (b"%PDF-1.7", "is a PDF"),
        ("a,b".encode("utf-16"), "is UTF-16"),
        ("RecordType^SSID".encode("utf-16-le"), "full of NUL bytes"),
        (b"hello world\nthis is text\n", "is no known kind of data file"),
        ("Größe,b\n".encode("latin-1"), "is not UTF-8: byte 0xf6"),
    ],
)
def test_what_is_no_data_file_is_told_once(data, message, kind):
    with pytest.raises(ScorepressError) as error:
        kind(data)
    (found,) = error.value.diagnostics
    assert message in found.message
    assert found.hints


def test_old_macintosh_line_ends_are_read(read):
    assert isinstance(read(f"{HEADER}\r{LINE}\r")[0], Record)


def test_own_csv_and_json_give_the_same_record(read):
    csv = read(f"{HEADER}\n{LINE}\n")[0]
    for text in (json.dumps(OWN), json.dumps(OWN, indent=1), json.dumps([OWN]), json.dumps(OWN, ensure_ascii=False)):
        assert read(text)[0].values == csv.values


@pytest.mark.parametrize(
    ("header", "line", "path", "value"),
    [
        ("student.repeated_kindergarten", "TRUE", "student.repeated_kindergarten", True),
        ("student.repeated_kindergarten", "false", "student.repeated_kindergarten", False),
        ("student.repeated_kindergarten", "", "student.repeated_kindergarten", False),
        ("Student.Middle_Name", '"Li, ""Bo"""', "student.middle_name", 'Li, "Bo"'),
        ("student.middle_name", " ", "student.middle_name", None),
    ],
)
def test_own_csv_cells(header, line, path, value, read):
    assert read(f"{HEADER},{header}\n{LINE},{line}\n")[0].values.get(path) == value


def test_an_unknown_column_of_own_csv_is_an_error(read):
    with pytest.raises(ScorepressError, match=r"has the column `student\.midle_name`") as error:
        read(f"{HEADER},student.midle_name\n{LINE},x\n")
    found = error.value.diagnostics[0]
    assert found.code is Code.RECORD_COLUMN
    assert found.hints == ("did you mean `student.middle_name`?",)


def test_a_missing_column_of_own_csv_is_an_error(read):
    with pytest.raises(ScorepressError, match=r"no column named `student\.last_name`"):
        read(f"{HEADER.replace('student.last_name', 'student.middle_name')}\n{LINE}\n")


def test_the_preamble_lets_a_quarantine_file_be_read_again(record_schema, toms, read, toms_file):
    text = toms_file({"RecordType": "SE"})
    opened = read_rows(io.BytesIO(text.encode()), "in", record_schema, (toms,))
    rejected: Any = next(opened.items)
    again = read("\n".join((opened.preamble, rejected.raw.replace("SE^", "23^", 1))))
    assert isinstance(rejected, Rejected)
    assert isinstance(again[0], Record)


def test_nothing_is_read_before_it_is_asked_for(record_schema, toms):
    class Stream(io.BytesIO):
        total = 0

        def read(self, size=-1):
            data = super().read(size)
            self.total += len(data)
            return data

    line = json.dumps(OWN) + "\n"
    stream = Stream(line.encode() * 5000)
    opened = read_rows(stream, "in", record_schema, (toms,))
    next(opened.items)
    assert stream.total < len(line) * 1000 + 600_000
    assert sum(1 for _ in opened.items) == 4999
