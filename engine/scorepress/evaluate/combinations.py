"""Fields of a record together: which values a student has of them, and how many there can be."""

from collections.abc import Callable, Hashable, Mapping
from operator import itemgetter
from typing import Final

from scorepress.model.values import FieldType, Kind, RecordSchema, Value

Values = Mapping[str, Value]
Key = Callable[[Values], Hashable]

_YEARS: Final = 3
"""Different school years that one run meets."""

_ENDLESS: Final = 10**9


def values_key(paths: tuple[str, ...]) -> Key:
    """What gives the values of some fields. Raises KeyError for an absent one, if the student's values do."""
    if not paths:
        return lambda _: None
    return itemgetter(*paths)


def few_combinations(paths: tuple[str, ...], schema: RecordSchema, most: int) -> bool:
    """Whether the schema allows these fields so few combinations of values; texts and dates have no end."""
    combinations = 1
    for path in paths:
        field = schema.field(path)
        combinations *= _values(field) if field else _ENDLESS
    return combinations <= most


def _values(field: FieldType) -> int:
    """How many values a field may have, absence included."""
    match field.kind:
        case Kind.BOOLEAN:
            return 3
        case Kind.CHOICE:
            return len(field.choices) + 1
        case Kind.SCHOOL_YEAR:
            return _YEARS
        case Kind.INTEGER if field.minimum is not None and field.maximum is not None:
            return field.maximum - field.minimum + 2
    return _ENDLESS
