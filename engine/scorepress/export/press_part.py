"""A part of a page -> what it adds to a PDF, wherever it will stand there: content, structure, links, headings."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from scorepress.export.press_draw import draw_item
from scorepress.export.press_elements import Drawn, elements
from scorepress.export.press_values import Base, Form, Hole, PageId, pdf_form, together
from scorepress.export.tags import Tag, TaggedPage
from scorepress.export.tags_objects import PdfName, Value
from scorepress.export.tags_plan import plan_part
from scorepress.export.tags_values import box_values, element_values, link_values
from scorepress.model.scene import FontKey, Item, Text
from scorepress.noun import Noun


class UnknownMeaningError(Exception):
    """A part means something that only a whole page can say."""


class PartHeading(Noun, frozen=True):
    """A heading that is a bookmark: its level, its words, its element counted from the part's first object."""

    level: int
    title: str
    element: int


class Part(Noun, frozen=True, eq=False):
    """What a part of a page adds to a PDF.

    pieces: what is drawn, each with its MCID, counted from the part's first, or None for decoration. objects: elements
    and annotations, in the order of their numbers. whole: all of them in one form. marks: how many MCIDs. owners: for
    each MCID its element. tops: the elements that stand in the element around the part. links: annotation and element
    of each. ids: notes with their elements; refers: notes that marks point to. Elements and annotations are counted
    from the part's first object. characters: what is written in each face.
    """

    pieces: tuple[tuple[int | None, bytes], ...]
    objects: tuple[Form, ...]
    whole: Form
    marks: int
    owners: tuple[int, ...]
    tops: tuple[int, ...]
    links: tuple[tuple[int, int], ...]
    headings: tuple[PartHeading, ...]
    ids: tuple[tuple[str, int], ...]
    refers: tuple[str, ...]
    characters: tuple[tuple[FontKey, frozenset[str]], ...]


def make_part(items: Iterable[Item], lang: str, kind: str, height: float) -> tuple[Part, TaggedPage, Drawn]:
    """Plan and draw a part as a page is planned."""
    root, drawn = elements(items)
    plan = plan_part(root, lang, kind)
    return _Maker(plan, height).part(drawn), plan, drawn


def written(items: Iterable[Item]) -> tuple[tuple[FontKey, frozenset[str]], ...]:
    """What is written in each face."""
    strings: dict[int, tuple[FontKey, list[str]]] = {}
    for item in items:
        if type(item) is Text:
            found = strings.get(id(item.font))
            if found is None:
                strings[id(item.font)] = item.font, [item.string]
            else:
                found[1].append(item.string)
    return tuple([(font, frozenset("".join(texts))) for font, texts in strings.values()])


class _Maker:
    """Makes one part."""

    def __init__(self, plan: TaggedPage, height: float) -> None:
        self.plan = plan
        self.height = height
        self.objects: list[Form | None] = []
        self.owners: dict[int, int] = {}
        self.links: list[tuple[int, int]] = []
        self.headings: list[PartHeading] = []
        self.ids: list[tuple[str, int]] = []
        self.refers: list[str] = []

    def part(self, drawn: Drawn) -> Part:
        tops = tuple(self.element(tag, None) for tag in self.plan.tags)
        objects = tuple(form for form in self.objects if form is not None)
        return Part(
            tuple(self.pieces(drawn)),
            objects,
            together(objects),
            len(self.owners),
            tuple(self.owners[mark] for mark in range(len(self.owners))),
            tops,
            tuple(self.links),
            tuple(self.headings),
            tuple(self.ids),
            tuple(self.refers),
            written(item for item, _ in drawn),
        )

    def pieces(self, drawn: Drawn) -> Iterator[tuple[int | None, bytes]]:
        """What is drawn, cut where the meaning changes."""
        piece: list[bytes] = []
        before = -1
        marks, pieces, spaces = self.plan.marks, self.plan.pieces, self.plan.spaces
        for item, element in drawn:
            if element not in pieces:  # a text without a character
                continue
            if pieces[element] != before and piece:
                yield marks[before], b"".join(piece)
                piece = []
            before = pieces[element]
            piece.append(draw_item(item, space=element in spaces))
        if piece:
            yield marks[before], b"".join(piece)

    def element(self, tag: Tag, parent: int | None) -> int:
        """A structure element with all that is in it; gives its place among the objects."""
        number = len(self.objects)
        self.objects.append(None)
        kids: list[tuple[Base, int]] = []
        for kid in tag.kids:
            if isinstance(kid, int):
                self.owners[kid] = number
                kids.append((Base.MARK, kid))
            else:
                kids.append((Base.OBJECT, self.element(kid, number)))
        if tag.kind in ("H1", "H2"):
            self.headings.append(PartHeading(int(tag.kind[1]), tag.text, number))
        if _is_plain(tag):
            self.objects[number] = _plain(tag.kind, tag.lang, tag.scope, parent, tuple(kids))
        else:
            self.objects[number] = pdf_form(self.values(tag, parent, kids, number))
        return number

    def values(self, tag: Tag, parent: int | None, kids: list[tuple[Base, int]], number: int) -> dict[str, Value]:
        """All of a structure element."""
        values = _values(tag, parent, kids)
        if tag.href is not None:
            key, annotation = len(self.links), len(self.objects)
            self.links.append((annotation, number))
            values["Pg"] = Hole(Base.PAGE, 0)
            here = {"Type": PdfName("OBJR"), "Obj": Hole(Base.OBJECT, annotation), "Pg": Hole(Base.PAGE, 0)}
            values["K"] = [*_holes(kids), here] if kids else here
            link = link_values(tag, self.height)
            self.objects.append(
                pdf_form({**link, "StructParent": Hole(Base.LINK, key, reference=False), "P": Hole(Base.PAGE, 0)})
            )
        if tag.box is not None:
            values["A"] = box_values(tag.box, self.height)
        if tag.refers:
            if tag.refers not in self.refers:
                self.refers.append(tag.refers)
            values["Ref"] = [Hole(Base.NOTE, self.refers.index(tag.refers))]
        if tag.id:
            if tag.id.startswith(".") or not tag.id.isascii():
                raise UnknownMeaningError(tag.id)
            values["ID"] = PageId(tag.id)
            self.ids.append((tag.id, number))
        return values


def _is_plain(tag: Tag) -> bool:
    """Whether an element has no words of its own."""
    return (
        tag.alt is None
        and not tag.title
        and tag.box is None
        and tag.href is None
        and tag.id is None
        and tag.refers is None
    )


@lru_cache(1 << 12)
def _plain(
    kind: str, lang: str | None, scope: str | None, parent: int | None, kids: tuple[tuple[Base, int], ...]
) -> Form:
    """A structure element without words: there are few different ones."""
    return pdf_form(_values(Tag(kind, lang=lang, scope=scope), parent, kids))


def _values(tag: Tag, parent: int | None, kids: Iterable[tuple[Base, int]]) -> dict[str, Value]:
    values = element_values(tag)
    values["P"] = Hole(Base.PARENT, 0) if parent is None else Hole(Base.OBJECT, parent)
    holes = _holes(kids)
    if any(not hole.reference for hole in holes):
        values["Pg"] = Hole(Base.PAGE, 0)
    if holes:
        values["K"] = holes[0] if len(holes) == 1 else holes
    return values


def _holes(kids: Iterable[tuple[Base, int]]) -> list[Hole]:
    return [Hole(base, number, reference=base is Base.OBJECT) for base, number in kids]
