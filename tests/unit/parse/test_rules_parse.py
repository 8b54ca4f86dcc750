"""What the trees look like, where their nodes stand, and what keeps a reader from drowning."""

import time

import pytest

from scorepress.model import rules
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.rules import (
    And,
    Binding,
    Bound,
    Each,
    FieldWord,
    Naming,
    Not,
    Nothing,
    Operator,
    Or,
    Reference,
    ScaleWord,
    Show,
    Undecided,
)
from scorepress.model.source import Source, Span
from scorepress.model.values import SchoolYear
from scorepress.model.wording import Slot
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules

HEAD = """report "R"
record "thing"
source guide = "Guide"
each year: this year = now, last year = before.one, two years ago = before.two
each prior year: last year, two years ago
word name = name
word plain = plain
word size that year = that_year.size
word there that year = that_year.there
fact big that year means size that year is at least 5
"""
SCHEMA = """{"$id": "thing", "required": ["name"], "properties": {
  "name": {"type": "string"}, "plain": {"type": "boolean"},
  "now": {"properties": {"size": {"type": "integer"}}},
  "before": {"properties": {"one": {"$ref": "#/$defs/r"}, "two": {"$ref": "#/$defs/r"}}}},
  "$defs": {"r": {"properties": {"size": {"type": "integer"}, "there": {"type": "boolean"}}}}}"""


@pytest.fixture(scope="module")
def schema():
    return parse_record_schema(Source("s", SCHEMA))


@pytest.fixture
def read(schema):
    def read(*texts):
        reporter = Reporter()
        sources = [Source("head.rules", HEAD), *(Source(f"{i}.rules", text) for i, text in enumerate(texts))]
        return parse_rules(sources, schema, reporter), reporter.found

    return read


@pytest.fixture
def book(read):
    def book(*texts):
        found, diagnostics = read(*texts)
        assert diagnostics == []
        return found

    return book


@pytest.fixture
def condition(book):
    return lambda text: book(f"fact f means {text}").facts["f"].condition


def test_declarations(book):
    found = book()
    assert (found.title, found.record, found.sources) == ("R", "thing", {"guide": "Guide"})
    assert found.eaches["year"].stand_in == found.eaches["prior year"].stand_in == "that year"
    last, two = found.eaches["prior year"].bindings
    assert (last.name, last.path, two.name, two.path) == (
        "last year",
        "before.one",
        "two years ago",
        "before.two",
    )
    assert isinstance(found.eaches["year"], Each)
    assert found.eaches["year"].bindings[0] == Binding("this year", "now", Span("head.rules", 4, 12, 4, 21))
    assert found.words["size that year"] == FieldWord(
        "size that year", "that_year.size", Span("head.rules", 8, 23, 8, 37)
    )


def test_the_vocabulary_has_a_phrase_for_each_binding_that_has_the_field(book):
    found = book('message m, for each prior year\n  when big that year: "a"\n  when not big that year: nothing')
    assert found.vocabulary == {
        "name": Reference(Naming.FIELD, "name", None),
        "plain": Reference(Naming.FIELD, "plain", None),
        "size this year": Reference(Naming.FIELD, "size that year", "this year"),
        "size last year": Reference(Naming.FIELD, "size that year", "last year"),
        "size two years ago": Reference(Naming.FIELD, "size that year", "two years ago"),
        "there last year": Reference(Naming.FIELD, "there that year", "last year"),
        "there two years ago": Reference(Naming.FIELD, "there that year", "two years ago"),
        "big this year": Reference(Naming.FACT, "big that year", "this year"),
        "big last year": Reference(Naming.FACT, "big that year", "last year"),
        "big two years ago": Reference(Naming.FACT, "big that year", "two years ago"),
        "m last year": Reference(Naming.MESSAGE, "m", "last year"),
        "m two years ago": Reference(Naming.MESSAGE, "m", "two years ago"),
    }
    assert found.stand_ins["m that year"] == Reference(Naming.MESSAGE, "m", "that year")
    assert found.reference("size that year") is None
    assert found.reference("size that year", "prior year") == Reference(Naming.FIELD, "size that year", "that year")


def test_a_fact_loses_the_phrases_of_bindings_without_its_fields(book):
    found = book(
        "fact back that year means gone that year and big that year\nfact gone that year means not there that year"
    )
    assert "back last year" in found.vocabulary
    assert "gone this year" not in found.vocabulary
    assert "back this year" not in found.vocabulary


@pytest.mark.parametrize(
    ("text", "operator", "values"),
    [
        ("plain", Operator.TRUE, ()),
        ('name is "Ana"', Operator.IS, ("Ana",)),
        ('name is not "Ana"', Operator.IS_NOT, ("Ana",)),
        ("size last year is at least 3", Operator.AT_LEAST, (3,)),
        ("size last year is at most -3", Operator.AT_MOST, (-3,)),
        ("size last year is between 3 and 4", Operator.BETWEEN, (3, 4)),
        ('name is one of "a", "b"', Operator.ONE_OF, ("a", "b")),
        ("name is known", Operator.KNOWN, ()),
        ("name is unknown", Operator.UNKNOWN, ()),
        ("size last year is 2025-26", Operator.IS, (SchoolYear(2025),)),
    ],
)
def test_comparisons(condition, text, operator, values):
    found = condition(text)
    assert isinstance(found, rules.Test)
    assert (found.operator, found.values) == (operator, values)


def test_and_or_not_and_parentheses(condition):
    found = condition("not plain and (big last year or not (plain and big two years ago))")
    assert isinstance(found, And)
    first, second = found.parts
    assert isinstance(first, Not)
    assert isinstance(second, Or)
    assert isinstance(second.parts[1], Not)
    assert isinstance(second.parts[1].part, And)
    big = second.parts[0]
    assert isinstance(big, rules.Test)
    assert (big.term.name, big.term.binding) == ("big that year", "last year")


def test_the_words_of_a_phrase_may_stand_on_two_lines(condition):
    assert condition("size two\n    years ago is 3").term.binding == "two years ago"


def test_a_phrase_may_be_the_beginning_of_another(book):
    found = book("word name of the cat = name\nfact f means name of the cat is known and name is known")
    assert [test.term.name for test in found.facts["f"].condition.parts] == ["name of the cat", "name"]


def test_rows(book):
    message = book(
        "message m, for each year\n"
        '  when size that year is 3, from school year 2024-25: "A {size that year} and {{\n'
        '     {size last  year}" because "so"\n'
        "  when plain, until school year 2023-24: show the table\n"
        "  when not plain, from school year 2020-21 until school year 2021-22: nothing\n"
        "  when name is unknown: ?\n"
        '  from guide "page 1" from guide "page 2"\n'
    ).messages["m"]
    assert message.each == "year"
    assert message.span == Span("0.rules", 1, 1, 1, 25)
    first, second, third, fourth = message.rows
    assert first.outcome.text == "A {size that year} and {{ {size last  year}"
    assert first.outcome.parts == (
        "A ",
        Slot("size that year", Span("0.rules", 2, 58, 2, 74)),
        " and { ",
        Slot("size last year", Span("0.rules", 3, 6, 3, 23)),
    )
    assert (first.because, first.since, first.until) == ("so", SchoolYear(2024), None)
    assert first.span == Span("0.rules", 2, 3, 3, 37)
    assert first.when.term.binding == "that year"
    assert (second.outcome, second.since, second.until) == (Show("the table"), None, SchoolYear(2023))
    assert (third.outcome, third.since, third.until) == (Nothing(), SchoolYear(2020), SchoolYear(2021))
    assert fourth.outcome == Undecided()
    assert [(basis.source, basis.place) for basis in message.basis] == [("guide", "page 1"), ("guide", "page 2")]


def test_scales_and_their_words(book):
    found = book(
        "scale sizes for each year\n"
        "  of size that year by kind that year gives size that year\n"
        "  from school year 2020-21\n"
        "    kind of thing  level 1  level 2\n"
        '    "a"            1-2      3–4\n'
        "    7              5-6      7-8\n"
        '  from guide "table"\n'
        "word kind that year = that_year.size\n"
        "word least that year = lowest of sizes\n"
        "word second that year = highest of sizes at level 2\n"
        "word own that year = highest of sizes at size that year\n"
    )
    scale = found.scales["sizes"]
    assert (scale.each, scale.score.name, scale.score.binding) == ("year", "size that year", "that year")
    (table,) = scale.tables
    assert table.since == SchoolYear(2020)
    assert [(row.key, [(r.level, r.low, r.high) for r in row.ranges]) for row in table.rows] == [
        ("a", [(1, 1, 2), (2, 3, 4)]),
        (7, [(1, 5, 6), (2, 7, 8)]),
    ]
    least, second, own = (found.words[f"{name} that year"] for name in ("least", "second", "own"))
    assert isinstance(own, ScaleWord)
    assert (least.bound, least.scale, least.level) == (Bound.LOWEST, "sizes", None)
    assert (second.bound, second.level) == (Bound.HIGHEST, 2)
    assert isinstance(own.level, rules.Term)
    assert own.level.name == "size that year"
    assert scale.basis[0].place == "table"


def test_examples_questions_always_and_skip(book):
    found = book(
        'message m\n  when plain: "a"\n'
        'example "x"\n  given plain, not big last year, name is one of "a", "b"\n'
        '  expect m is "a"\n  expect m begins "{{"\n  expect m is show it\n'
        'question 3 "Really?" assume "Yes." at m answer "Yes." on 2026-05-31\n'
        'question 4 "So?" assume "So."\n'
        "always for each prior year when there that year, size that year is known\n"
        "always when plain, name is known\n"
        'skip when plain and name is "b": "No b." from guide "p"\n'
    )
    (example,) = found.examples
    assert [type(one) for one in example.given] == [rules.Test, Not, rules.Test]
    assert [(one.begins, one.outcome) for one in example.expect][2] == (False, Show("it"))
    assert example.expect[1].outcome.parts == ("{",)
    third, fourth = found.questions
    assert (third.number, third.at, third.answer, third.answered) == (3, ("m",), "Yes.", "2026-05-31")
    assert (fourth.at, fourth.answer, fourth.answered) == ((), None, None)
    assert [always.each for always in found.always] == ["prior year", None]
    assert (found.skips[0].reason, found.skips[0].basis[0].place) == ("No b.", "p")


def test_files_share_their_names_and_their_order_does_not_matter(book):
    using = "fact f means newcomer"
    declaring = "fact newcomer means plain"
    assert set(book(using, declaring).facts) == set(book(declaring, using).facts) == {"big that year", "f", "newcomer"}


def test_every_slip_is_reported_once_in_the_order_of_the_files(read):
    found, diagnostics = read(
        "fact f means plian\nfact g plain\nfact h means name is 3 4", "fact f2 means siez last year"
    )
    assert found is None
    assert [(d.span.path, d.span.line, d.code) for d in diagnostics] == [
        ("0.rules", 1, Code.UNKNOWN_PHRASE),
        ("0.rules", 2, Code.RULE_SYNTAX),
        ("0.rules", 3, Code.RULE_SYNTAX),
        ("1.rules", 1, Code.UNKNOWN_PHRASE),
    ]


def test_a_declaration_that_cannot_be_read_is_reported_where_it_stands_and_not_where_it_is_used(read):
    _, diagnostics = read("word colour name\nfact f means colour is known\nfact g means colour last year is known")
    assert [d.span.line for d in diagnostics] == [1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fact f means " + "(" * 51 + "plain" + ")" * 51, "parentheses are nested more than 50 deep"),
        (
            "fact f means size last year is one of " + ", ".join(map(str, range(1001))),
            "1,001 values after `is one of`, at most 1,000 are read",
        ),
        ('message m\n  when plain: "' + "x" * 5001 + '"', "the text has 5,001 characters, at most 5,000 are read"),
        ("fact f means size last year is 1234567890", "the number has more than 9 digits"),
        ("fact f means size last year is " + "9" * 5000, "the number has more than 9 digits"),
    ],
)
def test_bounds(read, text, message):
    _, (diagnostic,) = read(text)
    assert (diagnostic.code, diagnostic.message) == (Code.TOO_LARGE, message)


def test_as_deep_as_allowed(book):
    text = "fact f means " + "not (" * 50 + "plain and big last year" + ")" * 50
    assert isinstance(book(text).facts["f"].condition, Not)


def test_no_files_at_all(schema):
    reporter = Reporter()
    assert parse_rules([], schema, reporter) is None
    assert [d.message for d in reporter.found] == [
        "no file of the report has a `report` line",
        "no file of the report has a `record` line",
    ]


def long_file(messages):
    rows = (
        '  when size that year is 3 and not big last year: "Size three of {name}, and\n    more of it"\n'
        '  when size that year is one of 1, 2 or (plain and name is "b"): nothing because "so"\n'
        '  from guide "here"\n\n'
    )
    return "".join(f"message number {i}, for each year\n{rows}" for i in range(messages))


def seconds(read, text):
    start = time.process_time()
    assert read(text)[1] == []
    return time.process_time() - start


def test_a_file_of_ten_thousand_lines_is_read_in_time_that_grows_with_its_length(read):
    read("")  # the grammar itself is made once
    small, large = long_file(400), long_file(1667)
    assert large.count("\n") > 10_000
    quick = min(seconds(read, small) for _ in range(2))
    slow = seconds(read, large)
    assert slow < 6  # 1.3 s on the machine where it was written
    assert slow < 3 * quick * len(large) / len(small)


def test_many_errors_do_not_take_long(read):
    text = "\n".join(f"fact f{i} means nobody knows number {i}" for i in range(3000))
    start = time.process_time()
    _, diagnostics = read(text)
    assert len(diagnostics) == 3000
    assert time.process_time() - start < 6


def test_a_long_chain_of_facts_without_a_field_does_not_take_long(book):
    count = 2000
    chain = "".join(f"fact f{i} that year means f{i + 1} that year\n" for i in range(count))
    start = time.process_time()
    found = book(chain + f"fact f{count} that year means there that year\n")
    assert time.process_time() - start < 6
    assert "f0 last year" in found.vocabulary
    assert "f0 this year" not in found.vocabulary
