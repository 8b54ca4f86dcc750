"""Labels with their values below them, in columns whose rows stand level: a list of as many items.

Read column by column, as the layout lists them.
"""

from functools import partial

from scorepress.components._meaning import group
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place, Setting
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Role
from scorepress.model.style import Style
from scorepress.noun import Noun


class Field(Noun, frozen=True):
    """One label and its value."""

    label: Phrase
    value: Phrase


class Column(Noun, frozen=True):
    """Fields under one another."""

    x: float
    width: float
    fields: tuple[Field, ...]


class Props(Noun, frozen=True):
    """The properties of schemas/components/fields.schema.json."""

    columns: tuple[Column, ...]
    label_style: Style
    value_style: Style
    row_gap: float
    color: Color


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """The first row's labels stand at place.y; a value that wraps makes its row higher in all columns."""
    settings = [
        [pen.once(field, "fit", partial(_fit, field, column, props, place, pen)) for field in column.fields]
        for column in props.columns
    ]
    rows = max((len(column) for column in settings), default=0)
    tops, bottom = [place.y], place.y
    for row in range(rows):
        bottom = max(_height(*column[row]) for column in settings if row < len(column)) + tops[row]
        tops.append(bottom + props.value_style.leading + props.row_gap)
    items = [
        pen.once(field, (column.x, tops[row]), partial(_item, field, fitted, tops[row], column, props, pen))
        for column, fitted_column in zip(props.columns, settings, strict=True)
        for row, (field, fitted) in enumerate(zip(column.fields, fitted_column, strict=True))
    ]
    return Drawn((group(Role.LIST, *items),) if items else (), bottom, tops[-1])


def _fit(field: Field, column: Column, props: Props, place: Place, pen: Pen) -> tuple[Setting, Setting]:
    label, value = (
        pen.fit(phrase.text, style, column.width, overflow=place.overflow, span=place.span)
        for phrase, style in ((field.label, props.label_style), (field.value, props.value_style))
    )
    return label, value


def _drop(setting: Setting) -> float:
    """From a setting's first baseline to its last."""
    return (len(setting.lines) - 1) * setting.style.leading


def _height(label: Setting, value: Setting) -> float:
    """From the label's first baseline to the value's last."""
    return _drop(label) + value.style.leading + _drop(value)


def _item(field: Field, fitted: tuple[Setting, Setting], y: float, column: Column, props: Props, pen: Pen) -> Group:
    label, value = fitted
    under = y + _drop(label) + value.style.leading
    return group(
        Role.LIST_ITEM,
        pen.paragraph(column.x, y, label, props.color, phrase=field.label, width=column.width),
        pen.paragraph(column.x, under, value, props.color, phrase=field.value, width=column.width),
    )
