"""Mapping files: what is read, and every mistake with its place and hint."""

import io
import json
from typing import Any

import jsonschema_rs
import pytest

from scorepress.check.record import check_rows, compile_checker
from scorepress.model.diagnostic import Reporter
from scorepress.model.formats import Convert, Feature, FromCases, FromColumns, FromOption, FromOtherRows, column_key
from scorepress.model.source import Source
from scorepress.model.syntax import plain
from scorepress.parse.format import parse_format
from scorepress.parse.layout import parse_layout
from scorepress.parse.record import read_rows

SMALL = """
format: small
title: a small file
delimiters: [","]
recognised-by: [Id]
codes:
  tests: {summative-alternate-elpac: [A, a1]}
rows:
  - {when: {Kind: X}, skip: Not ours.}
fields:
  administration_year: {give: 2024-25}
  assessment: {column: Kind, as: code, codes: tests}
  student.ssid: {column: Id, as: digits, shapes: ["##########"]}
  student.first_name: {column: First}
  student.last_name: {columns: [Last, Family]}
  school.name: {column: School}
  lea.name: {column: District}
  overall.participation:
    cases:
      - {when: {Score: {from: 1, to: 9}}, give: complete}
      - {give: null}
"""


@pytest.fixture
def parse(record_schema):
    def read(text):
        reporter = Reporter()
        tree = parse_layout(Source("formats/small.yaml", text), reporter)
        return (None if tree is None else parse_format(tree, record_schema, reporter)), reporter.found

    return read


def test_a_small_file(parse):
    found, problems = parse(SMALL)
    assert problems == []
    takes = {field.path: field.takes[0] for field in found.fields}
    assert found.codes == {"tests": {"summative-alternate-elpac": ("A", "A1")}}
    assert takes["student.last_name"].columns == ("Last", "Family")
    assert takes["student.ssid"].convert is Convert.DIGITS
    cases = takes["overall.participation"]
    assert isinstance(cases, FromCases)
    assert (cases.cases[0].when[0].feature, cases.cases[0].when[0].low) == (Feature.RANGE, 1)
    assert cases.cases[1].give is None
    assert found.dates == ("yyyy-mm-dd",)
    assert found.write is None


def test_a_file_read_with_it(parse, record_schema, record_plan):
    found, _ = parse(SMALL)
    text = "Id,Kind,First,Last,Family,School,District,Score\n1234567890,a1,Ana,,Li,S,D,5\n1,X,,,,,,\n"
    rows = read_rows(io.BytesIO(text.encode()), "in", record_schema, (found,))
    record: Any
    skipped: Any
    record, skipped = check_rows(rows.items, compile_checker(record_schema, record_plan))
    assert record.values["student.last_name"] == "Li"
    assert record.values["overall.participation"] == "complete"
    assert skipped.reason == "Not ours."


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("title:", "titel:", "the mapping file has no `title`", "add `title: …`"),
        ("codes:\n", "code:\n", "the mapping file has no key `code`", "did you mean `codes`?"),
        ("student.first_name:", "student.frist_name:", "the record has no field `student.frist_name`",
         "did you mean `student.first_name`?"),
        ("codes: tests}", "codes: test}", "no code table `test`", "the code tables are `tests`"),
        ("as: code,", "as: cod,", "`as` is `cod`, which is not one of its words", "did you mean `code`?"),
        (', shapes: ["##########"]', "", "`as: digits` needs `shapes`", "a `#` for each digit"),
        ("{column: First}", "{as: text}", "must name its `column`", ""),
        ("{column: First}", "{column: First, colour: red}", "has no key `colour`", "did you mean `column`?"),
        ("skip: Not ours.", "skipp: Not ours.", "a row rule has either `skip` or `quarantine`", "add `skip: <reason>`"),
        ("{from: 1, to: 9}", "{from: 9, to: 1}", "a condition is a text", "write `{from: 201"),
        ("{from: 1, to: 9}", "{from: 1, to: x}", "`to` must be a whole number", ""),
        ("[A, a1]", "[A, a]", "`A` stands for `summative-alternate-elpac` already", "delete one of the two"),
        ("- {give: null}", "- {when: {Score: 3}}", "the case has no `give`", "add `give: …`"),
        ('delimiters: [","]', 'delimiters: ["||"]', "a delimiter is one character", ""),
        ("format: small", "format: small\ndates: [dd.mm.yyyy]", "`dd.mm.yyyy` is no form of a date", "yyyy-mm-dd"),
        ("  lea.name: {column: District}\n", "", "the mapping file gives no `lea.name`, which every record needs", ""),
        ("{give: 2024-25}", "{from: somewhere}", "`from` is `somewhere`", "take one of `other-rows`, `option`"),
        ("fields:", 'write: {delimiter: ",", columns: [Id], cells: {Idd: [{give: x}]}}\nfields:',
         "`columns` of `write` has no `Idd`", "add the column"),
        ("fields:", "fields: 7\nfield:", "`fields` must hold keys and values", ""),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_place_and_hint(old, new, message, hint, parse):
    assert old in SMALL
    found, problems = parse(SMALL.replace(old, new, 1))
    assert found is None
    told = [p for p in problems if message in p.message]
    assert told, [p.message for p in problems]
    assert hint in " ".join(told[0].hints)
    assert told[0].span.path == "formats/small.yaml"
    assert told[0].span.line > 1


def test_the_built_in_mapping_file_takes_the_year_from_four_places(toms):
    takes = next(field.takes for field in toms.fields if field.path == "administration_year")
    assert [type(take) for take in takes] == [FromColumns, FromOtherRows, FromOption, FromColumns]


@pytest.mark.parametrize(
    ("schema", "file"),
    [("format.schema.json", "formats/toms-elpac.yaml"), ("samples.schema.json", "samples.yaml")],
)
def test_the_built_in_files_agree_with_their_json_schema(schema, file, root):
    text = (root / "schemas" / file).read_text(encoding="utf-8")
    tree: Any = parse_layout(Source(file, text), Reporter())
    validator = jsonschema_rs.validator_for(json.loads((root / "schemas" / schema).read_text(encoding="utf-8")))
    assert [error.message[:200] for error in validator.iter_errors(plain(tree.root))] == []
    assert f"$schema={'../' * file.count('/')}{schema}" in text.splitlines()[0]


def test_the_written_layout_is_the_states(toms, root):
    columns = (root / "tests/data/toms/2024-25.columns.txt").read_text(encoding="utf-8").splitlines()
    assert list(toms.write.columns) == columns


def test_every_column_of_the_mapping_file_is_in_some_years_layout(toms, root):
    known = {
        column_key(column)
        for file in (root / "tests/data/toms").glob("*.columns.txt")
        for column in file.read_text(encoding="utf-8").splitlines()
    }
    used = {*toms.needed, *toms.recognised_by, *toms.aliases}
    for rule in toms.rows:
        used |= {test.column for test in rule.when}
    for field in toms.fields:
        for take in field.takes:
            if isinstance(take, FromColumns):
                used |= {*take.columns, *(test.column for test in take.unless)}
            if isinstance(take, FromCases):
                used |= {test.column for case in take.cases for test in case.when}
    assert {column for column in used if column_key(column) not in known} == set()
