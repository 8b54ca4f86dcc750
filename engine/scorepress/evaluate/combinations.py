"""Fields of a record together: which values a student has of them, and how many there can be."""

from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

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


def lookup(
    tables: Sequence[tuple[tuple[str, ...], Mapping[Hashable, Any]]], unknown: object = None, there: Container[str] = ()
) -> Callable[[Values], list[Any]]:
    """The function that looks a student's values up in many tables: written out, since it runs for each student.

    tables: fields with what is known by their values, which are keys as `values_key` gives them; None for an absent
    one. unknown: what is given where nothing is known. there: fields of which only counts whether they are there.
    """
    paths = list(dict.fromkeys(path for fields, _ in tables for path in fields))
    names: dict[str, object] = {"unknown": unknown}
    lines = ["def look(values):", "    get = values.get"]
    for at, path in enumerate(paths):
        lines.append(
            f"    v{at} = get({path!r}) is not None or None" if path in there else f"    v{at} = get({path!r})"
        )
    lines.append("    return [")
    for at, (fields, known) in enumerate(tables):
        names[f"get{at}"] = known.get
        found = [f"v{paths.index(path)}" for path in fields] or ["None"]
        key = found[0] if len(found) == 1 else f"({', '.join(found)})"
        lines.append(f"        get{at}({key}, unknown),")
    lines.append("    ]")
    exec(compile("\n".join(lines), "<lookup>", "exec"), names)  # noqa: S102 - numbers, and paths of the schema, quoted
    made: Callable[[Values], list[Any]] = names["look"]  # type: ignore[assignment]
    return made


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
