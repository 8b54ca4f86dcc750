"""Pages that hold all texts at once -> what is left of their room.

The components draw as ever; the pen gives them, for each place, a setting that is at least as high and as wide as that
of any text the place can have. docs/explanation/fit.md says why that is so.
"""

from collections.abc import Callable, Iterator
from functools import partial
from math import ceil, floor

from scorepress.components import build_props, component
from scorepress.compose.pen import CLOSE, ReportPen, broken_at, squeezed_styles
from scorepress.model.color import Color
from scorepress.model.component import Ask, Place, Setting
from scorepress.model.diagnostic import Reporter
from scorepress.model.fit import LongPage, LongRegion, Margin, Side
from scorepress.model.report import Block, Phrase
from scorepress.model.scene import FontKey, Text
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.template import Overflow, Theme
from scorepress.noun import Noun, replace
from scorepress.text.breaking import cut_lines, pieces
from scorepress.text.either import FILLER, Either
from scorepress.text.wide import wide_fonts


def measure_pages(pages: tuple[LongPage, ...], theme: Theme, pen: "LongPen") -> tuple[Margin, ...]:
    """What is left in every place of the pages, of texts in their order, then of the page.

    pen: of the pages' language; it remembers what it has measured.
    """
    return tuple(margin for page in pages for margin in _LongComposer(pen, theme).page(page))


class _Bound(Noun, frozen=True):
    """What a text takes at most. last: from the first baseline to the last; high: with the last line's leading.

    widest: its widest line, width: that line's. left, side: the room that it leaves, None where it may grow.
    """

    last: float
    high: float
    widest: str
    width: float
    style: Style
    left: float | None = None
    side: Side = Side.WIDTH


Note = tuple[_Bound, Phrase]


class LongPen(ReportPen):
    """A pen for texts that are not known. notes: of every text what it takes, in the order of drawing."""

    def __init__(self, theme: Theme, family: str, lang: str) -> None:
        """Bind theme, faces and language."""
        super().__init__(theme, wide_fonts(), family, lang, Reporter())
        self.notes: list[Note] = []
        self._bounds: dict[tuple[str, Ask, int, float | None], _Bound] = {}
        self._settings: dict[tuple[int, Ask, int, float | None], tuple[Setting, list[Note], str]] = {}
        """By the text's identity; the text is kept with it, so that no other can come to have the same."""
        self._measures: dict[tuple[int, float], Callable[[str], float]] = {}
        self._ladders: dict[tuple[Style, float | None, int], tuple[Style, ...]] = {}

    def width(self, string: str, style: Style) -> float:
        """The advance of a string on one line, in points."""
        key = (style.weight, style.size)
        measure = self._measures.get(key)
        if measure is None:
            measure = self._measures[key] = self._fonts.measure(self.font(style), style.size)
        return measure(string)

    def written(self, x: float, y: float, setting: Setting, color: Color, align: str) -> tuple[Text, ...]:
        """No lines: where they end is in the setting, and nobody will see them."""
        del x, y, setting, color, align
        return ()

    def setting(self, text: str, ask: Ask, span: Span | None = None) -> Setting:
        """A setting that no text of the place exceeds."""
        del span  # what has no room is noted
        key = (id(text), ask, *self._shrunk(ask.overflow))
        if key not in self._settings:
            self._settings[key] = (*self._set(text, ask), text)
        setting, notes, _ = self._settings[key]
        self.notes += notes
        return setting

    def _set(self, text: str, ask: Ask) -> tuple[Setting, list[Note]]:
        """A setting for all texts of a place, and what each of them takes."""
        texts = text.texts if isinstance(text, Either) else (Phrase(text, self.lang),)
        notes = [(self._bound(broken_at(phrase.text, ask.break_at), ask), phrase) for phrase in texts]
        bounds = [bound for bound, _ in notes]
        widest = max(bounds, key=lambda bound: bound.width)
        last, high = max(bound.last for bound in bounds), max(bound.high for bound in bounds)
        count = max(1, round(high / max(high - last, 1.0)))
        leading = max(high / count, last / (count - 1) if count > 1 else 0.0)
        return Setting((widest.widest,) * count, replace(widest.style, leading=leading), str(text)), notes

    def _ladder(self, style: Style, policy: Overflow) -> Iterator[Style]:
        """As every pen's, worked out once."""
        key = (style, policy.shrink_to, self.tight)
        found = self._ladders.get(key)
        if found is None:
            found = self._ladders[key] = tuple(super()._ladder(style, policy))
        return iter(found)

    def _shrunk(self, policy: Overflow) -> tuple[int, float | None]:
        """How far the page has shrunk, as far as it matters to a text."""
        return (
            self.tight if policy.shrink_to is not None else 0,
            self.squeezed if policy.squeeze_to is not None else None,
        )

    def _bound(self, text: str, ask: Ask) -> _Bound:
        """The most that one text takes, worked out once for each place of the same size."""
        key = (text, ask, *self._shrunk(ask.overflow))
        bound = self._bounds.get(key)
        if bound is None:
            bound = self._bounds[key] = self._work_out(text, ask)
        return bound

    def _work_out(self, text: str, ask: Ask) -> _Bound:
        """The most that one text takes: of a text with unknown letters, over all that they may be."""
        policy, known = ask.overflow, FILLER not in text
        if self.squeezed is not None and policy.squeeze_to is not None:
            return self._cut(text, ask)
        taken: list[_Bound] = []
        for candidate in self._ladder(ask.style, policy):
            broken = self.lines(text, candidate, ask.width)
            wide, high = self._too(broken, candidate, ask)
            if wide <= CLOSE and high <= CLOSE:
                taken.append(self._placed(broken, candidate, ask, text))
                return _most(taken)
            if not known:  # others may fit where this does not
                taken.append(self._bounded(text, candidate, ask))
        *_, smallest = self._ladder(ask.style, policy)
        if policy.squeeze_to is not None and not policy.grow:
            return _most([*taken, self._cut(text, replace(ask, style=smallest))])
        if not policy.grow:
            one = high > CLOSE and ask.room is not None and ask.room < 2 * smallest.leading  # a text of one line
            wide = self.width(text, smallest) - ask.width if one else wide
            side, over = (Side.WIDTH, wide) if wide > CLOSE else (Side.HEIGHT, high)
            return replace(_most([*taken, self._sized(len(broken), broken, smallest)]), left=-over, side=side)
        if wide <= CLOSE:
            return _most([*taken, self._sized(len(broken), broken, smallest)])
        if known:
            broken = self.lines(text, smallest, ask.width, anywhere=True)
            return _most([*taken, self._sized(len(broken), broken, smallest)])
        return _most([*taken, self._bounded(text, smallest, replace(ask, room=None))])

    def _too(self, broken: tuple[str, ...], style: Style, ask: Ask) -> tuple[float, float]:
        """By how much lines are too wide, and too high."""
        wide = max(self.width(line, style) for line in broken) - ask.width
        return wide, len(broken) * style.leading - ask.room if ask.room is not None else 0.0

    def _placed(self, broken: tuple[str, ...], style: Style, ask: Ask, text: str) -> _Bound:
        """A text that fits, with what it leaves: to the end of the last line there is room for, and beside a word."""
        shorter = len(broken) > 1 and FILLER in text  # another value may have one line, as wide as there is room
        bound = self._sized(len(broken), (self._full(style, ask.width),) if shorter else broken, style)
        if ask.overflow.grow:
            return bound
        parts = (part.rstrip() for line in text.split("\n") for part in pieces(line, self.lang))
        left = ask.width - (max(self.width(part, style) for part in parts) if len(broken) > 1 else bound.width)
        if ask.room is not None and floor((ask.room + CLOSE) / style.leading) == len(broken):
            left = min(left, ask.width - self.width(broken[-1], style))
        return replace(bound, left=left)

    def _bounded(self, text: str, style: Style, ask: Ask) -> _Bound:
        """The most lines of any text that has breaks where it likes: two lines together are wider than the room."""
        total = sum(1 + 2 * floor(self.width(part, style) / ask.width) for part in text.split("\n"))
        if ask.room is not None:
            total = min(total, max(1, floor((ask.room + CLOSE) / style.leading)))
        return self._sized(total, (self._full(style, ask.width),), style)

    def _cut(self, text: str, ask: Ask) -> _Bound:
        """A text that is cut between letters: no line but the last lacks more than a letter."""
        taken: list[_Bound] = []
        styles = squeezed_styles(ask.style, self.squeezed, ask.overflow)
        for style in styles if self.squeezed is None else ():  # between words it may fit in a smaller size
            broken = self.lines(text, style, ask.width)
            wide, high = self._too(broken, style, ask)
            if wide <= CLOSE and high <= CLOSE and FILLER not in text:
                return self._placed(broken, style, ask, text)
            if FILLER in text:
                taken.append(self._bounded(text, style, ask))
        for style in styles:
            count = (
                sum(self._cut_lines(part, style, ask.width) for part in text.split("\n"))
                if FILLER in text
                else len(cut_lines(text, partial(self.width, style=style), ask.width))
            )
            high = count * style.leading - ask.room if ask.room is not None else 0.0
            bound = self._sized(count, (self._full(style, ask.width),), style)
            if ask.overflow.grow or ask.room is None:
                return _most([*taken, bound])
            if high <= CLOSE:
                lines = floor((ask.room + CLOSE) / style.leading)
                return _most([*taken, replace(bound, left=self._spare(text, style, ask.width, lines, count))])
            taken.append(replace(bound, last=max(ask.room - style.leading, 0.0), high=ask.room))
        return replace(_most([*taken, bound]), left=-high, side=Side.HEIGHT)

    def _spare(self, text: str, style: Style, width: float, lines: int, count: int) -> float:
        """What may be added to a text that is cut into so many lines of those that there is room for."""
        if FILLER not in text:
            return (lines - count + 1) * width - min(self.width(text, style), width)
        full = width - self._letter(text, style)  # no line but the last has less
        left = (lines - count) * full
        return left if "\n" in text else max(left, lines * full - self.width(text, style))

    def _letter(self, text: str, style: Style) -> float:
        """The width of a text's widest letter."""
        return max(self.width(one, style) for one in {*text, " "})

    def _cut_lines(self, text: str, style: Style, width: float) -> int:
        """The most lines of a text with unknown letters: by its width, and by as many widest letters as fit a line."""
        letter = self._letter(text, style)
        by_width = 1 + floor(self.width(text, style) / max(width - letter, letter))
        return min(by_width, ceil(len(text) / max(1, floor((width + CLOSE / 2) / letter))))

    def _sized(self, count: int, lines: tuple[str, ...], style: Style) -> _Bound:
        width, widest = max((self.width(line, style), line) for line in lines)
        return _Bound((count - 1) * style.leading, count * style.leading, widest, width, style)

    def _full(self, style: Style, width: float) -> str:
        """A line that is as wide as the room, or a little wider."""
        return FILLER * ceil(width / self.width(FILLER, style))

    def _check_glyphs(self, string: str, font: FontKey) -> None:
        """What has no glyph is reported when it is there."""


def _most(bounds: list[_Bound]) -> _Bound:
    """One bound for all; what is left is the last one's."""
    wide, last = max(bounds, key=lambda bound: bound.width), bounds[-1]
    high = max(one.high for one in bounds)
    return replace(wide, last=max(one.last for one in bounds), high=high, left=last.left, side=last.side)


class _LongComposer:
    """Pages with everything on them, as they are when all gaps and texts have shrunk as far as they may."""

    def __init__(self, pen: LongPen, theme: Theme) -> None:
        self.pen = pen
        self.last = len(theme.ladder) - 1
        self.smallest = theme.ladder[self.last][0]
        self.number = 0
        self.found: list[Margin] = []
        self.high: list[tuple[float, LongRegion, Phrase | None, Span | None]] = []
        """Of each text how high it may be, its region, and its block."""

    def page(self, page: LongPage) -> list[Margin]:
        """What is left on one page."""
        self.number, self.found, self.high = page.frame.number, [], []
        limit = page.frame.flow.bottom
        for region in page.regions:
            if region.frame.bottom is not None:
                self.step(0, None)
                limit = min(limit, region.frame.bottom - self.region(region, 0.0) - page.frame.flow.tightest)
            elif region.frame.height is not None and not region.frame.overflow.grow:
                self.fixed(region, self.steps(page))
        self.step(self.last, self.least(page))
        self.high = []
        left = limit - self.flow(page)
        last = next((region for region in reversed(page.regions) if region.frame.top is None), None)
        if last is not None:
            start = (0.0, last, None, None)
            _, region, phrase, block = max(self.high, key=lambda one: one[0], default=start)
            self.add(region, Side.PAGE, left, phrase, page.frame.span, block)
        return self.found

    def step(self, tight: int, squeezed: float | None) -> None:
        self.pen.tight, self.pen.squeezed = tight, squeezed

    def least(self, page: LongPage) -> float | None:
        """The last size of text that may be squeezed; None without any."""
        blocks = (form for region in page.regions for forms in region.blocks for form in forms)
        sizes = [block.overflow.squeeze_to for block in blocks if block.overflow.squeeze_to is not None]
        least = float(ceil(min(sizes, default=self.smallest + 1)))
        return least if least <= self.smallest else None

    def steps(self, page: LongPage) -> Iterator[tuple[int, float | None]]:
        """All steps of shrinking that a page may stop at."""
        yield from ((tight, None) for tight in range(self.last + 1))
        least = self.least(page)
        if least is not None:
            yield from ((self.last, float(size)) for size in range(floor(self.smallest), int(least) - 1, -1))

    def fixed(self, region: LongRegion, steps: Iterator[tuple[int, float | None]]) -> None:
        """A region that must not grow, at every step: the page may stop at any."""
        frame, found, bottom = region.frame, self.found, 0.0
        for step in steps:
            self.step(*step)
            self.found = []
            bottom = max(bottom, self.content(region, 0.0))
        self.found = found
        self.add(region, Side.HEIGHT, (frame.height or 0.0) - bottom, None, frame.span)

    def flow(self, page: LongPage) -> float:
        """The lowest baseline or edge of the regions that follow one another, with the least white between them."""
        regions = [region for region in page.regions if region.frame.bottom is None]
        bottom = 0.0
        for at, region in enumerate(regions):
            frame = region.frame
            gap = page.frame.flow.tightest if frame.gap is None else frame.gap
            end = self.region(region, bottom + gap if frame.top is None else frame.top)
            if at == 0 or frame.top is None:
                bottom = end
        return bottom

    def region(self, region: LongRegion, top: float) -> float:
        """The bottom of a region, as `compose.scene` has it."""
        frame = region.frame
        bottom = self.content(region, top)
        if frame.height is None:
            return bottom + frame.space_below
        return max(top + frame.height, bottom + frame.space_below) if frame.overflow.grow else top + frame.height

    def content(self, region: LongRegion, top: float) -> float:
        """The bottom of the blocks in a region, each in its highest form."""
        bottom = cursor = top
        for forms in region.blocks:
            drawn = [self.block(region, form, top, cursor) for form in forms]
            bottom = max(bottom, *(one[0] for one in drawn))
            cursor = max(one[1] for one in drawn)
        return bottom

    def block(self, region: LongRegion, block: Block, top: float, cursor: float) -> tuple[float, float]:
        """The bottom of a block, and where a block that follows would start; what its texts leave is noted."""
        found = component(block.kind)
        if found is None:
            raise KeyError(block.kind)
        self.pen.notes = []
        self.pen.span = block.span
        y = cursor + block.frame.space if block.frame.y is None else top + block.frame.y
        place = Place(block.frame.x, y, block.frame.width, block.overflow, block.span)
        drawn = found.draw(build_props(found.props, block.props), place, self.pen)
        for note in self.pen.notes:
            bound, phrase = note
            self.high.append((bound.high, region, phrase, block.span))
            if bound.left is not None:
                self.add(region, bound.side, bound.left, phrase, block.span)
        return drawn.bottom, drawn.next

    def add(
        self, region: LongRegion, side: Side, left: float, text: Phrase | None, span: Span, highest: Span | None = None
    ) -> None:
        self.found.append(Margin(self.pen.lang, self.number, region.frame.name, side, left, text, span, highest))
