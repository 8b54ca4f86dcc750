"""Rows whose reach grows with the schema."""

import json

import pytest

from scorepress.check.proof_reach import check_reach, find_reach
from scorepress.model.diagnostic import Code, Reporter, Severity
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules

FIELDS: dict[str, dict[str, object]] = {
    "group": {"enum": ["minnows", "otters"]},
    "laps": {"type": "integer", "minimum": 1, "maximum": 9},
    "dives": {"type": "boolean"},
}
OLD = {
    "$id": "swimmer",
    "required": ["group", "laps", "dives"],
    "properties": FIELDS,
}
HEAD = 'report "R"\nrecord "swimmer"\nword group = group\nword laps = laps\nword dives = dives\n'


def grown(**fields):
    return {**OLD, "properties": {**FIELDS, **fields}}


SHARKS = grown(group={"enum": ["minnows", "otters", "sharks"]})
MORE = grown(group={"enum": ["sharks", "minnows", "otters", "whales"]})
LAPS = grown(laps={"type": "integer", "minimum": 0, "maximum": 12})
ABSENT = {**OLD, "required": ["group", "dives"]}


def reached(rules, new, old=OLD):
    schemas = [parse_record_schema(Source("s", json.dumps(one))) for one in (old, new)]
    reporter = Reporter()
    book = parse_rules([Source("x.rules", HEAD + rules)], schemas[1], reporter)
    assert book is not None, reporter.found
    return [(one.row, one.words, one.smallest.words) for one in find_reach(book, *schemas)]


@pytest.mark.parametrize(
    ("condition", "new", "words"),
    [
        ('group is not "otters"', SHARKS, 'group is "sharks"'),
        ('not group is "otters"', SHARKS, 'group is "sharks"'),
        ('dives and group is not "otters"', SHARKS, 'group is "sharks"'),
        ('group is not "otters"', MORE, 'group is one of "sharks", "whales"'),
        ("laps is at least 5", LAPS, "laps is at least 10"),
        ("laps is at most 5", LAPS, "laps is 0"),
        ("laps is not 5", LAPS, "laps is 0 or laps is at least 10"),
        ("not laps is 5", ABSENT, "laps is unknown"),
        ("laps is unknown", ABSENT, "laps is unknown"),
    ],
)
def test_a_row_that_answers_more_students_than_before(condition, new, words):
    found = reached(f"message m\n  when {condition}: nothing\n", new)
    assert [(row, told) for row, told, _ in found] == [(0, words)]


@pytest.mark.parametrize(
    ("condition", "new"),
    [
        ('group is "otters"', SHARKS),  # says whom it means
        ('group is one of "otters", "sharks"', SHARKS),  # names the new one
        ("group is known", SHARKS),  # means everybody
        ("dives", SHARKS),  # does not ask
        ("laps is between 2 and 9", LAPS),
        ("laps is not 5", ABSENT),
        ('group is not "otters"', LAPS),
        ('group is not "otters"', OLD),
    ],
)
def test_a_row_that_does_not(condition, new):
    assert reached(f"message m\n  when {condition}: nothing\n", new) == []


def test_what_the_new_students_cannot_be_is_left_out():
    rules = 'message m\n  when group is not "otters" and dives: nothing\n'
    assert reached(rules, SHARKS) == [(0, 'group is "sharks"', ('group is "sharks"',))]
    assert reached(f'{rules}always when group is "sharks", not dives\n', SHARKS) == []
    assert reached(f'{rules}skip when group is "sharks": "x"\n', SHARKS) == []


def test_a_field_that_is_new_is_no_news():
    assert reached("word age = age\nmessage m\n  when not age is 7: nothing\n",
                   grown(age={"type": "integer", "minimum": 1, "maximum": 20})) == []  # fmt: skip


def test_the_warning():
    old, new = (parse_record_schema(Source("s", json.dumps(one))) for one in (OLD, SHARKS))
    rules = HEAD + 'message m\n  when group is "otters": nothing\n  when group is not "otters": nothing\n'
    book = parse_rules([Source("x.rules", rules)], new, Reporter())
    assert book is not None
    reporter = Reporter()
    check_reach(book, old, new, reporter)
    (warning,) = reporter.found
    assert (warning.code, warning.severity) == (Code.WIDER_REACH, Severity.WARNING)
    assert warning.message == 'this row of `m` now also answers students of whom `group is "sharks"` holds'
    assert warning.hints == ("if it is right so, commit the schema; else narrow the row",)
    assert warning.span is not None
    assert warning.span.line == HEAD.count("\n") + 3
    check_reach(book, new, new, reporter)
    assert len(reporter.found) == 1
