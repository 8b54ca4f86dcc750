"""Whatever is written in a rule file is read or told; what is read means what it says."""

from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.check.rules import check_rules
from scorepress.evaluate.rules import CompiledRules
from scorepress.model.conditions import in_words
from scorepress.model.diagnostic import Reporter
from scorepress.model.rules import And, Condition, Not, Operator, Or
from scorepress.model.source import Source
from scorepress.model.values import SchoolYear
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.parse.rules_tokens import lex
from scorepress.pipeline.proof import provable, prove_rules

SUITE = Path(__file__).parent.parent / "suite" / "rules"
SCHEMA = parse_record_schema(Source("s", (SUITE / "swimmer.schema.json").read_text(encoding="utf-8")))
VOCABULARY = Source("vocabulary.rules", (SUITE / "vocabulary.rules").read_text(encoding="utf-8"))
GOOD = (SUITE / "good_everything.rules").read_text(encoding="utf-8")


def diagnose(text):
    """Read, check and try a file; every diagnostic must have its place in it."""
    reporter = Reporter()
    book = parse_rules([VOCABULARY, Source("x.rules", text)], SCHEMA, reporter)
    assert (book is None) == bool(reporter.found)
    if book is not None:
        check_rules(book, SCHEMA, reporter, release=True)
        if provable(book, reporter.found):
            prove_rules(book, SCHEMA, reporter)
    lines = text.splitlines() or [""]
    for diagnostic in reporter.found:
        span = diagnostic.span
        assert span is not None, diagnostic
        assert diagnostic.message
        if span.path == "x.rules":
            assert 1 <= span.line <= len(lines) + 1, diagnostic
            assert (span.line, span.column) < (span.end_line, span.end_column) or span.end_line == 0
    return book


# --- any text ---------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "word",
        "fact",
        "means",
        "message",
        "when",
        "not",
        "and",
        "or",
        "is",
        "one of",
        "at least",
        "at",
        "level",
        "known",
        "can dive",
        "laps this season",
        "laps that season",
        "for each",
        "season",
        "scale",
        "of",
        "by",
        "gives",
        "from",
        "from school year",
        "2025-26",
        "2025-27",
        "2026-02-30",
        "1-9",
        "3",
        '"text"',
        '"{name}"',
        '"{',
        '"',
        "nothing",
        "show",
        "?",
        ":",
        ",",
        "=",
        "(",
        ")",
        "\n",
        "\n  ",
        "example",
        "given",
        "expect",
        "question",
        "assume",
        "begins",
        "each",
        "always",
        "skip when",
        "report",
        "record",
        "because",
        "swimmer.name",
        "# note\n",
        "that season",
        "handbook",
    ]
)


@given(st.lists(PIECES, max_size=40).map(" ".join))
@settings(max_examples=80)
def test_any_row_of_pieces_is_read_or_told(text):
    diagnose(text)


@given(st.text(max_size=80))
@settings(max_examples=80)
def test_any_text_is_read_or_told(text):
    diagnose(text)


@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.one_of(PIECES, st.text(max_size=3)))
@settings(max_examples=120)
def test_any_edit_of_a_good_file_is_read_or_told(at, length, inserted):
    diagnose(GOOD[:at] + inserted + GOOD[at + length :])


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join)))
def test_lexemes_lose_nothing_but_white_space(text):
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    at = 0
    for lexeme in lex(Source("x", text), Reporter()):
        assert text[at : lexeme.start].strip() == ""
        assert text.startswith(lexeme.text, lexeme.start)
        line = text.count("\n", 0, lexeme.start)
        assert lexeme.line == line + 1
        at = lexeme.start + len(lexeme.text)
    assert text[at:].strip() == ""


# --- conditions -------------------------------------------------------------------------------------------------------

TESTS = st.sampled_from(
    [
        "can dive",
        "fears deep water",
        "invited last season",
        "swam this season",
        "stayed away last season",
        "laps this season is 5",
        "laps this season is not 5",
        "laps this season is at least 5",
        "laps this season is 7",
        "laps this season is at most 5",
        "laps this season is between 4 and 6",
        "laps this season is one of 5, 7",
        "laps last season is known",
        "laps last season is unknown",
        'pool is "north"',
        'pool is not "north"',
        "school year is 2025-26",
        "school year last season is at least 2024-25",
        "fears deep water is known",
    ]
)


def larger(parts):
    joined = st.builds(
        lambda some, joint: f" {joint} ".join(f"({one})" for one in some),
        st.lists(parts, min_size=2, max_size=3),
        st.sampled_from(["and", "or"]),
    )
    return st.one_of(joined, parts.map(lambda one: f"not ({one})"))


CONDITIONS = st.recursive(TESTS, larger, max_leaves=8)
STUDENTS = st.fixed_dictionaries(
    {},
    optional={
        "swimmer.can_dive": st.booleans(),
        "swimmer.fears_deep_water": st.booleans(),
        "before.last.invited": st.booleans(),
        "now.laps": st.integers(3, 8),
        "before.last.laps": st.integers(3, 8),
        "pool": st.sampled_from(["north", "south"]),
        "season": st.sampled_from(["2024-25", "2025-26"]),
    },
)


def read(condition):
    reporter = Reporter()
    book = parse_rules([VOCABULARY, Source("x.rules", f"fact f means {condition}")], SCHEMA, reporter)
    assert book is not None, reporter.found
    return book


def naive(book, condition: Condition, binding, values) -> bool:
    """The meaning of a condition as docs/reference/rules.md tells it, in so many words."""
    if isinstance(condition, Not):
        return not naive(book, condition.part, binding, values)
    if isinstance(condition, And):
        return all(naive(book, part, binding, values) for part in condition.parts)
    if isinstance(condition, Or):
        return any(naive(book, part, binding, values) for part in condition.parts)
    at = condition.term.bound(binding)
    if condition.term.name in book.facts:
        return naive(book, book.facts[condition.term.name].condition, at, values)
    path = book.path(condition.term.name, at)
    value = values.get(path, False if path.endswith(".invited") else None)
    if path == "before.last.season" and "season" in values:
        value = type(values["season"])(values["season"].start - 1)
    if condition.operator is Operator.UNKNOWN:
        return value is None
    if value is None:
        return False
    meaning: dict[Operator, Callable[..., bool]] = {
        Operator.KNOWN: lambda: True,
        Operator.TRUE: lambda: value is True,
        Operator.IS: lambda v: value == v,
        Operator.IS_NOT: lambda v: value != v,
        Operator.AT_LEAST: lambda v: value >= v,
        Operator.AT_MOST: lambda v: value <= v,
        Operator.BETWEEN: lambda low, high: low <= value <= high,
        Operator.ONE_OF: lambda *some: value in some,
    }
    return meaning[condition.operator](*condition.values)


def student(values):
    return {path: SchoolYear.parse(v) if path == "season" else v for path, v in values.items()}


@given(CONDITIONS, st.lists(STUDENTS, min_size=1, max_size=5))
@settings(max_examples=80)
def test_compiled_conditions_mean_what_they_say(text, students):
    book = read(text)
    holds = CompiledRules(book, SCHEMA).holds(book.facts["f"].condition, None)
    for values in map(student, students):
        assert holds(values) == naive(book, book.facts["f"].condition, None, values)


@given(CONDITIONS)
@settings(max_examples=100)
def test_the_words_of_a_condition_are_read_as_the_same_condition(text):
    book = read(text)
    words = in_words(book, book.facts["f"].condition)
    assert in_words(book, read(words).facts["f"].condition) == words
