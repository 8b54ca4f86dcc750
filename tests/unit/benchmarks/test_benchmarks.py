"""What benchmarks stand on: our pages are taken apart completely, tables find their place, ratios are of pairs."""

import json
import sys
from importlib import import_module

import pytest

REPORT = "summative-alternate-elpac"
SLICE = {"bytes": 1, "memory": 1}


@pytest.fixture(autouse=True)
def beside(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    yield
    for name in ("drawings", "contest", "table", "plan", "commands"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("student", range(6))
def test_a_drawing_says_what_the_page_says(samples, student):
    drawings = import_module("drawings")
    pages = samples.pages(REPORT, student, "en")
    drawing = drawings.draw(pages)
    word = {"text": 3, "paragraph": 5}
    said = [" ".join(str(item[word[item[0]]]) for item in page if item[0] in word) for page in drawing]
    press = samples.press(REPORT)
    pdf = press.pdf([press.svg(page) for page in pages], "A report", "en")
    import pypdfium2  # type: ignore[import-untyped]

    read = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    assert list(map(drawings.letters, said)) == list(map(drawings.letters, read))
    assert json.loads(json.dumps(drawing)) == drawing


def test_what_half_of_the_students_share_is_a_template(samples):
    drawings = import_module("drawings")
    made = [drawings.draw(samples.pages(REPORT, student, "en")) for student in range(6)]
    shared = set(drawings.statics(made))
    for drawing in made:
        own = [item for page in drawing for item in page if json.dumps(item) not in shared]
        assert 0 < len(own) < sum(map(len, drawing)) / 2


def test_words_that_we_hold_together_are_held_for_others(samples):
    drawings = import_module("drawings")
    texts = [
        str(item[5])
        for student in range(6)
        for page in drawings.draw(samples.pages(REPORT, student, "en"))
        for item in page
        if item[0] == "paragraph"
    ]
    assert any("\u00a0" in text for text in texts)


def test_ratios_are_of_pairs():
    contest = import_module("contest")
    slices = [contest.Slice(10, wall, wall, **SLICE) for wall in (1.0, 2.0, 4.0)]
    theirs = [contest.Slice(1, wall, 2 * wall, **SLICE) for wall in (1.0, 4.0, 4.0)]
    made = contest.Contest("rival", slices, theirs)
    assert (made.wall, made.cpu) == (10, 20)


def test_a_bar_holds_or_does_not():
    table = import_module("table")
    rows = [table.at_least("a", 9, 10, str), table.at_most("b", 9, 10, str), table.Row("c", "9")]
    assert [row.holds for row in rows] == [False, True, None]
    assert "| a | 9 | ≥ 10 | **no** |" in table.promises(rows)


def test_a_table_takes_the_place_of_the_last(tmp_path):
    table = import_module("table")
    file = tmp_path / "README.md"
    file.write_text("before\n<!-- benchmarks -->\nold\n<!-- /benchmarks -->\nafter\n", encoding="utf-8")
    table.put(file, "benchmarks", "new \\1\n")
    assert file.read_text(encoding="utf-8") == "before\n<!-- benchmarks -->\nnew \\1\n<!-- /benchmarks -->\nafter\n"
    with pytest.raises(SystemExit, match="no place"):
        table.put(file, "other", "new")


def test_a_command_is_watched():
    commands = import_module("commands")
    took = commands.run([sys.executable, "-c", "print(sum(range(3_000_000)))"], watch=True)
    assert took.output == "4499998500000\n"
    assert took.cpu > 0.01
    assert took.memory > 1_000_000
    with pytest.raises(SystemExit, match="ended with 3"):
        commands.run([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.parametrize("file", ["README.md", "docs/explanation/speed.md"])
def test_tables_have_a_place(root, file):
    text = (root / file).read_text(encoding="utf-8")
    assert text.count("<!-- benchmarks -->\n") == text.count("<!-- /benchmarks -->") == 1
