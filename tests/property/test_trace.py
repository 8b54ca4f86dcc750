"""A reason agrees with the rules, and the values that it tells are enough to decide."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.evaluate.reasons import Reasoner
from scorepress.evaluate.rules import CompiledRules
from scorepress.model.diagnostic import Reporter
from scorepress.model.rules import Row
from scorepress.model.source import Source
from scorepress.model.trace import Reason
from scorepress.model.values import SchoolYear
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules

SUITE = Path(__file__).parent.parent / "suite" / "rules"
SCHEMA = parse_record_schema(Source("s", (SUITE / "swimmer.schema.json").read_text(encoding="utf-8")))
VOCABULARY = Source("vocabulary.rules", (SUITE / "vocabulary.rules").read_text(encoding="utf-8"))

FIELDS = {
    "can dive": "swimmer.can_dive",
    "fears deep water": "swimmer.fears_deep_water",
    "invited last season": "before.last.invited",
    "laps this season": "now.laps",
    "laps last season": "before.last.laps",
    "pool": "pool",
    "school year": "season",
}
TESTS = st.sampled_from(
    [
        "can dive",
        "fears deep water",
        "invited last season",
        "swam this season",
        "stayed away last season",
        "laps this season is not 5",
        "laps this season is between 4 and 6",
        "laps last season is unknown",
        'pool is "north"',
        "school year is 2025-26",
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
YEARS = st.sampled_from(["", ", from school year 2025-26", ", until school year 2024-25"])
STUDENTS = st.fixed_dictionaries(
    {"season": st.sampled_from([SchoolYear(2024), SchoolYear(2025)])},
    optional={
        "swimmer.can_dive": st.booleans(),
        "swimmer.fears_deep_water": st.booleans(),
        "before.last.invited": st.booleans(),
        "now.laps": st.integers(3, 8),
        "before.last.laps": st.integers(3, 8),
        "pool": st.sampled_from(["north", "south"]),
    },
)


def read(condition: str, years: str) -> tuple[CompiledRules, Row]:
    reporter = Reporter()
    book = parse_rules(
        [VOCABULARY, Source("x.rules", f"message m\n  when {condition}{years}: nothing\n")], SCHEMA, reporter
    )
    assert book is not None, reporter.found
    return CompiledRules(book, SCHEMA), book.messages["m"].rows[0]


def phrases(reason: Reason) -> set[str]:
    own = {reason.phrase} if reason.phrase else set()
    return own.union(*(phrases(part) for part in reason.parts))


@given(CONDITIONS, YEARS, STUDENTS, STUDENTS)
@settings(max_examples=200)
def test_reasons_agree_with_the_rules_and_are_enough(condition, years, student, other):
    rules, row = read(condition, years)
    reason = Reasoner(rules, student).row(row, None)
    assert reason.holds == bool(rules.holding("m", None, student))
    kept = {FIELDS[phrase] for phrase in phrases(reason)}
    mixed = {path: value for path, value in other.items() if path not in kept}
    mixed |= {path: value for path, value in student.items() if path in kept}
    assert bool(rules.holding("m", None, mixed)) == reason.holds, reason
