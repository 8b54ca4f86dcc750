"""The sink `files`: one PDF a student, in the folders that its name gives."""

from collections.abc import Iterator

from scorepress.model.record import Record
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Bound, Member, Put


class Files:
    """Each report is a file of its own."""

    name = "files"
    version = 1
    binds = False

    def languages(self, press: Press, record: Record, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """What is wanted."""
        del press, record
        return wanted

    def adds(self, press: Press) -> object:
        """Nothing: each report is a file."""
        del press
        return ()

    def bind(self, press: Press, name: str, members: Iterator[Member], put: Put) -> Bound:
        """Never called: see `binds`."""
        raise NotImplementedError


SINK = Files()
