"""How fast the press is, beside its peers, on this machine: the table that the README quotes.

    python benchmarks/bench.py                    all of it, about a quarter of an hour
    python benchmarks/bench.py --quick            every part once, under a minute; the figures are rough
    python benchmarks/bench.py --only peers,cold  some parts
    python benchmarks/bench.py --write            put the tables into README.md and docs/explanation/speed.md

How it is measured, and what can go wrong in measuring: docs/explanation/speed.md.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cold import cold
from commands import run
from peers import peers
from plan import FULL, LANGUAGE, QUICK, Bench
from scaling import scaling
from sets import sets
from sizes import sizes
from table import Row, machine, promises, put

ROOT = Path(__file__).parent.parent
PARTS = {"peers": peers, "sets": sets, "scaling": scaling, "sizes": sizes, "cold": cold}


def main() -> None:
    """Measure, and print."""
    options = arguments()
    folder = Path(tempfile.mkdtemp(prefix="scorepress-bench-", dir=options.folder))
    plan = QUICK if options.quick else FULL
    scale = tuple(int(text) for text in options.scale.split(",")) if options.scale else plan.scale
    bench = Bench(folder, plan.with_(options.rounds, scale))
    print(f"{machine()}\n", flush=True)
    try:
        prepare(bench)
        bench.tables.append(("Before anything else", made_once(bench)))
        rows = list(measure(bench, options.only.split(",") if options.only else list(PARTS)))
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    table = promises(rows)
    print(f"\n{table}")
    for title, text in bench.tables:
        print(f"{title}\n\n{text}")
    if options.write:
        put(ROOT / "README.md", "benchmarks", f"Measured {machine()}.\n\n{table}")
        more = "".join(f"**{title}**\n\n{text}\n" for title, text in bench.tables)
        put(ROOT / "docs/explanation/speed.md", "benchmarks", f"Measured {machine()}.\n\n{table}\n{more}")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure scorepress beside its peers.")
    parser.add_argument("--quick", action="store_true", help="every part once, roughly")
    parser.add_argument("--rounds", type=int, help="rounds of each contest")
    parser.add_argument("--scale", metavar="N,N", help="numbers of students for the whole command")
    parser.add_argument("--only", metavar="PART,PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--folder", help="where to work; several GB for 100,000 students (default: the system's)")
    parser.add_argument("--keep", action="store_true", help="leave the reports there")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md and the documentation")
    return parser.parse_args()


def prepare(bench: Bench) -> None:
    """Invent the students, and draw the pages that the peers are given. Nothing of it is measured."""
    command = [sys.executable, str(Path(__file__).parent / "prepare.py"), str(bench.folder), bench.report]
    subprocess.run([*command, str(bench.plan.rows), str(bench.plan.drawings)], check=True)


def made_once(bench: Bench) -> str:
    """Have the stencils made that long runs use; tells what that takes."""
    script = str(Path(__file__).parent / "standing.py")
    seconds = float(run([sys.executable, script, bench.report, LANGUAGE]).output)
    told = f"stencils of invented students, made once for each state of a project: {seconds:.1f} s"
    print(f"{told}\n", flush=True)
    return f"{told}.\n"


def measure(bench: Bench, parts: list[str]) -> Iterator[Row]:
    """All rows; each is told as soon as it is known."""
    for name in parts:
        for row in PARTS[name](bench):
            print(f"{name}: {row.work}: {row.measured} {row.promised and f'({row.promised})'}", flush=True)
            yield row


if __name__ == "__main__":
    main()
