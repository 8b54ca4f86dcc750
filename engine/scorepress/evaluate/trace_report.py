"""Template + Report + a student's values -> entries: the rows that chose each text, and why parts are there or not."""

from collections.abc import Iterator

from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Values
from scorepress.evaluate.trace import trace_message
from scorepress.model.conditions import family_phrase
from scorepress.model.report import Block, Phrase, Region, Report
from scorepress.model.source import Span
from scorepress.model.template import (
    ALTERNATIVE,
    Answer,
    BlockTemplate,
    RegionTemplate,
    Struct,
    Template,
    TextTemplate,
    When,
)
from scorepress.model.trace import Choice, Entry, Found


def trace_report(template: Template, rules: CompiledRules, report: Report, values: Values) -> tuple[Entry, ...]:
    """Explain every text of a report, in the order of the layout; values: those that the report was made of."""
    entries: list[Entry] = []
    for page, made in zip(template.pages, report.pages, strict=True):
        regions = {region.name: region for region in made.regions}
        for region in page.regions:
            walk = _Walk(rules, page.number, region.name, report.lang)
            entries += walk.region(region, regions.get(region.name), values)
    return tuple(entries)


class _Walk:
    """One region of the layout beside what became of it."""

    def __init__(self, rules: CompiledRules, page: int, region: str, lang: str) -> None:
        self.rules = rules
        self.page = page
        self.name = region
        self.lang = lang
        self.level: int | None = None
        self.property = ""

    def region(self, region: RegionTemplate, made: Region | None, values: Values) -> Iterator[Entry]:
        yield from self.part(region.name, region.when, values, there=made is not None)
        if made is None:
            return
        if region.title and made.title and made.title.rows:
            yield self.words(region.title, made.title, values)
        blocks = {block.span: block for block in made.blocks}
        for block in region.blocks:
            yield from self.block(block, blocks.get(block.span), values)

    def block(self, block: BlockTemplate, made: Block | None, values: Values) -> Iterator[Entry]:
        yield from self.part(block.kind, block.when, values, there=made is not None)
        if made is not None:
            yield from self.value(block.props, made.props, values)

    def value(self, prop: object, made: object, values: Values) -> Iterator[Entry]:
        """A property: a text, or what texts may stand in."""
        if isinstance(prop, TextTemplate):
            yield self.words(prop, made, values) if isinstance(made, Phrase) else self.silent(prop, values)
        elif isinstance(prop, Struct):
            yield from self.struct(prop, made, values)
        elif isinstance(prop, tuple) and isinstance(made, tuple):
            outer = self.property
            for number, (inner, inner_made) in enumerate(zip(prop, made, strict=True), 1):
                self.property = f"{outer} {number}"
                yield from self.value(inner, inner_made, values)
            self.property = outer

    def struct(self, struct: Struct, made: object, values: Values) -> Iterator[Entry]:
        yield from self.part(self.property, struct.when, values, there=made is not None)
        if isinstance(made, tuple) and struct.per_level is not None:
            scale = struct.per_level
            row = self.rules.scale(scale.scale, scale.binding, values)
            path = self.rules.level_path(scale.scale, scale.binding)
            levels = sorted((one.level for one in row.ranges), reverse=True) if row else []
            for self.level, copy in zip(levels, made, strict=True):
                yield from self.pairs(struct, copy, {**values, path: self.level})
            self.level = None
        elif isinstance(made, Struct):
            yield from self.pairs(struct, made, values)

    def pairs(self, struct: Struct, made: Struct, values: Values) -> Iterator[Entry]:
        for (name, prop), (_name, inner) in zip(struct.pairs, made.pairs, strict=True):
            outer, self.property = self.property, name
            yield from self.value(prop, inner, values)
            self.property = outer

    def words(self, text: TextTemplate, phrase: Phrase, values: Values) -> Entry:
        """A text and the rows that chose it."""
        choices = tuple(trace_message(self.rules, use.message, use.binding, values) for use in phrase.rows)
        found = Found.ALTERNATIVE if self.property == ALTERNATIVE else Found.TEXT
        return self.entry(found, phrase.text, text.span, choices, phrase.lang)

    def silent(self, text: TextTemplate, values: Values) -> Entry:
        """A message that might have said something here."""
        reference = self.rules.book.vocabulary[text.wording.slots[0].phrase]
        choice = trace_message(self.rules, reference.name, reference.binding, values)
        return self.entry(Found.SILENT, "", text.span, (choice,))

    def part(self, name: str, when: When | None, values: Values, *, there: bool) -> Iterator[Entry]:
        """A part of the layout that has a condition."""
        if when is not None:
            choice = trace_message(self.rules, when.message.name, when.message.binding, values)
            asked = f"{family_phrase(self.rules.book, choice.message, choice.binding)} {_answer(when)}"
            found = Found.SHOWN if there else Found.LEFT_OUT
            yield self.entry(found, f"{name}, when {asked}", when.span, (choice,))

    def entry(self, found: Found, text: str, span: Span, choices: tuple[Choice, ...], lang: str | None = None) -> Entry:
        return Entry(self.page, self.name, found, text, lang or self.lang, span, self.level, choices)


def _answer(when: When) -> str:
    return f"shows {when.thing}" if when.answer is Answer.SHOWS else when.answer.value
