"""PDF objects as plain values, for those who read a finished file."""

from collections.abc import Mapping
from typing import Any

from scorepress.noun import Noun

Value = Any
"""None, bool, int, float, str (text), bytes (strings in content), PdfName, Ref, list, or dict (keys without slash)."""


class PdfName(str):
    """A PDF name, without its slash."""

    __slots__ = ()


class Ref(Noun, frozen=True):
    """A reference to an indirect object, by its number."""

    number: int


class Instruction(Noun, frozen=True):
    """One instruction of a page's content: operands and operator."""

    operands: tuple[Value, ...]
    operator: str


class ObjectFile(Noun, frozen=True):
    """A PDF file.

    objects: by number; of a stream its dictionary. root: the catalog. pages: numbers of the page objects, in order.
    contents: what marks and writes on each page. cmaps: the decoded ToUnicode streams, by number. streams: the decoded
    content of each page. Of contents and streams, one is empty: what the reader did not ask for.
    """

    objects: Mapping[int, Value]
    root: Mapping[str, Value]
    pages: tuple[int, ...]
    contents: tuple[tuple[Instruction, ...], ...]
    cmaps: Mapping[int, bytes]
    streams: tuple[bytes, ...] = ()

    def get(self, holder: Value, *path: str) -> Value:
        """Follow keys, and references on the way; None where there is nothing."""
        value = self.resolve(holder)
        for key in path:
            value = self.resolve(value.get(key)) if isinstance(value, Mapping) else None
        return value

    def resolve(self, value: Value) -> Value:
        """What a reference means; any other value as it is."""
        return self.objects.get(value.number) if isinstance(value, Ref) else value

    def items(self, value: Value) -> list[Value]:
        """The items of an array, references kept; a single value is an array of one, nothing is an empty one."""
        resolved = self.resolve(value)
        if isinstance(resolved, list):
            return resolved
        return [] if resolved is None else [value]
