"""The layout schemas: the words they use, the file for editors, and what a general validator says of our layouts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from scorepress.check.editor import editor_schema
from scorepress.check.schema import KEYWORDS, Schemas
from scorepress.components import kinds
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.model.syntax import plain
from scorepress.parse.layout import parse_layout
from scorepress.workspace import Workspace

ROOT = Path(__file__).parent.parent
FILES = ["layout", "theme", "report", "languages", *(f"components/{kind}" for kind in kinds())]


def words(schema: Any, *, names: bool = False) -> Iterator[str]:
    """The keywords of a schema; what stands under `properties` and `$defs` are names."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if not names:
                yield key
            yield from words(value, names=not names and key in ("properties", "$defs"))
    elif isinstance(schema, list):
        for item in schema:
            yield from words(item)


@pytest.mark.parametrize("name", FILES)
def test_schemas_use_known_words_only(name: str) -> None:
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert not set(words(schema)) - KEYWORDS


@pytest.mark.parametrize("name", FILES)
def test_every_property_is_titled_and_described(name: str) -> None:
    def bare(schema: Any, path: str) -> Iterator[str]:
        for key, inner in schema.get("properties", {}).items():
            if "title" not in inner or "description" not in inner:
                yield f"{path}/{key}"
            yield from bare(inner, f"{path}/{key}")
        if isinstance(schema.get("items"), dict):
            yield from bare(schema["items"], f"{path}[]")

    assert not list(bare(Schemas(Workspace().source).file(f"{name}.schema.json"), name))


def test_the_schema_for_editors_is_up_to_date() -> None:
    made = editor_schema(Schemas(Workspace().source), kinds())
    kept = json.loads((ROOT / "schemas" / "editor" / "layout.schema.json").read_text(encoding="utf-8"))
    assert kept == made, "run `make schemas`"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "layouts").glob("*/page-*.yaml")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_a_general_validator_accepts_our_pages(path: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "editor" / "layout.schema.json").read_text(encoding="utf-8"))
    tree = parse_layout(Source(path.name, path.read_text(encoding="utf-8")), Reporter())
    assert tree
    jsonschema_rs.validator_for(schema).validate(plain(tree.root))
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/editor/layout.schema.json"


def test_a_general_validator_refuses_what_we_refuse() -> None:
    schema = json.loads((ROOT / "schemas" / "editor" / "layout.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema)
    for case in ("unknown-key", "unknown-component", "missing-key", "wrong-value"):
        text = (ROOT / "tests" / "suite" / "layouts" / f"{case}.yaml").read_text(encoding="utf-8")
        tree = parse_layout(Source(case, text), Reporter())
        assert tree
        assert not validator.is_valid(plain(tree.root)), case
