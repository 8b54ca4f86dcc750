"""The part of a face that a page uses."""

import io

from fontTools.ttLib import TTFont

from scorepress.model.scene import FontKey
from scorepress.text.embedding import embedded_face

HAN = FontKey("Noto Sans TC", 400)


def test_holds_the_characters_and_no_others():
    font = TTFont(io.BytesIO(embedded_face(HAN, "學校 ạ")))
    assert sorted(font.getBestCmap()) == sorted(map(ord, "學校 ạ"))
    assert font.flavor == "woff"
    assert font["hmtx"][font.getBestCmap()[ord("學")]][0] == 1000


def test_is_the_same_for_the_same_characters():
    assert embedded_face(HAN, "ab") == embedded_face(HAN, {"b", "a"})
    embedded = embedded_face(HAN, "ab")
    embedded_face.__globals__["_woff"].cache_clear()
    assert embedded_face(HAN, "ba") == embedded


def test_is_small():
    assert len(embedded_face(HAN, "您的孩子在本次英語能力替代評估中獲得")) < 10_000
