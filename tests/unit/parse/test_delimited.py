"""Rows of delimited files: quotation marks, broken rows, encodings, lengths."""

from itertools import pairwise

import pytest

from scorepress.model.diagnostic import Code
from scorepress.parse.delimited import MOST_LINES, read_cells, split_header
from scorepress.parse.lines import LONGEST, split_lines


def rows(text, delimiter=",", width=3, chunk=None):
    data = text.encode() if isinstance(text, str) else text
    chunks = [data] if chunk is None else [data[at : at + chunk] for at in range(0, len(data), chunk)]
    return list(read_cells(split_lines(iter(chunks)), delimiter, range(width, width + 1), "in.csv"))


def cells(text, **how):
    return [row.cells if row.problem is None else row.problem.message for row in rows(text, **how)]


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 1000])
def test_chunks_do_not_matter(chunk):
    text = 'a,b,c\r\n"d, ""e""",ü,\n\n"f\ng",h,i\nlast,one,x'
    assert cells(text, chunk=chunk) == [
        ["a", "b", "c"],
        ['d, "e"', "ü", ""],
        ["f\ng", "h", "i"],
        ["last", "one", "x"],
    ]


def test_rows_and_lines_are_counted():
    found = rows('a,b,c\n\n"d\n\ne",f,g\n,,\nh,i,j\n')
    assert [(row.origin.row, row.origin.line) for row in found] == [(1, 1), (2, 3), (3, 7)]


def test_rows_of_another_width_are_problems_and_reading_goes_on():
    assert cells("a,b\na,b,c,d\na,b,c\n") == [
        "row 1 has 2 columns, the header has 3",
        "row 2 has 4 columns, the header has 3",
        ["a", "b", "c"],
    ]


def test_an_open_quotation_mark_costs_its_own_row_alone():
    good = [f"{n},b,c" for n in range(200)]
    found = cells("\n".join(['x,"y,z', *good]))
    assert found[0] == "row 1: a quotation mark is not closed"
    assert found[1:] == [line.split(",") for line in good]


def test_an_open_quotation_mark_does_not_swallow_a_row_with_quotation_marks():
    found = cells('x,"y,z\n1,"a, b",c\n2,b,c\n')
    assert found == ["row 1: a quotation mark is not closed", ["1", "a, b", "c"], ["2", "b", "c"]]


def test_many_open_quotation_marks_are_read_in_fair_time():
    found = rows('x,"y,z\n' * 3000)
    assert len(found) == 3000
    assert all(row.problem is not None or row.cells for row in found)


def test_a_cell_runs_over_so_many_lines_at_most():
    inside = "\n" * MOST_LINES
    assert cells(f'"a{inside}b",c,d\n') == [[f"a{inside}b", "c", "d"]]
    assert cells(f'"a{inside}\nb",c,d\n')[0] == "row 1: a quotation mark is not closed"


def test_a_quotation_mark_inside_a_cell_is_a_character():
    assert cells('5" pipe,b,c\n', delimiter=",") == [['5" pipe', "b", "c"]]
    assert cells('Al "Bo" C^b^c\n', delimiter="^") == [['Al "Bo" C', "b", "c"]]


def test_text_after_a_closed_quotation_mark_is_a_problem():
    assert cells('"a" b,c,d\ne,f,g\n') == ["row 1: text follows a closed quotation mark", ["e", "f", "g"]]


def test_nul_bytes_are_a_problem():
    assert cells("a,b\0,c\nd,e,f\n") == ["row 1 holds a NUL character", ["d", "e", "f"]]


def test_other_encodings_are_told_with_the_byte():
    found = rows("a,b,c\nNúñez,b,c\nd,e,f\n".encode("windows-1252"))
    problem = found[1].problem
    assert problem.code is Code.NOT_UTF8
    assert problem.message == "row 2 is not UTF-8: byte 0xfa at byte 7 of the file"
    assert "windows-1252" in problem.hints[0]
    assert (problem.span.line, problem.span.column) == (2, 2)
    assert found[2].cells == ["d", "e", "f"]


def test_an_endless_line_is_dropped_and_reading_goes_on():
    long = "x" * (LONGEST + 5)
    found = rows(f"a,b,c\n{long}\nd,e,f\n{long}", chunk=100_000)
    assert [row.problem.code if row.problem else row.cells for row in found] == [
        ["a", "b", "c"],
        Code.TOO_LARGE,
        ["d", "e", "f"],
        Code.TOO_LARGE,
    ]
    assert all(len(row.raw) < 1000 for row in found)


def test_offsets_of_lines_add_up():
    data = b"one\r\ntwo\n\nthree"
    lines = list(split_lines(iter([data])))
    assert [data[line.offset :][: len(line.data)] for line in lines] == [b"one", b"two", b"", b"three"]
    assert all(a.offset < b.offset for a, b in pairwise(lines))


def test_header_cells_are_trimmed_and_unquoted():
    assert split_header('"a b" , c,d', ",") == ["a b", "c", "d"] or split_header('"a b", c,d', ",") == ["a b", "c", "d"]
    assert split_header('"a', ",") is None
