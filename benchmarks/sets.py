"""Reports in sets: one zip or one merged PDF a school."""

from collections.abc import Iterator

from plan import Bench
from scaling import batch
from table import Row, at_least

RATE = 1800
SINKS = {"zip": "one zip a school", "merged": "one merged PDF a school and grade", "print": "sets for printing"}


def sets(bench: Bench) -> Iterator[Row]:
    """Each sink over the same students."""
    students = bench.plan.sets
    for sink, work in SINKS.items():
        took = batch(bench, students, "--jobs", "1", "--sink", sink)
        rate, more = students / took.cpu, " a second and core"
        if sink == "print":
            yield Row(f"{work}, {students:,} students", f"{rate:,.0f}{more}")
        else:
            yield at_least(f"{work}, {students:,} students", rate, RATE, lambda n: f"{n:,.0f}", more)
