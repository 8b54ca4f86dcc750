"""YAML nodes -> properties, led by the schema: shapes are compared, units read, names looked up.

`x-type` in the schema says what a string stands for; `Scope` knows the names. A node that does not fit is reported
once, at its place, and becomes None.
"""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from scorepress.check.schema import Schema
from scorepress.check.scope import Scope
from scorepress.check.slips import Torn, torn_texts, unquoted_braces
from scorepress.model.color import Color
from scorepress.model.diagnostic import Code
from scorepress.model.syntax import MappingNode, Node, ScalarNode, SequenceNode
from scorepress.model.template import Overflow, ScaleTemplate, Struct, TextTemplate
from scorepress.noun import replace

UNITS = {"pt": 1.0, "in": 72.0, "mm": 72.0 / 25.4}
_LENGTHS = ("length", "position", "extent")
_LENGTH = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)(pt|in|mm)")
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,),
}  # fmt: skip
_NAMES = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`",
    "object": "keys and values", "array": "a list",
}  # fmt: skip


def length(text: str) -> float:
    """`0.5in` in points; raises ValueError for anything else."""
    found = _LENGTH.fullmatch(text)
    if not found:
        raise ValueError(text)
    return round(float(found[1]) * UNITS[found[2]], 4)


def resolve(node: Node, schema: Schema, scope: Scope) -> object:
    """The value of a node as its schema sees it; errors go to the scope's reporter, and the value is None."""
    kind = schema.get("type")
    if kind == "object":
        return _struct(node, schema, scope) if _is(node, MappingNode, kind, scope) else None
    if kind == "array":
        return _array(node, schema, scope) if _is(node, SequenceNode, kind, scope) else None
    if not isinstance(node, ScalarNode):
        mend = unquoted_braces(node) if kind == "string" else ()
        scope.error(Code.WRONG_VALUE, f"expected {_expected(schema)}, found {_found(node)}", node.span, *mend)
        return None
    return _scalar(node, schema, scope)


def _is(node: Node, cls: type, kind: str, scope: Scope) -> bool:
    if isinstance(node, cls):
        return True
    hint = "begin each item with `- `" if kind == "array" else "indent `key: value` lines under it"
    scope.error(Code.WRONG_VALUE, f"expected {_NAMES[kind]}, found {_found(node)}", node.span, hint)
    return False


def _found(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return "nothing" if node.value is None else f"`{_clip(str(node.value))}`"
    return _NAMES["array" if isinstance(node, SequenceNode) else "object"]


def _clip(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _expected(schema: Schema) -> str:
    if "x-expected" in schema:
        return str(schema["x-expected"])
    if "enum" in schema:
        return " or ".join(f"`{choice}`" for choice in schema["enum"])
    return _NAMES.get(schema.get("type", "string"), "a value")


def _array(node: Node, schema: Schema, scope: Scope) -> tuple[object, ...]:
    assert isinstance(node, SequenceNode)
    least, most = schema.get("minItems", 0), schema.get("maxItems", 10_000)
    if not least <= len(node.items) <= most:
        wanted = f"at least {least}" if len(node.items) < least else f"at most {most}"
        scope.error(Code.WRONG_VALUE, f"expected {wanted} items, found {len(node.items)}", node.span)
    return tuple(resolve(item, schema.get("items", {}), scope) for item in node.items)


def _struct(node: Node, schema: Schema, scope: Scope) -> Struct:
    assert isinstance(node, MappingNode)
    properties: Mapping[str, Schema] = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    torn = torn_texts(node, properties) if others is False else {}
    pairs: list[tuple[str, object]] = []
    meant: set[str] = set()
    when = None
    for key, value in node.entries:
        name = str(key.value)
        if name in properties:
            inner = properties[name]
        elif isinstance(others, Mapping):
            inner = others
        else:
            meant.add(_unknown(key, tuple(properties), torn.get(name), scope))
            continue
        result = resolve(value, inner, scope)
        if inner.get("x-type") == "condition":
            when = result
            continue
        pairs.append((name, result))
    given = {str(key.value) for key, _ in node.entries}
    if len(given) < (least := schema.get("minProperties", 0)):
        scope.error(Code.WRONG_VALUE, f"expected at least {least} entries, found {len(given)}", node.span)
    _report_missing(node, schema, given | meant, given - set(properties), scope)
    for name, inner in properties.items():
        if name not in given and "default" in inner:
            pairs.append((name, resolve(ScalarNode(inner["default"], node.span), inner, scope)))
    scales = dict(pairs)
    linked = ((name, _per_level(value, properties.get(name, {}), scales)) for name, value in pairs)
    return Struct(tuple(linked), node.span, when)  # type: ignore[arg-type]


def _report_missing(node: Node, schema: Schema, there: set[str], free: set[str], scope: Scope) -> None:
    """Report keys that are needed and not there. free: keys with names of their own, which may be meant for them."""
    for name in schema.get("required", ()):
        if name not in there:
            near = get_close_matches(name, free, 1, 0.7)
            hints = (f"did you mean `{name}` where `{near[0]}` stands?",) if near else (f"add `{name}: …`",)
            scope.error(Code.MISSING_KEY, f"`{name}` is missing", node.span, *hints)


def _without_student(scale: ScaleTemplate | None) -> ScaleTemplate | None:
    return replace(scale, student=False) if scale else None


def _per_level(value: object, schema: Schema, siblings: Mapping[str, object]) -> object:
    """A struct that is made once for each level knows the scale beside it."""
    scale = siblings.get(schema.get("x-per-level", ""))
    return replace(value, per_level=scale) if isinstance(value, Struct) and isinstance(scale, ScaleTemplate) else value


def _unknown(key: ScalarNode, known: tuple[str, ...], torn: Torn | None, scope: Scope) -> str:
    """Report a key that does not exist; gives the one that was most likely meant."""
    if torn is not None:
        if torn.hint:
            scope.error(Code.UNKNOWN_KEY, f"no key named `{_clip(str(key.value))}` here", key.span, torn.hint)
        return torn.meant
    near = get_close_matches(str(key.value), known, 1, 0.6)
    hint = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(f'`{name}`' for name in known)}"
    scope.error(Code.UNKNOWN_KEY, f"no key named `{_clip(str(key.value))}` here", key.span, hint)
    return near[0] if near else ""


def _scalar(node: ScalarNode, schema: Schema, scope: Scope) -> object:
    value = node.value
    if "enum" in schema:
        if value in schema["enum"]:
            return value
        near = get_close_matches(str(value), [str(c) for c in schema["enum"]], 1, 0.6)
        hints = (f"did you mean `{near[0]}`?",) if near else _advice(schema)
        scope.error(Code.WRONG_VALUE, f"expected {_expected(schema)}, found {_found(node)}", node.span, *hints)
        return None
    kind = schema.get("type", "string")
    if not isinstance(value, _KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        mend = _unitless(node, schema)
        if not mend and kind == "string" and value is not None:
            mend = ("put it into quotation marks",)
        scope.error(Code.WRONG_VALUE, f"expected {_expected(schema)}, found {_found(node)}", node.span, *mend)
        return None
    if isinstance(value, str):
        pattern = schema.get("pattern")
        if (pattern and not re.search(pattern, value)) or len(value) < schema.get("minLength", 0):
            found = f"expected {_expected(schema)}, found {_found(node)}"
            scope.error(Code.WRONG_VALUE, found, node.span, *(_unitless(node, schema) or _advice(schema)))
            return None
        convert = CONVERTERS.get(schema.get("x-type", ""))
        return convert(value, node, scope) if convert else value
    assert isinstance(value, int | float)
    if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        low, high = schema.get("minimum", "…"), schema.get("maximum", "…")
        scope.error(Code.WRONG_VALUE, f"expected a number from {low} to {high}, found {value}", node.span)
        return None
    return value


def _advice(schema: Schema) -> tuple[str, ...]:
    """The next action that the schema itself knows."""
    return (str(schema["x-hint"]),) if "x-hint" in schema else ()


def _unitless(node: ScalarNode, schema: Schema) -> tuple[str, ...]:
    """The hint for a number where a length stands."""
    number = re.fullmatch(r"-?[0-9]{1,4}(\.[0-9]{1,4})?", str(node.value))
    return (f"add the unit: `{node.value}pt`",) if number and schema.get("x-type") in _LENGTHS else ()


def _position(text: str, node: ScalarNode, scope: Scope) -> float | None:
    if not text.startswith("column"):
        return length(text)
    words = text.split()
    x = scope.column(int(words[1]), node.span)
    if x is None or len(words) == 2:
        return x
    return x + length(words[3]) * (1 if words[2] == "+" else -1)


def _extent(text: str, node: ScalarNode, scope: Scope) -> float | None:
    return scope.columns(int(text.split(maxsplit=1)[0]), node.span) if "column" in text else length(text)


def _overflow(text: str, node: ScalarNode, scope: Scope) -> Overflow:
    del node, scope
    shrink, squeeze = (re.search(rf"{verb} to (\S+)", text) for verb in ("shrink", "squeeze"))
    return Overflow(length(shrink[1]) if shrink else None, "grow" in text, length(squeeze[1]) if squeeze else None)


def _sentence(text: str, node: ScalarNode, scope: Scope, *, optional: bool) -> TextTemplate | None:
    if node.cut:
        message = "the sentence ends here: `#` behind a space begins a comment"
        hint = "put the sentence into quotation marks; if it is a comment, write a space behind `#`"
        scope.error(Code.SURPRISING_SCALAR, message, node.cut, hint)
    return scope.text(text, node.span, optional=optional)


Convert = Callable[[str, ScalarNode, Scope], Any]
CONVERTERS: Mapping[str, Convert] = {
    "length": lambda text, _node, _scope: length(text),
    "rgb": lambda text, _node, _scope: Color.parse(text),
    "position": _position,
    "extent": _extent,
    "overflow": _overflow,
    "style": lambda text, node, scope: scope.style(text, node.span),
    "color": lambda text, node, scope: scope.color(text, node.span),
    "text": lambda text, node, scope: _sentence(text, node, scope, optional=False),
    "optional-text": lambda text, node, scope: _sentence(text, node, scope, optional=True),
    "scale": lambda text, node, scope: scope.scale(text, node.span),
    "ranges": lambda text, node, scope: _without_student(scope.scale(text, node.span)),
    "condition": lambda text, node, scope: scope.condition(text, node.span),
    "image": lambda text, node, scope: scope.image(text, node.span),
}
