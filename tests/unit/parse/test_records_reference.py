"""The reference of records names every field, keyword and kind that there is."""

import json
import re

import pytest

from scorepress.model.formats import Convert
from scorepress.parse.format import DATE_FORMS
from scorepress.parse.record import OWN_KINDS


@pytest.fixture(scope="module")
def reference(root):
    return (root / "docs/reference/records.md").read_text(encoding="utf-8")


def keys_of(schema):
    """All property names of a JSON Schema."""
    if isinstance(schema, list):
        return {key for part in schema for key in keys_of(part)}
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties", {})
    return {*(own if isinstance(own, dict) else ()), *(key for part in schema.values() for key in keys_of(part))}


def test_every_field_is_there(reference, record_schema):
    assert [field.path for field in record_schema.fields if f"`{field.path}`" not in reference] == []


def test_no_field_is_there_that_does_not_exist(reference, record_schema):
    known = {field.path for field in record_schema.fields}
    table = reference.split("## Fields")[1].split("\n## ")[0]
    named = set(re.findall(r"(?m)^\| ((?:`[a-z_0-9.]+`(?:, )?)+) \|", table))
    paths = {path for cell in named for path in re.findall(r"`([a-z_0-9.]+)`", cell)}
    assert paths == known


def test_needed_fields_are_marked(reference, record_schema):
    derived = {entry.path for entry in record_schema.derived}
    needed = {f.path for f in record_schema.fields if not f.optional and f.path not in derived}
    marked = set(re.findall(r"(?m)^\| `([a-z_0-9.]+)` \|.*\| needed \|$", reference))
    assert marked == needed


def test_bounds_are_those_of_the_schema(reference, record_schema):
    for field in record_schema.fields:
        if field.max_length:
            row = next(line for line in reference.splitlines() if line.startswith(f"| `{field.path}` |"))
            assert f"up to {field.max_length} characters" in row


@pytest.mark.parametrize("schema", ["format", "samples"])
def test_every_key_is_there(schema, reference, root):
    keys = keys_of(json.loads((root / f"schemas/{schema}.schema.json").read_text(encoding="utf-8")))
    assert [key for key in sorted(keys) if not re.search(rf"[`{{ ,]{re.escape(key)}[`:,}}]", reference)] == []


def test_every_kind_conversion_and_date_form_is_there(reference):
    assert [kind for kind in OWN_KINDS if f"`{kind}`" not in reference] == []
    assert [convert for convert in Convert if f"as: {convert.value}" not in reference] == []
    assert [form for form in DATE_FORMS if f"`{form}`" not in reference] == []


def test_every_keyword_of_the_schema_is_there(reference, root):
    text = (root / "schemas/student-record.schema.json").read_text(encoding="utf-8")
    assert [word for word in sorted(set(re.findall(r'"(x-[a-z-]+)"', text))) if f"`{word}" not in reference] == []


def test_the_example_is_a_record(reference, read):
    example = re.search(r"```json\n(.*?)```", reference, re.DOTALL)
    assert example
    (found,) = read(example[1])
    assert found.values["history.one_year_ago.score"] == 543
