"""Rows of JSON and JSON Lines: shapes of files, broken rows, hostile values."""

import json
from typing import Any

import pytest

from scorepress.model.diagnostic import Code
from scorepress.parse.json_rows import read_json, read_json_lines
from scorepress.parse.lines import LONGEST, split_lines


def chunks(text, size=7):
    data = text.encode() if isinstance(text, str) else text
    return iter([data[at : at + size] for at in range(0, len(data), size)])


def array(text, size=7):
    return [row.values if row.problem is None else row.problem.message for row in read_json(chunks(text, size), "in")]


def lines(text):
    return [
        row.values if row.problem is None else row.problem.message
        for row in read_json_lines(split_lines(chunks(text)), "in")
    ]


ROWS = [{"a": {"b": 'ü\n"]}'}}, {"c": [1, {"d": 2}], "e": True}, {"f": 1.5, "g": None}]
FLAT = [{"a.b": 'ü\n"]}'}, {"c": [1, {"d": 2}], "e": True}, {"f": 1.5}]


@pytest.mark.parametrize("size", [1, 2, 5, 13, 10_000])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_however_it_is_cut(size, indent):
    assert array(json.dumps(ROWS, indent=indent, ensure_ascii=False), size) == FLAT


@pytest.mark.parametrize("size", [1, 9, 10_000])
def test_objects_one_after_the_other(size):
    assert array("\n".join(json.dumps(row, indent=1) for row in ROWS), size) == FLAT


def test_json_lines():
    assert lines("\n".join(json.dumps(row) for row in ROWS) + "\n\n") == FLAT


def test_lines_are_counted():
    text = '[\n {"a": 1},\n {"b":\n 2}, {"c": 3}]'
    found = list(read_json(chunks(text), "in"))
    assert [(row.origin.row, row.origin.line) for row in found] == [(1, 2), (2, 3), (3, 4)]
    found = list(read_json_lines(split_lines(chunks('{"a":1}\n\n{"b":2}')), "in"))
    assert [(row.origin.row, row.origin.line) for row in found] == [(1, 1), (2, 3)]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ('{"a": 1,}', "is not JSON here:"),
        ("{'a': 1}", "is not JSON here: a key in double quotation marks is missing"),
        ('{"a": }', "is not JSON here: a value is missing"),
        ('{"a": tru}', "is not JSON here: a value is missing"),
        ("7", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ('[{"a": 1}]', "is not a JSON object"),
        ('{"a": {"b": 1, "b": 2}}', "has the key `b` twice"),
        ('{"a" : 1, "a" : 1}', "has the key `a` twice"),
        ('{"a": NaN}', "holds `NaN`, which is no number"),
        ('{"a": -Infinity}', "holds `-Infinity`, which is no number"),
        ('{"a": ' + "9" * 5000 + "}", "holds a number with thousands of digits"),
        ('{"a.b": 1}', "has a key with a full stop, `a.b`"),
        ('{"a":' * 20 + "1" + "}" * 20, "is nested deeper than 10 levels"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "is nested deeper than 10 levels"),
        ('{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "is nested deeper than 10 levels"),
    ],
    ids=lambda text: text[:24],
)
def test_a_broken_row_costs_itself_alone(broken, message):
    for found in (lines(f'{{"x": 1}}\n{broken}\n{{"y": 2}}'), array(f'[{{"x": 1}}, {broken}, {{"y": 2}}]', 9000)):
        assert found[0] == {"x": 1}
        assert message in found[1]
        assert found[1].startswith("row 2 ")
        assert found[-1] == {"y": 2}
        assert len(found) == 3


def test_the_place_of_a_fault():
    row: Any
    (row,) = read_json(chunks('[\n  {"a": 1,\n   "b": oops}]'), "in")
    assert (row.problem.span.line, row.problem.span.column) == (3, 9)
    (row,) = read_json_lines(split_lines(chunks('  {"a": oops}')), "in")
    assert (row.problem.span.line, row.problem.span.column) == (1, 9)


def test_a_colon_in_a_text_is_no_second_key():
    assert lines('{"a": "x\\":1", "b": "\\":"}') == [{"a": 'x":1', "b": '":'}]


def test_a_file_that_is_cut_off_says_so():
    assert array('[{"a": 1}, {"b": 2') == [
        {"a": 1},
        "row 2 is not JSON here: a comma is missing; the rest of the file is not read",
    ]
    assert array('[{"a": 1}') == [{"a": 1}, "row 2 is missing: the array is not closed"]
    assert array('[{"a": 1},') == [{"a": 1}, "row 2 is missing: the array is not closed"]


def test_text_after_the_array_is_told():
    assert array('[{"a": 1}]\n[{"b": 2}]') == [{"a": 1}, "row 2 begins after the end of the array"]


def test_an_empty_array_has_no_rows():
    assert array(" [ \n ] ") == []


def test_bytes_that_are_not_utf8_cost_their_row_alone():
    data = '[{"a": "é"}, {"b": "ok"}]'.encode("latin-1")
    found: Any = list(read_json(chunks(data), "in"))
    assert found[0].problem.code is Code.NOT_UTF8
    assert "byte 0xe9 at byte 8 of the file" in found[0].problem.message
    assert found[0].raw == '{"a": "\\xe9"}'
    assert found[1].values == {"b": "ok"}
    found = list(read_json_lines(split_lines(chunks('{"a": 1}\n{"a": "é"}'.encode("latin-1"))), "in"))
    assert found[0].values == {"a": 1}
    assert "byte 0xe9 at byte 16 of the file" in found[1].problem.message


def test_a_lone_surrogate_is_kept_for_the_check():
    assert lines('{"a": "\\ud800"}') == [{"a": "\ud800"}]


def test_an_endless_row_ends_the_reading_and_says_so():
    found = array('[{"a": 1}, {"b": "' + "x" * (3 * LONGEST), 100_000)
    assert found[0] == {"a": 1}
    assert "the rest of the file is not read" in found[1]
    assert len(found) == 2
