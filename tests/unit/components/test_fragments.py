"""Each fragment and its module say the same; the reference documents both."""

import re
import textwrap
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

import pytest

from scorepress.check.schema import KEYWORDS
from scorepress.components import component, kinds
from scorepress.noun import Noun
from scorepress.noun import names as names_of

VALUES: dict[str, set[object]] = {
    "length": {float}, "position": {float}, "extent": {float}, "style": {"Style"}, "color": {"Color"},
    "text": {"Phrase"}, "optional-text": {"Phrase"}, "scale": {"ScaleView"},
    "ranges": {"ScaleView"}, "link": {str}, "image": {bytes},
}  # fmt: skip
PLAIN = {"string": str, "integer": int, "boolean": bool}


def inner_of(hint):
    """The declared type without None, and whether None is allowed."""
    if get_origin(hint) in (Union, UnionType):
        rest = [a for a in get_args(hint) if a is not type(None)]
        return rest[0], True
    return hint, False


def disagreements(schema, hint, path):
    """Where a schema and a declared type do not say the same."""
    if schema.get("type") == "array" or "x-per-level" in schema:
        if get_origin(hint) is not tuple:
            return [f"{path}: a list is a tuple"]
        item = schema.get("items", {k: v for k, v in schema.items() if k != "x-per-level"})
        return disagreements(item, get_args(hint)[0], f"{path}[]")
    if schema.get("type") == "object":
        return [*same_names(schema, hint, path)] if issubclass(hint, Noun) else [f"{path}: an object is a noun"]
    plain: set[object] = {PLAIN[schema.get("type", "string")]}
    wanted: set[object] = VALUES.get(schema.get("x-type", ""), plain)
    name = getattr(hint, "__name__", str(hint))
    return [] if hint in wanted or name in wanted else [f"{path}: {name} is not {wanted}"]


def same_names(schema, cls, path):
    properties = {k: v for k, v in schema["properties"].items() if v.get("x-type") != "condition"}
    hints = get_type_hints(cls)
    names = {name.replace("_", "-") for name in names_of(cls)}
    if names != set(properties):
        yield f"{path}: {sorted(names ^ set(properties))} only on one side"
        return
    for name, inner in properties.items():
        hint, optional = inner_of(hints[name.replace("-", "_")])
        sure = name in schema.get("required", ()) or "default" in inner
        may_be_missing = not sure or inner.get("x-type") == "optional-text"
        if get_origin(hint) is not tuple and optional != may_be_missing:
            yield f"{path}.{name}: {'may' if may_be_missing else 'cannot'} be missing"
        yield from disagreements(inner, hint, f"{path}.{name}")


def walk(schema, path=""):
    """Every schema inside of a schema, with its path; `[]` leads into the items of a list."""
    yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from walk(inner, f"{path}.{name}".lstrip("."))
    if "items" in schema:
        yield from walk(schema["items"], f"{path}[]")


@pytest.mark.parametrize("kind", kinds())
def test_fragment_and_module_agree(kind, desk):
    found = component(kind)
    assert found is not None
    assert list(same_names(desk.schema(kind), found.props, kind)) == []


@pytest.mark.parametrize("kind", kinds())
def test_every_property_is_described(kind, desk):
    for path, schema in walk(desk.schema(kind)):
        assert set(schema) <= KEYWORDS, path
        assert schema.get("title"), path
        assert str(schema.get("description", "")).endswith("."), path
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, path


def section_of(root, kind):
    text = (root / "docs/reference/components.md").read_text(encoding="utf-8")
    return re.split(rf"^## {kind}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]


@pytest.mark.parametrize("kind", kinds())
def test_the_reference_has_a_row_for_every_property(kind, desk, root):
    rows = re.findall(r"^\| `([^`]+)` \| .* \| (.*) \| (.+) \|$", section_of(root, kind), re.MULTILINE)
    required = {f"{path}.{name}".lstrip(".") for path, s in walk(desk.schema(kind)) for name in s.get("required", ())}
    expected = []
    for path, schema in walk(desk.schema(kind)):
        if path and not path.endswith("[]"):
            default = str(schema.get("default", "")).replace("False", "false").replace("|", "\\|")
            shown = "**required**" if path in required else f"`{default}`" if default else ""
            expected.append((path, shown, schema["description"]))
    assert sorted(rows) == sorted(expected)


@pytest.mark.parametrize("kind", kinds())
def test_the_example_of_the_reference_stands_in_the_gallery(kind, root):
    (example,) = re.findall(r"^```yaml\n(.*?)\n```$", section_of(root, kind), re.MULTILINE | re.DOTALL)
    assert textwrap.indent(example, "      ") in (root / f"tests/gallery/{kind}.yaml").read_text(encoding="utf-8")


def test_the_reference_has_no_other_component(root):
    text = (root / "docs/reference/components.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^## ([a-z-]+)$", text, re.MULTILINE)) == kinds()
