"""Bytes of a data file -> its lines, one at a time, however long the file is."""

from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 1_000_000
"""Bytes of the longest row that is read. A row of the state's data file has about 4,000."""


class Line(NamedTuple):
    """A line without its end. number counts from 1; offset: bytes before it; cut: it is longer than LONGEST."""

    number: int
    offset: int
    data: bytes
    cut: bool = False


def split_lines(chunks: Iterator[bytes], end: bytes = b"\n") -> Iterator[Line]:
    """Split at the line end; a carriage return before it is dropped. Memory: one chunk and one line."""
    number, offset, dropped = 0, 0, 0
    rest: list[bytes] = []  # pieces of a line that has not ended yet
    held = 0
    for chunk in chunks:
        first, *others = chunk.split(end)
        rest.append(first)
        held += len(first)
        for part in others:
            number += 1
            if dropped or held > LONGEST:
                yield Line(number, offset, b"" if dropped else b"".join(rest)[:200], cut=True)
            else:
                yield Line(number, offset, b"".join(rest).removesuffix(b"\r"))
            offset += dropped + held + len(end)
            rest, held, dropped = [part], len(part), 0
        if held > LONGEST:
            dropped, held, rest = dropped + held, 0, []
    if held or dropped:
        yield Line(number + 1, offset, b"" if dropped else b"".join(rest).removesuffix(b"\r"), cut=bool(dropped))
