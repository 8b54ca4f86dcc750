"""The members of a set, printed one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError
from scorepress.model.printed import Printed
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Member

PASSING = frozenset({Code.OUTPUT, Code.SETUP})
"""What is wrong with the machine, not with a student."""


@dataclass
class Printing:
    """Prints members, and keeps what became of each: pages by student, and why one could not be printed."""

    press: Press
    pages: list[tuple[str, int]] = field(default_factory=list)
    refused: list[tuple[str, tuple[Diagnostic, ...]]] = field(default_factory=list)

    def each(self, members: Iterator[Member]) -> Iterator[tuple[Member, Printed]]:
        """The members who can be printed, in one file each. Raises ScorepressError for what no student is at fault."""
        for member, (printed,) in self.copies(members, whole=True):
            yield member, printed

    def copies(self, members: Iterator[Member], *, whole: bool = False) -> Iterator[tuple[Member, Sequence[Printed]]]:
        """The members who can be printed, with a copy in each of their languages; whole: all languages in one."""
        fast = self.press.fast
        for member in members:
            wanted = [member.languages] if whole else [(language,) for language in member.languages]
            try:
                made = {languages: fast.printed(member.record, languages) for languages in dict.fromkeys(wanted)}
            except ScorepressError as error:
                if any(found.code in PASSING for found in error.diagnostics):
                    raise
                self.refused.append((member.student, tuple(error.diagnostics)))
                continue
            copies = [made[languages] for languages in wanted]
            self.pages.append((member.student, sum(copy.pages for copy in copies)))
            yield member, copies
