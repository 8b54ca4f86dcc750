"""The gauge of one result: a section for each level, the student's filled, a pointer with the score beside it.

The dotted line stands in a gap that is wide enough for both of its labels. The pointer never leaves its section, so
it never meets them.
"""

from dataclasses import dataclass, replace

from scorepress.chart.line import LevelLine, dotted, fit_labels, gap_of, widest, write_label
from scorepress.chart.pointer import AFTER, BEFORE, HALF, POINT, SPACE, pointer
from scorepress.chart.stack import Section, filled, middle, outlined, position, section_at, stack
from scorepress.components._meaning import BLOCK_SPACE, figure
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place, Setting
from scorepress.model.geometry import Box
from scorepress.model.report import Phrase, ScaleView
from scorepress.model.scene import Item
from scorepress.model.style import Style

INSET = 9.0
"""White between a section's edge and its words, in points."""

WHITE = 6.0
"""The least white between a level and its range, in points."""

KEPT = 2.0
"""The least white over and under the words of a section, in points."""

NAME_SPACE = 3.0
"""What the first line of the name stands lower than its leading, in points."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written in a section."""

    label: Phrase
    range: Phrase | None
    name: Phrase | None


@dataclass(frozen=True, slots=True)
class Props:
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
    items: list[Item] = []
    for section, words, name in zip(pile.sections, props.section, names, strict=True):
        items += _section(section, words, name, props, place, pen, reached=section is reached)
    if props.line and pile.line is not None:
        items += _line(props.line, pile.line, props, place, pen)
    if reached and props.score and props.scale.score is not None:
        items += _pointer(props.score, props.scale.score, reached, props, place, pen)
    return Drawn((figure(pen, props.alternative, *items),), pile.bottom, pile.bottom + BLOCK_SPACE)


def _names(props: Props, place: Place, pen: Pen) -> list[Setting | None]:
    """The names of the levels, all in one size: the largest that all of them fit in."""
    styles = [
        props.name_reached_style if level.level == props.scale.level else props.name_style
        for level in props.scale.levels
    ]

    def fit(words: Words, style: Style) -> Setting | None:
        if words.name is None:
            return None
        under = pen.cap_height(props.label_style) + style.leading + NAME_SPACE
        lines = 1 + int((props.section_height - 2 * KEPT - under) // style.leading)
        return pen.fit(words.name.text, style, props.section_width - 2 * INSET, lines=max(1, lines),
                       overflow=place.overflow, balance=True, span=place.span)  # fmt: skip

    settings = [fit(words, style) for words, style in zip(props.section, styles, strict=True)]
    least = min((s.style for s in settings if s), key=lambda style: style.size, default=None)
    if least is None:
        return settings
    return [
        fit(words, replace(style, size=least.size, leading=least.leading)) if s and s.style.size > least.size else s
        for words, style, s in zip(props.section, styles, settings, strict=True)
    ]


def _section(section: Section, words: Words, name: Setting | None, props: Props, place: Place, pen: Pen, *,
             reached: bool) -> list[Item]:  # fmt: skip
    """One section: the level and its range on a line, the name under them, together in the middle of its height."""
    box = section.box
    color = props.reversed_color if reached else props.color
    items: list[Item] = [
        filled(box, props.result_color) if reached else outlined(box, props.level_color, props.color)
    ]  # fmt: skip
    left, width, taken = box.x + INSET, box.width - 2 * INSET, 0.0
    leads = name.style.leading * len(name.lines) + NAME_SPACE if name else 0.0
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
        under = y + name.style.leading + NAME_SPACE
        items.append(pen.paragraph(left, under, name, color, phrase=words.name, width=width))
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
