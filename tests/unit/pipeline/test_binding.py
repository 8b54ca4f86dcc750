"""Many reports in one file: valid, tagged, each as it is alone; a file of plain pages where the press gives up."""

from io import BytesIO

import page as validator
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from scorepress.export import press_bound
from scorepress.export.tags_check import structure_problems
from scorepress.export.transcript import transcript
from scorepress.noun import replace
from scorepress.pipeline.binding import Binder, Drawn
from scorepress.pipeline.press import Press
from scorepress.text.inserts import UnstencilledError

REPORT = "summative-alternate-elpac"


@pytest.fixture(scope="module")
def students(samples):
    press = samples.press(REPORT)
    return [record for record in samples.students(REPORT) if press.skip(record) is None][:4]


def bind(press, records, languages=("en",)):
    binder = Binder(press)
    for number, record in enumerate(records):
        (drawn,) = binder.draw([(record, languages)])
        assert isinstance(drawn, Drawn)
        binder.add(drawn, f"Nº {number} (of {len(records)})")
    return binder.finish()


def named(record, first):
    return replace(record, values={**record.values, "student.first_name": first})


def spoken(pdf):
    """What is read aloud, without the numbers of pages and the document's name."""
    lines = transcript(pdf).splitlines()
    return [line for line in lines if line and not line.startswith(("[document]", "[page ", "[part]"))]


@pytest.mark.parametrize("languages", [("en",), ("en", "vi"), ("zh-Hant",)], ids="+".join)
def test_validators_find_nothing(samples, students, languages):
    pdf = bind(samples.press(REPORT), students, languages)
    for profile in ("ua1", "2a"):
        assert validator.validate_pdf_bytes(pdf, profile=profile).failures == []
    assert structure_problems(pdf) == ()


def test_each_page_is_read_as_it_is_alone(samples, students):
    press = samples.press(REPORT)
    alone = [line for record in students for line in spoken(press.fast.printed(record, ("en",)).pdf)]
    assert len(alone) > 100
    assert spoken(bind(press, students)) == alone


def test_faces_are_in_the_file_once(samples, students):
    press = samples.press(REPORT)
    one = len(bind(press, students[:1]))
    more = len(bind(press, students)) - one
    assert more < 3 * one


def test_what_all_pages_have_is_in_the_file_once(samples, students):
    press = samples.press(REPORT)
    with pikepdf.open(BytesIO(bind(press, students))) as file:
        drawn = [[stream.objgen for stream in page.Contents] for page in file.pages[::2]]
    shared = set(drawn[0]).intersection(*drawn)
    assert len(shared) == 1
    assert len({one for page in drawn for one in page}) == 1 + len(students)


def test_copies_have_their_drawings_in_common(samples, students):
    press = samples.press(REPORT)
    sizes = []
    for copies in (1, 2):
        binder = Binder(press)
        for drawn in binder.draw([(record, ("en",)) for record in students]):
            assert isinstance(drawn, Drawn)
            for _ in range(copies):
                binder.add(drawn, "Ana")
        sizes.append(len(binder.finish()))
        assert binder.pages == 2 * len(students) * copies
    alone = len(bind(press, students[:1]))
    more = (sizes[0] - alone) / (len(students) - 1)
    assert sizes[1] - sizes[0] < 0.7 * more * len(students)


def test_each_stream_of_a_page_can_be_read_by_itself(samples, students):
    for lang in ("en", "zh-Hant"):
        with pikepdf.open(BytesIO(bind(samples.press(REPORT), students, (lang,)))) as file:
            for page in file.pages:
                streams = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
                steps = [step for stream in streams for step in pikepdf.parse_content_stream(stream)]
                assert [str(step.operator) for step in steps] == [
                    str(step.operator) for step in pikepdf.parse_content_stream(page)
                ]
                assert steps


@pytest.mark.parametrize("how", ["filled", "drawn"])
def test_very_many_objects_stand_in_several_streams(samples, students, monkeypatch, how):
    press = samples.press(REPORT)
    if how == "drawn":
        monkeypatch.setattr(press.fast, "filled", lambda orders: [UnstencilledError("drawn")] * len(orders))
    some = [named(record, first) for record, first in zip(students, ("Ġorġ", "Ḃarra", "Ștefan", "Ana"), strict=True)]
    heard = spoken(bind(press, some))
    streams = bind(press, some).count(b"/Type/ObjStm")
    more = set()
    for shelf in (*range(17, 32), 60):
        monkeypatch.setattr(press_bound, "SHELF", shelf)
        pdf = bind(press, some)
        more.add(pdf.count(b"/Type/ObjStm") - streams)
        assert not press.fast.fallbacks
        assert structure_problems(pdf) == ()
        assert spoken(pdf) == heard
        assert pypdfium2.PdfDocument(pdf).get_toc().__next__().get_title() == "Nº 0 (of 4)"
    assert max(more) > 0
    assert validator.validate_pdf_bytes(pdf, profile="ua1").failures == []
    (shown,) = {page.get_size() for page in pypdfium2.PdfDocument(pdf)}
    assert shown == (612, 792)


def test_bookmarks_in_all_letters(samples, students):
    marks = pypdfium2.PdfDocument(bind(samples.press(REPORT), students)).get_toc()
    assert [(mark.get_title(), mark.get_dest().get_index()) for mark in marks] == [
        (f"Nº {n} (of 4)", 2 * n) for n in range(4)
    ]


def test_who_was_printed_before_does_not_show(samples, students):
    press = samples.press(REPORT)
    fresh = Press(press.template)
    assert bind(fresh, students[2:]) == bind(press, students[2:])


def test_what_the_press_cannot_hold_is_joined_of_whole_files(samples, students, monkeypatch):
    monkeypatch.setattr(press_bound, "SHELF", 10)
    press = Press(samples.press(REPORT).template)
    found = pypdfium2.PdfDocument(bind(press, students))
    assert sum(press.fast.fallbacks.values()) == 1
    pages = [page.get_textpage().get_text_bounded() for page in found]
    alone = [pypdfium2.PdfDocument(press.printed(record, ("en",)).pdf) for record in students]
    assert pages == [page.get_textpage().get_text_bounded() for one in alone for page in one]
    assert [mark.get_dest().get_index() for mark in found.get_toc()] == [0, 2, 4, 6]
