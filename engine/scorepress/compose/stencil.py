"""A page with inserts -> the page, drawn once, and what was learned of its places.

The components draw as ever. The pen sees which words are a place's own, and how they are set; a page on which more than
their lines depends on the words is refused.
"""

from collections.abc import Container, Mapping

from scorepress.compose.pen import ReportPen
from scorepress.compose.scene import Composer
from scorepress.model.color import Color
from scorepress.model.component import Ask, Drawn, Setting
from scorepress.model.diagnostic import Reporter
from scorepress.model.report import Block, Report
from scorepress.model.scene import FontKey, Item, Page, Text
from scorepress.model.source import Span
from scorepress.model.stencil import Anchor, Place
from scorepress.model.style import Style
from scorepress.model.template import Language, Theme
from scorepress.noun import Noun
from scorepress.text.fonts import Fonts
from scorepress.text.inserts import Insert, Line, UnstencilledError

Step = tuple[int, float | None]
"""How far the text of a page has shrunk: `tight` and `squeezed` of the pen."""


class PutIn(Noun, frozen=True):
    """A block that was drawn with the page, though others may stand there.

    step: how far the text had shrunk. y, bottom, next, items: where it stood, how far it reached, what was drawn.
    """

    step: Step
    y: float
    bottom: float
    next: float
    items: tuple[Item, ...]


class Traced(Noun, frozen=True):
    """A page that was drawn with inserts.

    steps: how the text of the page shrank, step by step, until all of it had room, and what to know at each step of the
    places that were drawn then. counts: of each place its number of lines in the end. blocks: by the id of the block's
    span, in the order of the page.
    """

    page: Page
    steps: tuple[tuple[Step, Mapping[int, Place]], ...]
    counts: Mapping[int, int]
    blocks: Mapping[int, PutIn]


def trace_page(report: Report, theme: Theme, language: Language, fonts: Fonts, blocks: Container[int]) -> Traced:
    """Draw the one page of a report. blocks: ids of the spans of blocks that are put in.

    Raises UnstencilledError when the page has to be drawn for each student: a problem was found, or a component reads
    the words.
    """
    reporter = Reporter()
    pen = _TracingPen(theme, fonts, language.family, report.lang, reporter)
    composer = _TracingComposer(pen, theme, reporter, blocks)
    page = composer.page(report.pages[0], report)
    if reporter.found:
        raise UnstencilledError("something on the page does not fit")
    steps = tuple(
        (step, {at: Place(ask, tuple(pen.inserts[at].endings), pen.anchors.get(at)) for at, ask in asks.items()})
        for step, asks in pen.asks.items()
    )
    return Traced(page, steps, pen.counts, composer.put)


class Setter:
    """Sets words as a page's places ask for them."""

    def __init__(self, theme: Theme, language: Language, fonts: Fonts, lang: str) -> None:
        """lang: of the page."""
        self._fonts = fonts
        self._reporter = Reporter()
        self._pen = ReportPen(theme, fonts, language.family, lang, self._reporter)

    def setting(self, text: str, ask: Ask, step: Step) -> Setting:
        """The lines of a text at a step of shrinking. Raises UnstencilledError where there is a problem with it."""
        self._pen.tight, self._pen.squeezed = step
        setting = self._pen.setting(text, ask)
        if self._reporter.found:
            self._reporter.found.clear()
            raise UnstencilledError("something on the page does not fit")
        return setting

    def lines(self, setting: Setting, *, widths: bool) -> tuple[tuple[tuple[str, float], ...], FontKey]:
        """The lines with their widths, or 0, and their face. Raises UnstencilledError where a glyph is missing."""
        font = self._pen.font(setting.style)
        if self._fonts.missing("".join(setting.lines), font):
            raise UnstencilledError("a character has no glyph")
        return tuple([(line, self._pen.width(line, setting.style) if widths else 0.0) for line in setting.lines]), font


class _TracingPen(ReportPen):
    """Notes what is asked for inserts."""

    def __init__(self, theme: Theme, fonts: Fonts, family: str, lang: str, reporter: Reporter) -> None:
        super().__init__(theme, fonts, family, lang, reporter)
        self.asks: dict[Step, dict[int, Ask]] = {}
        self.inserts: dict[int, Insert] = {}
        self.anchors: dict[int, Anchor | None] = {}
        self.counts: dict[int, int] = {}

    def setting(self, text: str, ask: Ask, span: Span | None = None) -> Setting:
        """A setting; its lines know whose they are."""
        plain = str(text)
        setting = super().setting(plain, ask, span)
        if not isinstance(text, Insert):
            return setting
        step = self.asks.setdefault((self.tight, self.squeezed), {})
        if step.setdefault(text.place, ask) != ask:
            raise UnstencilledError("words are set in two ways")
        self.inserts[text.place] = text
        self.counts[text.place] = len(setting.lines)
        marked = [Line(line) for line in setting.lines]
        for number, line in enumerate(marked):
            line.place, line.number = text.place, number
        return Setting(tuple(marked), setting.style, plain)

    def width(self, string: str, style: Style) -> float:
        """The advance of a string; nothing but `text` may ask for an insert's."""
        if isinstance(string, Line | Insert):
            raise UnstencilledError("a component measures words")
        return super().width(string, style)

    def text(self, x: float, y: float, string: str, style: Style, color: Color, *, align: str = "left") -> Text:
        """One line of text; where it is aligned is noted."""
        if isinstance(string, Insert):
            raise UnstencilledError("a component writes words that it did not set")
        if not isinstance(string, Line):
            return super().text(x, y, string, style, color, align=align)
        anchor = None if align == "left" else Anchor(align, x)
        if self.anchors.setdefault(string.place, anchor) != anchor:
            raise UnstencilledError("words are aligned in two ways")
        made = super().text(x, y, str(string), style, color, align=align)
        return Text(made.x, made.y, string, made.font, made.size, made.color, made.width)


class _TracingComposer(Composer):
    """Notes where blocks are put in."""

    def __init__(self, pen: ReportPen, theme: Theme, reporter: Reporter, blocks: Container[int]) -> None:
        super().__init__(pen, theme, reporter, callouts=False)
        self.put: dict[int, PutIn] = {}
        self._blocks = blocks

    def block(self, block: Block, y: float) -> Drawn:
        """A block; where it stands is noted if it is put in."""
        drawn = super().block(block, y)
        if id(block.span) in self._blocks:
            self.put[id(block.span)] = PutIn(
                (self.pen.tight, self.pen.squeezed), y, drawn.bottom, drawn.next, drawn.items
            )
        return drawn
