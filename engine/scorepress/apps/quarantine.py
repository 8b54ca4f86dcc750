"""Rows that must be mended: each in full in the quarantine file, a few of each kind on the screen."""

import json
import re
from collections import Counter
from pathlib import Path

from scorepress.model.diagnostic import Diagnostic, Label
from scorepress.model.record import Origin, Rejected
from scorepress.model.source import Span
from scorepress.noun import Noun, field, replace

MOST = 20
"""Diagnostics that are printed."""

OF_A_KIND = 3
"""Those that differ in figures alone: one wrong column is a mistake of every row."""

_FIGURES = re.compile(r"\d+")


class Mistakes(Noun):
    """What is printed of the rows in quarantine."""

    _first: list[tuple[str, Diagnostic]] = field(default_factory=list)
    """With the kind of each."""
    _kinds: Counter[str] = field(default_factory=Counter)
    """How often each of these kinds came up."""
    _others: bool = False
    """Whether there are kinds beside these."""

    def add(self, row: Rejected) -> None:
        """One row."""
        for diagnostic in row.diagnostics:
            kind = f"{diagnostic.code} {_FIGURES.sub('', diagnostic.message)}"
            if kind not in self._kinds and len(self._first) >= MOST:
                self._others = True
                continue
            if self._kinds[kind] < OF_A_KIND and len(self._first) < MOST:
                self._first.append((kind, with_row(diagnostic, row.origin)))
            self._kinds[kind] += 1

    def shown(self) -> list[Diagnostic]:
        """The diagnostics; the last of each kind says how many more there are."""
        shown = Counter(kind for kind, _ in self._first)
        last = {kind: at for at, (kind, _) in enumerate(self._first)}
        found = []
        for at, (kind, diagnostic) in enumerate(self._first):
            more = self._kinds[kind] - shown[kind]
            hints = (f"the same comes up {more:,} more time{'s' if more != 1 else ''}",) if more else ()
            found.append(replace(diagnostic, hints=diagnostic.hints + hints) if at == last[kind] else diagnostic)
        return found

    def where(self, folder: Path) -> str:
        """The line of a summary that says where all rows in quarantine are told of."""
        some = self._others or sum(self._kinds.values()) > len(self._first)
        more = " in all of them; above are " + (f"the first {MOST}" if self._others else "some of each kind")
        return f"  quarantined: {folder / 'quarantine.jsonl'} says what to mend{more if some else ''}"


def quarantine_line(row: Rejected) -> str:
    """A row that must be mended, as a line of `quarantine.jsonl`."""
    problems = [
        {"code": d.code.value, "message": d.message, "at": str(d.span) if d.span else None, "hints": d.hints}
        for d in row.diagnostics
    ]
    entry = {"input": row.origin.path, "row": row.origin.row, "diagnostics": problems, "raw": row.raw}
    return json.dumps(entry, ensure_ascii=False)


def with_row(diagnostic: Diagnostic, origin: Origin) -> Diagnostic:
    """A diagnostic of the project with the row of the data that it came up for."""
    if diagnostic.span is not None and diagnostic.span.path == origin.path:
        return diagnostic
    label = Label(Span(origin.path, max(origin.line, 1)), f"for row {origin.row}")
    return replace(diagnostic, labels=(*diagnostic.labels, label))
