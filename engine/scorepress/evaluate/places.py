"""Where a layout writes words: each text of a template with its spot, each phrase of a report with its text."""

from collections.abc import Iterator, Mapping

from scorepress.model.conditions import paths
from scorepress.model.report import Phrase, Region, Report, ScaleView
from scorepress.model.rules import Naming
from scorepress.model.template import (
    ALTERNATIVE,
    BlockTemplate,
    PageTemplate,
    RegionTemplate,
    ScaleTemplate,
    Struct,
    Template,
    TextTemplate,
    When,
)
from scorepress.model.wording import Wording
from scorepress.noun import Noun, field, replace

BREAK_AT = "break-at"
"""The property of components that names characters at which lines break, and which are not printed."""


class Spot(Noun, frozen=True):
    """Where a text stands.

    path: of the property, unique in its template. lane: left and right edge of the column that it stands in. column:
    whether that is narrower than its block. drawn: whether it is written inside of a figure. supposed: whether it is
    said of each level, not of the student's. figure: path of the properties of the figure that it belongs to.
    decorates: whether it need not be read aloud.
    """

    page: int
    region: int
    path: str
    lane: tuple[float, float]
    column: bool = False
    drawn: bool = False
    supposed: bool = False
    figure: str | None = None
    decorates: bool = False
    whens: tuple[When, ...] = ()
    breaks: str = ""


class Place(Noun, frozen=True):
    """A text of a layout and its spot. made: what a report says there, None without a report."""

    spot: Spot
    text: TextTemplate
    made: Phrase | None = None

    @property
    def alternative(self) -> bool:
        """Whether it is read out in place of a figure."""
        return self.spot.figure is not None and not self.spot.drawn

    @property
    def source(self) -> str:
        """`file:line` of the rule row that chose the words, or of the text in the layout."""
        return (self.made.rule if self.made else None) or f"{self.text.span.path}:{self.text.span.line}"

    @property
    def parent(self) -> str:
        """The path of what the text is a property of."""
        return self.spot.path.rpartition(".")[0]


class Gauge(Noun, frozen=True):
    """A scale that is drawn, in a figure or not: its spot, and the scale as a report has it."""

    spot: Spot
    scale: ScaleTemplate
    view: ScaleView


class Plan(Noun):
    """The spots of a template, each made once. spots: by the identity of what stands there."""

    template: Template
    places: tuple[Place, ...] = ()
    spots: dict[int, Spot] = field(default_factory=dict)
    _fields: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = tuple(place for page in self.template.pages for place in self._page(page))

    def _page(self, page: PageTemplate) -> Iterator[Place]:
        for number, region in enumerate(page.regions):
            for index, block in enumerate(region.blocks):
                yield from self._struct(block.props, self._spot(page, number, region, block, index))

    def _spot(self, page: PageTemplate, number: int, region: RegionTemplate, block: BlockTemplate, index: int) -> Spot:
        frame = block.frame
        right = frame.x + frame.width if frame.width else self.template.theme.width
        whens = tuple(when for when in (region.when, block.when) if when)
        breaks = str(block.props.get(BREAK_AT) or "")
        path = f"{page.number}.{region.name}.{index}"
        role = block.props.get("role")
        decorates = role == "artifact" if role else _draws(block.props)  # beside figures stand their labels
        lane = (frame.x, right)
        return Spot(page.number, number, path, lane, decorates=decorates, whens=whens, breaks=breaks)

    def _struct(self, struct: Struct, spot: Spot) -> Iterator[Place]:
        if struct.when:
            spot = replace(spot, whens=(*spot.whens, struct.when))
        left, width = struct.get("x"), struct.get("width")
        if isinstance(left, float | int):
            right = left + width if isinstance(width, float | int) else spot.lane[1]
            spot = replace(spot, lane=(float(left), float(right)), column=True)
        if struct.per_level is not None:
            spot = replace(spot, supposed=True)
        if any(name == ALTERNATIVE for name, _ in struct.pairs):
            spot = replace(spot, figure=spot.path)
        for name, prop in struct.pairs:
            drawn = spot.figure is not None and name != ALTERNATIVE
            yield from self._value(prop, replace(spot, path=f"{spot.path}.{name}", drawn=drawn))

    def _value(self, prop: object, spot: Spot) -> Iterator[Place]:
        if isinstance(prop, TextTemplate):
            self.spots[id(prop)] = spot
            yield Place(spot, prop)
        elif isinstance(prop, ScaleTemplate):
            self.spots[id(prop)] = spot
        elif isinstance(prop, Struct):
            yield from self._struct(prop, spot)
        elif isinstance(prop, tuple):
            for index, one in enumerate(prop):
                yield from self._value(one, replace(spot, path=f"{spot.path}.{index}"))

    def fields(self, place: Place) -> frozenset[str]:
        """The fields that decide what stands at a place, and whether anything does."""
        found = self._fields.get(place.spot.path)
        if found is None:
            names = [(when.message.name, when.message.binding) for when in place.spot.whens]
            found = frozenset().union(
                *(self._asked(*name) for name in names), self._used(place.text.wording, None, None)
            )
            self._fields[place.spot.path] = found
        return found

    def _used(self, wording: Wording, each: str | None, binding: str | None) -> frozenset[str]:
        """The fields that the messages in a sentence ask for."""
        found: frozenset[str] = frozenset()
        for slot in wording.slots:
            reference = self.template.book.reference(slot.phrase, each)
            if reference is not None and reference.naming is Naming.MESSAGE:
                own = slot.phrase in self.template.book.vocabulary
                found |= self._asked(reference.name, reference.binding if own else binding)
        return found

    def _asked(self, name: str, binding: str | None) -> frozenset[str]:
        """The fields that a message asks for."""
        book, message = self.template.book, self.template.book.messages[name]
        found: frozenset[str] = frozenset()
        for row in message.rows:
            found |= paths(book, self.template.schema, row.when, binding)
            if isinstance(row.outcome, Wording):
                found |= self._used(row.outcome, message.each, binding)
        return found

    # --- a report beside its template ---------------------------------------------------------------------------------

    def filled(self, report: Report) -> tuple[tuple[Place, ...], tuple[Gauge, ...]]:
        """All phrases of a report and all its scales, in the order of the layout."""
        found = [
            item
            for page, made in zip(self.template.pages, report.pages, strict=True)
            for item in self._made_page(page, {region.name: region for region in made.regions})
        ]
        places = tuple(item for item in found if isinstance(item, Place))
        return places, tuple(item for item in found if isinstance(item, Gauge))

    def _made_page(self, page: PageTemplate, made: Mapping[str, Region]) -> Iterator[Place | Gauge]:
        for region in page.regions:
            if region.name in made:
                blocks = {block.span: block for block in made[region.name].blocks}
                for block in region.blocks:
                    if block.span in blocks:
                        yield from self._made(block.props, blocks[block.span].props)

    def _made(self, prop: object, made: object) -> Iterator[Place | Gauge]:
        """A property and what became of it; nothing where it was left out."""
        if isinstance(prop, TextTemplate):
            if isinstance(made, Phrase):
                yield Place(self.spots[id(prop)], prop, made)
        elif isinstance(prop, ScaleTemplate):
            if isinstance(made, ScaleView):
                yield Gauge(self.spots[id(prop)], prop, made)
        elif isinstance(prop, Struct) and isinstance(made, Struct):
            for (_, one), (_, value) in zip(prop.pairs, made.pairs, strict=True):
                yield from self._made(one, value)
        elif isinstance(made, tuple):
            parts = prop if isinstance(prop, tuple) else (prop,) * len(made)  # a struct that is there for each level
            for one, value in zip(parts, made, strict=True):
                yield from self._made(one, value)


def _draws(prop: object) -> bool:
    """Whether a property has a figure, or what is in it."""
    if isinstance(prop, Struct):
        return any(name == ALTERNATIVE or _draws(value) for name, value in prop.pairs)
    return isinstance(prop, tuple) and any(map(_draws, prop))
