"""A rule across its block: decoration."""

from scorepress.components._meaning import artifact
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.scene import Line, Stroke
from scorepress.noun import Noun

SPACE = 24.0
"""From the rule to the first baseline of a block that follows, in points."""


class Props(Noun, frozen=True):
    """The properties of schemas/components/divider.schema.json."""

    thickness: float
    color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """A rule whose middle lies at place.y."""
    del pen
    rule = Line(place.x, place.y, place.x + place.width, place.y, Stroke(props.color, props.thickness))
    return Drawn((artifact(rule),), place.y, place.y + SPACE)
