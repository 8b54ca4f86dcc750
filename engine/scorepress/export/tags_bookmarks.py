"""Bookmarks: one for each heading of the first two levels, under one for each language if there are several."""

from collections.abc import Callable, Mapping, Sequence

from scorepress.export.tags import TaggedPage
from scorepress.export.tags_objects import PdfName, Ref, Value
from scorepress.noun import Noun, replace


class Heading(Noun, frozen=True):
    """A heading: its level, its words, its page as it is tagged and as an object, its element."""

    level: int
    title: str
    page: TaggedPage
    sheet: Ref
    element: Ref


def bookmarks(
    headings: Sequence[Heading], new: Callable[..., Ref], objects: Mapping[Ref, dict[str, Value]]
) -> Ref | None:
    """Make the outline of a document (ISO 32000-1, 12.3.3); None without a heading. All of it is open.

    new: makes an object. objects: what the objects hold so far.
    """
    if not headings:
        return None
    root = new(Type=PdfName("Outlines"))
    several = len({heading.page.lang for heading in headings}) > 1
    way: list[tuple[int, Ref]] = [(-1, root)]
    lang = None
    for heading in headings:
        if several and heading.page.lang != lang:
            lang = heading.page.lang
            _add(replace(heading, level=0, title=heading.page.title), way, new, objects)
        _add(heading, way, new, objects)
    return root


def _add(
    heading: Heading, way: list[tuple[int, Ref]], new: Callable[..., Ref], objects: Mapping[Ref, dict[str, Value]]
) -> None:
    """Put a bookmark behind all others. way: levels and objects from the root to the last bookmark."""
    while way[-1][0] >= heading.level:
        way.pop()
    parent = way[-1][1]
    family = objects[parent]
    place = [heading.sheet, PdfName("XYZ"), 0, round(heading.page.height, 2), 0]
    item = new(Title=heading.title, Parent=parent, Dest=place, SE=heading.element)
    if "Last" in family:
        objects[family["Last"]]["Next"] = item
        objects[item]["Prev"] = family["Last"]
    family.setdefault("First", item)
    family["Last"] = item
    for _, over in way:
        objects[over]["Count"] = objects[over].get("Count", 0) + 1
    way.append((heading.level, item))
