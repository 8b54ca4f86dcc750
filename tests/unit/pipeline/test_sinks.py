"""Sinks: the same members give the same bytes; who cannot be printed is in no file."""

import csv
import io
import json
import zipfile
from contextlib import contextmanager

import pypdfium2  # type: ignore[import-untyped]
import pytest

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.noun import replace
from scorepress.pipeline.sinks import Member, open_sink, sink_names
from scorepress.pipeline.sinks.zipped import stored_entry

REPORT = "summative-alternate-elpac"


class Kept:
    """What a sink puts, kept in memory."""

    def __init__(self):
        self.files = {}

    @contextmanager
    def __call__(self, path):
        stream = io.BytesIO()
        yield stream
        self.files[path] = stream.getvalue()


@pytest.fixture
def put():
    return Kept()


@pytest.fixture(scope="module")
def press(samples):
    return samples.press(REPORT)


@pytest.fixture(scope="module")
def members(samples, press):
    """Three students, as a batch hands them over: `members(sink)`."""
    printable = [record for record in samples.students(REPORT) if press.skip(record) is None][:3]

    def make(word, wanted=("en",)):
        sink = open_sink(word)
        return [
            Member(f"s{number}", f"file-{number}", sink.languages(press, record, wanted), record)
            for number, record in enumerate(printable)
        ]

    return make


class Refusing:
    """A press that cannot print one student."""

    def __init__(self, press, student, code):
        self.press, self.student, self.code = press, student, code

    def __getattr__(self, name):
        return getattr(self.press, name)

    @property
    def fast(self):
        return self

    def all(self, orders):
        made = self.press.fast.all(orders)
        return [self.refused(order[0]) or one for order, one in zip(orders, made, strict=True)]

    def refused(self, record):
        if record is self.student:
            return ScorepressError([Diagnostic(self.code, Severity.ERROR, "no room")])
        return None

    def report(self, record, language):
        problem = self.refused(record)
        if problem is not None:
            raise problem
        return self.press.fast.report(record, language)

    def filled(self, orders):
        made = self.press.fast.filled(orders)
        return [self.refused(order[0]) or one for order, one in zip(orders, made, strict=True)]

    def drawings(self, report):
        return self.press.fast.drawings(report)

    @property
    def pdf_press(self):
        return self.press.fast.pdf_press


def bound(word, press, members, put):
    return open_sink(word).bind(press, "Lea/School", iter(members), put)


def test_every_word_opens_a_sink():
    for word in sink_names():
        assert open_sink(word).name == word


def test_a_zip_holds_each_report_as_it_is_printed(press, members, put):
    students = members("zip")
    found = bound("zip", press, students, put)
    assert found.files == (("Lea/School.zip", 0),)
    assert found.pages == (("s0", 2), ("s1", 2), ("s2", 2))
    with zipfile.ZipFile(io.BytesIO(put.files["Lea/School.zip"])) as archive:
        assert archive.namelist() == ["file-0.pdf", "file-1.pdf", "file-2.pdf"]
        assert archive.testzip() is None
        for member, entry in zip(students, archive.infolist(), strict=True):
            assert entry.compress_type == zipfile.ZIP_STORED
            assert archive.read(entry) == press.fast.printed(member.record, ("en",)).pdf


def test_a_zip_is_written_as_the_standard_library_writes_it(press, members, put):
    bound("zip", press, members("zip"), put)
    made, again = put.files["Lea/School.zip"], io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as read, zipfile.ZipFile(again, "w") as archive:
        for entry in read.infolist():
            archive.writestr(entry, read.read(entry))
    assert again.getvalue() == made


def test_a_zip_may_be_larger_than_four_gigabytes(tmp_path):
    """The second member stands behind a hole of the file."""
    first, second = stored_entry("a.pdf", b"%PDF-1", 0), stored_entry("b.pdf", b"%PDF-2", 5 << 30)
    with (tmp_path / "a.zip").open("wb") as stream:
        for entry, data in ((first, b"%PDF-1"), (second, b"%PDF-2")):
            stream.seek(entry.header_offset)
            stream.write(entry.FileHeader() + data)
        with zipfile.ZipFile(stream, "w") as directory:
            directory.filelist += (first, second)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert [archive.read(entry) for entry in archive.infolist()] == [b"%PDF-1", b"%PDF-2"]


def test_a_zip_has_all_languages_of_a_student_in_one_file(press, members, put):
    bound("zip", press, members("zip", ("en", "es"))[:1], put)
    with zipfile.ZipFile(io.BytesIO(put.files["Lea/School.zip"])) as archive:
        assert len(Read(archive.read("file-0.pdf")).pages) == 4


def test_a_zip_is_the_same_on_each_run(press, members, put):
    again = Kept()
    bound("zip", press, members("zip"), put)
    bound("zip", press, members("zip"), again)
    assert put.files == again.files


@pytest.mark.parametrize("word", [word for word in sink_names() if word != "files"])
def test_who_cannot_be_printed_is_told_and_left_out(press, members, put, word):
    students = members(word)
    found = bound(word, Refusing(press, students[1].record, Code.OVERFLOW), students, put)
    assert [(student, diagnostics[0].code) for student, diagnostics in found.refused] == [("s1", Code.OVERFLOW)]
    assert [student for student, _pages in found.pages] == ["s0", "s2"]
    assert put.files


@pytest.mark.parametrize("word", [word for word in sink_names() if word != "files"])
def test_a_set_of_nobody_has_no_file(press, members, put, word):
    students = members(word)[:1]
    found = bound(word, Refusing(press, students[0].record, Code.OVERFLOW), students, put)
    assert (found.files, found.pages, put.files) == ((), (), {})
    assert len(found.refused) == 1


@pytest.mark.parametrize("word", [word for word in sink_names() if word != "files"])
def test_what_is_wrong_with_the_machine_stops_the_run(press, members, put, word):
    students = members(word)
    with pytest.raises(ScorepressError, match="no room"):
        bound(word, Refusing(press, students[1].record, Code.SETUP), students, put)


# --- merged, print ----------------------------------------------------------------------------------------------------


class Read:
    """A PDF: what its pages say, and its bookmarks with the page that each leads to."""

    def __init__(self, pdf):
        document = pypdfium2.PdfDocument(pdf)
        self.pages = [page.get_textpage().get_text_bounded() for page in document]
        self.sizes = {page.get_size() for page in document}
        self.marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]


def text_of(press, record, language="en"):
    return Read(press.fast.printed(record, (language,)).pdf).pages


def spoken(press, members, code):
    """The first student whose own language is that one, as the last of three; its code among the data's codes."""
    language = press.language(code)
    record = members[-1].record
    values = {**record.values, "student.primary_language": language.codes[-1]}
    return [*members[:-1], replace(members[-1], record=replace(record, values=values))]


def test_merged_reports_follow_one_another_with_bookmarks(press, members, put):
    students = members("merged")
    found = bound("merged", press, students, put)
    read = Read(put.files["Lea/School.pdf"])
    assert found.files == (("Lea/School.pdf", 6),)
    assert read.pages == [page for member in students for page in text_of(press, member.record)]
    numbers = [str(member.record.values["student.ssid"]) for member in students]
    assert [(title[-10:], page) for title, page in read.marks] == list(zip(numbers, (0, 2, 4), strict=True))
    assert read.marks[0][0].startswith(str(students[0].record.values["student.first_name"]))


def test_a_report_of_odd_pages_is_followed_by_a_blank_one(samples, put):
    press = samples.press("initial-alternate-elpac")
    short = replace(press.template, pages=press.template.pages[:1])
    press = type(press)(short)
    students = [
        Member(f"s{number}", f"file-{number}", ("en",), record)
        for number, record in enumerate(samples.students("initial-alternate-elpac")[:2])
    ]
    found = bound("merged", press, students, put)
    read = Read(put.files["Lea/School.pdf"])
    assert found.files[0][1] == len(read.pages) == 4
    assert [bool(page) for page in read.pages] == [True, False, True, False]
    assert len(read.sizes) == 1
    assert [page for _, page in read.marks] == [0, 2]


@pytest.mark.parametrize("word", ["merged", "print"])
def test_files_of_many_are_the_same_on_each_run(press, members, put, word):
    again = Kept()
    bound(word, press, members(word)[:2], put)
    bound(word, press, members(word)[:2], again)
    assert put.files == again.files


def test_a_set_has_two_copies_the_second_in_the_students_own_language(press, members, put):
    students = spoken(press, members("print"), "vi")
    sink = open_sink("print")
    students = [replace(one, languages=sink.languages(press, one.record, ("en",))) for one in students]
    assert students[-1].languages == ("en", "vi")
    found = bound("print", press, students, put)
    read = Read(put.files["Lea/School.pdf"])
    expected = [page for one in students for language in one.languages for page in text_of(press, one.record, language)]
    assert read.pages[2:] == expected
    assert [page for _, page in read.marks] == [2, 6, 10]
    assert found.pages == (("s0", 4), ("s1", 4), ("s2", 4))


@pytest.mark.parametrize("language", ["es", "vi", "zh-Hant", "fil"])
def test_languages_of_copies_are_the_layouts(press, members, language):
    codes = press.language(language).codes
    record = members("print")[0].record
    plan = press.template.printing
    without = type(press)(replace(press.template, printing=replace(plan, own_languages=())))
    sink = open_sink("print")
    for code in codes:
        one = replace(record, values={**record.values, "student.primary_language": code})
        assert sink.languages(press, one, ("en",)) == ("en", language)
        assert sink.languages(without, one, ("en",)) == ("en", "en")


@pytest.mark.parametrize("code", ["kor", "ara", "rus", "eng", None])
def test_who_speaks_another_language_is_sent_english_twice(press, members, code):
    record = members("print")[0].record
    one = replace(record, values={**record.values, "student.primary_language": code})
    assert open_sink("print").languages(press, one, ("en",)) == ("en", "en")


def test_the_separator_says_whose_sets_follow_and_how_many(press, members, put):
    students = members("print")
    one = students[0].record.values
    alike = [
        replace(m, record=replace(m.record, values={**m.record.values, "school.name": one["school.name"]}))
        for m in students
    ]
    bound("print", press, alike, put)
    front, back = Read(put.files["Lea/School.pdf"]).pages[:2]
    assert str(one["school.name"]) in front
    assert back == ""
    words = " ".join(front.split())
    assert all(
        f"{name} {n}" in words
        for name, n in (("Students", 3), ("student", 2), ("one", 6), ("Pages after this one", 12))
    )


def test_a_separator_of_several_schools_names_none(press, members, put):
    students = members("print")
    other = replace(
        students[0],
        record=replace(students[0].record, values={**students[0].record.values, "school.name": "Elsewhere"}),
    )
    bound("print", press, [other, *students[1:]], put)
    front = Read(put.files["Lea/School.pdf"]).pages[0]
    assert "Several schools" in front
    assert "Elsewhere" not in front


def test_the_order_list_leads_to_the_pages_and_names_nobody(press, members, put):
    students = members("print")
    bound("print", press, students, put)
    lines = list(csv.DictReader(io.StringIO(put.files["Lea/School.csv"].decode())))
    told = json.loads(put.files["Lea/School.json"])
    assert [{name: str(value) for name, value in order.items()} for order in told["orders"]] == lines
    assert [(order["first_page"], order["pages"], order["sheets"]) for order in told["orders"]] == [
        (3, 4, 2),
        (7, 4, 2),
        (11, 4, 2),
    ]
    assert (told["pages"], told["sheets"], told["separator_pages"], told["students"]) == (14, 7, 2, 3)
    assert sum(told["copies"].values()) == 6
    pages = Read(put.files["Lea/School.pdf"]).pages
    for order, member in zip(told["orders"], students, strict=True):
        assert str(member.record.values["student.ssid"]) in pages[order["first_page"] - 1]
    listed = put.files["Lea/School.csv"] + put.files["Lea/School.json"]
    assert not any(str(m.record.values["student.last_name"]).encode() in listed for m in students)


def test_a_report_without_a_plan_for_printing_is_printed_once(press, members, put):
    plain = type(press)(replace(press.template, printing=None))
    students = [
        replace(one, languages=open_sink("print").languages(plain, one.record, ("es",))) for one in members("print")
    ]
    assert {one.languages for one in students} == {("es",)}
    bound("print", plain, students, put)
    read = Read(put.files["Lea/School.pdf"])
    assert len(read.pages) == 6
    assert [title for title, _ in read.marks] == ["file-0", "file-1", "file-2"]
