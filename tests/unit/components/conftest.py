"""A desk at which components are tried: a block written as in a layout, drawn with the real theme and the real pen.

`{level}` in a text is the number of the level for which it is made; everything else is printed as it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scorepress.check.properties import resolve
from scorepress.check.schema import Schema, Schemas
from scorepress.check.scope import Grid, Scope
from scorepress.check.theme import check_theme
from scorepress.components import build_props, component
from scorepress.compose.pen import ReportPen
from scorepress.model.component import Drawn, Place
from scorepress.model.diagnostic import Reporter
from scorepress.model.report import Phrase, RowUse, ScaleLevel, ScaleView
from scorepress.model.scene import Group, Item, Line, Polygon, Rect, Role, Text
from scorepress.model.scene import Path as Shape
from scorepress.model.source import Source, Span
from scorepress.model.template import Overflow, ScaleTemplate, Struct, Theme
from scorepress.noun import replace
from scorepress.parse.layout import parse_layout
from scorepress.text.fonts import bundled_fonts

SPAN = Span("block.yaml", 1)
HERE = Span("rules/example.rules", 7)
LEVELS = (ScaleLevel(3, 660, 699), ScaleLevel(2, 644, 659), ScaleLevel(1, 601, 643))


class Names(Scope, frozen=True):
    """The names of a block: sentences are phrases at once, scales and conditions are looked up in a table."""

    def text(self, text: str, span: Span, *, optional: bool) -> Any:
        rows = (RowUse("message", None, HERE),) if optional else ()
        return None if optional and "nothing" in text else Phrase(text.strip("{}") if optional else text, LANG, rows)

    def scale(self, text: str, span: Span) -> Any:
        return ScaleTemplate("", text, span)

    def condition(self, text: str, span: Span) -> Any:
        return text

    def image(self, name: str, span: Span) -> bytes | None:
        return IMAGES.get(name)


SCALES: dict[str, ScaleView] = {}
IMAGES: dict[str, bytes] = {}
LANG = "en"


@dataclass
class Sheet:
    """What a component drew, and what was reported."""

    drawn: Drawn
    reporter: Reporter

    def walk(self, items: Sequence[Item] | None = None) -> Iterator[Item]:
        for item in self.drawn.items if items is None else items:
            yield item
            if isinstance(item, Group):
                yield from self.walk(item.items)

    def groups(self, role: Role) -> list[Group]:
        return [i for i in self.walk() if isinstance(i, Group) and i.semantics.role is role]

    @property
    def texts(self) -> list[Text]:
        return [i for i in self.walk() if isinstance(i, Text)]

    @property
    def rects(self) -> list[Rect]:
        return [i for i in self.walk() if isinstance(i, Rect)]

    @property
    def lines(self) -> list[Line]:
        return [i for i in self.walk() if isinstance(i, Line)]

    @property
    def polygons(self) -> list[Polygon]:
        return [i for i in self.walk() if isinstance(i, Polygon)]

    @property
    def paths(self) -> list[Shape]:
        return [i for i in self.walk() if isinstance(i, Shape)]

    @property
    def words(self) -> list[tuple[str, float, float, float]]:
        """Every line of type: its words, where it starts, and its size."""
        return [(t.string, round(t.x, 2), round(t.y, 2), t.size) for t in self.texts]

    def read(self, items: Sequence[Item] | None = None) -> list[str]:
        """What a screen reader says, leaf by leaf; decoration is silent."""
        said: list[str] = []
        for item in self.drawn.items if items is None else items:
            if not isinstance(item, Group) or item.semantics.role is Role.ARTIFACT:
                continue
            strings = [i.string for i in item.items if isinstance(i, Text)]
            said += [" ".join(strings)] if strings else self.read(item.items)
        return said

    @property
    def codes(self) -> list[str]:
        return [d.code.value for d in self.reporter.found]


@dataclass
class Desk:
    """Draws blocks."""

    theme: Theme
    grid: Grid
    schemas: Schemas
    true: set[str] = field(default_factory=set)

    def scale(self, score: int | None = None, level: int | None = None, levels: tuple[ScaleLevel, ...] = LEVELS,
              name: str = "overall score this year") -> None:  # fmt: skip
        SCALES[name] = ScaleView(levels, score, level)

    def image(self, name: str, data: bytes) -> None:
        IMAGES[name] = data

    def schema(self, kind: str) -> Schema:
        return self.schemas.file(f"components/{kind}.schema.json")

    def draw(self, kind: str, yaml: str, *, x: float = 54, y: float = 100, width: float = 504,
             overflow: Overflow | None = None, lang: str = "en", family: str = "Noto Sans") -> Sheet:  # fmt: skip
        reporter = Reporter()
        tree = parse_layout(Source("block.yaml", yaml), reporter)
        assert tree is not None, reporter.found
        struct = resolve(tree.root, self.schema(kind), Names(self.theme, self.grid, None, reporter))
        assert not reporter.found, reporter.found
        found = component(kind)
        assert found is not None
        props: object = build_props(found.props, self.evaluated(struct))
        pen = ReportPen(self.theme, bundled_fonts(), family, lang, reporter)
        return Sheet(found.draw(props, Place(x, y, width, overflow or Overflow(), SPAN), pen), reporter)

    def evaluated(self, value: Any, level: int | None = None) -> Any:
        """As the evaluating pass does: conditions decide, structs per level are multiplied."""
        if isinstance(value, Phrase):
            return replace(value, text=re.sub(r"\{level\}", str(level), value.text))
        if isinstance(value, tuple):
            return tuple(self.evaluated(v, level) for v in value)
        if isinstance(value, ScaleTemplate):
            return SCALES[value.binding]
        return self.struct(value, level) if isinstance(value, Struct) else value

    def struct(self, value: Struct, level: int | None) -> Any:
        """One struct, several, or None."""
        if value.per_level is not None:
            one, levels = replace(value, per_level=None), SCALES[value.per_level.binding].levels
            return tuple(self.evaluated(one, step.level) for step in levels)
        if value.when is not None and str(value.when) not in self.true:
            return None
        return Struct(tuple((k, self.evaluated(v, level)) for k, v in value.pairs), value.span)


@pytest.fixture(scope="session")
def parts(root: Path) -> tuple[Theme, Grid, Schemas]:
    schemas = Schemas(lambda path: Source(path, (root / path).read_text(encoding="utf-8")))
    reporter = Reporter()
    tree = parse_layout(Source("theme.yaml", (root / "layouts/theme.yaml").read_text(encoding="utf-8")), reporter)
    assert tree is not None
    checked = check_theme(tree, schemas, reporter)
    assert checked is not None, reporter.found
    return (*checked, schemas)


@pytest.fixture
def desk(parts: tuple[Theme, Grid, Schemas]) -> Desk:
    SCALES.clear()
    IMAGES.clear()
    made = Desk(*parts)
    made.scale()
    return made
