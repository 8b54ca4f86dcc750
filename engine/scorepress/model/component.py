"""What a component is: the contract between the composing pass and the modules in `components/`.

A component is one module `components/<kind>.py` with

    class Props(Noun, frozen=True): …   # one field for each property of schemas/components/<kind>.schema.json
    def draw(props: Props, place: Place, pen: Pen) -> Drawn: …
    APART = "columns"                   # optional, see `Component`; so are the next two, which come together
    def prepare(structs: Iterable[Struct]) -> object: …
    def remember(prepared: object) -> None: …

Property names are kebab-case in YAML and snake_case in `Props`; nested structs are nested nouns.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Protocol, TypeVar

from scorepress.model.color import Color
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Item, Role, Text
from scorepress.model.source import Span
from scorepress.model.style import Style
from scorepress.model.template import Overflow, Struct
from scorepress.noun import Noun

T = TypeVar("T")


class Place(Noun, frozen=True):
    """Where a block is drawn, in points on the page. y: the first baseline of text, the top edge of anything else."""

    x: float
    y: float
    width: float
    overflow: Overflow
    span: Span


class Drawn(Noun, frozen=True):
    """What a component drew. bottom: last baseline or bottom edge. next: where a block that follows would start."""

    items: tuple[Item, ...]
    bottom: float
    next: float


class Ask(Noun, frozen=True):
    """How a text is to be set, whatever it says. room: the height in points that it may take, None for any.

    balance, break_at: as `Pen.fit` has them.
    """

    style: Style
    width: float
    room: float | None
    overflow: Overflow
    balance: bool = False
    break_at: str | None = None


class Setting(Noun, frozen=True):
    """A text, broken into lines in the style that fits; text: as it was before."""

    lines: tuple[str, ...]
    style: Style
    text: str | None = None


class Pen(Protocol):
    """What the composing pass lends to a component: measured text in the report's language, and the theme."""

    lang: str

    def style(self, name: str) -> Style:
        """A style of the theme."""

    def color(self, name: str) -> Color:
        """A colour of the theme."""

    def width(self, string: str, style: Style) -> float:
        """The advance of a string on one line, in points."""

    def cap_height(self, style: Style) -> float:
        """The height of capitals, in points."""

    def fit(self, text: str, style: Style, width: float, *,  # noqa: PLR0913 - each says one thing of the place
            lines: int | None = None, height: float | None = None,
            overflow: Overflow | None = None, balance: bool = False, break_at: str | None = None,
            span: Span | None = None) -> Setting:  # fmt: skip
        """Break a text; step down the type ladder as overflow allows; report OVERFLOW when it does not fit.

        lines, height: at most so many lines, or so many points from the first line's top to the last line's bottom.
        break_at: a mark that ends a line and is not printed.
        """

    def once(self, what: object, at: Hashable, draw: Callable[[], T]) -> T:
        """What `draw` gives; it may be remembered from another student.

        A part of a block that depends on `what`, a struct of its properties, on `at`, and on nothing else that differs
        from student to student.
        """

    def text(self, x: float, y: float, string: str, style: Style, color: Color, *, align: str = "left") -> Text:
        """One line of text; x is its left end, its right end (`right`) or its middle (`center`)."""

    def paragraph(self, x: float, y: float, setting: Setting, color: Color, *, role: Role = Role.PARAGRAPH,
                  phrase: Phrase | None = None, width: float | None = None, align: str = "left") -> Group:  # fmt: skip
        """The lines of a setting from first baseline y on, as one leaf of meaning; phrase: for language and rule."""


Draw = Callable[[object, Place, Pen], Drawn]


class Component(Noun, frozen=True):
    """A component as the registry finds it.

    apart: a property whose elements are drawn apart. Alone in it, an element is drawn as some items and one more, the
    element's own. Where elements have the same first items alone, and reach as far, they are drawn together as these
    items, followed by the own one of each.

    prepare: what can be made of the properties of a report's blocks once, to be kept with the compiled report; it can
    be pickled. remember: takes it in a later process.
    """

    kind: str
    props: type
    draw: Draw
    apart: str | None = None
    prepare: Callable[[Iterable[Struct]], object] | None = None
    remember: Callable[[Any], None] | None = None
