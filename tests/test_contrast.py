"""Can everybody see it: contrast on every page in colour, in grey, and as three kinds of colour blindness see it.

Measured from the drawn pages: each text against what lies under it, each shape against what lies around it, shapes of a
drawing against their neighbours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import hypot

import pytest

from scorepress.components import kinds
from scorepress.model.color import Color
from scorepress.model.scene import Circle, Group, Image, Item, Line, Page, Path, Polygon, Rect, Role, Text
from scorepress.noun import replace

TEXT, GRAPHICS = 4.5, 3.0
"""Least contrast (WCAG 2.1, 1.4.3 and 1.4.11)."""

EYES = {  # Machado, Oliveira and Fernandes 2009, severity 1, on linear light; grey is luminance as printers make it
    "colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
CAPITALS = 0.714
NEIGHBOURS = 10.0
"""Shapes that are no further apart are neighbours, in points."""

SOME = 4
"""Students of each report: one on each level, and one more."""

SAMPLES = 5
"""Places along a line of text that are looked at, each at three heights."""


# --- colours ----------------------------------------------------------------------------------------------------------


@cache
def luminance(color: Color, eyes: str) -> float:
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (c / 255 for c in (color.red, color.green, color.blue))
    ]
    seen = [max(0.0, min(1.0, sum(m * v for m, v in zip(row, linear, strict=True)))) for row in EYES[eyes]]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), seen, strict=True))


def contrast(one: Color, other: Color, eyes: str) -> float:
    high, low = sorted((luminance(one, eyes), luminance(other, eyes)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# --- what lies where --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Painted:
    """Something on the page. number: in the order of painting. drawing: the figure or decoration around it, or 0."""

    item: Item
    number: int
    drawing: int
    fill: Color | None
    box: tuple[float, float, float, float]

    def covers(self, x: float, y: float) -> bool:
        left, top, right, bottom = self.box
        if not (left < x < right and top < y < bottom):
            return False
        match self.item:
            case Circle():
                return hypot(x - self.item.x, y - self.item.y) < self.item.radius
            case Polygon():
                return inside(x, y, self.item.points)
        return isinstance(self.item, Rect | Image)


def box_of(item: Item) -> tuple[float, float, float, float]:
    match item:
        case Rect() | Image():
            return item.x, item.y, item.x + item.width, item.y + item.height
        case Circle():
            r = item.radius
            return item.x - r, item.y - r, item.x + r, item.y + r
        case Polygon():
            xs, ys = zip(*item.points, strict=True)
            return min(xs), min(ys), max(xs), max(ys)
        case Text():
            return item.x, item.y - CAPITALS * item.size, item.x + item.width, item.y
    return 0.0, 0.0, 0.0, 0.0


def inside(x: float, y: float, points: tuple[tuple[float, float], ...]) -> bool:
    odd = False
    for (x1, y1), (x2, y2) in zip(points, (*points[1:], points[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def painted(page: Page) -> list[Painted]:
    found: list[Painted] = []

    def walk(items: tuple[Item, ...], drawing: int) -> None:
        for item in items:
            if isinstance(item, Group):
                own = item.semantics.role in (Role.FIGURE, Role.ARTIFACT)
                walk(item.items, len(found) + 1 if own and not drawing else drawing)
            else:
                found.append(Painted(item, len(found), drawing, getattr(item, "fill", None), box_of(item)))

    walk(page.items, 0)
    return found


def under(x: float, y: float, what: list[Painted], before: int) -> Color | None:
    """The colour that is seen at a place before something is painted; None for a picture."""
    for lower in reversed(what[:before]):
        if lower.covers(x, y) and (lower.fill or isinstance(lower.item, Image)):
            return lower.fill
    raise AssertionError(f"nothing is painted at {x:.0f}, {y:.0f}")


def around(shape: Painted) -> list[tuple[float, float]]:
    """Places just outside of a shape."""
    left, top, right, bottom = shape.box
    x, y, off = (left + right) / 2, (top + bottom) / 2, 1.0
    return [(left - off, y), (right + off, y), (x, top - off), (x, bottom + off)]


# --- what is wrong ----------------------------------------------------------------------------------------------------


def unseen(page: Page) -> list[str]:
    """Every pair of colours on a page that somebody could not tell apart, as a sentence."""
    what = painted(page)
    found: dict[str, None] = {}
    for thing in what:
        for problem in problems(thing, what, page):
            found.setdefault(problem)
    for one, other in neighbours(what):
        found |= dict.fromkeys(told(f"{name(one)} beside {name(other)}", differences(one, other), GRAPHICS))
    return list(found)


def problems(thing: Painted, what: list[Painted], page: Page) -> Iterator[str]:
    match thing.item:
        case Text() if thing.item.string.strip():
            yield from of_text(thing, thing.item, what)
        case Line():
            line = thing.item
            ground = under((line.x1 + line.x2) / 2, (line.y1 + line.y2) / 2, what, thing.number)
            if ground:
                yield from told(f"{name(thing)} on {ground}", [(line.stroke.color, ground)], GRAPHICS)
        case Path():
            x, y = thing.item.segments[0][1]
            ground, stroke = under(x, y, what, thing.number), thing.item.stroke
            ink = thing.fill or (stroke.color if stroke else None)
            if ground and ink:
                yield from told(f"{name(thing)} on {ground}", [(ink, ground)], GRAPHICS)
        case Rect() | Polygon() | Circle() if thing.box != (0, 0, page.width, page.height):
            for x, y in around(thing):
                ground = under(x, y, what, thing.number)
                if ground:
                    yield from told(f"{name(thing)} on {ground}", edges(thing, ground), GRAPHICS)


def of_text(thing: Painted, text: Text, what: list[Painted]) -> Iterator[str]:
    left, top, right, bottom = thing.box
    for step in range(SAMPLES):
        x = left + (right - left) * (step + 0.5) / SAMPLES
        for y in (top, (top + bottom) / 2, bottom):
            ground = under(x, y, what, thing.number)
            assert ground, f"“{text.string}” stands on a picture"
            yield from told(f"“{text.string}” on {ground}", [(text.color, ground)], TEXT)
            over = next((later for later in what[thing.number + 1 :] if later.covers(x, y)), None)
            if over:
                yield f"“{text.string}” is painted over by {name(over)}"


def edges(thing: Painted, ground: Color) -> list[tuple[Color, Color]]:
    """The colours one of which must be told from the other, to see where a shape ends."""
    stroke = getattr(thing.item, "stroke", None)
    pairs = [(thing.fill, ground)] if thing.fill else []
    return [*pairs, (stroke.color, ground)] if stroke else pairs


def neighbours(what: list[Painted]) -> Iterator[tuple[Painted, Painted]]:
    """Shapes of a drawing that stand side by side and do not look the same."""
    shapes = [p for p in what if p.drawing and p.fill and isinstance(p.item, Rect | Polygon)]
    for one, other in combinations(shapes, 2):
        (l1, t1, r1, b1), (l2, t2, r2, b2) = one.box, other.box
        near = max(l1, l2) - min(r1, r2) < NEIGHBOURS and max(t1, t2) - min(b1, b2) < NEIGHBOURS
        if one.drawing == other.drawing and near and one.fill != other.fill:
            yield one, other


def differences(one: Painted, other: Painted) -> list[tuple[Color, Color]]:
    return [(one.fill, other.fill)] if one.fill and other.fill else []


def told(what: str, pairs: list[tuple[Color, Color]], least: float) -> Iterator[str]:
    """Say what cannot be seen: where none of the pairs has enough contrast."""
    for eyes in EYES:
        best = max((contrast(one, other, eyes) for one, other in pairs), default=least)
        if best < least:
            yield f"{what}: contrast {best:.2f} in {eyes}, at least {least} are needed"


def name(thing: Painted) -> str:
    kind = type(thing.item).__name__.lower()
    return f"{kind} {thing.fill}" if thing.fill else kind


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("component", kinds())
def test_the_gallery_is_seen_by_all(samples, component):
    assert unseen(samples.gallery(component)[1]) == []


@pytest.mark.parametrize("language", ["en", "es", "vi", "zh-Hant", "fil"])
@pytest.mark.parametrize("report", ["initial-alternate-elpac", "summative-alternate-elpac"])
def test_the_reports_are_seen_by_all(samples, report, language):
    for student in range(SOME):
        for page in samples.pages(report, student, language):
            assert unseen(page) == []


def test_callouts_are_seen_by_all(samples):
    report = samples.reports[-1]
    press = type(samples.press(report))(samples.press(report).template, callouts=True)
    for page in press.pages(press.report(samples.students(report)[0], "en")):
        assert unseen(page) == []


def repainted(page: Page, change: dict[Color, Color], kind: type | tuple[type, ...]) -> Page:
    """The page with other colours on things of a kind."""

    def paint(item: Item) -> Item:
        if isinstance(item, Group):
            return replace(item, items=tuple(map(paint, item.items)))
        if not isinstance(item, kind):
            return item
        field = "color" if isinstance(item, Text) else "fill"
        return replace(item, **{field: change.get(getattr(item, field), getattr(item, field))})

    return replace(page, items=tuple(map(paint, page.items)))


def test_a_text_of_contrast_4_4_is_named(samples):
    _, page = samples.gallery("text")
    grey = Color.parse("#787878")
    assert 4.4 <= contrast(grey, Color.parse("#ffffff"), "colour") < 4.45
    found = unseen(repainted(page, {Color.parse("#000000"): grey}, Text))
    assert any(line.endswith("on #ffffff: contrast 4.42 in colour, at least 4.5 are needed") for line in found)
    assert any("in grey" in line for line in found)


def test_sections_that_only_a_protan_eye_confuses_are_named(samples):
    _, page = samples.gallery("gauge")
    blue, tint = Color.parse("#0b3f73"), Color.parse("#e6edf4")
    red, dark = Color.parse("#ff0000"), Color.parse("#003000")
    assert contrast(red, dark, "colour") > GRAPHICS > contrast(red, dark, "protan")
    found = unseen(repainted(page, {blue: dark, tint: red}, (Rect, Polygon)))
    assert any(line.startswith("rect") and " beside " in line and "in protan" in line for line in found)
    assert not any(" beside " in line and "in colour" in line for line in found)


def test_a_pointer_that_fades_into_the_page_is_named(samples):
    _, page = samples.gallery("gauge")
    pale = Color.parse("#969696")
    found = unseen(repainted(page, {Color.parse("#0b3f73"): pale}, Polygon))
    assert "polygon #969696 on #ffffff: contrast 2.96 in colour, at least 3.0 are needed" in found


def test_a_text_under_a_shape_is_named(samples):
    _, page = samples.gallery("text")
    lid = Rect(9, 9, page.width - 18, page.height / 2, fill=Color.parse("#ffffff"))
    assert any("is painted over by rect" in line for line in unseen(replace(page, items=(*page.items, lid))))
