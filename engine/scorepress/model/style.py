"""Named type styles."""

from scorepress.noun import Noun


class Style(Noun, frozen=True):
    """A type style: size and leading in points, weight 400 or 700."""

    name: str
    size: float
    leading: float
    weight: int
