"""Memory is flat in the length of the input: 300 MB are streamed like 3. What is measured is what Python allocates."""

import io
import json
import tracemalloc

import pytest

from scorepress.check.record import check_rows, compile_checker
from scorepress.parse.record import read_rows

MEGABYTE = 1_000_000


class Endless(io.BytesIO):
    """So many bytes of rows that are made as they are asked for."""

    def __init__(self, head, row, tail, size):
        super().__init__()
        self.piece = b""
        self.left = size
        self.head, self.row, self.tail = head, row * (MEGABYTE // len(row) + 1), tail
        self.given = 0

    def read(self, size: int | None = -1) -> bytes:
        size = size or -1
        while len(self.piece) < size and (self.left > 0 or self.head or self.tail):
            if self.head:
                self.piece, self.head = self.piece + self.head, b""
            elif self.left > 0:
                self.piece, self.left = self.piece + self.row, self.left - len(self.row)
            else:
                self.piece, self.tail = self.piece + self.tail, b""
        found, self.piece = self.piece[:size], self.piece[size:]
        self.given += len(found)
        return found


def peak(head, row, tail, megabytes, schema, plan, formats):
    stream = Endless(head, row, tail, megabytes * MEGABYTE)
    tracemalloc.start()
    opened = read_rows(stream, "in", schema, formats)
    count = sum(1 for _ in check_rows(opened.items, compile_checker(schema, plan)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stream.given >= megabytes * MEGABYTE
    return count, most


@pytest.mark.parametrize("kind", ["jsonl", "json", "csv", "toms", "broken jsonl", "open quotes"])
def test_memory_does_not_grow_with_the_input(kind, record_schema, record_plan, toms, toms_file):
    filler = "x" * 20_000  # large rows, so that many megabytes take little time
    row = {"administration_year": "2024-25", "student": {"ssid": filler}}
    line = json.dumps(row).encode()
    toms_text = toms_file({"LocalUse": filler})
    head, own = toms_text.split("\r\n")[:2]
    columns = "administration_year,assessment,student.ssid,student.first_name,student.last_name,school.name,lea.name,"
    columns += "overall.participation\n"
    head, repeated, tail = {
        "jsonl": (b"", line + b"\n", b""),
        "json": (b"[", line + b",\n", b"{}]"),
        "csv": (columns.encode(), f"2024-25,a,{filler},b,c,d,e,none\n".encode(), b""),
        "toms": (head.encode() + b"\n", own.encode() + b"\n", b""),
        "broken jsonl": (b'{"a": 1}\n', line[:-1] + b"\n", b""),
        "open quotes": (columns.encode(), f'2024-25,a,"{filler},b,c,d,e,none\n'.encode(), b""),
    }[kind]
    small, large = (peak(head, repeated, tail, size, record_schema, record_plan, (toms,)) for size in (4, 24))
    assert large[0] > 5 * small[0]
    assert large[1] < 12 * MEGABYTE
    assert large[1] < 1.25 * small[1]
