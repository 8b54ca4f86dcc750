"""Faces cut to some of their glyphs: what fontTools says of them."""

from io import BytesIO

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from scorepress.model.scene import FontKey
from scorepress.text.cutting import cut_face
from scorepress.text.fonts import bundled_fonts


def outline(font: TTFont, name: str) -> list[object]:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return list(pen.value)


@pytest.mark.parametrize("font", bundled_fonts().keys, ids=lambda font: f"{font.family} {font.weight}")
def test_glyphs_keep_their_outlines_and_advances(font: FontKey) -> None:
    text = "Aé ñệẤ1"
    ids = bundled_fonts().glyphs(text, font).ids
    cut = cut_face(font, ids)
    whole, part = TTFont(bundled_fonts().path(font)), TTFont(BytesIO(cut.data))
    for index, glyph in enumerate(cut.glyphs):
        names = part.getGlyphName(index), whole.getGlyphName(glyph)
        assert outline(part, names[0]) == outline(whole, names[1])
        assert part["hmtx"][names[0]] == whole["hmtx"][names[1]]
        assert cut.widths[index] == whole["hmtx"][names[1]][0] * 1000 / whole["head"].unitsPerEm
    assert set(ids) | {0} <= set(cut.glyphs)  # parts of composed letters come along
    assert len(cut.glyphs) < 20


def test_the_same_glyphs_give_the_same_bytes() -> None:
    font = bundled_fonts().keys[0]
    assert cut_face(font, (5, 70, 9)) == cut_face(font, (9, 5, 70, 5))


def test_checksums_are_right() -> None:
    font = TTFont(BytesIO(cut_face(bundled_fonts().keys[0], (40,)).data), checkChecksums=2)
    font.ensureDecompiled()
