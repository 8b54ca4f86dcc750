"""PDF objects as bytes, with holes for what is known only when a document is put together.

A `Form` is written once and filled many times: object numbers, MCIDs and words come and go, the rest stays.
"""

import codecs
from collections.abc import Sequence
from enum import Enum
from itertools import repeat
from typing import Final

from scorepress.export.tags_objects import PdfName, Ref, Value
from scorepress.export.tags_values import unique_id
from scorepress.noun import Noun


class Base(Enum):
    """What the number of a hole is counted from; the value is the place of the base in `fill`'s bases."""

    OBJECT = 0
    """The first object of the part."""
    MARK = 1
    """The part's first MCID."""
    LINK = 2
    """The first key of the part's links in the ParentTree."""
    PARENT = 3
    """The element around the part; counted from it is nothing."""
    PAGE = 4
    """The object of the part's page."""
    NOTE = 5
    """The objects of the notes that the part's marks point to, in an order of their own."""
    SHEET = 6
    """The number of the page in the document, from 1."""


class Hole(Noun, frozen=True):
    """A number that is not known yet: so far from a base. reference: to an object of that number."""

    base: Base
    offset: int
    reference: bool = True


class PageId(Noun, frozen=True):
    """An id that is unique on its page, in ASCII; in the document it begins with the page's number."""

    name: str


class Form(Noun, frozen=True):
    """Bytes with a `%d` for each hole, `%%` for a percent sign."""

    text: bytes
    holes: tuple[tuple[int, int], ...]

    def filled(self, bases: Sequence[int], notes: Sequence[int] = ()) -> bytes:
        """The bytes, for these bases; notes: the objects of NOTE holes."""
        return self.text % tuple(
            [notes[offset] if base == _NOTE else bases[base] + offset for base, offset in self.holes]
        )


def together(forms: Sequence[Form]) -> Form:
    """Several forms as one, quicker to fill than one by one; `parted` gives what they are filled to."""
    return Form(_BETWEEN.join([form.text for form in forms]), tuple([hole for form in forms for hole in form.holes]))


def parted(filled: bytes) -> list[bytes]:
    """What `together` put together."""
    return filled.split(_BETWEEN)


_BETWEEN: Final = b"\n"
"""Stands in no form: in a text it is written otherwise."""

_NOTE: Final = Base.NOTE.value
_MARKED: Final = 9_999_999_999
"""Stands for a page's number until that is known."""

_OWN: Final = "•†‡…—–ƒ⁄‹›−‰„“”‘’‚™"
"""Characters that PDFDocEncoding has from 0x80 on (ISO 32000-1, D.2)."""

ESCAPED: Final = {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r", "\n": "\\n"}
"""Bytes that do not stand for themselves between brackets, as characters."""

_WIDE: Final = str.maketrans(ESCAPED)
_PLAIN: Final = {at: chr(at) for at in (0, *range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0xFE))}
_NARROW: Final = codecs.charmap_build(
    "".join(map({**_PLAIN, **dict(enumerate(_OWN, 0x80))}.get, range(0x100), repeat("\ufffe")))
)
"""PDFDocEncoding, without line ends, and without the letters that UTF-16 begins with; it is quick only with a zero."""

_UTF_8: Final = "\u00ef\u00bb\u00bf"


def pdf_text(text: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2): in PDFDocEncoding where that has all characters, else in UTF-16."""
    if "\0" not in text and not text.startswith(_UTF_8):
        try:
            narrow = codecs.charmap_encode(text, "strict", _NARROW)[0]
        except UnicodeEncodeError:
            pass
        else:
            return b"(%s)" % narrow.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    wide = text.encode("utf-16-be").decode("latin-1").translate(_WIDE)
    return f"(\xfe\xff{wide})".encode("latin-1")


def pdf_number(number: float) -> bytes:
    """A number with at most five decimals."""
    text = f"{number:.5f}".rstrip("0").rstrip(".")
    return b"0" if text == "-0" else text.encode("ascii")


def pdf_form(value: Value) -> Form:
    """A value that may have `Hole`s in it."""
    pieces: list[bytes] = []
    holes: list[tuple[int, int]] = []
    _write(value, pieces, holes)
    return Form(b"".join(pieces), tuple(holes))


def pdf_bytes(value: Value) -> bytes:
    """A value without holes."""
    return pdf_form(value).filled(())


def _write(value: Value, pieces: list[bytes], holes: list[tuple[int, int]]) -> None:
    match value:
        case Hole():
            pieces.append(b"%d 0 R" if value.reference else b"%d")
            holes.append((value.base.value, value.offset))
        case PageId(name):
            whole = unique_id(name, _MARKED)
            pieces.append(_kept(pdf_text(whole)).replace(str(_MARKED).encode("ascii"), b"%d", 1))
            holes.append((Base.SHEET.value, 0))
        case list() | tuple():
            _write_array(value, pieces, holes)
        case dict():
            pieces.append(b"<<")
            for key, item in value.items():
                pieces.append(f"/{key} ".encode("ascii"))
                _write(item, pieces, holes)
            pieces.append(b">>")
        case _:
            pieces.append(_kept(_plain(value)))


def _kept(text: bytes) -> bytes:
    """Text of a form in which percent signs stay what they are."""
    return text.replace(b"%", b"%%")


def _plain(value: Value) -> bytes:
    match value:
        case Ref(number):
            return f"{number} 0 R".encode("ascii")
        case PdfName():
            return f"/{value}".encode("ascii")
        case str():
            return pdf_text(value)
        case bool():
            return b"true" if value else b"false"
        case int():
            return str(value).encode("ascii")
        case float():
            return pdf_number(value)
    raise TypeError(f"no PDF object is made of {type(value).__name__}")


def _write_array(items: Sequence[Value], pieces: list[bytes], holes: list[tuple[int, int]]) -> None:
    pieces.append(b"[")
    for number, item in enumerate(items):
        if number:
            pieces.append(b" ")
        _write(item, pieces, holes)
    pieces.append(b"]")
