"""Diagnostics for programs: one JSON object."""

import json
from collections import Counter
from collections.abc import Sequence

from scorepress.model.diagnostic import Diagnostic, Severity
from scorepress.model.source import Span


def print_json(diagnostics: Sequence[Diagnostic]) -> str:
    """All diagnostics, in their order, none left out: `{"diagnostics": […], "counts": {"error": 1, …}}`.

    Lines and columns count from 1, ends are exclusive; a diagnostic without a place has null in all of them.
    Pure ASCII, so that it survives any pipe.
    """
    counts = Counter(d.severity for d in diagnostics)
    document = {
        "diagnostics": [_diagnostic(d) for d in diagnostics],
        "counts": {severity.value: counts[severity] for severity in Severity},
    }
    return json.dumps(document, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code.value,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        **_place(diagnostic.span),
        "labels": [{"text": label.text, **_place(label.span)} for label in diagnostic.labels],
        "hints": list(diagnostic.hints),
    }


def _place(span: Span | None) -> dict[str, object]:
    return {
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": (span.end_line or None) if span else None,
        "end_column": (span.end_column or None) if span else None,
    }
