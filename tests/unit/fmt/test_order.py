"""The order of keys."""

import json

import pytest

from scorepress.fmt.order import Orders, Place
from scorepress.model.source import Source
from scorepress.workspace import Workspace

FRAME = {
    "properties": {
        "b": {"type": "string"},
        "a": {"$ref": "#/$defs/inner"},
        "list": {"items": {"anyOf": [{"type": "string"}, {"$ref": "parts/other.schema.json#/$defs/deep"}]}},
        "free": {"additionalProperties": {"properties": {"z": {}, "y": {}}}},
        "block": {"x-discriminator": "kind", "properties": {"x": {}, "kind": {}, "when": {}}},
    },
    "$defs": {"inner": {"properties": {"two": {}, "one": {}}}},
}
OTHER = {"$defs": {"deep": {"properties": {"q": {}, "p": {"$ref": "../frame.schema.json#/$defs/inner"}}}}}
GAUGE = {"properties": {"line": {"type": "object"}, "text": {"x-type": "text"}, "gap": {}, "when": {"type": "array"}}}


@pytest.fixture
def orders():
    files = {"schemas/frame.schema.json": FRAME, "schemas/parts/other.schema.json": OTHER}
    files["schemas/components/gauge.schema.json"] = GAUGE
    return Orders([Source(path, json.dumps(schema)) for path, schema in files.items()])


def known(orders, place, *keys, **kinds):
    return list(orders.keys(place, keys, kinds))


def test_a_file_belongs_to_the_schema_that_knows_most_of_its_keys(orders):
    assert orders.root(["a", "b", "other"]) == Place("schemas/frame.schema.json", FRAME)
    assert orders.root(["a", "other"]) is None
    assert orders.root([]) is None


def test_references_and_alternatives_are_followed(orders):
    root = orders.root(["a", "b"])
    places = orders.keys(root, ["a"], {})
    assert list(places)[:2] == ["b", "a"]
    assert known(orders, places["a"], "one") == ["two", "one"]
    item = orders.under(places["list"], None, {})
    assert known(orders, item, "p") == ["q", "p"]
    assert known(orders, orders.keys(item, ["p"], {})["p"], "one") == ["two", "one"]


def test_any_key_of_a_map_has_the_same_place(orders):
    free = orders.keys(orders.root(["a", "b"]), ["free"], {})["free"]
    assert known(orders, free, "x") == []
    assert known(orders, orders.under(free, "x", {}), "y") == ["z", "y"]


def test_a_component_puts_texts_and_large_things_last(orders):
    block = orders.keys(orders.root(["a", "b"]), ["block"], {})["block"]
    assert known(orders, block, "x", kind="gauge") == ["kind", "x", "when", "gap", "text", "line"]
    assert known(orders, block, "x", kind="unheard of") == ["kind", "x", "when"]


def test_nothing_is_known_of_nothing(orders):
    assert known(orders, None, "a") == []
    assert orders.under(None, "a", {}) is None


def test_the_shipped_schemas_tell_layouts_reports_and_themes_apart():
    workspace = Workspace()
    shipped = Orders([workspace.source(f"schemas/{name}.schema.json") for name in ("layout", "report", "theme")])
    for keys, name in ((("page", "flow"), "layout"), (("report", "title"), "report"), (("page", "colors"), "theme")):
        place = shipped.root(keys)
        assert place is not None
        assert place.file == f"schemas/{name}.schema.json"
