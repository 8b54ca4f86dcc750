"""What was edited between two states: rows, texts, words; places apart."""

import pytest

from scorepress.check.differences import pair_messages, without_places, word_pieces
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.workspace import Workspace

HEAD = """report "Swimming"
record "student-record"
each year: this year = overall
word first name = student.first_name
word level that year = that_year.level

"""


@pytest.fixture(scope="module")
def schema():
    return parse_record_schema(Workspace().source("schemas/student-record.schema.json"))


@pytest.fixture
def pairs(schema):
    """The rows of the message `badge` in two states."""

    def pair(old, new):
        books = []
        for text in (old, new):
            reporter = Reporter()
            book = parse_rules([Source("rules/x/x.rules", HEAD + text)], schema, reporter)
            assert book is not None, reporter.found
            books.append(book)
        return pair_messages(*books)

    return pair


ROWS = """message badge
  when level this year is 3: "A fish"
  when level this year is 2: "A frog"
  when level this year is 1: nothing
"""


@pytest.mark.parametrize(("old", "new", "relations"), [
    ('"A fish"', '"A shark"', ["edited", "same", "same"]),
    ("level this year is 3", "level this year is at least 3", ["same", "same", "same"]),
    ("message badge\n", "# A remark.\n\nmessage badge\n", ["same", "same", "same"]),
    ('is 2: "A frog"', 'is 2:\n    "A frog"', ["same", "same", "same"]),
])  # fmt: skip
def test_a_row_stays_itself(pairs, old, new, relations):
    pair = pairs(ROWS, ROWS.replace(old, new))["badge"]
    assert [pair.relation(at, at) for at in range(3)] == relations


def test_another_row_is_another_choice(pairs):
    pair = pairs(ROWS, ROWS)["badge"]
    assert pair.relation(0, 1) == "other"
    assert pair.relation(0, -1) == "other"
    assert pair.relation(-1, -1) == "same"


def test_the_same_situation_in_another_school_year(pairs):
    row = '  when level this year is 2: "A frog"\n'
    old = row.replace(":", ", until school year 2025-26:")
    new = row.replace(": ", ", from school year 2026-27: ").replace("A frog", "A toad")
    pair = pairs(ROWS, ROWS.replace(row, old + new))["badge"]
    assert pair.relation(1, 1) == "same"
    assert pair.relation(1, 2) == "year"


def test_a_message_under_a_new_name_is_the_same(pairs):
    found = pairs(ROWS, ROWS.replace("message badge", "message medal"))
    assert found["badge"].after.name == "medal"


def test_places_do_not_count(pairs):
    pair = pairs(ROWS, f"# A remark.\n{ROWS}")["badge"]
    assert without_places(pair.before) == without_places(pair.after)
    assert pair.before != pair.after


@pytest.mark.parametrize(("before", "after", "pieces"), [
    ("skills to learn", "skills, to learn", (("=", "skills"), ("+", ","), ("=", " to learn"))),
    ("{first name} swims", "{last name} swims", (("-", "{first name}"), ("+", "{last name}"), ("=", " swims"))),
    ("等級三", "等級二", (("=", "等級"), ("-", "三"), ("+", "二"))),
    ("same", "same", (("=", "same"),)),
])  # fmt: skip
def test_words(before, after, pieces):
    assert word_pieces(before, after) == pieces
    assert "".join(text for how, text in pieces if how != "+") == before
    assert "".join(text for how, text in pieces if how != "-") == after
