"""Notes of a page: does a mark that points to a note find it on its page."""

from collections.abc import Iterator
from difflib import get_close_matches

from scorepress.model.diagnostic import Code, Label, Reporter
from scorepress.model.source import Span
from scorepress.model.template import BlockTemplate, PageTemplate, Struct

ID, NOTE = "id", "note"
"""The properties of components by which a text is pointed to, and points."""


def check_notes(pages: tuple[PageTemplate, ...], reporter: Reporter) -> None:
    """Report marks without a text of that `id` on their page, and ids that two texts of a page have."""
    for page in pages:
        blocks = [block for region in page.regions for block in region.blocks]
        ids: dict[str, Span] = {}
        for name, span in (found for block in blocks for found in _named(block, ID)):
            if name in ids:
                message = f"two texts of page {page.number} have the id `{name}`"
                label = Label(ids[name], "the other one")
                reporter.error(Code.DUPLICATE_NAME, message, span, "ids are unique on a page", labels=(label,))
            ids.setdefault(name, span)
        for name, span in (found for block in blocks for found in _named(block, NOTE)):
            if name not in ids:
                near = get_close_matches(name, ids, 1)
                hint = f"did you mean `{near[0]}`?" if near else f"give the text that explains the mark `id: {name}`"
                message = f"no text of page {page.number} has the id `{name}`, to which a mark points"
                reporter.error(Code.UNKNOWN_NAME, message, span, hint)


def _named(prop: object, key: str) -> Iterator[tuple[str, Span]]:
    """The values of a property of that name, wherever it stands, and the places of their structs."""
    if isinstance(prop, BlockTemplate):
        yield from _named(prop.props, key)
    elif isinstance(prop, tuple):
        for item in prop:
            yield from _named(item, key)
    elif isinstance(prop, Struct):
        for name, value in prop.pairs:
            if name == key and isinstance(value, str):
                yield value, prop.span
            else:
                yield from _named(value, key)
