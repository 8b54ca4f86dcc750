"""Faults that validators overlook, planted into good files."""

import io

import pikepdf
import pytest
from pikepdf import Array, Name

from scorepress.export.tags_check import structure_problems
from scorepress.model.diagnostic import Code, ScorepressError


@pytest.fixture
def plant(bilingual):
    """Change the file with two languages, and look for problems."""

    def planted(change):
        with pikepdf.open(io.BytesIO(bilingual)) as document:
            change(document)
            out = io.BytesIO()
            document.save(out)
        return structure_problems(out.getvalue())

    return planted


def element(document, kind):
    """The first element of a type, with its place in the file."""
    return next(o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == Name(kind))


def numbers(document):
    return document.Root.StructTreeRoot.ParentTree.Nums


def swap(array):
    array[0], array[1] = array[1], array[0]


def content(document, number, before, after):
    sheet = document.pages[number].obj
    data = sheet.Contents.read_bytes()
    assert before in data
    sheet.Contents = document.make_stream(data.replace(before, after, 1))


def test_good_files_have_no_problems(english, bilingual, plant):
    assert structure_problems(english) == structure_problems(bilingual) == plant(lambda _: None) == ()


def test_a_page_without_structparents(plant):
    def change(document):
        del document.pages[1].obj["/StructParents"]

    assert plant(change) == ("page 2 has no StructParents",)


def test_two_pages_with_the_same_structparents(plant):
    def change(document):
        document.pages[2].obj.StructParents = 0

    assert "pages 1 and 3 have the same StructParents 0" in plant(change)


def test_marked_content_that_is_not_in_the_tree(plant):
    def change(document):
        note = element(document, "/Note")
        assert note.K == 8
        del note["/K"]

    assert plant(change) == ("MCID 8 of page 2 is not in the structure tree",)


def test_marked_content_that_is_not_on_the_page(plant):
    def change(document):
        content(document, 1, b"/Span <</MCID 8>> BDC", b"/Artifact BMC")

    assert plant(change) == ("page 2 has no MCID 8, but the structure tree has",)


def test_marked_content_twice_in_the_tree(plant):
    def change(document):
        element(document, "/Note").K = Array([8, 8])

    assert "MCID 8 of page 2 stands in the structure tree 2 times" in plant(change)


def test_marked_content_twice_on_the_page(plant):
    def change(document):
        content(document, 1, b"/MCID 9>>", b"/MCID 8>>")

    assert plant(change) == (
        "page 2 has no MCID 9, but the structure tree has",
        "page 2 has MCID 8 2 times",
    )


def test_an_element_that_names_no_page(plant):
    def change(document):
        del element(document, "/Note")["/Pg"]

    assert plant(change)[0] == "MCID 8 of the structure tree is on no page"


def test_a_wrong_order_in_the_parenttree(plant):
    first, second = plant(lambda document: swap(numbers(document)[1]))
    assert first.startswith("the ParentTree gives MCID 0 of page 1 to object ")
    assert first.endswith("(H1) has it")
    assert second.startswith("the ParentTree gives MCID 1 of page 1 to object ")


def test_a_parenttree_that_is_too_short(plant):
    def change(document):
        del numbers(document)[1][-1]

    (problem,) = plant(change)
    assert problem.startswith("the ParentTree gives MCID 9 of page 1 to no element, but object ")


def test_pages_mixed_up_in_the_parenttree(plant):
    def change(document):
        entries = numbers(document)
        entries[1], entries[5] = entries[5], entries[1]

    assert len(plant(change)) > 10


def test_a_link_that_the_parenttree_does_not_know(plant):
    def change(document):
        document.pages[0].Annots[0].StructParent = 99

    (problem,) = plant(change)
    assert problem.startswith("the ParentTree gives annotation ")
    assert problem.endswith("(Link) has it")


def test_a_cell_without_a_header(make, paper):
    from scorepress.render.svg import render_svg

    svg = render_svg(paper.back())
    columns = svg.replace('role="columnheader"', 'role="cell"')
    rows = svg.replace('role="rowheader"', 'role="cell"')
    assert structure_problems(make(columns)) == tuple(
        f"table 1 has a cell without a header: row 1, column {column}" for column in (2, 3)
    )
    assert structure_problems(make(rows)) == ("table 1 has a cell without a header: row 2, column 1",)
    neither = columns.replace('role="rowheader"', 'role="cell"')
    assert "table 1 has a cell without a header: row 2, column 3" in structure_problems(make(neither))


def test_a_file_without_tags(plant):
    def change(document):
        del document.Root["/StructTreeRoot"]

    assert plant(change) == ("the document has no structure tree",)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<svg/>"])
def test_what_is_no_pdf_is_a_diagnostic(data):
    with pytest.raises(ScorepressError, match="not a PDF") as e:
        structure_problems(data)
    assert e.value.diagnostics[0].code is Code.FILE_NOT_READABLE
