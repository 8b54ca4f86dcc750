"""Diagnostics for a person at a terminal.

error[unknown-component]: no component named `guage`
  --> layouts/spring/page-2.yaml:14:15
   |
14 |     - kind: guage
   |             ^^^^^
   = hint: did you mean `gauge`?
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from scorepress.diagnostics.excerpt import excerpt, visible
from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.source import Source, Span

Sources = Callable[[str], Source | None]
"""Finds a text by the path that spans name; None if it cannot be shown."""

Foreign = Callable[[str], bool]
"""Whether a path is of a built-in file that the project at hand has no copy of."""


def nothing_foreign(_path: str) -> bool:
    """Every file is the project's own."""
    return False


WIDTH = 100
LIMIT = 20

_CAUSES = frozenset({Code.YAML_SYNTAX, Code.RULE_SYNTAX, Code.CATALOGUE_SYNTAX, Code.TOO_LARGE})
"""What other mistakes follow from: a name that could not be read is missed wherever it is used."""

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "frame": "1;34",
    "message": "1",
}


def wants_color(*, terminal: bool, environment: Mapping[str, str]) -> bool:
    """Whether to print in colour: only on a terminal that can, and never where NO_COLOR is set (no-color.org)."""
    return terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def print_text(
    diagnostics: Sequence[Diagnostic],
    sources: Sources,
    *,
    color: bool = False,
    width: int = WIDTH,
    limit: int = LIMIT,
    all_by: str = "",
    foreign: Foreign = nothing_foreign,
) -> str:
    """All diagnostics with their excerpts, errors first, at most `limit` of them, and a count.

    width: cells that an excerpt may take. all_by: the option that prints all of them, where there is one. foreign:
    tells the files that are marked as built-in. Ends with a newline; empty if there is nothing to say.
    """
    if not diagnostics:
        return ""
    severities = list(Severity)
    ordered = sorted(diagnostics, key=lambda d: severities.index(d.severity))
    if len(ordered) > limit:
        ordered = _some(ordered, limit)
    printer = _Printer(sources, color=color, width=width, foreign=foreign)
    blocks = ["\n".join(printer.block(d)) for d in ordered]
    return "\n\n".join([*blocks, count_line(diagnostics, limit, all_by)]) + "\n"


def count_line(diagnostics: Sequence[Diagnostic], limit: int = LIMIT, all_by: str = "") -> str:
    """How many there are of each severity, and whether some were left out: `2 errors, 1 warning`."""
    counts = Counter(d.severity for d in diagnostics)
    parts = [f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in Severity if counts[s]]
    more = f"; {limit} are shown" if len(diagnostics) > limit else ""
    return ", ".join(parts) + more + (f", all with `{all_by}`" if more and all_by else "")


def _some(diagnostics: Sequence[Diagnostic], limit: int) -> list[Diagnostic]:
    """Of too many, those to be shown: the worst, causes first, and of equals in turn one of each code and folder."""
    severities = list(Severity)
    turns: Counter[object] = Counter()
    ranked: list[tuple[int, bool, int, int]] = []
    for at, one in enumerate(diagnostics):
        kind = (one.severity, one.code, one.span.path.rpartition("/")[0] if one.span else "")
        ranked.append((severities.index(one.severity), one.code not in _CAUSES, turns[kind], at))
        turns[kind] += 1
    shown = sorted(ranked)[:limit]
    return [diagnostics[at] for *_, at in sorted(shown, key=lambda rank: (*rank[:2], rank[3]))]


class _Printer:
    """Prints one diagnostic after another in the same manner."""

    def __init__(self, sources: Sources, *, color: bool, width: int, foreign: Foreign) -> None:
        self.sources = sources
        self.foreign = foreign
        self.color = color
        self.width = width

    def block(self, diagnostic: Diagnostic) -> list[str]:
        """The lines of one diagnostic."""
        severity = diagnostic.severity
        head = self._paint(severity, f"{severity}[{diagnostic.code.value}]")
        lines = [head + self._paint("message", f": {visible(diagnostic.message)}")]
        span = diagnostic.span
        beside = [n for n in diagnostic.labels if span and (n.span.path, n.span.line) == (span.path, span.line)]
        others = [n for n in diagnostic.labels if n not in beside]
        gutter = max((len(str(s.line)) for s in [span, *(n.span for n in others)] if s), default=1)
        if span:
            marks = [(span, "^", "", severity), *((n.span, "-", n.text, "frame") for n in beside)]
            lines += self._place("-->", gutter, marks)
        for label in others:
            lines += self._place(":::", gutter, [(label.span, "-", label.text, "frame")])
        lines += self._hints(diagnostic.hints, gutter)
        return lines

    def _place(self, arrow: str, gutter: int, marks: Sequence[tuple[Span, str, str, str]]) -> list[str]:
        """Where it is, the line itself and its marks (span, character, words beside it, style)."""
        span = marks[0][0]
        builtin = " (built-in)" if self.foreign(span.path) else ""
        lines = [f"{' ' * gutter}{self._paint('frame', arrow)} {visible(str(span))}{builtin}"]
        written = self._line(span)
        if written is None:
            return lines + [
                f"{' ' * gutter} {self._paint('frame', '=')} {visible(text)}" for *_, text, _ in marks if text
            ]
        bar = self._paint("frame", f"{' ' * gutter} |")
        number = self._paint("frame", f"{span.line:>{gutter}} |")
        for position, (place, sign, text, style) in enumerate(marks):
            cut = excerpt(written, place.column - 1, _end(place, written), self.width)
            if position == 0:
                lines += [bar, f"{number} {cut.text}".rstrip()]
            mark = self._paint(style, f"{sign * cut.length} {visible(text)}".rstrip())
            lines.append(f"{bar} {' ' * cut.start}{mark}")
        return lines

    def _hints(self, hints: Sequence[str], gutter: int) -> list[str]:
        sign = self._paint("frame", f"{' ' * gutter} =")
        lines = []
        for hint in hints:
            first, *rest = hint.splitlines() or [""]
            lines.append(f"{sign} {self._paint('message', 'hint')}: {visible(first)}")
            lines += [f"{' ' * gutter}         {visible(line)}".rstrip() for line in rest]
        return lines

    def _line(self, span: Span) -> str | None:
        source = self.sources(span.path)
        if source is None:
            return None
        # Editors break lines at these and at nothing else; str.splitlines knows many more.
        lines = source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None

    def _paint(self, style: str, text: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.color else text


def _end(span: Span, line: str) -> int:
    """The end of a mark (from 0, exclusive): of a span that goes on over lines, the end of its first line."""
    if span.end_line > span.line:
        return len(line.rstrip())
    return max(span.end_column - 1, span.column)
