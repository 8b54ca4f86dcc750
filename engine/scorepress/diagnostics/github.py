"""Diagnostics as annotations of a pull request (workflow commands of GitHub Actions).

Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of its toolkit.
"""

from collections.abc import Sequence

from scorepress.model.diagnostic import Diagnostic, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def print_github(diagnostics: Sequence[Diagnostic]) -> str:
    """One line a diagnostic: `::error file=page-2.yaml,line=14,col=15,title=unknown-component::message`."""
    return "".join(_annotation(d) for d in diagnostics)


def _annotation(diagnostic: Diagnostic) -> str:
    place: dict[str, object] = {}
    if span := diagnostic.span:
        place = {"file": span.path, "line": span.line, "col": span.column}
        if span.end_line > span.line:
            place["endLine"] = span.end_line
    properties = ",".join(
        f"{key}={_property(value)}" for key, value in {**place, "title": diagnostic.code.value}.items()
    )
    labels = [f"{label.span}: {label.text}" for label in diagnostic.labels]
    hints = [f"hint: {hint}" for hint in diagnostic.hints]
    text = "\n".join([diagnostic.message, *labels, *hints])
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
