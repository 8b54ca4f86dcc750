"""The student's result in large type on a filled box: the level on the left, the score on the right.

A list of two items; in each the label is read before its value.
"""

from scorepress.components._meaning import BLOCK_SPACE, artifact, group, refer
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Rect, Role
from scorepress.model.style import Style
from scorepress.noun import Noun

INSET = 12.0
"""White between the box's edge and its words, in points."""

LABEL, VALUE, NAME = 21.0, 57.0, 78.0
"""Baselines of the label, the level and score, and the level's name, from the box's top, in points."""

NAME_LINES = 2


class Props(Noun, frozen=True):
    """The properties of schemas/components/score-box.schema.json."""

    height: float
    level_width: float
    level_label: Phrase
    level: Phrase
    level_name: Phrase | None
    score_label: Phrase
    score: Phrase
    note: str | None
    mark: str
    fill: Color
    color: Color
    label_style: Style
    level_style: Style
    name_style: Style
    score_style: Style


class _Cell(Noun, frozen=True):
    """Half of the box, and how to write in it."""

    x: float
    width: float
    place: Place
    pen: Pen
    color: Color

    def write(self, phrase: Phrase, style: Style, drop: float, lines: int = 1) -> Group:
        """A phrase whose first baseline lies `drop` under the box's top."""
        setting = self.pen.fit(phrase.text, style, self.width, lines=lines, overflow=self.place.overflow,
                               balance=lines > 1, span=self.place.span)  # fmt: skip
        return self.pen.paragraph(
            self.x, self.place.y + drop, setting, self.color, phrase=phrase, width=self.width
        )  # fmt: skip


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the box with its upper left corner at (place.x, place.y)."""
    split = place.x + props.level_width
    left = _Cell(place.x + INSET, props.level_width - INSET, place, pen, props.color)
    right = _Cell(split + INSET, place.x + place.width - split - INSET, place, pen, props.color)
    level = [
        left.write(props.level_label, props.label_style, LABEL),
        left.write(props.level, props.level_style, VALUE),
    ]
    if props.level_name:
        level.append(left.write(props.level_name, props.name_style, NAME, NAME_LINES))
    score = [
        right.write(props.score_label, props.label_style, LABEL),
        refer(right.write(props.score, props.score_style, VALUE), props.score, props.note, props.mark),
    ]
    box = Rect(place.x, place.y, place.width, props.height, props.fill)
    result = group(Role.LIST, group(Role.LIST_ITEM, *level), group(Role.LIST_ITEM, *score))
    bottom = place.y + props.height
    return Drawn((artifact(box), result), bottom, bottom + BLOCK_SPACE)
