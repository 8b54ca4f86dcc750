"""One line on the terminal: how far a batch is, how fast, how long still."""

import sys
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self

import click

EVERY = 0.5
"""Seconds between two looks at the clock that may print."""


class Progress:
    """Use it in a `with` block; `begin` tells the size of the inputs in bytes."""

    def __init__(self, *, hidden: bool) -> None:
        self.hidden = hidden
        self.size = 0
        self.started = self._shown = time.monotonic()

    def __enter__(self) -> Self:
        """Nothing is shown yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Leave a clean line."""
        if not self.hidden:
            click.echo("\r\033[K", err=True, nl=False)

    def begin(self, size: int) -> None:
        """The work begins. size: bytes of the inputs, 0 when it is not known."""
        self.size = size
        self.started = self._shown = time.monotonic()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.started

    def __call__(self, read: int, position: Callable[[], int], counts: Counter[str]) -> None:
        """So many rows are read, with so many ends. position: tells up to which byte of the inputs."""
        if self.hidden:
            return
        now = time.monotonic()
        if now - self._shown < EVERY:
            return
        self._shown = now
        self.show(read, position(), counts)

    def show(self, read: int, position: int, counts: Counter[str], what: str = "") -> None:
        """Print the line."""
        if self.hidden:
            return
        rate = read / max(self.seconds, 0.001)
        parts = [what or f"{read:,} rows", f"{rate:,.0f} a second"]
        if self.size and position:
            left = self.seconds * (self.size - position) / position
            parts = [f"{min(position / self.size, 1):.0%}", *parts, f"{_duration(left)} left"]
        parts += (f"{count:,} {state}" for state, count in counts.items() if count and state != "due")
        sys.stderr.write("\r\033[K" + " · ".join(parts)[:110])
        sys.stderr.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
