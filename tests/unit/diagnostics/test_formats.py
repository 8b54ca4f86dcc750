"""What programs read: JSON, GitHub annotations, SARIF."""

import json

import pytest

from scorepress.diagnostics.printer import FORMATS, print_diagnostics
from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.source import Span

FOUND = [
    Diagnostic(
        Code.UNKNOWN_COMPONENT,
        Severity.ERROR,
        "no component named `guage`",
        Span("layouts/a b/page,1.yaml", 14, 15, 14, 20),
        (Label(Span("layouts/theme.yaml", 3), "declared: here"),),
        ("did you mean `gauge`?",),
    ),
    Diagnostic(Code.ASSUMED, Severity.NOTE, "100% é\nassumed"),
]


def printed(name, found=FOUND):
    return print_diagnostics(name, found, lambda _path: None)


def test_json():
    document = json.loads(printed("json"))
    assert document["counts"] == {"error": 1, "warning": 0, "note": 1}
    assert document["diagnostics"][0] == {
        "code": "unknown-component",
        "severity": "error",
        "message": "no component named `guage`",
        "path": "layouts/a b/page,1.yaml",
        "line": 14,
        "column": 15,
        "end_line": 14,
        "end_column": 20,
        "labels": [
            {
                "text": "declared: here",
                "path": "layouts/theme.yaml",
                "line": 3,
                "column": 1,
                "end_line": None,
                "end_column": None,
            }
        ],
        "hints": ["did you mean `gauge`?"],
    }
    assert document["diagnostics"][1]["path"] is None
    assert printed("json").isascii()


def test_github_escapes_what_would_end_a_command():
    assert printed("github") == (
        "::error file=layouts/a b/page%2C1.yaml,line=14,col=15,title=unknown-component"
        "::no component named `guage`%0Alayouts/theme.yaml:3:1: declared: here%0Ahint: did you mean `gauge`?\n"
        "::notice title=assumed::100%25 é%0Aassumed\n"
    )


def test_github_names_the_last_line():
    found = [Diagnostic(Code.GAP, Severity.WARNING, "x", Span("a:b.rules", 2, 1, 5, 3))]
    assert printed("github", found) == "::warning file=a%3Ab.rules,line=2,col=1,endLine=5,title=gap::x\n"


def test_sarif():
    document = json.loads(printed("sarif"))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], [rule["id"] for rule in driver["rules"]]) == (
        "scorepress",
        ["assumed", "unknown-component"],
    )
    assert driver["rules"][1]["shortDescription"] == {"text": "`kind:` names no component."}
    first, second = run["results"]
    assert driver["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "unknown-component"
    assert first["level"] == "error"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "layouts/a%20b/page%2C1.yaml"},
                "region": {"startLine": 14, "startColumn": 15, "endLine": 14, "endColumn": 20},
            }
        }
    ]
    assert first["relatedLocations"][0]["message"] == {"text": "declared: here"}
    assert second["level"] == "note"
    assert "locations" not in second


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_found_is_no_trouble(name):
    text = printed(name, [])
    if name in ("json", "sarif"):
        json.loads(text)
    else:
        assert text == ""
