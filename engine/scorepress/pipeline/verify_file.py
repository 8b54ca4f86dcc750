"""The pages of one student against themselves, against each other, and against the record."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from scorepress.evaluate.agreement import Compared, Difference, compare
from scorepress.evaluate.alignment import Aligner, Match
from scorepress.evaluate.disagreement import Teller
from scorepress.evaluate.gauges import gauge_problems
from scorepress.evaluate.places import Gauge, Place
from scorepress.model.diagnostic import Code, Diagnostic, Label, ScorepressError, Severity
from scorepress.model.reading import Loose, Reading, Sheet
from scorepress.model.record import Record
from scorepress.model.source import Span
from scorepress.model.values import Kind, SchoolYear
from scorepress.pipeline.verify_reader import Asked, Finder, Reader, Values

_IMPOSSIBLE = 10_000


class FileCheck:
    """The pages of one student: a file, or a part of one."""

    def __init__(self, reader: Reader, reading: Reading, asked: Asked) -> None:
        self.reader = reader
        self.reading = reading
        self.asked = asked
        self.numbers = [page.number for page in reader.template.pages]
        self.layout = {s.number: self.numbers[at % len(self.numbers)] for at, s in enumerate(reading.sheets)}
        """The page of the layout that each page of the file is."""
        self.gauges = 0
        self.languages: list[str] = []
        self.whose: str | None = None
        """Whom the pages tell of: the name of the student's file. None where they lie in another's place."""

    @property
    def first(self) -> int:
        """The first page of these."""
        return self.reading.sheets[0].number if self.reading.sheets else 1

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages of the file, in the order of its pages."""
        return tuple(dict.fromkeys(self.languages))

    def all(self, records: Finder | None) -> Iterator[Diagnostic]:
        """Everything that is found."""
        sheets = self.reading.sheets
        if not sheets or len(sheets) % len(self.numbers) or self.asked.pages not in (None, len(sheets)):
            wanted = f"the report has {len(self.numbers)} in each language"
            if self.asked.pages is not None:
                wanted = f"the manifest says {self.asked.pages}"
            yield self.finding(Code.PAGE_COUNT, f"the file has {len(sheets)} pages, and {wanted}", self.first)
            return
        self.languages = [self.language(sheet) for sheet in sheets]
        yield from self.tongues()
        yield from self.mixed()
        matches = [
            (match, self.reader.aligner(lang))
            for sheet, lang in zip(sheets, self.languages, strict=True)
            for match in self.reader.aligner(lang).matches(sheet, self.layout[sheet.number])
        ]
        supposed = self.suppose(matches)
        name = self.reader.name(supposed)
        own = self.own(name, records) if records else None
        strange = tuple(self.strangers(supposed, name, records))
        yield from strange
        self.whose = None if strange else name
        if records and own is None:
            yield self.finding(Code.PAGE_STUDENT, "no record of the data has the student of these pages", self.first)
        if own is not None and not strange:
            yield from self.against(own.values, "the record", spaced=True)
            yield from self.primary(own)
            yield from self.placed(own)
            for one in self.reader.press.audit(own):
                yield self.finding(Code.PAGE_DISAGREES, f"the record cannot be printed: {one.message}", self.first)
        else:
            yield from self.against(supposed, "the rest of the file")
            for problem in self.reader.supposer.problems(supposed):
                yield self.finding(Code.PAGE_DISAGREES, problem, self.first)
        if not self.asked.bundle:
            yield from self.named(name)
        yield from self.notes()

    # --- whose pages, in which file -----------------------------------------------------------------------------------

    def own(self, name: str | None, records: Finder) -> Record | None:
        """The record of the student of the pages; where there are several, the one that agrees, or the last."""
        found = tuple(records(name)) if name else ()
        if not found:
            found = next((kept for stem in self.stems() if (kept := tuple(records(stem)))), ())
        for record in found[:-1]:
            if not any(told.differences for _sheet, told, _lang in self.compared(record.values)):
                return record
        return found[-1] if found else None

    def stems(self) -> Iterator[str]:
        """What the file may be called without its languages."""
        parts = self.asked.stem.split("-")
        yield from ("-".join(parts[:length]) for length in range(len(parts), 0, -1))

    def strangers(self, supposed: Values, name: str | None, records: Finder | None) -> Iterator[Diagnostic]:
        """Pages of another student, or of another year, than the file's name or the manifest says."""
        stem, told = self.asked.stem, self.asked.student
        message = "the pages are of another student than the {} says"
        for one in self.reader.name_parts:
            value = supposed.get(one.path)
            shape = re.compile(one.pattern or r"(?!)")
            if one.kind is Kind.TEXT and value is not None:
                tokens = [token for token in re.split(r"[^A-Za-z0-9]+", stem) if shape.search(token)]
                if tokens and str(value) not in tokens:
                    yield self.finding(Code.PAGE_STUDENT, message.format("file’s name"), self.first)
                    return
                if told is not None and str(value) not in told.split():
                    yield self.finding(Code.PAGE_STUDENT, message.format("manifest"), self.first)
                    return
            years = re.findall(r"(?<!\d)\d{4}-\d{2}(?!\d)", stem)
            if isinstance(value, SchoolYear) and years and str(value) not in years:
                text = f"the pages are of the school year {value}, the file’s name says {years[0]}"
                yield self.finding(Code.PAGE_STUDENT, text, self.first)
        if records and name and not records(name) and any(records(stem) for stem in self.stems()):
            yield self.finding(Code.PAGE_STUDENT, message.format("file’s name"), self.first)

    def named(self, name: str | None) -> Iterator[Diagnostic]:
        """Languages of the file, as its name and the manifest tell them."""
        wanted = self.asked.languages
        if not wanted and name and self.asked.stem.startswith(f"{name}-"):
            if self.asked.stem != f"{name}-{'-'.join(self.spoken)}":
                message = f"the file is in {_listed(self.spoken)}, and its name says otherwise"
                yield self.finding(Code.PAGE_LANGUAGE, message, self.first)
        elif wanted and wanted != self.spoken:
            message = f"the file is in {_listed(self.spoken)}, and the manifest says {_listed(wanted)}"
            yield self.finding(Code.PAGE_LANGUAGE, message, self.first)

    def primary(self, record: Record) -> Iterator[Diagnostic]:
        """A second language that is not the student's. In a file of many it is any, where there is the first, too."""
        own, _name = self.reader.press.student_language(record)
        source = self.reader.press.languages[0]
        wrong = self.spoken[1:] != (own,)
        if len(self.spoken) == 1:
            beside = self.asked.bundle and source in self.asked.languages
            wrong = beside and self.spoken[0] not in (source, own)
        if wrong:
            message = (
                f"the file is in {_listed(self.spoken)}, and the student’s language is {_listed((own or 'another',))}"
            )
            yield self.finding(Code.PAGE_LANGUAGE, message, self.first)

    def placed(self, record: Record) -> Iterator[Diagnostic]:
        """A report that lies elsewhere than the batch puts it: in the folder or the set of another school."""
        asked = self.asked
        if asked.bundle and any("{language}" in pattern for pattern in asked.patterns):
            return  # copies in a set are of one language each
        places: list[str] = []
        problems: list[str] = []
        for pattern in asked.patterns:
            try:
                places.append(self.reader.place(pattern, record, self.spoken))
            except ScorepressError as error:
                problems += [one.message for one in error.diagnostics]
        for problem in () if places else problems:
            message = f"`Scorepress-Name` in bag-info.txt does not fit the project: {problem}"
            yield self.finding(Code.PAGE_STUDENT, message, self.first)
        if places and asked.place not in places:
            message = f"the report lies at `{asked.place}`, and the record belongs to `{places[0]}`"
            yield self.finding(Code.PAGE_STUDENT, message, self.first)

    # --- languages ----------------------------------------------------------------------------------------------------

    def language(self, sheet: Sheet) -> str:
        """The language in which a page is worded: the tagged one, unless another explains more of it."""
        known = self.reader.press.languages
        page = self.layout[sheet.number]

        def heard(lang: str) -> int:
            return sum(match.heard.weight for match in self.reader.aligner(lang).matches(sheet, page))

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
            yield self.finding(Code.PAGE_LANGUAGE, message, self.first)

    def mixed(self) -> Iterator[Diagnostic]:
        """Pages in one language between those in another."""
        count = len(self.numbers)
        told = [self.languages[begin : begin + count] for begin in range(0, len(self.languages), count)]
        for at, langs in enumerate(told):
            if len(set(langs)) > 1 or (langs in told[:at] and not self.asked.bundle):
                message = f"the pages are in {_listed(langs)}, one language among the other, or twice"
                yield self.finding(Code.PAGE_LANGUAGE, message, self.reading.sheets[at * count].number)
                return

    # --- words --------------------------------------------------------------------------------------------------------

    def suppose(self, matches: Sequence[tuple[Match, Aligner]]) -> Values:
        """The student whom the pages tell of."""
        supposer = self.reader.supposer

        def cost(values: Values) -> int:
            try:
                return sum(len(told.differences) for _sheet, told, _lang in self.compared(values))
            except ScorepressError:
                return _IMPOSSIBLE

        def doubts(values: Values) -> frozenset[str] | None:
            try:
                compared = [(one, self.reader.aligner(lang)) for _sheet, told, lang in self.compared(values)
                            for one in told.differences]  # fmt: skip
            except ScorepressError:
                return None
            found = frozenset[str]()
            for one, aligner in compared:
                found |= self.reader.plan.fields(one.wanted) if one.wanted else frozenset()
                found |= (aligner.doubted(self.layout[one.page], one.found) if one.found else None) or frozenset()
            return found

        return supposer.suppose(supposer.votes(matches), cost, doubts)

    def compared(self, values: Values, *, spaced: bool = False) -> Iterator[tuple[Sheet, Compared, str]]:
        """Each page beside what it must say of a student. Raises ScorepressError where the rules say nothing.

        spaced: as for `compare`.
        """
        made: dict[str, tuple[dict[int, list[Place]], dict[int, list[Gauge]]]] = {}
        for sheet, lang in zip(self.reading.sheets, self.languages, strict=True):
            if lang not in made:
                places, gauges = self.reader.plan.filled(self.reader.report(values, lang))
                made[lang] = _by_page(places), _by_page(gauges)
            page = self.layout[sheet.number]
            said, drawn = made[lang]
            yield (
                sheet,
                compare(sheet, said.get(page, []), drawn.get(page, []), self.reader.aligner(lang), spaced=spaced),
                lang,
            )

    def against(self, values: Values, source: str, *, spaced: bool = False) -> Iterator[Diagnostic]:
        """Everything that the pages say otherwise than they must of a student. spaced: as for `compare`."""
        teller = Teller(self.reader.press.rules, values, source)
        try:
            compared = tuple(self.compared(values, spaced=spaced))
        except ScorepressError as error:
            yield from (self.finding(Code.PAGE_DISAGREES, d.message, self.first) for d in error.diagnostics)
            return
        for sheet, told, lang in compared:
            for difference in told.differences:
                yield self.difference(difference, teller, lang)
            for place, atom in told.foreign:
                words = place.made.lang if place.made else lang
                message = f"{teller.name(place)} is tagged as `{atom.lang}`, but its words are in `{words}`"
                yield self.finding(Code.PAGE_LANGUAGE, message, sheet.number)
            for place in told.moved:
                message = f"{teller.name(place)} does not stand where it must among the others"
                yield self.finding(Code.PAGE_DISAGREES, message, sheet.number, place.source)
            for gauge, picture, written in told.gauges:
                self.gauges += 1
                for problem in gauge_problems(gauge.view, picture, written):
                    yield self.finding(Code.PAGE_GAUGE, problem, sheet.number, str(gauge.scale.span))
        if self.asked.bundle:
            return
        title = self.reader.report(values, self.languages[0]).title.text
        if self.reading.title != title and not self.asked.bundle:  # a file of many has one title in one language
            message = f"the document is called `{self.reading.title}`, and must be called `{title}`"
            yield self.finding(Code.PAGE_DISAGREES, message, self.first)

    def difference(self, difference: Difference, teller: Teller, lang: str) -> Diagnostic:
        """One difference as a diagnostic."""
        message, rule = teller.words(difference, lang)
        return self.finding(Code.PAGE_DISAGREES, message, difference.page, rule)

    def notes(self) -> Iterator[Diagnostic]:
        """What is wrong with the pages beside their words."""
        for sheet in self.reading.sheets:
            for what in sheet.loose:
                code = Code.PAGE_NOTE if what in (Loose.NOTE, Loose.MARK) else Code.PAGE_DISAGREES
                yield self.finding(code, what.value, sheet.number)

    def finding(self, code: Code, message: str, page: int, rule: str | None = None) -> Diagnostic:
        """A finding on a page. rule: the row or text that it is about."""
        labels: tuple[Label, ...] = ()
        if rule is not None:
            path, _, line = rule.partition(":")
            labels = (Label(Span(path, int(line.partition(":")[0])), "what is printed here"),)
        return Diagnostic(code, Severity.ERROR, message, Span(self.asked.path, page), labels, ())


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


T = TypeVar("T", Place, Gauge)


def _by_page(items: Sequence[T]) -> dict[int, list[T]]:
    """Items by the page of the layout."""
    found: dict[int, list[T]] = {}
    for item in items:
        found.setdefault(item.spot.page, []).append(item)
    return found
