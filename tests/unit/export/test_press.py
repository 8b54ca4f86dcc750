"""The press on pages with everything that can have a meaning; documents are compared in `tests/test_press.py`."""

import subprocess
import sys
import zlib
from functools import partial
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.export.press import PdfPress, PressPage, UnpressableError
from scorepress.export.press_content import page_content
from scorepress.export.press_draw import draw_item
from scorepress.export.press_mould import PartMaker
from scorepress.export.press_pack import blocks, framed, quick_blocks, quickly_packed
from scorepress.export.press_part import make_part
from scorepress.export.press_values import Base, Hole, PageId, pdf_form, pdf_text
from scorepress.export.tags_check import structure_problems
from scorepress.export.tags_objects import PdfName, Ref
from scorepress.export.transcript import transcript
from scorepress.model.scene import Group, Image, Page, Role
from scorepress.noun import replace


def pressed(*pages: Page, lang: str = "en", shared: bool = False) -> bytes:
    """The pages as the press prints them; shared: as if all was on many students' pages."""
    items = {id(one): one for page in pages for item in page.items for one in (item, *getattr(item, "items", ()))}
    return PdfPress({}).export([PressPage(page, items if shared else ()) for page in pages], title="Title", lang=lang)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("several", [False, True])
def test_all_meanings_are_those_of_the_reference(paper, make, several, shared) -> None:
    pages = [paper.front(), paper.back()]
    if several:
        pages += [replace(paper.foreign(page), number=page.number + 2) for page in pages]
    made = pressed(*pages, shared=shared)
    assert transcript(made).splitlines()[1:] == transcript(make(*pages)).splitlines()[1:]
    assert structure_problems(made) == ()


def test_a_mark_without_its_note_is_refused(paper) -> None:
    page = paper.page(paper.lines(Role.PARAGRAPH, "651*", refers="star"))
    with pytest.raises(UnpressableError, match="`star`, which is not on its page"):
        pressed(page)


def test_an_id_that_is_there_twice_is_refused(paper) -> None:
    notes = (paper.lines(Role.NOTE, "one", id="star"), paper.lines(Role.NOTE, "two", y=100, id="star"))
    with pytest.raises(UnpressableError, match="`star` stands on a page twice"):
        pressed(paper.page(*notes))


def test_what_is_not_known_is_refused(paper) -> None:
    with pytest.raises(UnpressableError, match="Image"):
        pressed(paper.page(paper.group(Role.ARTIFACT, Image(0, 0, 10, 10, b"", "image/png"))))


def test_moulds_say_what_planning_each_part_says(paper) -> None:
    maker = PartMaker()
    for page in (paper.front(), paper.back(), paper.foreign(paper.back())):
        for item in (one for region in page.items for one in (region, *getattr(region, "items", ()))):
            if not isinstance(item, Group):
                continue
            for _ in range(2):
                cast = maker.part(item, page.lang, "Sect", 792.0)
                plain = make_part((item,), page.lang, "Sect", 792.0)[0]
                for name in ("pieces", "marks", "owners", "tops", "links", "headings", "ids", "refers", "characters"):
                    assert getattr(cast, name) == getattr(plain, name), name
                assert [form.holes for form in cast.objects] == [form.holes for form in plain.objects]


def test_forms_keep_what_they_say_and_count_their_holes() -> None:
    form = pdf_form({"S": PdfName("P"), "T": "100 % (a)", "P": Hole(Base.PARENT, 0), "K": [Hole(Base.MARK, 2, False)],
                     "ID": PageId("no%te"), "O": Ref(7), "N": [1.5, -0.0, True]})  # fmt: skip
    filled = form.filled((0, 40, 0, 9, 0, 0, 3))
    assert filled == b"<</S /P/T (100 % \\(a\\))/P 9 0 R/K [42]/ID (3-no%te)/O 7 0 R/N [1.5 0 true]>>"


def test_texts_are_in_the_encoding_of_the_format_where_it_has_them() -> None:
    assert pdf_text("Level 3—José (José’s)") == b"(Level 3\x84Jos\xe9 \\(Jos\xe9\x90s\\))"
    assert pdf_text("Łucja") == b"(\xfe\xff\x01A\x00u\x00c\x00j\x00a)"


@pytest.mark.parametrize("first", [*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2010, 0x2130), 0x4E2D, 0x1F600])
def test_texts_are_read_as_they_were_written(first: int) -> None:
    one = chr(first)
    for text in (one, f"{one}a", f"a{one}", f"{one}ÿ", f"þ{one}", f"ï»¿{one}", f"{one}\r\n{one}", f"{one}Ǝ(\\)Ȋč{one}"):
        assert str(pikepdf.Object.parse(pdf_text(text))) == text
        assert b"\n" not in pdf_text(text)


def test_pieces_of_deflate_can_be_put_together() -> None:
    plain = [b"first " * 50, b"second", b"third " * 90]
    ready = [(part, blocks(part) if n != 1 else b"") for n, part in enumerate(plain)]
    made = zlib.decompress(page_content(792, ready))
    assert made.endswith(b"".join(plain))


@pytest.mark.parametrize("ending", [b"", b"x", b"xy", b"xyz"])
def test_no_stream_ends_in_a_carriage_return(ending: bytes) -> None:
    many = (page_content(792, [(b"%d" % n + ending, b"")]) for n in range(300))
    assert not any(one.endswith(b"\r") for one in many)


def test_brackets_and_line_ends_among_the_codes_are_escaped(paper) -> None:
    """Glyph numbers are bytes; some of them are brackets."""
    strings = ["".join(map(chr, range(start, start + 13))) for start in range(0xAE, 0x17A, 13)]
    page = paper.page(*(paper.lines(Role.PARAGRAPH, one, y=50.0 + 20 * n) for n, one in enumerate(strings)))
    said = transcript(pressed(page))
    assert all(one.strip() in said for one in strings)
    for one, other in pairwise(strings):
        assert draw_item(paper.text(one)) != draw_item(paper.text(other))


def test_a_page_says_only_what_it_must(paper) -> None:
    import io

    with pikepdf.open(io.BytesIO(pressed(paper.front()))) as document:
        page = document.pages[0]
        assert set(page.obj.keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/StructParents",
                                    "/Annots", "/Tabs"}  # fmt: skip


@given(st.lists(st.binary() | st.integers(0, 40).map(lambda n: b"/P <</MCID %d>> BDC 1 0 0 1 0 0 cm " % n * n)))
def test_blocks_one_behind_the_other_are_a_stream(pieces):
    plain = [b"", *pieces]
    made = [quick_blocks(piece, before) for before, piece in pairwise(plain)]
    stream = framed(made, pieces)
    assert zlib.decompress(stream) == zlib.decompress(quickly_packed(b"".join(pieces))) == b"".join(pieces)


def test_the_same_is_packed_to_the_same_bytes_in_every_process():
    """Not so with other levels of ISA-L, see decision 0170."""
    code = """if True:
        import hashlib, random
        from scorepress.export.press_pack import quick_blocks, quickly_packed
        known = random.Random(1)
        words = [known.randbytes(known.randrange(2, 30)) for _ in range(60)]
        pieces = [b" ".join(known.choices(words, k=known.randrange(200))) for _ in range(300)]
        order = list(range(300))
        random.shuffle(order)
        made = {n: quick_blocks(pieces[n], pieces[n - 1]) + quickly_packed(pieces[n]) for n in order}
        print(hashlib.sha256(b"".join(made[n] for n in range(300))).hexdigest())
    """
    run = partial(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len({run().stdout for _ in range(5)}) == 1
