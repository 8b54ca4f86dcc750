"""The marks that stand at a score: a pointer with the score in it, and a small arrow. Both point to the left."""

from scorepress.model.color import Color
from scorepress.model.scene import Polygon

SPACE = 3.0
"""White between a gauge and the tip of its mark, in points."""

POINT, HALF = 12.0, 15.0
"""The pointer's point: how long it is, and half of its height, in points."""

BEFORE, AFTER = 9.0, 15.0
"""White between the pointer's point and its words, and after them, in points."""

ARROW_LENGTH, ARROW_HALF = 9.0, 6.0
"""The arrow: how long it is, and half of its height, in points."""


def pointer(tip: float, y: float, words: float, color: Color) -> Polygon:
    """A pointer whose tip stands at (tip, y). words: the width of what is written in it."""
    neck, end = tip + POINT, tip + POINT + BEFORE + words + AFTER
    points = ((tip, y), (neck, y - HALF), (end, y - HALF), (end, y + HALF), (neck, y + HALF))
    return Polygon(points, color)


def arrow(tip: float, y: float, color: Color) -> Polygon:
    """A triangle whose tip stands at (tip, y)."""
    back = tip + ARROW_LENGTH
    return Polygon(((tip, y), (back, y - ARROW_HALF), (back, y + ARROW_HALF)), color)
