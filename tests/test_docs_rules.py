"""The reference of the rule language is true: each of its examples is read, checked and tried."""

import re

import pytest

from scorepress.check.rules import check_rules
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.parse.rules_grammar import grammar
from scorepress.pipeline.proof import prove_rules


@pytest.fixture(scope="module")
def schema(root):
    path = root / "schemas" / "student-record.schema.json"
    return parse_record_schema(Source(path.name, path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def vocabulary(root):
    path = root / "rules" / "summative-alternate-elpac" / "vocabulary.rules"
    text = re.sub(
        r"(?ms)^question .*?(?=^\S|\Z)", "", path.read_text(encoding="utf-8")
    )  # they name other files' messages
    return Source("vocabulary.rules", text)


def reference(root):
    return (root / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")


def test_every_example_holds(root, schema, vocabulary):
    blocks = re.findall(r"(?s)```rules\n(.*?)```", reference(root))
    assert len(blocks) >= 12
    for block in blocks:
        case = Source("rules.md", block)
        alone = block.startswith("report ")
        reporter = Reporter()
        book = parse_rules([case] if alone else [vocabulary, case], schema, reporter)
        assert book is not None, (block, reporter.found)
        check_rules(book, schema, reporter)
        prove_rules(book, schema, reporter)
        assert reporter.found == [], block


def test_every_word_of_the_language_is_explained(root):
    text = " ".join(reference(root).split())
    for words in grammar().words.values():
        assert re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text), words
