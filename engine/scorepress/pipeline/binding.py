"""Many reports in one file, for paper: fonts once, tagged, a bookmark for each student, each copy on sheets of its own.

binder = Binder(press)
pages = binder.add(record, ["en"], bookmark="Ana García")     # raises as `Press.printed`; nothing is added then
pdf = binder.finish()                                         # the same members, the same bytes
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scorepress.compose.remembered import Drawings
from scorepress.model.record import Record
from scorepress.model.scene import Page
from scorepress.pipeline.press import Press

if TYPE_CHECKING:
    from scorepress.export.press_bound import Opening

SIDES = 2
"""Of a sheet."""

Plain = Callable[[], bytes]
"""Makes the file of one report without the fast press."""


def even(pages: int) -> int:
    """So many pages, with a blank one if they would end on the front of a sheet."""
    return -(-pages // SIDES) * SIDES


class Binder:
    """Puts reports after one another. What another press has drawn may stand among them."""

    def __init__(self, press: Press) -> None:
        """press: whose file it is: its memory is used, and the title of its first report stands on the file."""
        self.press = press
        self.pages = 0
        self.title = ""
        self.lang = ""
        self._drawn: list[Drawings] = []
        self._openings: list[Opening] = []
        self._plain: list[Plain] = []

    def draw(self, record: Record, languages: Sequence[str]) -> "Drawn":
        """One report, to be added later, or more than once. Raises as `Press.printed`."""
        press, fast = self.press, self.press.fast
        reports = [fast.report(record, lang) for lang in languages]
        drawings = [fast.drawings(report) for report in reports]
        self.title, self.lang = self.title or reports[0].title.text, self.lang or languages[0]
        return Drawn(drawings, lambda: press.printed(record, languages).pdf)

    def add(self, drawn: "Drawn", bookmark: str | None = None) -> int:
        """Append a report; gives its number of pages, a blank one included. bookmark: leads to its first page."""
        from scorepress.export.press_bound import Opening

        self._openings.append(Opening(self.pages, bookmark))
        self._plain.append(drawn.plain)
        self._drawn += drawn.drawings
        pages = sum(len(drawings.pages) for drawings in drawn.drawings)
        if even(pages) > pages:
            last = drawn.drawings[-1].pages[-1]
            self._drawn.append(Drawings((blank(last),), {}, {}))
        self.pages += even(pages)
        return even(pages)

    def finish(self) -> bytes:
        """The whole file; of pages that the fast press cannot print, the reference makes it, without tags."""
        from scorepress.export.press import PressPage, UnpressableError
        from scorepress.export.press_bound import export_bound

        pages = [PressPage(page, drawn.shared, drawn.kept) for drawn in self._drawn for page in drawn.pages]
        fast = self.press.fast
        try:
            return export_bound(fast.pdf_press, pages, self._openings, title=self.title, lang=self.lang)
        except UnpressableError as error:
            fast.fallbacks[str(error)] += 1
        from scorepress.export.objects import JoinedPdf

        joined = JoinedPdf(self.title, self.lang)
        for plain, opening in zip(self._plain, self._openings, strict=True):
            joined.add(plain(), opening.bookmark)
        return joined.save()


class Drawn:
    """A report whose pages are drawn."""

    def __init__(self, drawings: Sequence[Drawings], plain: Plain) -> None:
        """drawings: of each language. plain: makes its file in another way."""
        self.drawings = drawings
        self.plain = plain
        self.pages = sum(len(one.pages) for one in drawings)


def draw_once(press: Press, record: Record) -> Drawn:
    """The report of one record in the source's language, with nothing remembered. Raises as `Press.printed`."""
    languages = press.languages[:1]
    report = press.report(record, languages[0])
    drawings = Drawings(press.pages(report), {}, {})
    return Drawn([drawings], lambda: press.printed(record, languages).pdf)


def blank(page: Page) -> Page:
    """A page with nothing on it, of the size of another."""
    return replace(page, number=page.number + 1, items=())
