"""What differs from student to student on a page: conditions, words, and blocks with a scale.

Found once, from the template. For a student the conditions are asked first: they tell which words and blocks are there.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final

from scorepress.components import component
from scorepress.evaluate.combinations import Key, Values, few_combinations, values_key
from scorepress.evaluate.reads import Reads
from scorepress.evaluate.report import Evaluator
from scorepress.model.memory import make_room
from scorepress.model.report import Block, Phrase, ReportPage
from scorepress.model.template import BlockTemplate, PageTemplate, ScaleTemplate, Struct, TextTemplate, When, within
from scorepress.model.values import RecordSchema
from scorepress.noun import Noun, replace
from scorepress.text.inserts import Insert, UnstencilledError

FEW: Final = 1_000
"""So many combinations of values, by the record's schema, a block with a scale may have and still be drawn with the
page. Of others, only figures can be put in."""

_KEPT: Final = 2_000
"""Answers of the conditions of a page that are remembered."""


class TextInsert(Noun, frozen=True):
    """Words that differ. paths: the fields that decide them. guards: the conditions that must hold for them."""

    template: TextTemplate
    paths: tuple[str, ...]
    guards: tuple[int, ...]


class BlockInsert(Noun, frozen=True):
    """A block with a scale. key: the values that decide it; few: whether they are few.

    parts: the block with each element by itself, where its component draws elements apart.
    """

    template: BlockTemplate
    key: Key
    guards: tuple[int, ...]
    few: bool
    parts: tuple["BlockInsert", ...] = ()


State = tuple[dict[Hashable, tuple[bool, ...]], list[dict[Hashable, int]], dict[Block, int]]
"""What a page learns from students."""


class _Few(Noun, frozen=True, eq=False):
    """A block with a scale of which there are few kinds. known: the number of what it says, by its key."""

    block: BlockInsert
    known: dict[Hashable, int]


class PageInserts:
    """The inserts of one page of a template.

    texts, blocks: in the order of the page. Raises UnstencilledError, when it is made, for a page whose regions have
    names that differ.
    """

    def __init__(self, page: PageTemplate, reads: Reads, schema: RecordSchema, evaluator: Evaluator) -> None:
        """evaluator: of the language."""
        self.page = page
        self.evaluator = evaluator
        self._reads = reads
        self._schema = schema
        self._conditions: list[When] = []
        self._places: dict[int, int] = {}
        texts: list[TextInsert] = []
        blocks: list[BlockInsert] = []
        for region in page.regions:
            if region.title is not None and reads.of(region.title):
                raise UnstencilledError("a region has a name that differs from student to student")
            here = self._guarded((), region.when)
            for block in region.blocks:
                guards = self._guarded(here, block.when)
                if _has_scale(block.props):
                    blocks.append(self._block(block, guards, schema))
                else:
                    texts += self._texts(block.props, guards)
        self.texts = tuple(texts)
        self.blocks = tuple(blocks)
        self._marked = {id(one.template): place for place, one in enumerate(texts)}
        self._decides = _conditions_key([reads.deciding(when) for when in self._conditions])
        self._held: dict[Hashable, tuple[bool, ...]] = {}
        self._few = tuple(_Few(one, {}) for one in blocks if one.few)
        self._numbers: dict[Block, int] = {}

    def situation(self, values: Values) -> tuple[Hashable, ...]:
        """Everything about a student on which depends what stands on the page, but the words and the figures.

        Raises ScorepressError as the evaluator.
        """
        key = self._decides(values)
        held = self._held.get(key)
        if held is None:
            make_room(self._held, _KEPT)
            held = self._held[key] = tuple([self.evaluator.holds(when, values) for when in self._conditions])
        return (*held, *[self._said(few, held, values) for few in self._few]) if self._few else held

    def _said(self, few: "_Few", holds: Sequence[bool], values: Values) -> int | None:
        """A number for what a block says, the same where it says the same; None when the block is not there."""
        if not all(holds[guard] for guard in few.block.guards):
            return None
        key = few.block.key(values)
        number = few.known.get(key)
        if number is None:
            number = few.known[key] = self._numbers.setdefault(self.block(few.block, values), len(self._numbers))
        return number

    def state(self) -> State:
        """What was learned of the page from students; it holds for any, and `restore` takes it."""
        return self._held, [few.known for few in self._few], self._numbers

    def restore(self, state: State) -> None:
        """Take what was learned of the same page elsewhere. Nothing must have been learned here."""
        self._held, known, self._numbers = state
        for few, one in zip(self._few, known, strict=True):
            few.known.update(one)

    def active(self, situation: tuple[Hashable, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The places of the texts and of the blocks that are there."""

        def there(one: TextInsert | BlockInsert) -> bool:
            return all(situation[guard] for guard in one.guards)

        return (
            tuple(place for place, one in enumerate(self.texts) if there(one)),
            tuple(place for place, one in enumerate(self.blocks) if not one.few and there(one)),
        )

    def phrase(self, text: TextInsert, values: Values) -> Phrase | None:
        """The words of a place; None where a message says nothing. Raises ScorepressError as the evaluator."""
        template = text.template
        evaluator = self.evaluator
        return evaluator.optional(template, values) if template.optional else evaluator.text(template, values)

    def block(self, block: BlockInsert, values: Values) -> Block:
        """A block with a scale. Raises ScorepressError as the evaluator."""
        return self.evaluator.block(block.template, values)

    def marked(self, values: Values) -> ReportPage:
        """What the page says of a student, with every text that differs as an `Insert`."""
        return _MarkingEvaluator(self.evaluator, self._marked).page(self.page, values)

    def _guarded(self, guards: tuple[int, ...], when: When | None) -> tuple[int, ...]:
        """The guards, and one for this condition."""
        if when is None:
            return guards
        place = self._places.get(id(when))
        if place is None:
            place = self._places[id(when)] = len(self._conditions)
            self._conditions.append(when)
        return (*guards, place)

    def _block(self, block: BlockTemplate, guards: tuple[int, ...], schema: RecordSchema) -> BlockInsert:
        paths = self._reads.of(block.props)
        few = few_combinations(paths, schema, FEW)
        drawn = component(block.kind)
        apart = drawn.apart if drawn else None
        elements = block.props.get(apart) if apart and not few else None
        parts = tuple(
            self._block(replace(block, props=_with(block.props, str(apart), (element,))), guards, schema)
            for element in (elements if isinstance(elements, tuple) and len(elements) > 1 else ())
        )
        return BlockInsert(block, values_key(paths), guards, few, parts)

    def _texts(self, prop: object, guards: tuple[int, ...]) -> Iterator[TextInsert]:
        match prop:
            case TextTemplate():
                paths = self._reads.of(prop)
                if paths:
                    yield TextInsert(prop, paths, guards)
            case Struct():
                inner = self._guarded(guards, prop.when)
                for _, value in prop.pairs:
                    yield from self._texts(value, inner)
            case tuple():
                for item in prop:
                    yield from self._texts(item, guards)


class _MarkingEvaluator(Evaluator):
    """Marks the words of one student."""

    def __init__(self, like: Evaluator, places: Mapping[int, int]) -> None:
        super().__init__(like.rules, like.voice)
        self._like = like
        self._places = places

    def value(self, prop: object, values: Values) -> object:
        """A property; a text that differs is marked."""
        found = super().value(prop, values)
        place = self._places.get(id(prop))
        if place is None or not isinstance(found, Phrase):
            return found
        words = Insert(found.text)
        words.place, words.endings = place, {}
        return Phrase(words, found.lang, found.rows)

    def block(self, block: BlockTemplate, values: Values) -> Block:
        """A block; one with a scale is not marked."""
        return self._like.block(block, values) if _has_scale(block.props) else super().block(block, values)


def _with(struct: Struct, name: str, value: object) -> Struct:
    """A struct with another value of one property."""
    return replace(struct, pairs=tuple((key, value if key == name else old) for key, old in struct.pairs))


def _has_scale(props: Struct) -> bool:
    found = within(props)
    return any(isinstance(one, ScaleTemplate) or (isinstance(one, Struct) and one.per_level) for one in found)


def _conditions_key(deciding: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> Key:
    """The key of some conditions. deciding: fields of each, and others of which only counts whether they are there."""
    paths = frozenset().union(*[one for one, _ in deciding])
    known = frozenset().union(*[one for _, one in deciding]) - paths
    key = values_key(tuple(sorted(paths)))
    if not known:
        return key
    present = tuple(sorted(known))
    return lambda values: (key(values), *[values.get(path) is None for path in present])
