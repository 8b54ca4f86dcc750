"""The part of a face that a page uses."""

import io

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from scorepress.model.scene import FontKey
from scorepress.text.embedding import embedded_face
from scorepress.text.fonts import bundled_fonts

HAN = FontKey("Noto Sans TC", 400)


def test_holds_the_characters_and_no_others():
    font = TTFont(io.BytesIO(embedded_face(HAN, "學校 ạ")))
    assert sorted(font.getBestCmap()) == sorted(map(ord, "學校 ạ"))
    assert font.flavor == "woff"
    assert font["hmtx"][font.getBestCmap()[ord("學")]][0] == 1000


@pytest.mark.parametrize("font", bundled_fonts().keys, ids=lambda font: f"{font.family} {font.weight}")
def test_each_character_is_drawn_as_in_the_whole_face(font):
    """And what the face has not, or what ends a line, is left out."""
    text = "AÉé ñệẤ1–“”Zyxwv"
    whole = TTFont(bundled_fonts().path(font))
    part = TTFont(io.BytesIO(embedded_face(font, f"{text}\n\u200b")))
    assert set(part.getBestCmap()) == set(map(ord, text))
    for code, name in part.getBestCmap().items():
        told = []
        for face, called in ((part, name), (whole, whole.getBestCmap()[code])):
            pen = DecomposingRecordingPen(face.getGlyphSet())
            face.getGlyphSet()[called].draw(pen)
            told.append((pen.value, face["hmtx"][called]))
        assert told[0] == told[1], chr(code)


def test_the_sums_are_right():
    data = embedded_face(HAN, "學校 ạ")
    font = TTFont(io.BytesIO(data), checkChecksums=2)
    font.ensureDecompiled()
    assert font.reader.length == len(data)
    plain = TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False)
    plain.flavor, out = None, io.BytesIO()
    plain.save(out, reorderTables=False)
    told = TTFont(io.BytesIO(out.getvalue()), lazy=True)
    assert plain["head"].checkSumAdjustment == told["head"].checkSumAdjustment


def test_is_the_same_for_the_same_characters():
    assert embedded_face(HAN, "ab") == embedded_face(HAN, {"b", "a"})
    embedded = embedded_face(HAN, "ab")
    embedded_face.__globals__["_woff"].cache_clear()
    assert embedded_face(HAN, "ba") == embedded


def test_is_small():
    assert len(embedded_face(HAN, "您的孩子在本次英語能力替代評估中獲得")) < 10_000
