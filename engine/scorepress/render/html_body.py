"""Pages to the body of an HTML document: a walk over what the pages mean.

Components say what they draw as groups with roles, so there is no HTML for any one component. The order of the
document is the order of reading; grids on wide screens only move what is seen.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from scorepress.model.scene import Group, Item, Page, Role, Text
from scorepress.noun import replace
from scorepress.render.html_blocks import Block, blocks_of, groups, stages, whole_of
from scorepress.render.html_extent import Extent, extent, joined
from scorepress.render.html_grid import Cell, GridItem, GridPlan, clusters, line_at, plan_grid, stacked
from scorepress.render.html_leaf import Desk, classes, decoration, figure, leaf, line
from scorepress.render.html_sheet import NARROW, WIDE, Sheet, rem
from scorepress.render.html_table import header_lines, table
from scorepress.render.html_text import attributes
from scorepress.render.html_white import reach, white_over
from scorepress.render.numbers import format_number

GUTTER: Final = 18.0
"""White between words and what stands at their right, in points."""

_NOWHERE: Final = Extent(0, 0, 0, 0, 0)


def page_id(page: Page) -> str:
    """The id of a page in a document."""
    return f"{page.lang}-{page.number}"


def region_id(page: str, region: Group) -> str | None:
    """The id of a region that has a name for people. page: the id of its page."""
    return f"{page}-{region.region}" if region.semantics.label and region.region else None


class PageWriter:
    """Writes one page. Ids are made of its language and number, so that several pages can stand in one document.

    frame: what the words and lines of the page take up.
    """

    def __init__(self, page: Page, sheet: Sheet) -> None:
        """sheet: where the classes of the document are collected."""
        self._page = page
        self._desk = Desk(sheet, page_id(page), page.lang)
        self._sheet = sheet
        self.frame = extent(item for item in page.items if not _is_background(item)) or _NOWHERE
        self._headings = 0

    def lines(self) -> Iterator[str]:
        """The markup of the page, a line an element."""
        yield f'<div class="page" id="{self._desk.page}">'
        for item in self._page.items:
            if isinstance(item, Group) and item.semantics.role is Role.REGION:
                yield from self._region(item)
            elif not _is_background(item):
                yield from self._flow((item,))
        yield "</div>"

    # --- regions and their grids --------------------------------------------------------------------------------------

    def _region(self, region: Group) -> Iterator[str]:
        runs = stages(blocks_of(region.items))
        if not runs:
            return
        label = region.semantics.label
        blocks = [whole_of(run) for run in runs]
        name: dict[str, str | None] = {"aria_label": label}
        if label and any(block.role is Role.HEADING for block in blocks):
            name = {"aria_labelledby": self._heading(self._headings + 1)}
        tag = "section" if label else "div"
        plan = plan_grid([_item(block) for block in blocks], self.frame, GUTTER)
        look = classes("region", self._columns(plan) if plan else None)
        yield f"<{tag}{attributes(look, id=region_id(self._desk.page, region), lang=region.semantics.lang, **name)}>"
        years = header_lines(region)
        whites = self._whites(blocks, plan)
        for numbers, cell in stacked(plan) if plan else ((tuple(range(len(runs))), None),):
            drawn = _drawn(blocks[numbers[0]])
            place = classes(self._place(cell), "top" if drawn else None) if cell else ""
            if cell and len(numbers) > 1:
                yield f"<div{attributes(place)}>"
                place = ""
            for number in numbers:
                right = plan.span(number)[1] if plan else self.frame.right
                yield from self._run(runs[number], classes(place, whites[number]), years, right)
            if cell and len(numbers) > 1:
                yield "</div>"
        yield f"</{tag}>"

    def _whites(self, blocks: Sequence[Block], plan: GridPlan | None) -> list[str]:
        if plan:
            spans = [plan.span(number) for number in range(len(blocks))]
        else:
            spans = [(block.extent.left, block.extent.right) for block in blocks]
        return [white_over(blocks, number, spans, self._sheet) for number in range(len(blocks))]

    def _columns(self, plan: GridPlan) -> str:
        tracks = " ".join(f"minmax(0,{format_number(width)}fr)" for width in plan.widths)
        return f"grid {self._sheet.style(f'grid-template-columns:{tracks}', WIDE)}"

    def _place(self, cell: Cell) -> str:
        area = f"grid-area:{cell.row}/{cell.column}/{cell.row_end}/{cell.column_end}"
        white = f";margin-inline-end:{rem(cell.white)}" if cell.white else ""
        return classes(self._sheet.style(area + white, WIDE), "end" if cell.end else None)

    def _run(self, run: Sequence[Block], place: str, years: Sequence[float], right: float) -> Iterator[str]:
        if len(run) == 1:
            yield from self._block(run[0], place, right)
        else:
            yield from self._stage(run, place, years)

    def _flow(self, items: Sequence[Item]) -> Iterator[str]:
        """Blocks under one another."""
        blocks = blocks_of(items)
        for block, white in zip(blocks, self._whites(blocks, None), strict=True):
            yield from self._block(block, white, block.extent.right)

    # --- pictures of several drawings ---------------------------------------------------------------------------------

    def _stage(self, run: Sequence[Block], place: str, years: Sequence[float]) -> Iterator[str]:
        """Drawings side by side with a line through them, as one picture; on a narrow screen its words stand over them.

        years: where the columns of a table over them begin, for the drawings to stand under them.
        """
        whole = whole_of(run).extent
        size = self._sheet.style(f"height:{rem(whole.bottom - whole.top)}", WIDE)
        yield f"<div{attributes(classes('stage', size, place))}>"
        drawn = [block for block in run if block.role is Role.FIGURE]
        for block in run:
            if block not in drawn:
                yield from self._block(block, self._spot(block, whole), block.extent.right)
        lines = clusters([*years, *(block.extent.left for block in drawn)])
        columns = self._sheet.style(f"grid-template-columns:repeat({len(lines)},minmax(0,1fr))", NARROW)
        yield f'<div class="row {columns}">'
        for block in drawn:
            column = self._sheet.style(f"grid-column:{line_at(lines, block.extent.left) + 1}", NARROW)
            yield from figure(self._desk, block, classes(self._spot(block, whole), column))
        yield "</div>"
        yield "</div>"

    def _spot(self, block: Block, whole: Extent) -> str:
        here = block.extent
        top = (here.first if block.words else here.top) - reach(block, self._sheet)[1]
        spot = f"left:{rem(here.left - whole.left)};top:{rem(top - whole.top)}"
        return self._sheet.style(f"{spot};width:{rem(here.right - here.left)}" if block.line else spot, WIDE)

    # --- blocks -------------------------------------------------------------------------------------------------------

    def _block(self, block: Block, place: str, right: float) -> Iterator[str]:
        """A block. right: where its column ends."""
        desk, group = self._desk, block.group
        if block.line:
            yield line(desk, block.line, place)
            return
        assert group is not None
        name = desk.id(group.semantics.id)
        match group.semantics.role:
            case Role.HEADING:
                self._headings += 1
                yield leaf(desk, group, f"h{group.semantics.level or 1}", place, id=self._heading(self._headings))
            case Role.NOTE:
                yield leaf(desk, group, "p", place, id=name, role="doc-footnote")
            case Role.LIST:
                yield from self._list(block, group, place, right)
            case Role.TABLE:
                yield from table(desk, block, place, lambda cell: self._flow(cell.items))
            case Role.FIGURE:
                yield from figure(desk, block, place)
            case Role.ARTIFACT:
                yield leaf(desk, group, "p", place, aria_hidden="true")
            case Role.REGION:
                yield from self._region(group)
            case _:
                yield leaf(desk, group, "p", place, id=name)

    def _heading(self, number: int) -> str:
        return f"{self._desk.page}-h{number}"

    def _list(self, block: Block, group: Group, place: str, right: float) -> Iterator[str]:
        items = [Block(found, item) for item in groups(group.items) if (found := extent(item.items))]
        words = joined(item.extent for item in items) or block.extent
        inset = words.left - block.extent.left
        frame = replace(words, right=max(words.right, block.extent.right - inset if block.ground else right))
        plan = plan_grid([GridItem(item.extent, fixed=False, words=False) for item in items], frame, GUTTER)
        columns = f"cols {self._columns(plan)}" if plan else None
        ground = (
            f"boxed {self._sheet.style(f'background:{block.ground};padding:{rem(inset)}')}" if block.ground else None
        )
        yield f"<ul{attributes(classes(columns, ground, place), role='list', lang=group.semantics.lang)}>"
        spans = [(item.extent.left, item.extent.right) for item in items]
        for number, item in enumerate(items):
            cell = self._place(plan.cells[number]) if plan else None
            white = white_over(items, number, spans, self._sheet, cells=plan is not None)
            yield from self._list_item(item, classes(cell, white))
        yield "</ul>"

    def _list_item(self, item: Block, place: str) -> Iterator[str]:
        """An item; what is drawn in it stands beside its words."""
        assert item.group is not None
        drawn = [group for group in groups(item.group.items) if group.semantics.role is Role.ARTIFACT]
        said = tuple(inner for inner in item.group.items if inner not in drawn)
        yield f"<li{attributes(classes('item' if drawn else None, place), lang=item.group.semantics.lang)}>"
        for group in drawn:
            yield from decoration(self._desk, group)
        words = self._flow(said)
        yield from ("<div>", *words, "</div>") if drawn else words
        yield "</li>"


def _is_background(item: Item) -> bool:
    """Whether something stands on the page itself and means nothing."""
    return not isinstance(item, Group | Text) or (isinstance(item, Group) and item.semantics.role is Role.ARTIFACT)


def _item(block: Block) -> GridItem:
    return GridItem(block.extent, fixed=_drawn(block) or block.role is Role.TABLE, words=block.words)


def _drawn(block: Block) -> bool:
    """Whether it is a drawing, or stands on a ground of its own."""
    return block.group is None or block.ground is not None or block.role is Role.FIGURE
