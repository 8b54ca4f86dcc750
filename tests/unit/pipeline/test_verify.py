"""Planted mistakes: a page that says or shows anything else than it must is found, from the finished PDF alone.

The mistakes are made while a good report is printed: a text is another student's, a drawing is moved. So they are of
any kind, and no sentence of a report stands here.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
import pytest

from scorepress.apps.students import Inputs, Students
from scorepress.evaluate.places import Place, Plan
from scorepress.export.read_back import read_back
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.reading import Sheet
from scorepress.model.record import Record
from scorepress.model.report import Block, Phrase, Report
from scorepress.model.rules import FieldWord
from scorepress.model.scene import Group, Item, Page, Polygon, Rect
from scorepress.model.template import Struct
from scorepress.model.values import SchoolYear
from scorepress.noun import replace
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.verify import Verifier
from scorepress.pipeline.verify_bundle import is_bundle, reports_in, verify_bundle
from scorepress.pipeline.verify_reader import Asked, Verified
from scorepress.workspace import Workspace, scratch

STUDENTS = Path(__file__).parent.parent.parent / "data" / "students"
REPORTS = tuple(sorted(path.stem for path in STUDENTS.glob("*.jsonl")))
SUMMATIVE = REPORTS[-1]


@dataclass(frozen=True)
class Desk:
    """A report with its students."""

    press: Press
    verifier: Verifier
    students: tuple[Record, ...]

    def look(self, pdf: bytes, name: str = "report.pdf", record: Record | None = None) -> Verified:
        own = {} if record is None else {self.verifier.name(record.values): [record]}
        finder = None if record is None else lambda known: own.get(known, [])
        return self.verifier.verify(read_back(pdf), Asked(name), finder)

    def print(
        self, *reports: Report, scene: Callable[[Page], Page] = lambda page: page, title: str | None = None
    ) -> bytes:
        pages = [scene(page) for report in reports for page in self.press.pages(report)]
        svgs = [self.press.svg(page) for page in pages]
        return self.press.pdf(svgs, title or reports[0].title.text, reports[0].lang)


@cache
def desk(report: str = SUMMATIVE) -> Desk:
    opened, found = open_project(Workspace(), report)
    assert opened, found
    press = Press(opened.template)
    with scratch() as database:
        rows = tuple(Students(opened, Inputs((str(STUDENTS / f"{report}.jsonl"),)), database).rows())
    return Desk(press, Verifier(press), tuple(r for r in rows if isinstance(r, Record) and press.skip(r) is None))


def changed(report: Report, path: str, value: object) -> Report:
    """The report with one property, by the path of its spot, made another."""
    page, region, block, *names = path.split(".")

    def inside(struct: object, names: list[str]) -> object:
        if not names:
            return value
        if isinstance(struct, tuple):
            at = int(names[0])
            return (*struct[:at], inside(struct[at], names[1:]), *struct[at + 1 :])
        assert isinstance(struct, Struct)
        return replace(
            struct,
            pairs=tuple((key, inside(one, names[1:]) if key == names[0] else one) for key, one in struct.pairs),
        )

    def of(one: Block, number: int, name: str) -> Block:
        if (str(number), name) != (page, region) or one.span != layout[number, name][int(block)].span:
            return one
        props = inside(one.props, names)
        assert isinstance(props, Struct)
        return replace(one, props=props)

    layout = {(p.number, r.name): r.blocks for p in desk(report.template).press.template.pages for r in p.regions}
    return replace(
        report,
        pages=tuple(
            replace(p, regions=tuple(
                replace(r, blocks=tuple(of(b, p.number, r.name) for b in r.blocks)) for r in p.regions))
            for p in report.pages
        ),
    )  # fmt: skip


def said(report: Report) -> dict[str, Place]:
    """What a report says at each place; where levels are supposed, there are several, and none is given."""
    places, _gauges = Plan(desk(report.template).press.template).filled(report)
    return {place.spot.path: place for place in places if not place.spot.supposed}


def codes(verified: Verified) -> set[Code]:
    return {finding.code for finding in verified.findings}


def messages(verified: Verified) -> str:
    return "\n".join(finding.message for finding in verified.findings)


# --- good files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_is_found_in_good_files(report):
    one = desk(report)
    for index, record in enumerate(one.students[:5]):
        own, _name = one.press.student_language(record)
        alone = ("en", "es", "vi", "zh-Hant", "fil")[index % 5]
        languages = ("en", own) if own and index % 2 else (alone,)
        pdf = one.print(*(one.press.report(record, lang) for lang in languages))
        name = f"{one.verifier.name(record.values)}-{'-'.join(languages)}.pdf"
        assert one.look(pdf, name).findings == ()
        verified = one.look(pdf, name, record)
        assert verified.findings == ()
        assert verified.pages == 2 * len(languages)
        assert verified.gauges >= len(languages)


# --- words ------------------------------------------------------------------------------------------------------------


def mistakes(report: str, lang: str, student: int) -> Iterator[tuple[str, Phrase, Record, Report]]:
    """Each text of a student's report, made that of another student who has other words there."""
    one = desk(report)
    record = one.students[student]
    good = one.press.report(record, lang)
    others = [said(one.press.report(other, lang)) for other in one.students if other is not record]
    for path, place in said(good).items():
        assert place.made
        for other in others:
            wrong = other.get(path)
            if wrong and wrong.made and wrong.made.text != place.made.text:
                yield path, wrong.made, record, changed(good, path, wrong.made)
                break


ALONE = {"student.ssid", "student.date_of_birth", "school.name", "lea.name", "student.last_name", "student.middle_name",
         "student.address.line_1", "student.address.line_2", "student.address.city", "student.address.state",
         "student.address.zip"}  # fmt: skip
"""What is printed once, or on its own: only the record can tell that it is another's."""


def alone(report: str, place: Place) -> bool:
    """Whether a place prints nothing but what is printed nowhere else."""
    if place.spot.path.endswith(".detail"):
        return True  # the grade of a year without a score stands there, and nowhere else
    one = desk(report)
    heard = one.verifier.aligner("en").hear(place, place.made.text) if place.made else None
    book = one.press.rules.book
    words = [word for word in heard.words if isinstance(book.words[word.name], FieldWord)] if heard else []
    return bool(words) and {book.path(word.name, word.binding) for word in words} <= ALONE


@pytest.mark.parametrize(
    ("report", "lang", "student", "begin"), [(REPORTS[0], "en", 1, 0), (SUMMATIVE, "es", 2, 0), (SUMMATIVE, "en", 0, 1)]
)
def test_every_text_of_another_student_is_found(report, lang, student, begin):
    """Every third text of a student, that is."""
    one = desk(report)
    number = 0
    for path, _phrase, record, wrong in islice(mistakes(report, lang, student), begin, None, 3):
        try:
            pdf = one.print(wrong)
        except ScorepressError:
            continue  # it cannot be printed at all: a mark that points to no note
        assert one.look(pdf, record=record).findings, path
        if not alone(report, said(wrong)[path]):
            assert one.look(pdf).findings, path
        number += 1
    assert number >= 5


def marked() -> Record:
    """A student whose score has a mark."""
    return next(one for one in desk().students if one.get("overall.construct_changed"))


def test_a_page_of_another_student_is_found():
    one = desk()
    first, second = (one.press.report(record, "en") for record in one.students[:2])
    mixed = replace(first, pages=(first.pages[0], second.pages[1]))
    assert Code.PAGE_DISAGREES in codes(one.look(one.print(mixed)))


def test_another_students_file_is_found():
    one = desk()
    first, second = one.students[:2]
    pdf = one.print(one.press.report(second, "en"))
    name = f"{one.verifier.name(first.values)}-en.pdf"
    assert Code.PAGE_STUDENT in codes(one.look(pdf, name))
    told = Asked("report.pdf", student=f"{first.get('student.ssid')} 2025-26", languages=("en",), pages=2)
    assert Code.PAGE_STUDENT in codes(one.verifier.verify(read_back(pdf), told))
    assert Code.PAGE_STUDENT in codes(one.look(pdf, name, first))


def test_another_school_year_is_found():
    one = desk()
    record = one.students[0]
    older = Record({k: v for k, v in record.values.items() if "school_year" not in k}
                   | {"administration_year": SchoolYear(2024)}, record.origin)  # fmt: skip
    good, wrong = (said(one.press.report(one_record, "en")) for one_record in (record, older))
    paths = [path for path in good if path in wrong and good[path].made != wrong[path].made]
    assert len(paths) >= 2
    for path in paths:
        made = wrong[path].made
        pdf = one.print(changed(one.press.report(record, "en"), path, made))
        assert one.look(pdf).findings, path
    pdf = one.print(one.press.report(older, "en"))
    assert Code.PAGE_STUDENT in codes(one.look(pdf, f"{one.verifier.name(record.values)}-en.pdf"))
    title = one.press.report(older, "en").title.text
    pdf = one.print(one.press.report(record, "en"), title=title)
    assert "must be called" in messages(one.look(pdf))


def test_a_page_tagged_in_another_language_is_found():
    one = desk()
    pdf = one.print(one.press.report(one.students[0], "es"), scene=lambda page: replace(page, lang="fil"))
    assert messages(one.look(pdf)).count("but its words are in `es`") >= 2


def test_a_text_in_another_language_is_found():
    one = desk()
    record = marked()
    english, spanish = (one.press.report(record, lang) for lang in ("en", "es"))
    path, place = next((p, v) for p, v in said(spanish).items() if v.spot.whens and v.made and len(v.made.text) > 60)
    assert place.made
    wrong = changed(english, path, place.made)
    assert one.look(one.print(wrong)).findings
    english_words = said(english)[path].made
    assert english_words
    tagged = changed(english, path, replace(english_words, lang="es"))
    assert Code.PAGE_LANGUAGE in codes(one.look(one.print(tagged)))


def test_languages_are_those_of_the_name_of_the_manifest_and_of_the_student():
    one = desk()
    record = next(r for r in one.students if one.press.student_language(r)[0] == "es")
    name = one.verifier.name(record.values)
    both = one.print(*(one.press.report(record, lang) for lang in ("en", "vi")))
    assert codes(one.look(both, f"{name}-en-vi.pdf")) == set()
    assert codes(one.look(both, f"{name}-en-es.pdf")) == {Code.PAGE_LANGUAGE}
    assert codes(one.look(both, f"{name}-en-vi.pdf", record)) == {Code.PAGE_LANGUAGE}
    told = Asked("report.pdf", languages=("en",))
    assert codes(one.verifier.verify(read_back(both), told)) == {Code.PAGE_LANGUAGE}


# --- marks and notes --------------------------------------------------------------------------------------------------


def test_a_mark_without_its_note_is_found():
    one = desk()
    report = one.press.report(marked(), "en")
    for path in said(report):
        if path.endswith(".score"):
            report = changed(report, f"{path.removesuffix('score')}note", None)
    less = tuple(tuple(r for r in page.regions if not any(_noted(b) for b in r.blocks)) for page in report.pages)
    pages = tuple(replace(page, regions=regions) for page, regions in zip(report.pages, less, strict=True))
    found = one.look(one.print(replace(report, pages=pages)))
    assert "`asterisk note` is missing" in messages(found)


def _noted(block: Block) -> bool:
    return block.props.get("role") == "note"


def test_a_note_without_its_mark_is_found():
    one = desk()
    report = one.press.report(marked(), "en")
    for path, place in said(report).items():
        if place.made and place.made.text.endswith("*"):
            report = changed(report, path, replace(place.made, text=place.made.text.rstrip("*")))
    found = one.look(one.print(report))
    assert Code.PAGE_NOTE in codes(found)
    assert Code.PAGE_DISAGREES in codes(found)


@pytest.mark.parametrize("note", [True, False])
def test_marks_and_notes_that_are_untied_are_found(note):
    """The words are all there, but a screen reader cannot go from one to the other."""
    one = desk()
    pdf = one.print(one.press.report(marked(), "en"))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/Ref" in item:
                del item["/Ref"]
        out = io.BytesIO()
        document.save(out)
    assert codes(one.look(out.getvalue())) == {Code.PAGE_NOTE}


# --- drawings ---------------------------------------------------------------------------------------------------------


def moved(page: Page, kind: type, at: int, by: float) -> Page:
    """The page with the n-th drawing of a kind, mark or section, moved down."""
    number = -1

    def inside(items: tuple[Item, ...]) -> tuple[Item, ...]:
        nonlocal number
        found: list[Item] = []
        for item in items:
            if isinstance(item, Group):
                found.append(replace(item, items=inside(item.items)))
                continue
            number += isinstance(item, kind)
            if isinstance(item, kind) and number == at and isinstance(item, Polygon):
                found.append(replace(item, points=tuple((x, y + by) for x, y in item.points)))
            else:
                found.append(item)
        return tuple(found)

    return replace(page, items=inside(page.items)) if page.number == 2 else page


def gauges(record: Record) -> int:
    return desk().look(desk().print(desk().press.report(record, "en"))).gauges


@pytest.mark.parametrize("by", [-60.0, 2.0])
def test_a_mark_at_another_place_is_found(by):
    one = desk()
    record = next(r for r in one.students if gauges(r) >= 2)
    for mark in range(gauges(record)):
        pdf = one.print(one.press.report(record, "en"), scene=partial(moved, kind=Polygon, at=mark, by=by))
        found = one.look(pdf)
        assert codes(found) == {Code.PAGE_GAUGE}, (mark, by)
        assert "mark points" in messages(found)


def test_a_gauge_of_another_score_is_found():
    one = desk()
    for record in one.students[:3]:
        report = one.press.report(record, "en")
        _places, scales = Plan(one.press.template).filled(report)
        for gauge in scales:
            if gauge.spot.figure:
                path = next(p for p in _paths(report, gauge.view) if p.startswith(f"{gauge.spot.figure}."))
                levels = [level for level in gauge.view.levels if level.level != gauge.view.level]
                for level in levels[:1]:
                    view = replace(gauge.view, score=level.low, level=level.level)
                    assert Code.PAGE_GAUGE in codes(one.look(one.print(changed(report, path, view)))), path
                view = replace(gauge.view, score=None)
                assert "no mark" in messages(one.look(one.print(changed(report, path, view))))


def _paths(report: Report, wanted: object) -> Iterator[str]:
    """The paths at which a value stands."""
    template = desk(report.template).press.template

    def inside(value: object, path: str) -> Iterator[str]:
        if value is wanted:
            yield path
        pairs: Any = value.pairs if isinstance(value, Struct) else enumerate(value) if isinstance(value, tuple) else ()
        for name, inner in pairs:
            yield from inside(inner, f"{path}.{name}")

    for page, layout in zip(report.pages, template.pages, strict=True):
        for region in page.regions:
            blocks = next(r.blocks for r in layout.regions if r.name == region.name)
            spans = [block.span for block in blocks]
            for block in region.blocks:
                yield from inside(block.props, f"{page.number}.{region.name}.{spans.index(block.span)}")


def test_a_gauge_in_other_colours_is_found():
    """The section of another level is filled, the mark stands where it must."""
    one = desk()
    record = one.students[0]

    def turned(page: Page) -> Page:
        fills: list[Any] = []

        def inside(items: tuple[Item, ...], *, paint: bool) -> tuple[Item, ...]:
            out: list[Item] = []
            for item in items:
                if isinstance(item, Group) and item.semantics.role.value == "img":
                    sections = [i for i in item.items if isinstance(i, Rect)]
                    fills[:] = [section.fill for section in sections][::-1]
                    out.append(replace(item, items=inside(item.items, paint=True)))
                elif isinstance(item, Group):
                    out.append(replace(item, items=inside(item.items, paint=paint)))
                elif isinstance(item, Rect) and paint and fills:
                    out.append(replace(item, fill=fills.pop(0)))
                else:
                    out.append(item)
            return tuple(out)

        return replace(page, items=inside(page.items, paint=False)) if page.number == 2 else page

    assert "filled" in messages(one.look(one.print(one.press.report(record, "en"), scene=turned)))


# --- words at other places --------------------------------------------------------------------------------------------


def swapped(pdf: bytes, page: int, first: str, second: str) -> bytes:
    """The file with two texts of a page drawn at each other's places; what is tagged stays."""
    document = pikepdf.open(io.BytesIO(pdf))
    content = document.pages[page].Contents.read_bytes()
    runs = read_back(pdf).sheets[page]
    where = {atom.text.strip(): (atom.x, atom.y) for atom in (*runs.atoms, *runs.decoration)}
    where |= {run.text.strip(): (run.x, run.y) for picture in runs.pictures for run in picture.words}
    marks = [f" {x:g} {y:g} Tm".encode() for x, y in (where[first], where[second])]
    assert all(content.count(mark) == 1 for mark in marks), marks
    content = content.replace(marks[0], b"@").replace(marks[1], marks[0])
    document.pages[page].Contents = document.make_stream(content.replace(b"@", marks[1]))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def edited(pdf: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The file with something else made another."""
    document = pikepdf.open(io.BytesIO(pdf))
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def elements(document: pikepdf.Pdf, kind: str) -> list[Any]:
    """The structure elements of a kind."""
    return [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == kind]


@pytest.mark.parametrize("report", REPORTS)
def test_texts_in_another_order_are_found(report):
    """Two texts of one column: what the layout has first is printed last."""
    one = desk(report)
    record = one.students[0]
    made = one.press.report(record, "en")
    lanes: dict[Any, list[tuple[str, Place]]] = {}
    for path, place in said(made).items():
        if not place.spot.drawn and not place.spot.figure and not place.spot.decorates:
            lanes.setdefault((place.spot.page, place.spot.region, place.spot.lane), []).append((path, place))
    pairs = [pair for lane in lanes.values() for pair in pairwise(lane)]
    tried = 0
    for (path, place), (other, then) in pairs:
        assert place.made
        assert then.made
        with suppress(ScorepressError):  # it does not fit there
            pdf = one.print(changed(changed(made, path, then.made), other, place.made))
            tried += 1
            assert place.made.text == then.made.text or one.look(pdf, record=record).findings, (path, other)
    assert tried > len(pairs) / 2


def test_levels_with_each_others_words_are_found():
    one = desk()
    record = one.students[0]
    report = one.press.report(record, "en")

    def turned(value: Any, name: str) -> Any:
        if isinstance(value, Struct):
            return replace(value, pairs=tuple((key, turned(inner, name)) for key, inner in value.pairs))
        if not isinstance(value, tuple):
            return value
        if len(value) == 3 and all(isinstance(v, Struct) and isinstance(v.get(name), Phrase) for v in value):
            words = [v.get(name) for v in value][::-1]
            return tuple(
                replace(v, pairs=tuple((key, word if key == name else inner) for key, inner in v.pairs))
                for v, word in zip(value, words, strict=True)
            )
        return tuple(turned(inner, name) for inner in value)

    def everywhere(name: str) -> Report:
        return replace(report, pages=tuple(
            replace(p, regions=tuple(
                replace(r, blocks=tuple(replace(b, props=turned(b.props, name)) for b in r.blocks)) for r in p.regions))
            for p in report.pages
        ))  # fmt: skip

    for name in ("text", "head", "label", "range", "name"):
        wrong = everywhere(name)
        if wrong != report:
            assert one.look(one.print(wrong)).findings, name
            assert one.look(one.print(wrong), record=record).findings, name


def test_words_drawn_at_each_others_places_are_found():
    one = desk()
    record = next(r for r in one.students if gauges(r) >= 2)
    pdf = one.print(one.press.report(record, "en"))
    sheet = read_back(pdf).sheets[1]
    large = sheet.pictures[0]
    labels = [run.text.strip() for run in large.words if run.text.startswith("Level")]
    cells = [atom for atom in sheet.atoms if atom.kind == "TD" and atom.text.isdigit()]
    for first, second in ((labels[0], labels[1]), (cells[0].text, cells[1].text)):
        assert one.look(swapped(pdf, 1, first, second)).findings, (first, second)


def test_another_reading_order_is_found():
    one = desk()
    pdf = one.print(one.press.report(one.students[0], "en"))

    def turn(document: pikepdf.Pdf) -> None:
        section = max(elements(document, "/Sect"), key=lambda one: len(one.K))
        section.K = pikepdf.Array(list(section.K)[::-1])

    assert "in another order" in messages(one.look(edited(pdf, turn)))


@pytest.mark.parametrize("name", ["/ActualText", "/E", "/Alt"])
def test_other_words_for_a_screen_reader_are_found(name):
    one = desk()
    pdf = one.print(one.press.report(one.students[0], "en"))

    def speak(document: pikepdf.Pdf) -> None:
        elements(document, "/P")[0][name] = pikepdf.String("other words")

    assert "says other words" in messages(one.look(edited(pdf, speak)))


def test_what_cannot_be_seen_or_lies_over_the_page_is_found():
    one = desk()
    pdf = one.print(one.press.report(one.students[0], "en"))

    def crop(document: pikepdf.Pdf) -> None:
        document.pages[1].CropBox = pikepdf.Array([0, 0, 612, 500])

    def turn(document: pikepdf.Pdf) -> None:
        document.pages[1].Rotate = 180

    def stick(document: pikepdf.Pdf) -> None:
        stamp = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[0, 0, 99, 99])
        document.pages[1].Annots = pikepdf.Array([document.make_indirect(stamp)])

    def write(document: pikepdf.Pdf) -> None:
        content = document.pages[1].Contents.read_bytes()
        found = content.index(b" BDC")
        number = content.rindex(b"/MCID", 0, found)
        strange = content[number:found].split()[1]
        more = content.replace(b"/MCID " + strange, b"/MCID 9999", 1)
        document.pages[1].Contents = document.make_stream(more)

    def hide(document: pikepdf.Pdf) -> None:
        content = document.pages[1].Contents.read_bytes()
        document.pages[1].Contents = document.make_stream(b"3 Tr " + content)

    for edit in (crop, turn, stick, write, hide):
        assert one.look(edited(pdf, edit)).findings, edit.__name__


def test_a_text_that_nobody_hears_is_found():
    """It is printed, but it is decoration now."""
    one = desk()
    pdf = one.print(one.press.report(one.students[0], "en"))

    def silence(document: pikepdf.Pdf) -> None:
        content = document.pages[1].Contents.read_bytes()
        assert b"/Span <</MCID 0>> BDC" in content
        silent = content.replace(b"/Span <</MCID 0>> BDC", b"/Artifact BMC")
        document.pages[1].Contents = document.make_stream(silent)

    assert one.look(edited(pdf, silence)).findings


def test_white_space_in_a_value_is_found_where_the_record_tells_it():
    one = desk()
    record = one.students[0]
    report = one.press.report(record, "en")
    path, place = next((p, v) for p, v in said(report).items() if v.made and v.made.text.count(" ") == 1)
    assert place.made
    wrong = changed(report, path, replace(place.made, text=place.made.text.replace(" ", "")))
    assert one.look(one.print(wrong), record=record).findings


def test_a_record_that_contradicts_itself_is_found():
    one = desk()
    record = one.students[0]
    wrong = replace(record, values={**record.values, "overall.level": 4 - int(str(record.values["overall.level"]))})
    assert one.look(one.print(one.press.report(wrong, "en")), record=wrong).findings


def test_pages_in_two_languages_among_each_other_are_found():
    one = desk()
    record = one.students[0]
    english, spanish = (one.press.report(record, lang) for lang in ("en", "es"))
    mixed = replace(english, pages=(english.pages[0], spanish.pages[1]))
    other = replace(spanish, pages=(spanish.pages[0], english.pages[1]))
    assert "one language among the other" in messages(one.look(one.print(mixed, other)))


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_pdf_or_is_cut_off_is_told():
    pdf = desk().print(desk().press.report(desk().students[0], "en"))
    for bad in (b"", b"%PDF-1.7\n", pdf[: len(pdf) // 2], b"\0" * 1000):
        with pytest.raises(ScorepressError) as caught:
            read_back(bad)
        assert caught.value.diagnostics[0].code is Code.FILE_NOT_READABLE


def test_damaged_files_are_told_whatever_the_damage():
    """Bytes of a file that is not packed are others, by chance: there are findings, or none, or it cannot be read."""
    one, chance, told = desk(), Random(5), 0
    with pikepdf.open(io.BytesIO(one.print(one.press.report(one.students[0], "en")))) as document:
        out = io.BytesIO()
        document.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
                      stream_decode_level=pikepdf.StreamDecodeLevel.generalized)  # fmt: skip
    for number in (1, 3, 20) * 8:
        damaged = bytearray(out.getvalue())
        for _ in range(number):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            told += bool(one.look(bytes(damaged)).findings)
        except ScorepressError as error:
            assert error.diagnostics[0].code in {Code.FILE_NOT_READABLE, Code.UNTAGGED}  # noqa: PT017 - one of three ends
            told += 1
    assert told > 10


def test_a_page_too_few_is_found():
    one = desk()
    with pikepdf.open(io.BytesIO(one.print(one.press.report(one.students[0], "en")))) as document:
        del document.pages[1]
        out = io.BytesIO()
        document.save(out)
    assert codes(one.look(out.getvalue())) == {Code.PAGE_COUNT}


def test_what_is_looked_at_is_the_file_itself():
    """A score that was changed in the finished file, in what it draws alone, is found."""
    one = desk()
    record = one.students[0]
    score = str(record.get("overall.score"))
    with pikepdf.open(io.BytesIO(one.print(one.press.report(record, "en")))) as document:
        page = document.pages[1]
        content = page.Contents.read_bytes()
        assert f"({score})".encode() in content
        page.Contents = document.make_stream(content.replace(f"({score})".encode(), f"({score[::-1]})".encode(), 1))
        out = io.BytesIO()
        document.save(out)
    assert Code.PAGE_DISAGREES in codes(one.look(out.getvalue()))


def test_findings_name_nobody():
    one = desk()
    first, second = one.students[0], one.students[2]
    names = {str(r.get(f"student.{part}")) for r in (first, second) for part in ("first_name", "last_name", "ssid")}
    mixed = replace(one.press.report(first, "en"), pages=(
        one.press.report(first, "en").pages[0], one.press.report(second, "en").pages[1]))  # fmt: skip
    for record in (None, first, second):
        told = messages(one.look(one.print(mixed), record=record))
        assert told
        assert not [name for name in names if name in told]


# --- files of many students -------------------------------------------------------------------------------------------


def test_a_file_of_many_is_read_copy_by_copy():
    one = desk()
    copies = [one.press.report(record, lang) for record in one.students[:3] for lang in ("en", "en")]
    reading = read_back(one.print(*copies))
    assert is_bundle(reading, [one.verifier])
    assert not is_bundle(replace(reading, sheets=reading.sheets[:2]), [one.verifier])
    verified = verify_bundle(one.verifier, reports_in(reading, [one.verifier]), Asked("school.pdf"))
    assert (verified.findings, verified.pages) == ((), 12)


def test_a_page_of_another_student_is_found_in_a_file_of_many():
    one = desk()
    first, second, third = (one.press.report(record, "en") for record in one.students[:3])
    mixed = replace(second, pages=(second.pages[0], first.pages[1]))
    reading = read_back(one.print(first, mixed, third))
    verified = verify_bundle(one.verifier, reports_in(reading, [one.verifier]), Asked("school.pdf"))
    assert {finding.span.line for finding in verified.findings if finding.span} <= {3, 4}
    assert verified.findings
    short = replace(reading, sheets=(*reading.sheets[:2], *reading.sheets[3:]))
    assert verify_bundle(one.verifier, reports_in(short, [one.verifier]), Asked("school.pdf")).findings


def test_files_of_many_are_held_against_the_manifest():
    """Copies that are missing, sheets of paper that are shifted, another family's language."""
    one = desk()
    family = next(r for r in one.students if one.press.student_language(r)[0] == "es")
    other = next(r for r in one.students if one.press.student_language(r)[0] != "es")
    copies = [one.press.report(record, lang) for record in (family, other) for lang in ("en", "es")]
    pdf = one.print(*copies)
    reading = read_back(pdf)
    sheets = reading.sheets
    known = {one.verifier.name(r.values): [r] for r in (family, other)}

    def look(sheets: tuple[Sheet, ...], pages: int = 8) -> str:
        kept = reports_in(replace(reading, sheets=sheets), [one.verifier])
        asked = Asked("school.pdf", pages=pages, bundle=True)
        return messages(verify_bundle(one.verifier, kept, asked, lambda name: known.get(name, [])))

    def later(sheets: tuple[Sheet, ...], by: int) -> tuple[Sheet, ...]:
        return tuple(replace(sheet, number=sheet.number + by) for sheet in sheets)

    blank = replace(sheets[0], atoms=(), pictures=(), decoration=())
    assert "the student’s language is" in look(sheets), "the second one's family does not speak Spanish"
    assert "and the manifest says 8" in look(sheets[:6])
    assert "on the back of a sheet" not in look(sheets)
    shifted = (*sheets[:2], replace(blank, number=3), *later(sheets[2:], 1))
    assert look(shifted).count("on the back of a sheet") == 3
    torn = (sheets[0], replace(blank, number=2), *later(sheets[1:], 1))
    assert "other pages among those of the report" in look(torn)
