"""Tags out of a finished PDF: its structure tree, its ParentTree, and what its pages hold."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Union

from scorepress.export.tags_objects import ObjectFile, Ref, Value
from scorepress.export.tags_words import read_words
from scorepress.noun import Noun


class Marked(Noun, frozen=True):
    """A piece of marked content: index of the page, MCID."""

    page: int
    mcid: int


class Annotation(Noun, frozen=True):
    """An annotation that an element owns: object number, its key in the ParentTree, where a link leads to."""

    number: int
    key: int | None
    href: str | None


class Part(Noun, frozen=True):
    """A structure element. number: of its object (0: it has none). refers: object numbers of elements it points to.

    spoken: what is said in place of its words.
    """

    number: int
    kind: str
    kids: tuple[Union["Part", Marked, Annotation], ...]
    lang: str | None
    alt: str | None
    scope: str | None
    refers: tuple[int, ...]
    spoken: str | None = None


class Sheet(Noun, frozen=True):
    """A page as it is. key: its StructParents. mcids: in the order of its content. words: what each of them says."""

    key: int | None
    mcids: tuple[int, ...]
    words: Mapping[int, str]


class Structure(Noun, frozen=True):
    """What a PDF says.

    top: the elements that stand in no other. parents: the ParentTree: by key, the object number of the element that has
    an annotation, or of those that have each MCID of a page.
    """

    title: str
    lang: str | None
    top: tuple[Part, ...]
    sheets: tuple[Sheet, ...]
    parents: Mapping[int, tuple[int | None, ...] | int]


def read_structure(file: ObjectFile) -> Structure:
    """Read all of it; a file without tags has an empty one."""
    reader = _Reader(file, {number: index for index, number in enumerate(file.pages)})
    root = file.get(file.root, "StructTreeRoot") or {}
    top = tuple(kid for kid in reader.kids(root, -1) if isinstance(kid, Part))
    return Structure(
        str(file.get(file.root, "Info", "Title") or ""),
        file.get(file.root, "Lang"),
        top,
        tuple(map(reader.sheet, file.pages)),
        dict(reader.parents(root.get("ParentTree"))),
    )


def page_fonts(file: ObjectFile, number: int) -> dict[str, bytes]:
    """The ToUnicode of each font of a page, by the font's name there. number: of the page's object."""
    return {
        name: file.cmaps.get(_number(file.get(font).get("ToUnicode")), b"")
        for name, font in (file.get(Ref(number), "Resources", "Font") or {}).items()
    }


def parts(top: Iterable[Part | Marked | Annotation]) -> Iterator[Part]:
    """All elements, each before its kids."""
    for part in top:
        if isinstance(part, Part):
            yield part
            yield from parts(part.kids)


class _Reader(Noun, frozen=True):
    """Reads one file. places: the index of each page, by the number of its object."""

    file: ObjectFile
    places: Mapping[int, int]

    def kids(self, holder: Value, page: int) -> Iterator["Part | Marked | Annotation"]:
        """What an element, or the root, holds. page: where its content is, if nothing else is said."""
        file = self.file
        for kid in file.items(holder.get("K")):
            value = file.resolve(kid)
            if isinstance(value, int):
                yield Marked(page, value)
            elif not isinstance(value, Mapping):
                continue
            elif "MCID" in value:
                yield Marked(self.place(value, page), value["MCID"])
            elif "Obj" in value:
                address = file.get(value, "Obj", "A", "URI")
                key = file.get(value, "Obj", "StructParent")
                yield Annotation(_number(value["Obj"]), key, None if address is None else str(address))
            elif "S" in value:
                yield self.part(kid, value, page)

    def place(self, value: Mapping[str, Value], page: int) -> int:
        """The page that an object names, or else the one given; -1 for none."""
        sheet = value.get("Pg")
        return self.places.get(sheet.number, -1) if isinstance(sheet, Ref) else page

    def part(self, ref: Value, value: Mapping[str, Value], page: int) -> Part:
        """One element with all that is in it."""
        file = self.file
        scopes = [scope for owner in file.items(value.get("A")) if (scope := file.get(owner, "Scope"))]
        return Part(
            _number(ref),
            str(value["S"]),
            tuple(self.kids(value, self.place(value, page))),
            file.resolve(value.get("Lang")),
            file.resolve(value.get("Alt")),
            str(scopes[0]) if scopes else None,
            tuple(map(_number, file.items(value.get("Ref")))),
            next((str(file.resolve(value[name])) for name in ("ActualText", "E") if name in value), None),
        )

    def sheet(self, number: int) -> Sheet:
        """One page."""
        file, key = self.file, self.file.get(Ref(number), "StructParents")
        if not file.contents:
            return Sheet(key, (), {})
        return Sheet(key, *read_words(file.contents[self.places[number]], page_fonts(file, number)))

    def parents(self, node: Value) -> Iterator[tuple[int, tuple[int | None, ...] | int]]:
        """The entries of a number tree."""
        file = self.file
        numbers = file.items(file.get(node, "Nums"))
        for key, value in zip(numbers[::2], numbers[1::2], strict=False):
            resolved = file.resolve(value)
            several = isinstance(resolved, list)
            yield key, tuple(_number(item) or None for item in resolved) if several else _number(value)
        for kid in file.items(file.get(node, "Kids")):
            yield from self.parents(kid)


def _number(ref: Value) -> int:
    return ref.number if isinstance(ref, Ref) else 0
