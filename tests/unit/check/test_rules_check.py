"""What the suite of rule files (tests/suite/rules) cannot show: chains that are too long, order, labels."""

import pytest

from scorepress.check.rules import check_rules
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.resources import builtin

SCHEMA = """{"$id": "thing", "required": ["plain"], "properties": {"plain": {"type": "boolean"}}}"""
HEAD = 'report "R"\nrecord "thing"\nword plain = plain\n'


@pytest.fixture
def check():
    def check(text):
        schema = parse_record_schema(Source("s", SCHEMA))
        reporter = Reporter()
        book = parse_rules([Source("a.rules", HEAD + text)], schema, reporter)
        assert book is not None, reporter.found
        check_rules(book, schema, reporter)
        return reporter.found

    return check


def facts(count):
    return "".join(f"fact number {i} means number {i + 1}\n" for i in range(count - 1)) + (
        f"fact number {count - 1} means plain\n"
    )


def messages(count):
    chain = "".join(
        f'message number {i}\n  when plain: "{{number {i + 1}}}"\n  when not plain: nothing\n' for i in range(count - 1)
    )
    return chain + f'message number {count - 1}\n  when plain: "x"\n  when not plain: nothing\n'


@pytest.mark.parametrize("chain", [facts, messages])
def test_chains_have_a_greatest_length(check, chain):
    assert check(chain(50)) == []
    (diagnostic,) = check(chain(51))
    assert diagnostic.code is Code.TOO_LARGE
    assert diagnostic.message.startswith("`number 0` ")
    assert [d.code for d in check(chain(1500))] == [Code.TOO_LARGE]


def test_a_long_circle_is_one_error_with_all_its_places(check):
    count = 30
    text = "".join(f"fact number {i} means not number {(i + 1) % count}\n" for i in range(count))
    (diagnostic,) = check(text)
    assert diagnostic.code is Code.CYCLE
    assert len(diagnostic.labels) == count - 1


def test_a_slot_is_reported_where_it_stands(check):
    (diagnostic,) = check('message m\n  when plain: "one\n    {tow} three"\n  when not plain: nothing\n')
    assert (diagnostic.span.line, diagnostic.span.column, diagnostic.span.end_column) == (6, 5, 10)


FIELDS = """{"$id": "thing", "required": ["year"], "properties": {
  "year": {"type": "string", "format": "school-year"},
  "a": {"$ref": "#/$defs/r"}, "b": {"properties": {"score": {"type": "integer"}, "key": {"enum": ["y"]},
    "level": {"type": "integer", "minimum": 1, "maximum": 3}}}},
  "$defs": {"r": {"properties": {"score": {"type": "integer"}, "key": {"enum": ["x"]}, "level": LEVEL}}}}"""
SCALE = """report "R"
record "thing"
each one: first = a, second = b
word year = year
word score that one = that_one.score
word key that one = that_one.key
word level that one = that_one.level
scale s for each one
  of score that one by key that one gives level that one
  from school year 2020-21
    key   level 1
    "x"   1-9
"""


@pytest.mark.parametrize(
    ("level", "kinds", "message"),
    [
        ('{"type": "integer"}', "first = a", "`level that one` has no lowest and highest value"),
        (
            '{"type": "integer", "minimum": 1, "maximum": 1}',
            "first = a, second = b",
            "`key that one` has other bounds for `second`",
        ),
    ],
)
def test_the_fields_of_a_scale(level, kinds, message):
    schema = parse_record_schema(Source("s", FIELDS.replace("LEVEL", level)))
    reporter = Reporter()
    book = parse_rules([Source("a.rules", SCALE.replace("first = a, second = b", kinds))], schema, reporter)
    assert book is not None, reporter.found
    check_rules(book, schema, reporter)
    assert message in [d.message for d in reporter.found]


@pytest.mark.parametrize("report", ["summative-alternate-elpac", "initial-alternate-elpac"])
def test_the_built_in_rules_are_good(report, record_schema):
    sources = [
        Source(path.name, path.read_text(encoding="utf-8"))
        for path in sorted((builtin() / "rules" / report).glob("*.rules"))
    ]
    reporter = Reporter()
    book = parse_rules(sources, record_schema, reporter)
    assert book is not None
    check_rules(book, record_schema, reporter, release=True)
    assert {d.code for d in reporter.found} <= {Code.DRAFT_WORDING}
    assert reporter.found
