"""A rule across its block: decoration."""

from dataclasses import dataclass

from scorepress.components._meaning import artifact
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.scene import Line, Stroke

SPACE = 24.0
"""From the rule to the first baseline of a block that follows, in points."""


@dataclass(frozen=True, slots=True)
class Props:
    """The properties of schemas/components/divider.schema.json."""

    thickness: float
    color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """A rule whose middle lies at place.y."""
    del pen
    rule = Line(place.x, place.y, place.x + place.width, place.y, Stroke(props.color, props.thickness))
    return Drawn((artifact(rule),), place.y, place.y + SPACE)
