"""The finished file: what its structure tree says, and what else makes it readable for everyone."""

import io
import re
import shutil
import subprocess
from xml.etree import ElementTree as ET

import page as validator
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from pikepdf import Name

from scorepress.model.scene import Role

PROFILES = ("ua1", "2a")


@pytest.fixture
def opened():
    """Open a PDF, and close it at the end of the test."""
    files = []

    def open_pdf(data):
        files.append(pikepdf.open(io.BytesIO(data)))
        return files[-1]

    yield open_pdf
    for file in files:
        file.close()


def failures(data, profile="ua1"):
    return [(f.rule_id, f.message) for f in validator.validate_pdf_bytes(data, profile=profile).failures]


def elements(node):
    """All structure elements under a node, in order."""
    for kid in held(node):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def held(node):
    """What a node holds."""
    kids = node.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def kinds(node, depth=0):
    """The tree as lines: type and what belongs to it."""
    for kid in held(node):
        if not isinstance(kid, pikepdf.Dictionary):
            yield "  " * depth + str(kid)
        elif "/Obj" in kid:
            yield "  " * depth + "OBJR"
        elif "/S" in kid:
            more = [f"{key[1:]}={kid[key]}" for key in ("/T", "/Lang", "/Alt", "/ID") if key in kid]
            scope = kid.get("/A", pikepdf.Dictionary()).get("/Scope")
            more += [f"Scope={scope}"] if scope else []
            yield " ".join(["  " * depth + str(kid.S)[1:], *more])
            yield from kinds(kid, depth + 1)


TREE = """\
Document Lang=en
  Sect T=First
    H1
      0
    P
      1
    P Lang=fr
      2
  Sect
    H2
      3
    P
      4
      Link
        5
        OBJR
      6
    L
      LI
        LBody
          P
            7
          P
            8
      LI
        LBody
          9
  Sect T=Results
    H1
      0
    H2
      1
    Figure Alt=Gauge: 651 of 699.
      2
    Table
      TR
        TD
        TH Scope=/Column
          P
            3
          P
            4
        TH Scope=/Column
          5
      TR
        TH Scope=/Row
          6
        TD
        TD
          Reference
            7
  Note ID=2-star
    8
  P
    9
"""


def test_the_structure_is_that_of_the_pages(english, opened):
    assert "\n".join(kinds(opened(english).Root.StructTreeRoot)) + "\n" == TREE


# --- validators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
def test_validators_find_nothing(english, bilingual, make, paper, profile):
    for data in (english, bilingual, make(paper.page()), make(paper.page(paper.text("loose")))):
        assert failures(data, profile) == []


def test_the_syntax_is_right(bilingual, opened, tmp_path):
    assert opened(bilingual).check_pdf_syntax() == []
    if not shutil.which("qpdf"):
        pytest.skip("qpdf is not installed")
    (tmp_path / "x.pdf").write_bytes(bilingual)
    subprocess.run(["qpdf", "--check", tmp_path / "x.pdf"], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('aria-level="2"', 'aria-level="3"', "heading"),
        (' aria-label="Gauge: 651 of 699."', "", "Alt"),
        ('lang="en" xml:lang="en" width', 'lang="en us" xml:lang="en us" width', "[Ll]ang"),
    ],
    ids=["heading skipped", "figure without text", "wrong language"],
)
def test_a_planted_defect_is_found(paper, make, before, after, complaint):
    from scorepress.render.svg import render_svg

    svg = render_svg(paper.back())
    assert before in svg
    found = failures(make(svg.replace(before, after), lang="vi"))
    assert any(re.search(complaint, message) for _, message in found), found


def test_pdfinfo_reads_the_same(english, tmp_path):
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is not installed")
    (tmp_path / "x.pdf").write_bytes(english)
    run = subprocess.run(["pdfinfo", "-struct-text", tmp_path / "x.pdf"], check=True, capture_output=True, text=True)
    assert run.stderr == ""
    assert re.findall('"(.*)"', run.stdout)[1:5] == [
        "The first heading",
        "Two lines with a space, and a self-made hyphen.",
        "Bonjour",
        "Second",
    ]


# --- words ------------------------------------------------------------------------------------------------------------


def dense(words):
    return "".join(words.split())


def test_all_words_are_tagged_in_reading_order(bilingual, english):
    from scorepress.export.objects import read_objects
    from scorepress.export.tags_read import read_structure

    for data in (english, bilingual):
        document = pypdfium2.PdfDocument(data)
        for number, sheet in enumerate(read_structure(read_objects(data)).sheets):
            read = document[number].get_textpage().get_text_range()
            # PDFium has a mark of its own for a hyphen at the end of a line.
            assert dense(read.replace("\ufffe", "-")) == dense("".join(sheet.words.values()))
        document.close()


def test_lines_are_parted_by_spaces_where_words_are(english, bilingual):
    from scorepress.export.objects import read_objects
    from scorepress.export.tags_read import read_structure

    first, second, third, fourth = read_structure(read_objects(bilingual)).sheets
    assert first.words[1] == "Two lines with a space, and a self-made hyphen."
    assert [first.words[mcid] for mcid in (4, 5, 6)] == ["Go to ", "example.org/reports ", "today."]
    assert second.words[8] == "* The lowest score was given."
    assert third.words[0] == fourth.words[0] == "您的孩子獲得651分，等級2"


def test_a_text_that_looks_like_a_sentinel_is_a_text(make, paper):
    hostile = "0.137 0.359 0.753 rg 0 0 0.125 0.375 re f \\) 0 0 0.125 0.375 re f ( 0 0 0.125 0.375 re f  "
    data = make(paper.page(paper.lines(Role.PARAGRAPH, hostile, hostile), paper.lines(Role.PARAGRAPH, "after", y=300)))
    assert dense(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()) == dense(hostile * 2 + "after")


# --- links, notes, figures --------------------------------------------------------------------------------------------


def test_a_link_can_be_found_followed_and_heard(english, opened, paper):
    document = opened(english)
    front, back = document.pages
    (link,) = front.Annots
    assert (link.Subtype, link.F, str(link.Contents)) == (Name.Link, 4, "example.org/reports")
    assert str(link.A.URI) == "https://example.org/b%C3%A1o-c%C3%A1o?a=1"
    left, bottom, right, top = map(float, link.Rect)
    assert left == 54
    assert right == pytest.approx(54 + paper.text("example.org/").width, abs=0.01)
    assert 792 - 200 < top < 792 - 185
    assert 792 - 220 < bottom < 792 - 215
    quads = list(map(float, link.QuadPoints))
    assert len(quads) == 16
    for upper_left, upper_right, lower_left, lower_right in (
        [(quads[i + 2 * k], quads[i + 2 * k + 1]) for k in range(4)] for i in (0, 8)
    ):
        assert upper_left[0] == lower_left[0] < upper_right[0] == lower_right[0] <= right
        assert bottom <= lower_left[1] == lower_right[1] < upper_left[1] == upper_right[1] <= top
    assert front.Tabs == Name.S
    assert "/Annots" not in back
    assert "/Tabs" not in back
    (element,) = (e for e in elements(document.Root.StructTreeRoot) if Name.Link == e.S)
    assert element.K[1].Obj.objgen == link.objgen


def test_a_mark_points_to_its_note(english, bilingual, opened):
    root = opened(english).Root.StructTreeRoot
    note, mark = (next(e for e in elements(root) if kind == e.S) for kind in (Name.Note, Name.Reference))
    assert [target.objgen for target in mark.Ref] == [note.objgen]
    names = opened(bilingual).Root.StructTreeRoot.IDTree.Kids[0].Names
    assert [str(name) for name in list(names)[::2]] == ["2-star", "4-star"]


def test_a_figure_knows_where_it_is(english, opened):
    (figure,) = (e for e in elements(opened(english).Root.StructTreeRoot) if Name.Figure == e.S)
    assert [float(n) for n in figure.A.BBox] == pytest.approx([318 - 264, 792 - 351, 442, 792 - 290], abs=0.01)


# --- the document -----------------------------------------------------------------------------------------------------


def test_parts_of_a_file_name_their_language(bilingual, opened):
    document = opened(bilingual)
    assert str(document.Root.Lang) == "en"
    assert [(str(e.S), str(e.Lang), str(e.T)) for e in held(document.Root.StructTreeRoot.K)] == [
        ("/Part", "en", "Report (en)"),
        ("/Part", "zh-Hant", "成績報告"),
    ]
    figures = [e for e in elements(document.Root.StructTreeRoot) if Name.Figure == e.S]
    assert [str(e.get("/Lang", "")) for e in figures] == ["", "en"]


def test_a_file_in_another_language_than_it_says_has_a_part(make, paper, opened):
    whole = opened(make(paper.front(), lang="vi")).Root.StructTreeRoot.K
    assert [(str(e.S), str(e.Lang)) for e in held(whole)] == [("/Part", "en")]


def bookmarks(items):
    return [(item.title, bookmarks(item.children)) for item in items]


def test_headings_are_bookmarks(english, bilingual, opened):
    document = opened(english)
    with document.open_outline() as outline:
        assert bookmarks(outline.root) == [("The first heading", [("Second", [])]), ("Results", [("This year", [])])]
    assert document.Root.Outlines.Count == 4
    assert document.Root.Outlines.First.SE.S == Name.H1
    assert document.Root.Outlines.Last.Dest[0].objgen == document.pages[1].obj.objgen
    with opened(bilingual).open_outline() as outline:
        ours, theirs = outline.root
        assert (ours.title, theirs.title) == ("Report (en)", "成績報告")
        assert [item.title for item in theirs.children] == [
            "您的孩子獲得651分，等級2",
            "The first heading",
            "您的孩子獲得651分，等級2",
            "Results",
        ]


def test_the_title_is_shown_and_a_day_that_nobody_told_is_not(make, paper, opened):
    document = opened(make(paper.front(), title="Bericht <&> 成績"))
    assert str(document.docinfo.Title) == "Bericht <&> 成績"
    assert not {"/CreationDate", "/ModDate"} & set(document.docinfo.keys())
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert document.Root.MarkInfo.Marked
    xmp = ET.fromstring(document.Root.Metadata.read_bytes())  # noqa: S314 - our own
    texts = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in xmp.iter()}
    assert texts["part"] in {"1", "2"}
    assert [e.text for e in xmp.iter() if e.tag.endswith("pdfua/ns/id/}part")] == ["1"]
    assert "Bericht <&> 成績" in [e.text for e in xmp.iter()]
    assert b"/Type /Metadata" in make(paper.front())


def test_xmp_names_all_languages(bilingual, opened):
    assert b"<rdf:li>en</rdf:li><rdf:li>zh-Hant</rdf:li>" in opened(bilingual).Root.Metadata.read_bytes()


def test_composite_fonts_say_how_their_glyphs_are_numbered(bilingual, opened):
    fonts = [font for sheet in opened(bilingual).pages for font in sheet.Resources.Font.values()]
    inner = [font.DescendantFonts[0] for font in fonts if font.Subtype == Name.Type0]
    assert inner
    assert all(font.CIDToGIDMap == Name.Identity for font in inner)


def test_no_stream_of_a_page_ends_in_a_carriage_return(make, paper):
    """Without care one file in ten has one."""
    for number in range(40):
        data = make(paper.page(paper.lines(Role.PARAGRAPH, f"Page {number}", "x" * number)))
        assert b"\r\nendstream" not in data, number


def test_no_stream_of_objects_ends_in_a_carriage_return():
    """Without care one file in a hundred has one."""
    from scorepress.export.objects import OpenPdf

    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = "x"
        document.Root.MarkInfo = document.Root.ViewerPreferences = pikepdf.Dictionary()
        document.save(out)
    for number in range(400):
        file = OpenPdf(out.getvalue())
        file.put(file.info, {"Title": "x" * number})
        assert b"\r\nendstream" not in file.save(), number


# --- sizes ------------------------------------------------------------------------------------------------------------


def test_tags_cost_little(make, paper):
    assert len(make(paper.front(), paper.back())) < 20_000
