"""The pen: what the composing pass lends to components."""

from collections.abc import Callable, Hashable, Iterator
from itertools import product
from math import ceil
from typing import TypeVar

from scorepress.model.characters import scripts
from scorepress.model.color import Color
from scorepress.model.component import Ask, Setting
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.report import Phrase
from scorepress.model.scene import FontKey, Group, Role, Semantics, Text
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.template import Overflow, Theme
from scorepress.noun import replace
from scorepress.text.breaking import SPACES, break_lines, cut_lines
from scorepress.text.fonts import Fonts

T = TypeVar("T")
CLOSE = 0.01
"""Points that a line may be too wide and still fit: the noise of adding advances."""


class ReportPen:
    """Measured text in one language, with one theme. Problems go to the reporter, with the block's place.

    tight: how many steps down the type ladder text that may shrink begins, because its page is too long. squeezed: the
    size of text that may be squeezed, when even that is not enough; None before.
    """

    def __init__(self, theme: Theme, fonts: Fonts, family: str, lang: str, reporter: Reporter) -> None:
        """Bind theme, faces and language."""
        self.lang = lang
        self._theme = theme
        self._fonts = fonts
        self._family = family
        self._reporter = reporter
        self._faces: dict[int, FontKey] = {}
        self._lacking: dict[str, str | None] = {}
        """Characters without a glyph, and the region that had each first."""
        self.tight = 0
        self.squeezed: float | None = None
        self.span: Span | None = None
        self.region: str | None = None

    def style(self, name: str) -> Style:
        """A style of the theme."""
        return self._theme.styles[name]

    def color(self, name: str) -> Color:
        """A colour of the theme."""
        return self._theme.colors[name]

    def font(self, style: Style) -> FontKey:
        """The face of a style."""
        font = self._faces.get(style.weight)
        if font is None:
            font = self._faces[style.weight] = self._fonts.key(self._family, style.weight)
        return font

    def width(self, string: str, style: Style) -> float:
        """The advance of a string on one line, in points."""
        return self._fonts.width(string, self.font(style), style.size)

    def cap_height(self, style: Style) -> float:
        """The height of capitals, in points."""
        return self._fonts.cap_height(self.font(style), style.size)

    def fit(  # noqa: PLR0913 - as the protocol has it
        self,
        text: str,
        style: Style,
        width: float,
        *,
        lines: int | None = None,
        height: float | None = None,
        overflow: Overflow | None = None,
        balance: bool = False,
        break_at: str | None = None,
        span: Span | None = None,
    ) -> Setting:
        """Break a text in the largest style that fits; report OVERFLOW when none does."""
        room = lines * style.leading if lines is not None else None
        if height is not None:
            room = height if room is None else min(room, height)
        return self.setting(text, Ask(style, width, room, overflow or Overflow(), balance, break_at), span)

    def setting(self, text: str, ask: Ask, span: Span | None = None) -> Setting:
        """The same for what was asked: here other pens differ."""
        style, width, policy = ask.style, ask.width, ask.overflow
        text, room = broken_at(text, ask.break_at), ask.room
        if not self.tight and self.squeezed is None and "\n" not in text and (room is None or style.leading <= room):
            line = text.strip(SPACES)
            if self.width(line, style) <= width:
                return Setting((line,), style, text)  # most texts; what follows would say the same
        setting = Setting((), style)
        wide = high = 0.0
        if self.squeezed is not None and policy.squeeze_to is not None:
            return self._squeeze(text, style, ask, span)
        for candidate in self._ladder(style, policy):
            broken = self.lines(text, candidate, width, balance=ask.balance)
            wide = max(self.width(line, candidate) for line in broken) - width
            high = len(broken) * candidate.leading - room if room is not None else 0.0
            setting = Setting(broken, candidate, text)
            if wide <= CLOSE and high <= CLOSE:
                return setting
        if not policy.grow and policy.squeeze_to is not None:
            return self._squeeze(text, setting.style, ask, span)
        if not policy.grow:
            self._overflow(wide, high, setting, width, span)
        elif wide > CLOSE:
            smallest = setting.style
            return Setting(self.lines(text, smallest, width, balance=ask.balance, anywhere=True), smallest, text)
        return setting

    def _squeeze(self, text: str, style: Style, ask: Ask, span: Span | None) -> Setting:
        """Break a text in the largest size that is left to it: between words, then between any two letters.

        On a page that is too long it takes as few lines as cutting gives, at once.
        """
        width, room, policy = ask.width, ask.room, ask.overflow
        setting, wide, high = Setting((), style, text), 0.0, 0.0
        candidates = squeezed_styles(style, self.squeezed, policy)
        for cut, candidate in product((True,) if self.squeezed is not None else (False, True), candidates):
            lines = self._fewest(text, candidate, width) if cut else self.lines(text, candidate, width)
            wide = max(self.width(line, candidate) for line in lines) - width
            high = len(lines) * candidate.leading - room if room is not None else 0.0
            setting = Setting(lines, candidate, text)
            if (high <= CLOSE and wide <= CLOSE) or (cut and policy.grow):
                return setting
        self._overflow(max(wide, 0.0), high, setting, width, span)
        return setting

    def _fewest(self, text: str, style: Style, width: float) -> tuple[str, ...]:
        """As few lines as can be: cut between any two letters, but only where that spares a line."""
        cut = cut_lines(text, self._fonts.measure(self.font(style), style.size), width)
        whole = self.lines(text, style, width, anywhere=True)
        return whole if len(whole) <= len(cut) else cut

    def _ladder(self, style: Style, policy: Overflow) -> Iterator[Style]:
        """The style and, as far as the policy lets it, smaller ones; without the steps that are left out (`tight`)."""
        if policy.shrink_to is None:
            yield style
            return
        if not self.tight:
            yield style  # nearly always the one that fits
        smaller = [step for step in self._theme.ladder if policy.shrink_to <= step[0] < style.size]
        if self.tight and not smaller:
            yield style
        for size, leading in smaller[max(0, min(self.tight, len(smaller)) - 1) :]:
            yield replace(style, size=size, leading=leading)

    def lines(
        self, text: str, style: Style, width: float, *, balance: bool = False, anywhere: bool = False
    ) -> tuple[str, ...]:
        """Break a text in one style; anywhere: inside words that are wider than the line, too."""
        measure = self._fonts.measure(self.font(style), style.size)
        return break_lines(text, measure, width, self.lang, balance=balance, anywhere=anywhere)

    def _overflow(self, wide: float, high: float, setting: Setting, width: float, span: Span | None) -> None:
        size = f"{setting.style.size:g} pt"
        if wide > CLOSE:
            message = f"a word is {wide:.1f} pt wider than its {width:g} pt at {size}"
        else:
            message = f"the text is {high:.1f} pt too high at {size}, in {len(setting.lines)} lines"
        self._reporter.error(
            Code.OVERFLOW, f"{message}{self._where(self.region)}", span or self.span,
            "shorten the wording, widen the block, or say `overflow: shrink to …` or `overflow: grow`",
        )  # fmt: skip

    def _where(self, region: str | None) -> str:
        return f" (region `{region}`, language `{self.lang}`)" if region else ""

    def once(self, what: object, at: Hashable, draw: Callable[[], T]) -> T:
        """What `draw` gives."""
        del what, at
        return draw()

    def text(self, x: float, y: float, string: str, style: Style, color: Color, *, align: str = "left") -> Text:
        """One line of text."""
        font = self.font(style)
        self._check_glyphs(string, font)
        width = self.width(string, style)
        left = {"left": x, "right": x - width, "center": x - width / 2}[align]
        return Text(left, y, string, font, style.size, color, width)

    def _check_glyphs(self, string: str, font: FontKey) -> None:
        """Report what has no glyph: each time, since what is drawn twice may count once, and no report may get lost.

        How many there are in the region, and not which ones: they may spell somebody's name.
        """
        missing = self._fonts.missing(string, font)
        if not missing:
            return
        for character in missing:
            self._lacking.setdefault(character, self.region)
        region = self._lacking[missing[0]]
        lacking = [character for character, first in self._lacking.items() if first == region]
        count = f"{len(lacking)} character{'s' if len(lacking) != 1 else ''} ({', '.join(scripts(lacking))})"
        self._reporter.error(
            Code.MISSING_GLYPH,
            f"no glyph for {count} in {font.family}{self._where(region)}",
            self.span,
            "a page is printed in the letters of its language: Latin with Vietnamese; Chinese on Chinese pages",
        )

    def paragraph(
        self,
        x: float,
        y: float,
        setting: Setting,
        color: Color,
        *,
        role: Role = Role.PARAGRAPH,
        phrase: Phrase | None = None,
        width: float | None = None,
        align: str = "left",
    ) -> Group:
        """The lines of a setting as one leaf of meaning."""
        at = {"left": x, "right": x + (width or 0), "center": x + (width or 0) / 2}[align]
        items = self.written(at, y, setting, color, align)
        rule = phrase.rule if phrase else None
        meaning = Semantics(role, lang=self.foreign(phrase))
        return Group(meaning, items, self.region, rule, self.span, setting.text, setting.style.name)

    def written(self, x: float, y: float, setting: Setting, color: Color, align: str) -> tuple[Text, ...]:
        """The lines of a setting, each aligned at x."""
        return tuple(
            self.text(x, y + number * setting.style.leading, line, setting.style, color, align=align)
            for number, line in enumerate(setting.lines)
        )

    def foreign(self, phrase: Phrase | None) -> str | None:
        """The phrase's language where it is not the page's."""
        return phrase.lang if phrase and phrase.lang != self.lang else None


def broken_at(text: str, mark: str | None) -> str:
    """A text whose lines end at a mark."""
    return text if mark is None else "\n".join(part.strip() for part in text.split(mark))


def squeezed_styles(style: Style, begin: float | None, policy: Overflow) -> tuple[Style, ...]:
    """The style in whole points down to the size that it may be squeezed to, with leading a fifth larger.

    begin: the largest size; None for the style's own.
    """
    least = policy.squeeze_to or style.size
    largest = max(least, min(style.size, begin if begin is not None else style.size))
    sizes = [largest, *(float(size) for size in range(ceil(largest) - 1, ceil(least) - 1, -1))]
    return tuple(replace(style, size=size, leading=min(style.leading, float(ceil(size * 1.2)))) for size in sizes)
