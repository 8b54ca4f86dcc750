"""The proof of small books: cases, counts, words, students, limits, speed."""

import json
import time

import pytest

from scorepress.check import proof_diagrams, proof_messages
from scorepress.check.proof import Proof, check_proof
from scorepress.check.proof_diagrams import TooManyCasesError
from scorepress.check.rules import check_rules
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import compile_rules
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.proof import Crowd, Gap, Hole, Never
from scorepress.model.record import Origin, Record
from scorepress.model.source import Source
from scorepress.model.values import SchoolYear
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.pipeline.proof import prove_rules

SEASON = {"type": "string", "format": "school-year", "x-minimum": "2020-21", "x-maximum": "2030-31"}
RESULT = {
    "group": {"enum": ["minnows", "otters", "sharks"]},
    "laps": {"type": "integer", "minimum": 1, "maximum": 99},
    "badge": {"type": "integer", "minimum": 1, "maximum": 3},
}
SCHEMA = {
    "$id": "swimmer",
    "required": ["season", "name", "dives", "now"],
    "properties": {
        "season": SEASON,
        "name": {"title": "Name", "type": "string", "maxLength": 20},
        "nickname": {"title": "Nickname", "type": "string"},
        "dives": {"type": "boolean"},
        "afraid": {"type": "boolean"},
        "guest": {"type": "boolean", "default": False},
        "born": {"type": "string", "format": "date"},
        "now": {"required": ["group"], "properties": {**RESULT, "season": SEASON}},
        "before": {"properties": {**RESULT, "season": SEASON}},
    },
    "x-years-before": {"now.season": {"years": 0, "of": "season"}, "before.season": {"years": 1, "of": "season"}},
}
HEAD = """report "R"
record "swimmer"
each season: this season = now, last season = before
word school year = season
word name = name
word nickname = nickname
word dives = dives
word afraid = afraid
word guest = guest
word born = born
word school year that season = that_season.season
word group that season = that_season.group
word laps that season = that_season.laps
word badge that season = that_season.badge
"""
SCALE = """scale badges for each season
  of laps that season by group that season gives badge that season
  from school year 2021-22
    group      level 1   level 2   level 3
    "minnows"  1-9       10-19     20-49
    "otters"   11-19     20-39     40-59
    "sharks"   21-49     50-79     80-99
word fewest that season = lowest of badges
word badge begins that season = lowest of badges at badge that season
"""


def read(text, schema=SCHEMA, head=HEAD):
    made = parse_record_schema(Source("s", json.dumps(schema)))
    reporter = Reporter()
    book = parse_rules([Source("x.rules", head + text)], made, reporter)
    assert book is not None, reporter.found
    check_rules(book, made, reporter)
    assert reporter.found == []
    return Proof(book, made)


def found(text, **more):
    return read(text, **more).findings


# --- cases ------------------------------------------------------------------------------------------------------------


def test_the_cases_of_a_message():
    proof = read('message m\n  when dives and laps this season is at least 50: "a"\n  when not dives: nothing\n')
    assert [(d.phrase, len(d.cells)) for d in proof.domains("m", None)] == [("dives", 2), ("laps this season", 3)]
    cases = [(proof.words(case), case.rows) for case in proof.cells("m", None)]
    assert cases == [
        (("not dives", "laps this season is unknown"), (1,)),
        (("not dives", "laps this season is at most 49"), (1,)),
        (("not dives", "laps this season is at least 50"), (1,)),
        (("dives", "laps this season is unknown"), ()),
        (("dives", "laps this season is at most 49"), ()),
        (("dives", "laps this season is at least 50"), (0,)),
    ]
    (gap,) = proof.findings
    assert isinstance(gap, Gap)
    assert (gap.count, gap.total) == (2, 6)
    assert gap.smallest.words == ("dives", "laps this season is unknown")


def test_every_case_has_a_student_who_is_in_it():
    proof = read(SCALE + "message m, for each season\n  when badge that season is 2 and guest: nothing\n"
                 "  when not (badge that season is 2 and guest): nothing\n")  # fmt: skip
    rules = compile_rules(proof.book, proof.schema)
    for binding in ("this season", "last season"):
        for case in proof.cells("m", binding):
            student = proof.student(case)
            assert audit_record(rules, Record(student, Origin("x", 1))) == ()
            held = rules.holding("m", binding, student)
            assert [proof.book.messages["m"].rows.index(row) for row in held] == list(case.rows)


def test_a_student_of_a_row():
    proof = read(SCALE + 'message m\n  when badge this season is 3: "a"\n  when not badge this season is 3: nothing\n'
                 "  when dives and not dives: nothing\n")  # fmt: skip
    student = proof.student_of_row("m", None, 0)
    assert student == {
        "season": SchoolYear(2022), "name": "Name", "dives": False, "guest": False, "now.group": "minnows",
        "now.badge": 3, "now.season": SchoolYear(2022), "before.season": SchoolYear(2021),
    }  # fmt: skip
    assert proof.student_of_row("m", None, 2) is None


def test_the_smallest_is_nearest_to_the_ordinary():
    proof = read('message m\n  when not dives and not guest and name is "Ana": nothing\n')
    (gap,) = proof.findings
    assert isinstance(gap, Gap)
    assert gap.smallest.values["name"] == "Name"
    assert not gap.smallest.values["dives"]
    assert gap.smallest.words == ('name is not "Ana"',)


def test_words_use_facts_where_they_say_enough():
    text = """fact small means group this season is one of "minnows", "otters"
fact ready means small and not afraid
message m
  when not ready: nothing
"""
    (gap,) = found(text)
    assert isinstance(gap, Gap)
    assert gap.smallest.words == ("ready",)
    assert gap.total == 9


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("afraid", "afraid is unknown"),
        ("not afraid", "afraid"),
        ("afraid or afraid is unknown", "not afraid and afraid is known"),
        ("guest", "not guest"),
        ("born is known", "born is unknown"),
        ("born is unknown", "born is known"),
        ("nickname is unknown", "nickname is known"),
        ('nickname is unknown or nickname is "Bo"', 'nickname is not "Bo"'),
        ("laps this season is at least 10 or laps this season is unknown", "laps this season is at most 9"),
        ("laps this season is at most 10 or laps this season is unknown", "laps this season is at least 11"),
        ("laps this season is not 10 or laps this season is unknown", "laps this season is 10"),
        ("not laps this season is between 5 and 8", "laps this season is between 5 and 8"),
        ("laps this season is unknown", "laps this season is known"),
        ("school year is at least 2022-23", "school year is at most 2021-22"),
        ("not school year last season is 2023-24", "school year last season is 2023-24"),
        ("school year last season is at least 2020-21", "school year last season is 2019-20"),
        ('group this season is not "otters"', 'group this season is "otters"'),
    ],
)
def test_words(condition, expected):
    (gap,) = found(f"message m\n  when {condition}: nothing\n")
    assert isinstance(gap, Gap)
    assert gap.smallest.words == (expected,)


def test_ends_of_scales_in_words():
    (gap,) = found(SCALE + "message m\n  when fewest this season is at most 11: nothing\n"
                   "  when fewest this season is unknown: nothing\n")  # fmt: skip
    assert isinstance(gap, Gap)
    assert gap.smallest.words == ("not fewest this season is at most 11", "not fewest this season is unknown")
    assert gap.smallest.values["now.group"] == "sharks"


# --- the world --------------------------------------------------------------------------------------------------------


def test_what_no_student_is_needs_no_row():
    laws = 'skip when guest: "x"\nalways when dives, laps this season is known\n'
    assert (
        found(laws + "message m\n  when not dives: nothing\n  when laps this season is known and dives: nothing\n")
        == ()
    )
    (never,) = found(laws + "message m\n  when guest: nothing\n  when not guest: nothing\n")
    assert isinstance(never, Never)
    assert never.because is not None
    assert not never.absurd


def test_a_scale_ties_score_group_level_and_year_together():
    text = """message m
  when badge this season is 3 and laps this season is at most 19: nothing
  when badge this season is 1 and group this season is "sharks" and laps this season is 10: nothing
  when laps this season is known and school year is 2020-21: nothing
  when badge begins this season is 12: nothing
  when dives or not dives: nothing
"""
    assert [f.row for f in found(SCALE + text) if isinstance(f, Never)] == [0, 1, 2, 3]


def test_a_school_year_that_follows_from_one_that_may_be_absent():
    schema = {**SCHEMA, "required": ["name", "dives", "now"]}
    text = """message m
  when school year is unknown and school year this season is 2021-22: nothing
  when school year is 2023-24 and school year this season is 2021-22: nothing
  when school year is 2021-22 and school year last season is 2020-21: nothing
  when school year is unknown and school year last season is unknown: nothing
  when school year is known and school year this season is unknown: nothing
"""
    assert [f.row for f in found(text, schema=schema) if isinstance(f, Never)] == [1, 4]


def test_lines_that_contradict_each_other():
    proof = read("always when dives, guest\nalways when dives, not guest\nalways when not dives, dives\n"
                 "message m\n  when dives: nothing\n")  # fmt: skip
    reporter = Reporter()
    assert check_proof(proof.book, proof.schema, reporter) is None
    (error,) = reporter.found
    assert error.code is Code.NEVER
    assert error.span is not None
    assert error.span.line == HEAD.count("\n") + 3


# --- slots ------------------------------------------------------------------------------------------------------------


def test_slots():
    text = """message badge, for each season
  when badge that season is known: "{badge that season}"
  when badge that season is unknown: nothing
message m, for each season
  when badge that season is known: "{badge that season} {badge begins that season} {badge name that season}"
  when badge that season is unknown: "{school year that season} {school year} {name} {born} {guest name}"
message guest name
  when guest: "guest"
  when not guest: show the list
message badge name, for each season
  when laps that season is known: "x"
  when laps that season is unknown: nothing
"""
    holes = [(f.slot, f.what, f.smallest.words) for f in found(SCALE + text.replace("message badge,", "message b,"))
             if isinstance(f, Hole)]  # fmt: skip
    assert holes == [
        ("badge begins that season", "has no value", ("school year this season is 2020-21",)),
        ("badge name that season", "says nothing", ("laps this season is unknown",)),
        ("born", "has no value", ("born is unknown",)),
        ("guest name", "shows a thing", ("not guest",)),
    ]


# --- limits and speed -------------------------------------------------------------------------------------------------


def wide(fields, numbers=0):
    """A schema of so many booleans and numbers, and their words."""
    properties: dict[str, dict[str, object]] = {f"b{i}": {"type": "boolean"} for i in range(fields)}
    properties |= {f"n{i}": {"type": "integer", "minimum": 0, "maximum": 100} for i in range(numbers)}
    schema = {"$id": "wide", "required": list(properties), "properties": properties}
    return schema, 'report "R"\nrecord "wide"\n' + "".join(f"word {name} = {name}\n" for name in properties)


def test_a_message_with_too_many_cases(monkeypatch):
    monkeypatch.setattr(proof_diagrams, "MAX_STEPS", 3000)
    schema, head = wide(24)
    first = " or ".join(f"b{i}" for i in range(24))
    pairs = " or ".join(f"(b{i} and b{i + 12})" for i in range(12))
    proof = read(f"message small\n  when b0: nothing\nmessage m\n  when {first}: nothing\n  when {pairs}: nothing\n",
                 schema=schema, head=head)  # fmt: skip
    gap, crowd = proof.findings  # the others are proved all the same
    assert isinstance(gap, Gap)
    assert isinstance(crowd, Crowd)
    assert crowd.name == "m"
    assert len(crowd.fields) == 24
    reporter = Reporter()
    prove_rules(proof.book, proof.schema, reporter)
    assert [d.code for d in reporter.found] == [Code.GAP, Code.TOO_LARGE]
    assert reporter.found[1].message == "`m` has too many cases to go through"
    assert reporter.found[1].hints[0].startswith("its rows ask for `b0` (2), `b1` (2), ")
    assert reporter.found[1].hints[0].endswith("and 18 more")


def test_lines_with_too_many_cases(monkeypatch):
    monkeypatch.setattr(proof_diagrams, "MAX_STEPS", 3000)
    schema, head = wide(24)
    pairs = " or ".join(f"(b{i} and b{i + 12})" for i in range(12))
    proof = read("message m\n  when b0: nothing\n  when not b0: nothing\n", schema=schema, head=head)
    text = f"{head}always when {pairs}, b0\nmessage m\n  when b0: nothing\n"
    book = parse_rules([Source("x.rules", text)], proof.schema, Reporter())
    assert book is not None
    reporter = Reporter()
    assert check_proof(book, proof.schema, reporter) is None
    assert [d.code for d in reporter.found] == [Code.TOO_LARGE]


def test_an_example_of_too_many_students(monkeypatch):
    proof = read('message m\n  when dives: "{name} {laps this season} {nickname}"\n  when not dives: nothing\n'
                 "always when dives, laps this season is known and nickname is known\n"
                 'example "e"\n  given dives, name is "Bo"\n  expect m begins "Bo"\n')  # fmt: skip
    monkeypatch.setattr("scorepress.check.proof_examples.MOST_STUDENTS", 10)
    reporter = Reporter()
    prove_rules(proof.book, proof.schema, reporter)
    assert [d.message for d in reporter.found] == ["`e`: too many students are like this to try them all"]


def test_cases_are_not_listed_without_end(monkeypatch):
    proof = read("message m\n  when dives: nothing\n  when not dives: nothing\n")
    assert len([*proof.cells("m", None)]) == 2
    monkeypatch.setattr(proof_messages, "MOST_CASES", 1)
    with pytest.raises(TooManyCasesError):
        [*proof.cells("m", None)]


def test_facts_of_facts_and_messages_in_messages_are_opened_once():
    facts = "fact f0 means dives\n" + "".join(
        f"fact f{i} means (f{i - 1} and guest) or (not f{i - 1} and afraid)\n" for i in range(1, 49)
    )
    messages = 'message m0\n  when dives: "a"\n  when not dives: "b"\n' + "".join(
        f'message m{i}\n  when guest: "{{m{i - 1}}} c"\n  when not guest: "{{m{i - 1}}} d"\n' for i in range(1, 49)
    )
    text = f'{facts}{messages}message m\n  when f48: nothing\nexample "e"\n  given guest\n  expect m48 begins "a"\n'
    start = time.process_time()
    proof = read(text)
    reporter = Reporter()
    prove_rules(proof.book, proof.schema, reporter)
    assert time.process_time() - start < 3
    assert [d.code for d in reporter.found] == [Code.GAP, Code.EXAMPLE_FAILS]


def test_many_fields():
    schema, head = wide(400)
    rows = "".join(f"  when b{i}: nothing\n" for i in range(400))
    (crowd,) = found(f"message m\n{rows}", schema=schema, head=head)
    assert isinstance(crowd, Crowd)
    lines = "".join(f"always when b{i}, b{i + 1}\n" for i in range(399))
    with pytest.raises(TooManyCasesError):
        read(f"{lines}message m\n  when b0: nothing\n", schema=schema, head=head)
    few = "".join(f"always when b{i}, b{i + 1}\n" for i in range(280))
    (gap,) = found(f"{few}message m\n  when b0: nothing\n", schema=schema, head=head)
    assert isinstance(gap, Gap)


def test_numbers_without_bounds():
    schema = {"$id": "s", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    head = 'report "R"\nrecord "s"\nword n = n\n'
    for condition, words, value in [
        ("n is at least 10", "n is at most 9", 9),
        ("n is at most 10", "n is at least 11", 11),
        ("n is not 3", "n is 3", 3),
        ("n is unknown", "n is known", 0),
    ]:
        gap = found(f"message m\n  when {condition}: nothing\n", schema=schema, head=head)[0]
        assert isinstance(gap, Gap)
        assert gap.smallest.words in ((words,), ())
        assert gap.smallest.values == {"n": value}


def test_ten_booleans_and_three_numbers_take_less_than_a_second():
    schema, head = wide(10, 3)
    flags = [f"b{i}" for i in range(10)]
    rows = [f"n0 is at most {10 * i} and n1 is at least {7 * i} and (b{i} or not b{(i + 3) % 10}) and n2 is not {i}"
            for i in range(1, 8)]  # fmt: skip
    rows += [f"({' and '.join(flags[i : i + 4])}) or n{i % 3} is between {i} and {i + 30}" for i in range(6)]
    text = "message m\n" + "".join(f"  when {row}: nothing\n" for row in rows)
    start = time.process_time()
    (gap, *_) = found(text, schema=schema, head=head)
    assert time.process_time() - start < 1
    assert isinstance(gap, Gap)
    assert gap.total > 2**10 * 10**3
