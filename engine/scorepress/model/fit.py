"""What the proof of fit knows: pages with all that can stand on them, and what is left of their room."""

from enum import StrEnum

from scorepress.model.report import Block, Phrase, Region, ReportPage
from scorepress.model.source import Span
from scorepress.noun import Noun


class LongRegion(Noun, frozen=True):
    """A region with all that can stand in it. blocks: of each, every form that it can take."""

    frame: Region
    blocks: tuple[tuple[Block, ...], ...]


class LongPage(Noun, frozen=True):
    """A page with all regions that can stand on it; the frame has none."""

    frame: ReportPage
    regions: tuple[LongRegion, ...]


class Side(StrEnum):
    """What is too short when something does not fit."""

    WIDTH = "width"
    HEIGHT = "height"
    PAGE = "page"


class Margin(Noun, frozen=True):
    """What a place has left when its content is as long as it can be, in points; less than nothing: it does not fit.

    page: its number. region: its name; of a whole page, that of the highest text. side: WIDTH, to the end of the last
    line that there is room for, or beside the widest word; HEIGHT, of the place or its region; PAGE, of a page's flow.
    text: what is longest there, None for a whole region. span: the block, region or page in the layout. highest: of a
    whole page, the block of its highest text.
    """

    lang: str
    page: int
    region: str
    side: Side
    left: float
    text: Phrase | None
    span: Span
    highest: Span | None = None

    @property
    def place(self) -> tuple[int, str, Span]:
        """Page, region and block: what is left there, other texts of the same place may leave, too."""
        return self.page, self.region if self.side is not Side.PAGE else "", self.span

    @property
    def fits(self) -> bool:
        """Whether nothing is too long."""
        return self.left >= -NOISE


NOISE = 0.01
"""Points that are no overflow: the noise of adding lengths."""
