"""Reports in sets: one zip or one merged PDF a school; as the contests measure, and as a whole command."""

from collections.abc import Iterator
from statistics import median

from contest import contender
from peers import ours
from plan import Bench
from scaling import batch
from table import Row, at_least

RATE = 1800
SINKS = {"zip": "one zip a school", "merged": "one merged PDF a school"}


def sets(bench: Bench) -> Iterator[Row]:
    """Each sink over the same students: row of a data file to set in a warm process, then the command."""
    for sink, work in SINKS.items():
        with contender([*ours(bench), sink], bench.folder / sink) as one:
            one.turn(bench.plan.warm)
            slices = [one.turn(4 * bench.plan.ours) for _ in range(min(bench.plan.rounds, 3))]
        rate = 1000 / median(found.cpu_ms for found in slices)
        yield at_least(f"the same into {work}", rate, RATE, lambda n: f"{n:,.0f}", " reports a second and core")
    students = bench.plan.sets
    for sink in (*SINKS, "print"):
        took = batch(bench, students, "--jobs", "1", "--sink", sink)
        work = f"`scorepress batch --sink {sink}`, {students:,} students, start and journal included"
        yield Row(work, f"{students / took.cpu:,.0f} a second and core")
