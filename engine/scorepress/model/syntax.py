"""A YAML text as a tree with a place on every node."""

from typing import Union

from scorepress.model.source import Span
from scorepress.noun import Noun


class ScalarNode(Noun, frozen=True):
    """A plain value: what YAML 1.2's core schema makes of it.

    cut: of a text without quotation marks, the ` #` that ends it where that is likely to belong to the text.
    """

    value: str | int | float | bool | None
    span: Span
    cut: Span | None = None


class SequenceNode(Noun, frozen=True):
    """A list."""

    items: tuple["Node", ...]
    span: Span


class MappingNode(Noun, frozen=True):
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


class LayoutTree(Noun, frozen=True):
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
