"""Which rows an example reaches: exactly those that decide what it expects for some student who fits it."""

import pytest

from scorepress.check.case_counts import count_cases
from scorepress.check.coverage import reached_rows, unreached_rows
from scorepress.check.proof import Proof
from scorepress.check.questions import open_questions
from scorepress.model.diagnostic import Code, Reporter, Severity
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules

HEAD = """
always when can dive, not fears deep water
message mood
  when can dive: "Brave"
  when fears deep water: "Careful"
  when not can dive and not fears deep water: nothing
message badge name, for each season
  when badge that season is 3: "Gold"
  when badge that season is one of 1, 2: "Tin"
  when badge that season is unknown: nothing
message medal, for each season
  when badge that season is known: "A medal of {badge name that season}"
  when badge that season is unknown: nothing
"""
ROWS = {
    line.strip(): number for number, line in enumerate(HEAD.splitlines(), 1) if line.startswith("  when ")
}  # fmt: skip


@pytest.fixture(scope="module")
def prove(root):
    suite = root / "tests" / "suite" / "rules"
    schema = parse_record_schema(Source("s", (suite / "swimmer.schema.json").read_text(encoding="utf-8")))
    vocabulary = Source("vocabulary.rules", (suite / "vocabulary.rules").read_text(encoding="utf-8"))

    def prove(text):
        reporter = Reporter()
        book = parse_rules([vocabulary, Source("a.rules", HEAD + text)], schema, reporter)
        assert book is not None, reporter.found
        return Proof(book, schema)

    return prove


def reached(proof):
    """Line of a row -> the examples that reach it."""
    return {
        place.line: [example.title for example in examples] for place, examples in reached_rows(proof.world).items()
    }


def example(given, *expected, title="it"):
    return f'example "{title}"\n  given {given}\n' + "".join(f"  expect {one}\n" for one in expected)


def test_the_row_that_decides_is_reached(prove):
    assert reached(prove(example("can dive", 'mood is "Brave"'))) == {4: ["it"]}


def test_what_given_leaves_open_may_lead_to_several_rows(prove):
    found = reached(prove(example("not can dive", "mood is nothing")))
    assert sorted(found) == [5, 6]


def test_what_records_keep_is_kept(prove):
    assert sorted(reached(prove(example("can dive", 'mood is "Brave"')))) == [4]
    assert reached(prove(example("can dive, fears deep water", 'mood is "Brave"'))) == {}


def test_rows_in_a_whole_sentence_are_reached_in_a_beginning_they_are_not(prove):
    medal, gold = (ROWS[f"when badge that season is {text}"] for text in
                   ('known: "A medal of {badge name that season}"', '3: "Gold"'))  # fmt: skip
    whole = example("badge last season is 3", 'medal last season is "A medal of Gold"')
    begun = example("badge last season is 3", 'medal last season begins "A medal"')
    assert sorted(reached(prove(whole))) == [gold, medal]
    assert sorted(reached(prove(begun))) == [medal]


def test_the_row_around_a_sentence_decides_which_rows_in_it(prove):
    """Of students whose badge is known, none gets the badge name of an unknown badge."""
    found = reached(prove(example('pool is "north"', 'medal last season is "A medal of Gold"')))
    assert ROWS["when badge that season is unknown: nothing"] not in [line for line in found if line < 11]


def test_each_example_is_named_once_in_order(prove):
    text = example("can dive", 'mood is "Brave"', 'mood begins "B"', title="a") + example(
        'can dive, pool is "north"', 'mood is "Brave"', title="b"
    )
    assert reached(prove(text)) == {4: ["a", "b"]}


def test_rows_that_no_example_reaches_are_told(prove):
    proof = prove(example("can dive", 'mood is "Brave"'))
    found = list(unreached_rows(proof, release=False))
    assert [one.span.line for one in found if one.span] == [5, 6, 8, 9, 10, 12, 13]
    assert {(one.code, one.severity) for one in found} == {(Code.NO_EXAMPLE, Severity.WARNING)}
    assert found[0].message == "no example reaches this row of `mood`"
    assert {one.severity for one in unreached_rows(proof, release=True)} == {Severity.ERROR}


def test_rows_that_answer_nobody_or_are_undecided_are_told_elsewhere(prove):
    proof = prove(
        'message late\n  when can dive and fears deep water: "x"\n  when can dive: ?\n  when not can dive: nothing\n'
    )
    lines = [one.span.line for one in unreached_rows(proof, release=False) if one.span]
    late = HEAD.count("\n") + 1
    assert [line for line in lines if line > late] == [late + 3]


def test_cases_are_counted_of_messages_that_answer_everybody_once(prove):
    counts = count_cases(prove("message hole\n  when can dive: nothing\n"))
    assert set(counts) == {"mood", "badge name", "medal"}
    total, rows = counts["badge name"]
    assert (total, rows) == (12, (3, 6, 3))
    for total, rows in counts.values():
        assert total == sum(rows)


def test_open_questions_in_order(prove):
    book = prove(
        'question 9 "Which?"\n  assume "None."\nquestion 3 "Who?"\n  assume "All."\n  answer "All." on 2026-05-31\n'
        f'question 2 "{"long " * 40}?"\n  assume "Yes."\n'
    ).book
    first, second = open_questions(book)
    assert (first.code, first.severity) == (Code.OPEN_QUESTION, Severity.ERROR)
    assert first.message.startswith("question 2 has no answer: long long")
    assert first.message.endswith(" …")
    assert len(first.message) < 110
    assert second.message == "question 9 has no answer: Which?"
    assert "`--accept-open-questions`" in second.hints[1]
