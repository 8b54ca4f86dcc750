"""The suite of the formatter: what a file looks like before, and after in `<case>.after.<ending>`."""

import re
from pathlib import Path

import pytest

from scorepress.check.rules import check_rules
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.pipeline.formatting import format_files

FOLDER = Path(__file__).parent / "suite" / "fmt"
CASES = sorted(path for path in FOLDER.iterdir() if ".after" not in path.suffixes)
VOCABULARY = Source("words.rules", (FOLDER / "vocabulary.rules").read_text(encoding="utf-8"))


def formatted(text, name):
    (one,) = format_files([VOCABULARY, Source(name, text)], {name})
    assert one.diagnostics == ()
    return one.text


def after(path):
    return path.with_suffix(f".after{path.suffix}")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_file_becomes_what_the_suite_says(path):
    assert formatted(path.read_text(encoding="utf-8"), path.name) == after(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_formatted_file_stays_as_it_is(path):
    text = after(path).read_text(encoding="utf-8")
    assert formatted(text, path.name) == text


def test_every_case_changes_something():
    assert all(path.read_bytes() != after(path).read_bytes() for path in CASES)
    assert len(CASES) >= 10


def test_the_example_of_the_documentation_is_right_and_formatted(root):
    guide = (root / "docs/how-to/format.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```rules\n(.*?)```", guide, re.DOTALL)
    words = root / "rules" / "summative-alternate-elpac" / "vocabulary.rules"
    sources = [
        Source("words.rules", words.read_text(encoding="utf-8").partition("\nquestion")[0]),
        Source("x.rules", text),
    ]
    (one,) = format_files(sources, {"x.rules"})
    assert one.text == text
    schema_file = root / "schemas" / "student-record.schema.json"
    schema = parse_record_schema(Source("s", schema_file.read_text(encoding="utf-8")))
    reporter = Reporter()
    book = parse_rules(sources, schema, reporter)
    assert book is not None, reporter.found
    check_rules(book, schema, reporter)
    assert reporter.found == []
