"""What is written in marked content, with the meanings of codes that the fonts of PDF files may give."""

from scorepress.export.tags_objects import Instruction, PdfName
from scorepress.export.tags_words import read_words

CMAP = b"""\
1 begincodespacerange
<0000> <ffff>
endcodespacerange
2 beginbfchar
<0001> <0041>
<0002> <00660069>
endbfchar
2 beginbfrange
<0010> <0012> <0061>
<0020> <0021> [<0078> <D83DDE00>]
endbfrange
"""
SIMPLE = b"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n1 beginbfchar\n<41> <1EA4>\nendbfchar"


def do(operator, *operands):
    return Instruction(operands, operator)


def begin(mcid):
    return do("BDC", PdfName("Span"), {"MCID": mcid})


END, ARTIFACT, WIDE = do("EMC"), do("BMC", PdfName("Artifact")), do("Tf", PdfName("F1"), 1)


def read(*content):
    return read_words(content, {"F1": CMAP, "F2": SIMPLE})


def test_codes_are_read_through_the_font_that_is_set():
    text = do("Tj", b"\x00\x01\x00\x02\x00\x10\x00\x12\x00\x20\x00\x21")
    assert read(begin(0), WIDE, text, do("Tf", PdfName("F2"), 1), do("Tj", b"A"), END)[1] == {0: "Afiacx😀Ấ"}


def test_a_code_without_a_meaning_is_seen():
    assert read(begin(0), do("Tj", b"A"), WIDE, do("Tj", b"\x00\x99"), END)[1] == {0: "\ufffd\ufffd"}


def test_pieces_of_a_line_are_joined():
    assert read(begin(3), WIDE, do("TJ", [b"\x00\x01", -250, b"\x00\x10"]), do("'", b"\x00\x11"), END)[1] == {3: "Aab"}


def test_content_belongs_to_the_innermost_mark_that_has_a_number():
    a = do("Tj", b"\x00\x01")
    order, words = read(
        WIDE, a, begin(0), a, ARTIFACT, a, END, begin(1), a, END, a, END, ARTIFACT, a, END, begin(0), a, END
    )
    assert order == (0, 1, 0)
    assert words == {0: "AAAA", 1: "A"}
