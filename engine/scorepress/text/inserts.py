"""Words that know whose place they stand in: for a page that is drawn once to learn where its words go.

A text that differs from student to student is an `Insert` then. What a component may do with its words is allowed here;
anything else raises `UnstencilledError`: such a page is drawn student by student.
"""

from typing import NoReturn


class UnstencilledError(Exception):
    """A page cannot be printed from a stencil. The text says why; it names no student."""


class Line(str):
    """A line of an insert. place: which insert; number: which of its lines, from 0."""

    __slots__ = ("number", "place")
    place: int
    number: int


class Insert(str):
    """The words of a place, as one student has them. place: which; endings: what was asked of their end."""

    __slots__ = ("endings", "place")
    place: int
    endings: dict[str, bool]

    def endswith(self, suffix: object, *span: object) -> bool:
        """Whether the words end so; that it was asked is remembered."""
        if not isinstance(suffix, str) or span:
            self.refuse()
        return self.endings.setdefault(suffix, str(self).endswith(suffix))

    def refuse(self, *_: object, **__: object) -> NoReturn:
        """Whatever else a component asks of the words would have to be asked of every student's."""
        raise UnstencilledError("a component reads its words letter by letter")

    __contains__ = __getitem__ = __iter__ = __len__ = __mod__ = __add__ = refuse
    __lt__ = __le__ = __gt__ = __ge__ = refuse
    casefold = count = encode = find = format = index = isdigit = isalpha = join = lower = partition = replace = refuse
    rfind = rindex = rpartition = rsplit = rstrip = split = splitlines = startswith = strip = lstrip = refuse
    title = translate = upper = removeprefix = removesuffix = refuse
