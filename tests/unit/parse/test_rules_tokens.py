from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source, Span
from scorepress.parse.rules_tokens import MAX_CHARACTERS, Shape, lex, marks, span, statements, unquoted


def cut(text):
    reporter = Reporter()
    return lex(Source("a.rules", text), reporter), reporter.found


def shapes(text):
    return [(one.shape, one.text) for one in cut(text)[0]]


def test_shapes():
    assert shapes('when level is 3, from 2025-26: "Hi" # a note') == [
        (Shape.WORD, "when"),
        (Shape.WORD, "level"),
        (Shape.WORD, "is"),
        (Shape.INTEGER, "3"),
        (Shape.SIGN, ","),
        (Shape.WORD, "from"),
        (Shape.YEAR, "2025-26"),
        (Shape.SIGN, ":"),
        (Shape.STRING, '"Hi"'),
        (Shape.COMMENT, "# a note"),
    ]


def test_words_and_numbers_that_look_alike():
    assert shapes("201-243 201–243 1150-1900 2026-05-31 -7 2nd 3-year one-year child’s a.b_c.d x_y é2") == [
        (Shape.RANGE, "201-243"),
        (Shape.RANGE, "201–243"),
        (Shape.RANGE, "1150-1900"),
        (Shape.DATE, "2026-05-31"),
        (Shape.INTEGER, "-7"),
        (Shape.WORD, "2nd"),
        (Shape.WORD, "3-year"),
        (Shape.WORD, "one-year"),
        (Shape.WORD, "child’s"),
        (Shape.PATH, "a.b_c.d"),
        (Shape.PATH, "x_y"),
        (Shape.WORD, "é2"),
    ]


def test_places_count_from_one_and_through_texts_of_several_lines():
    found, _ = cut('\ufeffa\r\n  "b\r\n   c" d\n\n e')
    assert [(one.text, one.line, one.column) for one in found] == [
        ("a", 1, 1),
        ('"b\n   c"', 2, 3),
        ("d", 3, 7),
        ("e", 5, 2),
    ]
    assert span("p", found[0], found[1]) == Span("p", 1, 1, 3, 6)
    assert unquoted(found[1]) == "b c"


def test_a_text_ends_before_a_line_that_is_not_indented():
    assert [shape for shape, _ in shapes('message a\n  when b: "c\nmessage d "e"')] == [
        Shape.WORD, Shape.WORD, Shape.WORD, Shape.WORD, Shape.SIGN, Shape.OPEN_STRING,
        Shape.WORD, Shape.WORD, Shape.STRING,
    ]  # fmt: skip


def test_an_empty_line_in_a_text_is_one_space():
    found, _ = cut('"a  \n\n   b"')
    assert unquoted(found[0]) == "a b"


def test_statements_begin_at_the_beginning_of_a_line():
    found, _ = cut("# note\nword a = b\nfact c\n# another\n  means d\n")
    assert [[one.text for one in statement] for statement in statements(found)] == [
        ["word", "a", "=", "b"],
        ["fact", "c", "means", "d"],
    ]


def test_comments_are_kept_for_a_formatter():
    assert [one.text for one in cut("# a\nword b = c # d\n")[0] if one.shape is Shape.COMMENT] == ["# a", "# d"]


def test_slots_know_their_places():
    found, _ = cut('  "a {b c} {{d}} {e\n   f}"')
    assert marks(found[0]) == (("b c", 1, 6, 1, 11), ("e f", 1, 18, 2, 6))


def test_what_cannot_be_seen_is_reported():
    _, (diagnostic,) = cut('message a\n  when b: "x\u202ey"')
    assert diagnostic.code is Code.RULE_SYNTAX
    assert diagnostic.message == "a character that cannot be seen stands here: U+202E"
    assert (diagnostic.span.line, diagnostic.span.column) == (2, 13)
    assert cut("a\tb\u00a0c\r\n")[1] == []
    assert [d.message[-6:] for d in cut("a\x00")[1]] == ["U+0000"]


def test_a_file_that_is_too_long_is_not_read():
    found, (diagnostic,) = cut("x" * (MAX_CHARACTERS + 1))
    assert found == ()
    assert diagnostic.code is Code.TOO_LARGE
