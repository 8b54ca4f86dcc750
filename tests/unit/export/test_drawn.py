"""What the content of a page shows, and where: operators of any PDF, not only of ours."""

import pytest

from scorepress.export.drawn import read_drawing
from scorepress.export.tags_words import Cmap
from scorepress.model.color import Color

LATIN = Cmap(b"begincodespacerange <00> <ff> endcodespacerange beginbfrange <20> <7e> <0020> endbfrange")
WIDE = Cmap(b"begincodespacerange <0000> <ffff> endcodespacerange beginbfrange <0020> <007e> <0020> endbfrange")
FONTS = {"F": LATIN, "W": WIDE}


def read(content):
    drawing = read_drawing(content, FONTS, 100, 100)
    return drawing.runs, drawing.shapes


def words(content):
    return [(run.text, run.x, run.y, run.mcid) for run in read(content)[0]]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (b"(Level 3) Tj", "Level 3"),
        (b"(a\\(b\\)\\\\c) Tj", "a(b)\\c"),
        (b"(a(b)c) Tj", "a(b)c"),
        (b"(\\101\\102\\7) Tj", "AB�"),
        (b"(a\\\nb) Tj", "ab"),
        (b"<4c 65766> Tj", "Lev`"),
        (b"[(Le) -20 (vel) 3 <20> (3)] TJ", "Level 3"),
        (b"(Le) Tj (vel) Tj", "Level"),
        (b"(BT ET Q) Tj", "BT ET Q"),
        (b"/W 1 Tf <004c0065> Tj", "Le"),
    ],
)
def test_strings(shown, said):
    assert words(b"BT /F 1 Tf 9 0 0 9 54 45 Tm " + shown + b" ET") == [(said, 54, 55, None)]


def test_lines_move():
    content = b"BT /F 1 Tf 10 0 0 10 50 80 Tm (a) Tj 0 -1.2 Td (b) Tj 0 -1 TD (c) Tj T* (d) Tj 2 TL (e) ' ET"
    assert [(text, x, y) for text, x, y, _ in words(content)] == [
        ("a", 50, 20), ("b", 50, 32), ("c", 50, 42), ("d", 50, 52), ("e", 50, 72)]  # fmt: skip


def test_transformations_and_their_end():
    content = b"q 1 0 0 -1 0 100 cm q 2 0 0 2 10 0 cm 1 2 3 4 re f Q 1 2 3 4 re f Q 1 2 3 4 re f"
    boxes = [shape.box for shape in read(content)[1]]
    assert [(b.x, b.y, b.width, b.height) for b in boxes] == [(12, 4, 6, 8), (1, 2, 3, 4), (1, 94, 3, 4)]


@pytest.mark.parametrize(
    ("color", "found"),
    [
        (b"1 0 0 rg", Color(255, 0, 0)),
        (b"0.5 g", Color(128, 128, 128)),
        (b"0 1 1 0 k", Color(255, 0, 0)),
        (b"/CS cs 0 0 1 scn", Color(0, 0, 255)),
        (b"1 0 0 RG", Color(0, 0, 0)),
        (b"", Color(0, 0, 0)),
    ],
)
def test_colours_of_fills(color, found):
    assert read(color + b" 0 0 1 1 re f")[1][0].fill == found


def test_what_is_painted_and_what_is_not():
    content = b"0 0 9 9 re n 0 0 m 5 0 l 5 5 l h f 0 0 m 5 5 l S 0 0 m 1 1 2 2 3 3 c 9 9 l B 1 1 1 1 re W n"
    shapes = read(content)[1]
    assert [(len(shape.points), shape.fill is None) for shape in shapes] == [(3, False), (2, True), (3, False)]


def test_marked_content_is_nested():
    content = b"""/Artifact BMC BT /F 1 Tf (a) Tj ET EMC /P <</MCID 3>> BDC BT 1 0 0 1 9 9 Tm (b) Tj ET
        /Span <</Lang (en)>> BDC BT 1 0 0 1 8 8 Tm (c) Tj ET EMC EMC BT 1 0 0 1 7 7 Tm (d) Tj ET EMC"""
    assert [(text, mcid) for text, _, _, mcid in words(content)] == [("a", None), ("b", 3), ("c", 3), ("d", None)]


def test_comments_and_pictures_are_passed_over():
    content = b"% (no) Tj\nBI /W 1 /H 1 ID \x00(x) Tj\xff EI\nBT /F 1 Tf 1 0 0 1 5 5 Tm (yes) Tj ET"
    assert [text for text, *_ in words(content)] == ["yes"]


@pytest.mark.parametrize("content", [b"3 Tr (a) Tj", b"7 Tr (a) Tj", b"200 0 Td (a) Tj", b"0 -500 Td (a) Tj"])
def test_what_cannot_be_seen_is_passed_over(content):
    assert words(b"BT /F 1 Tf 9 0 0 9 54 45 Tm " + content + b" ET") == []


@pytest.mark.parametrize("name", [b"ActualText", b"E", b"Alt"])
def test_what_is_spoken_in_place_of_content_is_told(name):
    shown = b"/Span <</MCID 1/" + name + b" (b)>> BDC BT /F 1 Tf (a) Tj ET EMC"
    assert read_drawing(shown, FONTS, 100, 100).spoken
    assert not read_drawing(shown.replace(b"/" + name + b" (b)", b""), FONTS, 100, 100).spoken
