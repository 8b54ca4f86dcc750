"""Where the reports of a batch end: one file a student, or sets of many students.

The sink `files` is written student by student, as soon as a report is printed. Every other sink *binds*: while rows are
read, a batch only evaluates each record and keeps it, with its place, in the journal's spool; at the end it goes
through the sets in order of name, and hands each set that is new or has changed to `Sink.bind`, in a worker. A set is
bound again when a member came, went, moved or changed (its content address tells), when the sink's `version` or what it
`adds` changed, or when one of its files is not there in its size. So a killed run loses the sets that were in work and
no more.

What a set is, is data: `x-output` in the record's schema has a name pattern for each sink (`lea/school`), and the
order of the members; `--name` takes the place of the pattern. The set's name is the pattern filled in and made safe as
a path without ending, the same for all members.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import BinaryIO, Protocol

from scorepress.model.diagnostic import Diagnostic
from scorepress.model.record import Record
from scorepress.noun import Noun
from scorepress.pipeline.press import Press

SINKS = {"files": "files", "zip": "zipped", "merged": "merged", "print": "printing"}
"""Word of `--sink` -> module of this package, which has `SINK`. A word whose module is not there is not offered."""

Put = Callable[[str], AbstractContextManager[BinaryIO]]
"""`with put(path) as stream`: a new file of the output (a path below `data/`, with its ending), open for writing and
seeking; it takes its place by rename when the block ends well, and is forgotten when it does not. Raises
ScorepressError (OUTPUT) when it cannot be written: let that pass."""


class Member(Noun, frozen=True):
    """One student of a set.

    student: the key by which the journal knows the student. file: the report's own file name, with no folder and no
    ending, safe and different for every student. languages: what `Sink.languages` answered.
    """

    student: str
    file: str
    languages: tuple[str, ...]
    record: Record


class Bound(Noun, frozen=True):
    """What became of a set.

    files: the paths that were put, with the number of pages of each (0 for what has none). pages: of each student, by
    key. refused: students who could not be printed, with the reason; they are in none of the files and go to
    quarantine.
    """

    files: tuple[tuple[str, int], ...]
    pages: tuple[tuple[str, int], ...]
    refused: tuple[tuple[str, tuple[Diagnostic, ...]], ...] = ()


class Sink(Protocol):
    """A way to hand over the reports. Sinks are stateless and live in worker processes, too."""

    name: str
    """The word of `--sink`, and of the pattern in `x-output`."""
    version: int
    """Counted up when the same members would give another file."""
    binds: bool
    """False for `files` alone: `bind` is not called, each student's file is written at once."""

    def languages(self, press: Press, record: Record, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """Languages of a student's report, in order. wanted: what `--language` gives this student."""
        ...

    def adds(self, press: Press) -> object:
        """What shows in a set beside its members' reports, as a frozen value: when it changes, sets are bound again."""
        ...

    def bind(self, press: Press, name: str, members: Iterator[Member], put: Put) -> Bound:
        """Make the files of one set.

        name: the set's path with no ending, such as `Sequoia-Valley/Cedar-Grove`; what is put is this path with an
        ending, or lies in a folder of that name. members: in the order that `x-output` gives, streamed; read them
        once. A member's ScorepressError belongs into `refused`; OUTPUT and SETUP errors pass through.
        """
        ...


def sink_names() -> Sequence[str]:
    """The words that `--sink` knows."""
    from importlib.util import find_spec

    return tuple(word for word, module in SINKS.items() if find_spec(f"{__name__}.{module}"))


def open_sink(word: str) -> Sink:
    """The sink of a word of `sink_names`."""
    sink: Sink = import_module(f"{__name__}.{SINKS[word]}").SINK
    return sink
