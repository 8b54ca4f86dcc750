"""The whole command over many students: time linear, memory flat, and what a second core brings."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median

from commands import Took, run
from plan import LANGUAGE, SCOREPRESS, Bench
from table import Row, at_least, at_most, markdown

MEGABYTES = 250
RATE = 1000
CORES = 1.8
NUMBER = count()


def batch(bench: Bench, students: int, *more: str) -> Took:
    """One run of `scorepress batch` into a folder that is new."""
    file, out = bench.students(students), bench.folder / f"batch-{next(NUMBER)}"
    command = [*SCOREPRESS, "batch", str(file), "--report", bench.report, "--language", LANGUAGE]
    return run([*command, "--out", str(out), "--json", *more], watch=True)


def scaling(bench: Bench) -> Iterator[Row]:
    """In students, with one process; then in cores."""
    runs = [(students, batch(bench, students, "--jobs", "1")) for students in bench.plan.scale]
    lines = [
        (
            f"{students:,}",
            f"{took.wall:.1f}",
            f"{took.cpu:.1f}",
            f"{students / took.cpu:,.0f}",
            f"{took.memory / 1e6:.0f}",
        )
        for students, took in runs
    ]
    head = ("students", "s, clock", "s, processor", "students a second and core", "MB, most")
    bench.tables.append(("`scorepress batch --jobs 1`, start and journal included", markdown(head, lines)))
    students, took = runs[-1]
    work = f"`scorepress batch`, one file a student, {students:,} students, start and journal included"
    yield at_least(work, students / took.cpu, RATE, lambda n: f"{n:,.0f}", " a second and core")
    small, large = runs[0][1], runs[-1][1]
    text = f"{small.memory / 1e6:.0f} MB at {runs[0][0]:,}, {large.memory / 1e6:.0f} MB at {students:,} students"
    most = max(took.memory for _, took in runs) / 1e6
    yield Row("memory of all processes together", text, f"≤ {MEGABYTES} MB", most <= MEGABYTES)
    if len(runs) > 1:
        (few, begin), (many, end) = runs[-2:]
        growth = (end.cpu / begin.cpu) / (many / few)
        yield at_most(f"time a student at {many:,} against {few:,}", growth, 1.1, lambda n: f"{n:.2f} ×")
    yield from cores(bench)


def bare() -> float:
    """What a second core brings to a loop that shares nothing: the most that this machine has to give just now."""
    command = [sys.executable, "-c", "for i in range(20_000_000): pass"]
    alone = run(command).wall
    begin = time.perf_counter()
    both = [subprocess.Popen(command) for _ in range(2)]
    for one in both:
        one.wait()
    return 2 * alone / (time.perf_counter() - begin)


def halves(bench: Bench, students: int) -> float:
    """Seconds that half of the students take, twice at once, in runs that share nothing but the machine.

    No division of one run among two cores can be expected to do better: nothing is handed over, nobody waits.
    """
    bench.students(students // 2)
    begin = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda _: batch(bench, students // 2, "--jobs", "1"), range(2)))
    return time.perf_counter() - begin


def cores(bench: Bench) -> Iterator[Row]:
    """Two processes against one, in turns; beside them the best that a division of the work could be."""
    students = bench.plan.cores
    rounds = [
        (batch(bench, students, "--jobs", "1"), batch(bench, students, "--jobs", "2"), halves(bench, students))
        for _ in range(min(bench.plan.rounds, 3))
    ]
    ratio = median(one.wall / two.wall for one, two, _ in rounds)
    memory = max(two.memory for _, two, _ in rounds) / 1e6
    apart = median(one.wall / half for one, _, half in rounds)
    more = f" ({memory:.0f} MB together; two runs of half the students each {apart:.2f} ×, a bare loop {bare():.2f} ×)"
    yield at_least(f"two cores against one, {students:,} students", ratio, CORES, lambda n: f"{n:.2f} ×", more)
