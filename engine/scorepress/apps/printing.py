"""Any noun as readable text: every form between the passes can be looked at."""

from collections.abc import Iterator, Mapping
from enum import Enum

from scorepress.model.color import Color
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.values import SchoolYear
from scorepress.model.wording import Wording
from scorepress.noun import Noun, names


def print_noun(noun: object) -> str:
    """The noun as an indented outline, one property a line; places are `file:line:column`."""
    return "\n".join(_lines(noun, "")) + "\n"


def _lines(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _property(str(key), inner, indent)
    elif isinstance(value, (tuple, list)):
        for item in value:
            plain = _plain(item)
            if plain is not None:
                yield f"{indent}- {plain}"
            else:
                first, *rest = list(_lines(item, indent + "  ")) or ["nothing"]
                yield f"{indent}- {first.strip()}"
                yield from rest
    elif isinstance(value, Noun):
        yield f"{indent}{type(value).__name__}"
        for name in names(type(value)):
            yield from _property(name, getattr(value, name), indent + "  ")
    else:
        yield f"{indent}{value}"


def _property(name: str, value: object, indent: str) -> Iterator[str]:
    plain = _plain(value)
    if plain is not None:
        yield f"{indent}{name}: {plain}"
    elif value is not None and value not in ((), {}):
        yield f"{indent}{name}:"
        yield from _lines(value, indent + "  ")


def _plain(value: object) -> str | None:
    """One-line form, or None."""
    if isinstance(value, Wording):
        return repr(value.text)
    if isinstance(value, Style):
        return f"{value.name} {value.size:g}/{value.leading:g} {value.weight}"
    if isinstance(value, (Span, Color, SchoolYear, int, float)):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, tuple) and value and all(isinstance(v, (int, float, str)) for v in value):
        return "(" + ", ".join(_plain(v) or "" for v in value) + ")"
    return None
