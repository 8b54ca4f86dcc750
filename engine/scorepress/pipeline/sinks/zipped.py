"""The sink `zip`: one zip file a set, in it a PDF a student.

The PDFs are packed in themselves, so they are stored as they are. The zip has no clock and no machine in it: the same
reports give the same bytes.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from zipfile import ZipFile, ZipInfo

from scorepress.export.press_pack import check_of_zip
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.printed import Printed
from scorepress.model.record import Record
from scorepress.pipeline.press import Press
from scorepress.pipeline.sinks import Bound, Member, Put
from scorepress.pipeline.sinks.printed import Printing

UNDATED = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file knows."""

UNIX = 3
READABLE = 0o100644 << 16
"""An ordinary file that everybody may read."""


class Zipped:
    """A zip file of PDFs."""

    name = "zip"
    version = 1
    binds = True

    def languages(self, press: Press, record: Record, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """What is wanted."""
        del press, record
        return wanted

    def adds(self, press: Press) -> object:
        """Nothing."""
        del press
        return ()

    def bind(self, press: Press, name: str, members: Iterator[Member], put: Put) -> Bound:
        """Make the zip file of one set; none when nobody in it can be printed."""
        printing, fast = Printing(), press.fast

        def make(some: Sequence[Member]) -> list[Printed | ScorepressError]:
            return fast.all([(member.record, member.languages) for member in some])

        printed = printing.each(members, make, lambda made: made.pages)
        first = next(printed, None)
        if first is None:
            return Bound((), (), tuple(printing.refused))
        with put(f"{name}.zip") as stream:
            entries: list[ZipInfo] = []
            at = 0
            for member, made in chain((first,), printed):
                entry = stored_entry(f"{member.file}.pdf", made.pdf, at)
                entries.append(entry)
                at += stream.write(entry.FileHeader() + made.pdf)
            with ZipFile(stream, "w") as directory:  # it begins where the entries end
                directory.filelist += entries
        return Bound(((f"{name}.zip", 0),), tuple(printing.pages), tuple(printing.refused))


def stored_entry(name: str, data: bytes, at: int) -> ZipInfo:
    """What a zip says of a file that is stored in it. at: where in the zip that begins.

    `ZipFile.writestr` writes the same, but goes back to each entry once more, which takes as long as writing it.
    """
    entry = ZipInfo(name, UNDATED)
    entry.create_system, entry.external_attr = UNIX, READABLE
    entry.CRC, entry.compress_size, entry.file_size = check_of_zip(data), len(data), len(data)
    entry.header_offset = at
    return entry


SINK = Zipped()
