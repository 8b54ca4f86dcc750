"""Struct -> Props: evaluated properties in the shape that a component's module declares."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scorepress.model.template import Struct

Build = Callable[[object], Any]
P = TypeVar("P")


def build_props(cls: type[P], struct: Struct) -> P:
    """Fill a dataclass, and the dataclasses in it, from a struct.

    Keys are kebab-case in the struct and snake_case in the dataclass. A key that is missing is None, or an empty tuple
    where a tuple is declared. Items of a tuple whose condition does not hold (None) are left out. Raises TypeError
    when the struct has a key that the dataclass does not know: the schema fragment and the module disagree then.
    """
    hint: Any = cls
    made: P = _plan(hint)(struct)
    return made


@cache
def _plan(hint: Any) -> Build:
    """How a value of this declared type is made."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        inner = next(_plan(arg) for arg in get_args(hint) if arg is not type(None))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _sequence(_plan(get_args(hint)[0]))
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    return lambda value: value


def _sequence(item: Build) -> Build:
    def build(value: object) -> tuple[Any, ...]:
        return tuple(item(v) for v in value if v is not None) if isinstance(value, tuple) else ()

    return build


def _record(cls: type) -> Build:
    hints = get_type_hints(cls)
    plans = [(f.name, f.name.replace("_", "-"), _plan(hints[f.name])) for f in fields(cls)]
    known = {key for _, key, _ in plans}

    def build(value: object) -> Any:
        if not isinstance(value, Struct):
            return value  # a style, a colour, a phrase: already what it should be
        given = dict(value.pairs)
        if unknown := given.keys() - known:
            raise TypeError(f"{cls.__module__}.{cls.__qualname__} has no {', '.join(sorted(unknown))}")
        return cls(**{name: plan(given.get(key)) for name, key, plan in plans})

    return build
