"""Report -> pages of a Scene."""

from collections.abc import Iterator
from math import ceil, floor

from scorepress.components import build_props, component
from scorepress.compose.pen import ReportPen
from scorepress.model.component import Drawn, Place
from scorepress.model.diagnostic import Code, Diagnostic, Reporter
from scorepress.model.report import Block, Region, Report, ReportPage
from scorepress.model.scene import Circle, Group, Item, Page, Path, Rect, Role, Semantics, Stroke
from scorepress.model.template import Language, Theme
from scorepress.noun import replace
from scorepress.text.fonts import Fonts

STEP = 3.0
"""Points of the vertical grid: gaps shrink in whole steps."""

NEAR = 0.01
"""Points that are no overflow: the noise of adding lengths."""

Drawings = dict[str, tuple[float, Group, float]]
"""Region -> top, what was drawn, bottom."""


def compose_pages(
    report: Report,
    theme: Theme,
    language: Language,
    fonts: Fonts,
    reporter: Reporter,
    *,
    callouts: bool = False,
) -> tuple[Page, ...]:
    """Draw a report's pages. callouts: with the guide's numbers. Problems are reported at their place in the layout."""
    pen = ReportPen(theme, fonts, language.family, report.lang, reporter)
    composer = Composer(pen, theme, reporter, callouts=callouts)
    pages = tuple(composer.page(page, report) for page in report.pages)
    tell_glyphs_once(reporter)
    return pages


def tell_glyphs_once(reporter: Reporter) -> None:
    """Leave of all reports of characters without glyphs one a region, with the last one's count."""
    kept: dict[object, Diagnostic] = {}
    for one in reporter.found:
        key = one.message.partition(" (region ")[2] if one.code is Code.MISSING_GLYPH else id(one)
        kept[key] = replace(kept[key], message=one.message) if key in kept else one
    reporter.found[:] = kept.values()


class Composer:
    """One page at a time."""

    def __init__(self, pen: ReportPen, theme: Theme, reporter: Reporter, *, callouts: bool) -> None:
        self.pen = pen
        self.theme = theme
        self.reporter = reporter
        self.callouts = callouts

    def page(self, page: ReportPage, report: Report) -> Page:
        """Place the regions: from the bottom, fixed, and in the flow."""
        drawn: Drawings = {}
        limit = page.flow.bottom
        for region in page.regions:
            if region.bottom is not None:
                _, _, bottom = self.draft(region, 0.0)
                top = region.bottom - bottom
                drawn[region.name] = self.region(region, top)
                limit = min(limit, top - page.flow.tightest)
        bottom = self.fill(page, drawn, limit)
        if bottom > limit + NEAR:
            self.reporter.error(
                Code.OVERFLOW,
                f"page {page.number} is {bottom - limit:.1f} pt too long (language `{report.lang}`)",
                page.span,
                "shorten the wording, or let a text shrink: `overflow: shrink to …`",
            )
        groups = [drawn[region.name][1] for region in page.regions]
        items: list[Item] = [*groups]
        if self.callouts:
            items += [self.callout(region, *drawn[region.name][::2]) for region in page.regions if region.callout]
        whole = (self.background(), *items)
        return Page(page.number, self.theme.width, self.theme.height, report.lang, report.title.text, whole)

    def background(self) -> Group:
        """The paper."""
        return Group(
            Semantics(Role.ARTIFACT), (Rect(0, 0, self.theme.width, self.theme.height, self.theme.paper),)
        )  # fmt: skip

    def fill(self, page: ReportPage, drawn: Drawings, limit: float) -> float:
        """Place the flow: the gaps shrink first, then the text that may shrink, a step of the type ladder at a time.

        When all of that is not enough, text that may be squeezed is, point by point.
        """
        loose = sum(1 for r in self.flowing(page)[1:] if r.gap is None)
        bottom = 0.0
        found, before = self.reporter.found, len(self.reporter.found)
        for tight, squeezed in self.steps(page):
            self.pen.tight, self.pen.squeezed = tight, squeezed
            del found[before:]
            bottom = self.flow(page, drawn, page.flow.gap)
            if bottom > limit + NEAR and loose:
                steps = ceil((bottom - limit) / loose / STEP - 1e-9)
                del found[before:]
                bottom = self.flow(page, drawn, max(page.flow.tightest, page.flow.gap - steps * STEP))
            if bottom <= limit + NEAR:
                break
        self.pen.tight, self.pen.squeezed = 0, None
        return bottom

    def steps(self, page: ReportPage) -> Iterator[tuple[int, float | None]]:
        """How far text shrinks, one step after the other: on the type ladder; then it is squeezed."""
        last = len(self.theme.ladder) - 1
        yield from ((step, None) for step in range(last + 1))
        allowed = [block.overflow.squeeze_to for region in page.regions for block in region.blocks]
        smallest = self.theme.ladder[last][0]
        least = min((size for size in allowed if size is not None), default=smallest + 1)
        yield from ((last, float(size)) for size in range(floor(smallest), ceil(least) - 1, -1))

    def flowing(self, page: ReportPage) -> tuple[Region, ...]:
        """The regions that follow one another, the first of which may be fixed at the top."""
        regions = [r for r in page.regions if r.bottom is None]
        if not regions:
            return ()
        return (regions[0], *(r for r in regions[1:] if r.top is None))

    def flow(self, page: ReportPage, drawn: Drawings, gap: float) -> float:
        """Place fixed and flowing regions; give the lowest baseline or edge of the flow."""
        chain = self.flowing(page)
        bottom = 0.0
        for region in page.regions:
            if region.bottom is not None:
                continue
            white = gap if region.gap is None else region.gap
            top = bottom + white if region.top is None else region.top
            drawn[region.name] = self.region(region, top)
            if region in chain:
                bottom = drawn[region.name][2]
        return bottom

    def draft(self, region: Region, top: float) -> tuple[float, Group, float]:
        """Draw a region only to learn its height: what it would report is reported when it is drawn for good."""
        before = len(self.reporter.found)
        result = self.region(region, top)
        del self.reporter.found[before:]
        return result

    def region(self, region: Region, top: float) -> tuple[float, Group, float]:
        """Draw a region's blocks; gives top, group and bottom."""
        self.pen.region = region.name
        items: list[Item] = []
        bottom = cursor = top
        for block in region.blocks:
            drawn = self.block(block, cursor + block.frame.space if block.frame.y is None else top + block.frame.y)
            items += drawn.items
            bottom, cursor = max(bottom, drawn.bottom), drawn.next
        self.pen.span = region.span
        label, rule = (region.title.text, region.title.rule) if region.title else (None, None)
        group = Group(Semantics(Role.REGION, label=label), tuple(items), region.name, rule, region.span)
        return top, group, self.extent(region, top, bottom)

    def block(self, block: Block, y: float) -> Drawn:
        """Draw a block whose first baseline, or upper edge, is y."""
        found = component(block.kind)
        if found is None:
            raise KeyError(block.kind)
        self.pen.span = block.span
        place = Place(block.frame.x, y, block.frame.width, block.overflow, block.span)
        return found.draw(build_props(found.props, block.props), place, self.pen)

    def extent(self, region: Region, top: float, bottom: float) -> float:
        """The region's bottom, by its height and overflow policy."""
        if region.height is None:
            return bottom + region.space_below
        if bottom > top + region.height + NEAR and not region.overflow.grow:
            self.reporter.error(
                Code.OVERFLOW,
                f"the content is {bottom - top - region.height:.1f} pt higher than the region"
                f" (region `{region.name}`, language `{self.pen.lang}`)",
                region.span,
                "give the region more height, or `overflow: grow`",
            )
        if not region.overflow.grow:
            return top + region.height
        return max(top + region.height, bottom + region.space_below)

    def callout(self, region: Region, top: float, bottom: float) -> Group:
        """The guide's number: a bracket and a badge in the left margin; nothing on the page moves."""
        look = self.theme.callouts
        number, start = str(region.callout), top + 12
        bracket = Path(
            (("M", (45, start)), ("h", (-6,)), ("v", (bottom - start,)), ("h", (6,))), None, Stroke(look.color, 1.5)
        )
        badge = Circle(24, start + 9, 9, look.color)
        baseline = start + 9 + self.pen.cap_height(look.number) / 2
        text = self.pen.text(24, baseline, number, look.number, look.number_color, align="center")
        return Group(Semantics(Role.ARTIFACT), (bracket, badge, text), f"callout-{number}")
