"""Template + a student's values -> which rows, texts and values the pages use, without making the pages.

This is what `evaluate/report.py` goes through, less the words: quick enough for all students of a state. Two states
of a template are compared by it; tests hold it to the finished reports.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from scorepress.evaluate.rules import CompiledRules
from scorepress.model.rules import Message, Naming, Nothing, Row, RuleBook, Show
from scorepress.model.template import Answer, ScaleTemplate, Struct, Template, TextTemplate, When
from scorepress.model.values import Value
from scorepress.model.wording import Wording
from scorepress.noun import Noun, field

Values = Mapping[str, Value]
Supposed = tuple[str, int] | None
"""A level that the student is supposed to have, by its path: texts that stand once for each level."""

NO_ROW = -1
MANY_ROWS = -2


class RowAtom(NamedTuple):
    """A message that is asked on the pages; its value is the position of the row that holds."""

    message: str
    binding: str | None
    supposed: Supposed
    tag: str = "row"


class TextAtom(NamedTuple):
    """A text of the layout that stands on a page. context: of its translations."""

    page: int
    context: str
    text: str


class ValueAtom(NamedTuple):
    """A word that is printed; its value is the student's, or that of a scale."""

    word: str
    binding: str | None
    supposed: Supposed
    tag: str = "value"


class ScaleAtom(NamedTuple):
    """A scale that is drawn; its value are its ranges with score and level."""

    scale: str
    binding: str


Atom = RowAtom | TextAtom | ValueAtom | ScaleAtom
Uses = dict[Atom, object]


class Interest(Noun, frozen=True):
    """What is looked for: messages with all that they say, texts of the layout, and whether values, too."""

    messages: Collection[str]
    texts: Collection[tuple[int, str, str]]
    values: bool


class _Part(Noun):
    """Texts that stand under the same conditions of the layout."""

    guards: tuple[When, ...]
    texts: dict[Atom, object] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    optional: list[tuple[str, str | None, TextAtom]] = field(default_factory=list)
    words: list[tuple[str, str | None]] = field(default_factory=list)
    scales: list[ScaleTemplate] = field(default_factory=list)
    each: list[tuple[ScaleTemplate, str, str | None]] = field(default_factory=list)


_Kids = tuple[tuple[tuple[str, str | None], ...], tuple[tuple[str, str | None], ...]]
"""Messages and words in the slots of a sentence."""


class UseFinder:
    """Finds what students use of one template, as far as it is of interest."""

    def __init__(self, template: Template, rules: CompiledRules, interest: Interest) -> None:
        self.book, self.rules, self.interest = template.book, rules, interest
        self._rows = {id(row): at for m in template.book.messages.values() for at, row in enumerate(m.rows)}
        self._kids: dict[tuple[int, str | None], _Kids] = {}
        self._leads = _Leads(self.book, interest)
        self._parts = tuple(self._layout(template))

    def of(self, values: Values) -> Uses:
        """What the pages of one student use."""
        walk = _Walk(self, values)
        for part in self._parts:
            if all(walk.holds(guard) for guard in part.guards):  # from the outside: what is left out asks nothing
                walk.part(part)
        return walk.uses

    def position(self, row: Row) -> int:
        """A row's position in its message."""
        return self._rows[id(row)]

    def kids(self, wording: Wording, message: Message, binding: str | None) -> _Kids:
        """What the slots of a message's sentence stand for."""
        key = (id(wording), binding)
        found = self._kids.get(key)
        if found is None:
            found = self._kids[key] = self._slots(wording, message.each, binding)
        return found

    def _slots(self, wording: Wording, each: str | None, binding: str | None) -> _Kids:
        asked: dict[tuple[str, str | None], None] = {}
        words: dict[tuple[str, str | None], None] = {}
        for slot in wording.slots:
            reference = self.book.reference(slot.phrase, each)
            if reference is not None:
                at = binding if slot.phrase not in self.book.vocabulary else reference.binding
                if reference.naming is Naming.MESSAGE:
                    if self._leads.to(reference.name):
                        asked[reference.name, at] = None
                elif self.interest.values:
                    words[reference.name, at] = None
        return tuple(asked), tuple(words)

    # --- the layout, once -----------------------------------------------------------------------------------------

    def _layout(self, template: Template) -> Iterator[_Part]:
        parts: dict[tuple[When, ...], _Part] = {}
        title = template.document_title
        self._add(parts.setdefault((), _Part(())), 0, title, None)
        for page in template.pages:
            for region in page.regions:
                own = (region.when,) if region.when else ()
                if region.title is not None:
                    self._add(parts.setdefault(own, _Part(own)), page.number, region.title, None)
                for block in region.blocks:
                    guards = (*own, block.when) if block.when else own
                    for found, prop, each in _texts(block.props, guards, None):
                        self._add(parts.setdefault(found, _Part(found)), page.number, prop, each)
        return iter(parts.values())

    def _add(
        self, part: _Part, page: int, prop: TextTemplate | ScaleTemplate | None, each: ScaleTemplate | None
    ) -> None:
        if isinstance(prop, ScaleTemplate):
            if self.interest.values:
                part.scales.append(prop)
        elif prop is not None:
            atom = TextAtom(page, prop.context, prop.wording.text)
            asked, words = self._slots(prop.wording, None, None)
            if prop.optional and (atom in self.interest.texts or asked):
                reference = self.book.vocabulary[prop.wording.slots[0].phrase]
                part.optional.append((reference.name, reference.binding, atom))
            elif each is not None:
                part.each += [(each, *message) for message in asked]
            else:
                part.asked += asked
                part.words += words
            if not prop.optional and atom in self.interest.texts:
                part.texts[atom] = None


_Found = tuple[tuple[When, ...], TextTemplate | ScaleTemplate | None, ScaleTemplate | None]
"""What must hold, what stands there then, and the scale for each level of which it stands once."""


def _texts(prop: object, guards: tuple[When, ...], each: ScaleTemplate | None) -> Iterator[_Found]:
    if isinstance(prop, TextTemplate | ScaleTemplate):
        yield guards, prop, each
    elif isinstance(prop, tuple):
        for inner in prop:
            yield from _texts(inner, guards, each)
    elif isinstance(prop, Struct):
        here = (*guards, prop.when) if prop.when else guards
        yield here, None, None
        for _, inner in prop.pairs:
            yield from _texts(inner, here, prop.per_level or each)


class _Leads:
    """Which messages lead to one of interest: they are it, or some sentence of theirs says it."""

    def __init__(self, book: RuleBook, interest: Interest) -> None:
        self.book, self.interest = book, interest
        self._known: dict[str, bool] = {}

    def to(self, name: str) -> bool:
        """Whether a message must be asked."""
        found = self._known.get(name)
        if found is None:
            self._known[name] = self.interest.values or name in self.interest.messages  # no cycles in checked rules
            found = self._known[name] = self._known[name] or any(map(self.to, self._said(name)))
        return found

    def _said(self, name: str) -> Iterator[str]:
        book = self.book
        message = book.messages[name]
        for row in message.rows:
            if isinstance(row.outcome, Wording):
                for slot in row.outcome.slots:
                    reference = book.reference(slot.phrase, message.each)
                    if reference is not None and reference.naming is Naming.MESSAGE:
                        yield reference.name


class _Walk:
    """One student."""

    def __init__(self, finder: UseFinder, values: Values) -> None:
        self.finder, self.values = finder, values
        self.uses: Uses = {}
        self.said: set[RowAtom] = set()
        self.supposed: dict[Supposed, Values] = {None: values}
        self.rows: dict[tuple[str, str | None, Supposed], Row | int] = {}

    def part(self, part: _Part) -> None:
        """Texts whose conditions hold."""
        self.uses.update(part.texts)
        for name, binding in part.asked:
            self.say(name, binding, None)
        for name, binding, atom in part.optional:
            row = self.say(name, binding, None)
            if not isinstance(row, int) and isinstance(row.outcome, Wording):
                self.uses[atom] = None
        for name, binding in part.words:
            self.word(name, binding, None)
        for scale in part.scales:
            self.scale(scale)
        for scale, name, binding in part.each:
            rules = self.finder.rules
            ranges = rules.scale(scale.scale, scale.binding, self.values)
            for one in ranges.ranges if ranges else ():
                self.say(name, binding, (rules.level_path(scale.scale, scale.binding), one.level))

    def say(self, name: str, binding: str | None, supposed: Supposed) -> Row | int:
        """A message, and what its sentence uses; the row that holds, NO_ROW or MANY_ROWS where it is not one."""
        atom = RowAtom(name, binding, supposed)
        row = self.row(name, binding, supposed)
        if atom in self.said:
            return row
        self.said.add(atom)
        if isinstance(row, int):
            self.uses[atom] = row
            return row
        self.uses[atom] = self.finder.position(row)
        if isinstance(row.outcome, Wording) and row.outcome.slots:
            asked, words = self.finder.kids(row.outcome, self.finder.book.messages[name], binding)
            for kid, at in asked:
                self.say(kid, at, supposed)
            for word, at in words:
                self.word(word, at, supposed)
        return row

    def row(self, name: str, binding: str | None, supposed: Supposed) -> Row | int:
        """The row of a message, asked once."""
        key = (name, binding, supposed)
        found = self.rows.get(key)
        if found is None:
            rows = self.finder.rules.holding(name, binding, self.under(supposed))
            found = self.rows[key] = rows[0] if len(rows) == 1 else MANY_ROWS if rows else NO_ROW
        return found

    def word(self, name: str, binding: str | None, supposed: Supposed) -> None:
        """The value of a word."""
        self.uses[ValueAtom(name, binding, supposed)] = self.finder.rules.word(name, binding, self.under(supposed))

    def scale(self, scale: ScaleTemplate) -> None:
        """A scale that is drawn."""
        rules = self.finder.rules
        row = rules.scale(scale.scale, scale.binding, self.values)
        ranges = tuple((one.level, one.low, one.high) for one in row.ranges) if row else ()
        told = (ranges, rules.score_and_level(scale.scale, scale.binding, self.values))
        self.uses[ScaleAtom(scale.scale, scale.binding)] = told

    def holds(self, when: When) -> bool:
        """Whether a condition of the layout holds."""
        name, binding = when.message.name, when.message.binding
        row = self.row(name, binding, None)
        self.uses[RowAtom(name, binding, None)] = row if isinstance(row, int) else self.finder.position(row)
        if isinstance(row, int):
            return False
        if when.answer is Answer.TEXT:
            return isinstance(row.outcome, Wording)
        if when.answer is Answer.SHOWS:
            return isinstance(row.outcome, Show) and row.outcome.thing == when.thing
        return isinstance(row.outcome, Nothing) is (when.answer is Answer.NOTHING)

    def under(self, supposed: Supposed) -> Values:
        """The student's values, with the level that is supposed."""
        found = self.supposed.get(supposed)
        if found is None:
            assert supposed is not None
            found = self.supposed[supposed] = {**self.values, supposed[0]: supposed[1]}
        return found
