"""The tables agree with the fonts, and the fonts are what the pages need."""

import hashlib
import json
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from scorepress.model.scene import FontKey
from scorepress.resources import font_path, read_font_table
from scorepress.text.fonts import NOTDEF, Fonts, bundled_fonts, normalize

FACES = bundled_fonts().keys
LATIN, LATIN_BOLD = FontKey("Noto Sans", 400), FontKey("Noto Sans", 700)
HAN = FontKey("Noto Sans TC", 400)

VIETNAMESE = normalize("aăâeêioôơuưy") + "".join(
    normalize(vowel + tone) for vowel in "aăâeêioôơuưy" for tone in "\u0300\u0309\u0303\u0301\u0323"
)
NAMES = "Łukasz Šarić Çağlar Þór Øyvind Nuñez Ibáñez Müller Ștefan Čapek Žižek Kaʻiulani ﹘"[:-1]


@pytest.fixture(scope="module", params=FACES, ids=lambda key: f"{key.family} {key.weight}")
def face(request):
    return request.param, TTFont(bundled_fonts().path(request.param))


def test_four_faces_are_bundled():
    assert {(key.family, key.weight) for key in FACES} == {
        ("Noto Sans", 400),
        ("Noto Sans", 700),
        ("Noto Sans TC", 400),
        ("Noto Sans TC", 700),
    }
    assert bundled_fonts().families == ("Noto Sans", "Noto Sans TC")


def test_faces_hold_no_layout_kerning_or_hinting(face):
    unwanted = {"GSUB", "GPOS", "GDEF", "kern", "BASE", "morx", "fpgm", "prep", "cvt ", "gasp", "hdmx", "vmtx", "DSIG"}
    assert unwanted.isdisjoint(face[1].keys())


def test_tables_and_fonts_agree(face):
    key, font = face
    characters = font.getBestCmap()
    order = {name: number for number, name in enumerate(font.getGlyphOrder())}
    fonts = bundled_fonts()
    for code, glyph in characters.items():
        assert fonts.glyphs(chr(code), key).ids == (order[glyph],)
        assert fonts.width(chr(code), key, font["head"].unitsPerEm) == pytest.approx(font["hmtx"][glyph][0])
    known = {chr(code) for code in characters}
    assert fonts.missing("".join(map(chr, (*range(0x3000), *range(0x4E00, 0xA000)))), key) == "".join(
        chr(code) for code in (*range(0x3000), *range(0x4E00, 0xA000)) if chr(code) not in known and code != 10
    )


def test_measures_and_fonts_agree(face):
    key, font = face
    fonts = bundled_fonts()
    assert fonts.ascent(key, 1000) == font["hhea"].ascent
    assert fonts.descent(key, 1000) == -font["hhea"].descent
    assert fonts.cap_height(key, 1000) == font["OS/2"].sCapHeight == 714
    assert fonts.x_height(key, 1000) == font["OS/2"].sxHeight
    assert fonts.width("\ue000", key, 1000) == font["hmtx"][".notdef"][0]


def test_font_files_are_those_that_were_cut():
    for face in json.loads(read_font_table("faces.json")):
        data = font_path(f"{face['file']}.ttf").read_bytes()
        assert hashlib.sha256(data).hexdigest() == face["sha256"], face["file"]


def test_the_licence_lies_beside_the_fonts():
    assert "SIL OPEN FONT LICENSE Version 1.1" in font_path("OFL.txt").read_text(encoding="utf-8")


def test_every_character_has_a_glyph_of_its_own(face):
    """Else a PDF reader could not tell a no-break space from a space, or a hyphen from a no-break hyphen."""
    characters = face[1].getBestCmap()
    assert len(set(characters.values())) == len(characters)


def test_composed_letters_are_one_glyph_each(face):
    """Noto splits ẹ ị ọ ụ by a layout feature; here they must stay whole."""
    glyphs = bundled_fonts().glyphs("ẹịọụ", face[0])
    assert len(glyphs.ids) == 4
    assert NOTDEF not in glyphs.ids


@pytest.mark.parametrize("key", FACES)
@pytest.mark.parametrize(
    "text",
    [VIETNAMESE, VIETNAMESE.upper(), NAMES, "áéíóúüñÁÉÍÓÚÜÑ¿¡ŋ", "–—“”‘’…·•*/()%#&@+−×€$₱\u00a0\u202f\u2011"],
    ids=["vietnamese", "VIETNAMESE", "names", "spanish and filipino", "signs"],
)
def test_faces_have_the_latin_of_our_languages(key, text):
    assert bundled_fonts().missing(text, key) == ""


@pytest.mark.parametrize("weight", [400, 700])
def test_the_chinese_face_has_big5_and_its_punctuation(weight):
    level_1 = [
        bytes((lead, trail)).decode("big5")
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        if (lead, trail) <= (0xC6, 0x7E)
    ]
    assert len(level_1) == 5401
    text = "".join(level_1) + "　、。〈〉《》「」『』【】〔〕！（），：；？％０９ＡＺａｚㄅㄩ—…‧※①→"
    assert bundled_fonts().missing(text, FontKey("Noto Sans TC", weight)) == ""


def test_latin_is_drawn_alike_in_both_families():
    text = "Łukasz O’Brien 0123456789 (Level 2)"
    assert bundled_fonts().width(text, LATIN, 11) == bundled_fonts().width(text, HAN, 11)


def test_digits_are_equally_wide(face):
    assert {bundled_fonts().width(digit, face[0], 1000) for digit in "0123456789"} == {572}


@pytest.mark.parametrize("character", ["—", "…", "·", "，", "。", "「", "學"])
def test_chinese_marks_fill_a_square(character):
    assert bundled_fonts().width(character, HAN, 10) == 10


# --- the object -------------------------------------------------------------------------------------------------------


def test_width_is_the_sum_of_advances():
    fonts = bundled_fonts()
    assert fonts.width("", LATIN, 11) == 0
    assert fonts.width("AV", LATIN, 10) == pytest.approx(fonts.width("A", LATIN, 10) + fonts.width("V", LATIN, 10))
    assert fonts.width("Level", LATIN, 22) == pytest.approx(2 * fonts.width("Level", LATIN, 11))
    assert fonts.width("Level", LATIN_BOLD, 11) > fonts.width("Level", LATIN, 11)


def test_measure_is_width_and_always_the_same_function():
    fonts = bundled_fonts()
    assert fonts.measure(LATIN, 11) is fonts.measure(LATIN, 11)
    assert fonts.measure(LATIN, 11) is not fonts.measure(LATIN, 13)
    assert fonts.measure(LATIN, 13)("Level 2") == fonts.width("Level 2", LATIN, 13)


def test_glyphs_start_where_the_text_before_them_ends():
    fonts = bundled_fonts()
    text = "Mức 2—ABC"
    glyphs = fonts.glyphs(text, LATIN)
    assert "".join(glyphs.clusters) == text
    assert len(glyphs.ids) == len(glyphs.offsets) == len(text)
    for index, offset in enumerate(glyphs.offsets):
        assert offset == pytest.approx(fonts.width(text[:index], LATIN, 1))
    assert fonts.glyphs("", LATIN).ids == fonts.glyphs("", LATIN).offsets == ()


def test_missing_names_each_character_once_in_order():
    assert bundled_fonts().missing("학a교학", LATIN) == "학교"
    assert bundled_fonts().glyphs("학", LATIN).ids == (NOTDEF,)


@pytest.mark.parametrize(
    "character",
    ["\0", "\a", "\t", "\r", "\x7f", "\x85", "\u00ad", "\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\u2028",
     "\u2060", "\ufeff", "\ufffe", "\ud800", "\ue000", "\U000e0041", "😀"],
    ids=lambda character: f"U+{ord(character):04X}",
)  # fmt: skip
def test_characters_without_a_look_are_missing(character):
    for key in FACES:
        assert bundled_fonts().missing(f"Ann{character}a", key) == character


def test_a_line_feed_is_not_missing():
    assert bundled_fonts().missing("one\ntwo", LATIN) == ""


def test_an_unknown_face_is_a_key_error():
    with pytest.raises(KeyError):
        bundled_fonts().width("a", FontKey("Comic Sans", 400), 11)


def test_normalize_composes():
    assert normalize("e\u0323\u0302") == "ệ"
    assert bundled_fonts().missing(normalize(unicodedata.normalize("NFD", VIETNAMESE)), LATIN) == ""


def test_measuring_needs_no_font_library(monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.startswith("fontTools")]:
        monkeypatch.delitem(sys.modules, name)
    Fonts().width("Level 2 學", HAN, 11)
    assert not [name for name in sys.modules if name.startswith("fontTools")]
