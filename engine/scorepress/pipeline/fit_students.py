"""What does not fit -> a student for whom it does not, or that there is none."""

from collections.abc import Mapping, Sequence
from typing import Final

from scorepress.check.proof_diagrams import NO, Node
from scorepress.check.proof_sets import free_fields
from scorepress.check.proof_world import World
from scorepress.compose.fit import LongPen, measure_pages
from scorepress.compose.scene import compose_pages
from scorepress.evaluate.longest import LongestSpeaker
from scorepress.evaluate.longest_pages import evaluate_longest
from scorepress.evaluate.report import evaluate_report, speaker
from scorepress.evaluate.rules import CompiledRules
from scorepress.model.diagnostic import Code, Reporter, ScorepressError
from scorepress.model.fit import Margin
from scorepress.model.scene import Page
from scorepress.model.template import Language, Template
from scorepress.model.values import Kind, Value
from scorepress.noun import replace
from scorepress.text.fonts import bundled_fonts
from scorepress.text.wide import wide_fonts

Values = Mapping[str, Value]
Key = tuple[str, str | None]

MOST: Final = 60
"""Measurements of pages, for all places of a report in one language, before the search gives up."""

COMMON: Final = "W"
"""The widest letter of names that there are; the widest letter of the face is tried after it."""


class _GivenUpError(Exception):
    """There are too many cases."""


class FitSearch:
    """Students of one report whose pages do not fit in one language."""

    def __init__(self, template: Template, rules: CompiledRules, world: World, language: Language) -> None:
        self.template = template
        self.rules = rules
        self.world = world
        self.language = language
        self.voice = speaker(template, rules, language.code)
        self.pen = LongPen(template.theme, language.family, language.code)
        self.changing, self.adding = free_fields(world)
        self.left = MOST

    def student(self, margin: Margin) -> tuple[bool, Values | None]:
        """Whether a student may exist for whom a place is too small, and one if one was found."""
        page = next(page for page in self.template.pages if page.number == margin.page)
        template = replace(self.template, pages=(page,))
        voice = speaker(template, self.rules, self.language.code, LongestSpeaker)
        assert isinstance(voice, LongestSpeaker)
        evaluate_longest(template, self.rules, voice)
        rows = {(use.message, use.binding): None for use in (margin.text.rows if margin.text else ())}
        order = [*rows, *sorted(voice.met.keys() - rows.keys(), key=self.count)]
        self.world.diagrams.steps = 0
        d = self.world.diagrams
        real = d.all_of(whole for _, whole in self.world.wholes)
        try:
            found = self.split(template, voice, margin, order, real)
        except _GivenUpError:
            return True, None
        return found is not None, found or None

    def count(self, key: Key) -> tuple[int, str]:
        """Messages with few rows first; then by name, so that the order is always the same."""
        return len(self.template.book.messages[key[0]].rows), f"{key}"

    def split(
        self, template: Template, voice: LongestSpeaker, margin: Margin, order: Sequence[Key], where: Node
    ) -> Values | None:
        """The first student found among some; an empty one where one exists of whom no page is too small; or None."""
        if self.left == 0:
            raise _GivenUpError
        self.left -= 1
        pages = evaluate_longest(template, self.rules, voice)
        measured = measure_pages(pages, template.theme, self.pen)
        if all(one.fits for one in measured if one.place == margin.place):
            return None
        student = self.tried(where, margin)
        if student is not None:
            return student
        if not order:
            return {}
        (name, binding), *rest = order
        before = voice.allowed
        unproven = False
        for at, row in enumerate(self.template.book.messages[name].rows):
            here = self.world.diagrams.both(where, self.world.says.row(row, binding))
            if here != NO:
                voice.allowed = {**before, (name, binding): frozenset({at})}
                found = self.split(template, voice, margin, rest, here)
                if found:
                    return found
                unproven |= found is not None
        voice.allowed = before
        return {} if unproven else None

    def tried(self, where: Node, margin: Margin) -> Values | None:
        """A student with the longest texts for whom the place really is too small; None where it is large enough."""
        chosen = self.world.choose(where)
        assert chosen is not None
        face = next(font for font in wide_fonts().keys if font.family == self.language.family)
        for letter in (COMMON, wide_fonts().widest_letter(face)):
            values = self.dressed(self.world.values(chosen), letter)
            if self.too_long(values, margin):
                return values
        return None

    def dressed(self, values: Values, letter: str) -> Values:
        """The same student, with texts that are as long as can be."""
        longest = {
            field.path: letter * field.max_length
            for field in self.template.schema.fields
            if field.kind is Kind.TEXT and field.max_length and field.pattern is None
            and ((field.path in self.changing and field.path in values) or field.path in self.adding)
        }  # fmt: skip
        return {**values, **longest}

    def too_long(self, values: Values, margin: Margin) -> bool:
        """Whether a student's pages fail at a place."""
        reporter = Reporter()
        if self.pages(values, reporter) is None:
            return False
        return any(d.code is Code.OVERFLOW and d.span == margin.span for d in reporter.found)

    def pages(self, values: Values, reporter: Reporter) -> tuple[Page, ...] | None:
        """A student's pages as they come out; None when they cannot be made: the rules have mistakes of their own."""
        try:
            report = evaluate_report(self.template, self.rules, self.voice, values, self.language.code)
            return compose_pages(report, self.template.theme, self.language, bundled_fonts(), reporter)
        except (ScorepressError, ValueError, ArithmeticError, LookupError):
            return None
