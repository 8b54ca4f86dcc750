"""Contests: each contender in a warm process of its own, taking turns with its rival, ratio pair by pair."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO

CONTENDERS = Path(__file__).parent / "contenders"


@dataclass
class Slice:
    """What one slice took: reports, seconds of the clock and of the processor, bytes, and the most memory so far."""

    count: int
    wall: float
    cpu: float
    bytes: int
    memory: int

    @property
    def wall_ms(self) -> float:
        """Milliseconds of the clock for one report."""
        return 1000 * self.wall / self.count

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the processor for one report."""
        return 1000 * self.cpu / self.count


class Contender:
    """A process that draws students when it is told to."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        """Start it. folder: new; for what it writes."""
        folder.mkdir(parents=True)
        self.folder = folder
        self.turns = 0
        self.process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CONTENDERS
        )

    def turn(self, count: int) -> Slice:
        """Let it make the reports of the next `count` students, in a folder that is new."""
        self._ask({"do": "load", "count": count})
        self.turns += 1
        out = self.folder / str(self.turns)
        out.mkdir()
        answer = self._ask({"do": "go", "out": str(out)})
        return Slice(**{name: answer[name] for name in ("count", "wall", "cpu", "bytes", "memory")})

    def end(self) -> None:
        """Let it go."""
        self._stream("stdin").close()
        self.process.wait()

    def _ask(self, order: dict[str, object]) -> dict[str, float]:
        stdin = self._stream("stdin")
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
        line = self._stream("stdout").readline()
        if not line:
            raise SystemExit(f"{self.process.args} ended with {self.process.wait()}")
        answer: dict[str, float] = json.loads(line)
        return answer

    def _stream(self, name: str) -> IO[str]:
        stream: IO[str] = getattr(self.process, name)
        return stream


@contextmanager
def contender(command: Sequence[str], folder: Path) -> Iterator[Contender]:
    """A contender, ended with the block."""
    made = Contender(command, folder)
    try:
        yield made
    finally:
        made.end()


@dataclass
class Contest:
    """The rounds of two contenders."""

    rival: str
    ours: list[Slice] = field(default_factory=list)
    theirs: list[Slice] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """How many times faster we are by the clock: the median of the rounds' ratios."""
        return median(b.wall_ms / a.wall_ms for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def cpu(self) -> float:
        """How many times less of the processor we take: the median of the rounds' ratios."""
        return median(b.cpu_ms / a.cpu_ms for a, b in zip(self.ours, self.theirs, strict=True))


def compete(ours: Contender, theirs: Contender, rival: str, rounds: int, sizes: tuple[int, int]) -> Contest:
    """Take turns. sizes: students in a slice, ours and theirs, such that both take about as long."""
    contest = Contest(rival)
    for number in range(rounds):
        first = ours if number % 2 == 0 else theirs
        for one in (first, theirs if first is ours else ours):
            done = one.turn(sizes[0] if one is ours else sizes[1])
            (contest.ours if one is ours else contest.theirs).append(done)
    return contest
