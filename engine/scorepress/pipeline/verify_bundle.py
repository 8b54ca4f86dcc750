"""Files of many students: each copy of a report in them against itself and against its student's record."""

from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby
from operator import itemgetter

from scorepress.model.reading import Reading
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
    inner = Asked(asked.path, bundle=True)
    checked = [verifier.verify(copy, inner, records) for copy in _copies(verifier, reading)]
    findings = tuple(finding for one in checked for finding in one.findings)
    told = groupby((whom for one in checked for whom in one.told), key=itemgetter(0))
    once = tuple(next(copies) for _name, copies in told)
    return Verified(findings, sum(one.pages for one in checked), sum(one.gauges for one in checked), told=once)


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
