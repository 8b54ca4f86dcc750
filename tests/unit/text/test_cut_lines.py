"""Lines that are cut between any two letters."""

from hypothesis import given
from hypothesis import strategies as st

from scorepress.text.breaking import SPACES, cut_lines


def tens(string):
    return 10.0 * len(string)


def test_each_line_is_as_full_as_it_can_be():
    assert cut_lines("abcdefg", tens, 30) == ("abc", "def", "g")


def test_a_line_feed_ends_a_line_and_spaces_at_ends_are_dropped():
    assert cut_lines("ab cd\nef", tens, 30) == ("ab", "cd", "ef")


def test_a_mark_stays_with_its_letter():
    assert cut_lines("aa\u0301a", tens, 20) == ("a", "a\u0301", "a")


def test_a_letter_wider_than_the_line_stands_alone():
    assert cut_lines("ab", tens, 5) == ("a", "b")


@given(st.text("ab cW-", max_size=60), st.integers(10, 100))
def test_nothing_but_spaces_is_lost_and_every_line_but_the_last_is_nearly_full(text, limit):
    lines = cut_lines(text, tens, limit)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(tens(line) <= limit for line in lines)
    assert len(lines) <= 1 + tens(text.strip(SPACES)) // max(limit - 10, 10)
