"""The scores of several years side by side: a table with a column for each year, read row by row.

A message takes the place of a result. A year with neither keeps its heading, and its cells stay empty.
"""

from functools import partial

from scorepress.components._fitting import alike
from scorepress.components._meaning import artifact, group, refer
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place, Setting
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Item, Line, Role, Stroke
from scorepress.model.style import Style
from scorepress.noun import Noun

DETAIL, RULE, SCORE, LEVEL, NAME = 12.0, 21.0, 39.0, 57.0, 69.0
"""Baselines (and the rule) under the first baseline of the headings, in points."""

RULE_THICKNESS = 0.5
NEXT = 18.0
NAME_LINES, MESSAGE_LINES = 2, 4


class Result(Noun, frozen=True):
    """What a year that has a score says."""

    score: Phrase
    level: Phrase
    name: Phrase | None
    note: str | None


class Column(Noun, frozen=True):
    """One year."""

    x: float
    width: float
    heading: Phrase
    detail: Phrase | None
    message: Phrase | None
    result: Result | None


class Props(Noun, frozen=True):
    """The properties of schemas/components/history-table.schema.json."""

    columns: tuple[Column, ...]
    score_label: Phrase
    level_label: Phrase
    label_width: float
    break_at: str
    mark: str
    heading_style: Style
    detail_style: Style
    label_style: Style
    score_style: Style
    level_style: Style
    name_style: Style
    message_style: Style
    color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the table; the first baseline of its headings is place.y."""
    desk = _Desk(props, place, pen)
    header = [group(Role.CELL), *desk.headings()]
    scores = [desk.label(props.score_label, SCORE), *(desk.score(column) for column in props.columns)]
    levels = [desk.label(props.level_label, LEVEL), *(desk.level(column) for column in props.columns)]
    rows = [group(Role.ROW, *cells) for cells in (header, scores, levels)]
    rule = pen.once(props.color, (place.y, "rule"), partial(_rule, props, place))
    return Drawn((rule, group(Role.TABLE, *rows)), desk.bottom, desk.bottom + NEXT)


def _rule(props: Props, place: Place) -> Group:
    """The rule under the headings."""
    y = place.y + RULE
    return artifact(Line(place.x, y, place.x + place.width, y, Stroke(props.color, RULE_THICKNESS)))


class _Desk:
    """Writes the cells and remembers the lowest baseline."""

    def __init__(self, props: Props, place: Place, pen: Pen) -> None:
        self.props = props
        self.place = place
        self.pen = pen
        self.bottom = place.y + LEVEL

    def fit(self, phrase: Phrase, style: Style, width: float, lines: int, break_at: str | None = None) -> Setting:
        place = self.place
        fit = partial(self.pen.fit, phrase.text, style, width, lines=lines, overflow=place.overflow, balance=lines > 1,
                      break_at=break_at, span=place.span)  # fmt: skip
        return self.pen.once(phrase, ("fit", width, style.size, style.weight, lines), fit)

    def put(self, phrase: Phrase, setting: Setting, x: float, drop: float, width: float, role: Role) -> Group:
        first = self.place.y + drop
        self.bottom = max(self.bottom, first + (len(setting.lines) - 1) * setting.style.leading)
        write = partial(
            self.pen.paragraph, x, first, setting, self.props.color, role=role, phrase=phrase, width=width
        )  # fmt: skip
        return self.pen.once(phrase, ("put", x, first, setting.lines, setting.style.size, role), write)

    def line(self, phrase: Phrase, style: Style, column: Column, drop: float, role: Role = Role.PARAGRAPH,
             lines: int = 1) -> Group:  # fmt: skip
        setting = self.fit(phrase, style, column.width, lines)
        return self.put(phrase, setting, column.x, drop, column.width, role)

    def label(self, phrase: Phrase, drop: float) -> Group:
        """A row's header."""
        width = self.props.label_width
        setting = self.fit(phrase, self.props.label_style, width, 1)
        return self.put(phrase, setting, self.place.x, drop, width, Role.ROW_HEADER)

    def headings(self) -> list[Group]:
        """The columns' headers, all in one size."""
        columns, style = self.props.columns, self.props.heading_style
        least = min(column.width for column in columns)
        settings = alike([(c.heading, style) for c in columns], lambda phrase, style: self.fit(phrase, style, least, 1))
        return [self.heading(setting, column) for column, setting in zip(columns, settings, strict=True)]

    def heading(self, setting: Setting | None, column: Column) -> Group:
        """A column's header."""
        items: list[Item] = []
        if setting:
            items.append(self.put(column.heading, setting, column.x, 0, column.width, Role.PARAGRAPH))
        if column.detail:
            items.append(self.line(column.detail, self.props.detail_style, column, DETAIL))
        return group(Role.COLUMN_HEADER, *items)

    def score(self, column: Column) -> Group:
        """The score, or the message that takes its place."""
        result, props = column.result, self.props
        if result:
            words = self.line(result.score, props.score_style, column, SCORE, Role.CELL)
            return refer(words, result.score, result.note, props.mark)
        return self.message(column.message, column) if column.message else group(Role.CELL)

    def message(self, message: Phrase, column: Column) -> Group:
        """A message; each of its parts begins a line."""
        style, lines = self.props.message_style, MESSAGE_LINES
        setting = self.fit(message, style, column.width, lines, self.props.break_at)
        return self.put(message, setting, column.x, SCORE, column.width, Role.CELL)

    def level(self, column: Column) -> Group:
        """The level and its name."""
        result, props = column.result, self.props
        if result is None:
            return group(Role.CELL)
        items: list[Item] = [self.line(result.level, props.level_style, column, LEVEL)]
        if result.name:
            items.append(self.line(result.name, props.name_style, column, NAME, lines=NAME_LINES))
        return group(Role.CELL, *items)
