"""Lines of any text: nothing lost, nothing too wide, always the same."""

import re
from itertools import pairwise
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from scorepress.model.scene import FontKey
from scorepress.text.breaking import NO_END, NO_START, SPACES, TOLERANCE, _narrowest, _starts, break_lines, pieces
from scorepress.text.fonts import bundled_fonts

FONT = FontKey("Noto Sans TC", 400)
MEASURE = bundled_fonts().measure(FONT, 11)
TEXTS = st.text(
    st.one_of(
        st.sampled_from(" -—–/’“”()*.,\u00a0\u202f\n"),
        st.sampled_from("abcXYZéơ0123456789"),
        st.sampled_from("您的孩子學校「」（），。！——……·％ㄅ"),
        st.characters(),
    ),
    max_size=120,
)
LIMITS = st.floats(0, 400)
LANGUAGES = st.sampled_from(["en", "vi", "zh-Hant"])


def inked(text):
    return re.sub(f"[{SPACES}]", "", text)


@given(TEXTS, LIMITS, LANGUAGES, st.booleans())
def test_no_text_is_lost(text, limit, lang, balance):
    lines = break_lines(text, MEASURE, limit, lang, balance=balance)
    assert inked("".join(lines)) == inked(text.replace("\n", ""))
    assert len(lines) >= text.count("\n") + 1
    assert all(line == line.strip(SPACES) for line in lines)
    assert not any("\n" in line for line in lines)


@given(TEXTS, LIMITS, LANGUAGES, st.booleans())
def test_only_an_unbreakable_piece_is_wider_than_the_limit(text, limit, lang, balance):
    for line in break_lines(text, MEASURE, limit, lang, balance=balance):
        if MEASURE(line) > limit + 2 * TOLERANCE:
            assert pieces(line, lang) == (line,)


@given(TEXTS, LIMITS, LANGUAGES)
def test_there_are_as_few_lines_as_can_be(text, limit, lang):
    """Filling lines one after another gives the fewest; holding names and numbers together adds none, none is wider."""
    text = text.replace("\n", " ")
    lines = break_lines(text, MEASURE, limit, lang)
    filled = [""]
    for piece in pieces(text.strip(SPACES), lang):
        if MEASURE((filled[-1] + piece).rstrip(SPACES)) > limit + TOLERANCE and filled[-1]:
            filled.append("")
        filled[-1] += piece
    assert len(lines) == len(filled)
    widest = max(MEASURE(line.rstrip(SPACES)) for line in filled)
    assert max(map(MEASURE, lines)) <= max(limit, widest) + 2 * TOLERANCE


@given(TEXTS, LIMITS, LANGUAGES)
def test_balance_adds_no_line(text, limit, lang):
    plain = break_lines(text, MEASURE, limit, lang)
    balanced = break_lines(text, MEASURE, limit, lang, balance=True)
    assert len(balanced) == len(plain)
    assert max(map(MEASURE, balanced)) <= max(limit, *map(MEASURE, plain)) + 2 * TOLERANCE


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 9)), min_size=1, max_size=12), st.integers(1, 200))
def test_balance_finds_the_narrowest_measure(words, limit):
    widths = [[(word + space, word) for word, space in words]]
    count = len(_starts(widths[0], limit))
    found = _narrowest(widths, limit)
    assert len(_starts(widths[0], found)) == count
    if count > 1:
        widest = ceil(max(word for word, _ in words))
        assert found == next((n for n in range(widest, limit) if len(_starts(widths[0], n)) == count), limit)


@given(TEXTS)
def test_chinese_marks_stay_with_their_words(text):
    split = pieces(text, "zh-Hant")
    for before, after in pairwise(split):
        if inked(before) == before:
            assert before[-1] not in NO_END or after[0] == "\n"
        if before[-1] not in SPACES:
            assert after[0] not in NO_START
    assert "".join(split) == text


@given(st.text(max_size=60), st.text(max_size=60), st.floats(1, 100))
def test_widths_add_up(one, two, size):
    fonts = bundled_fonts()
    whole = fonts.width(one + two, FONT, size)
    assert abs(whole - fonts.width(one, FONT, size) - fonts.width(two, FONT, size)) < TOLERANCE
    glyphs = fonts.glyphs(one + two, FONT)
    assert "".join(glyphs.clusters) == one + two
    assert set(fonts.missing(one, FONT)) <= set(one)
