"""How large a report is, by language."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from commands import run
from plan import Bench
from table import Row

BARS = {"zh-Hant": 80}
LATIN = 35


def sizes(bench: Bench) -> Iterator[Row]:
    """The median of many students, and the largest."""
    script = str(Path(__file__).parent / "weigh.py")
    file = str(bench.folder / "students.csv")
    done = run([sys.executable, script, file, bench.report, str(bench.plan.printed)])
    for language, found in json.loads(done.output).items():
        kilobytes, bar = [size / 1000 for size in found], BARS.get(language, LATIN)
        text = f"{median(kilobytes):.0f} kB, at most {max(kilobytes):.0f}"
        yield Row(f"a tagged file, `{language}`", text, f"≤ {bar} kB", max(kilobytes) <= bar)
