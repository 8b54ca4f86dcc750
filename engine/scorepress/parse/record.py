"""A data file of any known kind -> its rows. What kind it is, its first bytes tell; nothing is loaded whole."""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import BinaryIO

from scorepress.model.diagnostic import Code, Reporter, ScorepressError
from scorepress.model.formats import Convert, FieldMap, Format, FromColumns, column_key
from scorepress.model.record import Origin, Places, RawRecord, Rejected, Skipped
from scorepress.model.source import Span
from scorepress.model.values import RecordSchema
from scorepress.noun import Noun
from scorepress.parse.delimited import Row, decode, read_cells, split_header
from scorepress.parse.json_rows import JsonRow, read_json, read_json_lines
from scorepress.parse.lines import Line, split_lines
from scorepress.parse.mapped import Mapper, compile_mapper

CHUNK = 1 << 18
OWN_KINDS = ("json", "jsonl", "csv")
"""Names of the project's own kinds of file; the others are the names of mapping files."""

_OWN_DELIMITERS = (",", ";", "\t")
_DELIMITERS = ("^", *_OWN_DELIMITERS)
_BOM = b"\xef\xbb\xbf"
_FOREIGN = (
    (b"PK\x03\x04", "is a zip archive or a spreadsheet", "unpack it, or save the sheet as `CSV UTF-8`"),
    (b"\x1f\x8b", "is compressed", "unpack it first"),
    (b"%PDF", "is a PDF", "give the data file, not a report"),
    (b"\xff\xfe", "is UTF-16", "save it as UTF-8 (`CSV UTF-8` in a spreadsheet program)"),
    (b"\xfe\xff", "is UTF-16", "save it as UTF-8 (`CSV UTF-8` in a spreadsheet program)"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet of the old kind", "save the sheet as `CSV UTF-8`"),
)


class Rows(Noun, frozen=True):
    """An opened data file.

    kind: `json`, `jsonl`, `csv` or the name of a mapping file. preamble: what a quarantine file has to begin with, so
    that it can be read again: the header line, or nothing. items: the rows in order, to be walked through once. table:
    of a delimited file, the same rows as cells, to be walked through instead.
    """

    kind: str
    title: str
    preamble: str
    items: Iterator[RawRecord | Rejected | Skipped]
    table: "Table | None" = None


class Table(Noun, frozen=True):
    """The rows of a delimited file as cells, and what they mean."""

    mapper: Mapper
    rows: Iterator[Row]


class _Header(Noun, frozen=True):
    """The first line of a delimited file."""

    line: Line
    text: str
    delimiter: str
    names: tuple[str, ...]


def read_rows(
    stream: BinaryIO,
    path: str,
    schema: RecordSchema,
    formats: Sequence[Format],
    options: Mapping[str, str] | None = None,
    kind: str | None = None,
) -> Rows:
    """Open a data file.

    stream: its bytes, read as the rows are walked through. path: how messages call it. options: path of a field ->
    what the operator gave for it. kind: what the file is, instead of looking. Raises ScorepressError when no row can
    be read: an unknown kind, another encoding, a needed column that is missing.
    """
    reporter = Reporter()
    head = stream.read(CHUNK)
    _refuse_foreign(head, path, reporter)
    known = (*OWN_KINDS, *(mapping.name for mapping in formats))
    if kind is not None and kind not in known:
        near = difflib.get_close_matches(kind, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else "known are " + ", ".join(f"`{k}`" for k in known)
        reporter.error(Code.UNKNOWN_NAME, f"no input format named `{kind}`", None, hint)
    if reporter.failed:
        raise ScorepressError(reporter.found)
    head = head.removeprefix(_BOM)
    chunks = chain((head,), iter(partial(stream.read, CHUNK), b""))
    if kind in ("json", "jsonl") or (kind is None and head.lstrip()[:1] in (b"{", b"[")):
        return _json(chunks, head, path, kind)
    end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    lines = split_lines(chunks, end)
    header = next((line for line in lines if line.data.strip()), Line(1, 0, b""))
    return _delimited(header, lines, path, schema, formats, options or {}, kind)


def _refuse_foreign(head: bytes, path: str, reporter: Reporter) -> None:
    span = Span(path, 1)
    for magic, what, hint in _FOREIGN:
        if head.startswith(magic):
            code = Code.NOT_UTF8 if "UTF" in what else Code.RECORD_SYNTAX
            reporter.error(code, f"`{path}` {what}, not a data file", span, hint)
            return
    if not head.removeprefix(_BOM).strip():
        reporter.error(Code.RECORD_SYNTAX, f"`{path}` is empty", span, "export the data file again")
    elif head[:64].count(0) * 3 > len(head[:64]):
        hint = "save it as UTF-8 (`CSV UTF-8` in a spreadsheet program)"
        reporter.error(Code.NOT_UTF8, f"`{path}` is not UTF-8: it is full of NUL bytes", span, hint)


def _json(chunks: Iterator[bytes], head: bytes, path: str, kind: str | None) -> Rows:
    if kind == "jsonl" or (kind is None and _one_object_a_line(head)):
        rows, kind, title = read_json_lines(split_lines(chunks), path), "jsonl", "JSON Lines"
    else:
        rows, kind, title = read_json(chunks, path), "json", "JSON"
    return Rows(kind, title, "", map(_raw, rows))


def _one_object_a_line(head: bytes) -> bool:
    """Whether the first line is an object, whole or faulty, and not just the beginning of one."""
    first = head.lstrip().split(b"\n", 1)[0].decode("utf-8", "replace").rstrip()
    if not first.startswith("{"):
        return False
    try:
        json.JSONDecoder().raw_decode(first)
    except json.JSONDecodeError as error:
        return error.pos < len(first) and not error.msg.startswith("Unterminated")
    except (RecursionError, ValueError):
        return True
    return True


_JSON_PLACES = Places()


def _raw(row: JsonRow) -> RawRecord | Rejected:
    if row.problem is not None:
        return Rejected(row.origin, (row.problem,), row.raw)
    return RawRecord(row.values, row.origin, row.raw, _JSON_PLACES, typed=True)


def _delimited(
    line: Line,
    lines: Iterator[Line],
    path: str,
    schema: RecordSchema,
    formats: Sequence[Format],
    options: Mapping[str, str],
    kind: str | None,
) -> Rows:
    reporter = Reporter()
    text, problem = decode(line, Origin(path, 0, line.number))
    if problem is not None:
        raise ScorepressError((problem,))
    own = own_format(schema)
    found = _recognise(text, (own, *formats), kind)
    if found is None:
        _unknown(text, path, schema, formats, reporter)
        raise ScorepressError(reporter.found)
    mapping, delimiter, names = found
    told = _refuse_unknown(names, schema, path, reporter) if mapping is own else ()
    mapper = compile_mapper(mapping, names, schema, path, options, reporter, delimiter, told)
    if mapper is None or reporter.failed:
        raise ScorepressError(reporter.found)
    shortest = len(names) - (mapping.open_end is not None and column_key(names[-1]) == column_key(mapping.open_end))
    rows: Iterator[Row] = read_cells(lines, delimiter, range(shortest, len(names) + 1), path)
    return Rows(mapping.name, mapping.title, text, mapper.read(rows), Table(mapper, rows))


def _recognise(text: str, formats: Sequence[Format], kind: str | None) -> tuple[Format, str, list[str]] | None:
    """The format whose telling columns the header has, and the delimiter that shows them."""
    for mapping in formats:
        if kind is not None and mapping.name != kind:
            continue
        best: tuple[int, Format, str, list[str]] | None = None
        for delimiter in mapping.delimiters:
            names = split_header(text, delimiter)
            if names is None:
                continue
            keys = {column_key(name) for name in names}
            told = sum(
                any(column_key(spelling) in keys for spelling in (name, *mapping.aliases.get(name, ())))
                for name in mapping.recognised_by
            )
            if (told == len(mapping.recognised_by) or kind is not None) and (best is None or told > best[0]):
                best = (told, mapping, delimiter, names)
        if best is not None:
            return best[1:]
    return None


def own_format(schema: RecordSchema) -> Format:
    """The project's own CSV: the header names the fields by their paths."""
    span = Span(schema.path, 1)

    def take(path: str) -> FromColumns:
        return FromColumns(
            (path,), Convert.TEXT, frozenset(("",)), (), None, (), 0, 0, frozenset(), frozenset(), 7, span
        )

    needed = tuple(f.path for f in schema.fields if not f.optional and f.default is None)
    derived = {derived.path for derived in schema.derived}
    needed = tuple(path for path in needed if path not in derived)
    return Format(
        name="csv", title="a CSV file of this project", delimiters=_OWN_DELIMITERS, recognised_by=needed[:1],
        needed=needed, open_end=None, aliases={}, dates=(), codes={}, rows=(), write=None, span=span,
        fields=tuple(FieldMap(f.path, (take(f.path),), span) for f in schema.fields),
    )  # fmt: skip


def _refuse_unknown(names: Sequence[str], schema: RecordSchema, path: str, reporter: Reporter) -> Sequence[str]:
    """Report columns that no record has; gives those that may be meant."""
    meant: list[str] = []
    known = {column_key(field.path): field.path for field in schema.fields}
    for name in names:
        if column_key(name) not in known:
            near = difflib.get_close_matches(name, known.values(), 1)
            meant += near
            hint = f"did you mean `{near[0]}`?" if near else "the header names fields by their paths, see the reference"
            message = f"`{path}` has the column `{name[:60]}`, and a record has no such field"
            reporter.error(Code.RECORD_COLUMN, message, Span(path, 1), hint)
    return meant


def _unknown(text: str, path: str, schema: RecordSchema, formats: Sequence[Format], reporter: Reporter) -> None:
    """Say which known kind the header comes nearest to, and what it lacks."""
    best: tuple[int, Format, tuple[str, ...]] | None = None
    for mapping in (own_format(schema), *formats):
        for delimiter in mapping.delimiters:
            names = [column_key(name) for name in split_header(text, delimiter) or ()]
            wanted = tuple(dict.fromkeys((*mapping.recognised_by, *mapping.needed)))
            missing = tuple(name for name in wanted if column_key(name) not in names)
            told = len(wanted) - len(missing)
            if told and (best is None or told > best[0]):
                best = (told, mapping, missing)
    if best is None:
        hint = "the kinds of input are JSON, JSON Lines, CSV by field paths, " + ", ".join(f.title for f in formats)
        reporter.error(Code.RECORD_SYNTAX, f"`{path}` is no known kind of data file", Span(path, 1), hint)
        return
    _, mapping, missing = best
    columns = ", ".join(f"`{name}`" for name in missing[:5])
    present = max((split_header(text, delimiter) or [] for delimiter in _DELIMITERS), key=len)
    near = difflib.get_close_matches(missing[0], present, 1, 0.7)
    nearest = f"; the nearest to `{missing[0]}` is `{near[0]}`" if near else ""
    message = f"`{path}` comes nearest to {mapping.title}, but has no column named {columns}{nearest}"
    hint = mapping.rename(near[0] if near else None)
    reporter.error(Code.RECORD_COLUMN, message, Span(path, 1), hint)
