"""Bytes of a data file -> its lines, one at a time, however long the file is."""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1_000_000
"""Bytes of the longest row that is read. A row of the state's data file has about 4,000."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end. number counts from 1; offset: bytes before it; cut: it is longer than LONGEST."""

    number: int
    offset: int
    data: bytes
    cut: bool = False


def split_lines(chunks: Iterator[bytes], end: bytes = b"\n") -> Iterator[Line]:
    """Split at the line end; a carriage return before it is dropped. Memory: one chunk and one line."""
    number, offset, rest, dropped = 0, 0, b"", 0
    for chunk in chunks:
        parts = (rest + chunk).split(end)
        rest = parts.pop()
        for part in parts:
            number += 1
            length = dropped + len(part)
            if dropped or length > LONGEST:
                yield Line(number, offset, part[:200] if not dropped else b"", cut=True)
            else:
                yield Line(number, offset, part.removesuffix(b"\r"))
            offset += length + len(end)
            dropped = 0
        if len(rest) > LONGEST:
            dropped, rest = dropped + len(rest), b""
    if rest or dropped:
        yield Line(number + 1, offset, b"" if dropped else rest.removesuffix(b"\r"), cut=bool(dropped))
