"""`scorepress check --counterexamples`: each forgotten student is a record that is read again, and a page to see."""

import json
import shutil
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scorepress.apps.cli import group
from scorepress.apps.students import Inputs, Students
from scorepress.evaluate.rules import compile_rules
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.proof import Gap, Hole, Overlap
from scorepress.model.record import Record
from scorepress.model.scene import Group, Rect, Role, Text
from scorepress.pipeline.counterexamples import Forgotten, Search
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.workspace import Workspace, scratch

REPORT = "summative-alternate-elpac"
KINDERGARTEN = (
    '  when not first time and grade this year is "KN"\n'
    "      and not (repeated kindergarten and took it last year): nothing\n"
    '    because "The guide is silent here; see question 1."\n'
)


def run(*words: str) -> Result:
    result = CliRunner().invoke(group, words, prog_name="scorepress")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def project(root, tmp_path):
    """A project with the rules of one report, to be spoilt."""
    shutil.copytree(root / "rules" / REPORT, tmp_path / "rules" / REPORT)
    return tmp_path


@pytest.fixture
def edit(project):
    def change(name: str, old: str, new: str) -> None:
        file = project / "rules" / REPORT / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, text.count(old)
        file.write_text(text.replace(old, new), encoding="utf-8")

    return change


def found(project) -> tuple[Any, list[Forgotten]]:
    search = Search(Workspace(project), REPORT)
    return search, [*search.found()]


def leaves(items):
    for item in items:
        if isinstance(item, Group):
            yield from leaves(item.items)
        else:
            yield item


def mark_of(page) -> list[Any]:
    (mark,) = [item for item in page.items if isinstance(item, Group) and item.region == "mark"]
    assert mark.semantics.role is Role.ARTIFACT
    return [*mark.items]


def test_good_rules_have_none(project):
    assert found(project)[1] == []


def test_the_kindergartner_of_the_guide_is_found_and_seen(project, edit):
    edit("history.rules", KINDERGARTEN, "")
    search, (one,) = found(project)
    assert (one.diagnostic.code, one.about) == (Code.GAP, "history section")
    assert isinstance(one.finding, Gap)
    assert one.record.get("overall.grade") == "KN"
    rules = compile_rules(search.proof.book, search.proof.schema)
    assert rules.holding("history section", None, one.record.values) == ()
    drawn = search.pages(one)
    assert drawn is not None
    pages, marked = drawn
    assert marked == (2,)
    assert "[gap: history section]" in [item.string for item in leaves(pages[1].items) if isinstance(item, Text)]
    frames = [item for item in mark_of(pages[1]) if isinstance(item, Rect) and item.stroke]
    assert [frame.stroke.color for frame in frames if frame.stroke] == [search.template.theme.colors["guide"]]
    (said,) = [i for i in leaves(pages[1].items) if isinstance(i, Text) and i.string == "[gap: history section]"]
    assert frames[0].x < said.x
    assert frames[0].x + frames[0].width > said.x + said.width
    assert frames[0].y < said.y < frames[0].y + frames[0].height
    words = [item.string for item in mark_of(pages[0]) if isinstance(item, Text)]
    assert words[0].startswith("gap: no row of history section answers ")
    assert words[1].startswith("the smallest: not first time")


def test_both_sentences_of_an_overlap_are_seen(project, edit):
    edit("overall.rules", "message asterisk note\n", 'message asterisk note\n  when level this year is 3: "*Twice."\n')
    search, some = found(project)
    (one,) = [one for one in some if isinstance(one.finding, Overlap)]
    rules = compile_rules(search.proof.book, search.proof.schema)
    assert len(rules.holding("asterisk note", None, one.record.values)) == 2
    drawn = search.pages(one)
    assert drawn is not None
    assert drawn[1] == (2,)
    text = " ".join(item.string for item in leaves(drawn[0][1].items) if isinstance(item, Text))
    assert "[overlap: *Twice. | nothing]" in text


def test_a_slot_without_a_value_is_seen(project, edit):
    edit("overall.rules", 'when middle name is unknown: "{first name}', 'when middle name is unknown: "{middle name}')
    search, some = found(project)
    one = next(one for one in some if isinstance(one.finding, Hole))
    assert one.diagnostic.code is Code.MAYBE_NOTHING
    assert one.record.get("student.middle_name") is None
    pages, marked = search.pages(one) or ((), ())
    assert marked
    text = " ".join(item.string for page in pages for item in leaves(page.items) if isinstance(item, Text))
    assert "[middle name has no value]" in text


def test_a_failing_example_shows_the_completion(project, edit):
    edit(
        "overall.rules",
        'expect level in full this year is "Level 3—Fluent',
        'expect level in full this year is "Level 4—Fluent',
    )
    search, (one,) = found(project)
    assert one.diagnostic.code is Code.EXAMPLE_FAILS
    assert one.about == "level 3"
    assert one.record.get("student.first_name") == "Ana"
    assert one.record.get("overall.level") == 3
    assert search.pages(one) is not None


def test_a_new_level_has_its_counterexamples_too(project, root):
    schema = (root / "schemas" / "student-record.schema.json").read_text(encoding="utf-8")
    assert '"maximum": 3' in schema
    (project / "schemas").mkdir()
    (project / "schemas" / "student-record.schema.json").write_text(schema.replace('"maximum": 3', '"maximum": 4'))
    search, some = found(project)
    gaps = [one for one in some if isinstance(one.finding, Gap)]
    assert {"performance summary", "level name this year"} <= {one.about for one in gaps}
    for one in gaps:
        search.pages(one)  # drawn or not, but never a fault of the program


def test_what_is_written_is_read_again(project, edit):
    edit("history.rules", KINDERGARTEN, "")
    out = project / "out"
    result = run("check", str(project), "--report", REPORT, "--counterexamples", str(out))
    assert result.exit_code == 1
    stem = "01-gap-history-section"
    assert sorted(file.name for file in out.iterdir()) == [f"{stem}-page-2.png", f"{stem}.json", f"{stem}.pdf"]
    assert str(out / f"{stem}.json") in result.output
    assert (out / f"{stem}.pdf").read_bytes().startswith(b"%PDF")
    assert (out / f"{stem}-page-2.png").read_bytes().startswith(b"\x89PNG")
    record = json.loads((out / f"{stem}.json").read_text(encoding="utf-8"))
    assert record["student"]["first_name"]
    (good, _) = open_project(Workspace(), REPORT)
    assert good is not None
    with scratch() as database:
        (row,) = Students(good, Inputs((str(out / f"{stem}.json"),)), database).rows()
    assert isinstance(row, Record)
    assert Press(good.template).report(row, "en").pages  # the shipped rules know this student
    first = {file.name: file.read_bytes() for file in out.iterdir()}
    run("check", str(project), "--report", REPORT, "--counterexamples", str(out))
    assert {file.name: file.read_bytes() for file in out.iterdir()} == first


def test_good_rules_write_nothing(project):
    result = run("check", str(project), "--report", REPORT, "--counterexamples", str(project / "out"))
    assert result.exit_code == 0
    assert list((project / "out").iterdir()) == []
    assert "no counterexample" in result.output


def test_other_speakers_still_refuse(project, edit):
    edit("history.rules", KINDERGARTEN, "")
    search, (one,) = found(project)
    assert search.template is not None
    with pytest.raises(ScorepressError) as caught:
        Press(search.template).report(one.record, "en")
    assert caught.value.diagnostics[0].code is Code.GAP


def test_rules_that_cannot_be_read_have_none(project, edit):
    edit("history.rules", "message history section\n", "message history section\n  when and: nothing\n")
    result = run("check", str(project), "--report", REPORT, "--counterexamples", str(project / "out"))
    assert result.exit_code == 1
    assert result.output.count("error[") == 1
    assert list((project / "out").iterdir()) == []
