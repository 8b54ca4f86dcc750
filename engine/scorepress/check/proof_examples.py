"""Examples as theorems: what an example expects must be so for every student of whom its `given` holds."""

from collections.abc import Callable, Iterator, Mapping

from scorepress.check.proof_cells import ANOTHER_DAY, SOME_DAY
from scorepress.check.proof_diagrams import NO, Node, TooManyCasesError
from scorepress.check.proof_slots import asked_of, slot_reference
from scorepress.check.proof_texts import other_texts
from scorepress.check.proof_words import Words
from scorepress.check.proof_world import World
from scorepress.model.diagnostic import Code, Diagnostic, Reporter
from scorepress.model.proof import Cell
from scorepress.model.rules import Example, Expectation, FieldWord, Message, Naming, Reference, Row, ScaleWord
from scorepress.model.values import FieldType, Kind, SchoolYear, Value
from scorepress.model.wording import Wording
from scorepress.noun import Noun, field, replace

Values = Mapping[str, Value]
Rows = list[tuple[Row, str | None]]
Attempt = Callable[[Example, Expectation, Values], Diagnostic | None]
"""What speaks against an expectation for one student."""

MOST_STUDENTS = 100_000
"""Students on whom one expectation is tried."""
SHORT = 1_000
"""Ranges of numbers in a sentence that are tried one by one when only the sentence's beginning is expected."""


class Group(Noun, frozen=True):
    """Students who get the same words. printed: the fields whose values stand in them."""

    where: Node
    printed: frozenset[str] = field(default_factory=frozenset)


def check_examples(world: World, attempt: Attempt, reporter: Reporter) -> None:
    """Report every expectation that some student fails, with the shortest account of one."""
    for example in world.book.examples:
        try:
            ExampleProof(world, example).check(attempt, reporter)
        except TooManyCasesError:
            message = f"`{example.title}`: too many students are like this to try them all"
            hint = "give more of the student in `given`"
            reporter.error(Code.TOO_LARGE, message, example.span, hint)


class ExampleProof:
    """One example."""

    def __init__(self, world: World, example: Example) -> None:
        self.world = world
        self.example = example
        world.diagrams.steps = 0
        self.given = world.diagrams.all_of(world.says.condition(one, None) for one in example.given)
        self.reads = frozenset[str]().union(*(world.reads(one, None) for one in example.given))

    def check(self, attempt: Attempt, reporter: Reporter) -> None:
        """Try every expectation."""
        if self.world.diagrams.both(self.world.domain(self.reads), self.given) == NO:
            message = f"`{self.example.title}`: no student can be like this"
            hint = "`given` contradicts itself, an `always` or `skip` line, or a scale"
            reporter.error(Code.EXAMPLE_FAILS, message, self.example.given[0].span, hint)
            return
        for expectation in self.example.expect:
            found = self.failure(expectation, attempt)
            if found is not None:
                reporter.add(found)

    def failure(self, expectation: Expectation, attempt: Attempt) -> Diagnostic | None:
        """What speaks against an expectation, for the first student who fails it."""
        term = expectation.message
        reference = Reference(Naming.MESSAGE, term.name, term.binding)
        reads, rows = self.reads, Rows()
        for one in self._inside(reference, {}):
            own = asked_of(self.world, one)
            rows += own
            reads = reads.union(*(self.world.reads_of_row(row, binding) for row, binding in own))
            if one.naming is not Naming.MESSAGE:
                reads |= self.world.reads_of_word(one.name, one.binding)
        start = self.world.diagrams.both(self.world.domain(reads), self.given)
        tried = 0
        for group in self._split(reference, Group(start)):
            chosen = self.world.choose(group.where, reads)
            assert chosen is not None
            for values in self._students(chosen, group, begins=expectation.begins):
                tried += 1
                if tried > MOST_STUDENTS:
                    raise TooManyCasesError
                found = attempt(self.example, expectation, values)
                if found is not None:
                    return self._explained(found, group, start, chosen, rows)
        return None

    def _explained(
        self, found: Diagnostic, group: Group, start: Node, chosen: Mapping[int, int], rows: Rows
    ) -> Diagnostic:
        """The diagnostic with what the student has beyond `given`."""
        words = Words(self.world, (), rows)
        for path in sorted(group.printed):
            words.extra.append(path)
        told = words.tell(group.where, start, chosen)
        if not told:
            return found
        return replace(found, hints=(*found.hints, f"it fails when also: {', '.join(one.text for one in told)}"))

    # --- groups -------------------------------------------------------------------------------------------------------

    def _inside(self, reference: Reference, found: dict[Reference, None]) -> dict[Reference, None]:
        """A message and all words and messages in its slots, and in theirs, each once."""
        if reference not in found:
            found[reference] = None
            if reference.naming is Naming.MESSAGE:
                for inner in self._slots(self.world.book.messages[reference.name], reference.binding):
                    self._inside(inner, found)
        return found

    def _slots(self, message: Message, binding: str | None) -> Iterator[Reference]:
        for row in message.rows:
            for slot in dict.fromkeys(row.outcome.slots) if isinstance(row.outcome, Wording) else ():
                found = slot_reference(self.world, slot, message, binding)
                if found is not None:
                    yield found

    def _split(self, reference: Reference, group: Group) -> Iterator[Group]:
        """Students cut by what a message says of them; those of whom no row or two hold are left out."""
        d = self.world.diagrams
        message, binding = self.world.book.messages[reference.name], reference.binding
        rows = [(row, d.both(group.where, self.world.says.row(row, binding))) for row in message.rows]
        held = [(row, node) for row, node in rows if node != NO]
        for at, (row, node) in enumerate(held):
            where = d.but_not(node, d.any_of(other for place, (_, other) in enumerate(held) if place != at))
            if where == NO:
                continue
            slots = dict.fromkeys(row.outcome.slots) if isinstance(row.outcome, Wording) else ()
            found = (slot_reference(self.world, slot, message, binding) for slot in slots)
            yield from self._cut([one for one in found if one is not None], replace(group, where=where))

    def _cut(self, slots: list[Reference], group: Group) -> Iterator[Group]:
        """Students cut by what stands in the slots of a sentence; those for whom one stays empty are left out."""
        if not slots:
            yield group
            return
        first, *rest = slots
        for part in self._split(first, group) if first.naming is Naming.MESSAGE else self._by_word(first, group):
            yield from self._cut(rest, part)

    def _by_word(self, reference: Reference, group: Group) -> Iterator[Group]:
        """Students cut by the cells of a word."""
        d, book = self.world.diagrams, self.world.book
        word = book.words[reference.name]
        if isinstance(word, ScaleWord):
            ends = self.world.says.ends(word, reference.binding)
            parts = [node for value, node in ends.items() if value is not None]
            printed = group.printed
        else:
            assert isinstance(word, FieldWord)
            path = book.path(word.name, reference.binding)
            variable = self.world.says.variable(path)
            cells = enumerate(self.world.cells[variable])
            parts = [d.among(variable, [at]) for at, cell in cells if cell.value is not None]
            printed = group.printed | {path}
        for part in parts:
            where = d.both(group.where, part)
            if where != NO:
                yield Group(where, printed)

    # --- students -----------------------------------------------------------------------------------------------------

    def _students(self, chosen: Mapping[int, int], group: Group, *, begins: bool) -> Iterator[Values]:
        """Students of a group, so many that words which are right for them are right for all.

        begins: whether only the beginning of the words is asked.
        """
        values = self.world.values(chosen)
        yield values
        for path in sorted(group.printed):
            variable = self.world.says.variable(path)
            root = self.world.asked(variable)
            for other in more_values(self.world.fields[root], self.world.cells[variable][chosen[variable]], begins):
                changed = Cell(other, single=True)
                same = [p for p in values if self.world.says.variable(p) == variable]
                yield values | {p: v for p in same if (v := self.world.says.value(p, changed)) is not None}


def more_values(field_type: FieldType, cell: Cell, begins: bool) -> Iterator[Value]:  # noqa: FBT001
    """Other values of a cell: one, or all numbers of a short range where the beginning of a text depends on them."""
    if cell.single:
        return
    match field_type.kind:
        case Kind.TEXT:
            named = {*cell.others, str(cell.value)}
            yield from (other_texts(field_type, named) or ())[:1]
        case Kind.DATE:
            yield ANOTHER_DAY if cell.value == SOME_DAY else SOME_DAY
        case Kind.INTEGER | Kind.SCHOOL_YEAR:
            low = cell.low if cell.low is not None else (cell.high or 0) - SHORT
            high = cell.high if cell.high is not None else low + SHORT
            numbers = range(low, high + 1) if begins and high - low <= SHORT else (low, high)
            for number in numbers:
                value = SchoolYear(number) if field_type.kind is Kind.SCHOOL_YEAR else number
                if value != cell.value:
                    yield value
