"""Records -> rows of a mapped data file: its mapping file read backwards, so that each row reads back as its record.

A field is written into the first of its columns that the file's layout has; what does not follow from the fields
stands under `write` in the mapping file.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator

from scorepress.model.formats import Convert, Format, FromColumns, WriteCell, WriteMap, column_key
from scorepress.model.record import Record
from scorepress.model.values import SchoolYear
from scorepress.sample.writers import value_text

_SLOT = re.compile(r"\{([a-z0-9_.]+?)(\.start|\.end)?\}")
_Writer = Callable[[Record], str]


def write_mapped(records: Iterable[Record], mapping: Format, *, others: bool = False) -> Iterator[str]:
    """The header and one line for each record, as text.

    others: every so many rows is turned into a row of another test, as the mapping file says, to be skipped.
    Raises ValueError when the mapping file does not say how to write.
    """
    write = mapping.write
    if write is None:
        raise ValueError(f"`{mapping.span.path}` has no `write`")
    writers = _writers(mapping, write)
    mark = "\ufeff" if write.byte_order_mark else ""
    yield mark + _line(list(write.columns), write)
    other = {column_key(column): text for column, text in write.others.items()}
    keys = [column_key(column) for column in write.columns]
    filled = [(at, writers[key]) for at, key in enumerate(keys) if key in writers]
    for row, record in enumerate(records, 1):
        cells = [""] * len(keys)
        for at, write_cell in filled:
            cells[at] = write_cell(record)
        if others and write.others_every and row % write.others_every == 0:
            cells = [other.get(key, cell) for key, cell in zip(keys, cells, strict=True)]
        yield _line(cells, write)


def _writers(mapping: Format, write: WriteMap) -> dict[str, _Writer]:
    """Column -> what stands in it. Cells that the mapping file spells out come before those that follow."""
    known = {column_key(column) for column in write.columns}
    writers: dict[str, _Writer] = {}
    for field in mapping.fields:
        take = next(
            (t for t in field.takes if isinstance(t, FromColumns) and t.convert is not Convert.SCHOOL_YEAR), None
        )
        names = take.columns if take is not None else ()
        key = next((key for name in names if (key := column_key(name)) in known), None)
        if take is not None and key is not None and key not in writers:
            writers[key] = _field(field.path, take, mapping)
    for column, cells in write.cells.items():
        key = column_key(column)
        writers[key] = _cell(cells, writers.get(key))
    return writers


def _field(path: str, take: FromColumns, mapping: Format) -> _Writer:
    if take.convert is Convert.CODE:
        spellings = {code: texts[0] for code, texts in mapping.codes[take.table or ""].items()}
        return lambda record: spellings.get(str(record.get(path)), "")
    if take.convert is Convert.FLAG:
        yes, no = min(take.set, default="Y"), min(take.unset, default="")
        return lambda record: yes if record.get(path) is True else no

    def write(record: Record) -> str:
        value = record.get(path)
        return "" if value is None else value_text(value)

    if take.convert is Convert.SHORT_CODE:
        return lambda record: write(record).upper()
    return write


def _cell(cells: tuple[WriteCell, ...], otherwise: _Writer | None) -> _Writer:
    def write(record: Record) -> str:
        for cell in cells:
            if all(_text(record, path) in texts for path, texts in cell.when):
                return _SLOT.sub(lambda slot: _slot(record, slot[1], slot[2]), cell.give)
        return otherwise(record) if otherwise is not None else ""

    return write


def _slot(record: Record, path: str, part: str | None) -> str:
    value = record.get(path)
    if isinstance(value, SchoolYear) and part:
        return str(value.start + (part == ".end"))
    return "" if value is None else value_text(value)


def _text(record: Record, path: str) -> str:
    value = record.get(path)
    return "" if value is None else value_text(value)


def _line(cells: list[str], write: WriteMap) -> str:
    line = write.delimiter.join(cells)
    if line.count(write.delimiter) == len(cells) - 1 and not any(char in line for char in '"\n\r'):
        return line + write.line_end
    text = io.StringIO()
    csv.writer(text, delimiter=write.delimiter, lineterminator=write.line_end).writerow(cells)
    return text.getvalue()
