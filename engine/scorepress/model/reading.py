"""Reading: what a finished PDF says and shows, as it was read back from the file; nothing of it comes from a report."""

from enum import StrEnum

from scorepress.model.color import Color
from scorepress.model.geometry import Box
from scorepress.noun import Noun

Point = tuple[float, float]


class Run(Noun, frozen=True):
    """A string that a page shows, and where its baseline starts, in points from the upper left corner."""

    text: str
    x: float
    y: float
    mcid: int | None


class Shape(Noun, frozen=True):
    """An outline that is painted, its corners in points from the upper left corner. fill: None where only stroked."""

    points: tuple[Point, ...]
    fill: Color | None
    mcid: int | None

    @property
    def box(self) -> Box:
        """The smallest box around the outline."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


class Atom(Noun, frozen=True):
    """What one structure element says: a paragraph, a heading, a cell, a figure's alternative text.

    kind: of the element (`P`, `H2`, `TD`, `Note` …), empty for decoration. section: which group of the page it stands
    in, from 1; 0 outside of any. x, y: where its first line's baseline starts, in points from the upper left corner; of
    a figure, its upper left corner. marks: whether it points to a note.
    """

    text: str
    kind: str
    lang: str | None
    section: int
    x: float
    y: float
    marks: bool = False


class Picture(Noun, frozen=True):
    """A figure: its alternative text, what is written in it, and the outlines that it shows."""

    alternative: Atom
    words: tuple[Run, ...]
    shapes: tuple[Shape, ...]


class Loose(StrEnum):
    """What is wrong with a page beside its words, for people."""

    NOTE = "a note has no mark that points to it"
    MARK = "a mark points to no note"
    SPOKEN = "a screen reader says other words than stand there"
    CROPPED = "the page is cropped or turned"
    STUCK = "something is stuck onto the page"
    ORDER = "words are read aloud in another order than they stand on the page"


class Sheet(Noun, frozen=True):
    """One page. lang: in which the page is spoken. atoms: in reading order. decoration: text that is not read aloud.

    loose: what is wrong with it beside its words.
    """

    number: int
    lang: str
    sections: int
    atoms: tuple[Atom, ...]
    pictures: tuple[Picture, ...]
    decoration: tuple[Atom, ...]
    loose: tuple[Loose, ...] = ()


class Reading(Noun, frozen=True):
    """A whole file. title, lang: of the document."""

    title: str
    lang: str
    sheets: tuple[Sheet, ...]
