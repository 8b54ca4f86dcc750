"""Small gauges side by side, with an arrow at each result, and one dotted line that runs through all of them."""

from functools import partial

from scorepress.chart.line import LevelLine, dotted, fit_labels, gap_of, write_label
from scorepress.chart.pointer import ARROW_HALF, SPACE, arrow
from scorepress.chart.stack import Section, Stack, filled, middle, outlined, position, section_at, stack
from scorepress.components._meaning import BLOCK_SPACE, artifact, figure
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.geometry import Box
from scorepress.model.report import Phrase, ScaleView
from scorepress.model.scene import Group, Item
from scorepress.model.style import Style
from scorepress.noun import Noun

INSET = 9.0
"""White between a section's left edge and its words, in points."""

LABEL_LINES = 2

APART = "columns"


class Words(Noun, frozen=True):
    """What is written in a section."""

    label: Phrase


class Column(Noun, frozen=True):
    """The gauge of one year."""

    x: float
    scale: ScaleView
    section: tuple[Words, ...]
    alternative: Phrase


class Props(Noun, frozen=True):
    """The properties of schemas/components/gauge-row.schema.json."""

    columns: tuple[Column, ...]
    section_width: float
    section_height: float
    gap: float
    label_width: float
    line: LevelLine | None
    label_style: Style
    label_reached_style: Style
    color: Color
    result_color: Color
    level_color: Color
    reversed_color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the gauges; the highest section's upper edge is place.y, and the line runs over the whole width."""
    piles = [_pile(column, place.y, props, pen) for column in props.columns]
    if not piles:
        return Drawn((), place.y, place.y)
    at = max((pile.line for pile in piles if pile.line is not None), default=None)
    items: list[Item] = []
    if props.line and at is not None:
        items += pen.once(props.line, at, partial(_line, props.line, at, props, place, pen))
    bottom = place.y
    for column, pile in zip(props.columns, piles, strict=True):
        lower = 0.0 if at is None or pile.line is None else at - pile.line
        moved = _pile(column, place.y + lower, props, pen) if lower else pile
        bottom = max(bottom, moved.bottom)
        top = place.y + lower
        items.append(pen.once(column, top, partial(_gauge, column, moved, props, place, pen)))
    return Drawn(tuple(items), bottom, bottom + BLOCK_SPACE)


def _line(line: LevelLine, at: float, props: Props, place: Place, pen: Pen) -> tuple[Item, ...]:
    """The dotted line and its labels: part of the picture, since out of it they would be heard as a result."""
    labels = fit_labels(pen, line, props.label_width, place, LABEL_LINES)
    words = [write_label(pen, label, line, place.x, at, props.label_width, "left") for label in labels]
    return (artifact(*words, dotted(place.x, place.x + place.width, at, line.color)),)


def _pile(column: Column, y: float, props: Props, pen: Pen) -> Stack:
    first = Box(column.x, y, props.section_width, props.section_height)
    gap = gap_of(props.line)
    return pen.once(column, ("pile", y), partial(stack, column.scale.levels, first, props.gap, gap))


def _gauge(column: Column, pile: Stack, props: Props, place: Place, pen: Pen) -> Group:
    """One year: its sections, and an arrow at its score."""
    reached = section_at(pile.sections, column.scale.level)
    items: list[Item] = []
    for section, words in zip(pile.sections, column.section, strict=True):
        here = section is reached
        draw = partial(_section, section, words, props, place, pen, reached=here)
        items += pen.once(words, (section.box.x, section.box.y, here), draw)
    if reached and column.scale.score is not None:
        y = position(column.scale.score, reached, ARROW_HALF)
        items.append(arrow(reached.box.right + SPACE, y, props.result_color))
    return figure(pen, column.alternative, *items)


def _section(section: Section, words: Words, props: Props, place: Place, pen: Pen, *, reached: bool) -> list[Item]:
    box = section.box
    style = props.label_reached_style if reached else props.label_style
    color = props.reversed_color if reached else props.color
    width = box.width - 2 * INSET
    label = pen.fit(words.label.text, style, width, lines=1, overflow=place.overflow, span=place.span)
    y = middle(box, pen.cap_height(label.style), 0)
    return [
        filled(box, props.result_color) if reached else outlined(box, props.level_color, props.color),
        pen.paragraph(box.x + INSET, y, label, color, phrase=words.label, width=width),
    ]
