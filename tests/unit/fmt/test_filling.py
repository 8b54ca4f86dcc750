"""Words on lines."""

import time

import pytest

from scorepress.fmt.filling import Chunk, fill_chunks, fill_text, unfolded


def texts(chunks, indent=0, further=2):
    return [line.text for line in fill_chunks(chunks, indent, further)]


def test_a_break_with_the_white_space_around_it_is_one_space():
    assert unfolded('"a \n\n   b  c"') == '"a b  c"'


def test_a_text_is_broken_where_the_line_is_full():
    assert fill_text("aa bb cc dd", "1 ", "2 ", 7) == ["1 aa bb", "2 cc dd"]


def test_room_is_kept_behind_the_end():
    assert fill_text("aa bb cc", "", "", 8) == ["aa bb cc"]
    assert fill_text("aa bb cc", "", "", 8, reserve=1) == ["aa bb", "cc"]


@pytest.mark.parametrize("text", ["aa  bb", "aa\xa0bb", "aa \xa0bb", "{a b c}", "x{a b}y", " aa"])
def test_where_white_space_would_be_lost_nothing_is_broken(text):
    assert fill_text(text, "", "", 3) == [text]


def test_a_brace_without_its_other_one_does_no_harm():
    assert fill_text("{ aa bb } cc {dd ee", "", "", 3) == ["{ aa bb }", "cc", "{dd", "ee"]


def test_chunks_are_broken_at_the_readiest_places_first():
    a, b = "a" * 60, "b" * 40
    assert texts([Chunk(a, 0), Chunk(b, 1)]) == [f"{a} {b}"]
    assert texts([Chunk(a, 0), Chunk(b, 2), Chunk(b, 1)]) == [f"{a} {b}", f"  {b}"]
    assert texts([Chunk(a, 0), Chunk(b, 1), Chunk(b, 2)]) == [a, f"  {b} {b}"]


def test_what_is_still_too_long_is_broken_at_the_next_places():
    a = "a" * 50
    chunks = [Chunk(a, 0), Chunk(a, 1), Chunk(a, 2), Chunk(a, 2), Chunk("z", 1)]
    assert texts(chunks) == [a, f"  {a} {a}", f"  {a}", "  z"]


def test_comments_break_lines():
    chunks = [Chunk("a", 0, (), "# x"), Chunk("b", -1, ("# y", "")), Chunk("c", 3)]
    lines = fill_chunks(chunks, 0, 2)
    assert [(line.text, line.comment) for line in lines] == [("a", "# x"), ("  # y", ""), ("  b c", "")]


def test_long_texts_take_linear_time():
    begin = time.perf_counter()
    fill_text("a b { c " * 20_000, "", "", 100)
    assert time.perf_counter() - begin < 2
