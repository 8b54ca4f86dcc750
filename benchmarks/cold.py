"""Commands in fresh processes: what somebody waits for who types them. Each beside its rival, in turns."""

import sys
from collections.abc import Iterable, Iterator
from itertools import count
from statistics import median

from commands import Took, run
from contest import CONTENDERS
from plan import SCOREPRESS, Bench
from table import Row, at_most

STOCK = """
import json, sys
sys.path.insert(0, {contenders!r})
import cairosvg_stock, stage
from pathlib import Path
cairosvg_stock.faces(Path({own!r}))
import cairosvg, svgwrite
cairosvg_stock.cairosvg, cairosvg_stock.svgwrite = cairosvg, svgwrite
cairosvg_stock.make([next(stage.students({drawings!r}))], Path({out!r}))
"""


def cold(bench: Bench) -> Iterator[Row]:
    """`render` of one student, `--help`, `check`."""
    number = count()
    first = str(bench.folder / "first.csv")
    (bench.folder / "cold").mkdir()

    def render() -> Took:
        out = str(bench.folder / "cold" / str(next(number)))
        return run([*SCOREPRESS, "render", first, "--report", bench.report, "--out", out, "--quiet"])

    def stock() -> Took:
        out = bench.folder / "cold" / str(next(number))
        out.mkdir()
        drawings, own = str(bench.folder / "drawings.jsonl"), str(bench.folder / "cairosvg-own")
        script = STOCK.format(contenders=str(CONTENDERS), own=own, drawings=drawings, out=str(out))
        return run([sys.executable, "-c", script])

    render(), stock()
    pairs = [(render(), stock()) for _ in range(bench.plan.starts)]
    took = median(ours.wall for ours, _ in pairs)
    more = _of_the_processor(ours for ours, _ in pairs)
    yield at_most("`scorepress render` of one student, fresh process", took, 0.6, _seconds, more)
    ratio = median(theirs.wall / ours.wall for ours, theirs in pairs)
    stocks = median(theirs.wall for _, theirs in pairs)
    text = f"{ratio:.1f} × as fast ({_seconds(stocks)}{_of_the_processor(theirs for _, theirs in pairs)})"
    yield Row("the same against stock CairoSVG's own start with one student", text, "> 1 ×", ratio > 1)
    for work, arguments, bar in (("`scorepress --help`", ("--help",), 0.15), ("`scorepress check`", ("check",), 2.0)):
        run([*SCOREPRESS, *arguments])
        again = [run([*SCOREPRESS, *arguments]) for _ in range(bench.plan.starts)]
        yield at_most(work, median(took.wall for took in again), bar, _seconds, _of_the_processor(again))


def _of_the_processor(runs: Iterable[Took]) -> str:
    return f", {_seconds(median(took.cpu for took in runs))} of the processor"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"
