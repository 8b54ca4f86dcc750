"""Many printed reports in one PDF, for paper."""

from typing import TYPE_CHECKING

from scorepress.model.printed import Printed
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Member

if TYPE_CHECKING:
    from scorepress.export.objects import JoinedPdf


class Binder:
    """Puts reports after one another; each begins on a sheet of its own."""

    def __init__(self, press: Press) -> None:
        """press: whose reports they are."""
        self.press = press
        self._joined: JoinedPdf | None = None

    @property
    def pages(self) -> int:
        """How many pages there are, blank ones included."""
        return self._joined.pages if self._joined else 0

    def bookmark(self, member: Member) -> str:
        """What stands for a student among the bookmarks: what the layout says, or the name of the file."""
        plan, voice = self.press.template.printing, self.press.voice(self.press.languages[0])
        if plan is None:
            return member.file
        return voice.fill(plan.bookmark.wording, plan.bookmark.context, member.record.values).text

    def add(self, printed: Printed, bookmark: str | None = None) -> None:
        """Append a report. bookmark: leads to its first page."""
        from scorepress.export.objects import JoinedPdf

        if self._joined is None:
            self._joined = JoinedPdf(printed.title, printed.languages[0])
        self._joined.add(printed.pdf, bookmark)

    def finish(self) -> bytes:
        """The whole file."""
        assert self._joined is not None
        return self._joined.save()
