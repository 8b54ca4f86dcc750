"""Rules in their canonical form: what the suite does not show."""

import time

import pytest

from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse.rules_text import parse_rule_texts
from scorepress.pipeline.formatting import format_files

HEAD = "each year: this year = now\nword level that year = that_year.level\nword name = student.name\n"
MESSAGE = """
message number {} of a large report, for each year
  when level that year is 3:   "{{name}} has sufficient English skills to communicate and learn in school. {{name}} may need occasional help."
  when not level that year is 3 and (level that year is known or level that year is unknown) and name is known: nothing
  # a comment
  when level that year is 1: nothing  # another
  from nowhere "Page {}"
"""  # noqa: E501


def formatted(text):
    (one,) = format_files([Source("x.rules", text)], {"x.rules"})
    return one.text, one.diagnostics


@pytest.mark.parametrize("text", ["", "\n\n", "  "])
def test_an_empty_file_stays_empty(text):
    assert formatted(text) == ("", ())


def test_comments_alone_are_a_file():
    assert formatted("  # a\n\n\n\n# b  ") == ("# a\n\n# b\n", ())


def test_the_last_line_ends():
    assert formatted("word a = b") == ("word a = b\n", ())


def test_a_mark_before_the_first_line_and_line_ends_of_other_systems_go():
    assert formatted("\ufeffword a = b\r\nword  b = c\r\n") == ("word a = b\nword b = c\n", ())


def test_what_cannot_be_seen_and_what_is_too_long_is_told():
    assert [d.code.value for d in formatted("word a\u200b = b\n")[1]] == ["rule-syntax"]
    assert [d.code.value for d in formatted("# " + "x" * 2_000_000)[1]] == ["too-large"]


def test_a_statement_that_cannot_be_read_is_told_with_the_others():
    text, told = formatted('message a\n  otherwise: "b"\nmessage b\n  when x, from school year 2025-27: nothing\n')
    assert text is None
    assert [(d.code.value, d.span.line if d.span else 0) for d in told] == [
        ("rule-syntax", 2),
        ("wrong-value", 4),
    ]


def test_files_are_told_apart():
    sources = [
        Source("a/x.rules", 'message "'),
        Source("a/y.rules", "word a  = b\n"),
        Source("b/x.rules", "word c = d\n"),
    ]
    found = format_files(sources, {"a/x.rules", "a/y.rules", "b/x.rules"})
    assert [(one.path, one.text, len(one.diagnostics)) for one in found] == [
        ("a/x.rules", None, 1),
        ("a/y.rules", "word a = b\n", 0),
        ("b/x.rules", "word c = d\n", 0),
    ]


def test_only_wanted_files_are_given():
    sources = [Source("a/x.rules", "word a = b\n"), Source("a/y.rules", 'message "')]
    assert [one.path for one in format_files(sources, {"a/x.rules"})] == ["a/x.rules"]
    reporter = Reporter()
    assert len(parse_rule_texts(sources, {"a/x.rules"}, reporter)) == 1
    assert reporter.found == []


def test_time_grows_with_the_file_and_no_faster():
    """10,000 lines take 1.3 seconds of an idle processor (benchmarks/measure_fmt.py); this machine may be busy."""

    def seconds(count):
        text = HEAD + "".join(MESSAGE.format(number, number) for number in range(count))
        begin = time.process_time()
        new, told = formatted(text)
        assert told == ()
        assert new is not None
        assert new.count("\n") > text.count("\n")
        return time.process_time() - begin

    seconds(10)
    small, large = seconds(100), seconds(500)
    assert large < 4
    assert large / small < 12
