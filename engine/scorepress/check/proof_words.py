"""Cells and cases in the office's words: conditions that a rule could say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scorepress.check.proof_cells import Mentions, merged
from scorepress.check.proof_diagrams import NO, YES, Node
from scorepress.check.proof_world import World
from scorepress.model.conditions import family_phrase, in_words, spoken, tests, value_in_words
from scorepress.model.proof import Cell, Counterexample, Domain
from scorepress.model.rules import (
    Condition,
    FieldWord,
    Message,
    Naming,
    Reference,
    Row,
    RuleBook,
    Scale,
    ScaleWord,
    Term,
)
from scorepress.model.values import FieldType, Kind, SchoolYear
from scorepress.noun import Noun

Asked = tuple[Condition, str | None]
"""A condition and the binding that it is said of."""


class Literal(Noun, frozen=True):
    """Something simple that is true of a student.

    written: the same inside the message's rows. order: which is left out first when a shorter account is enough.
    """

    text: str
    written: str
    where: Node
    order: int


HIDDEN, FACT, END, ORDINARY, SPECIAL = range(5)
"""What is left out first: fields behind facts and scales, facts, ends of scales, ordinary fields, others."""


class Words:
    """Speaks of one message or text: of the fields that its conditions ask for, cut as they cut them.

    asked: the conditions in question; rows: rows whose school years count, too. stand_in: the message's own.
    """

    def __init__(
        self,
        world: World,
        asked: Sequence[Asked],
        rows: Sequence[tuple[Row, str | None]] = (),
        stand_in: str | None = None,
    ) -> None:
        self.world = world
        self.stand_in = stand_in
        self.asked = [*asked, *((row.when, binding) for row, binding in rows)]
        self.mentions = Mentions(world.book, world.schema, world.mentions)
        for condition, binding in asked:
            self.mentions.condition(condition, binding)
        self.years: list[str | None] = []
        for row, binding in rows:
            self.mentions.row(row, binding)
            if row.since or row.until:
                self.years.append(world.mentions.year(binding))
        self.extra: list[str] = []
        self._classes: dict[int, list[int]] = {}

    def mention(self, reference: Reference) -> None:
        """Speak also of what a word or a scale depends on."""
        book = self.world.book
        word = book.words.get(reference.name)
        if isinstance(word, FieldWord):
            self.extra.append(book.path(word.name, reference.binding))
        elif isinstance(word, ScaleWord):
            self.mentions.end(word, reference.binding)
            self.extra += self._behind(word, reference.binding)
        elif reference.naming is Naming.SCALE:
            scale = book.scales[reference.name]
            self.mentions.key(scale, reference.binding)
            self.extra += self._key(scale, reference.binding)

    def _key(self, scale: Scale, binding: str | None) -> list[str]:
        """The fields that tell which line of a scale is in force."""
        year = self.world.mentions.year(binding)
        return [self.world.book.path(scale.key.name, scale.key.bound(binding)), *([year] if year else [])]

    def _behind(self, word: ScaleWord, binding: str | None) -> list[str]:
        """The fields that an end of a scale depends on."""
        book = self.world.book
        found = self._key(book.scales[word.scale], binding)
        if isinstance(word.level, Term):
            found.append(book.path(word.level.name, word.level.bound(binding)))
        return found

    def classes(self, path: str) -> list[int]:
        """The class of each cell of a field that nothing here tells apart."""
        variable = self.world.says.variable(path)
        if variable not in self._classes:
            field = self.world.fields[self.world.asked(variable)]
            self._classes[variable] = self.mentions.classes(field, self.world.cells[variable])
        return self._classes[variable]

    def cell(self, path: str, at: int) -> Cell:
        """The cell that is meant here by one of a field's fine cells, in terms of that field."""
        variable = self.world.says.variable(path)
        classes = self.classes(path)
        alike = [cell for cell, name in zip(self.world.cells[variable], classes, strict=True) if name == classes[at]]
        root = self.world.asked(variable)
        found = merged(alike, self.mentions.texts.get(root, ()))
        if path == root or found.value is None:
            return found
        years = self.world.roots[path][1]
        low, high = (None if edge is None else edge - years for edge in (found.low, found.high))
        return Cell(self.world.says.value(path, alike[0]), found.single, low, high)

    def domain(self, path: str) -> Domain:
        """A field with its cells."""
        classes = self.classes(path)
        firsts = [classes.index(name) for name in dict.fromkeys(classes)]
        return Domain(path, phrase_of(self.world.book, path), tuple(self.cell(path, at) for at in firsts))

    def named(self) -> Iterator[str]:
        """The fields that the conditions name, also in facts and scales."""
        for condition, binding in self.asked:
            yield from self.world.named(condition, binding)
        yield from (path for path in self.years if path is not None)

    def example(self, bad: Node, within: Node, first: Iterable[str]) -> Counterexample | None:
        """The smallest student of `bad`, told as shortly as is enough for every student of `within`.

        first: the fields that decide which is smallest. None where no real student is in `bad`.
        """
        chosen = self.world.choose(bad, first)
        if chosen is None:
            return None
        told = self.tell(bad, within, chosen)
        written = " and ".join(literal.written for literal in told)
        return Counterexample(tuple(literal.text for literal in told), written, self.world.values(chosen))

    def tell(self, bad: Node, within: Node, chosen: Mapping[int, int]) -> list[Literal]:
        """The fewest conditions that hold for the chosen student and of which `bad` follows, within `within`."""
        d = self.world.diagrams
        kept = [*self._literals(chosen)]
        outside = d.but_not(within, bad)
        for literal in sorted(kept, key=lambda one: one.order):
            rest = d.all_of(one.where for one in kept if one is not literal)
            if d.both(outside, rest) == NO:
                kept.remove(literal)
        return kept

    def _literals(self, chosen: Mapping[int, int]) -> Iterator[Literal]:
        """Everything simple that may be said of the chosen student, each once, in the order of the conditions."""
        seen: dict[str, Literal] = {}
        opened: set[tuple[str, str | None]] = set()
        for condition, binding in self.asked:
            for literal in self._of_condition(condition, binding, chosen, opened, hidden=False):
                old = seen.get(literal.text)
                if old is None or old.order < literal.order:
                    seen[literal.text] = literal
        for path in (*self.years, *self.extra):
            if path is not None:
                literal = self._of_field(path, self._phrases(path), chosen, hidden=False)
                seen.setdefault(literal.text, literal)
        yield from seen.values()

    def _of_condition(
        self,
        condition: Condition,
        binding: str | None,
        chosen: Mapping[int, int],
        opened: set[tuple[str, str | None]],
        *,
        hidden: bool,
    ) -> Iterator[Literal]:
        """What may be said of a condition. opened: facts that were looked into; hidden: whether this is inside one."""
        book, says = self.world.book, self.world.says
        for test in tests(condition):
            at = test.term.bound(binding)
            fact = book.facts.get(test.term.name)
            word = book.words.get(test.term.name)
            own = binding if hidden else self.stand_in or binding
            if isinstance(word, FieldWord):
                phrases = (spoken(book, test.term, binding), spoken(book, test.term, own))
                yield self._of_field(book.path(word.name, at), phrases, chosen, hidden=hidden)
                continue
            where = says.test(test, binding)
            true = self.world.diagrams.holds(where, chosen)
            text, written = ("" if true else "not ") + in_words(book, test, binding), in_words(book, test, own)
            there = where if true else self.world.diagrams.deny(where)
            order = HIDDEN if hidden else FACT if fact else END
            yield Literal(text, written if true else f"not {written}", there, order)
            if fact and (fact.name, at) not in opened:
                opened.add((fact.name, at))
                yield from self._of_condition(fact.condition, at, chosen, opened, hidden=True)
            elif isinstance(word, ScaleWord):
                for path in self._behind(word, at):
                    yield self._of_field(path, self._phrases(path), chosen, hidden=True)

    def _phrases(self, path: str) -> tuple[str, str]:
        phrase = phrase_of(self.world.book, path)
        return phrase, phrase

    def _of_field(self, path: str, phrases: tuple[str, str], chosen: Mapping[int, int], *, hidden: bool) -> Literal:
        variable = self.world.says.variable(path)
        at = chosen[variable]
        classes = self.classes(path)
        where = self.world.diagrams.among(variable, [n for n, name in enumerate(classes) if name == classes[at]])
        text, written = (say_cell(phrase, self.cell(path, at), self.world.field(path)) for phrase in phrases)
        order = HIDDEN if hidden or where == YES else ORDINARY if classes[at] == classes[0] else SPECIAL
        return Literal(text, written, where, order)


def phrase_of(book: RuleBook, path: str) -> str:
    """The first phrase of the vocabulary for a field; the path itself where there is none."""
    for phrase, reference in book.vocabulary.items():
        word = book.words.get(reference.name)
        if isinstance(word, FieldWord) and book.path(word.name, reference.binding) == path:
            return phrase
    return path


def say_cell(phrase: str, cell: Cell, field: FieldType) -> str:
    """A cell of a field as a condition that holds for its values and no others."""
    value = cell.value
    if value is None:
        return f"{phrase} is unknown"
    match field.kind:
        case Kind.BOOLEAN:
            optional = field.optional and field.default is None
            return phrase if value else f"not {phrase} and {phrase} is known" if optional else f"not {phrase}"
        case Kind.INTEGER | Kind.SCHOOL_YEAR:
            return f"{phrase} {_range(cell, field)}"
        case Kind.TEXT if cell.others or not cell.single:
            if len(cell.others) > 1:
                named = ", ".join(value_in_words(one) for one in cell.others)
                return f"{phrase} is known and not {phrase} is one of {named}"
            return f"{phrase} is not {value_in_words(cell.others[0])}" if cell.others else f"{phrase} is known"
        case Kind.DATE:
            return f"{phrase} is known"
    return f"{phrase} is {value_in_words(value)}"


def _range(cell: Cell, field: FieldType) -> str:
    """A range of numbers or school years, without the ends that the schema has already."""
    low = None if cell.low is None or (field.minimum is not None and cell.low <= field.minimum) else cell.low
    high = None if cell.high is None or (field.maximum is not None and cell.high >= field.maximum) else cell.high
    show = SchoolYear if field.kind is Kind.SCHOOL_YEAR else int
    if cell.single and cell.low is not None:
        return f"is {show(cell.low)}"
    if low is not None and high is not None:
        return f"is between {show(low)} and {show(high)}"
    if low is not None:
        return f"is at least {show(low)}"
    return f"is at most {show(high)}" if high is not None else "is known"


def about(book: RuleBook, message: Message | str, binding: str | None) -> str:
    """A message's name as the office says it, in backticks."""
    name = message if isinstance(message, str) else message.name
    return f"`{family_phrase(book, name, binding)}`"
