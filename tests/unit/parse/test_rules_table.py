"""The table of the rule language's parser, which is kept beside its grammar."""

import json

from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse import rules, rules_grammar
from scorepress.parse.rules_grammar import TABLE, Grammar, table_text
from scorepress.resources import read_grammar


def test_the_table_was_made_of_the_grammar_as_it_is():
    assert json.loads(read_grammar(TABLE))["made of"] == json.loads(table_text())["made of"], "run `make grammar`"


def told(grammar, source, record_schema, monkeypatch):
    monkeypatch.setattr(rules, "grammar", lambda: grammar)
    reporter = Reporter()
    return rules.parse_rules([source], record_schema, reporter), reporter.found


def test_a_table_of_another_grammar_is_not_used(monkeypatch, record_schema, root):
    kept = Grammar()
    monkeypatch.setattr(rules_grammar, "_restored", None)
    stale = {TABLE: '{"made of": "something else"}'}
    monkeypatch.setattr(rules_grammar, "read_grammar", lambda name: stale.get(name) or read_grammar(name))
    built = Grammar()
    assert (built.words, built.starts) == (kept.words, kept.starts)
    files = sorted((root / "tests/suite/rules").glob("*.rules"))
    assert files
    for text in files:
        source = Source(text.name, text.read_text(encoding="utf-8"))
        assert told(built, source, record_schema, monkeypatch) == told(kept, source, record_schema, monkeypatch)
