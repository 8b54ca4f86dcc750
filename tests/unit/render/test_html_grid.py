"""From places on paper to columns and rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.render.html_extent import Extent
from scorepress.render.html_grid import GridItem, clusters, line_at, plan_grid, stacked

FRAME = Extent(54, 36, 558, 756, 45)


def words(left, first, right=None, bottom=None):
    return GridItem(Extent(left, first - 8, right or left + 60, bottom or first, first), fixed=False, words=True)


def drawn(left, top, right, bottom):
    return GridItem(Extent(left, top, right, bottom, top + 8), fixed=True, words=False)


def places(items):
    plan = plan_grid(items, FRAME, 18)
    assert plan
    return [(cell.column, cell.column_end, cell.row, cell.row_end) for cell in plan.cells]


def test_one_column_is_no_grid():
    assert plan_grid([words(54, 72), words(55, 90), words(54, 105)], FRAME, 18) is None
    assert plan_grid([], FRAME, 18) is None


def test_a_heading_stands_beside_its_text():
    """Heading; two paragraphs beside it; the first paragraph's row is the heading's."""
    items = [words(54, 159, bottom=177), words(186, 159, right=540, bottom=189), words(186, 210, right=500)]
    assert places(items) == [(1, 2, 1, 3), (2, 3, 1, 2), (2, 3, 2, 3)]


def test_words_take_what_is_free_at_their_right():
    """The heading over two columns spans them, what stands beside something ends before it."""
    items = [words(54, 135, right=200), words(54, 168), drawn(318, 160, 400, 300), words(54, 320)]
    assert [place[:2] for place in places(items)] == [(1, 3), (1, 2), (2, 3), (1, 3)]


def test_white_is_kept_at_the_right():
    plan = plan_grid([words(54, 168), drawn(318, 160, 400, 300), drawn(54, 180, 294, 250)], FRAME, 18)
    assert plan
    assert [cell.white for cell in plan.cells] == [18, 158, 24]
    assert plan.widths == (264, 240)
    assert plan.span(0) == (54, 318)


def test_words_flush_right_are_set_flush_right():
    """A footer: the page's number gets the right part of the line, half of the white before it."""
    plan = plan_grid([words(54, 756, right=368), words(511, 756, right=558)], FRAME, 18)
    assert plan
    assert [cell.end for cell in plan.cells] == [False, True]
    assert plan.edges == (54, 439.5, 558)
    alone = plan_grid([words(54, 100), words(186, 100), words(511, 492, right=558)], FRAME, 18)
    assert alone
    assert (alone.cells[2].column, alone.cells[2].column_end, alone.cells[2].end) == (1, 3, True)


def test_columns_that_stand_beside_one_another_are_stacks():
    """What is lower on the left does not wait for what is lower on the right."""
    items = [words(54, 45), words(54, 72), words(54, 96), words(318, 45), words(318, 72), words(318, 90)]
    plan = plan_grid(items, FRAME, 18)
    assert plan
    found = [(numbers, (cell.row, cell.row_end, cell.column)) for numbers, cell in stacked(plan)]
    assert found == [((0, 1, 2), (1, 2, 1)), ((3, 4, 5), (1, 2, 2))]


def test_a_stack_ends_where_something_stands_in_between():
    items = [words(54, 411), words(186, 411), words(511, 492, right=558), drawn(186, 441, 500, 483), words(186, 520)]
    plan = plan_grid(items, FRAME, 18)
    assert plan
    assert [numbers for numbers, _ in stacked(plan)] == [(0,), (1,), (2,), (3,), (4,)]


@pytest.mark.parametrize(
    ("values", "found"), [([], []), ([5, 1, 3], [1, 5]), ([1, 2, 3, 4.5], [1, 4.5]), ([10, 0], [0, 10])]
)
def test_clusters(values, found):
    assert clusters(values) == found


def test_line_at():
    assert [line_at([54, 186, 318], x) for x in (0, 54, 183, 184, 400)] == [0, 0, 1, 1, 2]


BLOCKS = st.tuples(
    st.sampled_from([54, 120, 186, 318, 450, 511]), st.integers(12, 240), st.integers(10, 60), st.booleans()
)


@given(st.lists(st.tuples(BLOCKS, st.integers(0, 40)), max_size=9))
def test_no_two_blocks_share_a_cell(blocks):
    """Blocks that do not touch on paper do not touch in the grid, in whatever order they are read."""
    items, bottom = [], 40.0
    for (left, width, height, text), gap in blocks:
        top = bottom + 12 + gap
        right = min(left + width, 558)
        items.append(words(left, top + 8, right, top + height) if text else drawn(left, top, right, top + height))
        bottom = top + height
    plan = plan_grid(items, FRAME, 18)
    if plan is None:
        return
    taken: set[tuple[int, int]] = set()
    for _, cell in stacked(plan):
        area = {(r, c) for r in range(cell.row, cell.row_end) for c in range(cell.column, cell.column_end)}
        assert area
        assert not area & taken
        taken |= area
