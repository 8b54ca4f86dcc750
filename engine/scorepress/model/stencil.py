"""What has to be known of a page's places to put a student's words into them."""

from scorepress.model.component import Ask
from scorepress.noun import Noun


class Anchor(Noun, frozen=True):
    """How lines are aligned that do not begin at their left end: `right` or `center`, at x."""

    align: str
    x: float


class Place(Noun, frozen=True):
    """What has to be known to put words into a place. ask: how they are set. endings: what is asked of their end."""

    ask: Ask
    endings: tuple[str, ...]
    anchor: Anchor | None
