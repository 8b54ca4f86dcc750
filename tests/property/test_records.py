"""Records: what holds for every input."""

import io
import json
import sqlite3
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.check.history import History
from scorepress.check.record import check_rows, compile_checker
from scorepress.check.record_text import UnfitTextError, clean_line
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import compile_rules
from scorepress.model.diagnostic import Diagnostic, Reporter, ScorepressError
from scorepress.model.record import Origin, Record, Rejected, Skipped
from scorepress.model.source import Source
from scorepress.parse.format import parse_format
from scorepress.parse.layout import parse_layout
from scorepress.parse.record import read_rows
from scorepress.parse.record_plan import parse_record_plan
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.samples import parse_samples
from scorepress.pipeline.load import load_template
from scorepress.sample.mapped import write_mapped
from scorepress.sample.students import Students, earlier_record
from scorepress.sample.writers import write_csv, write_jsonl
from scorepress.workspace import Workspace

WORKSPACE = Workspace()
TEXT = WORKSPACE.source("schemas/student-record.schema.json")
SCHEMA = parse_record_schema(TEXT)
PLAN = parse_record_plan(TEXT)
VALIDATOR = jsonschema_rs.validator_for(json.loads(TEXT.text), validate_formats=True)


def yaml(path: str, text: str | None = None) -> Any:
    source = WORKSPACE.source(path) if text is None else Source(path, text)
    return parse_layout(source, Reporter())


TOMS: Any = parse_format(yaml("schemas/formats/toms-elpac.yaml"), SCHEMA, Reporter())
CHECKER = compile_checker(SCHEMA, PLAN)


def read(data, history=None):
    stream = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    opened = read_rows(stream, "in", SCHEMA, (TOMS,))
    checker = CHECKER if history is None else compile_checker(SCHEMA, PLAN, history)
    return list(check_rows(opened.items, checker))


# --- the check agrees with the JSON Schema ----------------------------------------------------------------------------

NAMES = st.text(st.characters(categories=("L", "Nd", "Pd")), min_size=1, max_size=60).filter(
    lambda text: clean_or_none(text) == text
)
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), NAMES,
    st.lists(st.integers(), max_size=2), st.dictionaries(NAMES, st.integers(), max_size=1),
    st.sampled_from(["2024-25", "2024-26", "2021-22", "2041-42", "2013-02-28", "2013-02-29", "KN", "1", "01", "none"]),
)  # fmt: skip


def clean_or_none(text):
    try:
        return clean_line(text)
    except UnfitTextError:
        return None


def leaf(field):
    good = {
        "text": st.from_regex(field.pattern, fullmatch=True)
        if field.pattern
        else NAMES.map(lambda t: t[: field.max_length]),
        "choice": st.sampled_from(field.choices or ("x",)),
        "integer": st.integers((field.minimum or 0) - 1, (field.maximum or 0) + 1),
        "boolean": st.booleans(),
        "date": st.dates().map(str),
        "school year": st.sampled_from(["2021-22", "2024-25", "2040-41"]),
    }[field.kind.value]
    return st.one_of(good, good, good, good, good, good, good, good, ODD)


def nested(values):
    record: Any = {}
    for path, value in values.items():
        *groups, name = path.split(".")
        place = record
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return record


DERIVED = {entry.path for entry in SCHEMA.derived}
RECORDS = st.fixed_dictionaries(
    {f.path: leaf(f) for f in SCHEMA.fields if not f.optional and f.path not in DERIVED},
    optional={f.path: leaf(f) for f in SCHEMA.fields if f.optional and f.path not in DERIVED},
).map(nested)


def without_null(value):
    """A key with null counts as absent."""
    if isinstance(value, dict):
        return {key: without_null(part) for key, part in value.items() if part is not None}
    return value


@given(RECORDS, st.sampled_from(["", "", "", "extra", "student.extra"]))
@settings(max_examples=200)
def test_the_check_agrees_with_the_json_schema(record, extra):
    if extra:
        record = nested({"student.first_name": "x", extra: 1}) | record if "." not in extra else record
        record.setdefault("student", {})
        if isinstance(record["student"], dict):
            record["student"]["extra"] = 1
    (found,) = read(json.dumps([record]))
    assert isinstance(found, Record) == VALIDATOR.is_valid(without_null(record)), found


def test_the_agreement_sees_both_verdicts():
    verdicts = set()

    @given(RECORDS)
    @settings(max_examples=100)
    def look(record):
        verdicts.add(VALIDATOR.is_valid(without_null(record)))

    look()
    assert verdicts == {True, False}


# --- no input breaks the readers --------------------------------------------------------------------------------------


def attempt(data):
    refused: tuple[Diagnostic, ...] = ()
    rows = []
    try:
        rows = read(data)
    except ScorepressError as error:
        refused = error.diagnostics
    assert all(d.message and d.hints for d in refused)
    assert all(isinstance(row, (Record, Rejected, Skipped)) for row in rows)
    assert [row.origin.row for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        if isinstance(row, Rejected):
            assert row.diagnostics
            row.raw.encode()
    return rows


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    attempt(data)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    attempt(text)
    attempt("[" + text)
    attempt("{" + text)
    attempt(HEADER + text)


def invented(report, seed, count):
    template: Any = load_template(WORKSPACE, report, Reporter())
    rules = compile_rules(template.book, SCHEMA)
    book: Any = parse_samples(yaml("schemas/samples.yaml"), SCHEMA, Reporter())

    def keeps(values):
        return not audit_record(rules, Record(values, Origin("", 0)))

    return list(Students(book, SCHEMA, template.book, report, keeps, Random(seed)).many(count))


STUDENTS = invented("summative-alternate-elpac", 7, 120)
FIRST_TESTS = invented("initial-alternate-elpac", 7, 60)
TOMS_TEXT = "".join(write_mapped(STUDENTS[:6], TOMS))
HEADER = TOMS_TEXT.split("\r\n", 1)[0] + "\r\n"
FILES = {
    "toms": TOMS_TEXT,
    "jsonl": "".join(write_jsonl(STUDENTS[:6])),
    "json": json.dumps([json.loads(line) for line in write_jsonl(STUDENTS[:6])], indent=1),
    "csv": "".join(write_csv(STUDENTS[:6], SCHEMA)),
}
HARM = st.sampled_from(
    ["", '"', "\n", "\0", "^", ",", "{", "}", "[", "]", "\u202e", "\\", "é", "\ud800", ":", "\r", "9" * 30]
)


@pytest.mark.parametrize("kind", FILES)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 20), HARM), min_size=1, max_size=4))
@settings(max_examples=60)
def test_a_harmed_file_is_read_or_refused(kind, harm):
    text = FILES[kind]
    for where, length, what in harm:
        at = int(where * len(text))
        text = text[:at] + what + text[at + length :]
    attempt(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", ["toms", "jsonl", "csv"])
@given(st.integers(1, 5), st.floats(0.01, 0.98), HARM)
@settings(max_examples=60)
def test_harm_inside_one_line_costs_no_other_row(kind, row, where, what):
    if what in ("\n", "\r", '"'):
        return  # a new line is a new row; quotation marks have tests of their own
    whole = read(FILES[kind])
    lines = FILES[kind].splitlines(keepends=True)
    at = row + (kind != "jsonl")
    place = int(where * (len(lines[at]) - 2))
    lines[at] = lines[at][:place] + what + lines[at][place:]
    found = read("".join(lines).encode("utf-8", "surrogatepass"))
    assert [r for r in found if r.origin.row != row + 1] == [r for r in whole if r.origin.row != row + 1]


# --- what is written reads back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("students", [STUDENTS, FIRST_TESTS], ids=["summative", "initial"])
def test_json_lines_and_csv_read_back(students):
    for text in ("".join(write_jsonl(students)), "".join(write_csv(students, SCHEMA))):
        assert [row.values for row in read(text)] == [row.values for row in students]


GROUPS = ("history.two_years_ago", "history.one_year_ago")


def files_of(students):
    """This year's file and the earlier years' files, from which all that a record says can be known."""
    earlier = []
    for group in GROUPS:
        rows = (earlier_record(s, group, "overall", SCHEMA) for s in students if s.get(f"{group}.eligible"))
        earlier.append("".join(write_mapped((row for row in rows if row is not None), TOMS)))
    return "".join(write_mapped(students, TOMS)), earlier


@pytest.mark.parametrize("students", [STUDENTS, FIRST_TESTS], ids=["summative", "initial"])
def test_the_states_file_with_earlier_years_reads_back(students):
    now, earlier = files_of(students)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    history = History(SCHEMA, PLAN.history, connection)
    for text in earlier:
        if text.count("\n") > 1:
            assert history.add(read(text)) == 0
    found = read(now, history)
    assert [row.values for row in found] == [row.values for row in students]
    own = students[0].get("assessment")
    assert all(row.assumed == () for row in found if row.get("assessment") == own)
    connection.close()


SAFE = st.text(st.characters(categories=("L", "Nd", "Pd", "Po", "Ps", "Sm")), min_size=1, max_size=25).filter(
    lambda text: clean_or_none(text) == text
)


@given(st.sampled_from(STUDENTS), SAFE, SAFE)
@settings(max_examples=100)
def test_any_name_reads_back_from_the_states_file(student, first, last):
    values = {**student.values, "student.first_name": first, "student.last_name": last}
    (found,) = read("".join(write_mapped([Record(values, student.origin)], TOMS)))
    assert isinstance(found, Record), found
    assert (found.values["student.first_name"], found.values["student.last_name"]) == (first, last)
    assert found.values["overall.score" if "overall.score" in values else "overall.participation"] == values.get(
        "overall.score", values["overall.participation"]
    )


def test_rows_of_the_other_test_are_written_and_skipped():
    rows = read("".join(write_mapped(STUDENTS, TOMS, others=True)))
    skipped = [row.origin.row for row in rows if isinstance(row, Skipped)]
    assert skipped == [25, 50, 75, 100]
    assert len(rows) == len(STUDENTS)


@given(st.text(max_size=40))
def test_cleaning_twice_is_cleaning_once(text):
    clean = clean_or_none(text)
    if clean is not None:
        assert clean_line(clean) == clean
        assert "\n" not in clean


def test_a_mapping_file_that_cannot_write_says_so():
    text = WORKSPACE.source("schemas/formats/toms-elpac.yaml").text.split("\nwrite:")[0]
    mapping: Any = parse_format(yaml("formats/x.yaml", text), SCHEMA, Reporter())
    with pytest.raises(ValueError, match=r"`formats/x\.yaml` has no `write`"):
        list(write_mapped(STUDENTS, mapping))
