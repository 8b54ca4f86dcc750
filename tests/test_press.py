"""The press against the reference in all that a reader meets, and against itself: bytes, whoever came before."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import page as validator
import pikepdf
import pytest
from PIL import Image, ImageChops

from scorepress.evaluate.reads import Reads
from scorepress.export.png import export_png
from scorepress.export.press_content import page_content
from scorepress.export.press_stencil import Picture
from scorepress.export.tags_check import structure_problems
from scorepress.export.transcript import transcript
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.model.report import Report
from scorepress.model.template import Template
from scorepress.model.values import Value
from scorepress.pipeline.fast import FastPress
from scorepress.pipeline.load import load_samples
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.samples import inventor
from scorepress.pipeline.stencils import PageStencils
from scorepress.workspace import Workspace

REPORTS = tuple(sorted(path.stem for path in (Path(__file__).parent / "data" / "students").glob("*.jsonl")))
LANGUAGES = ("en", "es", "vi", "zh-Hant", "fil")
FILES = (*((language,) for language in LANGUAGES), ("en", "es"), ("en", "zh-Hant"), ("es", "en"))
LARGEST = {"zh-Hant": 80_000}
"""Bytes of a file in one language; 35,000 where nothing is said."""

RANDOM = int(os.environ.get("SCOREPRESS_PRESS_STUDENTS", "4"))
"""Invented students of each report: more with `make oracle`."""

DIFFERENT, BLACK = 0.0006, 96
"""How many of a page's pixels may differ by more than a step of grey, at 72 dots an inch: where lines are smoothed."""


@cache
def invented(report: str) -> tuple[Record, ...]:
    """Students that the report is printed for, as chance draws them."""
    template = press(report).template
    samples = load_samples(Workspace(), template.schema)
    students = inventor(template.book, template.schema, report, samples, 7).many(10**6)
    return tuple(islice((one for one in students if press(report).skip(one) is None), RANDOM))


@cache
def press(report: str) -> Press:
    from scorepress.pipeline.project import open_project

    opened, found = open_project(Workspace(), report)
    assert opened, found
    return Press(opened.template)


def reference(report: str, record: Record, languages: Sequence[str]) -> bytes:
    maker = press(report)
    reports = [maker.report(record, language) for language in languages]
    svgs = [maker.svg(page) for made in reports for page in maker.pages(made)]
    return maker.pdf(svgs, reports[0].title.text, languages[0])


def outlines(pdf: bytes) -> list[tuple[int, str, int]]:
    """Depth, words and page of all bookmarks."""
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = [page.objgen for page in document.pages]

        def walk(items: object, depth: int) -> Iterator[tuple[int, str, int]]:
            for item in items:  # type: ignore[attr-defined]
                yield depth, item.title, pages.index(item.destination[0].objgen)
                yield from walk(item.children, depth + 1)

        with document.open_outline() as outline:
            return list(walk(outline.root, 0))


def links(pdf: bytes) -> list[tuple[object, ...]]:
    """Page, address, words and place of all links."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [
            (number, str(one.A.URI), str(one.Contents), [round(float(n), 1) for n in one.QuadPoints], int(one.F))
            for number, page in enumerate(document.pages)
            for one in page.get("/Annots", ())
        ]


def properties(pdf: bytes) -> dict[str, str]:
    """Everything that the file says of itself, but who wrote it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        info = {key: str(value) for key, value in document.docinfo.items() if key != "/Producer"}
        with document.open_metadata() as metadata:
            info |= {key: str(value) for key, value in metadata.items() if "Producer" not in key}
        return {**info, "lang": str(document.Root.Lang), "boxes": str([list(p.mediabox) for p in document.pages])}


def ids(pdf: bytes) -> list[str]:
    """What the structure calls notes."""
    with pikepdf.open(BytesIO(pdf)) as document:
        tree = document.Root.StructTreeRoot.get("/IDTree")
        return [] if tree is None else [str(name) for kid in tree.Kids for name in list(kid.Names)[::2]]


def difference(one: bytes, other: bytes) -> float:
    """The largest share of a page's pixels that differ."""
    pairs = zip(export_png(one, dpi=72), export_png(other, dpi=72), strict=True)
    shares = []
    for left, right in pairs:
        pictures = [Image.open(BytesIO(data)).convert("L") for data in (left, right)]
        counts = ImageChops.difference(*pictures).histogram()
        shares.append(sum(counts[BLACK:]) / sum(counts))
    return max(shares)


def compare(report: str, record: Record, languages: Sequence[str]) -> bytes:
    """Hold a file of the press to the reference's; gives it."""
    made, wanted = press(report).fast.printed(record, languages), reference(report, record, languages)
    assert transcript(made.pdf) == transcript(wanted)
    assert structure_problems(made.pdf) == ()
    for look in (outlines, links, properties, ids):
        assert look(made.pdf) == look(wanted), look.__name__
    return made.pdf


def name(value: object) -> str:
    return "+".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("languages", FILES, ids=name)
@pytest.mark.parametrize("report", REPORTS)
def test_as_the_reference(samples, report: str, languages: tuple[str, ...]) -> None:
    students = samples.students(report)
    for number, record in enumerate(students if len(languages) == 1 else students[:1]):
        made = compare(report, record, languages)
        if number == 0:
            assert difference(made, reference(report, record, languages)) <= DIFFERENT
            for profile in ("ua1", "2a"):
                assert list(validator.validate_pdf_bytes(made, profile=profile).failures) == []
        if len(languages) == 1:
            assert len(made) <= LARGEST.get(languages[0], 35_000)
    assert not press(report).fast.fallbacks
    assert not press(report).fast.unstencilled


@pytest.mark.thorough
@pytest.mark.parametrize("report", REPORTS)
def test_as_the_reference_for_invented_students(report: str) -> None:
    for number, record in enumerate(invented(report)):
        compare(report, record, (LANGUAGES[number % len(LANGUAGES)],))
    assert not press(report).fast.fallbacks


NAMES = (
    ("Ana", "Li"),
    ("Wilhelmina-Alexandra Konstantina", "Montgomery-Featherstonehaugh de la Torre y Villanueva"),
    ("Đỗ Thị Hương", "Nguyễn-Phạm"),
    ("100%", "O'(Brien)\\"),
)


@pytest.mark.parametrize("names", NAMES, ids=[f"{len(first + last)} letters" for first, last in NAMES])
@pytest.mark.parametrize("report", REPORTS)
def test_names_of_all_kinds_are_put_into_stencils(samples, report: str, names: tuple[str, str]) -> None:
    """Words that shrink, letters that few files have, and what means something to a PDF or to a stencil."""
    maker, language = press(report), LANGUAGES[len(names[0]) % len(LANGUAGES)]
    before = sum(maker.fast.unstencilled.values())
    for record in samples.students(report)[:3]:
        changed = {"student.first_name": names[0], "student.last_name": names[1], "lea.name": f"{names[1]} % (%s)"}
        compare(report, Record({**record.values, **changed}, record.origin), (language,))
    assert sum(maker.fast.unstencilled.values()) == before


def test_students_share_stencils() -> None:
    """However many students there are, the page is drawn for few of them."""
    report = REPORTS[-1]
    template = press(report).template
    samples = load_samples(Workspace(), template.schema)
    students = inventor(template.book, template.schema, report, samples, 3).many(60)
    fast, drawn = FastPress(Press(template)), 0
    for record in (one for one in students if press(report).skip(one) is None):
        fast.printed(record, ["en"])
        drawn += 1
    stencils = fast.stencils("en").count
    assert stencils < drawn


@pytest.mark.parametrize(("lang", "counts"), [("en", False), ("zh-Hant", True)])
def test_pages_with_ideographs_are_packed_smaller(samples: Any, lang: str, counts: bool) -> None:
    made = samples.press(REPORTS[0])
    students = [one for one in samples.students(REPORTS[0]) if made.skip(one) is None]
    filled = made.fast.filled([(one, (lang,)) for one in students])
    pages = [page for some in filled if isinstance(some, list) for one in some for page in one.pages]
    with pytest.raises(ValueError, match="packed before"):
        made.fast.pdf_press.export_filled(pages[:2], title="Title", lang=lang)
    made.fast.pdf_press.pack(pages)
    quick = [page_content(page.page.height, page.contents(0)) for page in pages]
    assert pages
    assert all((len(page.packed) < len(other)) == counts for page, other in zip(pages, quick, strict=True))


def test_many_at_once_are_as_one_by_one(samples: Any) -> None:
    """In several languages; who cannot be printed keeps nobody else from it."""
    maker = Press(press(REPORTS[-1]).template)
    students = [one for one in samples.students(REPORTS[-1]) if maker.skip(one) is None]
    nameless = Record({key: v for key, v in students[3].values.items() if "_name" not in key}, students[3].origin)
    languages = [("en",), ("en", "es"), ("zh-Hant",)]
    orders = [(one, languages[at % 3]) for at, one in enumerate([*students[:4], nameless, *students[4:]])]
    made = maker.fast.all(orders)
    assert [at for at, one in enumerate(made) if isinstance(one, ScorepressError)] == [4]
    for order, one in zip(orders, made, strict=True):
        if isinstance(one, ScorepressError):
            with pytest.raises(ScorepressError, match=str(one)):
                press(REPORTS[-1]).fast.printed(*order)
        else:
            assert one == press(REPORTS[-1]).fast.printed(*order)


@pytest.mark.parametrize("missing", [("overall.grade", "student.ssid"), ("student.last_name", "student.ssid")])
def test_of_several_problems_the_same_is_told_in_any_company(samples: Any, missing: Sequence[str]) -> None:
    template = press(REPORTS[-1]).template
    students = [one for one in samples.students(REPORTS[-1]) if one.get("overall.score")][:4]
    part = {path: value for path, value in students[0].values.items() if path not in missing}
    broken = Record(part, students[0].origin)
    with pytest.raises(ScorepressError) as told:
        Press(template).printed(broken, ["en"])
    for company in ([], students):
        found = Press(template).fast.all([(one, ("en",)) for one in (*company, broken)])[-1]
        assert isinstance(found, ScorepressError)
        assert str(found) == str(told.value)


LONG = {
    "student.first_name": "Wolfeschlegelsteinhausenberger Maximiliano",
    "school.name": "Alexander von Humboldt Senior Elementary School for Languages, Sciences and the Visual Arts",
    "lea.name": "Rancho Santa Margarita and San Juan Capistrano Joint Unified Elementary School District",
}
"""With these, pages are made smaller, step by step: what is drawn at one step and reported there is drawn again."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("long", [{}, LONG], ids=["as it is", "long"])
def test_no_box_is_printed_in_place_of_a_letter(samples: Any, language: str, long: dict[str, str]) -> None:
    """A name in letters that the faces do not have: no page, whoever draws it, also the second time."""
    fast = FastPress(press(REPORTS[-1]))
    for record in samples.students(REPORTS[-1])[:6]:
        for name, told in (("Иванов", "5 characters (Cyrillic)"), ("عبد الرحمن", "9 characters (Arabic)")):
            foreign = Record({**record.values, **long, "student.last_name": name}, record.origin)
            for _ in range(2):
                made = fast.all([(foreign, (language,))])[0]
                assert isinstance(made, ScorepressError)
                assert {one.code for one in made.diagnostics} == {Code.MISSING_GLYPH}
                assert len({one.message for one in made.diagnostics}) == len(made.diagnostics)
                assert not any("U+" in one.message for one in made.diagnostics)  # that spells the name
            with pytest.raises(ScorepressError, match=re.escape(f"no glyph for {told} in ")):
                press(REPORTS[-1]).printed(foreign, (language,))
    assert isinstance(fast.all([(record, (language,))])[0], Printed)


def test_what_one_students_page_cannot_have_is_no_other_students(tmp_path: Path) -> None:
    """A picture that the press does not know stands on the page of whoever has no address."""
    built_in = Workspace().source(f"layouts/{REPORTS[-1]}/page-1.yaml").text
    first = next(line for line in built_in.splitlines(keepends=True) if line.startswith("      - {kind: "))
    seal = "      - {kind: image, x: column 4, width: 1 columns, y: 40pt, height: 20pt, file: seal.png,"
    page = built_in.replace(first, f"{seal} when: street address is nothing}}\n{first}", 1)
    folder = tmp_path / "layouts" / REPORTS[-1]
    folder.mkdir(parents=True)
    (folder / "page-1.yaml").write_text(page, encoding="utf-8")
    Image.new("RGB", (8, 8), "gray").save(folder / "seal.png")
    opened, found = open_project(Workspace(tmp_path), REPORTS[-1])
    assert opened is not None, found
    maker = Press(opened.template)
    some = [one for one in invented(REPORTS[-1]) if one.get("student.address.line_1")][:3]
    bare = {path: value for path, value in some[1].values.items() if "address" not in path}
    orders = [(one, ("en",)) for one in (some[0], Record(bare, some[1].origin), *some[1:])]
    made = maker.fast.all(orders)
    assert maker.fast.unstencilled == {"the press does not know `Image`": 1}
    assert made == [Press(opened.template).fast.printed(*order) for order in orders]
    assert [one.pages for one in made if isinstance(one, Printed)] == [2] * len(orders)


def test_a_figure_that_one_student_does_not_have_is_no_other_students(samples: Any) -> None:
    """The gauge of a year without a grade is empty: there is no stencil for it, and there is for the others."""
    template = press(REPORTS[-1]).template
    paths = ("history.two_years_ago.grade", "history.two_years_ago.score")
    whole = next(one for one in samples.students(REPORTS[-1]) if None not in map(one.get, paths))
    part = Record({path: value for path, value in whole.values.items() if path != paths[0]}, whole.origin)
    alone = [Press(template).fast.printed(one, ("en",)) for one in (part, whole)]
    maker = Press(template)
    assert [maker.fast.printed(one, ("en",)) for one in (part, whole)] == alone
    assert sum(maker.fast.unstencilled.values()) == 1


def test_the_bound_of_pixels_finds_a_swapped_word_and_a_moved_arrow(samples) -> None:
    report = REPORTS[-1]
    students = [one for one in samples.students(report) if one.get("overall.score")]
    one = students[0]
    changes: tuple[dict[str, Value], ...] = (
        {},
        {"student.last_name": "Nguyễn"},
        {"overall.score": int(one.get("overall.score")) + 4},
    )
    files = [reference(report, Record({**one.values, **changed}, one.origin), ("en",)) for changed in changes]
    assert difference(files[0], files[1]) > DIFFERENT
    assert difference(files[0], files[2]) > DIFFERENT


@pytest.mark.parametrize("report", REPORTS)
def test_the_same_bytes_whoever_was_printed_before(report: str) -> None:
    students = invented(report)[:6]
    template = press(report).template
    forth = [FastPress(Press(template)).printed(record, ["en"]).pdf for record in students[:2]]
    warm, back = FastPress(Press(template)), FastPress(Press(template))
    once = [warm.printed(record, ["en"]).pdf for record in students]
    again = [warm.printed(record, ["en"]).pdf for record in students]
    backwards = [back.printed(record, ["en"]).pdf for record in reversed(students)][::-1]
    assert once == again == backwards
    assert forth == once[:2]


@pytest.mark.parametrize("report", REPORTS)
def test_reports_and_pages_are_the_same(samples, report: str) -> None:
    maker, fast = press(report), FastPress(press(report))
    for record in (*samples.students(report), *invented(report)):
        for language in ("en", "vi"):
            plain = maker.report(record, language)
            assert fast.report(record, language) == plain
            assert fast.drawings(plain).pages == maker.pages(plain)
            assert fast.drawings(fast.report(record, language)).pages == maker.pages(plain)


class Watched(dict[str, Any]):
    """A student's values that know what was asked."""

    def __init__(self, values: object, asked: set[str]) -> None:
        super().__init__(values)  # type: ignore[call-overload]
        self.asked = asked

    def get(self, path: str, default: object = None) -> Any:
        self.asked.add(path)
        return super().get(path, default)

    def __getitem__(self, path: str) -> Any:
        self.asked.add(path)
        return super().__getitem__(path)


@pytest.mark.parametrize("report", REPORTS)
def test_no_field_is_read_that_was_not_foreseen(samples, report: str) -> None:
    maker = press(report)
    from scorepress.evaluate.report import Evaluator

    template: Template = maker.template
    reads = Reads(template)
    for record in (*samples.students(report), *invented(report)):
        evaluator = Evaluator(maker.rules, maker.voice("en"))
        for page in template.pages:
            for region in page.regions:
                for block in region.blocks:
                    asked: set[str] = set()
                    values = Watched(record.values, asked)
                    if evaluator.holds(region.when, record.values) and evaluator.holds(block.when, record.values):
                        evaluator.block(block, values)
                        assert asked <= set(reads.of(block.props))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not on this machine")
@pytest.mark.parametrize("languages", [("en",), ("en", "zh-Hant")], ids=name)
def test_qpdf_finds_nothing(tmp_path: Path, languages: tuple[str, ...]) -> None:
    for number, record in enumerate(invented(REPORTS[-1])[:3]):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(press(REPORTS[-1]).fast.printed(record, languages).pdf)
        done = subprocess.run(["qpdf", "--check", str(file)], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_picture_is_left_to_the_reference(samples) -> None:
    maker, _ = samples.gallery("image")
    record = samples.students(REPORTS[-1])[0]
    made = maker.fast.printed(record, ["en"])
    assert maker.fast.fallbacks == {"the press does not know `Image`": 1}
    assert transcript(made.pdf) == transcript(maker.printed(record, ["en"]).pdf)


@pytest.mark.parametrize(
    "component", ["fields", "gauge", "gauge-row", "history-table", "level-list", "qr-code", "text"]
)
def test_components_of_the_gallery(samples, component: str) -> None:
    maker, _ = samples.gallery(component)
    record = next(r for r in samples.students(REPORTS[-1]) if r.get("history.one_year_ago.score"))
    made, wanted = maker.fast.printed(record, ["en"]), maker.printed(record, ["en"])
    assert transcript(made.pdf) == transcript(wanted.pdf)
    assert difference(made.pdf, wanted.pdf) <= DIFFERENT
    assert not maker.fast.fallbacks
    assert isinstance(maker.fast.report(record, "en"), Report)


def test_elements_that_are_put_in_apart_stand_as_if_drawn_together(monkeypatch) -> None:
    report = REPORTS[-1]
    template = press(report).template
    samples = load_samples(Workspace(), template.schema)
    students = inventor(template.book, template.schema, report, samples, 11).many(60)
    records = [one for one in students if press(report).skip(one) is None]
    found: list[object] = []
    apart = PageStencils._beside

    def noted(*args: Any, **more: Any) -> object:
        found.append(apart(*args, **more))
        return found[-1]

    monkeypatch.setattr(PageStencils, "_beside", noted)
    alone = FastPress(Press(template))
    printed = [alone.printed(record, ["en"]).pdf for record in records]
    assert sum(put is not None for put in found) > 10
    monkeypatch.setattr(PageStencils, "_beside", lambda *_, **__: None)
    together = FastPress(Press(template))
    assert [together.printed(record, ["en"]).pdf for record in records] == printed


@pytest.mark.parametrize("line", [b"another line", None])
def test_elements_that_do_not_stand_alike_are_not_put_together(line: bytes | None) -> None:
    """One that is drawn with another line, or reaches further, than its neighbour."""

    def put(drawn: bytes, bottom: float) -> Any:
        pictures = tuple(Picture((one, b""), b"", 0, ()) for one in (drawn, b"own"))
        return SimpleNamespace(form=(bottom, bottom, ("line", "gauge")), pictures=pictures, rows=frozenset())

    puts = {1: put(b"line", 10.0), 2: put(line or b"line", 10.0 if line else 11.0), 3: put(b"line", 10.0)}
    stencils: Any = SimpleNamespace(_one=lambda part, *_, **__: puts[part])

    def beside(*parts: int) -> Any:
        block: Any = SimpleNamespace(parts=parts)
        return PageStencils._beside(stencils, block, [{}] * (len(parts) + 1), (0, None), 0, {})

    assert beside(1, 2) is None
    assert len(beside(1, 3).pictures) == 3
