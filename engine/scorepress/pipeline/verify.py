"""A finished PDF, read back: each page against itself, against the others of its student, and against the record."""

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.reading import Reading
from scorepress.model.source import Span
from scorepress.noun import replace
from scorepress.pipeline.verify_file import FileCheck
from scorepress.pipeline.verify_reader import Asked, Finder, Reader, Verified


class Verifier(Reader):
    """Checks the files of one report."""

    def verify(self, reading: Reading, asked: Asked, records: Finder | None = None) -> Verified:
        """Check one file, as it was read back. records: finds the student's record; None when there are no data.

        Findings name no student; the line of their place is the page.
        """
        check = FileCheck(self, reading, asked)
        findings = tuple(check.all(records))
        name = "-".join((check.whose, *check.spoken)) if check.whose else None
        told = ((name, Span(asked.path, check.first)),) if name else ()
        return Verified(findings, len(reading.sheets), check.gauges, told=told)


def unreadable(error: ScorepressError, path: str) -> Verified:
    """A file that cannot be read is a finding like others."""
    return Verified(tuple(replace(diagnostic, span=Span(path, 1)) for diagnostic in error.diagnostics))
