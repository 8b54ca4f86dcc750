"""What finished pages of a report are read with: its wording backwards, its rules, its layout."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from scorepress.evaluate.alignment import Aligner
from scorepress.evaluate.inverse import Listener
from scorepress.evaluate.places import Plan
from scorepress.evaluate.report import evaluate_report, file_name, speaker
from scorepress.evaluate.suppose import Supposer
from scorepress.model.diagnostic import Diagnostic, ScorepressError
from scorepress.model.reading import Reading
from scorepress.model.record import OutputPlan, Record
from scorepress.model.report import Report
from scorepress.model.rules import Naming
from scorepress.model.source import Span
from scorepress.model.values import FieldType, Value
from scorepress.noun import Noun
from scorepress.pipeline.naming import Pattern
from scorepress.pipeline.press import Press

Values = Mapping[str, Value]


class Asked(Noun, frozen=True):
    """What is known of a file before it is read. path: how findings name it. The rest is what a manifest says of it.

    student: words of which one is the student's number. languages: in the order of the pages; of a file of many, all
    that occur. pages: how many. bundle: whether it holds the reports of many students. patterns: by which the batch has
    named what it wrote; place: the name of the file, or of its archive, as a pattern gives it.
    """

    path: str
    student: str | None = None
    languages: tuple[str, ...] = ()
    pages: int | None = None
    bundle: bool = False
    patterns: tuple[str, ...] = ()
    place: str = ""

    @property
    def stem(self) -> str:
        """The name of the file, without folders and ending."""
        return PurePosixPath(self.path).stem


class Verified(Noun, frozen=True):
    """What came out for a file: what was found, how many pages and gauges were looked at.

    met: the students whose records were found: the report, and the name of their files. told: whom the pages tell of,
    the name of such a file with its languages, and where these pages begin.
    """

    findings: tuple[Diagnostic, ...]
    pages: int = 0
    gauges: int = 0
    met: frozenset[tuple[str, str]] = frozenset()
    told: tuple[tuple[str, Span], ...] = ()


Finder = Callable[[str], Sequence[Record]]
"""Finds the records of the student whose reports have a file name (without language and ending)."""


class Reader:
    """Understands the pages of one report. It keeps what it has learned of the wording, and nothing of a student."""

    def __init__(self, press: Press, output: OutputPlan | None = None) -> None:
        """output: how the record's schema names files, for `place`."""
        self.press = press
        self.output = output or OutputPlan()
        self.template = press.template
        self.plan = Plan(press.template)
        self.supposer = Supposer(press.rules)
        self.name_parts = tuple(_name_fields(press))
        self._aligners: dict[str, Aligner] = {}
        self._patterns: dict[str, Pattern] = {}

    def aligner(self, lang: str) -> Aligner:
        """What reads pages in a language."""
        if lang not in self._aligners:
            voice = speaker(self.template, self.press.rules, lang, Listener)
            assert isinstance(voice, Listener)
            self._aligners[lang] = Aligner(self.plan, voice)
        return self._aligners[lang]

    def understood(self, reading: Reading) -> float:
        """Which share of a file's first page is worded as this report is, from 0 to 1."""
        sheet = next(iter(reading.sheets), None)
        written = sum(len(atom.text) for atom in sheet.atoms) if sheet else 0
        if sheet is None or not written:
            return 0
        page, languages = self.template.pages[0].number, self.press.languages
        tried = (sheet.lang,) if sheet.lang in languages else languages
        return max(sum(m.heard.weight for m in self.aligner(lang).matches(sheet, page)) for lang in tried) / written

    def report(self, values: Values, lang: str) -> Report:
        """What pages of a student must say. Raises ScorepressError for a student of whom the rules say nothing."""
        return evaluate_report(self.template, self.press.rules, self.press.voice(lang), values, lang)

    def place(self, pattern: str, record: Record, languages: Sequence[str]) -> str:
        """Where a batch puts the report of a record. Raises ScorepressError where the pattern cannot be used."""
        if pattern not in self._patterns:
            self._patterns[pattern] = Pattern(pattern, self.press, self.output)
        return self._patterns[pattern].name(record, languages)

    def name(self, values: Values) -> str | None:
        """The file name of a student, without language and ending; None where the rules give none."""
        text = self.template.file_name
        try:
            said = self.press.voice(self.press.languages[0]).fill(text.wording, text.context, values)
        except ScorepressError:
            return None
        return file_name(said.text)


def _name_fields(press: Press) -> Iterator[FieldType]:
    """The fields of which file names are made."""
    for slot in press.template.file_name.wording.slots:
        reference = press.rules.book.reference(slot.phrase)
        if reference is not None and reference.naming is Naming.FIELD:
            found = press.rules.schema.field(press.rules.book.path(reference.name, reference.binding))
            if found is not None:
                yield found
