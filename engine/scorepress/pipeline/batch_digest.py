"""Report -> content address, and the set of sentences and blocks that its pages are made of.

The content address covers everything that can be seen on the pages, and everything that draws them; it does not cover
what cannot be seen: comments, line numbers, rows that were not chosen. So an edit changes the addresses of exactly
those students whose pages it changes. Evaluating costs a fraction of printing.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

from scorepress.model.report import Block, Phrase, Region, Report, RowUse, ScaleView
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


class _Kept:
    """What was found out of parts of reports that may come again as the same objects.

    When there are too many, those that did not come again are dropped.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], list[object]] = {}

    def get(self, part: object, lang: str) -> object:
        """What is known of a part; None if nothing is."""
        entry = self._known.get((id(part), lang))
        if entry is None or entry[0] is not part:
            return None
        entry[2] = True
        return entry[1]

    def put(self, part: object, lang: str, found: object) -> None:
        """Remember it."""
        if len(self._known) >= MOST_BLOCKS:
            self._known = {key: [*entry[:2], False] for key, entry in self._known.items() if entry[2]}
        self._known[id(part), lang] = [part, found, False]


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
        self._blocks: dict[object, tuple[BlockTemplate, str, Collect | None]] = {
            b.span: (b, f"page {p.number}, {r.name}", _collector(b.props))
            for p in template.pages
            for r in p.regions
            for b in r.blocks
        }
        self._used: dict[tuple[object, ...], frozenset[Part]] = {}
        self._static: dict[tuple[object, ...], frozenset[Part]] = {}
        self._shares, self._regions_kept = _Kept(), _Kept()
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
                    text, saying = self._seen(page.number, region, report.lang)
                    seen.update(text)
                    sayings.append(saying)
        return Digest(seen.hexdigest()[:32], tuple(sayings))

    def _seen(self, page: int, region: Region, lang: str) -> tuple[bytes, str]:
        """All that can be seen in a region, its parts included, and the name of its parts."""
        kept = self._regions_kept.get(region, lang)
        if isinstance(kept, tuple):
            return kept
        shares = [self._block(block, lang) for block in region.blocks]
        meaning, saying = self._saying((page, region.name), lang, shares)
        title = region.title.text if region.title is not None else ""
        text = b"\x1d".join((f"\n{region.name}\x1d{title}".encode(), *(share.seen for share in shares), meaning))
        self._regions_kept.put(region, lang, (text, saying))
        return text, saying

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
        kept = self._shares.get(block, lang)
        if isinstance(kept, _Share):
            return kept
        said: list[str] = [block.name]
        used: list[object] = [block.span, lang]
        collect = self._blocks[block.span][2]
        values: list[object] = []
        if collect is not None:
            collect(block.props, values)
        for value in values:
            if isinstance(value, Phrase):
                said += (value.text, value.lang)
                for use in value.rows:
                    used += (id(use.span), use.binding, value.lang)  # spans are the template's own and live as long
            elif isinstance(value, ScaleView):
                used.append(value.levels)
                said.append(f"{value.score} {value.level}")
            else:
                said.append(str(value))
        parts = self._parts_of(tuple(used), values)
        share = _Share("\x1f".join(said).encode(), parts, hash(parts))
        self._shares.put(block, lang, share)
        return share

    def _parts_of(self, used: tuple[object, ...], values: Sequence[object]) -> frozenset[Part]:
        """The parts of a block that uses these rows and scales."""
        found = self._used.get(used)
        if found is None:
            template, where, _ = self._blocks[used[0]]
            parts = set(self._template(template, where, str(used[1])))
            for value in values:
                if isinstance(value, Phrase):
                    parts.update(self._chosen(use, value.lang) for use in value.rows)
                elif isinstance(value, ScaleView):
                    ranges = ", ".join(f"{level.level}: {level.low}–{level.high}" for level in value.levels)
                    parts.add(("scale", where, "", ranges, ""))
            if len(self._used) >= MOST_SAYINGS:
                self._used.clear()
            found = self._used[used] = frozenset(parts)
        return found

    def _chosen(self, use: RowUse, lang: str) -> Part:
        """The part of a rule row that chose words."""
        outcome = self._rows[use.span]
        words = self._translated(use.message, outcome, lang) if isinstance(outcome, Wording) else ""
        name = f"{use.message} {use.binding}" if use.binding else use.message
        return ("message", name, lang, words, f"{use.span.path}:{use.span.line}")

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
    pieces: list[str] = []
    _write(value, pieces, spans=spans)
    return hashlib.sha256("\x1f".join(pieces).encode("utf-8", "backslashreplace")).hexdigest()


_PLAIN = (str, int, float, bool, type(None))


def _write(value: object, into: list[str], *, spans: bool) -> None:
    if isinstance(value, Enum):
        into.append(value.name)
    elif type(value) in _PLAIN:
        into.append(repr(value))
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
    else:
        names = _names(type(value))
        into.append(type(value).__name__ if names else repr(value))
        for name in names:
            _write(getattr(value, name), into, spans=spans)
        into.append(")")


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(value: object) -> tuple[str, ...]:
    """The names of a dataclass's fields; none for any other value."""
    kind = type(value)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _NAMES[kind]
