"""Named type styles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """A type style: size and leading in points, weight 400 or 700."""

    name: str
    size: float
    leading: float
    weight: int
