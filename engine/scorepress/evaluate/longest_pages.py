"""Template + language -> pages with every region, every block in every form, and all texts that each place can have."""

from collections.abc import Iterator, Mapping
from itertools import product

from scorepress.evaluate.longest import Answer, LongestSpeaker
from scorepress.evaluate.rules import CompiledRules
from scorepress.model.fit import LongPage, LongRegion
from scorepress.model.report import Block, Phrase, Region, ReportPage, ScaleLevel, ScaleView
from scorepress.model.rules import Nothing, Show
from scorepress.model.template import Answer as Asked
from scorepress.model.template import (
    BlockTemplate,
    PageTemplate,
    RegionTemplate,
    ScaleTemplate,
    Struct,
    Template,
    TextTemplate,
    When,
    within,
)
from scorepress.model.wording import Wording

Key = tuple[str, str | None]
Supposed = Mapping[Key, Answer]


def evaluate_longest(template: Template, rules: CompiledRules, voice: LongestSpeaker) -> tuple[LongPage, ...]:
    """All that can stand on the pages of one language.

    Raises TooManyTextsError when a sentence can be filled in more ways than are gone through.
    """
    evaluator = _Longest(rules, voice)
    return tuple(evaluator.page(page) for page in template.pages)


class _Longest:
    """All students at once, in one language."""

    def __init__(self, rules: CompiledRules, voice: LongestSpeaker) -> None:
        self.rules = rules
        self.voice = voice
        self.supposed: Supposed = {}
        self.level = 0
        """The position of the student's level in its scale, from the top."""

    def page(self, page: PageTemplate) -> LongPage:
        regions = (self.region(region) for region in page.regions if self.possible(region.when))
        frame = ReportPage(page.number, page.flow, (), page.span)
        return LongPage(frame, tuple(region for region in regions if region.blocks))

    def region(self, region: RegionTemplate) -> LongRegion:
        frame = Region(
            region.name, region.callout, None, region.top, region.bottom, region.height, region.gap,
            region.space_below, region.overflow, (), region.span,
        )  # fmt: skip
        guards = tuple(when for when in (region.when,) if when)
        blocks = (tuple(self.forms(block, guards)) for block in region.blocks)
        return LongRegion(frame, tuple(forms for forms in blocks if forms))

    def possible(self, when: When | None) -> bool:
        """Whether a condition of the layout holds for some answer of its message."""
        if when is None:
            return True
        return any(_holds(when, answer) for answer in self.voice.answers(when.message.name, when.message.binding))

    def forms(self, block: BlockTemplate, guards: tuple[When, ...]) -> Iterator[Block]:
        """A block for all answers of the messages that it asks, and for all levels that it shows."""
        guards = (*guards, block.when) if block.when else guards
        asked = dict.fromkeys([*map(_key, guards), *self.asked(block.props)])
        scales = (prop for prop in within(block.props) if isinstance(prop, ScaleTemplate))
        heights = max((len(levels) for scale in scales for levels in self.levels(scale)), default=1)
        for answers in product(*(self.voice.answers(*key) for key in asked)):
            self.supposed = dict(zip(asked, answers, strict=True))
            if not all(_holds(when, self.supposed[_key(when)]) for when in guards):
                continue
            for self.level in range(heights):
                props = self.value(block.props)
                assert isinstance(props, Struct)
                yield Block(block.name, block.kind, block.frame, block.overflow, props, block.span)

    def asked(self, prop: object) -> Iterator[Key]:
        """The messages whose answers decide what there is of a property."""
        if isinstance(prop, TextTemplate) and prop.optional:
            reference = self.rules.book.vocabulary[prop.wording.slots[0].phrase]
            yield reference.name, reference.binding
        elif isinstance(prop, Struct):
            if prop.when:
                yield _key(prop.when)
            for _, value in prop.pairs:
                yield from self.asked(value)
        elif isinstance(prop, tuple):
            for item in prop:
                yield from self.asked(item)

    def value(self, prop: object) -> object:
        """A property with all its texts."""
        if isinstance(prop, TextTemplate):
            return self.optional(prop) if prop.optional else self.voice.every(prop.wording, prop.context)
        if isinstance(prop, ScaleTemplate):
            return self.scale(prop)
        if isinstance(prop, tuple):
            return tuple(self.value(item) for item in prop)
        if isinstance(prop, Struct):
            if prop.when and not _holds(prop.when, self.supposed[_key(prop.when)]):
                return None
            made = Struct(tuple((name, self.value(inner)) for name, inner in prop.pairs), prop.span)
            return (made,) * len(self.scale(prop.per_level).levels) if prop.per_level else made
        return prop

    def optional(self, text: TextTemplate) -> Phrase | None:
        reference = self.rules.book.vocabulary[text.wording.slots[0].phrase]
        spoken = self.supposed[reference.name, reference.binding] is Wording
        return self.voice.every_of(reference) if spoken else None

    def levels(self, scale: ScaleTemplate) -> tuple[tuple[ScaleLevel, ...], ...]:
        """The levels of a scale, the highest first, once for each number of levels that there is."""
        tables = self.rules.book.scales[scale.scale].tables
        found = {len(row.ranges): row.ranges for table in tables for row in table.rows}
        return tuple(
            tuple(ScaleLevel(one.level, one.low, one.high) for one in sorted(ranges, key=lambda r: -r.level))
            for ranges in found.values()
        )

    def scale(self, scale: ScaleTemplate) -> ScaleView:
        levels = max(self.levels(scale), key=len)
        reached = levels[min(self.level, len(levels) - 1)]
        return ScaleView(levels, reached.low, reached.level)


def _holds(when: When, answer: Answer) -> bool:
    """Whether a condition of the layout holds when its message answers so."""
    match when.answer:
        case Asked.TEXT:
            return answer is Wording
        case Asked.SHOWS:
            return answer == Show(when.thing or "")
        case Asked.NOTHING:
            return answer == Nothing()
    return answer != Nothing()


def _key(when: When) -> Key:
    return when.message.name, when.message.binding
