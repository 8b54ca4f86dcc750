"""Slips that writers of layouts often make, and what to do about each."""

from collections.abc import Collection

from scorepress.model.syntax import MappingNode, Node, ScalarNode
from scorepress.noun import Noun


def unquoted_braces(node: Node) -> tuple[str, ...]:
    """The hint for `{full name}` without quotation marks, which YAML reads as keys without values."""
    if not isinstance(node, MappingNode) or not node.entries or not all(_is_blank(value) for _, value in node.entries):
        return ()
    names = ", ".join(str(key.value) for key, _ in node.entries)
    return (f'put it into quotation marks: `"{{{names}}}"`',)


class Torn(Noun, frozen=True):
    """A key in braces that is none. meant: the key that it begins with, if it only lacks its colon.

    The further parts of a torn text have no hint: they are the same mistake.
    """

    hint: str = ""
    meant: str = ""


def torn_texts(node: MappingNode, known: Collection[str]) -> dict[str, Torn]:
    """Keys without values in braces: what stands behind a comma of a text, or has no colon."""
    if not _has_braces(node):
        return {}
    found: dict[str, Torn] = {}
    parts: list[str] = []
    before = ""
    for key, value in node.entries:
        name = str(key.value)
        if name in known or not _is_blank(value):
            before = name
            parts = [str(value.value)] if isinstance(value, ScalarNode) and isinstance(value.value, str) else []
            continue
        first, _, rest = name.replace(":", " ").partition(" ")
        if rest and first in known:
            found[name] = Torn(f"write a colon and a space behind the key: `{first}: {rest.strip()}`", first)
        elif parts:
            parts.append(name)
            text = ", ".join(parts)
            found[name] = Torn()
            found[parts[1]] = Torn(f'a text with a comma goes into quotation marks: `{before}: "{text}"`')
    return found


def _has_braces(node: MappingNode) -> bool:
    """Whether a mapping stands in `{…}`, and not in lines of its own."""
    first = node.entries[0][0].span if node.entries else node.span
    return (node.span.line, node.span.column) != (first.line, first.column)


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None
