"""Lines of a formatted file."""

from scorepress.fmt.lines import Line, comment_lines, join_lines, padded


def test_empty_lines_are_one_at_most_and_none_at_the_ends():
    assert join_lines([Line(), Line("a"), Line(), Line(), Line("b"), Line()]) == "a\n\nb\n"
    assert join_lines([]) == ""
    assert join_lines([Line(), Line()]) == ""


def test_comments_of_lines_that_follow_one_another_stand_under_one_another():
    lines = [Line("a", "# x"), Line("bbb", "# y"), Line("c"), Line("d", "# z")]
    assert join_lines(lines) == "a    # x\nbbb  # y\nc\nd  # z\n"


def test_a_line_that_is_much_longer_moves_no_comment():
    assert join_lines([Line("a", "# x"), Line("b" * 40, "# y")]) == f"a  # x\n{'b' * 40}  # y\n"


def test_empty_lines_in_a_text_stay():
    assert join_lines([Line("a\n\n\nb")]) == "a\n\n\nb\n"


def test_padded_to_columns_of_a_terminal():
    assert padded("繁體", 6) == "繁體  "


def test_comments_are_indented_and_empty_lines_are_not():
    assert list(comment_lines(["# a", "", "# b"], 2)) == [Line("  # a"), Line(), Line("  # b")]
    assert list(comment_lines(["# a", "", "# b"], 2, empty=False)) == [Line("  # a"), Line("  # b")]
