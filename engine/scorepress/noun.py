"""What every kind of data is made of: named fields, nothing else.

`class Level(Noun, frozen=True):` with annotated fields below makes a class with slots, a constructor, equality, a hash
and a form to print, in a thirtieth of the time that a dataclass takes: the door to msgspec (docs/decisions/0164).
"""

from msgspec import Struct as Noun
from msgspec import field
from msgspec.structs import asdict, astuple, replace

__all__ = ["Noun", "asdict", "astuple", "field", "names", "replace"]


def names(kind: type[Noun]) -> tuple[str, ...]:
    """The fields of a kind of noun, in order."""
    return kind.__struct_fields__
