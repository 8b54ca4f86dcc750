"""The names that a layout may use: the theme's, the rules', the folder's."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.rules import Message, Naming, Reference, RuleBook, Show
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.template import Answer, ScaleTemplate, TextTemplate, Theme, When
from scorepress.model.wording import split_wording
from scorepress.noun import Noun, replace

_CONDITION = re.compile(r"(.+) (is text|is nothing|is not nothing|shows) ?(.*)")


class Grid(Noun, frozen=True):
    """The page's columns, in points."""

    left: float
    column: float
    gutter: float
    count: int


class Scope(Noun, frozen=True):
    """What names mean where a layout stands. context is the msgctxt of the sentences."""

    theme: Theme | None
    grid: Grid | None
    book: RuleBook | None
    reporter: Reporter
    read_image: Callable[[str, Span], bytes | None] | None = None
    context: str = ""

    def within(self, context: str) -> "Scope":
        """The same names, for sentences of another context."""
        return replace(self, context=context)

    def error(self, code: Code, message: str, span: Span | None, *hints: str) -> None:
        """Report an error."""
        self.reporter.error(code, message, span, *hints)

    def column(self, number: int, span: Span) -> float | None:
        """The left edge of a grid column."""
        if self.grid is None:
            return None
        if not 1 <= number <= self.grid.count:
            self.error(Code.WRONG_VALUE, f"no column {number}: the grid has columns 1 to {self.grid.count}", span)
            return None
        return self.grid.left + (number - 1) * (self.grid.column + self.grid.gutter)

    def columns(self, count: int, span: Span) -> float | None:
        """The width of some grid columns with the gutters between them."""
        if self.grid is None:
            return None
        if not 1 <= count <= self.grid.count:
            self.error(Code.WRONG_VALUE, f"{count} columns: the grid has {self.grid.count}", span)
            return None
        return count * self.grid.column + (count - 1) * self.grid.gutter

    def style(self, name: str, span: Span) -> Style | None:
        """A style of the theme."""
        styles = self.theme.styles if self.theme else {}
        if name not in styles:
            self._unknown("style", name, styles, span)
        return styles.get(name)

    def color(self, name: str, span: Span) -> Color | None:
        """A colour of the theme."""
        colors = self.theme.colors if self.theme else {}
        if name not in colors:
            self._unknown("colour", name, colors, span)
        return colors.get(name)

    def image(self, name: str, span: Span) -> bytes | None:
        """The bytes of a picture beside the layout."""
        return self.read_image(name, span) if self.read_image else None

    def text(self, text: str, span: Span, *, optional: bool) -> TextTemplate | None:
        """A sentence whose slots are all in the vocabulary."""
        try:
            wording = split_wording(" ".join(text.split()), span)
        except ValueError as error:
            self.error(Code.PLACEHOLDER, str(error), span, "a slot is written `{first name}`: compare the braces")
            return None
        if self.book is not None:
            known = [self.phrase(slot.phrase, span) for slot in wording.slots]
            if optional and known and known[0] is not None and known[0].naming is not Naming.MESSAGE:
                self.error(Code.WRONG_TYPE, f"`{wording.slots[0].phrase}` is not a message", span)
        return TextTemplate(self.context, wording, optional, span)

    def phrase(self, phrase: str, span: Span) -> Reference | None:
        """What a phrase of the vocabulary stands for."""
        book = self.book
        if book is None:
            return None
        reference = book.vocabulary.get(phrase)
        if reference is None:
            self._unknown("word or message", phrase, book.vocabulary, span)
        elif reference.naming is Naming.FACT:
            self.error(Code.WRONG_TYPE, f"`{phrase}` is a condition, it cannot be printed", span)
        return reference

    def scale(self, text: str, span: Span) -> ScaleTemplate | None:
        """`overall score this year`: a scale's name and a binding of its kind."""
        if self.book is None:
            return None
        phrases = {
            f"{scale.name} {binding.name}": ScaleTemplate(scale.name, binding.name, span)
            for scale in self.book.scales.values()
            for binding in self.book.eaches[scale.each].bindings
        }
        if text not in phrases:
            self._unknown("scale", text, phrases, span)
        return phrases.get(text)

    def condition(self, text: str, span: Span) -> When | None:
        """`history section shows the table`."""
        found = _CONDITION.fullmatch(text)
        if found is None or self.book is None:
            return None
        reference = self.phrase(found[1], span)
        if reference is None:
            return None
        if reference.naming is not Naming.MESSAGE:
            self.error(Code.WRONG_TYPE, f"`{found[1]}` is not a message", span, "only a message says text or nothing")
            return None
        answer = Answer(found[2])
        things = _things(self.book.messages[reference.name])
        if answer is Answer.SHOWS and found[3] not in things:
            self._unknown(f"thing that `{reference.name}` shows", found[3], things, span)
            return None
        return When(reference, answer, found[3] or None, span)

    def _unknown(self, what: str, name: str, known: Iterable[str], span: Span) -> None:
        names = list(known)
        near = get_close_matches(name, names, 1, 0.6)
        hint = f"did you mean `{near[0]}`?" if near else _some(names)
        self.error(Code.UNKNOWN_NAME, f"no {what} named `{name}`", span, *((hint,) if hint else ()))


def _some(names: list[str]) -> str:
    return f"known: {', '.join(f'`{n}`' for n in names)}" if 0 < len(names) <= 12 else ""


def _things(message: Message) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.outcome.thing for row in message.rows if isinstance(row.outcome, Show)))
