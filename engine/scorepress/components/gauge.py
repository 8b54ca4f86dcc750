"""The gauge of one result: a section for each level, the student's filled, a pointer with the score beside it.

The dotted line stands in a gap that is wide enough for both of its labels. The pointer never leaves its section, so
it never meets them.
"""

from functools import partial

from scorepress.chart.line import LevelLine, dotted, fit_labels, gap_of, widest, write_label
from scorepress.chart.pointer import AFTER, BEFORE, HALF, POINT, SPACE, pointer
from scorepress.chart.stack import Section, filled, middle, outlined, position, section_at, stack
from scorepress.components._fitting import alike
from scorepress.components._meaning import BLOCK_SPACE, figure
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place, Setting
from scorepress.model.geometry import Box
from scorepress.model.report import Phrase, ScaleView
from scorepress.model.scene import Item
from scorepress.model.style import Style
from scorepress.noun import Noun

INSET = 9.0
"""White between a section's edge and its words, in points."""

WHITE = 6.0
"""The least white between a level and its range, in points."""

KEPT = 2.0
"""The least white over and under the words of a section, in points."""

NAME_SPACE, ROOMY = 3.0, 6.0
"""What the first line of a name stands lower than its leading, if so much white is left over and under the words."""


class Words(Noun, frozen=True):
    """What is written in a section."""

    label: Phrase
    range: Phrase | None
    name: Phrase | None


class Props(Noun, frozen=True):
    """The properties of schemas/components/gauge.schema.json."""

    scale: ScaleView
    section: tuple[Words, ...]
    section_width: float
    section_height: float
    gap: float
    label_gap: float
    score: Phrase | None
    line: LevelLine | None
    alternative: Phrase
    label_style: Style
    range_style: Style
    range_reached_style: Style
    name_style: Style
    name_reached_style: Style
    score_style: Style
    color: Color
    result_color: Color
    level_color: Color
    reversed_color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the gauge with its upper left corner at (place.x, place.y); place.width reaches to the line's right end."""
    first = Box(place.x, place.y, props.section_width, props.section_height)
    pile = stack(props.scale.levels, first, props.gap, gap_of(props.line))
    reached = section_at(pile.sections, props.scale.level)
    names = _names(props, place, pen)
    lead = _lead(names, props, pen)
    items: list[Item] = []
    for section, words, name in zip(pile.sections, props.section, names, strict=True):
        under = (name, lead) if name else None
        here, least = section is reached, name.style.size if name else 0
        draw = partial(_section, section, words, under, props, place, pen, reached=here)
        items += pen.once(words, (place.y, section.box.y, here, lead, least), draw)
    if props.line and pile.line is not None:
        items += _line(props.line, pile.line, props, place, pen)
    if reached and props.score and props.scale.score is not None:
        items += _pointer(props.score, props.scale.score, reached, props, place, pen)
    return Drawn((figure(pen, props.alternative, *items),), pile.bottom, pile.bottom + BLOCK_SPACE)


def _names(props: Props, place: Place, pen: Pen) -> tuple[Setting | None, ...]:
    """The names of the levels, all in one size: the largest that all of them fit in."""
    cap = pen.cap_height(props.label_style)

    def fit(text: str, style: Style) -> Setting:
        lines = int((props.section_height - 2 * KEPT - cap) // style.leading)
        return pen.fit(text, style, props.section_width - 2 * INSET, lines=max(1, lines), overflow=place.overflow,
                       balance=True, span=place.span)  # fmt: skip

    return alike(
        [
            (words.name.text, props.name_reached_style if reached else props.name_style) if words.name else None
            for words, reached in zip(props.section, _reached(props), strict=True)
        ],
        fit,
    )


def _reached(props: Props) -> list[bool]:
    """For each level, whether it is the student's."""
    return [level.level == props.scale.level for level in props.scale.levels]


def _lead(names: tuple[Setting | None, ...], props: Props, pen: Pen) -> float:
    """From the baseline of a level to that of its name: a little more than the leading, where all names leave room."""
    for name in names:
        if name:
            words = pen.cap_height(props.label_style) + name.style.leading * len(name.lines)
            if words + NAME_SPACE + 2 * ROOMY > props.section_height:
                return name.style.leading
    return next((name.style.leading for name in names if name), 0.0) + NAME_SPACE


def _section(section: Section, words: Words, name: tuple[Setting, float] | None, props: Props, place: Place, pen: Pen,
             *, reached: bool) -> list[Item]:  # fmt: skip
    """One section: the level and its range on a line, the name under them, together in the middle of its height.

    name: with its distance from the level.
    """
    box = section.box
    color = props.reversed_color if reached else props.color
    items: list[Item] = [
        filled(box, props.result_color) if reached else outlined(box, props.level_color, props.color)
    ]  # fmt: skip
    left, width, taken = box.x + INSET, box.width - 2 * INSET, 0.0
    leads = name[1] + name[0].style.leading * (len(name[0].lines) - 1) if name else 0.0
    y = middle(box, pen.cap_height(props.label_style), leads)
    bounds = None
    if words.range:
        style = props.range_reached_style if reached else props.range_style
        setting = pen.fit(words.range.text, style, width, lines=1, overflow=place.overflow, span=place.span)
        bounds = pen.paragraph(left, y, setting, color, phrase=words.range, width=width, align="right")
        taken = pen.width(setting.lines[0], setting.style) + WHITE
    label = pen.fit(words.label.text, props.label_style, width - taken, lines=1, overflow=place.overflow,
                    span=place.span)  # fmt: skip
    items.append(pen.paragraph(left, y, label, color, phrase=words.label, width=width))
    if bounds:
        items.append(bounds)
    if name:
        items.append(pen.paragraph(left, y + name[1], name[0], color, phrase=words.name, width=width))
    return items


def _line(line: LevelLine, y: float, props: Props, place: Place, pen: Pen) -> list[Item]:
    """The dotted line over the whole width; its labels start where the pointer's score does, or further left."""
    right = place.x + place.width
    labels = fit_labels(pen, line, place.width, place)
    x = max(place.x, min(place.x + props.section_width + props.label_gap, right - widest(pen, labels)))
    words = [write_label(pen, label, line, x, y, right - x, "left") for label in labels]
    above = [word for word, label in zip(words, labels, strict=True) if label.first < 0]
    below = [word for word, label in zip(words, labels, strict=True) if label.first > 0]
    return [*above, dotted(place.x, right, y, line.color), *below]


def _pointer(score: Phrase, value: int, reached: Section, props: Props, place: Place, pen: Pen) -> list[Item]:
    """The pointer, 3 points beside its section, its point at the score."""
    tip = reached.box.right + SPACE
    room = place.x + place.width - tip - POINT - BEFORE - AFTER
    setting = pen.fit(score.text, props.score_style, room, lines=1, overflow=place.overflow, span=place.span)
    y = position(value, reached, HALF + SPACE)
    x, width = tip + POINT + BEFORE, pen.width(setting.lines[0], setting.style)
    baseline = y + pen.cap_height(setting.style) / 2
    return [
        pointer(tip, y, width, props.result_color),
        pen.paragraph(x, baseline, setting, props.reversed_color, phrase=score, width=width),
    ]
