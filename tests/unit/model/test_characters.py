"""How wide characters are, and of which script."""

import pytest

from scorepress.model.characters import columns, is_wide, scripts


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("繁體", 4), ("é", 1), ("e\u0301", 1), ("한", 2), ("", 0)])
def test_columns_of_a_terminal(text, width):
    assert columns(text) == width


def test_an_ideograph_is_wide_and_a_letter_with_marks_is_not():
    assert [is_wide(one) for one in "級Ｆệ"] == [True, True, False]


def test_what_characters_are_is_told_without_telling_which():
    assert scripts("小明王") == ("CJK",)
    assert scripts("Иж학あ🌻") == ("Cyrillic", "Hangul", "Hiragana", "symbols")
    assert scripts("\u200b\u0301‰") == ("invisible", "marks", "others")
