"""Nouns of the stencil: a page in which the places are known that differ from student to student.

A text that differs is an `Insert` while the page is drawn once, to learn where it goes; everything that a component may
do with its words is either allowed here, or raises `UnstencilledError`: then the page is drawn student by student.
"""

from dataclasses import dataclass
from typing import NoReturn

from scorepress.model.style import Style
from scorepress.model.template import Overflow


class UnstencilledError(Exception):
    """A page cannot be printed from a stencil. The text says why; it names no student."""


class NeverStencilledError(UnstencilledError):
    """No page of this template can be printed from a stencil."""


class Line(str):
    """A line of an insert. place: which insert; number: which of its lines, from 0."""

    __slots__ = ("number", "place")
    place: int
    number: int


class Insert(str):
    """The words of a place, as one student has them. place: which; endings: what was asked of their end."""

    __slots__ = ("endings", "place")
    place: int
    endings: dict[str, bool]

    def endswith(self, suffix: object, *span: object) -> bool:
        """Whether the words end so; that it was asked is remembered."""
        if not isinstance(suffix, str) or span:
            self.refuse()
        return self.endings.setdefault(suffix, str(self).endswith(suffix))

    def refuse(self, *_: object, **__: object) -> NoReturn:
        """Whatever else a component asks of the words would have to be asked of every student's."""
        raise UnstencilledError("a component reads its words letter by letter")

    __contains__ = __getitem__ = __iter__ = __len__ = __mod__ = __add__ = refuse
    __lt__ = __le__ = __gt__ = __ge__ = refuse
    casefold = count = encode = find = format = index = isdigit = isalpha = join = lower = partition = replace = refuse
    rfind = rindex = rpartition = rsplit = rstrip = split = splitlines = startswith = strip = lstrip = refuse
    title = translate = upper = removeprefix = removesuffix = refuse


@dataclass(frozen=True, slots=True)
class Ask:
    """How a place asks for the setting of its words: the arguments of `Pen.fit` but the words and the place."""

    style: Style
    width: float
    lines: int | None
    height: float | None
    overflow: Overflow | None
    balance: bool
    break_at: str | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """How lines are aligned that do not begin at their left end: `right` or `center`, at x."""

    align: str
    x: float


@dataclass(frozen=True, slots=True)
class Place:
    """What has to be known to put words into a place. endings: what is asked of their end."""

    ask: Ask
    endings: tuple[str, ...]
    anchor: Anchor | None
