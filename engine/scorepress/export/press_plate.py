"""A part of a page, ready for any place in a file: what it became there before is remembered."""

from collections.abc import Mapping, Sequence
from typing import Final

from scorepress.export.press_bed import object_stream, shelved
from scorepress.export.press_draw import face_number
from scorepress.export.press_pack import blocks
from scorepress.export.press_part import Part
from scorepress.export.press_values import parted
from scorepress.model.scene import FontKey
from scorepress.noun import Noun

NOTHING: Final[frozenset[str]] = frozenset()
Characters = Mapping[FontKey, frozenset[str]]
Rare = tuple[tuple[FontKey, frozenset[str]], ...]

Bases = tuple[int, int, int, int, int, int, int]
"""Where a part stands in a file, as `press_values.Base` counts."""

_SHELVED: Final = 8
"""Objects from which on a shared part has a stream of objects of its own."""

_PACKED: Final = 800
"""Bytes from which on a shared part's drawing is packed by itself."""

_PLACES: Final = 8
"""Places for which a plate remembers what it is there."""


class Cast(Noun, frozen=True, eq=False):
    """A part in its place. Numbers of objects are the file's.

    bodies: its objects. shelf: the same as a finished stream of objects, b"" where that is not wanted. rows: their
    cross-reference entries, if they are in the shelf. owners: references to the element of each MCID. tops: references
    to the elements that stand in the element around it. links: key in the ParentTree and element, of each link.
    annotations: references to them.
    """

    bodies: Sequence[bytes]
    shelf: bytes
    rows: bytes
    owners: bytes
    tops: bytes
    links: tuple[tuple[int, int], ...]
    annotations: bytes


class Plate:
    """A part with what it was cast to.

    shelved: its elements have a stream of objects of their own. packed: its drawing is packed by itself. Both where
    many students share the part, and it is so large that this saves more than it costs. kept: it will be asked for
    again. rare: what it has of faces besides what all files have. faces: a bit for each that it has anything of. size:
    how many objects it takes.
    """

    __slots__ = ("_casts", "_contents", "faces", "item", "kept", "packed", "part", "rare", "shelved", "size")

    def __init__(self, part: Part, item: object, common: Characters, *, shared: bool, kept: bool) -> None:
        """item: what the part was made of; it is held, so that its id means no other. shared: by many students."""
        self.part = part
        self.item = item
        self.shelved = shared and len(part.objects) >= _SHELVED
        self.packed = shared and sum([len(piece) for _, piece in part.pieces]) >= _PACKED
        self.kept = kept
        self.rare = rare_of(part.characters, common)
        self.faces = sum([1 << face_number(font) for font, _ in part.characters])
        self._casts: dict[tuple[int, ...], Cast] = {}
        self._contents: dict[int, tuple[bytes, bytes]] = {}
        self.size = len(part.objects) + self.shelved

    def contents(self, mark: int) -> list[tuple[bytes, bytes]]:
        """The part's drawing from that MCID on: plain, and, of a shared part, as finished blocks of DEFLATE."""
        found = self._contents.get(mark)
        if found is None:
            plain = b"".join(
                b"/Artifact BMC\n%sEMC\n" % piece
                if number is None
                else b"/Span <</MCID %d>> BDC\n%sEMC\n" % (mark + number, piece)
                for number, piece in self.part.pieces
            )
            found = plain, blocks(plain) if self.packed else b""
            if len(self._contents) >= _PLACES:
                self._contents.clear()
            self._contents[mark] = found
        return [found]

    def cast(self, bases: Bases, notes: tuple[int, ...]) -> Cast:
        """The part's objects. bases: its place. notes: the objects its marks point to."""
        if not self.kept:
            return self._cast(bases, notes)
        key = (*bases, *notes)
        found = self._casts.get(key)
        if found is None:
            if len(self._casts) >= _PLACES:
                self._casts.clear()
            found = self._casts[key] = self._cast(bases, notes)
        return found

    def _cast(self, bases: Sequence[int], notes: Sequence[int]) -> Cast:
        part = self.part
        bodies = parted(part.whole.filled(bases, notes)) if part.objects else ()
        return cast_part(part, bodies, bases, shelf=self.shelved)


def cast_part(part: Part, bodies: Sequence[bytes], bases: Sequence[int], *, shelf: bool) -> Cast:
    """A part in its place. bodies: its objects, without the last where they stand elsewhere. shelf: with one."""
    first, made, rows = bases[0], b"", b""
    if shelf:
        holder = first + len(part.objects)
        made = object_stream(holder, [(first + n, body) for n, body in enumerate(bodies)])
        rows = b"".join([shelved(holder, n) for n in range(len(bodies))])
    return Cast(
        bodies,
        made,
        rows,
        references(first, part.owners),
        references(first, part.tops),
        tuple([(bases[2] + key, first + element) for key, (_, element) in enumerate(part.links)]),
        references(first, [annotation for annotation, _ in part.links]),
    )


def rare_of(characters: Rare, common: Characters) -> Rare:
    """Of what is written in each face, that which not every file has."""
    rare = [(font, written - common.get(font, NOTHING)) for font, written in characters]
    return tuple([one for one in rare if one[1]])


def references(first: int, numbers: Sequence[int]) -> bytes:
    """References to objects that are counted from `first`, each with a space behind it."""
    return b"".join([b"%d 0 R " % (first + number) for number in numbers])
