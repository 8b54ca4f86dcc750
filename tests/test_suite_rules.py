"""The suite of rule files: the diagnostics of each are the comments on its lines, no more and no fewer.

    when can dvie: nothing   # error[unknown-phrase]: no word or fact `can dvie` | did you mean `can dive`?

Behind the message, ` | ` and the hint may follow; an `…` at the end of the message stands for the rest of it. A file is
read together with vocabulary.rules, unless it has a `report` line. `# release` as its first line turns that on.
"""

import re
from pathlib import Path

import pytest

from scorepress.check.rules import check_rules
from scorepress.model.diagnostic import Diagnostic, Reporter
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.pipeline.proof import provable, prove_rules

SUITE = Path(__file__).parent / "suite" / "rules"
VOCABULARY = SUITE / "vocabulary.rules"
CASES = sorted(path for path in SUITE.glob("*.rules") if path != VOCABULARY)
EXPECTED = re.compile(r"#\s*(error|warning)\[([a-z-]+)\]: (.*?)(?=\s+# (?:error|warning)\[|$)")


def read(path):
    return Source(path.name, path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema():
    return parse_record_schema(read(SUITE / "swimmer.schema.json"))


def diagnose(sources, schema, *, release=False):
    """Everything that reading, checking and proving has to say."""
    reporter = Reporter()
    book = parse_rules(sources, schema, reporter)
    if book is not None:
        check_rules(book, schema, reporter, release=release)
        if provable(book, reporter.found):
            prove_rules(book, schema, reporter)
    return reporter.found


def shown(diagnostic: Diagnostic, case: str) -> str:
    span = diagnostic.span
    place = str(span.line) if span and span.path == case else str(span)
    return f"{place}: {diagnostic.severity}[{diagnostic.code.value}]: {diagnostic.message}"


def matches(expected: str, diagnostic: Diagnostic, case: str) -> bool:
    message, bar, hint = expected.partition(" | ")
    actual = shown(diagnostic, case)
    says = actual.startswith(message[:-1]) if message.endswith("…") else actual == message
    return says and (not bar or hint in diagnostic.hints)


def compare(text: str, found: list[Diagnostic], case: str) -> tuple[list[str], list[str]]:
    """What was expected and did not come; what came and was not expected."""
    expected = [
        f"{number}: {severity}[{code}]: {message}"
        for number, line in enumerate(text.splitlines(), 1)
        for severity, code, message in EXPECTED.findall(line)
    ]
    unexpected = list(found)
    missing = []
    for line in expected:
        hit = next((one for one in unexpected if matches(line, one, case)), None)
        if hit is None:
            missing.append(line)
        else:
            unexpected.remove(hit)
    return missing, [" | ".join((shown(one, case), *one.hints)) for one in unexpected]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_comments_tell_what_is_found(path, schema):
    case = read(path)
    alone = re.search(r"(?m)^report ", case.text)
    sources = [case] if alone else [read(VOCABULARY), case]
    found = diagnose(sources, schema, release=case.text.startswith("# release"))
    missing, extra = compare(case.text, found, path.name)
    assert not missing + extra, "\n".join([f"expected {one}" for one in missing] + [f"   found {one}" for one in extra])


def test_good_files_are_good_and_bad_files_are_bad():
    for path in CASES:
        assert path.stem.startswith(("good_", "bad_"))
        errors = "# error[" in path.read_text(encoding="utf-8")
        assert errors is path.stem.startswith("bad_"), path.name


def test_the_comparison_finds_what_is_missing_and_what_is_too_much(schema):
    case = Source("x.rules", "fact keen means can dvie\n# error[unknown-phrase]: not here\n")
    missing, extra = compare(case.text, diagnose([read(VOCABULARY), case], schema), "x.rules")
    assert missing == ["2: error[unknown-phrase]: not here"]
    assert extra == ["1: error[unknown-phrase]: no word or fact `can dvie` | did you mean `can dive`?"]
