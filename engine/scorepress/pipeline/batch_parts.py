"""What the pages of reports are made of: sentences, blocks, ranges. They name no student.

Beside a content address the journal keeps them, so that `plan` can tell which sentence an edit changed.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from enum import Enum

from scorepress.model.report import RowUse, ScaleLevel
from scorepress.model.source import Span
from scorepress.model.template import (
    BlockTemplate,
    PageTemplate,
    RegionTemplate,
    Struct,
    Template,
    TextTemplate,
    within,
)
from scorepress.model.wording import Wording
from scorepress.noun import Noun, names

MOST_SETS = 20_000

Part = tuple[str, str, str, str, str]
"""Kind (`message`, `layout`, `block`, `region`, `scale`), name, language, words with their `{slots}` or a hash, and
for a message the rule row that chose them, `file:line`."""


class Parts:
    """A set of parts. number: no other set ever has it."""

    __slots__ = ("number", "set")

    def __init__(self, number: int, found: frozenset[Part]) -> None:
        self.number = number
        self.set = found


class PartBook:
    """The parts of one template. Sets of them are made once."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._rows = {row.span: row.outcome for message in template.book.messages.values() for row in message.rows}
        self._known: dict[Hashable, Parts] = {}
        self._count = 0
        self.none = Parts(0, frozenset())

    def union(self, sets: Iterable[Parts]) -> Parts:
        """All parts of several sets."""
        several = {one.number: one for one in sets if one is not self.none}
        if len(several) < 2:
            return next(iter(several.values()), self.none)
        return self._made(tuple(several), lambda: frozenset().union(*(one.set for one in several.values())))

    def chosen(self, rows: tuple[RowUse, ...], lang: str) -> Parts:
        """The rule rows that chose the words of a phrase."""
        if not rows:
            return self.none
        key = (lang, *[(id(use.span), use.binding) for use in rows])  # the template's own spans, which live as long
        return self._made(key, lambda: (self._row(use, lang) for use in rows))

    def scale(self, where: str, levels: tuple[ScaleLevel, ...]) -> Parts:
        """The ranges of a scale."""
        text = ", ".join(f"{level.level}: {level.low}–{level.high}" for level in levels)
        return self._made((where, text), lambda: [("scale", where, "", text, "")])

    def region(self, page: PageTemplate, region: RegionTemplate, lang: str) -> Parts:
        """A region's own wording, and its frame."""
        frame = [(name, getattr(region, name)) for name in names(RegionTemplate) if name not in _APART]
        look = fingerprint((frame, fingerprint(page.flow)))[:16]
        found: list[Part] = [("region", f"page {page.number}, {region.name}", "", look, "")]
        if region.title is not None:
            found.append(self._layout(region.title, lang))
        return self._made((id(region), lang), lambda: found)

    def block(self, block: BlockTemplate, where: str, lang: str) -> Parts:
        """A block's wording in the layout, and its geometry and style."""
        own: Part = ("block", f"{where}, {block.kind}", "", fingerprint(_geometry(block))[:16], "")
        texts = [self._layout(text, lang) for text in within(block.props) if isinstance(text, TextTemplate)]
        return self._made((id(block), lang), lambda: [own, *texts])

    def _made(self, key: Hashable, make: Callable[[], Iterable[Part]]) -> Parts:
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_SETS:
                self._known.clear()
            self._count += 1
            found = self._known[key] = Parts(self._count, frozenset(make()))
        return found

    def _row(self, use: RowUse, lang: str) -> Part:
        """The part of a rule row that chose words."""
        outcome = self._rows[use.span]
        words = self._translated(use.message, outcome, lang) if isinstance(outcome, Wording) else ""
        name = f"{use.message} {use.binding}" if use.binding else use.message
        return ("message", name, lang, words, f"{use.span.path}:{use.span.line}")

    def _layout(self, text: TextTemplate, lang: str) -> Part:
        return ("layout", text.context, lang, self._translated(text.context, text.wording, lang), "")

    def _translated(self, context: str, wording: Wording, lang: str) -> str:
        catalogue = self.template.catalogues.get(lang)
        entry = catalogue.entries.get((context, wording.text)) if catalogue else None
        return entry.wording.text if entry is not None and not entry.stale else wording.text


_APART = {"name", "title", "description", "blocks", "span", "when", "callout"}
"""What a region has beside its frame: other parts, or what does not show."""


def _geometry(block: BlockTemplate) -> object:
    return (block.name, block.kind, block.frame, block.overflow, _wordless(block.props))


def _wordless(value: object) -> object:
    """Properties without their wording, which is a part of its own."""
    if isinstance(value, TextTemplate):
        return "text"
    if isinstance(value, Struct):
        return tuple((name, _wordless(inner)) for name, inner in value.pairs)
    return tuple(map(_wordless, value)) if isinstance(value, tuple) else value


def fingerprint(value: object, *, spans: bool = False) -> str:
    """A hash of a frozen value: the same in every process. spans: whether places in sources count."""
    pieces: list[str] = []
    _write(value, pieces, spans=spans)
    return hashlib.sha256("\x1f".join(pieces).encode("utf-8", "backslashreplace")).hexdigest()


def _write(value: object, into: list[str], *, spans: bool) -> None:
    if isinstance(value, Enum):
        into.append(value.name)
    elif isinstance(value, Span):
        into.append(f"{value.path}:{value.line}" if spans else "")
    elif isinstance(value, tuple | list):
        into.append("[")
        for inner in value:
            _write(inner, into, spans=spans)
        into.append("]")
    elif isinstance(value, Mapping):
        into.append("{")
        for key in sorted(value, key=repr):
            _write(key, into, spans=spans)
            _write(value[key], into, spans=spans)
        into.append("}")
    elif isinstance(value, frozenset | set):
        into += sorted(fingerprint(inner, spans=spans) for inner in value)
    elif isinstance(value, Noun):
        into.append(type(value).__name__)
        for name in names(type(value)):
            _write(getattr(value, name), into, spans=spans)
        into.append(")")
    else:
        into.append(repr(value))
