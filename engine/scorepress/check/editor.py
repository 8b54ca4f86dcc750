"""The layout schemas as one, for editors: every component's properties beside those that all blocks share.

The pass itself checks frame and component one after the other (`check.template`); an editor wants one schema file. It
is written to `schemas/editor/layout.schema.json` by `make schemas`, and a test holds it up to date.
"""

from collections.abc import Sequence
from typing import Any

from scorepress.check.schema import Schemas

HIDDEN = frozenset(("$schema", "$id", "x-type", "x-expected", "x-per-level", "x-discriminator"))
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def editor_schema(schemas: Schemas, kinds: Sequence[str]) -> dict[str, Any]:
    """A page layout's JSON Schema with no references, one branch for each component."""
    page = _plain(schemas.file("layout.schema.json"))
    region = page["properties"]["regions"]["items"]
    block = region["properties"]["content"]["items"]
    shared = {key: value for key, value in block["properties"].items() if key != "kind"}
    branches = []
    for kind in kinds:
        fragment = _plain(schemas.file(f"components/{kind}.schema.json"))
        name = {"const": kind, "description": fragment["description"]}
        branches.append(
            {
                "title": fragment["title"],
                "type": "object",
                "additionalProperties": False,
                "required": ["kind", *fragment.get("required", ())],
                "properties": {"kind": name, **shared, **fragment["properties"]},
            }
        )
    region["properties"]["content"]["items"] = {"oneOf": branches}
    return {"$schema": SCHEMA, "$comment": "Made by `make schemas`; do not edit.", **page}


def _plain(schema: Any) -> Any:
    """Without the words that only the program understands."""
    if isinstance(schema, dict):
        return {k: _plain(v) for k, v in schema.items() if k not in HIDDEN}
    return [_plain(item) for item in schema] if isinstance(schema, list) else schema
