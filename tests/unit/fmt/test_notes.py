"""Where comments are found, and whose they are."""

import pytest

from scorepress.fmt.notes import Leaf, annotate
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source
from scorepress.parse.layout import parse_layout


def noted(text):
    reporter = Reporter()
    source = Source("x.yaml", text)
    tree = parse_layout(source, reporter)
    assert tree is not None, reporter.found
    return annotate(source, tree, reporter), reporter


def test_a_hash_inside_a_text_is_no_comment():
    root, _ = noted("a: '# no'  # yes\nb: x#no\nc: >-\n  # no\nd: |  # yes\n  # no\n")
    assert [item.comment for item in root.items] == ["# yes", "", "", "# yes"]


def test_comments_above_belong_to_the_entry_and_keep_their_empty_lines():
    root, _ = noted("# a\n\n\n# b\na: 1\n\nb: 2\n")
    assert [item.above for item in root.items] == [("# a", "", "# b"), ("",)]


@pytest.mark.parametrize("sign", ["%YAML 1.1\n---", "---"])
def test_marks_of_documents_are_no_comments(sign):
    root, _ = noted(f"{sign} # a\nb: 1\n... # c\n")
    assert (root.items[0].above, root.below) == (("# a",), ("# c",))


def test_indentation_tells_to_what_a_comment_below_belongs():
    root, _ = noted("a:\n  b:\n    c: 1\n    # c\n  # b\n# d\nd: 1\n# end\n")
    outer = root.items[0].value
    assert (outer.items[0].value.below, outer.below) == (("# c",), ("# b",))
    assert (root.items[1].above, root.below) == (("# d",), ("# end",))


def test_a_list_that_is_not_indented_leaves_comments_to_the_next_key():
    root, _ = noted("a:\n- 1\n# b\nb: 1\n")
    assert root.items[1].above == ("# b",)


def test_comments_in_brackets_belong_to_their_items():
    root, _ = noted("a: [1, # one\n  # above\n  2\n  # below\n]  # behind\n")
    (item,) = root.items
    assert item.comment == "# behind"
    assert [(one.above, one.comment) for one in item.value.items] == [((), "# one"), (("# above",), "")]
    assert item.value.below == ("# below",)


def test_line_ends_that_only_yaml_knows_are_counted():
    root, _ = noted('a: "x\u2028y\x85z" # c\nb: 1 # d\n')
    assert [item.comment for item in root.items] == ["# c", "# d"]


def test_only_plain_values_on_one_line_have_their_own_writing():
    root, _ = noted("a: 1.50\nb: 'x'\nc: x\n  y\nd:\n")
    assert [item.value for item in root.items] == [
        Leaf(1.5, "1.50"),
        Leaf("x", None),
        Leaf("x y", None),
        Leaf(None, ""),
    ]


@pytest.mark.parametrize(("text", "code"), [("a: ! b\n", Code.YAML_SYNTAX), (f"? {'k' * 1001}\n: 1\n", Code.TOO_LARGE)])
def test_what_cannot_be_written_again_is_told(text, code):
    root, reporter = noted(text)
    assert root is None
    assert [(one.code, one.span.line) for one in reporter.found] == [(code, 1)]
