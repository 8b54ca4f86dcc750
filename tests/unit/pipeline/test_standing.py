"""Standing type: files are the same with it and without, names are not in it, a report without samples has none."""

import pickle

import pytest

from scorepress.model.record import Record
from scorepress.pipeline import standing
from scorepress.pipeline.press import Press
from scorepress.pipeline.standing import Standing, freeze, thaw
from scorepress.workspace import Workspace

REPORTS = ("initial-alternate-elpac", "summative-alternate-elpac")


@pytest.fixture(autouse=True)
def few(monkeypatch, tmp_path):
    """Of few students, in a folder of the test's own."""
    monkeypatch.setattr(standing, "STUDENTS", 40)
    monkeypatch.setenv("SCOREPRESS_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def students(samples):
    """The students of a report that are printed: `students(report)`."""

    def make(report: str) -> list[Record]:
        press = samples.press(report)
        return [record for record in samples.students(report) if press.skip(record) is None]

    return make


def new(samples, report):
    """A press that has printed nothing."""
    return Press(samples.press(report).template)


def stand(press, workspace=None, state="this state"):
    return Standing(workspace or Workspace(), press, state)


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
@pytest.mark.parametrize("report", REPORTS)
def test_files_are_the_same_with_it_and_without(samples, students, report, lang):
    plain, quick = new(samples, report), new(samples, report)
    stand(quick).make(lang)
    some = students(report)[:40]
    assert quick.fast.stencils(lang).count > 0
    assert [quick.fast.printed(one, (lang,)).pdf for one in some] == [
        plain.fast.printed(one, (lang,)).pdf for one in some
    ]
    assert not quick.fast.unstencilled


def test_what_was_learned_is_not_learned_again(samples, students):
    report = REPORTS[-1]
    first, second = new(samples, report), new(samples, report)
    some = students(report)
    made = [first.fast.printed(one, ("en",)) for one in some]
    data = freeze(first.fast.stencils("en"), first.fast.pdf_press)
    stencils = second.fast.stencils("en")
    thaw(stencils, second.fast.pdf_press, data)
    count = stencils.count
    stencils.room.drawer = None  # a block that is not known would be drawn by it
    assert [second.fast.printed(one, ("en",)) for one in some] == made
    assert stencils.count == count == first.fast.stencils("en").count


def test_words_that_few_share_are_left_out(samples, students, monkeypatch):
    press = new(samples, REPORTS[-1])
    for one in students(REPORTS[-1]):
        press.fast.printed(one, ("en",))
    number = str(students(REPORTS[-1])[0].values["student.ssid"]).encode()
    assert number in freeze(press.fast.stencils("en"), press.fast.pdf_press)
    monkeypatch.setattr(standing, "_SHARED", 1)
    assert number not in freeze(press.fast.stencils("en"), press.fast.pdf_press)


def test_it_is_due_where_it_is_worth_its_time_and_not_there(samples, monkeypatch):
    one = stand(new(samples, REPORTS[-1]))
    assert not one.due("en", standing.ENOUGH - 1)
    assert one.due("en", standing.ENOUGH)
    one.make("en")
    assert not one.due("en", standing.ENOUGH)
    assert one.due("es", standing.ENOUGH)
    monkeypatch.setenv("SCOREPRESS_CACHE", "")
    assert not stand(new(samples, REPORTS[-1])).due("en", standing.ENOUGH)


def test_of_a_report_without_samples_it_is_empty(samples, students, tmp_path):
    project = tmp_path / "project"
    (project / "schemas").mkdir(parents=True)
    (project / "schemas" / "samples.yaml").write_text("scorepress: 1\n", encoding="utf-8")
    press = new(samples, REPORTS[-1])
    one = stand(press, Workspace(project))
    one.make("en")
    assert not one.due("en", standing.ENOUGH)
    assert press.fast.stencils("en").count == 0
    assert press.fast.printed(students(REPORTS[-1])[0], ("en",)).pages == 2


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty"])
def test_a_damaged_one_is_none(samples, students, tmp_path, damage):
    press = new(samples, REPORTS[-1])
    stand(press).make("en")
    (file,) = (tmp_path / "cache").glob("*-en.pickle")
    data = file.read_bytes()
    middle = len(data) // 2
    file.write_bytes(
        {
            "cut": data[:-100],
            "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "empty": pickle.dumps(b""),
        }[damage]
    )
    assert press.fast.stencils("en").count == 0
    assert press.fast.printed(students(REPORTS[-1])[0], ("en",)).pages == 2


def test_another_state_of_the_report_has_its_own(samples):
    press, other = new(samples, REPORTS[-1]), new(samples, REPORTS[-1])
    stand(press, state="as it was opened").make("en")
    assert stand(other, state="as it is now").due("en", standing.ENOUGH)
    assert other.fast.stencils("en").count == 0
