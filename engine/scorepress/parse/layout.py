"""YAML text -> LayoutTree. The one door to PyYAML.

Built from parser events with a stack of its own, so that depth, anchors and tags are under control. Scalars follow
YAML 1.2's core schema; the words that YAML 1.1 turns into something else (`no`, `on`, `1e3`) are refused.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import yaml

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source, Span
from scorepress.model.syntax import LayoutTree, MappingNode, Node, ScalarNode, SequenceNode
from scorepress.parse.layout_slips import wrong_yaml

LARGEST = 1_000_000
DEEPEST = 40
MOST_EVENTS = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)")
_CUT = re.compile(r"[ \t]+(#[\w{])")
"""What ends a text without quotation marks, and is hardly a comment: nobody left a space behind its `#`."""
_SURPRISING = frozenset(("yes", "no", "on", "off"))
_QUOTES = frozenset("\"'")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class _Stop(Exception):  # noqa: N818 - it is no error, the error was reported
    """The file cannot be read any further; the diagnostic was reported."""


def parse_layout(source: Source, reporter: Reporter) -> LayoutTree | None:
    """Read one YAML file whose top level is a mapping; None when an error was reported."""
    if len(source.text) > LARGEST:
        reporter.error(
            Code.TOO_LARGE,
            f"`{source.path}` has {len(source.text):,} characters, at most {LARGEST:,} are read",
            Span(source.path, 1),
            "cut the file, or move pictures into files of their own",
        )
        return None
    before = len(reporter.found)
    builder = _Builder(source, reporter)
    try:
        root = builder.build()
    except _Stop:
        return None
    except yaml.MarkedYAMLError as error:
        reporter.add(wrong_yaml(source, error, builder.quoted))
        return None
    except yaml.YAMLError as error:  # a character that YAML does not allow
        where = getattr(error, "position", 0)
        line = source.text.count("\n", 0, where) + 1
        column = where - (source.text.rfind("\n", 0, where) + 1) + 1
        reporter.error(
            Code.YAML_SYNTAX,
            "a character that YAML does not allow",
            Span(source.path, line, column),
            "delete the control character; use UTF-8",
        )
        return None
    if len(reporter.found) > before:
        return None
    if not isinstance(root, MappingNode):
        reporter.error(
            Code.WRONG_VALUE,
            "the file must hold keys and values",
            root.span if root else Span(source.path, 1),
            "begin with a line such as `page: 1`",
        )
        return None
    return LayoutTree(source.path, root)


class _Builder:
    """Events to nodes."""

    def __init__(self, source: Source, reporter: Reporter) -> None:
        self.path = source.path
        self.text = source.text
        self.reporter = reporter
        self.quoted: Any = None
        """The event of the last text, if it stands in quotation marks."""

    def build(self) -> Node | None:
        """The root node; raises _Stop when the file cannot be read any further."""
        events: Iterator[Any] = islice(yaml.parse(self.text, Loader=_LOADER), MOST_EVENTS)
        stack: list[tuple[Any, list[Node]]] = []
        root: Node | None = None
        documents = 0
        for event in events:
            documents += isinstance(event, yaml.DocumentStartEvent)
            self.refuse(event, documents, len(stack))
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                stack.append((event, []))
                continue
            if isinstance(event, yaml.ScalarEvent):
                self.quoted = event if event.style in _QUOTES else None
                node: Node = self.scalar(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                start, items = stack.pop()
                node = self.collection(start, event, items)
            else:
                continue
            if stack:
                stack[-1][1].append(node)
            else:
                root = node
        if stack:
            self.stop(Code.TOO_LARGE, f"more than {MOST_EVENTS:,} values in one file", stack[-1][0], "cut the file")
        return root

    def refuse(self, event: Any, documents: int, depth: int) -> None:
        """What YAML allows and layouts do not need: it could hide a value, run a constructor or fill the memory."""
        if documents > 1:
            self.stop(Code.YAML_SYNTAX, "a second document begins here", event, "keep one document a file")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            hint = "write the value out, or put it into quotation marks if it begins with `&` or `*`"
            self.stop(Code.YAML_SYNTAX, "anchors (`&`) and aliases (`*`) are not used here", event, hint)
        if getattr(event, "tag", None) not in (None, "!"):
            self.stop(Code.YAML_SYNTAX, "tags (`!`) are not used here", event, "put the text into quotation marks")
        if depth >= DEEPEST and isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.stop(Code.TOO_LARGE, f"nested deeper than {DEEPEST} levels", event, "flatten the file")

    def span(self, start: Any, end: Any | None = None) -> Span:
        a, b = start.start_mark, (end or start).end_mark
        return Span(self.path, a.line + 1, a.column + 1, b.line + 1, b.column + 1)

    def stop(self, code: Code, message: str, event: Any, hint: str) -> None:
        self.reporter.error(code, message, self.span(event), hint)
        raise _Stop

    def collection(self, start: Any, end: Any, items: list[Node]) -> Node:
        span = self.span(start, end)
        if isinstance(start, yaml.SequenceStartEvent):
            return SequenceNode(tuple(items), span)
        entries: dict[object, tuple[ScalarNode, Node]] = {}
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.reporter.error(Code.YAML_SYNTAX, "a key must be a word", key.span, "put the key on one line")
                continue
            name = str(key.value)
            if name in entries:
                first = entries[name][0].span
                self.reporter.error(
                    Code.DUPLICATE_KEY, f"`{name}` is there twice, first in line {first.line}", key.span,
                    "delete one of the two",
                )  # fmt: skip
                continue
            entries[name] = (ScalarNode(name, key.span), value)
        return MappingNode(tuple(entries.values()), span)

    def scalar(self, event: Any) -> ScalarNode:
        text, span = event.value, self.span(event)
        if event.style:
            return ScalarNode(text, span)
        if text.lower() in _SURPRISING:
            self.reporter.error(
                Code.SURPRISING_SCALAR, f"`{text}` means true or false to some readers of YAML", span,
                f'write `"{text}"` for the word, `true` or `false` for a truth value',
            )  # fmt: skip
        if text in _CONSTANTS:
            return ScalarNode(_CONSTANTS[text], span)
        if _INTEGER.fullmatch(text):
            if len(text.lstrip("+-")) > 1 and text.lstrip("+-").startswith("0"):
                return ScalarNode(text, span)
            return ScalarNode(int(text) if len(text) < 20 else text, span)
        if _NUMBER.fullmatch(text):
            return ScalarNode(float(text), span)
        return ScalarNode(text, span, self.cut(event.end_mark))

    def cut(self, end: Any) -> Span | None:
        """Where a `#` stands behind the text that ends there, if it looks like a part of it."""
        found = _CUT.match(self.text, end.index)
        if found is None:
            return None
        column = end.column + 1 + found.start(1) - end.index
        return Span(self.path, end.line + 1, column, end.line + 1, column + 1)
