"""Report: what one student's pages say, in one language, with no geometry."""

from scorepress.model.source import Span
from scorepress.model.template import Flow, Frame, Overflow, Struct
from scorepress.noun import Noun


class RowUse(Noun, frozen=True):
    """A rule row that chose words."""

    message: str
    binding: str | None
    span: Span


class Phrase(Noun, frozen=True):
    """Finished words, their language (BCP 47; English where a translation is missing), and the rows that chose them."""

    text: str
    lang: str
    rows: tuple[RowUse, ...] = ()

    @property
    def rule(self) -> str | None:
        """`file:line` of the row that chose it, the outermost message's where several did; None for a layout's."""
        span = self.rows[0].span if self.rows else None
        return f"{span.path}:{span.line}" if span else None


class ScaleLevel(Noun, frozen=True):
    """One level of a scale: its lowest and its highest score."""

    level: int
    low: int
    high: int


class ScaleView(Noun, frozen=True):
    """The ranges in force for the student, highest level first, with the student's score and level if there are any."""

    levels: tuple[ScaleLevel, ...]
    score: int | None
    level: int | None


class Block(Noun, frozen=True):
    """A component with its values.

    Every TextTemplate is a Phrase now, every ScaleTemplate a ScaleView, every struct whose condition does not hold
    None, every struct per level a tuple of structs.
    """

    name: str
    kind: str
    frame: Frame
    overflow: Overflow
    props: Struct
    span: Span


class Region(Noun, frozen=True):
    """A region with its blocks; fields as in RegionTemplate."""

    name: str
    callout: int | None
    title: Phrase | None
    top: float | None
    bottom: float | None
    height: float | None
    gap: float | None
    space_below: float
    overflow: Overflow
    blocks: tuple[Block, ...]
    span: Span


class ReportPage(Noun, frozen=True):
    """One page."""

    number: int
    flow: Flow
    regions: tuple[Region, ...]
    span: Span


class Report(Noun, frozen=True):
    """One student's report in one language. file_name has no ending and no language."""

    template: str
    lang: str
    title: Phrase
    file_name: str
    pages: tuple[ReportPage, ...]
