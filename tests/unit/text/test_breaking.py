"""Where lines end, case by case. The measure of these tests: every character is one point wide."""

import pytest

from scorepress.model.scene import FontKey
from scorepress.text.breaking import break_lines, pieces
from scorepress.text.fonts import bundled_fonts


def lines(text, limit, lang="en", *, balance=False):
    return break_lines(text, len, limit, lang, balance=balance)


def test_lines_are_as_full_as_they_can_be():
    assert lines("one two three four", 9) == ("one two", "three", "four")
    assert lines("one two three four", 8) == ("one two", "three", "four")
    assert lines("one two three four", 7) == ("one two", "three", "four")
    assert lines("one two three four", 6) == ("one", "two", "three", "four")
    assert lines("one two three four", 10) == ("one two", "three four")


def test_a_line_may_be_exactly_as_wide_as_its_limit():
    measure = bundled_fonts().measure(FontKey("Noto Sans", 400), 11)
    text = "Your child took this test for the first time"
    assert break_lines(text, measure, measure(text), "en") == (text,)
    assert len(break_lines(text, measure, measure(text) - 0.01, "en")) == 2


def test_spaces_at_a_break_are_dropped_and_others_kept():
    assert lines("one  two   three", 8) == ("one  two", "three")
    assert lines("  one ", 8) == ("one",)


def test_an_empty_text_is_one_empty_line():
    assert lines("", 10) == ("",)
    assert lines("   ", 10) == ("",)


def test_a_line_feed_ends_a_line():
    assert lines("one\ntwo three\n\nfour", 20) == ("one", "two three", "", "four")


def test_a_word_that_is_too_wide_stands_alone():
    assert lines("a incomprehensibilities b", 5) == ("a", "incomprehensibilities", "b")


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007"])
def test_no_line_ends_at_a_no_break_space(space):
    assert lines(f"Level{space}2 of{space}3", 8) == (f"Level{space}2", f"of{space}3")
    assert lines(f"學校{space}校", 3, "zh-Hant") == ("學", f"校{space}校")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("well-known", ["well-", "known"]),
        ("García-López", ["García-", "López"]),
        ("and/or", ["and/", "or"]),
        ("2025–today 1/page", ["2025–", "today ", "1/", "page"]),
        ("Monday–Friday", ["Monday–", "Friday"]),
        ("Level 3—Fluent", ["Level ", "3—", "Fluent"]),
        ("plan—“now”", ["plan—", "“now”"]),
        ("K-2", ["K-2"]),
        ("X-ray", ["X-ray"]),
        ("grade-12", ["grade-12"]),
        ("601–699", ["601–699"]),
        ("2025-26", ["2025-26"]),
        ("12/31/2025", ["12/31/2025"]),
        ("−5 -5 –5", ["−5 ", "-5 ", "–5"]),
        ("a — b", ["a ", "— ", "b"]),
        ("non\u2011breaking", ["non\u2011breaking"]),
        ("https://elpac.org/x", ["https://elpac.org/", "x"]),
        ("end—", ["end—"]),
        ("“yes—”", ["“yes—”"]),
        ("two——three", ["two——", "three"]),
    ],
)
def test_breaks_in_words(text, expected):
    assert list(pieces(text, "en")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("學校", "學|校"),
        ("學校，請", "學|校，|請"),
        ("「學校」，好。", "「學|校」，|好。"),
        ("（一）二", "（一）|二"),
        ("參閱elpac.org網站", "參|閱|elpac.org|網|站"),
        ("得651分", "得|651|分"),
        ("得 3.5 分", "得 |3.5 |分"),
        ("等級2——好", "等|級|2——|好"),
        ("好……嗎", "好……|嗎"),
        ("約翰·王", "約|翰·|王"),
        ("是 Alternate ELPAC 的", "是 |Alternate |ELPAC |的"),
        ("（Level 2）好", "（Level |2）|好"),
        ("\u201c好\u201d嗎", "\u201c好\u201d|嗎"),
        ("百分之95%以上", "百|分|之|95%|以|上"),
        ("王O’Brien", "王|O’Brien"),
        ("好！？好", "好！？|好"),
        ("\U00020000\U00020001", "\U00020000|\U00020001"),
    ],
)
def test_breaks_in_chinese(text, expected):
    assert "|".join(pieces(text, "zh-Hant")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baguhang Mag-aaral ng Ingles", ["Baguhang ", "Mag-aaral ", "ng ", "Ingles"]),
        ("taon-taon", ["taon-taon"]),
        ("dalawampu’t-anim", ["dalawampu’t-anim"]),
        ("pang-ñ", ["pang-ñ"]),
        ("María-Magdalena Cruz-Álvarez", ["María-", "Magdalena ", "Cruz-", "Álvarez"]),
        ("at/o", ["at/", "o"]),
    ],
)
def test_filipino_words_are_not_broken_at_hyphens(text, expected):
    assert list(pieces(text, "fil")) == expected


def test_other_languages_do_not_break_between_han():
    assert pieces("王小明", "en") == ("王小明",)
    assert pieces("王小明", "ZH") == ("王", "小", "明")


def test_no_chinese_line_starts_or_ends_with_the_wrong_mark():
    text = "您的孩子在「英語能力」中獲得651分，等級2——中級（學習者）。請參閱網站……謝謝！"
    for limit in range(4, 40):
        for line in lines(text, limit, "zh-TW"):
            assert line[0] not in "」，。）…！—"
            assert line[-1] not in "「（"


def test_balance_keeps_the_number_of_lines_and_narrows_them():
    text = "one two three four five eleven"
    plain, balanced = lines(text, 28), lines(text, 28, balance=True)
    assert plain == ("one two three four five", "eleven")
    assert balanced == ("one two three", "four five eleven")


def test_balance_of_one_line_changes_nothing():
    assert lines("one two", 30, balance=True) == ("one two",)
    assert lines("one\ntwo", 30, balance=True) == ("one", "two")


def test_balance_with_a_word_that_is_too_wide_keeps_the_limit():
    assert lines("a incomprehensibilities b c", 5, balance=True) == lines("a incomprehensibilities b c", 5)


def test_a_text_is_broken_once():
    calls = []

    def measure(string):
        calls.append(string)
        return float(len(string))

    first = break_lines("one two three", measure, 7, "en")
    count = len(calls)
    assert break_lines("one two three", measure, 7, "en") == first
    assert len(calls) == count + 1  # whether it fits on one line is asked each time


@pytest.mark.parametrize(
    ("text", "limit", "lang", "expected"),
    [
        ("then Mai See is", 11, "en", ("then", "Mai See is")),
        ("for Ka-Wai a", 8, "en", ("for", "Ka-Wai a")),
        ("and Peña y Lillo", 9, "es", ("and Peña", "y Lillo")),
        ("look at page 2 now", 13, "en", ("look at", "page 2 now")),
        ("it is 3 pages", 6, "en", ("it", "is 3", "pages")),
        ("từ 601 đến 699. Điểm 660 trở", 20, "vi", ("từ 601 đến 699.", "Điểm 660 trở")),
        ("一二三第2級四", 5, "zh-Hant", ("一二三", "第2級四")),
        ("請看2026年學校", 5, "zh-Hant", ("請看", "2026年", "學校")),
    ],
)
def test_names_and_numbers_are_held_together_where_that_takes_no_more_lines(text, limit, lang, expected):
    assert lines(text, limit, lang) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("for Mai See and", 7, ("for Mai", "See and")),
        ("Maximiliana Guadalupe", 12, ("Maximiliana", "Guadalupe")),
        ("a page 2 b", 6, ("a page", "2 b")),
        ("one two. Three", 9, ("one two.", "Three")),
        ("May 24, 2017", 8, ("May 24,", "2017")),
        ("at Santa Clarita Valleys Joint High School", 25, ("at Santa Clarita Valleys", "Joint High School")),
    ],
)
def test_names_and_numbers_break_where_they_must(text, limit, expected):
    """Held together, they would take one line more, or a wider one."""
    assert lines(text, limit) == expected


def test_names_are_held_together_where_numbers_cannot_be():
    assert lines("ccc Dd Ee gg 23 iii", 8) == ("ccc", "Dd Ee gg", "23 iii")


@pytest.mark.parametrize(
    ("text", "limit", "lang", "expected"),
    [
        ("all of it is for you to do", 24, "en", ("all of it is for you", "to do")),
        ("測驗報告將有歷年成績。", 10, "zh-Hant", ("測驗報告將有歷年", "成績。")),
        ("one\nall of it is for you to do", 24, "en", ("one", "all of it is for you", "to do")),
    ],
)
def test_a_short_last_word_is_given_company(text, limit, lang, expected):
    assert lines(text, limit, lang) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("all of it is for reading", 20, ("all of it is for", "reading")),  # it is no short one
        ("incomprehensibilities do", 22, ("incomprehensibilities", "do")),  # nothing would be left
        ("it is incomprehensibilities it", 28, ("it is incomprehensibilities", "it")),  # "it is" would be left
        ("we are together in", 15, ("we are together", "in")),  # as above
        ("one two three do\nall", 18, ("one two three do", "all")),  # a line that ends in any case
    ],
)
def test_a_last_word_stays_alone_where_it_must(text, limit, expected):
    assert lines(text, limit) == expected


def test_marks_stay_with_their_letters_when_a_word_is_cut():
    """Vietnamese letters with two marks, composed or not, are never parted."""
    for word in ("nghiễm", "nghi\u0065\u0302\u0303m", "tru\u031b\u01a1\u0300ng"):
        cut = break_lines(word, lambda string: float(len(string)), 1, "vi", anywhere=True)
        assert "".join(cut) == word
        assert not any(part[0] in "\u0300\u0301\u0302\u0303\u0309\u0323\u031b" for part in cut)
