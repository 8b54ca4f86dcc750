"""What the stencils of one language share: faces, pictures, the way words are set."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from scorepress.compose.remembered import BlockDrawer
from scorepress.compose.stencil import Setter
from scorepress.evaluate.reads import Reads
from scorepress.evaluate.remembered import RememberingEvaluator
from scorepress.export.press_mould import PartMaker
from scorepress.export.press_stencil import Picture, Words, make_picture, make_words, primitives
from scorepress.model.characters import is_wide
from scorepress.model.memory import DAYS, make_room
from scorepress.model.scene import FontKey, Group, Item
from scorepress.model.stencil import Place
from scorepress.model.values import Kind
from scorepress.pipeline.characters import wording_characters
from scorepress.pipeline.stencil_words import KEPT_WORDS
from scorepress.text.fonts import bundled_fonts

if TYPE_CHECKING:
    from scorepress.pipeline.press import Press

Characters = Mapping[FontKey, frozenset[str]]

_PICTURES: Final = 6_000
"""Pictures that are remembered."""


class Room:
    """What the stencils of one language share."""

    def __init__(
        self, press: "Press", lang: str, evaluator: RememberingEvaluator, drawer: BlockDrawer, common: Characters,
        reads: Reads,
    ) -> None:  # fmt: skip
        """common: what every file of the language has of each face."""
        self.press = press
        self.lang = lang
        self.evaluator = evaluator
        self.drawer = drawer
        self.common = common
        self.reads = reads
        spoken = wording_characters(press.template, lang)
        self.spoken = None if any(map(is_wide, spoken)) else spoken  # their faces are large: not a byte more
        self.setter = Setter(press.template.theme, press.language(lang), bundled_fonts(), lang)
        self._maker = PartMaker()
        self.shapes: dict[Hashable, int] = {}
        self._drawn: dict[int, tuple[Item, Picture, Hashable]] = {}

    def shape(self, key: Hashable) -> int:
        """A number for a shape, always the same."""
        return self.shapes.setdefault(key, len(self.shapes))

    def kept_words(self, paths: tuple[str, ...]) -> int:
        """How many words are remembered of a place that reads these fields."""
        fields = [self.press.template.schema.field(path) for path in paths]
        a_day = len(fields) == 1 and fields[0] is not None and fields[0].kind is Kind.DATE
        return DAYS if a_day else KEPT_WORDS

    def words(self, lines: Sequence[tuple[str, float]], font: FontKey, size: float, lang: str, place: Place) -> "Words":
        """Words, ready to be put in. Raises UnstencilledError for a line without a letter."""
        return make_words(lines, font, size, lang, place.anchor, self.common.get(font, frozenset()), self.spoken)

    def picture(self, item: Item) -> "tuple[Picture, Hashable]":
        """An item of a block, ready to be put in, and what kind it is of."""
        found = self._drawn.get(id(item))
        if found is not None:
            return found[1], found[2]
        made = make_picture(item, self._maker, self.lang, self.press.template.theme.height, self.common)
        make_room(self._drawn, _PICTURES)
        kind = kind_of(item)
        self._drawn[id(item)] = item, made, kind
        return made, kind


def kind_of(item: Item) -> Hashable:
    """All about a picture on which depends where its element stands, what it has, and whether it is drawn at all."""
    if not isinstance(item, Group):
        return None
    return (item.semantics.role, item.semantics.lang, any(True for _ in primitives(item)))
