"""What is the same in all files of a run: fonts, properties, colours. Written once, ready to begin each file with."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from scorepress.export.press_draw import extra_name, font_name
from scorepress.export.press_fonts import OBJECTS, PressFace
from scorepress.export.press_pack import packed
from scorepress.export.press_values import pdf_bytes
from scorepress.export.tags_metadata import About, srgb_profile, xmp_packet
from scorepress.export.tags_objects import PdfName, Ref, Value
from scorepress.export.tags_values import about_values, intent_values
from scorepress.model.scene import FontKey
from scorepress.noun import Noun

HEAD: Final = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
PRODUCER: Final = "scorepress press"
GATHERED, CATALOG, PAGES, INFO, METADATA, PROFILE, TREE, PARENTS, DOCUMENT, RESOURCES, SHELF = range(1, 12)
"""Numbers of the objects that every file has. GATHERED: the stream of objects that are a document's own. SHELF: the
stream of those that are not."""
FIRST_FREE: Final = 12
ROW: Final = 7
"""Bytes of an entry of the cross-reference stream: kind, place, index."""


class Bed(Noun, frozen=True):
    """The beginning of a file.

    data: its bytes. rows: the cross-reference entries of the objects up to `free`, that of GATHERED still empty, and
    those of the objects that each document writes into GATHERED first. free: the first number that is not taken. own:
    how many objects a document writes into GATHERED first. outlines: the number of the bookmarks' root, or 0.
    """

    data: bytes
    rows: tuple[bytes, bytes]
    free: int
    own: int
    outlines: int

    def table(self) -> Iterator[tuple[int, bytes]]:
        """Number and cross-reference entry of each object but GATHERED."""
        fixed = self.rows[1]
        return ((number, fixed[ROW * at : ROW * (at + 1)]) for at, number in enumerate(range(CATALOG, self.free)))


def stream(number: int, data: bytes, extra: bytes = b"") -> bytes:
    """An object that is a stream; extra: what its dictionary has besides the length."""
    return b"%d 0 obj\n<<%s/Length %d>>stream\n%s\nendstream\nendobj\n" % (number, extra, len(data), data)


def placed(offset: int) -> bytes:
    """The cross-reference entry of an object that stands in the file by itself."""
    return b"\x01" + offset.to_bytes(4, "big") + b"\0\0"


def shelved(holder: int, index: int) -> bytes:
    """The cross-reference entry of an object in a stream of objects."""
    return b"\x02" + holder.to_bytes(4, "big") + index.to_bytes(2, "big")


GATHERED_ROWS: Final = tuple(shelved(GATHERED, index) for index in range(1 << 12))
"""`shelved` of the first objects of GATHERED, which every document asks for."""


def object_stream(number: int, numbered: Sequence[tuple[int, bytes]], pack: Callable[[bytes], bytes] = packed) -> bytes:
    """A stream of objects. pack: how."""
    heads: list[bytes] = []
    at = 0
    for one, body in numbered:
        heads.append(b"%d %d" % (one, at))
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    data = pack(head + b"\n".join([body for _, body in numbered]))
    extra = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(heads), len(head))
    return stream(number, data, extra)


def make_bed(
    about: About, languages: tuple[str, ...], pages: int, faces: Sequence[PressFace], parts: int, *, bookmarked: bool,
    extra: Sequence[FontKey] = (),
) -> Bed:  # fmt: skip
    """Write the beginning of a file.

    languages: of all its pages. pages: how many. parts: how many structure elements it has for languages. extra: faces
    of which a document has characters of its own; it writes them from `free` on. A document writes into GATHERED first:
    TREE, PARENTS, DOCUMENT, then pages, parts and the bookmarks' root from FIRST_FREE on.
    """
    own = 3 + pages + parts + bookmarked
    outlines = FIRST_FREE + pages + parts if bookmarked else 0
    first_face = FIRST_FREE + own - 3
    kids = [Ref(FIRST_FREE + n) for n in range(pages)]
    catalog: dict[str, Value] = {
        "Type": PdfName("Catalog"),
        "Pages": Ref(PAGES),
        "Lang": about.lang,
        "MarkInfo": {"Marked": True},
        "StructTreeRoot": Ref(TREE),
        "ViewerPreferences": {"DisplayDocTitle": True},
        "Metadata": Ref(METADATA),
        "OutputIntents": [intent_values(Ref(PROFILE))],
    }
    if outlines:
        catalog["Outlines"] = Ref(outlines)
    fonts = {font_name(face.font): Ref(first_face + OBJECTS * n) for n, face in enumerate(faces)}
    free = first_face + OBJECTS * len(faces)
    fonts |= {extra_name(font): Ref(free + OBJECTS * n) for n, font in enumerate(extra)}
    shelf: list[tuple[int, bytes]] = [
        (CATALOG, pdf_bytes(catalog)),
        (PAGES, pdf_bytes({"Type": PdfName("Pages"), "Count": pages, "Kids": kids})),
        (INFO, pdf_bytes({**about_values(about), "Producer": PRODUCER})),
        (RESOURCES, pdf_bytes({"Font": fonts})),
    ]
    file = bytearray(HEAD)
    rows: dict[int, bytes] = {}

    def put(number: int, data: bytes, extra: bytes) -> None:
        rows[number] = placed(len(file))
        file.extend(stream(number, data, extra))

    put(METADATA, xmp_packet(about, languages, PRODUCER), b"/Type/Metadata/Subtype/XML")
    put(PROFILE, packed(srgb_profile()), b"/N 3/Alternate/DeviceRGB/Filter/FlateDecode")
    for n, face in enumerate(faces):
        number = first_face + OBJECTS * n
        shelf += enumerate(face.bodies(number), number)
        for one, (data, extra_words) in enumerate(face.streams, number + 3):
            put(one, data, extra_words)
    for index, (number, _) in enumerate(shelf):
        rows[number] = shelved(SHELF, index)
    rows[SHELF] = placed(len(file))
    file.extend(object_stream(SHELF, shelf))
    for index in range(own):
        rows[(TREE, PARENTS, DOCUMENT)[index] if index < 3 else FIRST_FREE + index - 3] = shelved(GATHERED, index)
    zero = b"\0" * 5 + b"\xff\xff"
    return Bed(bytes(file), (zero, b"".join(rows[n] for n in range(CATALOG, free))), free, own, outlines)
