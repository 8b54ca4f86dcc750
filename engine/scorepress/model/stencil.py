"""What has to be known of a page's places to put a student's words into them."""

from dataclasses import dataclass

from scorepress.model.style import Style
from scorepress.model.template import Overflow


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
