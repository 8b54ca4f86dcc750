"""The sections of a gauge: one for each level, the highest on top, with white between them.

All sections are equally high on purpose: levels, not points, are what can be compared across scales.
"""

from scorepress.model.color import Color
from scorepress.model.geometry import Box
from scorepress.model.report import ScaleLevel
from scorepress.model.scene import Rect, Stroke
from scorepress.noun import Noun

OUTLINE = 0.5
"""Thickness of a section's outline, in points."""

GRID = 3.0
"""Baselines stand on multiples of this, in points."""


class Gap(Noun, frozen=True):
    """The white under one level, wide enough for the line that stands in its middle."""

    under_level: int
    height: float


class Section(Noun, frozen=True):
    """One level and its place on the page."""

    level: ScaleLevel
    box: Box


class Stack(Noun, frozen=True):
    """The sections from top to bottom; line: the y in the middle of the gap, None without one."""

    sections: tuple[Section, ...]
    line: float | None
    bottom: float


def stack(levels: tuple[ScaleLevel, ...], top: Box, gap: float, line_gap: Gap | None) -> Stack:
    """Set the levels (highest first) under one another. top: the first section; gap: white between two others."""
    sections: list[Section] = []
    line = None
    y = bottom = top.y
    for level in levels:
        sections.append(Section(level, Box(top.x, y, top.width, top.height)))
        bottom = y + top.height
        white = gap
        if line_gap and line_gap.under_level == level.level:
            white = line_gap.height
            line = bottom + white / 2
        y = bottom + white
    return Stack(tuple(sections), line, bottom)


def section_at(sections: tuple[Section, ...], level: int | None) -> Section | None:
    """The section of a level, or None."""
    return next((s for s in sections if s.level.level == level), None)


def position(score: int, section: Section, inset: float) -> float:
    """The y at which a score stands: linear within its level.

    The level's lowest score stands `inset` points over the section's lower edge, its highest as far under the upper
    edge; so a mark that is no higher than two insets never leaves the section. A score outside of the level stands at
    the nearer end, and a level of one score in the middle.
    """
    low, high = section.level.low, section.level.high
    share = 0.5 if high == low else min(max((score - low) / (high - low), 0.0), 1.0)
    return section.box.bottom - inset - (section.box.height - 2 * inset) * share


def middle(box: Box, cap_height: float, leads: float) -> float:
    """The first baseline of a block of lines that is centred in a section, a multiple of 3 under its upper edge.

    cap_height: of the first line. leads: the distance from the first baseline to the last.
    """
    first = (box.height - cap_height - leads) / 2 + cap_height
    return box.y + round(first / GRID) * GRID


def filled(box: Box, color: Color) -> Rect:
    """The section that holds the student's result."""
    return Rect(box.x, box.y, box.width, box.height, color)


def outlined(box: Box, fill: Color, outline: Color) -> Rect:
    """Any other section; the outline lies inside of the box."""
    half = OUTLINE / 2
    stroke = Stroke(outline, OUTLINE)
    return Rect(box.x + half, box.y + half, box.width - OUTLINE, box.height - OUTLINE, fill, stroke)
