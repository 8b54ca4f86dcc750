"""The stage of a contender: a process of its own that takes orders as lines of JSON and answers each with one.

    {"do": "load", "count": 20}            take the next students; nothing of it is measured
    {"do": "go", "out": "/some/folder"}    make their reports, one file each, in a folder that is new

`go` answers with what it took: reports, seconds of the clock and of the processor (children included), bytes.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

FONTS = Path(__file__).parents[2] / "engine" / "scorepress" / "fonts"
FAMILY = "Noto Sans"
FACES = {400: FONTS / "NotoSans-400.ttf", 700: FONTS / "NotoSans-700.ttf"}

Student = tuple[str, list[list[list[object]]]]
"""A name for the file, and the drawing of its pages."""


def students(file: str) -> Iterator[Student]:
    """The drawings of a file, one a line."""
    with Path(file).open(encoding="utf-8") as stream:
        for line in stream:
            name, drawing = json.loads(line)
            yield name, drawing


def perform(make: Callable[[list[Student], Path], int], source: Iterator[Student]) -> None:
    """Take orders until the orders end. make: draws students into a folder and says how many bytes it wrote."""
    loaded: list[Student] = []

    def load(count: int) -> int:
        loaded[:] = islice(source, count)
        return len(loaded)

    answer(load, lambda out: (len(loaded), make(loaded, out)))


def answer(load: Callable[[int], int], work: Callable[[Path], tuple[int, int]]) -> None:
    """Take orders until the orders end. load: gets students ready. work: says how many reports and bytes it made."""
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "load":
            told: dict[str, object] = {"count": load(order["count"])}
        else:
            told = timed(partial(work, Path(order["out"])))
        print(json.dumps(told), flush=True)


def timed(work: Callable[[], tuple[int, int]]) -> dict[str, object]:
    """What a piece of work took. work: does it, and says how many reports and bytes came of it."""
    wall, processor = time.perf_counter(), _processor()
    count, size = work()
    return {
        "count": count,
        "bytes": size,
        "wall": time.perf_counter() - wall,
        "cpu": _processor() - processor,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def put(file: Path, data: bytes) -> int:
    """Write a new file; its length in bytes."""
    file.write_bytes(data)
    return len(data)


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
