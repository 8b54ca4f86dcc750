"""What the levels mean: the gauge without a student, and beside each numbered section a label and a sentence.

Read as lists: the line's upper label, the levels over it; its lower label, the levels under it.
"""

from scorepress.chart.line import LevelLine, dotted, fit_labels, gap_of, write_label
from scorepress.chart.stack import Section, middle, outlined, stack
from scorepress.components._meaning import BLOCK_SPACE, artifact, group
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.geometry import Box
from scorepress.model.report import Phrase, ScaleView
from scorepress.model.scene import Group, Item, Role
from scorepress.model.style import Style
from scorepress.noun import Noun


class Words(Noun, frozen=True):
    """What stands beside a section."""

    label: Phrase
    text: Phrase


class Props(Noun, frozen=True):
    """The properties of schemas/components/level-list.schema.json."""

    scale: ScaleView
    section: tuple[Words, ...]
    section_width: float
    section_height: float
    gap: float
    text_gap: float
    line: LevelLine | None
    label_style: Style
    text_style: Style
    number_style: Style
    color: Color
    level_color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the list with its upper left corner at (place.x, place.y)."""
    first = Box(place.x, place.y, props.section_width, props.section_height)
    pile = stack(props.scale.levels, first, props.gap, gap_of(props.line))
    over: list[Group] = []
    under: list[Group] = []
    for section, words in zip(pile.sections, props.section, strict=True):
        side = over if pile.line is None or section.box.y < pile.line else under
        side.append(_item(section, words, props, place, pen))
    items: list[Item] = []
    labels = {True: [], False: []} if pile.line is None else _labels(props, place, pen, pile.line)
    for upper, side in ((True, over), (False, under)):
        items += labels[upper]
        if side:
            items.append(group(Role.LIST, *side))
    if props.line and pile.line is not None:
        items.append(artifact(dotted(place.x, place.x + place.width, pile.line, props.line.color)))
    return Drawn(tuple(items), pile.bottom, pile.bottom + BLOCK_SPACE)


def _labels(props: Props, place: Place, pen: Pen, y: float) -> dict[bool, list[Group]]:
    """The line's labels, flush right in its gap; True: the one over the line."""
    sides: dict[bool, list[Group]] = {True: [], False: []}
    if props.line:
        x = place.x + props.section_width + props.text_gap
        width = place.x + place.width - x
        for label in fit_labels(pen, props.line, width, place):
            sides[label.first < 0].append(write_label(pen, label, props.line, x, y, width, "right"))
    return sides


def _item(section: Section, words: Words, props: Props, place: Place, pen: Pen) -> Group:
    box = section.box
    cap = pen.cap_height(props.number_style)
    centre, baseline = box.x + box.width / 2, box.y + round((box.height + cap) / 2)
    number = pen.text(centre, baseline, str(section.level.level), props.number_style, props.color, align="center")
    x = box.right + props.text_gap
    width = place.x + place.width - x
    label = pen.fit(words.label.text, props.label_style, width, overflow=place.overflow, span=place.span)
    down = len(label.lines) * label.style.leading
    cap = pen.cap_height(label.style)
    room = max(1, int((box.height - cap - down) // props.text_style.leading) + 1)
    text = pen.fit(words.text.text, props.text_style, width, lines=room, overflow=place.overflow, span=place.span)
    y = middle(box, cap, down + (len(text.lines) - 1) * text.style.leading)
    return group(
        Role.LIST_ITEM,
        artifact(outlined(box, props.level_color, props.color), number),
        pen.paragraph(x, y, label, props.color, phrase=words.label, width=width),
        pen.paragraph(x, y + down, text, props.color, phrase=words.text, width=width),
    )
