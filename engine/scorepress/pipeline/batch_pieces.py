"""What can be seen of a student's pages, region by region, without the report.

A region's shape depends on few fields of a record; the template tells which (`evaluate.shape`). So a shape is asked for
by the values of these fields, and only a new one is evaluated; what a student alone has, names and scores, is put
beside it. Where nearly every student has a shape of his own, the blocks of the region are asked instead.
"""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final

from scorepress.evaluate.combinations import values_key
from scorepress.evaluate.report import Evaluator
from scorepress.evaluate.rules_code import Tell
from scorepress.evaluate.shape import Decisions, ShapeEvaluator
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Phrase, ScaleView
from scorepress.model.template import BlockTemplate, PageTemplate, RegionTemplate, Struct, TextTemplate
from scorepress.model.values import Value
from scorepress.noun import replace
from scorepress.pipeline.batch_parts import PartBook, Parts

KEPT: Final = 3_000
"""Shapes that are remembered of a piece."""

TRIED: Final = 1_000
"""So many shapes are made before a region is judged: it is remembered no more when fewer than one in `WORTH` of the
students had a known one."""

WORTH: Final = 3


class Student(dict[str, Value]):
    """A student's values; what is absent is None.

    decides: the same, with True for what needs only to be there.
    """

    __slots__ = ("decides",)
    decides: "Student"

    def __missing__(self, path: str) -> None:
        return None


Tells = Mapping[str, Tell]
"""Fields, with the function behind each."""


class Shape:
    """What can be seen of a part, but for the student's own values, and what it is made of.

    seen: a hash; empty where there is nothing. needs: fields that must have a value; free: others that are seen.
    """

    __slots__ = ("free", "needs", "parts", "seen")

    def __init__(self, text: str, parts: Parts, needs: Tells, free: Tells) -> None:
        self.seen = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""
        self.parts = parts
        self.needs = needs
        self.free = {path: tell for path, tell in free.items() if path not in needs}


class Piece:
    """A region, a block or a text of the template: makes a shape once for the same values."""

    __slots__ = ("asked", "found", "key", "known", "live", "make", "paths", "plain")

    def __init__(
        self, paths: Sequence[str], make: Callable[[Student], Shape | None], plain: Callable[[Student], object]
    ) -> None:
        """paths: the fields that decide. make: gives the shape for a student, None where nothing is seen.

        plain: evaluates the part for a student, and raises ScorepressError where that cannot be done.
        """
        self.paths = tuple(paths)
        self.key = values_key(self.paths)
        self.make, self.plain = make, plain
        self.known: dict[Hashable, Shape | None] = {}
        self.asked = self.found = 0
        self.live = True

    def __call__(self, student: Student) -> Shape | None:
        """The shape for a student, known or new."""
        if not self.live:
            return self.make(student)
        key = self.key(student.decides)
        try:
            known = self.known[key]
        except KeyError:
            return self._new(key, student)
        self.found += 1
        return known

    def _new(self, key: Hashable, student: Student) -> Shape | None:
        made = self.make(student)
        self.asked += 1
        if self.asked == TRIED and self.found * WORTH < TRIED:
            self.live = False
            self.known.clear()
        else:
            make_room(self.known, KEPT)
            self.known[key] = made
        return made


class Pieces:
    """Makes the pieces of one template's pages in one language."""

    def __init__(self, book: PartBook, decisions: Decisions, shaper: ShapeEvaluator, evaluator: Evaluator) -> None:
        """shaper, evaluator: both of the language."""
        self.book, self.decisions, self.shaper, self.evaluator = book, decisions, shaper, evaluator
        self.lang = evaluator.voice.lang

    def region(self, page: PageTemplate, region: RegionTemplate) -> Piece:
        """A region of a page."""
        own, where = self.book.region(page, region, self.lang), f"page {page.number}, {region.name}"
        pieces = [self._block(block, where) for block in region.blocks]

        def make(student: Student) -> Shape | None:
            self.shaper.begin()
            there = self.shaper.holds(region.when, student)
            guard = self._shape("", self.book.none)
            blocks = [block(student) for block in pieces] if there else []
            if not any(block.seen for block in blocks):
                return guard if guard.needs else None
            self.shaper.begin()
            title = self._seen(self.shaper.text(region.title, student), where) if region.title else ("", self.book.none)
            named = self._shape(f"{region.name}\x1d{title[0]}", self.book.union([own, title[1]]))
            return self._joined([guard, named, *blocks])

        def plain(student: Student) -> None:
            if self.evaluator.holds(region.when, student):
                self.evaluator.region(region, student)

        return Piece(self.decisions.of(region), make, plain)

    def text(self, text: TextTemplate) -> Piece:
        """Words that stand on no page."""

        def make(student: Student) -> Shape:
            self.shaper.begin()
            return self._shape(*self._seen(self.shaper.text(text, student), ""))

        return Piece(self.decisions.of(text), make, lambda student: self.evaluator.text(text, student))

    def _block(self, block: BlockTemplate, where: str) -> Callable[[Student], Shape]:
        """A block. What it has several of (columns, fields) are pieces of their own."""
        own = self.book.block(block, where, self.lang)
        several = [
            value for _, value in block.props.pairs if isinstance(value, tuple) and self.decisions.changes(value)
        ]
        items = [self._item(item, where) for value in several for item in value if self.decisions.changes(item)]
        rest = replace(block.props, pairs=tuple(pair for pair in block.props.pairs if pair[1] not in several))

        def make(student: Student) -> Shape:
            self.shaper.begin()
            there = self.shaper.holds(block.when, student)
            if not there:
                return self._shape("", self.book.none)
            text, parts = self._seen(self.shaper.value(rest, student), where)
            first = self._shape(f"{block.name}\x1f{text}", self.book.union([own, parts]))
            return self._joined([first, *[item(student) for item in items]]) if items else first

        return Piece(self.decisions.of(block), make, lambda _student: None)  # type: ignore[return-value]

    def _item(self, item: object, where: str) -> Callable[[Student], Shape]:
        def make(student: Student) -> Shape:
            self.shaper.begin()
            return self._shape(*self._seen(self.shaper.value(item, student), where))

        return Piece(self.decisions.of(item), make, lambda _student: None)  # type: ignore[return-value]

    def _shape(self, text: str, parts: Parts) -> Shape:
        """The shape of what was evaluated since `begin`."""
        shaper = self.shaper
        return Shape(text, parts, {**shaper.speaker.told, **shaper.needed}, shaper.free)

    def _joined(self, shapes: Sequence[Shape]) -> Shape:
        needs = {path: tell for shape in shapes for path, tell in shape.needs.items()}
        free = {path: tell for shape in shapes for path, tell in shape.free.items()}
        return Shape("\x1d".join([s.seen for s in shapes]), self.book.union([s.parts for s in shapes]), needs, free)

    def _seen(self, value: object, where: str) -> tuple[str, Parts]:
        """What can be seen of an evaluated property: words and their language, ranges, what is left out."""
        if isinstance(value, Phrase):
            return f"{value.text}\x1f{value.lang}", self.book.chosen(value.rows, value.lang)
        if isinstance(value, ScaleView):
            return "", self.book.scale(where, value.levels)
        if isinstance(value, Block):
            return self._seen(value.props, where)
        if isinstance(value, Struct | tuple):
            inner = [one for _, one in value.pairs] if isinstance(value, Struct) else value
            found = [self._seen(one, where) for one in inner]
            return f"{len(found)}\x1e" + "\x1e".join([t for t, _ in found]), self.book.union([p for _, p in found])
        return ("\x00" if value is None else ""), self.book.none
