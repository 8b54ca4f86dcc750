"""Template + Record + language -> Report."""

import re
from collections.abc import Mapping

from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.text import Speaker
from scorepress.model.report import Block, Phrase, Region, Report, ReportPage, ScaleLevel, ScaleView
from scorepress.model.rules import Nothing, Show
from scorepress.model.source import Span
from scorepress.model.template import (
    Answer,
    BlockTemplate,
    PageTemplate,
    RegionTemplate,
    ScaleTemplate,
    Struct,
    Template,
    TextTemplate,
    When,
)
from scorepress.model.values import Value
from scorepress.model.wording import Wording, sentence_of, split_wording

Values = Mapping[str, Value]


def speaker(template: Template, rules: CompiledRules, lang: str, kind: type[Speaker] = Speaker) -> Speaker:
    """The voice of a template in a language: its catalogue, and English where that is silent or stale.

    What has no words of its own (a lone slot, a web address) is in every language. kind: another way to speak.
    """
    catalogue = template.catalogues.get(lang)

    def translate(context: str, sentence: str) -> Wording | None:
        found = catalogue.entries.get((context, sentence)) if catalogue else None
        if found and not found.stale:
            return found.wording
        wording = split_wording(sentence)
        asked = sentence_of(context, wording, Span(""))
        return None if asked and asked.required else wording

    return kind(rules, lang, translate)


def evaluate_report(template: Template, rules: CompiledRules, voice: Speaker, values: Values, lang: str) -> Report:
    """What the pages of one student say.

    Raises ScorepressError when a message has no row or two for this student, or a sentence has a slot with no value.
    """
    return Evaluator(rules, voice).report(template, values, lang)


_APART = re.compile(r"[^A-Za-z0-9_.-]", re.ASCII)


def file_name(text: str) -> str:
    """Only letters, digits and `-_.` stay, so that no value can leave the output folder."""
    return _APART.sub("-", text).strip(".-") or "report"


class Evaluator:
    """One student in one language."""

    def __init__(self, rules: CompiledRules, voice: Speaker) -> None:
        self.rules = rules
        self.voice = voice

    def report(self, template: Template, values: Values, lang: str) -> Report:
        """All pages."""
        pages = tuple(self.page(page, values) for page in template.pages)
        name = file_name(self.text(template.file_name, values).text)
        return Report(template.name, lang, self.text(template.document_title, values), name, pages)

    def page(self, page: PageTemplate, values: Values) -> ReportPage:
        """One page, without regions that hold nothing."""
        regions = (self.region(r, values) for r in page.regions if self.holds(r.when, values))
        return ReportPage(page.number, page.flow, tuple(r for r in regions if r.blocks), page.span)

    def region(self, region: RegionTemplate, values: Values) -> Region:
        """One region."""
        blocks = (self.block(b, values) for b in region.blocks if self.holds(b.when, values))
        return Region(
            region.name, region.callout, self.text(region.title, values) if region.title else None,
            region.top, region.bottom, region.height, region.gap, region.space_below, region.overflow,
            tuple(blocks), region.span,
        )  # fmt: skip

    def block(self, block: BlockTemplate, values: Values) -> Block:
        """One block."""
        props = self.value(block.props, values)
        assert isinstance(props, Struct)
        return Block(block.name, block.kind, block.frame, block.overflow, props, block.span)

    def value(self, prop: object, values: Values) -> object:
        """A property with its words and scores filled in."""
        if isinstance(prop, TextTemplate):
            return self.optional(prop, values) if prop.optional else self.text(prop, values)
        if isinstance(prop, ScaleTemplate):
            return self.scale(prop, values)
        if isinstance(prop, tuple):
            return tuple(self.value(item, values) for item in prop)
        if isinstance(prop, Struct):
            if not self.holds(prop.when, values):
                return None
            if prop.per_level is not None:
                return self.per_level(prop, prop.per_level, values)
            return Struct(tuple((name, self.value(inner, values)) for name, inner in prop.pairs), prop.span)
        return prop

    def per_level(self, struct: Struct, scale: ScaleTemplate, values: Values) -> tuple[Struct, ...]:
        """The same words once for each level, as if the student had that level."""
        path = self.rules.level_path(scale.scale, scale.binding)
        copies = []
        for level in self.scale(scale, values).levels:
            supposed = {**values, path: level.level}
            pairs = tuple((name, self.value(inner, supposed)) for name, inner in struct.pairs)
            copies.append(Struct(pairs, struct.span))
        return tuple(copies)

    def text(self, text: TextTemplate, values: Values) -> Phrase:
        """Words that are always there."""
        return self.voice.fill(text.wording, text.context, values)

    def optional(self, text: TextTemplate, values: Values) -> Phrase | None:
        """A lone message slot: its words, or None when the message says nothing or shows a thing."""
        reference = self.rules.book.vocabulary[text.wording.slots[0].phrase]
        said = self.voice.say(reference.name, reference.binding, values)
        return said if isinstance(said, Phrase) else None

    def scale(self, scale: ScaleTemplate, values: Values) -> ScaleView:
        """The ranges in force, with score and level."""
        row = self.rules.scale(scale.scale, scale.binding, values)
        levels = sorted(row.ranges, key=lambda r: -r.level) if row else []
        each = self.rules.score_and_level(scale.scale, scale.binding, values) if scale.student else (None, None)
        return ScaleView(tuple(ScaleLevel(r.level, r.low, r.high) for r in levels), *each)

    def holds(self, when: When | None, values: Values) -> bool:
        """Whether a layout's condition holds for this student."""
        if when is None:
            return True
        said = self.voice.say(when.message.name, when.message.binding, values)
        if when.answer is Answer.TEXT:
            return isinstance(said, Phrase)
        if when.answer is Answer.SHOWS:
            return isinstance(said, Show) and said.thing == when.thing
        return isinstance(said, Nothing) is (when.answer is Answer.NOTHING)
