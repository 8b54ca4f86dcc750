"""RuleText -> the rule file in its canonical form. Only white space differs from what was written."""

from collections.abc import Iterator, Mapping, Sequence

from scorepress.fmt.filling import WIDTH, Chunk, fill_chunks, fill_text, unfolded
from scorepress.fmt.lines import Line, comment_lines, join_lines
from scorepress.model.rule_text import Piece, RuleText, Statement
from scorepress.noun import Noun, replace

_STARTERS = {
    "MESSAGE_LINE": {"WHEN": 2, "BECAUSE": 4, "FROM": 2},
    "SKIP": {"FROM": 2},
    "SCALE_LINE": {"OF": 2, "FROM_YEAR": 2, "COLUMN": 4, "FROM": 2},
    "EXAMPLE": {"GIVEN": 2, "EXPECT": 2},
    "QUESTION": {"ASSUME": 2, "AT": 2, "ANSWER": 2},
}
"""Keyword of a statement -> terminals that begin a line of it, with their indentation."""
_GROUPED = frozenset({"WHEN", "EXPECT", "FROM_YEAR"})
"""Lines before which an empty line may stand within a statement."""
_APART = frozenset({"MESSAGE_LINE", "SCALE_LINE", "EXAMPLE", "QUESTION"})
"""Statements with an empty line above and below."""
_ALIGNED = frozenset({"WORD", "SOURCE_LINE"})
_LONGEST_ALIGNED = 32
"""Columns of the longest name that takes part when equals signs are put under one another."""
_OUTCOMES = frozenset({"WHEN", "SKIP", "EXPECT"})
"""Lines whose text goes to lines of its own when it is long; in others it goes on under its own beginning."""
_TEXTS = frozenset({"REPORT", "RECORD", "SOURCE_LINE", "EXAMPLE", "QUESTION", "ASSUME", "ANSWER", "BECAUSE", "FROM"})
_NARROWEST = 40
"""Columns that a text which goes on under its own beginning must have."""
_BEFORE_SIGN = frozenset({"COLON", "COMMA", "_LIST_COMMA", "RPAR"})


def format_rules(file: RuleText) -> str:
    """Write a rule file in its canonical form: docs/how-to/format.md."""
    lines: list[Line] = []
    before = ""
    widths = _name_widths(file.statements)
    for statement, width in zip(file.statements, widths, strict=True):
        keyword = statement[0].kind
        if before and _APART & {before, keyword}:
            lines.append(Line())
        before = keyword
        lines += comment_lines(statement[0].above, 0)
        units = list(_units(_with_name(statement, width)))
        tables = _table_widths(units)
        for count, unit in enumerate(units):
            if count:
                empty = unit.pieces[0].kind in _GROUPED and count > 1
                lines += comment_lines(unit.pieces[0].above, unit.indent, empty=empty)
            lines += _table_line(unit, tables) or _unit_lines(unit)
        lines += comment_lines(statement[-1].below, 2)
    return join_lines([*lines, *comment_lines(file.end, 0)])


class _Unit(Noun, frozen=True):
    """Pieces that begin a line: a row, a source, a line of a table."""

    indent: int
    pieces: Sequence[Piece]
    table: int = 0


def _units(statement: Statement) -> Iterator[_Unit]:
    starters = _STARTERS.get(statement[0].kind, {})
    begin, indent, table = 0, 0, 0
    for at, piece in enumerate(statement):
        ahead = statement[at + 1].kind if at + 1 < len(statement) else ""
        starts = at and (piece.kind in starters or (ahead == "RANGE" and piece.kind != "RANGE"))
        if starts and not (piece.kind == "COLUMN" and statement[begin].kind == "COLUMN"):
            yield _Unit(indent, statement[begin:at], table if indent == 4 else 0)
            begin, indent = at, starters.get(piece.kind, 4)
            table += piece.kind == "FROM_YEAR"
    yield _Unit(indent, statement[begin:], table if indent == 4 else 0)


# --- what stands under one another ------------------------------------------------------------------------------------


def _name_widths(statements: Sequence[Statement]) -> list[int]:
    """For each statement the width of its name when equals signs are put under one another, else 0."""
    found: list[int] = []
    run: list[int] = []
    for at, statement in enumerate(statements):
        goes_on = at and statements[at - 1][0].kind == statement[0].kind and "" not in statement[0].above
        if run and not (goes_on and statement[0].kind in _ALIGNED):
            found += _common(run)
            run = []
        run.append(len(_joined(_name(statement))) if statement[0].kind in _ALIGNED else 0)
    return found + _common(run)


def _common(widths: Sequence[int]) -> list[int]:
    widest = max((width for width in widths if width <= _LONGEST_ALIGNED), default=0)
    return [widest] * len(widths)


def _name(statement: Statement) -> Sequence[Piece]:
    """The pieces between the keyword and the equals sign."""
    at = next((at for at, piece in enumerate(statement) if piece.kind == "EQUAL"), 1)
    return statement[1:at]


def _with_name(statement: Statement, width: int) -> Statement:
    """The statement with its name as one piece of this width."""
    name = _name(statement) if width else ()
    if not name:
        return statement
    whole = replace(name[0], text=_joined(name).ljust(width), comment=name[-1].comment)
    return (statement[0], whole, *statement[1 + len(name) :])


def _table_widths(units: Sequence[_Unit]) -> dict[int, list[int]]:
    """Tables of ranges by number: the widths of their columns."""
    found: dict[int, list[int]] = {}
    for unit in units:
        if unit.table and not _has_comments(unit.pieces):
            widths = found.setdefault(unit.table, [])
            cells = _cells(unit.pieces)
            widths += [0] * (len(cells) - len(widths))
            for at, cell in enumerate(cells):
                widths[at] = max(widths[at], len(cell))
    return found


def _table_line(unit: _Unit, tables: Mapping[int, list[int]]) -> list[Line]:
    """A line of a table of ranges, its cells under those of the other lines; nothing for anything else."""
    if not unit.table or _has_comments(unit.pieces):
        return []
    cells = zip(_cells(unit.pieces), tables[unit.table], strict=False)
    text = "   ".join(cell.ljust(width) for cell, width in cells).rstrip()
    return [Line(" " * unit.indent + text, unit.pieces[-1].comment)]


def _cells(pieces: Sequence[Piece]) -> list[str]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        if not groups or piece.kind in {"RANGE", "LEVEL"}:
            groups.append([])
        groups[-1].append(piece)
    return [_joined(group) for group in groups]


# --- lines of a unit --------------------------------------------------------------------------------------------------


def _unit_lines(unit: _Unit) -> list[Line]:
    pieces, indent = unit.pieces, unit.indent
    kind = pieces[0].kind
    further = indent + (4 if kind in _OUTCOMES - {"EXPECT"} else 2)
    at = _text_at(pieces)
    whole = " " * indent + _joined(pieces)
    if not _has_comments(pieces) and len(whole) <= WIDTH:
        return [Line(whole, pieces[-1].comment)]
    if at is None:
        return fill_chunks(list(_chunks(pieces)), indent, further)
    head = fill_chunks(list(_chunks(pieces[:at])), indent, further)
    return _text_lines(head, pieces[at], pieces[at + 1 :], indent, apart=kind in _OUTCOMES)


def _text_at(pieces: Sequence[Piece]) -> int | None:
    """Where the text of a unit stands that may be broken; values in conditions may not."""
    kind = pieces[0].kind
    if kind in _TEXTS:
        return next((at for at, piece in enumerate(pieces) if piece.kind == "STRING"), None)
    if kind in _OUTCOMES and pieces[-1].kind == "STRING" and len(pieces) > 1:
        behind = {"COLON"} if kind != "EXPECT" else {"IS", "BEGINS"}
        return len(pieces) - 1 if pieces[-2].kind in behind else None
    return None


def _text_lines(head: list[Line], text: Piece, tail: Sequence[Piece], indent: int, *, apart: bool) -> list[Line]:
    """A text behind or below its head, and what stands behind it."""
    said = unfolded(text.text)
    behind = len(_joined(tail)) + 1 if tail and not text.comment else 0
    column = len(head[-1].text) + 1
    if apart or head[-1].comment or any(text.above) or column > WIDTH - _NARROWEST:
        column = indent + 2
        head += comment_lines(text.above, column, empty=False)
        first = " " * column
    else:
        first = f"{head.pop().text} "
    lines = fill_text(said, first, " " * (column + 1), WIDTH, behind)
    found = [*head, *(Line(line) for line in lines[:-1]), Line(lines[-1], text.comment)]
    if not tail:
        return found
    if text.comment or len(lines[-1]) + behind > WIDTH or _has_comments((text, *tail)):
        found += comment_lines(tail[0].above, indent + 2, empty=False)
        return found + fill_chunks(list(_chunks(tail)), indent + 2, indent + 2)
    return [*found[:-1], Line(f"{lines[-1]} {_joined(tail)}", tail[-1].comment)]


def _has_comments(pieces: Sequence[Piece]) -> bool:
    """Whether a comment stands between the first piece and the last."""
    return any(any(piece.above) for piece in pieces[1:]) or any(piece.comment for piece in pieces[:-1])


def _joined(pieces: Sequence[Piece]) -> str:
    """The pieces on one line."""
    text, tight = "", True
    for piece in pieces:
        text += unfolded(piece.text) if tight or piece.kind in _BEFORE_SIGN else f" {unfolded(piece.text)}"
        tight = piece.kind == "LPAR"
    return text


def _chunks(pieces: Sequence[Piece]) -> Iterator[Chunk]:
    """The pieces with the places between them where a line may be broken, and must be."""
    begin, level, depth, between = 0, 0, 0, False
    for at in range(1, len(pieces)):
        before, piece = pieces[at - 1], pieces[at]
        depth += (before.kind == "LPAR") - (before.kind == "RPAR")
        between = between or before.kind == "BETWEEN"
        found = _level(before, piece, depth, between=between)
        between = between and piece.kind != "AND"
        if found is not None:
            yield _chunk(pieces[begin:at], level)
            begin, level = at, found
    yield _chunk(pieces[begin:], level)


def _chunk(pieces: Sequence[Piece], level: int) -> Chunk:
    return Chunk(_joined(pieces), level, pieces[0].above, pieces[-1].comment)


def _level(before: Piece, piece: Piece, depth: int, *, between: bool) -> int | None:
    """How readily a line is broken between two pieces: -1 always, 0 gladly, more the deeper; None never."""
    if any(piece.above) or before.comment:
        return -1
    if before.kind == "COMMA":
        return 0
    if piece.kind in {"AND", "OR"} and not between:
        return 1 + depth
    if before.kind == "_LIST_COMMA":
        return 2 + depth
    return 1 if piece.kind in {"BY", "GIVES"} else None
