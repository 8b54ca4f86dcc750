"""Commands, each in a fresh process: what they take of the clock, of the processor and of memory, children included."""

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OFTEN = 0.05
"""Seconds from one look at the memory to the next."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock and of the processor; bytes of memory, the most of all its processes together."""

    wall: float
    cpu: float
    memory: int
    output: str


def run(command: Sequence[str], *, watch: bool = False) -> Took:
    """Run a command to its end. watch: look at its memory while it runs, children included.

    Without `watch`, memory is what the system says of the process itself. Raises SystemExit when the command fails.
    """
    begin = time.perf_counter()
    process = subprocess.Popen(list(command), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    most = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, most), daemon=True)
    if watch:
        watcher.start()
    assert process.stdout
    assert process.stderr
    errors: list[str] = []
    with process.stdout as out, process.stderr as err:
        reader = threading.Thread(target=lambda: errors.append(err.read()))
        reader.start()
        output = out.read()
        reader.join()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begin
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{''.join(errors)[-2000:]}")
    return Took(wall, usage.ru_utime + usage.ru_stime, max(most[0], usage.ru_maxrss * 1024), output)


def _watch(pid: int, most: list[int]) -> None:
    """Keep the most memory that a process and its descendants have had, until it ends."""
    while Path(f"/proc/{pid}/stat").exists():
        most[0] = max(most[0], sum(map(_resident, family(pid))))
        time.sleep(OFTEN)


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    try:
        lists = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return [pid]
    return [pid, *(one for text in lists for child in text.split() for one in family(int(child)))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
