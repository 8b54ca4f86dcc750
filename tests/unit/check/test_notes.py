"""Marks and the notes that they point to."""

from scorepress.check.notes import check_notes
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Span
from scorepress.model.template import BlockTemplate, Flow, Frame, Overflow, PageTemplate, RegionTemplate, Struct


def struct(line, *inner, **given):
    return Struct((*((name, value) for name, value in given.items()), ("columns", inner)), Span("page.yaml", line))


def page(*props):
    blocks = tuple(BlockTemplate("b", "text", Frame(0, 10, None, 0), None, Overflow(), one, one.span) for one in props)
    region = RegionTemplate("r", None, None, None, None, None, None, None, 0, Overflow(), None, blocks, Span("p", 1))
    return PageTemplate(2, Flow(1, 1, 1), (region,), Span("p", 1))


def problems(*pages):
    reporter = Reporter()
    check_notes(pages, reporter)
    return [(d.code, d.span.line if d.span else 0, d.message, d.hints) for d in reporter.found]


def test_a_mark_finds_its_note_also_from_inside_a_column():
    assert problems(page(struct(1, id="star"), struct(2, struct(3, note="star")))) == []


def test_a_note_that_is_not_on_the_page():
    (found,) = problems(page(struct(1, id="star"), struct(2, struct(3, note="stra"))))
    code, line, message, hints = found
    assert (code, line) == (Code.UNKNOWN_NAME, 3)
    assert message == "no text of page 2 has the id `stra`, to which a mark points"
    assert hints == ("did you mean `star`?",)


def test_a_note_of_another_page_is_not_on_this_one():
    ((code, _, _, hints),) = problems(page(struct(1, id="star")), page(struct(2, note="star")))
    assert code is Code.UNKNOWN_NAME
    assert hints == ("give the text that explains the mark `id: star`",)


def test_an_id_that_two_texts_have():
    ((code, line, _, _),) = problems(page(struct(1, id="star"), struct(2, id="star")))
    assert (code, line) == (Code.DUPLICATE_NAME, 2)


def test_both_reports_have_their_notes(root):
    for name in ("summative-alternate-elpac", "initial-alternate-elpac"):
        text = (root / "layouts" / name / "page-2.yaml").read_text(encoding="utf-8")
        assert "note: asterisk" in text
        assert "id: asterisk" in text
