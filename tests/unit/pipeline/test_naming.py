"""Names of a batch's files: words are found, tricks are refused, any value gives a path below the folder."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.record import Origin, OutputPlan, Record
from scorepress.pipeline.naming import Pattern, safe

PLAN = OutputPlan({"lea": "lea.name", "grade": "overall.grade"})


@pytest.fixture(scope="module")
def press(samples):
    return samples.press("summative-alternate-elpac")


@pytest.fixture(scope="module")
def record(samples):
    return samples.students("summative-alternate-elpac")[0]


def test_words_are_the_schemas_the_rules_and_paths(press, record):
    pattern = "{lea}/{school}/{overall.grade}/{student number}-{report}-{school year}-{language}"
    name = Pattern(pattern, press, PLAN).name(record, ("en", "es"))
    values = record.values
    assert name.split("/")[:3] == [safe(values["lea.name"]), safe(values["school.name"]), values["overall.grade"]]
    year = values["administration_year"]
    assert name.split("/")[3] == f"{values['student.ssid']}-summative-alternate-elpac-{year}-en-es"


def test_the_layouts_own_file_name_can_be_part(press, record):
    found = Pattern("{file-name}", press, PLAN).name(record, ("en",))
    assert found == press.report(record, "en").file_name


@pytest.mark.parametrize(("pattern", "message"), [
    ("../{student number}", "begins or ends with a dot"),
    ("/{student number}", "empty"),
    ("{lea}//{student number}", "empty"),
    ("{lea}/.{student number}", "begins or ends with a dot"),
    ("{student number}.", "begins or ends with a dot"),
    ("", "empty"),
    ("a\\{student number}", "outside of braces"),
    ("a:{student number}", "outside of braces"),
    ("a\n{student number}", "outside of braces"),
    ("{student number", "cannot be read"),
    ("{studnet number}", "no word `studnet number`"),
    ("{history section}", "no word `history section`"),
])  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_refused(press, pattern, message):
    with pytest.raises(ScorepressError, match=re.escape(message)) as refused:
        Pattern(pattern, press, PLAN)
    assert refused.value.diagnostics[0].code is Code.FILE_NAME


@pytest.mark.parametrize("word", ["last name", "student.first_name", "date of birth", "street", "who"])
def test_a_field_that_tells_who_somebody_is_is_refused(press, word):
    plan = OutputPlan({"who": "student.middle_name"})
    with pytest.raises(ScorepressError, match="is a personal field") as refused:
        Pattern(f"{{{word}}}", press, plan)
    assert refused.value.diagnostics[0].code is Code.PERSONAL_NAME


def test_a_name_that_is_too_long_is_refused_for_its_student(press, record):
    pattern = Pattern("/".join(["{lea}"] * 4 + ["{student number}"]), press, PLAN)
    long = Record({**record.values, "lea.name": "X" * 300}, Origin("a", 1))
    with pytest.raises(ScorepressError, match="at most 400"):
        pattern.name(long, ("en",))


@given(st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_any_value_gives_a_path_below_the_folder(values):
    for part in map(safe, values):
        assert re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_])?", part), part
        assert len(part) <= 120


@pytest.mark.parametrize(("value", "part"), [
    ("Đông Hà", "Dong-Ha"), ("Ærø", "AEro"),
    ("Peña Blanca Elementary", "Pena-Blanca-Elementary"), ("2025–26", "2025-26"), ("../../etc", "etc"),
    (None, "unknown"),
    (True, "True"), (1, "1"), ("…", "unknown"),
])  # fmt: skip
def test_what_becomes_of_a_value(value, part):
    assert safe(value) == part


def test_long_values_that_differ_at_their_end_stay_different():
    assert safe("X" * 200 + "a") != safe("X" * 200 + "b")


def test_names_of_devices_are_made_harmless(press, record):
    named = Record({**record.values, "lea.name": "CON", "school.name": "lpt1.txt"}, Origin("a", 1))
    assert Pattern("{lea}/{school}/{student number}", press, PLAN).name(named, ()).startswith("_CON/_lpt1.txt/")
