"""Reports of many students -> pages: what was drawn of the same block in the same place is drawn once.

The pages are those that `compose_pages` gives. A block is the same when it is the same object: `evaluate/remembered.py`
sees to that. What reports a problem is not remembered.
"""

from collections.abc import Callable, Container, Hashable, Mapping
from typing import Any, Final, TypeVar

from scorepress.compose.pen import ReportPen
from scorepress.compose.scene import Composer, tell_glyphs_once
from scorepress.model.component import Drawn
from scorepress.model.diagnostic import Reporter
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Region, Report
from scorepress.model.scene import Group, Page
from scorepress.model.template import Language, Theme
from scorepress.noun import Noun, field
from scorepress.text.fonts import Fonts

T = TypeVar("T")
_PARTS: Final = 20_000
"""Parts of blocks that are remembered of one language."""

_KEPT: Final = 2_000
_TRIED: Final = 400
_WORTH: Final = 8

Key = tuple[int, float, int, float | None]
"""The id of a block or region, where it stands, how far its text has to shrink."""


class _Site:
    """What is remembered of one block of the layout; given up where nearly every student is new."""

    __slots__ = ("asked", "found", "known", "live")

    def __init__(self) -> None:
        self.known: dict[Key, tuple[object, Any]] = {}
        self.asked = self.found = 0
        self.live = True

    def keep(self, key: Key, of: object, made: object) -> None:
        """Remember what was made, and what it was made of: so the id in its key cannot come to mean another."""
        self.asked += 1
        if self.asked == _TRIED and self.found * _WORTH < _TRIED:
            self.live = False
            self.known.clear()
            return
        make_room(self.known, _KEPT)
        self.known[key] = of, made


class Memory(Noun):
    """What was drawn of one template in one language.

    parts: ids of the places of regions and blocks that many students share, see `shared_parts`.
    """

    parts: Container[int]
    sites: dict[int, _Site] = field(default_factory=dict)
    drawn: dict[Hashable, tuple[object, Any]] = field(default_factory=dict)
    paper: Group | None = None

    def site(self, place: object) -> _Site:
        """The site of a region or block, by its place in the layout."""
        site = self.sites.get(id(place))
        if site is None:
            site = self.sites[id(place)] = _Site()
        return site


class Drawings(Noun, frozen=True):
    """Pages, and items on them by their ids. shared: those that many students have. kept: others that may come again.

    The items are held, so that no id comes to mean another.
    """

    pages: tuple[Page, ...]
    shared: Mapping[int, object]
    kept: Mapping[int, object]


def compose_remembered(
    report: Report, theme: Theme, language: Language, fonts: Fonts, reporter: Reporter, memory: Memory
) -> Drawings:
    """Draw a report's pages."""
    pen = _RememberingPen(theme, fonts, language.family, report.lang, reporter)
    pen.memory = memory
    composer = _RememberingComposer(pen, theme, reporter, memory)
    pen.kept = composer.kept
    pages = tuple(composer.page(page, report) for page in report.pages)
    tell_glyphs_once(reporter)
    return Drawings(pages, composer.shared, composer.kept)


class _RememberingPen(ReportPen):
    """Draws parts of blocks once."""

    memory: Memory
    kept: dict[int, object]

    def once(self, what: object, at: Hashable, draw: Callable[[], T]) -> T:
        """What `draw` gives, known or new."""
        key = (id(what), at, id(self.span), self.tight, self.squeezed)
        drawn = self.memory.drawn
        found = drawn.get(key)
        made: T
        if found is not None:
            made = found[1]
        else:
            before = len(self._reporter.found)
            made = draw()
            if len(self._reporter.found) > before:
                return made
            if len(drawn) >= _PARTS:
                drawn.clear()
            drawn[key] = what, made
        for item in made if isinstance(made, tuple) else (made,):
            if type(item) is Group:
                self.kept[id(item)] = item
        return made


class _RememberingComposer(Composer):
    """One document."""

    def __init__(self, pen: ReportPen, theme: Theme, reporter: Reporter, memory: Memory) -> None:
        super().__init__(pen, theme, reporter, callouts=False)
        self.memory = memory
        self.shared: dict[int, object] = {}
        self.kept: dict[int, object] = {}

    def background(self) -> Group:
        """The paper, always the same."""
        paper = self.memory.paper
        if paper is None:
            paper = self.memory.paper = super().background()
        self.kept[id(paper)] = paper
        return paper

    def region(self, region: Region, top: float) -> tuple[float, Group, float]:
        """A region that many students share, known or new; any other is put together of its blocks."""
        if id(region.span) not in self.memory.parts:
            return super().region(region, top)
        site = self.memory.site(region.span)
        key = (id(region), top, self.pen.tight, self.pen.squeezed)
        found = site.known.get(key)
        if found is not None:
            site.found += 1
            made: tuple[float, Group, float] = found[1]
        else:
            before = len(self.reporter.found)
            made = super().region(region, top)
            if site.live and len(self.reporter.found) == before:
                site.keep(key, region, made)
        self.shared[id(made[1])] = made[1]
        return made

    def block(self, block: Block, y: float) -> Drawn:
        """A block, known or new."""
        site = self.memory.site(block.span)
        drawn = self.known(site, block, y) if site.live else super().block(block, y)
        if id(block.span) in self.memory.parts:
            self.shared.update([(id(item), item) for item in drawn.items])
        elif site.live:
            self.kept.update([(id(item), item) for item in drawn.items])
        return drawn

    def known(self, site: _Site, block: Block, y: float) -> Drawn:
        """A block of which it is worth while to remember what was drawn."""
        key = (id(block), y, self.pen.tight, self.pen.squeezed)
        found = site.known.get(key)
        if found is not None:
            site.found += 1
            known: Drawn = found[1]
            return known
        before = len(self.reporter.found)
        drawn = super().block(block, y)
        if len(self.reporter.found) == before:
            site.keep(key, block, drawn)
        return drawn


class BlockDrawer:
    """Draws single blocks of one template in one language, each once in each place."""

    def __init__(self, theme: Theme, language: Language, fonts: Fonts, lang: str, memory: Memory) -> None:
        """memory: of the language."""
        self._reporter = Reporter()
        pen = _RememberingPen(theme, fonts, language.family, lang, self._reporter)
        pen.memory = memory
        self._composer = _RememberingComposer(pen, theme, self._reporter, memory)
        pen.kept = self._composer.kept

    def drawn(self, block: Block, y: float, step: tuple[int, float | None]) -> Drawn | None:
        """What `Composer.block` draws at a step of shrinking; None when there is a problem: its page will report it."""
        composer = self._composer
        composer.pen.tight, composer.pen.squeezed = step
        drawn = composer.block(block, y)
        composer.kept.clear()
        composer.shared.clear()
        if self._reporter.found:
            self._reporter.found.clear()
            return None
        return drawn
