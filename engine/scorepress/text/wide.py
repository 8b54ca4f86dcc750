"""The bundled faces with one letter more: FILLER, as wide as the widest of the face."""

from collections.abc import Callable
from functools import cache

from scorepress.model.scene import FontKey
from scorepress.text.either import FILLER
from scorepress.text.fonts import Fonts


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
            known, widest = super().measure(font, size), self.widest(font) * size

            def measure(string: str) -> float:
                count = string.count(FILLER)
                return known(string.replace(FILLER, "")) + count * widest if count else known(string)

            self._wide[font, size] = measure
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
