"""Many reports of one template, fast: what students share is evaluated, drawn and packed once.

    fast = Press(template).fast
    printed = fast.printed(record, ["en"])          # the same words, structure and pages as Press.printed, other bytes
    fast.fallbacks                                  # why, and how often, the reference had to be asked

The same record gives the same bytes, whichever students came before.
"""

import gc
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scorepress.compose.remembered import BlockDrawer, Drawings, Memory, compose_remembered
from scorepress.evaluate.reads import Reads
from scorepress.evaluate.remembered import RememberingEvaluator, shared_parts
from scorepress.export.press import PdfPress, PressPage, UnpressableError
from scorepress.model.diagnostic import Reporter, ScorepressError
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.model.report import Report
from scorepress.model.values import Value
from scorepress.pipeline.characters import common_characters
from scorepress.pipeline.stencil_language import LanguageStencils
from scorepress.pipeline.stencil_state import Filling
from scorepress.text.fonts import bundled_fonts
from scorepress.text.inserts import UnstencilledError

if TYPE_CHECKING:
    from scorepress.pipeline.press import Press

Order = tuple[Record, Sequence[str]]
"""A student, and the languages of the file."""

Pages = list[Filling] | UnstencilledError | ScorepressError
"""The pages of a file, one filling a language; or why there are none: stencils cannot draw them, or nothing can."""

_RARELY: Final = 50_000
"""Objects made, and not yet thrown away, before the program looks for cycles."""


class FastPress:
    """Prints reports of one template. Made by `Press.fast`; it lives as long as the press, with all it remembers."""

    def __init__(self, press: "Press") -> None:
        """press: makes what this one cannot. Everything else is made when it is first needed."""
        # What is remembered has no cycles; to look for some among it, again and again, takes a third of the time.
        gc.set_threshold(max(_RARELY, gc.get_threshold()[0]), 50, 100)
        self.press = press
        self.fallbacks: Counter[str] = Counter()
        """Why the reference was asked instead -> how many documents."""
        self._evaluators: dict[str, RememberingEvaluator] = {}
        self._memories: dict[str, Memory] = {}
        self._rooms: dict[str, LanguageStencils] = {}
        self.unstencilled: Counter[str] = Counter()
        """Why a document was not printed from stencils -> how many documents."""

    @cached_property
    def _parts(self) -> frozenset[int]:
        return shared_parts(self.press.template, self.reads)

    @cached_property
    def pdf_press(self) -> "PdfPress":
        """What makes files of pages."""
        return PdfPress({lang: common_characters(self.press.template, lang) for lang in self.press.languages})

    def report(self, record: Record, lang: str) -> Report:
        """What the pages say: as `Press.report`."""
        return self.evaluator(lang).report(self.press.template, record.values, lang)

    def evaluator(self, lang: str) -> RememberingEvaluator:
        """What evaluates in a language."""
        evaluator = self._evaluators.get(lang)
        if evaluator is None:
            press = self.press
            evaluator = RememberingEvaluator(press.template, press.rules, press.voice(lang), self.reads)
            self._evaluators[lang] = evaluator
        return evaluator

    def drawer(self, lang: str) -> BlockDrawer:
        """What draws single blocks in a language."""
        language = self.press.language(lang)
        return BlockDrawer(self.press.template.theme, language, bundled_fonts(), lang, self._memory(lang))

    @cached_property
    def reads(self) -> Reads:
        """Which fields each part of the template reads."""
        return Reads(self.press.template)

    def _memory(self, lang: str) -> Memory:
        memory = self._memories.get(lang)
        if memory is None:
            memory = self._memories[lang] = Memory(self._parts)
        return memory

    def drawings(self, report: Report) -> Drawings:
        """The drawn pages: as `Press.pages`, with what many students share."""
        memory = self._memory(report.lang)
        reporter = Reporter()
        language = self.press.language(report.lang)
        drawn = compose_remembered(report, self.press.template.theme, language, bundled_fonts(), reporter, memory)
        if reporter.failed:
            raise ScorepressError(reporter.found)
        return drawn

    def stencils(self, lang: str) -> LanguageStencils:
        """The stencils for the pages of a language."""
        found = self._rooms.get(lang)
        if found is None:
            found = self._rooms[lang] = LanguageStencils(self, lang)
            if self.press.begin is not None:
                self.press.begin(found)
        return found

    def filled(self, orders: Sequence[Order]) -> list[Pages]:
        """The pages of students from stencils."""
        if self.press.callouts:
            return [UnstencilledError("callouts")] * len(orders)
        found: dict[tuple[int, str], Filling] = {}
        for lang in dict.fromkeys(lang for _, languages in orders for lang in languages):
            some = [at for at, (_, languages) in enumerate(orders) if lang in languages]
            made = self._filled([orders[at][0].values for at in some], lang)
            found |= {(at, lang): one for at, one in zip(some, made, strict=True)}
        return [_whole([found[at, lang] for lang in languages]) for at, (_, languages) in enumerate(orders)]

    def _filled(self, students: Sequence[Mapping[str, Value]], lang: str) -> list[Filling]:
        try:
            return self.stencils(lang).filled(students)
        except ScorepressError as error:  # there is no such language
            found = list(map(Filling, students))
            for one in found:
                one.failed = error
            return found

    def printed(self, record: Record, languages: Sequence[str]) -> Printed:
        """One student's PDF: the pages of each language after one another. Raises as `Press.printed`."""
        (made,) = self.all([(record, languages)])
        if isinstance(made, ScorepressError):
            raise made
        return made

    def all(self, orders: Sequence[Order]) -> list[Printed | ScorepressError]:
        """The same for many, which is quicker: for each its PDF, or what `printed` would raise."""
        found = self.filled(orders)
        self.pdf_press.pack(page for some in found if isinstance(some, list) for one in some for page in one.pages)
        return [self._one(*order, filled) for order, filled in zip(orders, found, strict=True)]

    def _one(self, record: Record, languages: Sequence[str], filled: Pages) -> Printed | ScorepressError:
        try:
            if isinstance(filled, Exception):
                raise filled
            pages = [page for one in filled for page in one.pages]
            name, title = filled[0].name, filled[0].title
            data = self.pdf_press.export_filled(pages, title=title, lang=languages[0])
            return Printed(data, name, title, tuple(languages), len(pages))
        except (UnstencilledError, UnpressableError) as error:
            self.unstencilled[str(error)] += 1
        except ScorepressError:
            pass  # of several problems, which is met first depends on what is known; so it is asked for in order
        try:
            return self._drawn(record, languages)
        except ScorepressError as error:
            return error

    def _drawn(self, record: Record, languages: Sequence[str]) -> Printed:
        """A PDF without stencils. Raises as `Press.printed`."""
        reports = [self.report(record, lang) for lang in languages]
        data, count = self._pdf(reports)
        return Printed(data, reports[0].file_name, reports[0].title.text, tuple(languages), count)

    def _pdf(self, reports: Sequence[Report]) -> tuple[bytes, int]:
        """The file, and its number of pages; from the reference where the press knows something not."""
        press, first = self.press, reports[0]
        if press.callouts:
            self.fallbacks["callouts"] += 1
            plain = [page for report in reports for page in press.pages(report)]
            return press.pdf([press.svg(page) for page in plain], first.title.text, first.lang), len(plain)
        drawn = [(page, drawings) for drawings in map(self.drawings, reports) for page in drawings.pages]
        try:
            pages = [PressPage(page, drawings.shared, drawings.kept) for page, drawings in drawn]
            data = self.pdf_press.export(pages, title=first.title.text, lang=first.lang)
        except UnpressableError as error:
            self.fallbacks[str(error)] += 1
            data = press.pdf([press.svg(page) for page, _ in drawn], first.title.text, first.lang)
        return data, len(drawn)


def _whole(pages: list[Filling]) -> Pages:
    """The fillings of a student, if nothing is missing."""
    return next((one.failed for one in pages if one.failed is not None), pages)
