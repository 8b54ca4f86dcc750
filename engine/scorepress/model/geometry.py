"""Places on a page, in points (1/72 inch), origin top left, y downward."""

from scorepress.noun import Noun


class Box(Noun, frozen=True):
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height
