"""The members of a set, printed one after the other."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError
from scorepress.noun import Noun, field
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Member

PASSING = frozenset({Code.OUTPUT, Code.SETUP})
"""What is wrong with the machine, not with a student."""

Made = TypeVar("Made")


class Printing(Noun):
    """What became of the members: pages by student, and why one could not be printed."""

    pages: list[tuple[str, int]] = field(default_factory=list)
    refused: list[tuple[str, tuple[Diagnostic, ...]]] = field(default_factory=list)

    def each(
        self, members: Iterator[Member], make: Callable[[Member], tuple[Made, int]]
    ) -> Iterator[tuple[Member, Made]]:
        """The members who can be printed, and what was made of them.

        make: gives that, and its number of pages. Raises ScorepressError for what no student is at fault.
        """
        for member in members:
            try:
                made, pages = make(member)
            except ScorepressError as error:
                if any(found.code in PASSING for found in error.diagnostics):
                    raise
                self.refused.append((member.student, tuple(error.diagnostics)))
                continue
            self.pages.append((member.student, pages))
            yield member, made


def bookmark(press: Press, member: Member) -> str:
    """What stands for a student among the bookmarks: what the layout says, or the name of the file."""
    plan, voice = press.template.printing, press.voice(press.languages[0])
    if plan is None:
        return member.file
    return voice.fill(plan.bookmark.wording, plan.bookmark.context, member.record.values).text
