"""Diagnostics as SARIF 2.1.0 (OASIS Static Analysis Results Interchange Format), for code-scanning tools."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from scorepress.diagnostics.explain import explain
from scorepress.model.diagnostic import Code, Diagnostic, Label
from scorepress.model.source import Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def print_sarif(diagnostics: Sequence[Diagnostic], version: str) -> str:
    """One run of the tool `scorepress` with all diagnostics; each code in use is a rule with its explanation."""
    codes = sorted({d.code for d in diagnostics}, key=lambda code: code.value)
    run = {
        "tool": {"driver": {"name": "scorepress", "version": version, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code)) for d in diagnostics],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: Code) -> dict[str, object]:
    text = explain(code)
    _title, meaning, *_rest = text.split("\n\n")
    return {
        "id": code.value,
        "shortDescription": {"text": " ".join(meaning.split())},
        "help": {"text": text, "markdown": text},
    }


def _result(diagnostic: Diagnostic, index: int) -> dict[str, object]:
    text = "\n".join([diagnostic.message, *(f"hint: {hint}" for hint in diagnostic.hints)])
    result: dict[str, object] = {
        "ruleId": diagnostic.code.value,
        "ruleIndex": index,
        "level": diagnostic.severity.value,
        "message": {"text": text},
    }
    if diagnostic.span:
        result["locations"] = [_location(diagnostic.span)]
    if diagnostic.labels:
        result["relatedLocations"] = [_related(label) for label in diagnostic.labels]
    return result


def _location(span: Span) -> dict[str, object]:
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_line:
        region |= {"endLine": span.end_line, "endColumn": span.end_column}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(span.path)}, "region": region}}


def _related(label: Label) -> dict[str, object]:
    return {**_location(label.span), "message": {"text": label.text}}
