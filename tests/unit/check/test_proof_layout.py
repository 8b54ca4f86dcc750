"""Texts of layouts: the conditions of the shipped pages are needed, each of them, and enough."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorepress.check.proof import Proof, check_layout
from scorepress.model.diagnostic import Code, Diagnostic, Reporter
from scorepress.model.template import Template
from scorepress.pipeline.load import load_template
from scorepress.workspace import Workspace

ROOT = Path(__file__).parents[3]
SUMMATIVE = "summative-alternate-elpac"
PAGES = {
    path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "layouts" / SUMMATIVE).glob("page-*.yaml"))
}


def checked(folder: Path, pages: dict[str, str], rules: dict[str, str] | None = None) -> list[Diagnostic]:
    """What the proof says of pages, and rules, that stand in place of the shipped ones."""
    for part, texts in (("layouts", pages), ("rules", rules or {})):
        (folder / part / SUMMATIVE).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / part / SUMMATIVE / name).write_text(text, encoding="utf-8")
    reporter = Reporter()
    template = load_template(Workspace(folder), SUMMATIVE, reporter)
    assert template is not None, reporter.found
    check_layout(Proof(template.book, template.schema), template, reporter)
    return [d for d in reporter.found if d.code is Code.MAYBE_NOTHING]


def conditions() -> Iterator[object]:
    """Conditions such as `is text` and `shows the score`; what the others guard has conditions of its own inside."""
    for name, text in PAGES.items():
        for match in re.finditer(r",? *\bwhen: ([^,}\n]*)(?=[,}\n])", text):
            message = re.split(r" (?:is|shows)\b", match[1])[0]
            if "shows the score" in match[1] or (" is text" in match[1] and f"{{{message}}}" in text):
                yield pytest.param(name, *match.span(), id=f"{name} {match[1]} {match.start()}")


@pytest.mark.parametrize(("name", "begin", "end"), [*conditions()])
def test_each_condition_of_the_shipped_pages_is_needed(name, begin, end, tmp_path):
    text = PAGES[name]
    before, written, after = text[:begin], text[begin:end], text[end:]
    if not written.startswith(","):
        after = after.removeprefix(",")
    found = checked(tmp_path, {name: before + after})
    assert found, f"{written} is not missed"
    assert all(d.span and d.span.path.endswith(name) for d in found)


CASES = [
    ("{street address}", "street address", "says nothing", "street is unknown"),
    ("{level label last year}", "level label last year", "says nothing", "level last year is unknown"),
    ("{score two years ago}", "score two years ago", "has no value", "score two years ago is unknown"),
    ("{history section}", "history section", "says nothing", "not first time"),
    ("{middle name} {last name}", "middle name", "has no value", "middle name is unknown"),
    ("{lowest score last year}", "lowest score last year", "has no value", "grade last year is unknown"),
]


@pytest.mark.parametrize(("text", "slot", "what", "words"), CASES, ids=[case[1] for case in CASES])
def test_a_slot_that_stays_empty_for_somebody(text, slot, what, words, tmp_path):
    page = PAGES["page-1.yaml"].replace('text: "{full name}"', f'text: "{text}"', 1)
    assert page != PAGES["page-1.yaml"]
    (error,) = checked(tmp_path, {"page-1.yaml": page})
    assert error.message == f"`{slot}` {what} for some students who see this text"
    assert error.hints[0].startswith("the smallest: ")
    assert words in error.hints[0]
    assert error.span is not None
    assert text in page.splitlines()[error.span.line - 1]


def test_a_scale_without_ranges_for_somebody(tmp_path):
    page = PAGES["page-2.yaml"].replace(
        "        scale: overall score this year", "        scale: overall score last year", 1
    )
    found = checked(tmp_path, {"page-2.yaml": page})
    assert "`overall score last year` has no ranges for some students who see this text" in [d.message for d in found]


def test_the_level_that_is_supposed_counts_not_the_students_own(tmp_path):
    """A gauge says the words of every level, also for a student who has another one."""
    page = PAGES["page-2.yaml"].replace(
        'name: "{level name this year}"\n        line:', 'name: "{top words}"\n        line:'
    )
    assert page != PAGES["page-2.yaml"]
    text = (ROOT / "rules" / SUMMATIVE / "overall.rules").read_text(encoding="utf-8")
    for outcome, expected in (("nothing", ["this is so for every student"]), ('"Top"', [])):
        more = f'\nmessage top words\n  when level this year is 3: "Top"\n  when not level this year is 3: {outcome}\n'
        found = checked(tmp_path, {"page-2.yaml": page}, {"overall.rules": text + more})
        assert [d.hints[0] for d in found] == expected


@pytest.mark.parametrize("report", ["summative-alternate-elpac", "initial-alternate-elpac"])
def test_the_shipped_pages_have_no_hole(report):
    template = load_template(Workspace(), report, Reporter())
    assert isinstance(template, Template)
    reporter = Reporter()
    check_layout(Proof(template.book, template.schema), template, reporter)
    assert reporter.found == []
