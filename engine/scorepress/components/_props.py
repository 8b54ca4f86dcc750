"""Struct -> Props: evaluated properties in the shape that a component's module declares."""

from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from scorepress.model.template import Struct
from scorepress.noun import Noun, names

Build = Callable[[object], Any]
P = TypeVar("P")
_KEPT: Final = 6_000
"""Structs whose nouns are remembered, of each kind."""


def build_props(cls: type[P], struct: Struct) -> P:
    """Fill a noun, and the nouns in it, from a struct.

    Keys are kebab-case in the struct and snake_case in the noun. A key that is missing is None, or an empty tuple
    where a tuple is declared. Items of a tuple whose condition does not hold (None) are left out. Raises TypeError
    when the struct has a key that the noun does not know: the schema fragment and the module disagree then.
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
        return inner if inner is _same else lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _sequence(_plan(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Noun):
        return _record(hint)
    return _same


def _sequence(item: Build) -> Build:
    def build(value: object) -> tuple[Any, ...]:
        return tuple([item(v) for v in value if v is not None]) if isinstance(value, tuple) else ()

    return build


def _record(cls: type[Noun]) -> Build:
    hints = get_type_hints(cls)
    plans = [(name.replace("_", "-"), _plan(hints[name])) for name in names(cls)]
    orders: dict[tuple[str, ...], tuple[tuple[int, Build | None], ...]] = {}
    made: dict[int, tuple[Struct, Any]] = {}

    def order(keys: tuple[str, ...]) -> tuple[tuple[int, Build | None], ...]:
        """For each field the place of its value in a struct with these keys, -1 without one, and how it is made."""
        if unknown := set(keys) - {key for key, _ in plans}:
            raise TypeError(f"{cls.__module__}.{cls.__qualname__} has no {', '.join(sorted(unknown))}")
        places = {key: place for place, key in enumerate(keys)}
        return tuple((places.get(key, -1), None if plan is _same else plan) for key, plan in plans)

    def build(value: object) -> Any:
        if not isinstance(value, Struct):
            return value  # a style, a colour, a phrase: already what it should be
        found = made.get(id(value))
        if found is not None:
            return found[1]
        keys = tuple([key for key, _ in value.pairs])
        ordered = orders.get(keys)
        if ordered is None:  # the structs of one place in a layout have the same keys
            ordered = orders[keys] = order(keys)
        values = [inner for _, inner in value.pairs]
        values.append(None)
        props = cls(*[values[place] if plan is None else plan(values[place]) for place, plan in ordered])
        if len(made) >= _KEPT:
            made.clear()
        made[id(value)] = value, props  # the same struct is the same object again, see `Pen.once`
        return props

    return build


def _same(value: object) -> Any:
    return value
