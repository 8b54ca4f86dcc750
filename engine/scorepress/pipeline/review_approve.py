"""Snapshots + approved items -> snapshots in which exactly these items are as they are now.

A change of a snapshot belongs to the items that explain it. Where several do, it waits for all of them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Record
from scorepress.model.review import Concern, Item
from scorepress.noun import Noun
from scorepress.pipeline.press import Press
from scorepress.pipeline.review_effects import Comparison
from scorepress.pipeline.review_items import ItemMaker
from scorepress.pipeline.review_scene import says
from scorepress.pipeline.review_snapshots import semantic_lines

_LAYOUT = frozenset({Concern.GEOMETRY, Concern.LOOK, Concern.TRANSCRIPT, Concern.DRAWING})
_PAGE = re.compile(r"## page (\d+)")
_PLACE = re.compile(r" \[[^\]]*\]$")


class Hunk(Noun, frozen=True):
    """Lines of a snapshot that changed. at: position of the first in the state before. items: ids that explain it."""

    at: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    page: int
    items: frozenset[str]


class Approver:
    """One report: two states, its items, and the ids of those that are approved now."""

    def __init__(self, before: Press, after: Press, items: Sequence[Item], approved: Collection[str]) -> None:
        self.before, self.after = before, after
        self.comparison = Comparison(before, after, same_records=True)
        self.maker = ItemMaker(self.comparison)
        self.items = {item.id: item for item in items}
        self.approved = frozenset(approved)
        self.hunks: dict[str, int] = dict.fromkeys(self.items, 0)
        self.pending: set[str] = set()
        self._made: dict[tuple[int, int, str], tuple[str, ...] | None] = {}

    def touches(self, record: Record) -> bool:
        """Whether any item could change a page of a student."""
        return any(item.concern in _LAYOUT for item in self.items.values()) or bool(self._words(record))

    def section(self, record: Record, lang: str, stored: Sequence[str]) -> list[str]:
        """The lines of one student after the approval."""
        if stored and not self.touches(record):
            return list(stored)
        before, after = self._lines(self.before, record, lang), self._lines(self.after, record, lang)
        if after is None:
            return list(stored)
        kept = list(stored)
        for hunk in reversed(self._hunks(record, lang, stored if before is None else before, after)):
            for name in hunk.items:
                self.hunks[name] += 1
            place = _find(kept, hunk, stored if before is None else before)
            if place is None:
                continue
            if hunk.items <= self.approved:
                kept[place : place + len(hunk.old)] = hunk.new
            else:
                self.pending |= hunk.items - self.approved
        return kept

    def settled(self, name: str) -> bool:
        """Whether an item is approved: now, or its lines stand in the snapshots already."""
        return name in self.approved or (self.hunks[name] > 0 and name not in self.pending)

    def may_draw(self, record: Record, lang: str, page: int | None = None) -> bool:
        """Whether all that changes on a page (None: on all pages) of a student is approved."""
        before, after = self._lines(self.before, record, lang), self._lines(self.after, record, lang)
        if before is None or after is None:
            return all(map(self.settled, self.items))
        hunks = self._hunks(record, lang, before, after)
        asked = {name for hunk in hunks if page in (None, hunk.page) for name in hunk.items}
        for item in self.items.values():
            elsewhere = page is not None and item.concern is Concern.GEOMETRY and item.about != f"page {page}"
            if item.concern in _LAYOUT and not elsewhere:
                asked.add(item.id)
        return all(map(self.settled, asked))

    def _lines(self, press: Press, record: Record, lang: str) -> tuple[str, ...] | None:
        key = (id(press), id(record), lang)
        if key not in self._made:
            try:
                self._made[key] = semantic_lines(press, record, lang) if lang in press.languages else None
            except ScorepressError:
                self._made[key] = None
        return self._made[key]

    def _words(self, record: Record) -> list[Item]:
        """The items that change words of a student."""
        effects = self.comparison.effects(record, record) or frozenset()
        mine = {item.id for effect in effects for item in self.maker.of(effect)} & self.items.keys()
        return [self.items[name] for name in sorted(mine)]

    def _hunks(self, record: Record, lang: str, before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
        words = self._words(record)
        layout = [item for item in self.items.values() if item.concern in _LAYOUT]
        return [Hunk(at, old, new, page, frozenset(_owners(old, new, lang, page, words, layout)))
                for at, old, new, page in _changes(before, after)]  # fmt: skip


def _changes(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...], int]]:
    """Changed lines, one by one where as many go as come, with the number of their page."""
    pages: list[int] = []
    for line in before:
        found = _PAGE.match(line)
        pages.append(int(found[1]) if found else pages[-1] if pages else 0)
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            continue
        page = pages[min(i, len(pages) - 1)] if pages else 0
        if j - i == m - k:
            yield from ((i + n, (before[i + n],), (after[k + n],), page) for n in range(j - i))
        else:
            yield i, tuple(before[i:j]), tuple(after[k:m]), page


def _owners(
    old: Sequence[str], new: Sequence[str], lang: str, page: int, words: Sequence[Item], layout: Sequence[Item]
) -> Iterable[str]:
    """The items that explain a change; all that might where none can be told to."""
    if [_PLACE.sub("", line) for line in old] == [_PLACE.sub("", line) for line in new]:
        moved = [item.id for item in layout if item.concern is not Concern.GEOMETRY or item.about == f"page {page}"]
        return moved or [item.id for item in words] or [item.id for item in layout]
    found = [item.id for item in words if _explains(item, lang, old, new)]
    return found or [item.id for item in (*words, *layout)]


def _explains(item: Item, lang: str, old: Sequence[str], new: Sequence[str]) -> bool:
    if any(f"‹{item.about}: " in line for line in (*old, *new)) and item.concern is Concern.CHOICE:
        return True
    return any(says(change.before, old) and says(change.after, new) for change in item.changes if change.lang == lang)


def _find(lines: Sequence[str], hunk: Hunk, before: Sequence[str]) -> int | None:
    """Where the old lines of a change stand in a snapshot; None where they do not, such as when it is approved."""
    if lines[hunk.at : hunk.at + len(hunk.old)] == list(hunk.old) and len(lines) == len(before):
        return hunk.at
    places = dict[int, int]()
    for i, k, size in SequenceMatcher(None, before, lines, autojunk=False).get_matching_blocks():
        places |= {i + n: k + n for n in range(size)}
    if not hunk.old:
        before_it = places.get(hunk.at - 1)
        at = before_it + 1 if before_it is not None else None
        return None if at is None or tuple(lines[at : at + len(hunk.new)]) == hunk.new else at
    found = [places.get(hunk.at + n) for n in range(len(hunk.old))]
    first = found[0]
    return first if first is not None and found == list(range(first, first + len(found))) else None
