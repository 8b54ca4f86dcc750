"""The bundled faces with one letter more: FILLER, as wide as the widest of the face."""

from collections.abc import Callable
from functools import cache
from typing import Final

from scorepress.model.scene import FontKey
from scorepress.text.either import FILLER
from scorepress.text.fonts import Fonts

_KEPT: Final = 1 << 15
"""Widths that are remembered, of each face and size."""


class _Widths(dict[str, float]):
    """Widths of strings, worked out when they are first asked for. widest: that of FILLER."""

    def __init__(self, known: Callable[[str], float], widest: float) -> None:
        super().__init__()
        self._known = known
        self._widest = widest

    def __missing__(self, string: str) -> float:
        if len(self) >= _KEPT:
            self.clear()
        count = string.count(FILLER)
        width = self._known(string.replace(FILLER, "")) + count * self._widest if count else self._known(string)
        self[string] = width
        return width


class WideFonts(Fonts):
    """Faces that can measure texts with letters that are not known."""

    __slots__ = ("_wide",)

    def __init__(self) -> None:
        """Begin with the bundled faces."""
        super().__init__()
        self._wide: dict[tuple[FontKey, float], Callable[[str], float]] = {}

    def width(self, string: str, font: FontKey, size: float) -> float:
        """The advance of a text on one line, in points, FILLER counted as the widest letter."""
        return self.measure(font, size)(string)

    def measure(self, font: FontKey, size: float) -> Callable[[str], float]:
        """`width` for one face and size; always the same function."""
        measure = self._wide.get((font, size))
        if measure is None:
            widths = _Widths(super().measure(font, size), self.widest(font) * size)
            measure = self._wide[font, size] = widths.__getitem__
        return measure

    def widest(self, font: FontKey) -> float:
        """The advance of the widest letter that a face can draw, in ems."""
        face = self._face(font)
        return face.advances[self.widest_letter(font)] / face.units_per_em

    def widest_letter(self, font: FontKey) -> str:
        """The widest letter that a face can draw, the first of several."""
        advances = self._face(font).advances
        return max(advances, key=advances.__getitem__)


@cache
def wide_fonts() -> WideFonts:
    """Give the faces; always the same object."""
    return WideFonts()
