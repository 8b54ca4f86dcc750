"""The suite of the formatter: what a file looks like before, and after in `<case>.after.<ending>`."""

from pathlib import Path

import pytest

from scorepress.model.source import Source
from scorepress.pipeline.formatting import format_files

FOLDER = Path(__file__).parent / "suite" / "fmt"
CASES = sorted(path for path in FOLDER.iterdir() if ".after" not in path.suffixes)
VOCABULARY = Source("words.rules", (FOLDER / "vocabulary.rules").read_text(encoding="utf-8"))


def formatted(text, name):
    (one,) = format_files([VOCABULARY, Source(name, text)], {name})
    assert one.diagnostics == ()
    return one.text


def after(path):
    return path.with_suffix(f".after{path.suffix}")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_file_becomes_what_the_suite_says(path):
    assert formatted(path.read_text(encoding="utf-8"), path.name) == after(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_formatted_file_stays_as_it_is(path):
    text = after(path).read_text(encoding="utf-8")
    assert formatted(text, path.name) == text


def test_every_case_changes_something():
    assert all(path.read_bytes() != after(path).read_bytes() for path in CASES)
    assert len(CASES) >= 10
