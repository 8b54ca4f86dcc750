"""What a person at a terminal reads."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.diagnostics.excerpt import excerpt, visible
from scorepress.diagnostics.text import count_line, print_text, wants_color
from scorepress.model.diagnostic import Code, Diagnostic, Label, Severity
from scorepress.model.source import Source, Span
from scorepress.noun import replace

PAGE = Source("layouts/spring/page-2.yaml", "page: 2\n\n- kind: guage\n  text: 成績 x\n\tat: 3\nlast")


def sources(path):
    return PAGE if path == PAGE.path else None


def span(line, column=1, end_line=0, end_column=0, path=PAGE.path):
    return Span(path, line, column, end_line, end_column)


def error(message="something", place=None, labels=(), hints=(), severity=Severity.ERROR):
    return Diagnostic(Code.UNKNOWN_COMPONENT, severity, message, place, tuple(labels), tuple(hints))


def text(*diagnostics, **options):
    """What is printed, without the line that counts."""
    return print_text(diagnostics, sources, **options).rsplit("\n\n", 1)[0].splitlines()


def test_excerpt_mark_and_hint():
    place = span(3, 9, 3, 14)
    assert text(error("no component named `guage`", place, hints=["did you mean `gauge`?"])) == [
        "error[unknown-component]: no component named `guage`",
        " --> layouts/spring/page-2.yaml:3:9",
        "  |",
        "3 | - kind: guage",
        "  |         ^^^^^",
        "  = hint: did you mean `gauge`?",
    ]


def test_gutter_is_as_wide_as_the_longest_line_number():
    page = Source("a.yaml", "\n" * 13 + "    - kind: guage")
    printed = print_text([error(place=Span("a.yaml", 14, 13, 14, 18))], lambda _path: page).splitlines()
    assert printed[1:5] == [
        "  --> a.yaml:14:13",
        "   |",
        "14 |     - kind: guage",
        "   |             ^^^^^",
    ]


def test_labels_beside_and_elsewhere():
    labels = [Label(span(3, 3, 3, 7), "its key"), Label(span(1, 1, 1, 5), "of this page")]
    assert text(error("wrong", span(3, 9, 3, 14), labels)) == [
        "error[unknown-component]: wrong",
        " --> layouts/spring/page-2.yaml:3:9",
        "  |",
        "3 | - kind: guage",
        "  |         ^^^^^",
        "  |   ---- its key",
        " ::: layouts/spring/page-2.yaml:1:1",
        "  |",
        "1 | page: 2",
        "  | ---- of this page",
    ]


def test_text_that_cannot_be_shown_is_named_all_the_same():
    label = Label(span(7, path="rules/x.rules"), "declared here")
    assert text(error("twice", span(120, path="students.csv"), [label], ["keep one"])) == [
        "error[unknown-component]: twice",
        "   --> students.csv:120:1",
        "   ::: rules/x.rules:7:1",
        "    = declared here",
        "    = hint: keep one",
    ]


def test_without_a_place():
    assert text(error("no report named `x`", hints=["one\ntwo"])) == [
        "error[unknown-component]: no report named `x`",
        "  = hint: one",
        "          two",
    ]


@pytest.mark.parametrize(
    ("place", "mark"),
    [
        (span(4, 9, 4, 11), "        ^^^^"),  # two Chinese characters take four cells
        (span(4, 12, 4, 13), "             ^"),  # and push what follows
        (span(5, 2, 5, 4), "    ^^"),  # a tab reaches to the next stop
        (span(3, 9), "        ^"),  # no end: one character
        (span(3, 9, 5, 2), "        ^^^^^"),  # over lines: to the end of the first
        (span(2, 1), "^"),  # an empty line
        (span(6, 5, 6, 5), "    ^"),  # the end of the file
        (span(6, 99, 6, 120), "    ^"),  # beyond the end of the line
    ],
)
def test_mark_stands_under_its_characters(place, mark):
    assert text(error(place=place))[4] == f"  | {mark}"


def test_line_beyond_the_end_has_no_excerpt():
    assert text(error(place=span(99))) == [
        "error[unknown-component]: something",
        "  --> layouts/spring/page-2.yaml:99:1",
    ]


def test_long_lines_are_clipped_around_the_mark():
    line = "a" * 300 + "WRONG" + "b" * 300
    cut = excerpt(line, 300, 305, 60)
    assert cut.text.startswith("…a")
    assert cut.text.endswith("b…")
    assert len(cut.text) <= 60
    assert cut.text[cut.start : cut.start + cut.length] == "WRONG"


def test_mark_longer_than_the_width_ends_with_the_excerpt():
    cut = excerpt("x" * 500, 10, 490, 60)
    assert cut.start + cut.length <= 60


def test_nothing_reaches_the_terminal_that_it_would_obey():
    hostile = "a\x1b[31mb\u202ec\u200bd\x00"
    page = Source("a.csv", hostile)
    printed = print_text([error(hostile, Span("a.csv", 1, 1), hints=[hostile])], lambda _path: page)
    assert not {unicodedata.category(c) for c in printed if c != "\n"} & {"Cc", "Cf", "Cs"}


def test_at_most_twenty_then_a_count_and_errors_first():
    notes = [error(f"w{n}", severity=Severity.WARNING) for n in range(30)]
    printed = print_text([*notes, error("the one")], sources)
    assert printed.startswith("error[unknown-component]: the one\n")
    assert len(re.findall(r"^warning\[", printed, re.MULTILINE)) == 19
    assert printed.endswith("\n\n1 error, 30 warnings; 20 are shown\n")


def test_of_too_many_each_kind_of_each_folder_is_shown():
    many = [error(f"one {n}", Span(f"rules/spring/{n}.rules", 1)) for n in range(30)]
    few = [error(f"two {n}", Span(f"rules/autumn/{n}.rules", 1)) for n in range(3)]
    other = replace(error("three", Span("rules/spring/9.rules", 1)), code=Code.GAP)
    printed = print_text([*many, *few, other], sources, all_by="--format json")
    shown = re.findall(r"^error\[.*\]: (.*)$", printed, re.MULTILINE)
    assert shown == [*(f"one {n}" for n in range(16)), "two 0", "two 1", "two 2", "three"]
    assert printed.endswith("\n\n34 errors; 20 are shown, all with `--format json`\n")


def test_count_line():
    assert count_line([error(), error(), error(severity=Severity.NOTE)]) == "2 errors, 1 note"


def test_nothing_to_say():
    assert print_text([], sources) == ""


def test_color_changes_nothing_but_color():
    found = [error("x", span(3, 9, 3, 14), [Label(span(1), "y")], ["z"])]
    colored = print_text(found, sources, color=True)
    assert "\x1b[1;31merror[unknown-component]\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == print_text(found, sources)


@pytest.mark.parametrize(
    ("terminal", "environment", "answer"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": ""}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_wants_color(terminal, environment, answer):
    assert wants_color(terminal=terminal, environment=environment) is answer


def cells(line):
    """An independent count: how many cells a terminal gives to what is printed."""
    narrow = sum(unicodedata.category(c) not in ("Mn", "Me") for c in line)
    return narrow + sum(
        unicodedata.east_asian_width(c) in "WF" for c in line if unicodedata.category(c) not in ("Mn", "Me")
    )


@given(st.text(max_size=80), st.integers(0, 90), st.integers(0, 90), st.integers(10, 60))
def test_an_excerpt_never_breaks_its_width(line, start, length, width):
    cut = excerpt(line, start, start + length, width)
    assert cut.length >= 1
    assert 0 <= cut.start <= width
    assert cells(cut.text) <= width or cells(visible(line)) <= width
    assert not {unicodedata.category(c) for c in cut.text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_causes_come_first_where_not_all_is_shown():
    """A statement that cannot be read is the cause of many names that are missed."""
    missed = [error(f"no word {n}") for n in range(30)]
    cause = Diagnostic(Code.RULE_SYNTAX, Severity.ERROR, "no statement begins with `mesage`")
    assert "mesage" in text(*missed, cause)[0]
    assert "mesage" in text(*missed[:3], cause)[-1]
