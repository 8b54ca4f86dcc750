"""The sink `merged`: one PDF a set, sorted, with bookmarks, to be printed on both sides: nobody shares a sheet."""

from collections.abc import Iterator, Sequence

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Record
from scorepress.pipeline.binding import Binder, Drawn
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Bound, Member, Put
from scorepress.pipeline.sinks.printed import Printing, bookmark


class Merged:
    """One PDF of many students."""

    name = "merged"
    version = 2
    binds = True

    def languages(self, press: Press, record: Record, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """What is wanted."""
        del press, record
        return wanted

    def adds(self, press: Press) -> object:
        """The bookmarks."""
        return press.template.printing and press.template.printing.bookmark

    def bind(self, press: Press, name: str, members: Iterator[Member], put: Put) -> Bound:
        """Make the PDF of one set; none when nobody in it can be printed."""
        printing, binder = Printing(), Binder(press)

        def make(some: Sequence[Member]) -> list[Drawn | ScorepressError]:
            return binder.draw([(member.record, member.languages) for member in some])

        for member, drawn in printing.each(members, make, lambda drawn: drawn.pages):
            binder.add(drawn, bookmark(press, member))
        if not binder.pages:
            return Bound((), (), tuple(printing.refused))
        with put(f"{name}.pdf") as stream:
            stream.write(binder.finish())
        return Bound(((f"{name}.pdf", binder.pages),), tuple(printing.pages), tuple(printing.refused))


SINK = Merged()
