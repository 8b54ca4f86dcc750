"""Text of a JSON or JSON Lines file -> its rows, flat. A broken row costs itself alone where its end can be found.

The standard decoder is used for single rows and not a streaming parser: that one gives up at the first fault, keeps
one of two equal keys and replaces half surrogates without a word (docs/decisions/0031-json-rows.md).
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Origin
from scorepress.model.source import Span
from scorepress.noun import Noun
from scorepress.parse.delimited import decode
from scorepress.parse.json_words import json_fault
from scorepress.parse.lines import LONGEST, Line

DEEPEST = 10
"""Levels of objects in a row; a record has four."""

_SPACE = re.compile(r"[ \t\r\n]*")
_BRACKETS = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]]')
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


class JsonRow(Noun, frozen=True):
    """A row: its text and either its values by path or what is wrong with it."""

    origin: Origin
    raw: str
    values: dict[str, object]
    problem: Diagnostic | None = None


class FaultError(Exception):
    """What is wrong with a row, and where in its text."""

    def __init__(self, message: str, position: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.position, self.hint = message, position, hint


def read_json_lines(lines: Iterator[Line], path: str) -> Iterator[JsonRow]:
    """One object a line; blank lines are left out."""
    row = 0
    for line in lines:
        if not line.data.strip() and not line.cut:
            continue
        row += 1
        origin = Origin(path, row, line.number)
        text, problem = decode(line, origin)
        if problem is not None:
            yield JsonRow(origin, text, {}, problem)
            continue
        value, end, fault = _decode(text, len(text) - len(text.lstrip()))
        if fault is None and text[end:].strip():
            fault = FaultError("has text after the object", end, "write one object a line")
        yield _json_row(origin, text, value, fault)


def read_json(chunks: Iterator[bytes], path: str) -> Iterator[JsonRow]:
    """The objects of an array, or objects one after the other, each over as many lines as it likes."""
    text = _Text(chunks)
    row = 0
    array = text.peek() == "["
    if array:
        text.at += 1
    while (char := text.peek(skip=",")) not in ("", "]"):
        row += 1
        origin = Origin(path, row, text.line())
        raw, value, fault = text.take()
        if fault is None and (bad := _NOT_UTF8.search(raw)):
            offset = text.offset - len(raw[bad.start() :].encode("utf-8", "surrogateescape"))
            yield JsonRow(origin, _printable(raw), {}, _not_utf8(origin, raw, bad, offset))
            continue
        yield _json_row(origin, raw, value, fault)
        if fault is not None and text.lost:
            return
    end = Origin(path, row + 1, text.line())
    if array and char == "":
        fault = FaultError("is missing: the array is not closed", 0, "the file is cut off: export it again")
        yield JsonRow(end, "", {}, _problem(end, "", fault))
    elif char == "]":
        text.at += 1
        if not array or text.peek():
            fault = FaultError("begins after the end of the array", 0, "put all records into one array")
            yield JsonRow(end, "", {}, _problem(end, "", fault))


def _json_row(origin: Origin, raw: str, value: object, fault: FaultError | None) -> JsonRow:
    if fault is not None:
        return JsonRow(origin, _printable(raw), {}, _problem(origin, raw, fault))
    try:
        return JsonRow(origin, raw, flatten(value, raw))
    except FaultError as found:
        return JsonRow(origin, _printable(raw), {}, _problem(origin, raw, found))


def flatten(value: object, raw: str) -> dict[str, object]:
    """`{"student": {"ssid": …}}` -> `{"student.ssid": …}`; keys with null are left out. Raises FaultError."""
    if type(value) is not dict:
        raise FaultError("is not a JSON object", 0, 'write a record as `{"student": {…}, …}`')
    values: dict[str, object] = {}
    keys = _flatten(value, "", values, 1)
    if raw.count('":') != keys:  # two equal keys, or a colon in a text, or a space before a colon: look closely
        _refuse_twins(raw)
    return values


def _flatten(value: dict[str, Any], prefix: str, values: dict[str, object], depth: int) -> int:
    if depth > DEEPEST:
        raise FaultError(f"is nested deeper than {DEEPEST} levels")
    keys = 0
    for key, part in value.items():
        keys += 1
        if "." in key:
            raise FaultError(f"has a key with a full stop, `{key[:40]}`", 0, 'write `{"student": {"ssid": …}}`')
        if type(part) is dict:
            keys += _flatten(part, f"{prefix}{key}.", values, depth + 1)
        elif part is not None:
            values[prefix + key] = part
    return keys


def _refuse_twins(raw: str) -> None:
    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(items)
        if len(found) != len(items):
            names = [name for name, _ in items]
            twin = next(name for name in names if names.count(name) > 1)
            raise FaultError(f"has the key `{twin[:40]}` twice", raw.rfind(json.dumps(twin)) % max(len(raw), 1),
                         "delete one of the two")  # fmt: skip
        return found

    json.JSONDecoder(object_pairs_hook=pairs).raw_decode(raw, len(raw) - len(raw.lstrip()))


def _no_constant(name: str) -> object:
    raise FaultError(f"holds `{name}`, which is no number", 0, "leave the key out where there is no value")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _decode(text: str, at: int) -> tuple[object, int, FaultError | None]:
    """The value that begins at a place and where it ends, or what is wrong with it.

    The fault is given, not raised: the decoder's own error holds on to the whole text.
    """
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        what, position = json_fault(error), error.pos
        return (
            None,
            at,
            FaultError(f"is not JSON here: {what}", position, "compare commas, quotation marks and brackets"),
        )
    except RecursionError:
        return None, at, FaultError(f"is nested deeper than {DEEPEST} levels")
    except FaultError as fault:
        return None, at, FaultError(fault.message, fault.position, fault.hint)
    except ValueError:
        return None, at, FaultError("holds a number with thousands of digits")
    return value, end, None


class _Text:
    """A window on the decoded text: memory is one row and one chunk. Bytes that are not UTF-8 become surrogates."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.buffer, self.at, self.ended, self.lost = "", 0, False, False
        self.lines, self.counted, self.before = 1, 0, 0

    @property
    def offset(self) -> int:
        """Bytes before the place where the window stands."""
        return self.before + len(self.buffer[: self.at].encode("utf-8", "surrogateescape"))

    def line(self) -> int:
        """The line of the place where the window stands."""
        self.lines += self.buffer.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.lines

    def more(self) -> bool:
        """Read on; False at the end."""
        chunk = next(self.chunks, b"")
        text = self.decoder.decode(chunk, final=not chunk)
        self.line()
        self.before = self.offset
        self.buffer, self.at, self.counted = self.buffer[self.at :] + text, 0, 0
        self.ended = not chunk
        return not self.ended

    def peek(self, skip: str = "") -> str:
        """The next character that is no white space (and none of `skip`), or nothing at the end."""
        while True:
            self.at = _SPACE.match(self.buffer, self.at).end()  # type: ignore[union-attr]  # matches the empty text
            if self.at < len(self.buffer):
                if self.buffer[self.at] not in skip or not skip:
                    return self.buffer[self.at]
                self.at += 1
            elif not self.more() and self.at >= len(self.buffer):
                return ""

    def take(self) -> tuple[str, object, FaultError | None]:
        """The next value with its text, or what is wrong with it; the window stands behind it afterwards."""
        while True:
            value, end, fault = _decode(self.buffer, self.at)
            if fault is None and (end < len(self.buffer) or self.ended):
                raw, self.at = self.buffer[self.at : end], end
                return raw, value, None
            if self.ended or len(self.buffer) - self.at > LONGEST:
                break
            self.more()
        return self.skip(fault or FaultError("is longer than the file says"))

    def skip(self, fault: FaultError) -> tuple[str, object, FaultError]:
        """Leave out a broken value: to the bracket that closes it, or, when there is none, to the end of the file."""
        start, depth, end = self.at, 0, -1
        for found in _BRACKETS.finditer(self.buffer, start):
            char = found[0]
            depth += (char in "{[") - (char in "}]")
            if depth <= 0 and char in "}]":
                end = found.end() if depth == 0 else found.start()
                break
        fault.position = max(fault.position - start, 0)
        if end <= start:
            self.lost = True
            fault.message += "; the rest of the file is not read"
            return self.buffer[start : start + 1000], None, fault
        self.at = end
        return self.buffer[start:end], None, fault


def _printable(raw: str) -> str:
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _not_utf8(origin: Origin, raw: str, bad: re.Match[str], offset: int) -> Diagnostic:
    message = f"row {origin.row} is not UTF-8: byte 0x{ord(bad[0]) - 0xDC00:02x} at byte {offset:,} of the file"
    hint = "save the file as UTF-8; it looks like `windows-1252`"
    return _diagnostic(Code.NOT_UTF8, origin, raw, bad.start(), message, hint)


def _problem(origin: Origin, raw: str, fault: FaultError) -> Diagnostic:
    return _diagnostic(Code.RECORD_SYNTAX, origin, raw, fault.position, f"row {origin.row} {fault.message}", fault.hint)


def _diagnostic(code: Code, origin: Origin, raw: str, position: int, message: str, hint: str) -> Diagnostic:
    before = raw[:position]
    line = origin.line + before.count("\n")
    column = position - (before.rfind("\n") + 1) + 1
    span = Span(origin.path, line, column)
    return Diagnostic(code, Severity.ERROR, message, span, (), (hint,) if hint else ())
