"""Named type styles."""

from dataclasses import dataclass, field

from scorepress.model.source import Span


@dataclass(frozen=True, slots=True)
class Style:
    """A type style: size and leading in points, weight 400 or 700. span: its place in the theme, no part of it."""

    name: str
    size: float
    leading: float
    weight: int
    span: Span | None = field(default=None, compare=False, repr=False)
