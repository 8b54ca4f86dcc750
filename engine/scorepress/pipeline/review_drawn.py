"""Students and languages -> their pages in both states; each is drawn once, problems and all."""

from functools import cached_property

from scorepress.compose.scene import compose_pages
from scorepress.model.diagnostic import Diagnostic, Reporter, ScorepressError
from scorepress.model.record import Record
from scorepress.model.scene import Page
from scorepress.noun import Noun
from scorepress.pipeline.press import Press
from scorepress.pipeline.review_scene import drawing
from scorepress.text.fonts import bundled_fonts


class Side(Noun, frozen=True):
    """The pages of one state, also where something does not fit, and what is wrong with them."""

    pages: tuple[Page, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    def page(self, number: int) -> Page | None:
        """The page of that number."""
        return next((page for page in self.pages if page.number == number), None)


class Drawn:
    """One student in one language, before and now."""

    def __init__(self, student: int, lang: str, before: Side, after: Side) -> None:
        """Keep both; student: position among the invented ones."""
        self.student, self.lang, self.before, self.after = student, lang, before, after

    @cached_property
    def changed(self) -> tuple[int, ...]:
        """The numbers of the pages that are drawn otherwise, or are there in one state alone."""
        numbers = sorted({page.number for side in (self.before, self.after) for page in side.pages})
        return tuple(n for n in numbers if _drawing(self.before.page(n)) != _drawing(self.after.page(n)))

    @property
    def new_problems(self) -> tuple[Diagnostic, ...]:
        """What is wrong now, and was not before: lines of files may have moved."""
        known = {(one.code, one.message) for one in self.before.problems}
        return tuple(one for one in self.after.problems if (one.code, one.message) not in known)


def _drawing(page: Page | None) -> object:
    return drawing(page) if page else None


class Gallery:
    """Draws the invented students of one report."""

    def __init__(self, before: Press, after: Press, records: tuple[Record, ...]) -> None:
        self.before, self.after, self.records = before, after, list(records)
        self._drawn: dict[tuple[int, str], Drawn] = {}

    def draw(self, student: int, lang: str) -> Drawn:
        """A student's pages in a language; none in a state that does not speak it or has no report for the student."""
        found = self._drawn.get((student, lang))
        if found is None:
            sides = (_side(press, self.records[student], lang) for press in (self.before, self.after))
            found = self._drawn[student, lang] = Drawn(student, lang, *sides)
        return found

    def add(self, record: Record, lang: str) -> Drawn:
        """Draw one more student."""
        self.records.append(record)
        return self.draw(len(self.records) - 1, lang)

    @property
    def all(self) -> tuple[Drawn, ...]:
        """Everything that was drawn so far."""
        return tuple(self._drawn.values())


def _side(press: Press, record: Record, lang: str) -> Side:
    if lang not in press.languages or press.skip(record) is not None or press.audit(record):
        return Side()
    reporter = Reporter()
    try:
        report = press.report(record, lang)
        pages = compose_pages(report, press.template.theme, press.language(lang), bundled_fonts(), reporter)
    except ScorepressError as error:
        return Side((), error.diagnostics)
    return Side(pages, tuple(reporter.found))
