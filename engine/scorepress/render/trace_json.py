"""Trace -> JSON for programs: the same facts as the text, each choice with all of its rows."""

import json

from scorepress.model.source import Span
from scorepress.model.trace import Case, Choice, Entry, Problem, Reason, Trace


def render_trace_json(trace: Trace) -> str:
    """Write a trace as one JSON object, indented, ending in a line feed. Places are `file:line`."""
    told = {
        "report": trace.report,
        "title": trace.title,
        "input": trace.origin.path,
        "row": trace.origin.row,
        "language": trace.lang,
        "fate": trace.fate.value,
        "reason": trace.reason,
        "skip": _choice(trace.skip) if trace.skip else None,
        "problems": [_problem(problem) for problem in trace.problems],
        "entries": [_entry(entry) for entry in trace.entries],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "page": entry.page,
        "region": entry.region,
        "kind": entry.found.value,
        "text": entry.text,
        "language": entry.lang,
        "layout": _place(entry.span),
        "level": entry.level,
        "choices": [_choice(choice) for choice in entry.choices],
    }


def _choice(choice: Choice) -> dict[str, object]:
    sources = [{"source": basis.source, "title": title, "place": basis.place} for basis, title in choice.sources]
    return {
        "message": choice.phrase,
        "sources": sources,
        "chosen": [_case(case) for case in choice.chosen],
        "others": [_case(case) for case in choice.others],
    }


def _case(case: Case) -> dict[str, object]:
    return {
        "rule": _place(case.span),
        "when": case.when,
        "outcome": case.outcome,
        "because": case.because,
        "holds": case.holds,
        "actual": list(case.reason.actual),
        "reason": _reason(case.reason),
    }


def _reason(reason: Reason) -> dict[str, object]:
    told: dict[str, object] = {"condition": reason.words, "holds": reason.holds}
    if reason.phrase is not None:
        told |= {"phrase": reason.phrase, "value": reason.value}
    if reason.parts:
        told["parts"] = [_reason(part) for part in reason.parts]
    return told


def _problem(problem: Problem) -> dict[str, object]:
    found = problem.diagnostic
    return {
        "code": found.code.value,
        "message": found.message,
        "at": str(found.span) if found.span else None,
        "hints": list(found.hints),
        "reasons": [_reason(reason) for reason in problem.reasons],
    }


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}"
