"""What a screen reader says of a finished file."""

import io

import pikepdf
import pytest

from scorepress.export.transcript import transcript
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.scene import Role
from scorepress.noun import replace

ENGLISH = """\
[document] Report (en)

[page 1]

[heading 1] The first heading
Two lines with a space, and a self-made hyphen.
(fr) Bonjour

[heading 2] Second
Go to [link → https://example.org/b%C3%A1o-c%C3%A1o?a=1] example.org/reports today.
[list of 2]
- Name
  Ánh
- Plain

[page 2]

[heading 1] Results
[heading 2] This year
[figure] Gauge: 651 of 699.
[table: 2 rows, 3 columns]
[columns] Last year / 2025 | This year
[row] Score
  [Last year / 2025] blank
  [This year] 651* [see note]
[note] * The lowest score was given.
Page 2
"""


def test_a_file_is_read_in_its_order(english):
    assert transcript(english) == ENGLISH
    assert transcript(english) == transcript(english)


def test_another_language_is_announced_where_it_begins(bilingual):
    text = transcript(bilingual)
    ours, theirs = text.split("\n(zh-Hant)\n")
    assert f"{ours}\n" == ENGLISH
    assert theirs.startswith("\n[page 3]\n[heading 1] 您的孩子獲得651分，等級2\n\n[heading 1] The first heading\n")
    assert "\n[figure] (en) Gauge: 651 of 699.\n" in theirs


def test_what_was_hidden_is_not_said(make, paper):
    hidden = paper.group(Role.ARTIFACT, paper.lines(Role.PARAGRAPH, "decoration"))
    assert transcript(make(paper.page(hidden, paper.text("words")))) == "[document] Report (en)\n\n[page 1]\nwords\n"


def test_tables_lists_and_cells_may_speak_other_languages(make, paper):
    items = paper.group(
        Role.LIST, paper.group(Role.LIST_ITEM, paper.lines(Role.PARAGRAPH, "uno"), lang="es"), lang="fr"
    )
    head = paper.group(Role.ROW, paper.lines(Role.COLUMN_HEADER, "año", lang="es"))
    body = paper.group(Role.ROW, paper.group(Role.CELL, paper.lines(Role.PARAGRAPH, "dos", lang="es")))
    last = paper.group(Role.ROW, paper.lines(Role.CELL, "three"))
    text = transcript(make(paper.page(items, paper.group(Role.TABLE, head, body, last))))
    assert text.splitlines()[3:] == [
        "[list of 1] (fr)",
        "- (es) uno",
        "[table: 3 rows, 1 column]",
        "[columns] (es) año",
        "[row]",
        "  [(es) año] (es) dos",
        "[row]",
        "  [(es) año] three",
    ]


def test_a_figure_that_says_nothing_is_seen(make, paper):
    page = replace(paper.back(), items=(paper.group(Role.FIGURE, paper.text("651")),))
    assert "[figure] \n" in transcript(make(page))


def test_what_is_no_pdf_or_has_no_tags_is_a_diagnostic(english):
    with pytest.raises(ScorepressError, match="not a PDF") as e:
        transcript(b"<svg/>")
    assert e.value.diagnostics[0].code is Code.FILE_NOT_READABLE
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(english)) as document:
        del document.Root["/StructTreeRoot"]
        document.save(out)
    with pytest.raises(ScorepressError, match="the PDF has no tags"):
        transcript(out.getvalue())


def test_files_of_others_are_read_as_far_as_they_are_tagged(english):
    """References to pages in the kids, direct elements, kids that are nothing, pages without fonts."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(english)) as document:
        whole = document.Root.StructTreeRoot.K
        sheet = document.pages[1].obj
        marked = pikepdf.Dictionary(Type=pikepdf.Name.MCR, Pg=sheet, MCID=9)
        direct = pikepdf.Dictionary(S=pikepdf.Name.P, K=pikepdf.Array([marked]))
        whole.K = pikepdf.Array([None, direct])
        document.add_blank_page()
        document.save(out)
    assert transcript(out.getvalue()) == "[document] Report (en)\n\n[page 2]\nPage 2\n"
