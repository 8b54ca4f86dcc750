import json

import pytest

from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.source import Source
from scorepress.model.values import Derived, FieldType, Kind, SchoolYear
from scorepress.parse.record_schema import parse_record_schema
from scorepress.resources import builtin


def parse(schema):
    return parse_record_schema(Source("a.schema.json", schema if isinstance(schema, str) else json.dumps(schema)))


def leaf(**keywords):
    return parse({"properties": {"x": keywords}, "required": ["x"]}).fields[0]


def complaint(schema):
    with pytest.raises(ScorepressError) as caught:
        parse(schema)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_leaves_come_in_the_order_of_the_file_and_references_are_followed():
    schema = parse(
        {
            "$id": "thing",
            "title": "A thing",
            "required": ["b"],
            "properties": {
                "b": {"$ref": "#/$defs/pair", "title": "Pair"},
                "a": {"$ref": "#/$defs/pair"},
                "c": {"type": "integer", "minimum": -3, "maximum": 4, "default": 0},
            },
            "$defs": {
                "pair": {
                    "properties": {"left": {"$ref": "#/$defs/yes"}, "right": {"$ref": "#/$defs/yes", "title": "Right"}},
                    "required": ["left"],
                },
                "yes": {"type": "boolean", "title": "Yes"},
            },
        }
    )
    assert (schema.name, schema.title) == ("thing", "A thing")
    assert [(f.path, f.title, f.optional) for f in schema.fields] == [
        ("b.left", "Yes", False),
        ("b.right", "Right", True),
        ("a.left", "Yes", True),
        ("a.right", "Right", True),
        ("c", "c", True),
    ]
    expected = FieldType("c", Kind.INTEGER, "c", optional=True, minimum=-3, maximum=4, default=0, place="/c")
    assert schema.fields[4] == expected


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({"type": "string"}, {"kind": Kind.TEXT}),
        (
            {"type": "string", "x-text": "line", "maxLength": 9, "x-sample": "names"},
            {"kind": Kind.TEXT, "single_line": True, "max_length": 9, "sample": "names"},
        ),
        ({"type": "string", "pattern": "^a$"}, {"kind": Kind.TEXT, "pattern": "^a$"}),
        ({"enum": ["a", "b"], "default": "b"}, {"kind": Kind.CHOICE, "choices": ("a", "b"), "default": "b"}),
        ({"type": "boolean", "default": False}, {"kind": Kind.BOOLEAN, "default": False}),
        ({"type": "string", "format": "date"}, {"kind": Kind.DATE}),
        (
            {"type": "string", "format": "school-year", "x-minimum": "2021-22", "x-maximum": "2040-41"},
            {"kind": Kind.SCHOOL_YEAR, "minimum": 2021, "maximum": 2040, "pattern": None},
        ),
        (
            {"type": "string", "format": "school-year", "default": "2025-26"},
            {"kind": Kind.SCHOOL_YEAR, "default": SchoolYear(2025)},
        ),
    ],
)
def test_kinds(keywords, expected):
    field = leaf(**keywords)
    assert {name: getattr(field, name) for name in expected} == expected
    assert not field.optional


def test_school_years_that_follow_from_others():
    year = {"type": "string", "format": "school-year"}
    schema = parse({"properties": {"a": year, "b": year}, "x-years-before": {"b": {"years": 1, "of": "a"}}})
    assert schema.derived == (Derived("b", "a", 1),)


@pytest.mark.parametrize(
    ("schema", "code", "message"),
    [
        ('{"a": 1,\n "b" 2}', Code.RECORD_SYNTAX, "the schema is not JSON here: a colon is missing"),
        ('{"title": "a", "title": "b"}', Code.DUPLICATE_KEY, "`title` stands twice in one object"),
        ("[]", Code.WRONG_VALUE, "the schema is not an object"),
        ("[" * 100_000, Code.TOO_LARGE, "the schema is nested too deeply"),
        ({"properties": []}, Code.WRONG_VALUE, "`properties` is not an object"),
        ({"properties": {"x": 1}}, Code.WRONG_VALUE, "a schema of a field is an object (at `/x`)"),
        (
            {"properties": {"x": {"type": "number"}}},
            Code.WRONG_TYPE,
            "expected a text, a choice, a whole number, a boolean, a date or a school year, found `number` (at `/x`)",
        ),
        (
            {"properties": {"x": {"oneOf": []}}},
            Code.UNKNOWN_KEY,
            "`oneOf` is not understood in a record's schema (at `/x`)",
        ),
        (
            {"properties": {"x": {"enum": [1]}}},
            Code.WRONG_VALUE,
            "the choices of an `enum` are texts (at `/x`)",
        ),
        ({"properties": {"x": {"$ref": "#/$defs/y"}}}, Code.UNKNOWN_NAME, "`#/$defs/y` leads nowhere (at `/x`)"),
        (
            {"properties": {"x": {"$ref": "#/$defs/y"}}, "$defs": {"y": {"$ref": "#/$defs/y"}}},
            Code.TOO_LARGE,
            "the schema is nested more than 20 deep (at `/$defs/y`)",
        ),
        (
            {"properties": {"x-y": {"type": "boolean"}}},
            Code.WRONG_VALUE,
            "`x-y` cannot be named in a rule: letters, digits and `_` only",
        ),
        (
            {"properties": {"x": {"enum": ["a"], "default": "b"}}},
            Code.WRONG_VALUE,
            "the default `b` is no choice of this field (at `/x`)",
        ),
        (
            {"properties": {"x": {"type": "string", "format": "date", "default": "soon"}}},
            Code.WRONG_VALUE,
            "the default `soon` is no date (at `/x`)",
        ),
        (
            {"properties": {"x": {"type": "string", "format": "school-year", "x-minimum": "2020"}}},
            Code.WRONG_VALUE,
            "`2020` is no school year such as 2025-26 (at `/x`)",
        ),
        (
            {"properties": {"x": {"type": "boolean"}}, "x-years-before": {"x": {"years": 1, "of": "x"}}},
            Code.UNKNOWN_FIELD,
            "`x` is no school year of the record (at `/x-years-before`)",
        ),
        (
            {"properties": {"x": {"type": "boolean"}}, "x-years-before": {"x": 1}},
            Code.WRONG_VALUE,
            'expected `{"years": 1, "of": "path"}` (at `/x-years-before`)',
        ),
    ],
)
def test_what_is_not_understood_is_said(schema, code, message):
    diagnostic = complaint(schema)
    assert (diagnostic.code, diagnostic.message) == (code, message)
    assert diagnostic.span
    assert diagnostic.span.path == "a.schema.json"


def test_a_chain_of_school_years_is_refused():
    year = {"type": "string", "format": "school-year"}
    rules = {"b": {"years": 1, "of": "a"}, "c": {"years": 1, "of": "b"}}
    assert complaint({"properties": {"a": year, "b": year, "c": year}, "x-years-before": rules}).code is Code.CYCLE


def test_the_place_of_a_slip_is_near_it():
    diagnostic = complaint('{"properties": {\n  "x": {"type": "boolean"},\n  "odd": {"type": "number"}\n}}')
    assert (diagnostic.span.line, diagnostic.span.column) == (3, 3)
    assert (complaint('{"a": 1,\n "b" 2}').span.line, complaint('{"a": 1,\n "b" 2}').span.column) == (2, 6)


def test_the_built_in_record():
    path = builtin() / "schemas" / "student-record.schema.json"
    schema = parse(path.read_text(encoding="utf-8"))
    fields = {field.path: field for field in schema.fields}
    assert schema.name == "student-record"
    assert fields["student.first_name"].single_line
    assert not fields["student.first_name"].optional
    assert fields["history.one_year_ago.eligible"].default is False
    assert fields["history.one_year_ago.participation"].default == "none"
    assert fields["overall.participation"].default is None
    assert fields["administration_year"].minimum == 2021
    assert fields["overall.grade"].choices[0] == "KN"
    assert Derived("history.two_years_ago.school_year", "administration_year", 2) in schema.derived
