"""Template: a report with no student in it, every name resolved, every length in points."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from scorepress.model.color import Color
from scorepress.model.rules import Reference, RuleBook
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.values import RecordSchema
from scorepress.model.wording import Wording
from scorepress.noun import Noun


class Answer(StrEnum):
    """What a condition of a layout asks of a message."""

    TEXT = "is text"
    NOTHING = "is nothing"
    NOT_NOTHING = "is not nothing"
    SHOWS = "shows"


class When(Noun, frozen=True):
    """`when: history section shows the table`: asks what a message's row says for this student."""

    message: Reference
    answer: Answer
    thing: str | None
    span: Span


class TextTemplate(Noun, frozen=True):
    """Wording of a layout. context: its msgctxt; optional: a lone message slot that may say nothing or show a thing."""

    context: str
    wording: Wording
    optional: bool
    span: Span


class ScaleTemplate(Noun, frozen=True):
    """`scale: overall score this year`: the ranges in force for that year's grade.

    student: with the score and the level of that year.
    """

    scale: str
    binding: str
    span: Span
    student: bool = True


class Overflow(Noun, frozen=True):
    """What happens when text does not fit: an error; smaller type down to `shrink_to` points first; growing last.

    squeeze_to: the size, in points, to which a text may go, and its words be cut, before its report fails.
    """

    shrink_to: float | None = None
    grow: bool = False
    squeeze_to: float | None = None


class Struct(Noun, frozen=True):
    """Properties in order. when: whether they are there at all; per_level: one copy for each level of a scale."""

    pairs: tuple[tuple[str, "Prop"], ...]
    span: Span
    when: When | None = None
    per_level: ScaleTemplate | None = None

    def get(self, name: str) -> "Prop":
        """The property of that name, or None."""
        return next((value for key, value in self.pairs if key == name), None)


Prop = object
"""A property: a plain value, Style, Color, Overflow, When, TextTemplate, ScaleTemplate, Struct or a tuple of these;
after evaluation Phrase and ScaleView stand where TextTemplate and ScaleTemplate stood."""


class Frame(Noun, frozen=True):
    """Where a block stands in its region.

    x, width: points on the page. y: from the region's top, or None: it follows the block before it after `space`.
    """

    x: float
    width: float
    y: float | None
    space: float


class BlockTemplate(Noun, frozen=True):
    """One use of a component."""

    name: str
    kind: str
    frame: Frame
    when: When | None
    overflow: Overflow
    props: Struct
    span: Span


ALTERNATIVE = "alternative"
"""The property of components that is read out in place of a drawing."""


def within(prop: object, but: str | None = None) -> Iterator[object]:
    """A property or block and all that is in it, in order, what is around others first. but: a name to leave out."""
    yield prop
    if isinstance(prop, tuple):
        for inner in prop:
            yield from within(inner, but)
    elif isinstance(prop, Struct):
        for name, inner in prop.pairs:
            if name != but:
                yield from within(inner, but)
    elif isinstance(prop, BlockTemplate):
        yield from within(prop.props, but)


class RegionTemplate(Noun, frozen=True):
    """A region of a page.

    top: fixed; bottom: fixed last baseline; neither: follows the region before it after `gap` (None: the page's).
    height: at least this. space_below: white kept under the content when it grows. callout: the guide's number.
    """

    name: str
    callout: int | None
    title: TextTemplate | None
    description: TextTemplate | None
    top: float | None
    bottom: float | None
    height: float | None
    gap: float | None
    space_below: float
    overflow: Overflow
    when: When | None
    blocks: tuple[BlockTemplate, ...]
    span: Span


class Flow(Noun, frozen=True):
    """Regions that follow one another: white between them, the least it may shrink to, the lowest baseline."""

    gap: float
    tightest: float
    bottom: float


class PageTemplate(Noun, frozen=True):
    """One page."""

    number: int
    flow: Flow
    regions: tuple[RegionTemplate, ...]
    span: Span


class CalloutLook(Noun, frozen=True):
    """How the guide's numbers are drawn."""

    color: Color
    number: Style
    number_color: Color


class Theme(Noun, frozen=True):
    """What the reports share. Sizes in points.

    ladder: (size, leading) of every style, largest first. places: where each style stands.
    """

    width: float
    height: float
    paper: Color
    colors: Mapping[str, Color]
    styles: Mapping[str, Style]
    ladder: tuple[tuple[float, float], ...]
    callouts: CalloutLook
    places: Mapping[str, Span] = {}


class Language(Noun, frozen=True):
    """A language of reports. code: BCP 47; codes: the primary-language codes of data files that mean it."""

    code: str
    name: str
    own_name: str
    codes: tuple[str, ...]
    family: str
    span: Span | None = None


class Translation(Noun, frozen=True):
    """One translated sentence."""

    wording: Wording
    stale: bool
    span: Span


class Catalogue(Noun, frozen=True):
    """The translations of one report into one language, by (context, English sentence)."""

    lang: str
    draft: bool
    entries: Mapping[tuple[str, str], Translation]
    path: str


class PrintPlan(Noun, frozen=True):
    """How files of many students are put together.

    bookmark: what stands for a student. copies: in a student's set; the last of several is in the student's own
    language when that is one of `own_languages`. separator: the report that is laid before the sets, of a record of
    its own, by name and, once loaded, as a template.
    """

    bookmark: TextTemplate
    copies: int
    own_languages: tuple[str, ...]
    separator_name: str | None
    separator: "Template | None" = None


class Template(Noun, frozen=True):
    """All that is needed to make a report of any student, in any language."""

    name: str
    title: TextTemplate
    document_title: TextTemplate
    file_name: TextTemplate
    student_language: str | None
    theme: Theme
    pages: tuple[PageTemplate, ...]
    book: RuleBook
    schema: RecordSchema
    languages: tuple[Language, ...]
    catalogues: Mapping[str, Catalogue]
    printing: PrintPlan | None = None

    @property
    def spoken(self) -> tuple[Language, ...]:
        """The languages in which the report can be printed: the source, and those with a catalogue."""
        source, *others = self.languages
        return (source, *(language for language in others if language.code in self.catalogues))


def sentences(template: Template, *, but: str | None = None) -> Iterator[tuple[str, Wording, Span]]:
    """The English sentences of the rules, then of the pages, each with its context and place. but: as `within`."""
    for message in template.book.messages.values():
        for row in message.rows:
            if isinstance(row.outcome, Wording):
                yield message.name, row.outcome, row.outcome.span or row.span
    for page in template.pages:
        for region in page.regions:
            for prop in within(region.blocks, but):
                if isinstance(prop, TextTemplate):
                    yield prop.context, prop.wording, prop.span
