"""The words of a stencil's places, filled in for a student and remembered."""

from collections.abc import Callable, Hashable, Mapping
from typing import Final

from scorepress.evaluate.combinations import values_key
from scorepress.export.press_stencil import Words
from scorepress.model.memory import make_room
from scorepress.model.values import Value
from scorepress.noun import Noun

Values = Mapping[str, Value]

KEPT_WORDS: Final = 1_000
"""Words that are remembered of one place."""


class Filled(Noun, frozen=True, eq=False):
    """A place's words as one student has them.

    shape: a number for all about them on which the page's form depends. codes: of the words, or nothing. rare: whether
    they have characters that few files have.
    """

    shape: int
    words: "Words | None" = None
    codes: tuple[bytes, ...] = ()
    rare: bool = False


class Filler:
    """Fills one place."""

    __slots__ = ("key", "known", "make", "most", "paths")

    def __init__(self, paths: tuple[str, ...], make: Callable[[Values], Filled], most: int) -> None:
        """paths: the fields that decide. make: makes the words of a student. most: how many are remembered."""
        self.paths = paths
        self.most = most
        self.key = values_key(paths)
        self.known: dict[Hashable, Filled] = {}
        self.make = make

    def filled(self, values: Values) -> Filled:
        """The words of a student, known or new."""
        key = self.key(values)
        return self.known.get(key) or self.new(key, values)

    def new(self, key: Hashable, values: Values) -> Filled:
        """Words that are not known."""
        make_room(self.known, self.most)
        made = self.known[key] = self.make(values)
        return made
