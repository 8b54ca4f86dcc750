"""How values of a YAML file are written."""

import pytest
import yaml

from scorepress.fmt.notes import Leaf
from scorepress.fmt.scalars import block, inline, key, plain_is_safe, quoted
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse.layout import parse_layout


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "column 1",
        "What Is This?",
        "12pt",
        "It’s 5 o’clock",
        "a-b",
        "Ka'ahumanu",
        "https://a.org/",
        "“Yes”",
        "a#b",
        "x=1",
    ],
)
def test_plain_texts(text):
    assert plain_is_safe(text, flow=False)
    assert yaml.safe_load(text) == text


@pytest.mark.parametrize(
    "text",
    ["", " a", "a ", "no", "On", "y", "N", "NULL", "~", "true", "1", "01", "1.5", "1e3", "0x1F", "12:30", "2025-01-01",
     "2025-26", "1_000", ".5", "- a", "? a", "a: b", "a:", "a #b", "#a", "{a}", "Dear {name}", "[a", "&a", "*a", "!a",
     "'a", '"a', "%a", "@a", "`a", "=", "<<", "a\nb", "a\tb", "a\u2028b", "a\x85b", "\ufeffa", "---", "..."],
)  # fmt: skip
def test_texts_that_somebody_could_misread(text):
    assert not plain_is_safe(text, flow=False)
    assert yaml.safe_load(quoted(text)) == text


@pytest.mark.parametrize("text", ["a, b", "a]", "https://a.org/", "What is this?"])
def test_in_brackets_more_needs_quotation_marks(text):
    assert not plain_is_safe(text, flow=True)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('say "a"', "'say \"a\"'"),
        ("it's \\", "'it''s \\'"),
        ('tab\t"', '"tab\\t\\""'),
        ("\x07\u2028\U000e0001", '"\\x07\\u2028\U000e0001"'),
        ("\r\n", '"\\r\\n"'),
    ],
)
def test_quotation_marks(text, written):
    assert quoted(text) == written


def test_what_is_written_plain_stays_as_it_is():
    assert inline(Leaf(1.5, "1.50"), flow=False) == "1.50"
    assert inline(Leaf("2025-26", "2025-26"), flow=True) == "2025-26"
    assert inline(Leaf("2025-26", None), flow=True) == '"2025-26"'


def test_a_value_that_is_left_out_has_a_word_in_brackets_and_as_a_key():
    nothing = Leaf(None, "")
    assert inline(nothing, flow=False) == ""
    assert inline(nothing, flow=True) == "null"
    assert key(nothing, flow=False) == "null"


LONG = "word " * 40 + "end"


@pytest.mark.parametrize(
    ("text", "sign", "lines"),
    [
        (LONG, ">-", 2),
        (LONG + "\n", ">", 2),
        ("a\nb", "|-", 2),
        ("a\n  b\n", "|", 2),
        ("a\n\n\nb\n", "|", 4),
        ("short\n", "|", 1),
    ],
)
def test_blocks_say_what_the_text_says(text, sign, lines):
    written = block(Leaf(text, None), "key:", 2)
    assert written is not None
    assert (written[0], len(written[1])) == (sign, lines)
    tree = parse_layout(Source("x", f"key: {sign}\n" + "\n".join(written[1]) + "\n"), Reporter())
    assert tree is not None
    assert tree.root.entries[0][1].value == text  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value", ["short", "x" * 200, " lead\nb", "a \nb", "a\n\tb", "a\n\n", "\n", "\na", f"{LONG}\x85", 1, None, True]
)
def test_texts_that_cannot_be_a_block_stand_on_one_line(value):
    assert block(Leaf(value, None), "key:", 2) is None
