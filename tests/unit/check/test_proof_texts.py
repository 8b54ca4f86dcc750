"""Texts that a field can hold and that the rules do not name."""

import re

import pytest

from scorepress.check.proof_texts import other_texts
from scorepress.model.values import FieldType, Kind


def field(pattern=None, title="First name", longest=None):
    return FieldType("x", Kind.TEXT, title, optional=False, pattern=pattern, max_length=longest)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[0-9]{10}$",
        "^[0-9]{5}(-[0-9]{4})?$",
        "^([0-9]{2}|[a-z]{3})$",
        "^[A-Z][0-9]{2}$",
        r"^\d+\.\d*$",
        r"^[\w.]+@x\.org$",
        "^(?:ab|c+)d?$",
        "^[-a]{2,}$",
        "^.x$",
    ],
)
def test_texts_have_the_form_of_the_field(pattern):
    found = other_texts(field(pattern), ())
    assert found is not None
    assert len(found) == 2
    assert re.search(pattern, found[0])
    named = other_texts(field(pattern), found)
    assert named is None or not set(named) & set(found)


def test_the_title_comes_first_where_it_fits():
    assert other_texts(field(), ()) == ("First name", "x")
    assert other_texts(field(), ["First name", "x"]) == ("y", "x0")
    assert other_texts(field(longest=5), ()) == ("First", "x")
    assert other_texts(field("^[A-Z]"), ()) == ("First name", "A")


@pytest.mark.parametrize(
    "pattern", ["ab", "^ab", "ab$", "^a|b$", "^x*ab$", r"^\dab$", "^.ab$", r"^[\d]ab$", "^a{1,}b$"]
)
def test_there_may_always_be_another_text(pattern):
    named = ["ab", "a", "b", *(f"{x}ab" for x in (*"0123456789xyz", "xx", "xxx")), "aab", "aaab", "aaaab"]
    assert other_texts(field(pattern), named)


def test_a_field_that_holds_named_texts_alone():
    assert other_texts(field("^(A|B)$"), ["A"]) == ("B",)
    assert other_texts(field("^(A|B)$"), ["A", "B"]) is None
    assert other_texts(field("^A?B{1,2}$"), ["B", "AB", "BB"]) == ("ABB",)


@pytest.mark.parametrize("pattern", [r"^(?=a)a+$", r"^\bx$", r"^[^a-z]+$", "^(a|b){20}$", "^a{2}^"])
def test_a_form_that_is_not_understood_is_taken_as_any_text(pattern):
    assert other_texts(field(pattern), ["aa"])
