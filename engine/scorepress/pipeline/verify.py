"""A finished PDF, read back: each page against itself, against the others of the file, and against the record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scorepress.evaluate.agreement import Difference, Told, compare
from scorepress.evaluate.alignment import Aligner, Match
from scorepress.evaluate.disagreement import Teller
from scorepress.evaluate.gauges import gauge_problems
from scorepress.evaluate.inverse import Listener
from scorepress.evaluate.places import Gauge, Place, Plan
from scorepress.evaluate.report import evaluate_report, speaker
from scorepress.evaluate.suppose import Supposer
from scorepress.export.read_back import read_back
from scorepress.model.diagnostic import Code, Diagnostic, Label, ScorepressError, Severity
from scorepress.model.reading import Reading, Sheet
from scorepress.model.record import Record
from scorepress.model.report import Report
from scorepress.model.source import Span
from scorepress.model.values import Value
from scorepress.pipeline.press import Press

Values = Mapping[str, Value]
MOST = 12
"""Findings that are told of one file."""

_IMPOSSIBLE = 10_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What came out for a file: what was found, how many pages and gauges were looked at, in which languages."""

    findings: tuple[Diagnostic, ...]
    pages: int
    gauges: int
    languages: tuple[str, ...]


class Verifier:
    """Checks the files of one report. It keeps what it has learned of the wording, and nothing of a student."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self.template = press.template
        self.plan = Plan(press.template)
        self.supposer = Supposer(press.rules)
        self._aligners: dict[str, Aligner] = {}

    def aligner(self, lang: str) -> Aligner:
        """What reads pages in a language."""
        if lang not in self._aligners:
            voice = speaker(self.template, self.press.rules, lang, Listener)
            assert isinstance(voice, Listener)
            self._aligners[lang] = Aligner(self.plan, voice)
        return self._aligners[lang]

    def verify(
        self, pdf: bytes, path: str, record: Callable[[Values], Record | None] | None = None, *, password: str = ""
    ) -> Verified:
        """Check one file. path: how findings name it. record: finds the student's record by what the pages tell.

        A file that cannot be read is a finding, too. Findings name no student; the line of their place is the page.
        """
        try:
            reading = read_back(pdf, password=password)
        except ScorepressError as error:
            found = tuple(replace(diagnostic, span=Span(path, 1)) for diagnostic in error.diagnostics)
            return Verified(found, 0, 0, ())
        check = _Check(self, reading, path)
        findings = tuple(check.all(record))
        return Verified(findings, len(reading.sheets), check.gauges, tuple(dict.fromkeys(check.languages)))

    def report(self, values: Values, lang: str) -> Report:
        """What pages of a student must say. Raises ScorepressError for a student of whom the rules say nothing."""
        return evaluate_report(self.template, self.press.rules, self.press.voice(lang), values, lang)


class _Check:
    """One file."""

    def __init__(self, verifier: Verifier, reading: Reading, path: str) -> None:
        self.verifier = verifier
        self.reading = reading
        self.path = path
        self.numbers = [page.number for page in verifier.template.pages]
        self.gauges = 0
        self.languages: list[str] = []

    def all(self, record: Callable[[Values], Record | None] | None) -> Iterator[Diagnostic]:
        """Everything that is found."""
        sheets = self.reading.sheets
        if not sheets or len(sheets) % len(self.numbers):
            message = f"the file has {len(sheets)} pages, and the report has {len(self.numbers)} in each language"
            yield self.finding(Code.PAGE_COUNT, message, 1)
            return
        self.languages = [self.language(sheet) for sheet in sheets]
        yield from self.tongues()
        matches = [
            (match, self.verifier.aligner(lang))
            for index, (sheet, lang) in enumerate(zip(sheets, self.languages, strict=True))
            for match in self.verifier.aligner(lang).matches(sheet, self.layout_page(index))
        ]
        supposed = self.suppose(matches)
        own = record(supposed) if record else None
        if record is not None and own is None:
            yield self.finding(Code.PAGE_STUDENT, "no record of the data has the student of these pages", 1)
        yield from self.against(own.values if own else supposed, "the record" if own else "the rest of the file")
        if own is None:
            for problem in self.verifier.supposer.problems(supposed):
                yield self.finding(Code.PAGE_DISAGREES, problem, 1)
        yield from self.notes()

    def layout_page(self, index: int) -> int:
        """The page of the layout that a page of the file is."""
        return self.numbers[index % len(self.numbers)]

    # --- languages ----------------------------------------------------------------------------------------------------

    def language(self, sheet: Sheet) -> str:
        """The language in which a page is worded: the tagged one, unless another explains more of it."""
        known = self.verifier.press.languages
        page = self.layout_page(sheet.number - 1)

        def heard(lang: str) -> int:
            return sum(match.heard.weight for match in self.verifier.aligner(lang).matches(sheet, page))

        written = sum(len(atom.text) for atom in sheet.atoms)
        if sheet.lang in known and heard(sheet.lang) * 2 > written:
            return sheet.lang
        best = max(known, key=heard)
        return sheet.lang if sheet.lang in known and heard(sheet.lang) >= heard(best) else best

    def tongues(self) -> Iterator[Diagnostic]:
        """Pages that are tagged in another language than they are worded in."""
        for sheet, lang in zip(self.reading.sheets, self.languages, strict=True):
            if sheet.lang != lang:
                message = f"the page is tagged as `{sheet.lang}`, but its words are in `{lang}`"
                yield self.finding(Code.PAGE_LANGUAGE, message, sheet.number)
        if self.reading.sheets[0].lang == self.languages[0] != self.reading.lang:
            message = f"the file is tagged as `{self.reading.lang}`, but its first page is in `{self.languages[0]}`"
            yield self.finding(Code.PAGE_LANGUAGE, message, 1)

    # --- words --------------------------------------------------------------------------------------------------------

    def suppose(self, matches: Sequence[tuple[Match, Aligner]]) -> Values:
        """The student whom the pages tell of."""
        supposer = self.verifier.supposer

        def cost(values: Values) -> int:
            try:
                return sum(len(told.differences) for _sheet, told, _lang in self.compared(values))
            except ScorepressError:
                return _IMPOSSIBLE

        return supposer.suppose(supposer.votes(matches), cost)

    def compared(self, values: Values) -> Iterator[tuple[Sheet, Told, str]]:
        """Each page beside what it must say of a student. Raises ScorepressError where the rules say nothing."""
        made: dict[str, tuple[dict[int, list[Place]], dict[int, list[Gauge]]]] = {}
        for index, (sheet, lang) in enumerate(zip(self.reading.sheets, self.languages, strict=True)):
            if lang not in made:
                places, gauges = self.verifier.plan.filled(self.verifier.report(values, lang))
                made[lang] = _by_page(places), _by_page(gauges)
            page = self.layout_page(index)
            said, drawn = made[lang]
            yield sheet, compare(sheet, said.get(page, []), drawn.get(page, []), self.verifier.aligner(lang)), lang

    def against(self, values: Values, source: str) -> Iterator[Diagnostic]:
        """Everything that the pages say otherwise than they must of a student."""
        teller = Teller(self.verifier.press.rules, values, source)
        try:
            compared = tuple(self.compared(values))
        except ScorepressError as error:
            yield from (self.finding(Code.PAGE_DISAGREES, d.message, 1) for d in error.diagnostics)
            return
        for sheet, told, lang in compared:
            for difference in told.differences:
                yield self.difference(difference, teller, lang)
            for place, atom in told.foreign:
                words = place.made.lang if place.made else lang
                message = f"{teller.name(place)} is tagged as `{atom.lang}`, but its words are in `{words}`"
                yield self.finding(Code.PAGE_LANGUAGE, message, sheet.number)
            for gauge, picture in told.gauges:
                self.gauges += 1
                for problem in gauge_problems(gauge.view, picture):
                    yield self.finding(Code.PAGE_GAUGE, problem, sheet.number, str(gauge.scale.span))
        title = self.verifier.report(values, self.languages[0]).title.text
        if self.reading.title != title:
            message = f"the document is called `{self.reading.title}`, and must be called `{title}`"
            yield self.finding(Code.PAGE_DISAGREES, message, 1)

    def difference(self, difference: Difference, teller: Teller, lang: str) -> Diagnostic:
        """One difference as a diagnostic."""
        message, rule = teller.words(difference, lang)
        return self.finding(Code.PAGE_DISAGREES, message, difference.page, rule)

    def notes(self) -> Iterator[Diagnostic]:
        """Marks without their notes, notes without their marks."""
        for sheet in self.reading.sheets:
            for what in sheet.loose:
                message = "a note has no mark that points to it" if what == "note" else "a mark points to no note"
                yield self.finding(Code.PAGE_NOTE, message, sheet.number)

    def finding(self, code: Code, message: str, page: int, rule: str | None = None) -> Diagnostic:
        """A finding on a page. rule: the row or text that it is about."""
        labels: tuple[Label, ...] = ()
        if rule is not None:
            path, _, line = rule.partition(":")
            labels = (Label(Span(path, int(line.partition(":")[0])), "what is printed here"),)
        return Diagnostic(code, Severity.ERROR, message, Span(self.path, page), labels, ())


T = TypeVar("T", Place, Gauge)


def _by_page(items: Sequence[T]) -> dict[int, list[T]]:
    """Items by the page of the layout."""
    found: dict[int, list[T]] = {}
    for item in items:
        found.setdefault(item.spot.page, []).append(item)
    return found
