"""Report -> content address, and the set of sentences and blocks that its pages are made of.

The content address covers everything that can be seen on the pages, and everything that draws them; it does not cover
what cannot be seen: comments, line numbers, rows that were not chosen. So an edit changes the addresses of exactly
those students whose pages it changes. Evaluating costs a fraction of printing.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

from scorepress.model.report import Block, Phrase, Report, RowUse, ScaleView
from scorepress.model.source import Span
from scorepress.model.template import BlockTemplate, ScaleTemplate, Struct, TextTemplate
from scorepress.model.wording import Wording
from scorepress.pipeline.press import Press
from scorepress.workspace import program_state

MOST_BLOCKS = 2_000
MOST_SAYINGS = 20_000
Part = tuple[str, str, str, str, str]
"""Kind (`message`, `layout`, `block`, `region`, `scale`), name, language, words with their `{slots}` or a hash, and
for a message the rule row that chose them, `file:line`."""

Collect = Callable[[object, list[object]], None]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is to be kept of one student's reports.

    content: the content address. sayings: for each region of each language a hash of its parts: see `Digester.parts`.
    """

    content: str
    sayings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """What a block adds. key: equal for equal parts."""

    seen: bytes
    parts: frozenset[Part]
    key: int


class Digester:
    """Digests reports of one template. It remembers blocks that it has met, so that equal ones cost nothing."""

    def __init__(self, press: Press, options: Mapping[str, str]) -> None:
        """options: whatever else changes the files."""
        self.press = press
        template = press.template
        look = (template.theme, template.languages, press.callouts, sorted(options.items()))
        self.draws = {**program_state(), "look": fingerprint(look)}
        self.state = {
            **self.draws,
            "layout": fingerprint((template.title, template.document_title, template.pages), spans=True),
            "rules": fingerprint(template.book, spans=True),
            "wording": fingerprint(template.catalogues),
            "schema": fingerprint(template.schema),
        }
        """What the project is made of, part by part; comments count only where they move lines."""
        self.hash = fingerprint(sorted(self.state.items()))
        self._head = fingerprint(sorted(self.draws.items())).encode()
        self._rows = {row.span: row.outcome for message in template.book.messages.values() for row in message.rows}
        self._regions = {(p.number, r.name): r for p in template.pages for r in p.regions}
        self._flows = {page.number: fingerprint(page.flow) for page in template.pages}
        self._blocks = {
            b.span: (b, f"page {p.number}, {r.name}", _collector(b.props))
            for p in template.pages
            for r in p.regions
            for b in r.blocks
        }
        self._uses: dict[tuple[int, str | None, str], Part] = {}
        self._static: dict[tuple[object, ...], frozenset[Part]] = {}
        self._shares: dict[tuple[int, str], tuple[object, _Share]] = {}
        self._sayings: dict[tuple[object, ...], tuple[bytes, str]] = {}
        self._parts: dict[str, tuple[Part, ...]] = {}

    def of(self, reports: Sequence[Report]) -> Digest:
        """The digest of one student's reports, in the order of their languages."""
        seen = hashlib.sha256(self._head)
        sayings: list[str] = []
        for report in reports:
            seen.update(f"\n{report.lang}\n{report.title.text}\n".encode())
            for page in report.pages:
                for region in page.regions:
                    place = (page.number, region.name)
                    seen.update(f"\x1d{region.name}\x1d".encode())
                    if region.title is not None:
                        seen.update(region.title.text.encode())
                    shares = [self._block(block, report.lang) for block in region.blocks]
                    for share in shares:
                        seen.update(share.seen)
                    meaning, saying = self._saying(place, report.lang, shares)
                    seen.update(meaning)
                    sayings.append(saying)
        return Digest(seen.hexdigest()[:32], tuple(sayings))

    def parts(self, saying: str) -> tuple[Part, ...]:
        """The parts behind one of the `sayings` of the last digests; nothing when it is forgotten by now."""
        return self._parts.get(saying, ())

    def _saying(self, place: tuple[int, str], lang: str, shares: Sequence[_Share]) -> tuple[bytes, str]:
        """The meaning of a region's parts, which knows nothing of line numbers, and the hash of all of them."""
        key = (place, lang, *(share.key for share in shares))
        found = self._sayings.get(key)
        if found is None:
            parts = tuple(sorted(self._region(place, lang).union(*(share.parts for share in shares))))
            meaning = hashlib.sha256(repr([part[:4] for part in parts]).encode()).digest()
            saying = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
            if len(self._sayings) >= MOST_SAYINGS:
                self._sayings.clear()
                self._parts.clear()
            found = self._sayings[key] = (meaning, saying)
            self._parts[saying] = parts
        return found

    def _region(self, place: tuple[int, str], lang: str) -> frozenset[Part]:
        """A region's own wording, and its frame."""
        number, name = place
        key = (number, name, lang)
        if key not in self._static:
            region = self._regions[place]
            frame = [(f.name, getattr(region, f.name)) for f in fields(region) if f.name not in _APART]
            found = {("region", f"page {number}, {name}", "", fingerprint((frame, self._flows[number]))[:16], "")}
            if region.title is not None:
                found.add(self._layout(region.title, lang))
            self._static[key] = frozenset(found)
        return self._static[key]

    def _block(self, block: Block, lang: str) -> _Share:
        kept = self._shares.get((id(block), lang))
        if kept is not None and kept[0] is block:
            return kept[1]
        said: list[str] = [block.name]
        template, where, collect = self._blocks[block.span]
        parts = set(self._template(template, where, lang))
        values: list[object] = []
        if collect is not None:
            collect(block.props, values)
        for value in values:
            if isinstance(value, Phrase):
                said += (value.text, value.lang)
                parts.update(self._chosen(use, value.lang) for use in value.rows)
            elif isinstance(value, ScaleView):
                ranges = ", ".join(f"{level.level}: {level.low}–{level.high}" for level in value.levels)
                parts.add(("scale", where, "", ranges, ""))
                said.append(f"{value.score} {value.level}")
            else:
                said.append(str(value))
        found = frozenset(parts)
        share = _Share("\x1f".join(said).encode(), found, hash(found))
        if len(self._shares) >= MOST_BLOCKS:
            self._shares.clear()
        self._shares[id(block), lang] = (block, share)
        return share

    def _chosen(self, use: RowUse, lang: str) -> Part:
        """The part of a rule row that chose words."""
        key = (id(use.span), use.binding, lang)  # spans are the template's own and live as long
        if key not in self._uses:
            outcome = self._rows[use.span]
            words = self._translated(use.message, outcome, lang) if isinstance(outcome, Wording) else ""
            name = f"{use.message} {use.binding}" if use.binding else use.message
            self._uses[key] = ("message", name, lang, words, f"{use.span.path}:{use.span.line}")
        return self._uses[key]

    def _template(self, block: BlockTemplate, where: str, lang: str) -> frozenset[Part]:
        """A block's wording in the layout, and its geometry and style."""
        key = (block.span, lang)
        if key not in self._static:
            own: Part = ("block", f"{where}, {block.kind}", "", fingerprint(_geometry(block))[:16], "")
            self._static[key] = frozenset((own, *(self._layout(text, lang) for text in _texts(block.props))))
        return self._static[key]

    def _layout(self, text: TextTemplate, lang: str) -> Part:
        return ("layout", text.context, lang, self._translated(text.context, text.wording, lang), "")

    def _translated(self, context: str, wording: Wording, lang: str) -> str:
        catalogue = self.press.template.catalogues.get(lang)
        entry = catalogue.entries.get((context, wording.text)) if catalogue else None
        return entry.wording.text if entry is not None and not entry.stale else wording.text


_APART = {"name", "title", "description", "blocks", "span", "when", "callout"}
"""What a region has beside its frame: other parts, or what does not show."""


def _collector(template: object) -> Collect | None:
    """What picks, from an evaluated property, the values that differ from student to student; None if none does.

    They are phrases, scores, what is left out (None), and how many copies there are.
    """
    if isinstance(template, TextTemplate | ScaleTemplate):
        return _take
    if isinstance(template, tuple):
        return _of_items(tuple((at, found) for at, item in enumerate(template) if (found := _collector(item))))
    if not isinstance(template, Struct):
        return None
    pairs = tuple((at, found) for at, (_name, item) in enumerate(template.pairs) if (found := _collector(item)))

    def struct(value: object, into: list[object]) -> None:
        if isinstance(value, Struct):
            for at, collect in pairs:
                collect(value.pairs[at][1], into)
        elif isinstance(value, tuple):
            into.append(len(value))
            for copy in value:
                struct(copy, into)
        else:
            into.append(value)

    return struct if pairs or template.when or template.per_level else None


def _take(value: object, into: list[object]) -> None:
    into.append(value)


def _of_items(items: tuple[tuple[int, Collect], ...]) -> Collect | None:
    def each(value: object, into: list[object]) -> None:
        if isinstance(value, tuple):
            for at, collect in items:
                collect(value[at], into)

    return each if items else None


def _texts(value: object) -> Iterator[TextTemplate]:
    if isinstance(value, TextTemplate):
        yield value
    elif isinstance(value, Struct):
        for _name, inner in value.pairs:
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)


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
    digest = hashlib.sha256()
    for piece in _pieces(value, spans=spans):
        digest.update(piece.encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _pieces(value: object, *, spans: bool) -> Iterator[str]:
    if isinstance(value, Span):
        yield f"{value.path}:{value.line};" if spans else ""
    elif isinstance(value, Enum):
        yield f"{value.name};"
    elif is_dataclass(value) and not isinstance(value, type):
        yield f"{type(value).__name__}("
        for field in fields(value):
            yield from _pieces(getattr(value, field.name), spans=spans)
        yield ")"
    elif isinstance(value, Mapping):
        yield "{"
        for key, inner in sorted(value.items(), key=lambda pair: fingerprint(pair[0])):
            yield from _pieces(key, spans=spans)
            yield from _pieces(inner, spans=spans)
        yield "}"
    elif isinstance(value, frozenset | set):
        yield from sorted(fingerprint(inner, spans=spans) for inner in value)
    elif isinstance(value, tuple | list):
        yield "["
        for inner in value:
            yield from _pieces(inner, spans=spans)
        yield "]"
    else:
        yield f"{value!r};"
