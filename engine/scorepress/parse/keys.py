"""The keys of a YAML mapping, read one by one; what is missing, misshapen or left over is reported with its place."""

import difflib
from collections.abc import Callable, Iterator
from typing import TypeVar

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Span
from scorepress.model.syntax import MappingNode, Node, ScalarNode, SequenceNode

_Result = TypeVar("_Result")


class Keys:
    """Reads the keys of one mapping. Call `done` at the end: a key that nobody asked for is an error."""

    def __init__(self, node: Node, what: str, reporter: Reporter) -> None:
        """Keep the node; what: how messages call it, such as `the field`."""
        self.span = node.span
        self.what = what
        self.reporter = reporter
        self.asked: dict[str, None] = {}
        self.node = node if isinstance(node, MappingNode) else MappingNode((), node.span)
        if not isinstance(node, MappingNode):
            self.wrong(node.span, f"{what} must hold keys and values")

    def wrong(self, span: Span, message: str, *hints: str) -> None:
        """Report that a value is not what was expected."""
        self.reporter.error(Code.WRONG_VALUE, message, span, *hints)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        self.asked[key] = None
        return self.node.key(key) is not None

    def at(self, key: str) -> Span:
        """The place of a key's value, or of the mapping."""
        value = self.node.get(key)
        return value.span if value is not None else self.span

    def value(self, key: str, *, needed: bool = False) -> Node | None:
        """The value of a key."""
        self.asked[key] = None
        value = self.node.get(key)
        if value is None and needed:
            self.reporter.error(Code.MISSING_KEY, f"{self.what} has no `{key}`", self.span, f"add `{key}: …`")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self.value(key, needed=default is None)
        return default or "" if value is None else self.as_text(value, key)

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A text or a list of texts; empty when the key is absent."""
        value = self.value(key, needed=needed)
        return () if value is None else self.as_texts(value, key)

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self.value(key)
        if value is None:
            return default
        found = value.value if isinstance(value, ScalarNode) else None
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            self.wrong(value.span, f"`{key}` must be a whole number from {low} to {high}")
            return default
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.value(key)
        found = value.value if isinstance(value, ScalarNode) else None
        if value is None:
            return default
        if not isinstance(found, bool):
            self.wrong(value.span, f"`{key}` must be `true` or `false`")
            return default
        return found

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        """One of some words."""
        found = self.text(key, default)
        if found not in choices:
            near = difflib.get_close_matches(found, choices, 1)
            hint = f"did you mean `{near[0]}`?" if near else "take one of " + ", ".join(f"`{c}`" for c in choices)
            self.wrong(self.at(key), f"`{key}` is `{found}`, which is not one of its words", hint)
            return default
        return found

    def entries(self, key: str, *, needed: bool = False) -> Iterator[tuple[ScalarNode, Node]]:
        """The keys and values of a mapping under a key."""
        value = self.value(key, needed=needed)
        if isinstance(value, MappingNode):
            yield from value.entries
        elif value is not None:
            self.wrong(value.span, f"`{key}` must hold keys and values")

    def items(self, key: str, read: Callable[[Node], _Result]) -> tuple[_Result, ...]:
        """Each item of a list, or the one value that stands for a list of one."""
        value = self.value(key)
        if value is None:
            return ()
        return tuple(read(item) for item in (value.items if isinstance(value, SequenceNode) else (value,)))

    def as_text(self, node: Node, key: str) -> str:
        """A node as text; whole numbers are taken as they are written."""
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            return node.value
        if isinstance(node, ScalarNode) and isinstance(node.value, int) and not isinstance(node.value, bool):
            return str(node.value)
        self.wrong(node.span, f"`{key}` must be a text", 'write it in quotation marks, such as `"23"`')
        return ""

    def as_texts(self, node: Node, key: str) -> tuple[str, ...]:
        """A node as a list of texts."""
        if isinstance(node, SequenceNode):
            return tuple(self.as_text(item, key) for item in node.items)
        return (self.as_text(node, key),)

    def done(self) -> None:
        """Report the keys that nobody asked for."""
        for key, _ in self.node.entries:
            name = str(key.value)
            if name not in self.asked:
                near = difflib.get_close_matches(name, self.asked, 1)
                hint = f"did you mean `{near[0]}`?" if near else "known are " + ", ".join(f"`{k}`" for k in self.asked)
                self.reporter.error(Code.UNKNOWN_KEY, f"{self.what} has no key `{name}`", key.span, hint)
