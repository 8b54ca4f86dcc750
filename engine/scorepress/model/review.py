"""Review: what a change of a report project does to the reports, before anybody gets one.

Equal changes are one item, however many students they reach. A *population* is a set of students of whom it is
counted how many an item reaches: the invented ones that stand for all cells of the rules, or given records.
"""

from enum import StrEnum

from scorepress.model.diagnostic import Diagnostic
from scorepress.model.geometry import Box
from scorepress.model.source import Span
from scorepress.noun import Noun

WORKING_TREE = "working tree"
"""What the files as they are now are called."""


class Concern(StrEnum):
    """What kind of change an item is, in the order in which items are told."""

    REPORT = "report"
    WORDING = "wording"
    CHOICE = "choice"
    VALUE = "value"
    FIT = "fit"
    STALE = "stale"
    GEOMETRY = "geometry"
    LOOK = "look"
    TRANSCRIPT = "transcript"
    DRAWING = "drawing"


class Piece(Noun, frozen=True):
    """Words of a sentence; how: `=` stays, `-` goes, `+` comes."""

    how: str
    text: str


class Change(Noun, frozen=True):
    """A text in one language (BCP 47) before and after; None where there was, or is, none."""

    lang: str
    before: str | None
    after: str | None
    pieces: tuple[Piece, ...]


class Reach(Noun, frozen=True):
    """How many of a population an item reaches.

    common: conditions that hold for all of them, in the office's words, as few as tell them from the others. exact:
    whether nobody else fulfils these conditions.
    """

    count: int
    total: int
    common: tuple[str, ...] = ()
    exact: bool = False


class Item(Noun, frozen=True):
    """One change to approve.

    id: names it on the command line; it hangs on what changes, not on the order of the items. about: the message or
    the part of the page. where: the row's condition in the office's words (row is true), or where the part stands.
    place: in the files as they are now, of a translation if that alone changed; was: as they were. sources: what the
    message is taken from. facts: sentences without a full stop. problem: of FIT, what does not fit. samples, records:
    whom it reaches; records is None where none were given.
    """

    id: str
    concern: Concern
    report: str
    about: str
    where: str = ""
    place: Span | None = None
    was: Span | None = None
    sources: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    facts: tuple[str, ...] = ()
    problem: Diagnostic | None = None
    row: bool = False
    samples: Reach | None = None
    records: Reach | None = None


class PagePair(Noun, frozen=True):
    """A page of one invented student before and after, as SVG; None where there is no such page.

    student: what is told of the student. items: ids of the items that it shows. marks: what differs on each of the
    two. heard: what a screen reader says, line by line. width, height: of the paper, in points.
    """

    report: str
    student: str
    lang: str
    number: int
    width: float
    height: float
    before: str | None
    after: str | None
    items: tuple[str, ...]
    marks: tuple[tuple[Box, ...], tuple[Box, ...]]
    heard: tuple[Piece, ...]


class Room(Noun, frozen=True):
    """The tightest place of a report: what it has left with the longest texts, in points, now and (was) before."""

    report: str
    lang: str
    page: int
    region: str
    left: float
    was: float | None


class Review(Noun, frozen=True):
    """Everything that a reviewer sees.

    before, after: what is compared, in words. samples: how many invented students; records: how many rows of given
    files, None where none were given. languages: code, name and typeface. rooms: of each report that changed. kept:
    whether the project keeps snapshots, which approval writes; elsewhere, a commit approves.
    """

    before: str
    after: str
    items: tuple[Item, ...]
    pages: tuple[PagePair, ...]
    samples: int = 0
    records: int | None = None
    languages: tuple[tuple[str, str, str], ...] = ()
    rooms: tuple[Room, ...] = ()
    kept: bool = True
