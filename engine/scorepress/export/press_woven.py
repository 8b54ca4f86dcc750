"""The structure of a page in a file of many: it stands in each place once, so its numbers are woven in quickly.

To format the numbers takes longer than all else. Here the numbers of a file are bytes already, and one step picks texts
and numbers in their order. Where objects begin depends on no more than how many digits their numbers have.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import accumulate
from operator import itemgetter
from typing import Final

from scorepress.export.press_bed import shelved, stream
from scorepress.export.press_pack import quickly_packed
from scorepress.export.press_part import Part
from scorepress.export.press_plate import Bases, Cast
from scorepress.export.press_values import Base, Form, together
from scorepress.model.memory import make_room

_NUMBERS: Final = 1 << 16
"""Numbers that are known as bytes; beyond, each is written anew."""

_WIDTHS: Final = 64
"""Combinations of numbers of digits for which is remembered where objects begin."""

_HOLE: Final = re.compile(rb"(%%|%d)")
_REFERENCE: Final = b" 0 R "


def digits(first: int, count: int) -> Sequence[bytes]:
    """Numbers from one on, as bytes."""
    end = first + count
    return _numbers()[first:end] if end <= _NUMBERS else _written(range(first, end))


@cache
def _numbers() -> tuple[bytes, ...]:
    return _written(range(_NUMBERS))


def _written(numbers: Iterable[int]) -> tuple[bytes, ...]:
    return tuple([b"%d" % number for number in numbers])


class Woven:
    """A page's structure in a stream of objects of its own; what is said of its figures is still open."""

    def __init__(self, part: Part, figures: Sequence[Form]) -> None:
        """figures: the last elements, without what is said of them."""
        self.part = part
        self._figures = tuple(figures)
        self._count = len(part.objects)
        self._still = self._count - len(figures)
        texts, order = self._woven(together(part.objects[: self._still]))
        self._texts = tuple(texts)
        self._pick = itemgetter(*order)
        self._rows = tuple([shelved(0, index)[-2:] for index in range(self._count)])
        self._owners, self._tops = _taker(part.owners), _taker(part.tops)
        self._annotations = _taker([annotation for annotation, _ in part.links])
        self._heads: dict[tuple[int, ...], tuple[bytes, ...]] = {}

    def _woven(self, form: Form) -> tuple[list[bytes], list[int]]:
        """The texts between numbers, each once, and the places of texts and numbers among all values."""
        holes = iter(form.holes)
        values: list[bytes | int] = []
        text = b""
        for piece in _HOLE.split(form.text):
            value = self._value(*next(holes)) if piece == b"%d" else b"%" if piece == b"%%" else piece
            if isinstance(value, bytes):
                text += value
            else:
                values += [text, value]
                text = b""
        values += [text, b""]  # at least two, so that picking them gives a tuple
        at = {text: index for index, text in enumerate(dict.fromkeys(one for one in values if type(one) is bytes))}
        return list(at), [at[one] if isinstance(one, bytes) else len(at) + one for one in values]

    def _value(self, base: int, offset: int) -> int | bytes:
        """The place of a number among the values of `cast`; or the number, if it is always the same."""
        match Base(base):
            case Base.OBJECT:
                return offset
            case Base.MARK:  # the first of a page is always 0
                return b"%d" % offset
            case Base.LINK:
                return self._count + 3 + offset
            case Base.NOTE:
                return self._count + 3 + len(self.part.links) + offset
            case other:
                return self._count + (Base.PARENT, Base.PAGE, Base.SHEET).index(other)

    def cast(self, bases: Bases, notes: Sequence[int], said: Sequence[bytes]) -> Cast:
        """The structure in its place. said: of the figures."""
        part, count = self.part, self._count
        first, _, link, parent, sheet, _, number = bases
        own = digits(first, count)
        links = range(link, link + len(part.links))
        others = _written((parent, sheet, number, *links, *notes))
        still = b"".join(self._pick((*self._texts, *own, *others)))
        bodies = [still]
        heads = [b""] * (2 * self._still)
        heads[::2], heads[1::2] = own[: self._still], self._begins(still, own, others)
        at = len(still) + 1
        for name, form, words in zip(own[self._still :], self._figures, said, strict=True):
            body = b"%s/Alt%s>>" % (form.filled(bases, notes)[:-2], words)
            heads.append(b"%s %d " % (name, at))
            bodies.append(body)
            at += len(body) + 1
        head, holder = b"".join(heads), first + count
        packed = quickly_packed(head + b"\n".join(bodies))
        row = shelved(holder, 0)[:-2]
        return Cast(
            (),
            stream(holder, packed, b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (count, len(head))),
            row + row.join(self._rows),
            _references(self._owners(own)),
            _references(self._tops(own)),
            tuple([(link + key, first + element) for key, (_, element) in enumerate(part.links)]),
            _references(self._annotations(own)),
        )

    def _begins(self, still: bytes, own: Sequence[bytes], others: Sequence[bytes]) -> tuple[bytes, ...]:
        """Where the objects begin, as it stands in the head of their stream."""
        # of numbers in a row, the sum of their digits says which are longer by one
        widths = (len(b"".join(own)), *map(len, others))
        found = self._heads.get(widths)
        if found is None:
            make_room(self._heads, _WIDTHS)
            ends = accumulate([len(body) + 1 for body in still.split(b"\n")], initial=0)
            found = self._heads[widths] = tuple([b" %d " % at for at in ends][: self._still])
        return found


def _taker(places: Sequence[int]) -> Callable[[Sequence[bytes]], Sequence[bytes]]:
    """What takes the numbers at some places."""
    return itemgetter(*places) if len(places) > 1 else lambda numbers: [numbers[place] for place in places]


def _references(numbers: Sequence[bytes]) -> bytes:
    """References to objects, each with a space behind it."""
    return _REFERENCE.join((*numbers, b""))
