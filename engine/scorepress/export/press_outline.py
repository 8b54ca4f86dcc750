"""Bookmarks of a pressed file. Their order and nesting are the same for many students; only their words differ."""

from collections.abc import Sequence
from functools import lru_cache

from scorepress.export.press_values import Base, Form, Hole, pdf_form, pdf_text
from scorepress.export.tags import TaggedPage
from scorepress.export.tags_bookmarks import Heading, bookmarks
from scorepress.export.tags_objects import Ref, Value
from scorepress.noun import Noun

_WORDS = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a heading's words until they are known."""
WORDS_MARK = pdf_text(_WORDS)


class PressHeading(Noun, frozen=True):
    """A heading of a document. page: its index. element: its number."""

    level: int
    title: bytes
    page: int
    element: int


Shape = tuple[tuple[int, int], ...]
Sheets = tuple[tuple[str, str, float], ...]


def outline(headings: Sequence[PressHeading], sheets: Sheets, root: int, first: int, page: int) -> list[bytes]:
    """The bookmarks: the root, then all others, which are numbered from `first` on.

    sheets: language, title and height of each page. root: the number of the root. page: of the first page.
    """
    shape = tuple((heading.level, heading.page) for heading in headings)
    bases = (first - 1, 0, root, 0, page, 0, 0)
    elements = [heading.element for heading in headings]
    titles = iter(headings)
    return [
        form.filled(bases, elements).replace(WORDS_MARK, next(titles).title) if named else form.filled(bases, elements)
        for form, named in _forms(shape, sheets)
    ]


@lru_cache(256)
def _forms(shape: Shape, sheets: Sheets) -> tuple[tuple[Form, bool], ...]:
    """The root and its kids, and whether each has a heading's words. The root counts as a link, elements as notes."""
    objects: dict[Ref, dict[str, Value]] = {}

    def new(**values: Value) -> Ref:
        ref = Ref(len(objects))
        objects[ref] = values
        return ref

    pages = [TaggedPage(n, *sheet, (), (), {}, frozenset()) for n, sheet in enumerate(sheets)]
    headings = [
        Heading(level, _WORDS, pages[page], Ref(-1 - page), Ref(-1_000_000 - n))
        for n, (level, page) in enumerate(shape)
    ]
    bookmarks(headings, new, objects)
    return tuple(
        (pdf_form({key: _hole(value) for key, value in values.items()}), values.get("Title") == _WORDS)
        for values in objects.values()
    )


def _hole(value: Value) -> Value:
    """References of the outline as holes."""
    if isinstance(value, list):
        return [_hole(item) for item in value]
    if not isinstance(value, Ref):
        return value
    if value.number <= -1_000_000:
        return Hole(Base.NOTE, -1_000_000 - value.number)
    if value.number < 0:
        return Hole(Base.PAGE, -1 - value.number)
    return Hole(Base.LINK, 0) if value.number == 0 else Hole(Base.OBJECT, value.number)
