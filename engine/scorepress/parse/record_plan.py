"""The record's JSON Schema -> RecordPlan: what fills a record beyond what its input says.

`x-history` names the fields by which results of earlier years are found and filled in; `x-true-when` of a boolean
field gives the values of a record for which it is true when the input does not say; `x-output` tells how the files of
many students are named and put in order.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scorepress.model.record import Conclusion, HistoryPlan, OutputPlan, RecordPlan
from scorepress.model.source import Source


def parse_record_plan(source: Source) -> RecordPlan:
    """Read a schema that `parse_record_schema` has accepted. Raises ValueError for a history that it cannot mean."""
    schema: dict[str, Any] = json.loads(source.text)
    conclusions = tuple(
        Conclusion(path, tuple(node["x-true-when"].items()))
        for path, node in _nodes(schema, schema, "")
        if "x-true-when" in node
    )
    history = schema.get("x-history")
    output = schema.get("x-output", {})
    words, names, apart = (dict(output.get(name, {})) for name in ("words", "names", "apart"))
    plan = OutputPlan(words, names, tuple(output.get("sort", ())), apart)
    return RecordPlan(None if history is None else _history(history, source.path), conclusions, plan)


def _history(history: Mapping[str, Any], path: str) -> HistoryPlan:
    try:
        return HistoryPlan(
            student=history["student"],
            year=history["year"],
            result=history["result"],
            groups=dict(history["groups"]),
            eligible=history["eligible"],
            rank=history["rank"],
            where={field: tuple(values) for field, values in history["where"].items()},
            unknown=history["unknown"],
            taken=history["taken"],
        )
    except KeyError as error:
        raise ValueError(f"`x-history` in `{path}` has no {error}") from None


def _nodes(node: Any, schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each leaf of the schema with its path; `$ref` into the same file is followed."""
    if "$ref" in node:
        target: Any = schema
        for step in node["$ref"].lstrip("#/").split("/"):
            target = target[step]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    if "properties" not in node:
        yield path, node
    for name, part in node.get("properties", {}).items():
        yield from _nodes(part, schema, f"{path}.{name}".lstrip("."))
