"""Many reports in one file, for paper: fonts once, tagged, a bookmark for each student, each copy on sheets of its own.

binder = Binder(press)
(drawn,) = binder.draw([(record, ["en"])])        # for each the report, or what `Press.printed` would raise
pages = binder.add(drawn, bookmark="Ana García")
pdf = binder.finish()                             # the same members, the same bytes
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from scorepress.compose.remembered import Drawings
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Record
from scorepress.model.scene import Page
from scorepress.noun import replace
from scorepress.pipeline.press import Press
from scorepress.text.inserts import UnstencilledError

if TYPE_CHECKING:
    from scorepress.export.press import PressPage
    from scorepress.export.press_bound import Opening
    from scorepress.export.press_stencil import FilledPage
    from scorepress.pipeline.fast import Order, Pages

    AnyPage = PressPage | FilledPage

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
        self._drawn: list[AnyPage] = []
        self._openings: list[Opening] = []
        self._plain: list[Plain] = []

    def draw(self, orders: "Sequence[Order]") -> "list[Drawn | ScorepressError]":
        """Reports, to be added later, or more than once; for each what `Press.printed` would raise instead."""
        fast = self.press.fast
        made = fast.filled(orders)
        fast.pdf_press.pack_parts(page for some in made if isinstance(some, list) for one in some for page in one.pages)
        return [self._one(*order, filled) for order, filled in zip(orders, made, strict=True)]

    def _one(self, record: Record, languages: Sequence[str], filled: "Pages") -> "Drawn | ScorepressError":
        press, fast = self.press, self.press.fast
        pages: list[AnyPage]
        if isinstance(filled, list):
            title = filled[0].title
            pages = [page for one in filled for page in one.pages]
        else:
            if isinstance(filled, UnstencilledError):
                fast.unstencilled[str(filled)] += 1
            try:
                reports = [fast.report(record, lang) for lang in languages]
                title, pages = reports[0].title.text, pressed(map(fast.drawings, reports))
            except ScorepressError as error:
                return error
        self.title, self.lang = self.title or title, self.lang or languages[0]
        return Drawn(pages, lambda: press.printed(record, languages).pdf)

    def add(self, drawn: "Drawn", bookmark: str | None = None) -> int:
        """Append a report; gives its number of pages, a blank one included. bookmark: leads to its first page."""
        from scorepress.export.press_bound import Opening

        self._openings.append(Opening(self.pages, bookmark))
        self._plain.append(drawn.plain)
        self._drawn += drawn.drawn
        if even(drawn.pages) > drawn.pages:
            self._drawn += pressed([Drawings((blank(drawn.drawn[-1].page),), {}, {})])
        self.pages += even(drawn.pages)
        return even(drawn.pages)

    def finish(self) -> bytes:
        """The whole file; of pages that the fast press cannot print, the reference makes it, without tags."""
        from scorepress.export.press import UnpressableError
        from scorepress.export.press_bound import export_bound

        fast = self.press.fast
        try:
            return export_bound(fast.pdf_press, self._drawn, self._openings, title=self.title, lang=self.lang)
        except UnpressableError as error:
            fast.fallbacks[str(error)] += 1
        from scorepress.export.objects import JoinedPdf

        joined = JoinedPdf(self.title, self.lang)
        for plain, opening in zip(self._plain, self._openings, strict=True):
            joined.add(plain(), opening.bookmark)
        return joined.save()


class Drawn:
    """A report whose pages are drawn."""

    def __init__(self, drawn: "Sequence[AnyPage]", plain: Plain) -> None:
        """drawn: its pages. plain: makes its file in another way."""
        self.drawn = drawn
        self.pages = len(drawn)
        self.plain = plain


def draw_once(press: Press, record: Record) -> Drawn:
    """The report of one record in the source's language, with nothing remembered. Raises as `Press.printed`."""
    languages = press.languages[:1]
    report = press.report(record, languages[0])
    pages = pressed([Drawings(press.pages(report), {}, {})])
    return Drawn(pages, lambda: press.printed(record, languages).pdf)


def pressed(drawings: Iterable[Drawings]) -> "list[AnyPage]":
    """Drawn pages as the press takes them."""
    from scorepress.export.press import PressPage

    return [PressPage(page, one.shared, one.kept) for one in drawings for page in one.pages]


def blank(page: Page) -> Page:
    """A page with nothing on it, of the size of another."""
    return replace(page, number=page.number + 1, items=())
