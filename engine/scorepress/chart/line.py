"""The dotted line between two levels, and the label on each side of it."""

from scorepress.chart.stack import Gap
from scorepress.model.characters import is_wide
from scorepress.model.color import Color
from scorepress.model.component import Pen, Place, Setting
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Line, Stroke
from scorepress.model.style import Style
from scorepress.noun import Noun

DOT, PITCH = 1.5, 4.5
"""Side of the square dots, and about how far they stand apart, in points."""

IDEOGRAPH = 0.88
"""How far ideographs reach over the baseline, as a share of the size."""

HALF_GRID = 1.5
"""Labels beside a line stand on multiples of this, counted from the line, in points."""


class LevelLine(Noun, frozen=True):
    """The properties of a `line`: under which level it stands, in how much white, and what is written at it."""

    under_level: int
    gap: float
    style: Style
    color: Color
    above: Phrase | None = None
    below: Phrase | None = None


class Label(Noun, frozen=True):
    """A label, broken into lines, with the baseline of its first line as a distance from the dotted line."""

    phrase: Phrase
    setting: Setting
    first: float
    last: float


def gap_of(line: LevelLine | None) -> Gap | None:
    """The white that a line asks of a stack."""
    return Gap(line.under_level, line.gap) if line else None


def dotted(x1: float, x2: float, y: float, color: Color) -> Line:
    """Square dots from x1 to x2, so spaced that a dot ends each side."""
    length = x2 - x1 - DOT
    pitch = length / max(1, round(length / PITCH))
    return Line(x1, y, x2, y, Stroke(color, DOT, (DOT, pitch - DOT)))


def fit_labels(pen: Pen, line: LevelLine, width: float, place: Place, lines: int = 1) -> tuple[Label, ...]:
    """The labels of a line, the upper first. A single line of type must find room in its half of the gap."""
    room = line.gap / 2 if lines == 1 else None
    labels: list[Label] = []
    for phrase, over in ((line.above, True), (line.below, False)):
        if phrase is None:
            continue
        setting = pen.fit(phrase.text, line.style, width, lines=lines, height=room, overflow=place.overflow,
                          balance=True, span=place.span)  # fmt: skip
        style, leads = setting.style, (len(setting.lines) - 1) * setting.style.leading
        if over:
            last = -_step(style.size / 2)
            labels.append(Label(phrase, setting, last - leads, last))
        else:
            first = _step(style.size / 2 + _height(phrase.text, style, pen))
            labels.append(Label(phrase, setting, first, first + leads))
    return tuple(labels)


def widest(pen: Pen, labels: tuple[Label, ...]) -> float:
    """The width of the widest line of any label."""
    return max((pen.width(s, label.setting.style) for label in labels for s in label.setting.lines), default=0.0)


def write_label(pen: Pen, label: Label, line: LevelLine, x: float, y: float, width: float, align: str) -> Group:
    """One label beside the line at y, as a paragraph."""
    return pen.paragraph(x, y + label.first, label.setting, line.color, phrase=label.phrase, width=width, align=align)


def _height(text: str, style: Style, pen: Pen) -> float:
    """How far a line of type reaches up: to the top of its capitals, or of its ideographs."""
    wide = any(map(is_wide, text))
    return IDEOGRAPH * style.size if wide else pen.cap_height(style)


def _step(distance: float) -> float:
    return round(distance / HALF_GRID) * HALF_GRID
