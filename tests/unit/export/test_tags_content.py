"""Cutting the content of a page at its sentinels."""

import pytest

from scorepress.export.tags_content import mark_content

SENTINEL = b"0 0 0.125 0.375 re f\n"
COLORED = b"0.137 0.359 0.753 rg " + SENTINEL


def page(*pieces, before=b"q\n", after=b"Q\n"):
    first, *rest = pieces
    return before + COLORED + first + b"".join(COLORED + piece for piece in rest) + COLORED + after


def test_each_piece_is_marked():
    content = page(b"1 0 0 rg 9 9 9 9 re f\n", b"0 0 0 rg BT\n(a)Tj\nET\n", b"BT (b) Tj ET\n")
    assert mark_content(content, (None, 0, 1)) == (
        b"q\n"
        b"/Artifact BMC\n1 0 0 rg 9 9 9 9 re f\nEMC\n"
        b"/Span <</MCID 0>> BDC\n0 0 0 rg BT\n(a)Tj\nET\nEMC\n"
        b"/Span <</MCID 1>> BDC\nBT (b) Tj ET\nEMC\n"
        b"Q\n"
    )


def test_decoration_that_paints_nothing_needs_no_mark():
    assert mark_content(page(b"1 w\n", b"(a)Tj\n"), (None, 0)) == b"q\n1 w\n/Span <</MCID 0>> BDC\n(a)Tj\nEMC\nQ\n"


def test_a_piece_without_drawing_is_marked_all_the_same():
    assert mark_content(page(b"", b"(a)Tj\n"), (0, 1)).startswith(b"q\n/Span <</MCID 0>> BDC\nEMC\n")


def test_states_set_with_a_sentinel_are_kept():
    content = b"q\n0.137 0.359 0.753 rg /a0 gs\n" + SENTINEL + b"f\n" + COLORED
    assert mark_content(content, (None,)) == b"q\n/Artifact BMC\n/a0 gs\nf\nEMC\n"


def test_a_sentinel_may_be_written_in_several_ways():
    content = (
        COLORED.replace(b" ", b"\n")
        + b"S\n"
        + SENTINEL
        + b"(a)Tj\n"
        + b"0.137000 0.3590 0.753 rg 0 0 0.125 0.375 re\nf*\n"
    )
    assert mark_content(content, (None, 0)) == b"/Artifact BMC\nS\nEMC\n/Span <</MCID 0>> BDC\n(a)Tj\nEMC\n"


@pytest.mark.parametrize(
    "string", [b"( 0 0 0.125 0.375 re f )", rb"(\( 0 0 0.125 0.375 re f \\)", b"(\n0 0 0.125 0.375 re f\n)"]
)
def test_strings_are_not_read(string):
    assert string in mark_content(page(string + b"Tj\n"), (0,))


@pytest.mark.parametrize("marks", [(), (0,), (0, 1, 2), (None, 0, None, 1)])
def test_a_lost_piece_is_an_error(marks):
    with pytest.raises(AssertionError, match=f"drawn in 2 pieces, and is tagged in {len(marks)}"):
        mark_content(page(b"f\n", b"S\n"), marks)


@pytest.mark.parametrize(
    "paint", [b"9 9 9 9 re f\n", b"B*\n", b"/x5 Do\n", b"(a)Tj\n", b"[(a)-3(b)]TJ\n", b"<0041>Tj\n"]
)
def test_drawing_outside_of_all_pieces_is_an_error(paint):
    for content in (page(b"f\n", before=paint), page(b"f\n", after=paint)):
        with pytest.raises(AssertionError, match="outside"):
            mark_content(content, (None,))
