"""The peers, each against us in turns: the same pages, one file each, warm processes, students new in every slice."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from contest import CONTENDERS, Contender, Contest, Slice, compete, contender
from plan import LANGUAGE, Bench
from table import Row, at_least, markdown

NAMES = {
    "typst-many": "Typst, one compile for each slice, then split into files",
    "typst-one": "Typst, one compile a student",
    "reportlab": "ReportLab, canvas and paragraphs",
    "cairosvg": "svgwrite and CairoSVG as they are",
    "weasyprint": "WeasyPrint",
}
BARS = {"typst-many": 6, "typst-one": 25, "reportlab": 30, "cairosvg": 250, "weasyprint": None}
RATE = 1000
"""Reports a second and core."""

ALIKE = 0.01
"""The largest share of pixels in which a contender's page may differ from ours in earnest: a paragraph, where it breaks
a line elsewhere."""


def peers(bench: Bench) -> Iterator[Row]:
    """One contest for each peer."""
    contests = []
    with contender(ours(bench), bench.folder / "ours") as mine:
        mine.turn(bench.plan.warm)
        for name, title in NAMES.items():
            with contender(theirs(name, bench), bench.folder / name) as rival:
                rival.turn(bench.plan.slices[name])
                alike(bench, rival)
                sizes = (bench.plan.ours, bench.plan.slices[name])
                contests.append(compete(mine, rival, name, bench.plan.rounds, sizes))
            contest = contests[-1]
            bar, worse = BARS[name], min(contest.wall, contest.cpu)
            work = f"speed against: {title}"
            more = f" by the clock, {_times(contest.cpu)} by the processor"
            if bar is None:
                yield Row(work, _times(contest.wall) + more)
            else:
                yield Row(work, _times(contest.wall) + more, f"≥ {_times(bar)}", worse >= bar)
    mine_all = [one for contest in contests for one in contest.ours]
    rate = 1000 / median(one.cpu_ms for one in mine_all)
    work = "row of a data file to tagged file, one process, warm"
    yield at_least(work, rate, RATE, lambda n: f"{n:,.0f}", " reports a second and core")
    bench.tables.append(("The same pages in every tool, one file a student", _table(contests, mine_all)))


def ours(bench: Bench) -> list[str]:
    """How our contender is started."""
    file = bench.folder / "students.csv"
    return [sys.executable, str(CONTENDERS / "scorepress_rows.py"), str(file), bench.report, LANGUAGE]


def theirs(name: str, bench: Bench) -> list[str]:
    """How a peer's contender is started."""
    script, *rest = {
        "typst-many": ("typst_pages.py", "many"),
        "typst-one": ("typst_pages.py", "one"),
        "reportlab": ("reportlab_canvas.py",),
        "cairosvg": ("cairosvg_stock.py",),
        "weasyprint": ("weasyprint_html.py",),
    }[name]
    drawings, own = bench.folder / "drawings.jsonl", bench.folder / f"{name}-own"
    return [sys.executable, str(CONTENDERS / script), str(drawings), str(own), *rest]


def alike(bench: Bench, rival: Contender) -> None:
    """Make sure that a peer drew our page. Raises SystemExit when it did not."""
    files = sorted(str(file) for file in (rival.folder / "1").glob("000000*.pdf"))
    script = str(Path(__file__).parent / "same.py")
    done = subprocess.run(
        [sys.executable, script, str(bench.folder / "first.pdf"), *files], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    if not found["words"] or found["pixels"] > ALIKE:
        raise SystemExit(f"{rival.folder.name} does not draw our page: {found}")


def _table(contests: list[Contest], mine: list[Slice]) -> str:
    rows = [
        _line("**scorepress, from the row of the data file on**", mine, "1", "1"),
        *(_line(NAMES[one.rival], one.theirs, _times(one.wall), _times(one.cpu)) for one in contests),
    ]
    head = ("tool", "ms, clock", "ms, processor", "our speed, clock", "our speed, processor", "kB a report", "MB, most")
    return markdown(head, rows)


def _line(name: str, slices: list[Slice], wall: str, cpu: str) -> tuple[str, ...]:
    return (
        name,
        f"{median(one.wall_ms for one in slices):.2f}",
        f"{median(one.cpu_ms for one in slices):.2f}",
        wall,
        cpu,
        f"{median(one.bytes / one.count for one in slices) / 1000:.0f}",
        f"{max(one.memory for one in slices) / 1e6:.0f}",
    )


def _times(ratio: float) -> str:
    return f"{ratio:,.1f} ×" if ratio < 10 else f"{ratio:,.0f} ×"
