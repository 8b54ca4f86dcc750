"""Nothing on a page stands on anything else: words on words, words across a line or across the edge of a box.

Looked at on the drawn pages of every student in every language, as they are and with the longest names that the schema
allows. The proof of fit knows how high a block may grow, not what stands below it under another condition.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, cycle, product
from types import MappingProxyType

import pytest

from scorepress.model.color import Color
from scorepress.model.record import Record
from scorepress.model.scene import FontKey, Group, Item, Line, Page, Polygon, Rect, Role, Semantics, Text
from scorepress.noun import replace

UP, DOWN = 0.72, 0.22
"""How far letters reach over and under the baseline, as a share of the size: capitals, and what hangs down."""

NEAR = 0.25
"""Points by which boxes may meet: half a thin line."""

SHORT = 30
"""Letters of the shortest value that is made long."""


@dataclass(frozen=True)
class Ink:
    """A box of one drawn thing. leaf: which group it was drawn in."""

    what: str
    leaf: int
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Ink") -> bool:
        return (
            min(self.right, other.right) - max(self.left, other.left) > NEAR
            and min(self.bottom, other.bottom) - max(self.top, other.top) > NEAR
        )

    def inside(self, other: "Ink") -> bool:
        wide = other.left - NEAR <= self.left and self.right <= other.right + NEAR
        return wide and other.top - NEAR <= self.top and self.bottom <= other.bottom + NEAR


def inks(items: tuple[Item, ...], leaf: int = 0) -> Iterator[Ink]:
    for item in items:
        match item:
            case Group():
                yield from inks(item.items, id(item))
            case Text() if item.string.strip():
                top, bottom = item.y - UP * item.size, item.y + DOWN * item.size
                yield Ink(item.string, leaf, item.x, top, item.x + item.width, bottom)
            case Rect():
                yield Ink("box", leaf, item.x, item.y, item.x + item.width, item.y + item.height)
            case Polygon():
                xs, ys = zip(*item.points, strict=True)
                yield Ink("arrow", leaf, min(xs), min(ys), max(xs), max(ys))
            case Line():
                half = item.stroke.width / 2
                yield Ink("line", leaf, item.x1, item.y1 - half, item.x2, item.y2 + half)


def collisions(page: Page) -> list[tuple[str, str]]:
    """What stands on what, by its words."""
    everything = list(inks(page.items))
    words = [ink for ink in everything if ink.what not in ("box", "arrow", "line")]
    shapes = [ink for ink in everything if ink.what in ("box", "arrow")]
    lines = [ink for ink in everything if ink.what == "line"]
    found = [(a.what, b.what) for a, b in combinations(words, 2) if a.leaf != b.leaf and a.meets(b)]
    found += [(a.what, b.what) for a, b in product(words, shapes) if a.meets(b) and not a.inside(b)]
    found += [(a.what, "line") for a, b in product(words, lines) if a.meets(b)]
    boxes = [ink for ink in shapes if ink.what == "box"]
    found += [
        ("arrow", "box") for a, b in product(shapes, boxes) if a.what == "arrow" and a.meets(b) and not a.inside(b)
    ]
    return found


def longest(record: Record, most: Mapping[str, int], letter: str) -> Record:
    """The student with the longest names and places, all of one letter."""
    texts = {path: letter * count for path, count in most.items() if path in record.values}
    return replace(record, values=MappingProxyType({**record.values, **texts}))


@pytest.mark.parametrize("language", ["en", "es", "vi", "zh-Hant", "fil"])
@pytest.mark.parametrize("report", ["initial-alternate-elpac", "summative-alternate-elpac"])
def test_nothing_stands_on_anything_else(samples, report, language):
    press = samples.press(report)
    most = {field.path: field.max_length for field in press.template.schema.fields if (field.max_length or 0) >= SHORT}
    for record, letter in zip(samples.students(report), cycle("W‱"), strict=False):
        for student in (record, longest(record, most, letter)):
            for page in press.pages(press.report(student, language)):
                assert collisions(page) == [], (student is record, page.number)


@pytest.mark.parametrize("onto", ["words", "box", "line", "arrow"])
def test_planted_words_on_something_are_found(samples, onto):
    page = samples.pages("summative-alternate-elpac", 0, "en")[1]
    found = {"box": "box", "line": "line", "arrow": "arrow"}.get(onto, "Two years ago")
    there = next(ink for ink in inks(page.items) if ink.what == found and ink.right - ink.left < page.width / 2)
    planted = Text(there.right - 3, there.top + 3, "planted", FontKey("Noto Sans", 400), 9.0, Color(0, 0, 0), 30.0)
    marked = replace(page, items=(*page.items, Group(Semantics(Role.PARAGRAPH), (planted,))))
    assert any({"planted", found} <= set(pair) for pair in collisions(marked))
