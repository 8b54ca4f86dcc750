"""A run over the rows of the inputs: each ends in exactly one of rendered, skipped and quarantined."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from scorepress.apps.quarantine import Mistakes, quarantine_line
from scorepress.apps.students import Row
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Origin, Record, Rejected, Skipped
from scorepress.model.report import Report
from scorepress.model.scene import Page
from scorepress.noun import Noun, field
from scorepress.pipeline.press import Press
from scorepress.workspace import Output

if TYPE_CHECKING:
    from scorepress.apps.passwords import Passwords

FORMATS = ("pdf", "html", "svg", "png")
PRIMARY = "primary"
LONGEST_NAME = 150
_TAKEN = "CREATE TABLE IF NOT EXISTS taken (name TEXT PRIMARY KEY, place TEXT) WITHOUT ROWID"


class Wanted(Noun, frozen=True):
    """What is made of each record: a language code or `primary`, formats, dots per inch of PNG pages.

    embed_fonts: whether SVG and HTML bring the characters that they use of each face.
    """

    language: str
    formats: tuple[str, ...] = ("pdf",)
    dpi: int = 150
    embed_fonts: bool = False


class Run(Noun):
    """One run.

    scratch: a database for the names of the files, so that memory does not grow with the students. passwords: PDF files
    are protected with them.
    """

    press: Press
    output: Output
    wanted: Wanted
    scratch: sqlite3.Connection
    passwords: "Passwords | None" = None
    read: int = 0
    written: int = 0
    """Files of reports."""
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    told: Mistakes = field(default_factory=Mistakes)

    def all(self, rows: Iterator[Row], advance: Callable[[], None]) -> None:
        """Take every row to its end. Raises ScorepressError when an input or the output fails as a whole."""
        self.scratch.execute(_TAKEN)
        with self.output.lines("quarantine.jsonl") as quarantine, self.output.lines("skipped.jsonl") as skipped:
            for row in rows:
                self.read += 1
                if isinstance(row, Skipped):
                    self.skip(row.origin, row.reason, skipped)
                elif isinstance(row, Rejected):
                    self.reject(row, quarantine)
                else:
                    self.one(row, quarantine, skipped)
                advance()
        accounted = sum(self.counts.values())
        if accounted != self.read:
            message = f"{self.read} rows were read, but {accounted} are accounted for"
            raise ScorepressError([Diagnostic(Code.COUNT, Severity.ERROR, message)])

    def one(self, record: Record, quarantine: Callable[[str], None], skipped: Callable[[str], None]) -> None:
        """One record: skipped by the rules, refused by them, or rendered."""
        reason = self.press.skip(record)
        if reason is not None:
            self.skip(record.origin, reason.reason, skipped)
            return
        problems = self.press.audit(record)
        if not problems:
            try:
                self.render(record)
            except ScorepressError as error:
                if any(d.code in (Code.OUTPUT, Code.SETUP) for d in error.diagnostics):
                    raise
                problems = error.diagnostics
        if problems:
            raw = json.dumps(record.values, ensure_ascii=False, default=str)
            self.reject(Rejected(record.origin, problems, raw), quarantine)
        else:
            self.counts["rendered"] += 1

    def skip(self, origin: Origin, reason: str, skipped: Callable[[str], None]) -> None:
        """Note a row that gets no report."""
        skipped(json.dumps({"input": origin.path, "row": origin.row, "reason": reason}, ensure_ascii=False))
        self.reasons[reason] += 1
        self.counts["skipped"] += 1

    def reject(self, row: Rejected, quarantine: Callable[[str], None]) -> None:
        """Note a row that must be mended."""
        quarantine(quarantine_line(row))
        self.counts["quarantined"] += 1
        self.told.add(row)

    def render(self, record: Record) -> None:
        """Write the files of one student. Raises ScorepressError when one cannot be made; then none is written."""
        wanted = self.languages_of(record)
        name, made = self.printed(record, wanted) if {"pdf", "png"} & set(self.wanted.formats) else ("", [])
        if {"svg", "html"} & set(self.wanted.formats):
            reports = [self.press.report(record, lang) for lang in wanted]
            name = reports[0].file_name
            made += self.drawn(reports, [page for report in reports for page in self.press.pages(report)])
        files = dict(made)
        given = self.passwords.given(record) if self.passwords else None  # whose field is blank takes no name
        self.take(name, record.origin)
        if self.passwords:
            files = {name: self.passwords.protect(data, record, name, given) for name, data in files.items()}
        for name, data in files.items():
            self.output.write(name, data)
        self.written += len(files)
        self.languages.update(wanted)

    def earlier(self) -> int:
        """How many reports and pages of earlier runs are still in the folder."""
        endings = tuple(f".{format_}" for format_ in FORMATS)
        return sum(name.endswith(endings) for name in self.output.names()) - self.written

    def printed(self, record: Record, languages: Sequence[str]) -> tuple[str, list[tuple[str, bytes]]]:
        """A student's PDF, and its pages as pictures: the name without language and ending, files with their content.

        Always by the press, however few students there are: the same record gives the same bytes in any company.
        """
        printed = self.press.fast.printed(record, languages)
        name, formats = printed.name, self.wanted.formats
        files = [(f"{name}-{'-'.join(languages)}.pdf", printed.pdf)] if "pdf" in formats else []
        if "png" in formats:
            pictures = self.press.png(printed.pdf, self.wanted.dpi)
            each = len(pictures) // len(languages)
            places = [(lang, number + 1) for lang in languages for number in range(each)]
            files += [
                (f"{name}-{lang}-page-{number}.png", picture)
                for (lang, number), picture in zip(places, pictures, strict=True)
            ]
        return name, files

    def drawn(self, reports: Sequence[Report], pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
        """A student's SVG and HTML: name and content."""
        name, title, formats = reports[0].file_name, reports[0].title.text, self.wanted.formats
        embed = self.wanted.embed_fonts
        if "html" in formats:
            whole = f"{name}-{'-'.join(report.lang for report in reports)}"
            yield f"{whole}.html", self.press.html(pages, title, embed_fonts=embed).encode()
        if "svg" in formats:
            for page in pages:
                svg = self.press.svg(page, embed_fonts=embed)
                yield f"{name}-{page.lang}-page-{page.number}.svg", svg.encode()

    def take(self, name: str, origin: Origin) -> None:
        """Make sure that no other student of the run has the name. Raises ScorepressError.

        Upper and lower case are the same, as on the disks of many machines.
        """
        fact, hint = f"has {len(name)} letters, at most {LONGEST_NAME} are used", "shorten `file-name` in report.yaml"
        if len(name) <= LONGEST_NAME:
            place = f"row {origin.row} of `{origin.path}`"
            try:
                self.scratch.execute("INSERT INTO taken VALUES (?, ?)", (name.lower(), place))
            except sqlite3.IntegrityError:
                found = self.scratch.execute("SELECT place FROM taken WHERE name = ?", (name.lower(),)).fetchone()
                fact = f"is taken by {found[0]}"
                hint = "give `file-name` in report.yaml a slot that no two students share, such as the student number"
            else:
                return
        span = self.press.template.file_name.span
        raise ScorepressError([Diagnostic(Code.FILE_NAME, Severity.ERROR, f"the file name {fact}", span, (), (hint,))])

    def languages_of(self, record: Record) -> tuple[str, ...]:
        """The languages of one student's file."""
        source = self.press.languages[0]
        if self.wanted.language != PRIMARY:
            return (self.wanted.language,)
        own, name = self.press.student_language(record)
        if own is None and name is not None:
            self.silent[name] += 1
        return (source,) if own in (None, source) else (source, own)
