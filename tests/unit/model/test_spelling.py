"""What is a slip of the pen, and what only looks alike."""

import pytest

from scorepress.model.spelling import meant, slips


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("frist name", "first name", "first name"),
        ("birthdate", "birth date", "birth date"),
        ("performence sumary", "performance summary", "performance summary"),
        ("first name", "first time", None),
        ("level label", "level name", None),
        ("grade", "grade name", None),
    ],
)
def test_a_slip_is_told_from_another_name(name, known, found):
    assert meant(name, ["other", known]) == found


def test_letters_that_change_places_are_one_slip():
    pairs = (("guide", "giude"), ("guide", "guide"), ("", "abc"), ("ab", "cd"))
    assert [slips(*pair) for pair in pairs] == [1, 0, 3, 2]
