"""What is woven is what would be written: every object, wherever a page stands in a file."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorepress.export.press_part import Part
from scorepress.export.press_values import Base, Form, Hole, PageId, pdf_form, pdf_text, together
from scorepress.export.press_woven import Woven, digits
from scorepress.export.tags_objects import PdfName, Ref, Value

KIDS = 8
LINKS = ((2, 1),)
FIGURES = 2


def element(**more: Value) -> dict[str, Value]:
    return {"Type": PdfName("StructElem"), "P": Hole(Base.PARENT, 0), "Pg": Hole(Base.PAGE, 0), **more}


OBJECTS: list[dict[str, Value]] = [
    element(K=[Hole(Base.OBJECT, kid) for kid in range(1, KIDS)]),
    element(T="100 % (of 3)", K=Hole(Base.MARK, 2, reference=False)),
    element(StructParent=Hole(Base.LINK, 0, reference=False)),
    element(ID=PageId("star"), K=[Hole(Base.MARK, 10, reference=False), Hole(Base.MARK, 11, reference=False)]),
    element(Ref=[Hole(Base.NOTE, 0)], T="•\r\nzwölf “Zeilen” 字"),
    {"Nothing": Ref(4)},
    element(S=PdfName("Figure"), K=Hole(Base.OBJECT, 7)),
    element(S=PdfName("Figure")),
]


def part(figures: int) -> tuple[Part, list[Form]]:
    forms = tuple(map(pdf_form, OBJECTS))
    tops, ids, refers = (0, 5), (("star", 3),), ("star",)
    made = Part((), forms, together(forms), 12, (1, 3, 3), tops, LINKS, (), ids, refers, ())
    return made, list(forms[len(forms) - figures :])


def read(stream: bytes) -> list[tuple[int, bytes]]:
    """The objects of a stream of objects, each with its number."""
    head, _, rest = stream.partition(b"stream\n")
    data = zlib.decompress(rest[: int(head.split(b"/Length ")[1].split(b">")[0])])
    begin = int(head.split(b"/First ")[1].split(b"/")[0])
    words = list(map(int, data[:begin].split()))
    ends = [*words[3::2], len(data) - begin + 1]
    assert int(head.split(b"/N ")[1].split(b"/")[0]) == len(words) // 2
    return [
        (number, data[begin + at : begin + end - 1])
        for number, at, end in zip(words[::2], words[1::2], ends, strict=True)
    ]


@pytest.mark.parametrize("figures", [0, FIGURES, len(OBJECTS)])
def test_what_is_woven_is_what_would_be_written(figures):
    made, open_ = part(figures)
    woven = Woven(made, open_)

    @given(st.integers(12, 2_000_000) | st.integers(92, 101) | st.integers(65_520, 65_540), st.data())
    def agree(first, data):
        link, parent, sheet, number, note = (data.draw(st.integers(0, 200_000)) for _ in range(5))
        said = [pdf_text(text) for text in data.draw(st.lists(st.text(), min_size=figures, max_size=figures))]
        bases = (first, 0, link, parent, sheet, 0, number)
        cast = woven.cast(bases, (note,), said)
        bodies = [form.filled(bases, (note,)) for form in made.objects]
        at = len(bodies) - figures
        bodies[at:] = [b"%s/Alt%s>>" % (body[:-2], words) for body, words in zip(bodies[at:], said, strict=True)]
        assert read(cast.shelf) == list(enumerate(bodies, first))
        assert cast.rows == b"".join(
            b"\2" + (first + len(bodies)).to_bytes(4, "big") + index.to_bytes(2, "big") for index in range(len(bodies))
        )
        assert cast.owners == b"".join(b"%d 0 R " % (first + at) for at in (1, 3, 3))
        assert cast.tops == b"%d 0 R %d 0 R " % (first, first + 5)
        assert (cast.links, cast.annotations) == (((link, first + 1),), b"%d 0 R " % (first + 2))

    agree()


def test_numbers_as_bytes():
    for first in (0, 5, 65_530, 70_000, 12):
        assert [*digits(first, 12)] == [b"%d" % number for number in range(first, first + 12)]
