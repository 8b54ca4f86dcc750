"""Slips that writers of layouts often make, and what to do about each."""

from scorepress.model.syntax import MappingNode, Node, ScalarNode


def unquoted_braces(node: Node) -> tuple[str, ...]:
    """The hint for `{full name}` without quotation marks, which YAML reads as keys without values."""
    if not isinstance(node, MappingNode) or not node.entries or not all(_is_blank(value) for _, value in node.entries):
        return ()
    names = ", ".join(str(key.value) for key, _ in node.entries)
    return (f'put it into quotation marks: `"{{{names}}}"`',)


def _is_blank(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value is None
