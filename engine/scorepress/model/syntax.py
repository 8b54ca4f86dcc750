"""A YAML text as a tree with a place on every node."""

from dataclasses import dataclass
from typing import Union

from scorepress.model.source import Span


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A plain value: what YAML 1.2's core schema makes of it."""

    value: str | int | float | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values, in order; keys are strings and none is there twice."""

    entries: tuple[tuple[ScalarNode, "Node"], ...]
    span: Span

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None."""
        return next((v for k, v in self.entries if k.value == key), None)

    def key(self, key: str) -> ScalarNode | None:
        """The key itself, for its place."""
        return next((k for k, _ in self.entries if k.value == key), None)


Node = Union[ScalarNode, SequenceNode, MappingNode]


@dataclass(frozen=True, slots=True)
class LayoutTree:
    """One YAML file of a report project: a page, a report, a theme."""

    path: str
    root: MappingNode


def plain(node: Node) -> object:
    """The node as dicts, lists and scalars, for a schema validator."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {str(key.value): plain(value) for key, value in node.entries}


def node_at(node: Node, path: tuple[str | int, ...]) -> Node:
    """The node that a validator's path leads to, or the nearest one above it."""
    for step in path:
        if isinstance(node, MappingNode):
            found = node.get(str(step))
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
            found = node.items[step]
        else:
            found = None
        if found is None:
            return node
        node = found
    return node
