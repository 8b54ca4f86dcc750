"""The members of a set, printed one after the other."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError
from scorepress.noun import Noun, field
from scorepress.pipeline.press import AT_ONCE, Press
from scorepress.pipeline.sinks import Member

PASSING = frozenset({Code.OUTPUT, Code.SETUP})
"""What is wrong with the machine, not with a student."""

Made = TypeVar("Made")


class Printing(Noun):
    """What became of the members: pages by student, and why one could not be printed."""

    pages: list[tuple[str, int]] = field(default_factory=list)
    refused: list[tuple[str, tuple[Diagnostic, ...]]] = field(default_factory=list)

    def each(
        self,
        members: Iterator[Member],
        make: Callable[[Sequence[Member]], Sequence[Made | ScorepressError]],
        pages: Callable[[Made], int],
    ) -> Iterator[tuple[Member, Made]]:
        """The members who can be printed, and what was made of them.

        make: gives that for some members at once, or why one cannot be printed; pages: its number of pages. Raises
        ScorepressError for what no student is at fault.
        """
        while some := list(islice(members, AT_ONCE)):
            for member, made in zip(some, make(some), strict=True):
                if not isinstance(made, ScorepressError):
                    self.pages.append((member.student, pages(made)))
                    yield member, made
                elif any(found.code in PASSING for found in made.diagnostics):
                    raise made
                else:
                    self.refused.append((member.student, tuple(made.diagnostics)))


def bookmark(press: Press, member: Member) -> str:
    """What stands for a student among the bookmarks: what the layout says, or the name of the file."""
    plan, voice = press.template.printing, press.voice(press.languages[0])
    if plan is None:
        return member.file
    return voice.fill(plan.bookmark.wording, plan.bookmark.context, member.record.values).text
