"""What has to be known of a page's places to put a student's words into them."""

from scorepress.model.style import Style
from scorepress.model.template import Overflow
from scorepress.noun import Noun


class Ask(Noun, frozen=True):
    """How a place asks for the setting of its words: the arguments of `Pen.fit` but the words and the place."""

    style: Style
    width: float
    lines: int | None
    height: float | None
    overflow: Overflow | None
    balance: bool
    break_at: str | None


class Anchor(Noun, frozen=True):
    """How lines are aligned that do not begin at their left end: `right` or `center`, at x."""

    align: str
    x: float


class Place(Noun, frozen=True):
    """What has to be known to put words into a place. endings: what is asked of their end."""

    ask: Ask
    endings: tuple[str, ...]
    anchor: Anchor | None
