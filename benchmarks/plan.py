"""How much is measured: sizes of slices, rounds, numbers of students."""

import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

REPORT = "summative-alternate-elpac"
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Plan:
    """ours: students in a slice of ours; warm: before the first, not measured. slices: in a slice of each rival.

    rounds: of each contest. scale: students of whole runs. sets: students of the runs that bind sets; cores: of those
    with one and with two processes. starts: how often a command is started. printed: students whose files are weighed,
    in each language.
    """

    rounds: int
    ours: int
    warm: int
    slices: dict[str, int]
    scale: tuple[int, ...]
    sets: int
    cores: int
    starts: int
    printed: int

    @property
    def drawings(self) -> int:
        """Students of whom the peers must be given pages."""
        return (self.rounds + 1) * max(self.slices.values())

    @property
    def rows(self) -> int:
        """Rows of the data file for the contests: some are skipped, and each round takes new ones."""
        return self.rounds * self.ours * len(self.slices) + self.warm

    def with_(self, rounds: int | None, scale: tuple[int, ...]) -> "Plan":
        """The plan, with what the command line says."""
        return replace(self, rounds=rounds or self.rounds, scale=scale)


FULL = Plan(
    7, 500, 4000, {"typst-many": 100, "typst-one": 60, "reportlab": 50, "cairosvg": 8, "weasyprint": 6},
    (1_000, 10_000, 100_000), 10_000, 40_000, 9, 200,
)  # fmt: skip
QUICK = Plan(
    2,
    150,
    600,
    {"typst-many": 50, "typst-one": 10, "reportlab": 8, "cairosvg": 1, "weasyprint": 1},
    (200, 400),
    200,
    200,
    2,
    5,
)


@dataclass
class Bench:
    """One run of the benchmarks. tables: what is shown beside the table of promises."""

    folder: Path
    plan: Plan
    report: str = REPORT
    tables: list[tuple[str, str]] = field(default_factory=list)

    def students(self, count: int) -> Path:
        """A data file of invented students, made once for each count."""
        file = self.folder / f"students-{count}.csv"
        if not file.exists():
            command = [*SCOREPRESS, "sample", self.report, "--count", str(count), "--seed", "11", "--format", "toms"]
            with file.open("wb") as stream:
                subprocess.run(command, check=True, stdout=stream)
        return file


SCOREPRESS = (sys.executable, "-m", "scorepress")
