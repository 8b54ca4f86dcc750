"""The Summative Alternate ELPAC says what its guide says, word for word, and to whom the guide says it."""

import pytest

from scorepress.check.rules import check_rules
from scorepress.evaluate.audit import audit_record
from scorepress.evaluate.rules import compile_rules
from scorepress.evaluate.text import Speaker
from scorepress.model.diagnostic import Reporter
from scorepress.model.record import Origin, Record
from scorepress.model.rules import Nothing, Show
from scorepress.model.source import Source
from scorepress.model.values import SchoolYear
from scorepress.parse.rules import parse_rules
from scorepress.pipeline.proof import prove_rules
from scorepress.resources import builtin

REPORTS = ["summative-alternate-elpac", "initial-alternate-elpac"]
ANA = {
    "administration_year": SchoolYear(2025),
    "assessment": "summative-alternate-elpac",
    "student.first_name": "Ana",
    "student.last_name": "Reyes",
    "overall.participation": "complete",
    "overall.grade": "06",
    "overall.score": 651,
    "overall.level": 2,
}


@pytest.fixture(scope="module")
def voices(record_schema):
    voices = {}
    for report in REPORTS:
        paths = sorted((builtin() / "rules" / report).glob("*.rules"))
        reporter = Reporter()
        book = parse_rules([Source(p.name, p.read_text(encoding="utf-8")) for p in paths], record_schema, reporter)
        assert book is not None
        check_rules(book, record_schema, reporter)
        assert reporter.found == []
        rules = compile_rules(book, record_schema)
        voices[report] = Speaker(rules, "en", lambda *_: None)
    return voices


@pytest.fixture
def voice(voices):
    return voices["summative-alternate-elpac"]


@pytest.fixture
def say(voice):
    def say(message, binding=None, **values):
        found = voice.say(message, binding, {**ANA, **{k.replace("__", "."): v for k, v in values.items()}})
        return found if isinstance(found, Nothing | Show) else found.text

    return say


@pytest.mark.parametrize("report", REPORTS)
def test_the_examples_hold(voices, report):
    voice = voices[report]
    assert voice.rules.book.examples
    reporter = Reporter()
    prove_rules(voice.rules.book, voice.rules.schema, reporter)
    assert reporter.found == []


@pytest.mark.parametrize(
    ("level", "name", "summary"),
    [
        (
            3,
            "Level 3—Fluent English Proficient",
            (
                "Ana has sufficient English skills to communicate and learn in school. Ana may need occasional help"
                " with"
                " English in order to learn grade-level information that has been modified for students with the most"
                " significant cognitive disabilities."
            ),
        ),
        (
            2,
            "Level 2—Intermediate English Learner",
            (
                "Ana can sometimes use English to communicate and learn in school. Ana may need frequent help with"
                " English"
                " in order to learn grade-level information that has been modified for students with the most"
                " significant"
                " cognitive disabilities."
            ),
        ),
        (
            1,
            "Level 1—Novice English Learner",
            (
                "Ana is beginning to develop the English skills to communicate and learn in school. Ana may need"
                " substantial"
                " help with English in order to learn grade-level information that has been modified for students"
                " with the"
                " most significant cognitive disabilities."
            ),
        ),
    ],
)
def test_levels_and_summaries(say, level, name, summary):
    assert say("level in full", "this year", overall__level=level) == name
    assert say("performance summary", overall__level=level) == summary


def test_the_asterisk(say):
    changed = {"overall__construct_changed": True, "overall__score": 601, "overall__level": 1}
    assert say("asterisk note", **changed) == (
        "*An unlisted resource that changed the construct was used during testing; therefore, the student received the"
        " lowest score."
    )
    assert say("printed score", **changed) == "601*"
    assert say("asterisk note") == Nothing()
    assert say("printed score") == "651"


YEARS = {"last year": "history__one_year_ago", "two years ago": "history__two_years_ago"}


@pytest.mark.parametrize("binding", YEARS)
@pytest.mark.parametrize(
    ("eligible", "participation", "expected"),
    [
        (True, "none", "Eligible but not tested."),
        (True, "incomplete", "Incomplete test | No score available."),
        (True, "complete", Show("the score")),
        (False, "none", Nothing()),
    ],
)
def test_score_history(say, binding, eligible, participation, expected):
    path = YEARS[binding]
    values = {f"{path}__eligible": eligible, f"{path}__participation": participation}
    assert say("score history", binding, **values) == expected


FIRST_TIME = "Ana took this test for the first time this school year. Ana will have score history next school year."
LAST = {"history__one_year_ago__eligible": True, "history__one_year_ago__participation": "complete"}
BEFORE_LAST = {"history__two_years_ago__eligible": True, "history__two_years_ago__participation": "complete"}
KINDERGARTEN = {"overall__grade": "KN", "overall__score": 250}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, FIRST_TIME),
        ({"history__one_year_ago__eligible": True, "history__one_year_ago__participation": "none"}, FIRST_TIME),
        (LAST, Show("the table")),
        (BEFORE_LAST, Show("the table")),
        (KINDERGARTEN, FIRST_TIME),
        ({**KINDERGARTEN, **LAST, "student__repeated_kindergarten": True}, Show("the table")),
        # the hole in the guide, question 1
        ({**KINDERGARTEN, **LAST}, Nothing()),
        ({**KINDERGARTEN, **BEFORE_LAST, "student__repeated_kindergarten": True}, Nothing()),
    ],
)
def test_the_history_section(say, values, expected):
    assert say("history section", **values) == expected


def test_the_range_statement_tells_its_three_facts(say):
    assert say("score range").startswith("The score range for grade six is 601 to 699. A score of 660 or higher is ")
    assert "until reclassified as fluent English proficient." in say("score range")
    assert say("score range", overall__grade="KN").startswith(
        "The score range for kindergarten is 201 to 299. A score of"
    )


def test_school_years_of_the_history(say):
    values = {"history__one_year_ago__grade": "05"}
    assert say("year heading", "last year", **values) == "2024–25, Grade 5"
    assert say("year heading", "two years ago") == "2023–24"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"assessment": "initial-alternate-elpac"}, "The result is of another assessment."),
        ({"overall.participation": "none"}, "The student did not take the test."),
        (
            {"overall.participation": "incomplete"},
            "The student did not answer at least one receptive and one expressive item: no score, no report.",
        ),
    ],
)
def test_who_gets_no_report(voice, values, reason):
    assert voice.rules.skip({**ANA, **values}).reason == reason
    assert voice.rules.skip(ANA) is None


def test_what_goes_to_quarantine(voice):
    def audit(**values):
        flat = {**ANA, **{k.replace("__", "."): v for k, v in values.items()}}
        return [d.message for d in audit_record(voice.rules, Record(flat, Origin("x", 1)))]

    assert audit() == []
    assert audit(overall__level=3) == [
        (
            "the reported level is 3, but the score belongs to 2: `score this year` is 651, `grade this year` is"
            ' "06", the'
            " school year is 2025-26"
        )
    ]
    assert audit(overall__construct_changed=True) == [
        (
            "when `an unlisted resource changed the construct this year`, always `level this year is 1`, but"
            " `level this"
            " year` is 2"
        )
    ]
    assert audit(history__one_year_ago__participation="complete")[0] == (
        'when `not eligible last year`, always `participation last year is "none"`, but `participation last year` is'
        ' "complete"'
    )
