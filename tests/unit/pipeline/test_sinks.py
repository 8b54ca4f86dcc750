"""Sinks: the same members give the same bytes; who cannot be printed is in no file."""

import io
import zipfile
from contextlib import contextmanager

import pytest

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.pipeline.sinks import Member, open_sink, sink_names

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

    def printed(self, record, languages):
        if record is self.student:
            raise ScorepressError([Diagnostic(self.code, Severity.ERROR, "no room")])
        return self.press.printed(record, languages)


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
        assert archive.namelist() == ["file-0-en.pdf", "file-1-en.pdf", "file-2-en.pdf"]
        assert archive.testzip() is None
        for member, entry in zip(students, archive.infolist(), strict=True):
            assert entry.compress_type == zipfile.ZIP_STORED
            assert archive.read(entry) == press.printed(member.record, ("en",)).pdf


def test_a_zip_names_the_languages_that_are_in_a_file(press, members, put):
    bound("zip", press, members("zip", ("en", "es"))[:1], put)
    with zipfile.ZipFile(io.BytesIO(put.files["Lea/School.zip"])) as archive:
        assert archive.namelist() == ["file-0-en-es.pdf"]


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
