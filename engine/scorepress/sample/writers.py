"""Records -> JSON Lines and CSV of the project's own kind, as text, row by row."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from scorepress.model.record import Record
from scorepress.model.values import RecordSchema, SchoolYear, Value


def write_jsonl(records: Iterable[Record]) -> Iterator[str]:
    """One line for each record, nested as the schema is; fields that follow from others are written too."""
    for record in records:
        nested: dict[str, Any] = {}
        for path, value in record.values.items():
            *groups, leaf = path.split(".")
            place = nested
            for group in groups:
                place = place.setdefault(group, {})
            place[leaf] = value if isinstance(value, (bool, int, str)) else value_text(value)
        yield json.dumps(nested, ensure_ascii=False) + "\n"


def write_csv(records: Iterable[Record], schema: RecordSchema) -> Iterator[str]:
    """A header of field paths, then one line for each record."""
    paths = [field.path for field in schema.fields]
    yield _line(paths)
    for record in records:
        yield _line(["" if (value := record.get(path)) is None else value_text(value) for path in paths])


def value_text(value: Value) -> str:
    """A value as files have it: `true`, `651`, `2015-03-09`, `2024-25`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (int, SchoolYear)) else value


def _line(cells: list[str], delimiter: str = ",", end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerow(cells)
    return text.getvalue()
