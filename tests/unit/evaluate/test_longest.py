"""The longest values of fields, and texts that stand for all texts of a place."""

from typing import Any, cast

import pytest

from scorepress.evaluate.longest import LongestSpeaker, longest_text, longest_values
from scorepress.evaluate.longest_pages import evaluate_longest
from scorepress.evaluate.report import speaker
from scorepress.evaluate.rules import compile_rules
from scorepress.model.rules import Naming, Reference
from scorepress.model.values import FieldType, Kind
from scorepress.pipeline.project import open_project
from scorepress.text.either import FILLER, Either
from scorepress.workspace import Workspace


def text(**given):
    return FieldType("a.b", Kind.TEXT, "A", optional=False, **given)


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        ("^[0-9]{5}(-[0-9]{4})?$", "00000-0000"),
        ("^[0-9]{10}$", "0" * 10),
        (r"^\d{3}$", "000"),
        ("^([0-9]{2}|[a-z]{3})$", FILLER * 3),
        ("^[A-Z]{2,4}x?$", FILLER * 4 + "x"),
    ],
)
def test_the_longest_text_of_a_pattern(pattern, longest):
    assert longest_text(text(pattern=pattern)) == longest


@pytest.mark.parametrize("pattern", ["^[A-Z]+$", "[0-9]{5}", "^a.b$", "^(a|b)*$"])
def test_a_pattern_that_is_not_read_is_as_long_as_the_schema_says(pattern):
    assert longest_text(text(pattern=pattern, max_length=7)) == FILLER * 7
    assert len(longest_text(text(pattern=pattern))) >= 1000


def test_values_of_other_kinds():
    choice = FieldType("a", Kind.CHOICE, "A", optional=False, choices=("KN", "01"))
    number = FieldType("a", Kind.INTEGER, "A", optional=False, minimum=-5, maximum=899)
    assert longest_values(choice, "en") == ["KN", "01"]
    assert longest_values(number, "en") == ["899"]
    assert len(longest_values(FieldType("a", Kind.DATE, "A", optional=False), "vi")) == 12
    assert longest_values(text(max_length=3), "en") == [FILLER * 3]


@pytest.fixture(scope="module")
def template():
    opened, found = open_project(Workspace(), "summative-alternate-elpac")
    assert opened, found
    return opened.template


def voice(template, lang):
    return speaker(template, compile_rules(template.book, template.schema), lang, LongestSpeaker)


def test_a_message_is_all_its_sentences_in_the_language(template):
    found = voice(template, "vi").every_of(Reference(Naming.MESSAGE, "performance summary", None))
    assert len(found.text.texts) == 3
    assert all(FILLER * 30 in phrase.text and phrase.lang == "vi" and phrase.rule for phrase in found.text.texts)


def test_rows_that_are_out_of_the_question_are_left_out(template):
    speaking = voice(template, "en")
    reference = Reference(Naming.MESSAGE, "performance summary", None)
    assert isinstance(speaking.every_of(reference).text, Either)
    speaking.allowed = {("performance summary", None): frozenset({1})}
    (only,) = speaking.every_of(reference).text.texts
    assert "can sometimes" in only.text


def test_a_block_is_there_in_every_form(template):
    pages = evaluate_longest(template, compile_rules(template.book, template.schema), voice(template, "en"))
    (history,) = [region for page in pages for region in page.regions if region.frame.name == "score-history"]
    (table,) = [forms for forms in history.blocks if forms[0].kind == "history-table"]
    assert len(table) == 9  # for each of two years: a sentence, the score, or nothing
    (gauges,) = [forms for forms in history.blocks if forms[0].kind == "gauge-row"]
    assert {cast("Any", form.props.get("columns"))[-1].get("scale").level for form in gauges} == {1, 2, 3}
