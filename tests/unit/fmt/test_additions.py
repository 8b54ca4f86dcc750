"""Where a row and an example are put, and how long lines are broken."""

import pytest

from scorepress.fmt.additions import WIDTH, Addition, apply_additions, example_of, row_of
from scorepress.model.rules import And, Basis, Message, Nothing, Row
from scorepress.model.source import Span

PATH = "rules/spring/a.rules"


def message(*rows: int, basis: int | None = None) -> Message:
    made = tuple(Row(And((), Span(PATH)), Nothing(), None, None, None, Span(PATH, line, 3)) for line in rows)
    sources = (Basis("guide", "x", Span(PATH, basis, 3)),) if basis else ()
    return Message("mood", None, made, sources, Span(PATH, 1))


@pytest.mark.parametrize(
    ("text", "basis", "behind"),
    [
        ("message mood\n  when a: nothing\n", None, 2),
        ("message mood\n  when a: nothing\n  from guide", 3, 2),
        ('message mood\n  when a:\n    "Long\n     text."\n    because "so"\n  from guide', 6, 5),
        ("message mood\n  when a: nothing\n  # about the source\n  from guide", 4, 2),
        ("message mood\n  when a: nothing\n\n  # a comment\n\nmessage other\n  when b: nothing", None, 2),
        ("message mood\n  when a: nothing\n# next\nmessage other", None, 2),
    ],
)
def test_a_row_stands_behind_the_last_one(text, basis, behind):
    assert row_of(message(2, basis=basis), "b", text) == Addition(PATH, behind, ("  when b: ?",))


def test_a_row_is_indented_as_the_others_are():
    assert row_of(message(2), "b", "message mood\n    when a: nothing").lines == ("    when b: ?",)


def test_a_message_without_rows_gets_its_first():
    assert row_of(message(), "b", "message mood") == Addition(PATH, 1, ("  when b: ?",))


def test_long_conditions_are_broken_in_front_of_and():
    condition = " and ".join(
        f"the {name} of this season is known" for name in ("otter", "whale", "seal", "tern", "gull")
    )
    lines = row_of(message(2), condition, "message mood\n  when a: nothing").lines
    assert len(lines) > 1
    assert all(len(line) <= WIDTH for line in lines)
    assert " ".join(line.strip() for line in lines) == f"when {condition}: ?"
    assert all(line.startswith("      and ") for line in lines[1:])


def test_an_example_stands_at_the_end():
    one = example_of(message(2), "to decide: mood", ["a", "b is 1"], "mood", "message mood\n  when a: nothing\n\n\n")
    assert one == Addition(PATH, 2, ("", 'example "to decide: mood"', "  given a, b is 1", "  expect mood is ?"))


def test_several_additions_do_not_disturb_each_other():
    some = [Addition(PATH, 1, ("x",)), Addition(PATH, 3, ("", "z")), Addition(PATH, 2, ("y",))]
    assert apply_additions("a\nb\nc", some) == "a\nx\nb\ny\nc\n\nz\n"
