"""What every kind of data is made of: named fields, nothing else.

`class Level(Noun, frozen=True):` with annotated fields below makes a class with slots, a constructor, equality, a hash
and a form to print, in a thirtieth of the time that a dataclass takes: the door to msgspec (docs/decisions/0164).
"""

from collections.abc import Callable
from typing import Final

from msgspec import Raw, field, json
from msgspec import Struct as Noun
from msgspec.structs import asdict, astuple, replace

__all__ = ["Noun", "Raw", "as_json", "asdict", "astuple", "field", "names", "replace"]

as_json: Final[Callable[[object], bytes]] = json.Encoder().encode
"""What is made of texts, numbers, days, nouns and rows of them, as one line of JSON. Raises UnicodeEncodeError.

`Raw` is what is JSON already.
"""


def names(kind: type[Noun]) -> tuple[str, ...]:
    """The fields of a kind of noun, in order."""
    return kind.__struct_fields__
