"""A table in HTML: head, body, header cells with their scope; on a narrow screen the header of a row stands over it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from scorepress.model.scene import Group, Role, Text
from scorepress.render.html_blocks import Block, groups
from scorepress.render.html_extent import Extent, extent
from scorepress.render.html_grid import clusters
from scorepress.render.html_leaf import Desk, classes, leaf
from scorepress.render.html_sheet import NARROW, WIDE, rem
from scorepress.render.html_text import attributes
from scorepress.render.numbers import format_number

_SCOPES: Final = {Role.COLUMN_HEADER: "col", Role.ROW_HEADER: "row"}


def table(desk: Desk, block: Block, place: str, flow: Callable[[Group], Iterator[str]]) -> Iterator[str]:
    """Write a table. flow: writes the blocks of a cell that holds more than a text."""
    assert block.group is not None
    rows = tuple(row for row in groups(block.group.items) if row.semantics.role is Role.ROW)
    heads = tuple(row for row in rows if _is_head(row))
    widths = _widths(rows, block.extent)
    columns = desk.sheet.style(f"grid-template-columns:repeat({max(len(widths), 1)},minmax(0,1fr))", NARROW)
    meaning = block.group.semantics
    yield f"<table{attributes(place, role='table', lang=meaning.lang, aria_label=meaning.label)}>"
    stroke = block.ruled.stroke if block.ruled else None
    rule = f"border-bottom:{format_number(stroke.width)}pt solid {stroke.color}" if stroke else None
    for tag, part in (("thead", heads), ("tbody", tuple(row for row in rows if row not in heads))):
        if not part:
            continue
        look = desk.sheet.style(rule) if rule and tag == "thead" else None
        yield f"<{tag}{attributes(look, role='rowgroup')}>"
        for row in part:
            yield f"<tr{attributes(columns, role='row')}>"
            for number, cell in enumerate(groups(row.items)):
                width = desk.sheet.style(f"width:{rem(widths[number])}", WIDE) if number < len(widths) else ""
                yield _cell(desk, cell, width, flow)
            yield "</tr>"
        yield f"</{tag}>"
    yield "</table>"


def header_lines(region: Group) -> list[float]:
    """Where the columns of a region's tables begin, those of the row headers aside; in points."""
    cells = (
        cell for found in groups(region.items) if found.semantics.role is Role.TABLE
        for row in groups(found.items)
        for cell in groups(row.items)
        if cell.semantics.role is Role.COLUMN_HEADER
    )  # fmt: skip
    return clusters(place.left for cell in cells if (place := extent(cell.items)))


def _cell(desk: Desk, cell: Group, width: str, flow: Callable[[Group], Iterator[str]]) -> str:
    role = cell.semantics.role
    scope = _SCOPES.get(role)
    tag = "th" if scope else "td"
    named = {"id": desk.id(cell.semantics.id), "role": role.value, "scope": scope}
    if any(isinstance(item, Text) for item in cell.items):
        return leaf(desk, cell, tag, width, **named)
    start = attributes(classes(width), lang=cell.semantics.lang, **named)
    return f"<{tag}{start}>{''.join(flow(cell))}</{tag}>"


def _is_head(row: Group) -> bool:
    roles = {cell.semantics.role for cell in groups(row.items)}
    return Role.COLUMN_HEADER in roles and Role.ROW_HEADER not in roles


def _widths(rows: Sequence[Group], place: Extent) -> list[float]:
    """The widths of a table's columns but the last, in points."""
    cells = [[extent(cell.items) for cell in groups(row.items)] for row in rows]
    lefts = []
    for column in range(max(map(len, cells), default=0)):
        known = (row[column] for row in cells if column < len(row))
        lefts.append(min((e.left for e in known if e), default=place.left))
    return [max(b - a, 0.0) for a, b in pairwise(lefts)]
