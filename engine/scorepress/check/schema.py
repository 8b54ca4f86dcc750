"""The layout schemas: read once, `$ref` followed.

They are JSON Schema 2020-12, so that editors complete and check layouts; the words used are those that
`check.properties` understands. `x-type` says what a string stands for.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from scorepress.model.source import Source

Schema = Mapping[str, Any]

KEYWORDS = frozenset(
    (
        "$schema", "$id", "$defs", "$ref", "title", "description", "default", "type", "enum", "pattern", "minimum",
        "maximum", "minLength", "minItems", "maxItems", "minProperties", "items", "properties", "required",
        "additionalProperties", "x-type", "x-expected", "x-hint", "x-per-level", "x-discriminator",
    )
)  # fmt: skip
"""Every keyword that a layout schema may use; a test compares."""


class Schemas:
    """The schema files of a report project, by path under `schemas/`."""

    def __init__(self, read: Callable[[str], Source]) -> None:
        """Keep the reader: it gives `schemas/<path>` as a Source or raises ScorepressError."""
        self._read = read
        self._files: dict[str, Any] = {}
        self._resolved: dict[str, Schema] = {}

    def file(self, path: str) -> Schema:
        """A whole schema file with every `$ref` followed, such as `components/gauge.schema.json`."""
        if path not in self._resolved:
            self._resolved[path] = self._follow(self._load(path), path)
        return self._resolved[path]

    def _load(self, path: str) -> Any:
        if path not in self._files:
            self._files[path] = json.loads(self._read(f"schemas/{path}").text)
        return self._files[path]

    def _follow(self, schema: Any, path: str) -> Any:
        if isinstance(schema, list):
            return [self._follow(item, path) for item in schema]
        if not isinstance(schema, dict):
            return schema
        followed = {k: self._follow(v, path) for k, v in schema.items() if k not in ("$ref", "$defs")}
        if "$ref" in schema:
            file, _, pointer = schema["$ref"].partition("#")
            target_path = _join(path, file) if file else path
            target = self._load(target_path)
            for step in pointer.strip("/").split("/"):
                target = target[step] if step else target
            return {**self._follow(target, target_path), **followed}
        return followed


def _join(base: str, reference: str) -> str:
    parts = base.split("/")[:-1]
    for step in reference.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)
