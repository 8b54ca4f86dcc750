"""Records as the journal keeps them for sets: JSON, and back to the very same record."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from scorepress.model.letters import plain_letters
from scorepress.model.record import Origin, Record
from scorepress.model.values import FieldType, Kind, RecordSchema, SchoolYear, Value


def freeze(record: Record) -> str:
    """A record as text."""
    values = {path: value if isinstance(value, str | int) else str(value) for path, value in record.values.items()}
    return _ENCODE([values, record.origin.path, record.origin.row, record.origin.line])


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


class Thaw:
    """Text -> record, by the schema as it is now."""

    def __init__(self, schema: RecordSchema) -> None:
        self._kinds = {field.path: field.kind for field in schema.fields}

    def __call__(self, text: str) -> Record:
        """The record, without fields that the schema does not have any more."""
        values, path, row, line = json.loads(text)
        kept = {key: self._value(kind, value) for key, value in values.items() if (kind := self._kinds.get(key))}
        return Record(kept, Origin(path, row, line))

    @staticmethod
    def _value(kind: Kind, value: str | int) -> Value:
        if kind is Kind.DATE or kind is Kind.SCHOOL_YEAR:
            return _read(kind, str(value))
        return value


@lru_cache(2_000)
def _read(kind: Kind, text: str) -> Value:
    return date.fromisoformat(text) if kind is Kind.DATE else SchoolYear.parse(text)


_SIGNS = ("Pi", "Pf", "Lm", "Sk")
"""Categories of Unicode: quotation marks, which stand for apostrophes, letters and signs that are written like them."""


class SortText:
    """Record -> a text by which the records of a set are put in order.

    Choices in the order of the schema, letters without accents and apostrophes, numbers by their size.
    """

    def __init__(self, fields: Sequence[FieldType], paths: Sequence[str]) -> None:
        """fields: of the record's schema. paths: what is sorted by."""
        choices = {field.path: field.choices for field in fields}
        self._ranks = [(path, _ranks(choices.get(path, ()))) for path in paths]

    def __call__(self, record: Record) -> str:
        """The text."""
        found = ((record.values.get(path, ""), ranks) for path, ranks in self._ranks)
        return "\x1f".join(_sorted_as(ranks.get(value, value)) for value, ranks in found)


def _ranks(choices: Sequence[str]) -> dict[Value, int]:
    """Where each choice stands among all; nothing before the first."""
    return {choice: rank for rank, choice in enumerate(("", *choices))} if choices else {}


def _sorted_as(value: Value) -> str:
    return f"{value:012d}" if isinstance(value, int) else _plain(str(value))


@lru_cache(2_000)
def _plain(text: str) -> str:
    """A text as it is sorted: `O’Brien` and `O'Brien` stand with `Obrien`."""
    return "".join([c for c in plain_letters(text).casefold() if c != "'" and unicodedata.category(c) not in _SIGNS])
