"""Lines of a delimited file -> its rows of cells. A broken row costs itself alone; reading goes on after it."""

import csv
from collections.abc import Iterator
from typing import NamedTuple

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Origin
from scorepress.model.source import Span
from scorepress.parse.lines import LONGEST, Line

MOST_LINES = 10
"""Lines that a row may run over when a cell holds line breaks. An open quotation mark swallows no more than these."""


_OPEN = "a quotation mark is not closed"
_AFTER = "text follows a closed quotation mark"


class Row(NamedTuple):
    """A row: its text and either its cells or what is wrong with it."""

    origin: Origin
    raw: str
    cells: list[str]
    problem: Diagnostic | None = None


def read_cells(lines: Iterator[Line], delimiter: str, widths: range, path: str) -> Iterator[Row]:
    """Cells of each row that follows the header; blank rows are left out.

    widths: how many cells a row may have; shorter rows are filled up with blank cells, all others are problems.
    """
    waiting: list[Line] = []
    row, width = 0, widths[-1]
    while line := waiting.pop(0) if waiting else next(lines, None):
        text = _plain(line)
        cells = text.split(delimiter)
        if len(cells) == width and cells[0].strip():
            row += 1
            yield Row(Origin(path, row, line.number), text, cells)
            continue
        found = _row(line, waiting, lines, delimiter, widths, Origin(path, row + 1, line.number))
        if found is not None:
            row += 1
            yield found


def _plain(line: Line) -> str:
    """The text of a line with nothing peculiar in it, as nearly all are; empty for one that has to be looked at."""
    data = line.data
    if line.cut or b'"' in data or b"\0" in data:
        return ""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def split_header(text: str, delimiter: str) -> list[str] | None:
    """The cells of a header line, or None when its quotation marks are not in pairs."""
    try:
        return [cell.strip() for cell in next(csv.reader([text], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return None


def _row(
    line: Line, waiting: list[Line], lines: Iterator[Line], delimiter: str, widths: range, origin: Origin
) -> Row | None:
    """One row, or None for a blank one; what was read ahead and is not part of it stays in `waiting`."""
    text, problem = decode(line, origin)
    if problem is not None:
        return Row(origin, text, [], problem)
    if '"' not in text:
        cells = text.split(delimiter)
        if not text or text.isspace() or not any(cells):
            return None
    else:
        raw, cells, fault = _quoted(text, waiting, lines, delimiter, widths)
        if fault:
            hint = "close the quotation mark, or write it twice inside a quoted cell"
            return Row(origin, raw, [], _problem(origin, 1, f"row {origin.row}: {fault}", hint))
        text = raw
    if len(cells) not in widths:
        message = f"row {origin.row} has {len(cells)} columns, the header has {widths[-1]}"
        hint = f"count the `{'tab' if delimiter == chr(9) else delimiter}` of the row"
        return Row(origin, text, [], _problem(origin, 1, message, hint))
    if len(cells) < widths[-1]:
        cells += [""] * (widths[-1] - len(cells))
    return Row(origin, text, cells)


def _quoted(
    text: str, waiting: list[Line], lines: Iterator[Line], delimiter: str, widths: range
) -> tuple[str, list[str], str]:
    """Cells of a row with quotation marks, over several lines if need be: text, cells, fault."""
    ahead: list[Line] = []
    joined, fault, first_fault = text, _OPEN, ""
    while True:
        try:
            cells = next(csv.reader([joined], delimiter=delimiter, strict=True))
        except csv.Error as error:
            fault = _OPEN if "end of data" in str(error) else _AFTER
            first_fault = first_fault or fault
        else:
            if not ahead or len(cells) in widths:
                return joined, cells, ""
            fault = _AFTER
        added = "" if fault == _OPEN else None
        while added is not None and '"' not in added:
            line = (waiting.pop(0) if waiting else next(lines, None)) if len(ahead) < MOST_LINES else None
            if line is not None:
                ahead.append(line)
            added, problem = decode(line, Origin("", 0)) if line is not None else (None, None)
            joined += f"\n{added}"
            if problem is not None or len(joined) > LONGEST:
                added = None
        if added is None:
            waiting[:0] = ahead
            return text, [], first_fault


def decode(line: Line, origin: Origin) -> tuple[str, Diagnostic | None]:
    """The line as text; a problem when it is not UTF-8, holds a NUL byte or is far too long."""
    if line.cut:
        message = f"{_called(origin)} is longer than {LONGEST:,} bytes"
        return line.data.decode("utf-8", "replace"), _problem(
            origin, 1, message, "look for a missing line end or an open quotation mark", Code.TOO_LARGE
        )
    try:
        text = line.data.decode()
    except UnicodeDecodeError as error:
        message = (
            f"{_called(origin)} is not UTF-8: byte 0x{line.data[error.start]:02x} at byte {line.offset + error.start:,}"
            " of the file"
        )
        column = len(line.data[: error.start].decode("utf-8", "replace")) + 1
        return line.data.decode("utf-8", "backslashreplace"), _problem(
            origin, column, message, "save the file as UTF-8; it looks like `windows-1252`", Code.NOT_UTF8
        )
    if "\0" in text:
        message = f"{_called(origin)} holds a NUL character"
        hint = "the file is damaged or not UTF-8: export it again"
        return text, _problem(origin, text.index("\0") + 1, message, hint)
    return text, None


def _called(origin: Origin) -> str:
    return f"row {origin.row}" if origin.row else "the header line"


def _problem(origin: Origin, column: int, message: str, hint: str, code: Code = Code.RECORD_SYNTAX) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Span(origin.path, origin.line, column), (), (hint,))
