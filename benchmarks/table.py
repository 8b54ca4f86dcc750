"""The table of what was measured, in Markdown, and its place in other files."""

import os
import platform
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PEERS = ("scorepress", "typst", "reportlab", "weasyprint", "svgwrite", "cairosvg")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. value and bar: the figure that is held against the bar, or None where there is no bar."""

    work: str
    measured: str
    promised: str = ""
    holds: bool | None = None


def at_least(work: str, value: float, bar: float, say: Callable[[float], str], more: str = "") -> Row:
    """A figure that should not be under its bar."""
    return Row(work, say(value) + more, f"≥ {say(bar)}", value >= bar)


def at_most(work: str, value: float, bar: float, say: Callable[[float], str], more: str = "") -> Row:
    """A figure that should not be over its bar."""
    return Row(work, say(value) + more, f"≤ {say(bar)}", value <= bar)


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def promises(rows: Iterable[Row]) -> str:
    """The table of promises."""
    words = {True: "yes", False: "**no**", None: ""}
    head = ("work", "measured", "promised", "holds")
    return markdown(head, ((row.work, row.measured, row.promised, words[row.holds]) for row in rows))


def machine() -> str:
    """The day, the machine, the versions of all contenders."""
    day = datetime.now(UTC).date().isoformat()
    versions = ", ".join(f"{name} {_version(name)}" for name in PEERS)
    return (
        f"{day}, {os.cpu_count()} × {_processor()}, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}; {versions}"
    )


def put(file: Path, name: str, text: str) -> None:
    """Write a text between the markers `<!-- NAME -->` and `<!-- /NAME -->` of a file. Raises SystemExit without."""
    old = file.read_text(encoding="utf-8")
    new, count = re.subn(
        rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m[1] + text + m[2], old, flags=re.DOTALL
    )
    if count != 1:
        raise SystemExit(f"{file} has no place for `{name}`")
    file.write_text(new, encoding="utf-8")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return re.sub(r"\((R|TM)\)|CPU|@.*", "", found[1]).strip() if found else platform.machine()
