"""Files of many students: each copy of a report in them against itself and against its student's record."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby
from operator import itemgetter

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.reading import Reading
from scorepress.model.source import Span
from scorepress.noun import replace
from scorepress.pipeline.verify import Verifier
from scorepress.pipeline.verify_reader import Asked, Finder, Verified

ENOUGH = 0.5
"""Which share of a page is worded as a report's first page, if it is one."""


def is_bundle(reading: Reading, verifiers: Sequence[Verifier]) -> bool:
    """Whether a file holds the reports of several students: some language more than once."""
    begun = [sheet.lang for sheet in reading.sheets if _begins(reading, sheet.number, verifiers)]
    return len(begun) > len(set(begun))


def reports_in(reading: Reading, verifiers: Sequence[Verifier]) -> Reading:
    """A file without its blank pages, and without the sheets that lie before the first report."""
    sheets = [sheet for sheet in reading.sheets if sheet.atoms or sheet.decoration]
    kept = dropwhile(lambda sheet: not _begins(reading, sheet.number, verifiers), sheets)
    return replace(reading, sheets=tuple(kept))


def verify_bundle(verifier: Verifier, reading: Reading, asked: Asked, records: Finder | None = None) -> Verified:
    """Check each copy in a file, as it was read back; a copy is the report of a student in one language.

    reading: as `reports_in` gives it. A page too many or too few among the copies is found, since from there on nothing
    agrees any more. Copies of a student that follow each other are for paper. records: as for `Verifier.verify`.
    """
    languages = tuple({sheet.lang for sheet in reading.sheets})
    inner = replace(asked, student=None, languages=languages, pages=None, bundle=True)
    copies = tuple(_copies(verifier, reading))
    checked = [verifier.verify(copy, inner, records) for copy in copies]
    findings = tuple(finding for one in checked for finding in one.findings)
    if asked.bundle:
        findings += tuple(
            Diagnostic(Code.PAGE_COUNT, Severity.ERROR, message, Span(asked.path, page))
            for message, page in _shifted(copies, asked.pages)
        )
    told = groupby((whom for one in checked for whom in one.told), key=itemgetter(0))
    once = tuple(next(copies) for _name, copies in told)
    return Verified(findings, sum(one.pages for one in checked), sum(one.gauges for one in checked), told=once)


def _shifted(copies: Sequence[Reading], wanted: int | None) -> Iterator[tuple[str, int]]:
    """Pages that are missing; copies that do not begin on the front of a sheet of paper, or are not together.

    Gives what is wrong, and the page. wanted: how many pages of reports the manifest tells of.
    """
    pages = sum(len(copy.sheets) for copy in copies)
    if wanted not in (None, pages):
        yield f"the file has {pages} pages of reports, and the manifest says {wanted}", 1
    for copy in copies:
        first, *others = (sheet.number for sheet in copy.sheets)
        if others != list(range(first + 1, first + len(copy.sheets))):
            yield "there are other pages among those of the report", first
        elif first % 2 == 0:
            yield "the report begins on the back of a sheet of paper", first


def _copies(verifier: Verifier, reading: Reading) -> Iterator[Reading]:
    """The pages of a file, copy by copy. Pages keep their numbers in the file."""
    count = len(verifier.template.pages)
    for begin in range(0, len(reading.sheets), count):
        sheets = reading.sheets[begin : begin + count]
        yield replace(reading, lang=sheets[0].lang, sheets=sheets)


def _begins(reading: Reading, number: int, verifiers: Sequence[Verifier]) -> bool:
    """Whether a page is the first of a report."""
    alone = replace(reading, sheets=tuple(sheet for sheet in reading.sheets if sheet.number == number))
    return any(verifier.understood(alone) >= ENOUGH for verifier in verifiers)
