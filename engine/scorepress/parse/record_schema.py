"""JSON Schema text -> RecordSchema: the closed world of a student record.

Read is the part of JSON Schema 2020-12 that such a record needs: objects of objects and leaves; `$ref` into `$defs`;
texts, choices (`enum`), whole numbers, booleans, dates and school years. Own keywords: `x-text: line` (printed on one
line), `x-sample` (list of invented values), `x-minimum` and `x-maximum` (school years), `x-years-before` (at the root).
Other `x-…` keywords are notes for other readers.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Source, Span
from scorepress.model.values import Derived, FieldType, Kind, RecordSchema, SchoolYear, Value
from scorepress.noun import replace
from scorepress.parse.json_words import json_fault

MAX_DEPTH = 20
Node = Mapping[str, Any]
_KNOWN = frozenset(
    {"$schema", "$id", "$ref", "$defs", "$comment", "title", "description", "type", "enum", "default", "format"}
    | {"properties", "required", "additionalProperties", "pattern", "minLength", "maxLength", "minimum", "maximum"}
    | {"examples"}
)


def parse_record_schema(source: Source) -> RecordSchema:
    """Read the schema of a record, its leaves in the order of the file.

    A leaf is optional when it, or anything around it, is not `required`. Raises ScorepressError for text that is not
    JSON, and for what the engine would not understand.
    """
    reader = _Reader(source)
    root = reader.load()
    fields = tuple(reader.leaves(root, "", 0, optional=False))
    by_path = {one.path: one for one in fields}
    derived = tuple(
        reader.derived(path, rule, by_path) for path, rule in reader.mapping(root, "x-years-before", "").items()
    )
    for one in derived:
        if any(other.path == one.of for other in derived):
            message = f"`{one.path}` follows from `{one.of}`, which follows from another school year itself"
            raise reader.wrong(Code.CYCLE, message, "/x-years-before", one.path)
    return RecordSchema(str(root.get("$id", "")), str(root.get("title", "")), fields, derived)


class _Reader:
    """Reads one schema; every complaint names the place as a JSON pointer."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Node = {}

    def load(self) -> Node:
        """The text as JSON, without keys that stand twice."""
        try:
            root = json.loads(self.source.text, object_pairs_hook=self.once)
        except json.JSONDecodeError as error:
            span = Span(self.source.path, error.lineno, error.colno)
            message = f"the schema is not JSON here: {json_fault(error)}"
            hint = "look for a missing comma or quotation mark at the marked place or just before it"
            diagnostic = Diagnostic(Code.RECORD_SYNTAX, Severity.ERROR, message, span, (), (hint,))
            raise ScorepressError([diagnostic]) from None
        except RecursionError:
            raise self.wrong(Code.TOO_LARGE, "the schema is nested too deeply", "") from None
        if not isinstance(root, dict):
            raise self.wrong(Code.WRONG_VALUE, "the schema is not an object", "")
        self.root = root
        return root

    def once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object; a key that stands twice is an error."""
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            name = next(name for name in names if names.count(name) > 1)
            raise self.wrong(Code.DUPLICATE_KEY, f"`{name}` stands twice in one object", "", name)
        return found

    def wrong(self, code: Code, message: str, pointer: str, word: str | None = None) -> ScorepressError:
        """The error for a place: a JSON pointer, and the nearest line that can be found for it."""
        word = word or (pointer.rpartition("/")[2] if pointer else None)
        at = self.source.text.find(f'"{word}"') if word else -1
        line, column = 1, 1
        if at >= 0:
            line, column = self.source.text.count("\n", 0, at) + 1, at - self.source.text.rfind("\n", 0, at)
        full = f"{message} (at `{pointer}`)" if pointer else message
        span = Span(self.source.path, line, column, line, column + len(word) + 2 if word and at >= 0 else column)
        return ScorepressError([Diagnostic(code, Severity.ERROR, full, span)])

    def resolved(self, node: object, pointer: str, depth: int) -> Node:
        """A node with its `$ref` replaced by what it points at; keys beside the `$ref` win."""
        if not isinstance(node, dict):
            raise self.wrong(Code.WRONG_VALUE, "a schema of a field is an object", pointer)
        if depth > MAX_DEPTH:
            raise self.wrong(Code.TOO_LARGE, f"the schema is nested more than {MAX_DEPTH} deep", pointer)
        for key in node:
            if key not in _KNOWN and not key.startswith("x-"):
                message = f"`{key}` is not understood in a record's schema"
                raise self.wrong(Code.UNKNOWN_KEY, message, pointer, key)
        reference = node.get("$ref")
        if reference is None:
            return node
        definitions = self.mapping(self.root, "$defs", "")
        name = str(reference).removeprefix("#/$defs/")
        if not str(reference).startswith("#/$defs/") or name not in definitions:
            raise self.wrong(Code.UNKNOWN_NAME, f"`{reference}` leads nowhere", pointer, str(reference))
        target = self.resolved(definitions[name], f"/$defs/{name}", depth + 1)
        return {**target, **{key: value for key, value in node.items() if key != "$ref"}}

    def mapping(self, node: Node, key: str, pointer: str) -> Node:
        """The object under a key, empty if there is none."""
        found = node.get(key, {})
        if not isinstance(found, dict):
            raise self.wrong(Code.WRONG_VALUE, f"`{key}` is not an object", pointer, key)
        return found

    def leaves(self, node: object, path: str, depth: int, *, optional: bool) -> Iterator[FieldType]:
        """The leaves below a node."""
        pointer = "/" + path.replace(".", "/") if path else ""
        resolved = self.resolved(node, pointer, depth)
        properties = self.mapping(resolved, "properties", pointer)
        if not properties:
            leaf = self.leaf(resolved, path, pointer, optional=optional)
            reference = node.get("$ref") if isinstance(node, dict) else None
            yield replace(leaf, place=str(reference).removeprefix("#")) if reference else leaf
            return
        required = resolved.get("required", [])
        for name, inner in properties.items():
            if not name.replace("_", "a").isalnum() or not name.isascii() or name[0].isdigit():
                message = f"`{name}` cannot be named in a rule: letters, digits and `_` only"
                raise self.wrong(Code.WRONG_VALUE, message, pointer, name)
            inner_path = f"{path}.{name}" if path else name
            yield from self.leaves(inner, inner_path, depth + 1, optional=optional or name not in required)

    def leaf(self, node: Node, path: str, pointer: str, *, optional: bool) -> FieldType:
        """One field with its type and bounds."""
        kind = self.kind(node, pointer)
        low, high = (self.whole(node, key, pointer) for key in ("minimum", "maximum"))
        if kind is Kind.SCHOOL_YEAR:
            low, high = (self.school_year(node.get(key), pointer) for key in ("x-minimum", "x-maximum"))
        default = node.get("default")
        return FieldType(
            path=path,
            kind=kind,
            title=str(node.get("title", path)),
            optional=optional,
            choices=tuple(node["enum"]) if kind is Kind.CHOICE else (),
            minimum=low,
            maximum=high,
            max_length=self.whole(node, "maxLength", pointer),
            pattern=self.pattern(node, pointer) if kind is Kind.TEXT else None,
            default=None if default is None else self.value(default, kind, node, pointer),
            sample=node.get("x-sample"),
            single_line=node.get("x-text") == "line",
            personal=node.get("x-personal") is True,
            place=pointer,
        )

    def whole(self, node: Node, key: str, pointer: str) -> int | None:
        """A whole number, or None where the key is not there."""
        found = node.get(key)
        if found is not None and (type(found) is not int or abs(found) >= 10**15):
            raise self.wrong(Code.WRONG_VALUE, f"`{key}` is not a whole number", pointer, key)
        return found

    def pattern(self, node: Node, pointer: str) -> str | None:
        """A regular expression that can be used, or None where there is none."""
        found = node.get("pattern")
        try:
            re.compile(found or "")
        except (re.error, TypeError, RecursionError, OverflowError) as error:
            message = f"`pattern` is no regular expression: {error}"
            raise self.wrong(Code.WRONG_VALUE, message, pointer, "pattern") from None
        return found

    def kind(self, node: Node, pointer: str) -> Kind:
        """What kind of field a leaf is."""
        if "enum" in node:
            choices = node["enum"]
            if not isinstance(choices, list) or not choices or not all(isinstance(one, str) for one in choices):
                raise self.wrong(Code.WRONG_VALUE, "the choices of an `enum` are texts", pointer)
            return Kind.CHOICE
        match node.get("type"), node.get("format"):
            case "string", "date":
                return Kind.DATE
            case "string", "school-year":
                return Kind.SCHOOL_YEAR
            case "string", None:
                return Kind.TEXT
            case "integer", None:
                return Kind.INTEGER
            case "boolean", None:
                return Kind.BOOLEAN
        shown = node.get("format") or node.get("type")
        message = f"expected a text, a choice, a whole number, a boolean, a date or a school year, found `{shown}`"
        raise self.wrong(Code.WRONG_TYPE, message, pointer)

    def value(self, value: object, kind: Kind, node: Node, pointer: str) -> Value:
        """A default, as a value of its kind."""
        if kind is Kind.SCHOOL_YEAR:
            return SchoolYear(self.school_year(value, pointer) or 0)
        if kind is Kind.DATE and isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise self.wrong(Code.WRONG_VALUE, f"the default `{value}` is no date", pointer) from None
        expected: type = {Kind.BOOLEAN: bool, Kind.INTEGER: int}.get(kind, str)
        if not isinstance(value, expected) or (kind is Kind.CHOICE and value not in node["enum"]):
            raise self.wrong(Code.WRONG_VALUE, f"the default `{value}` is no {kind.value} of this field", pointer)
        made: Value = value  # type: ignore[assignment]
        return made

    def school_year(self, text: object, pointer: str) -> int | None:
        """The calendar year in which a school year starts; None for none."""
        if text is None:
            return None
        try:
            return SchoolYear.parse(str(text)).start
        except ValueError:
            raise self.wrong(Code.WRONG_VALUE, f"`{text}` is no school year such as 2025-26", pointer) from None

    def derived(self, path: str, rule: object, fields: Mapping[str, FieldType]) -> Derived:
        """A school year that lies a number of years before another."""
        pointer = "/x-years-before"
        years, of = (rule.get("years"), rule.get("of")) if isinstance(rule, dict) else (None, None)
        if not isinstance(years, int) or not isinstance(of, str):
            message = 'expected `{"years": 1, "of": "path"}`'
            raise self.wrong(Code.WRONG_VALUE, message, pointer, path)
        for one in (path, of):
            if one not in fields or fields[one].kind is not Kind.SCHOOL_YEAR:
                raise self.wrong(Code.UNKNOWN_FIELD, f"`{one}` is no school year of the record", pointer, one)
        return Derived(path, of, years)
