"""Slots: does what stands between braces always have something to say where its sentence is seen."""

from collections.abc import Iterator

from scorepress.check.proof_cells import may_be_absent
from scorepress.check.proof_diagrams import NO, Node
from scorepress.check.proof_words import Words
from scorepress.check.proof_world import World
from scorepress.model.proof import Hole
from scorepress.model.rules import FieldWord, Message, Naming, Nothing, Reference, Row, ScaleWord, Show
from scorepress.model.wording import Slot, Wording
from scorepress.noun import Noun

SILENT = ((Nothing, "says nothing"), (Show, "shows a thing"))


class Silence(Noun, frozen=True):
    """Where a slot stays empty: the fields that decide it, what happens there, and for whom."""

    reads: frozenset[str]
    what: str
    where: Node


def silences(world: World, reference: Reference) -> Iterator[Silence]:
    """Where a word or a message has nothing to say. reference: with the concrete binding."""
    if reference.naming is Naming.MESSAGE:
        message = world.book.messages[reference.name]
        reads = reads_of_message(world, message, reference.binding)
        for kind, what in SILENT:
            where = world.says.rows(message, reference.binding, (kind,))
            if where != NO:
                yield Silence(reads, what, where)
        return
    word = world.book.words.get(reference.name)
    if isinstance(word, FieldWord):
        path = world.book.path(word.name, reference.binding)
        if path in world.roots or not (path in world.own or may_be_absent(world.field(path))):
            return
    where = world.says.word(reference.name, reference.binding, lambda value: value is None)
    if isinstance(word, ScaleWord):
        where = world.diagrams.but_not(where, world.says.lacking(world.book.scales[word.scale], reference.binding))
    if where != NO:
        yield Silence(world.reads_of_word(reference.name, reference.binding), "has no value", where)


def reads_of_message(world: World, message: Message, binding: str | None) -> frozenset[str]:
    """The fields that decide which row of a message holds."""
    return frozenset[str]().union(*(world.reads_of_row(row, binding) for row in message.rows))


def asked_of(world: World, reference: Reference) -> list[tuple[Row, str | None]]:
    """The rows that decide what a slot says; none for a word."""
    if reference.naming is not Naming.MESSAGE:
        return []
    return [(row, reference.binding) for row in world.book.messages[reference.name].rows]


def slot_reference(world: World, slot: Slot, message: Message, binding: str | None) -> Reference | None:
    """What a slot of a message's sentence stands for, with its concrete binding."""
    found = world.book.reference(slot.phrase, message.each)
    if found is None or slot.phrase in world.book.vocabulary:
        return found
    return Reference(found.naming, found.name, binding)


def holes_of_message(world: World, message: Message) -> Iterator[Hole]:
    """The slots of a message that stay empty for somebody, each once for each row."""
    for row in message.rows:
        if not isinstance(row.outcome, Wording):
            continue
        for slot in dict.fromkeys(row.outcome.slots):
            hole = next(_holes(world, message, row, slot), None)
            if hole is not None:
                yield hole


def _holes(world: World, message: Message, row: Row, slot: Slot) -> Iterator[Hole]:
    d = world.diagrams
    for binding in world.book.bindings(message.each):
        reference = slot_reference(world, slot, message, binding)
        for silence in silences(world, reference) if reference else ():
            reads = world.reads_of_row(row, binding) | silence.reads
            shown = d.both(world.domain(reads), world.says.row(row, binding))
            empty = d.both(shown, silence.where)
            if empty != NO and reference:
                words = Words(world, (), [(row, binding), *asked_of(world, reference)])
                words.mention(reference)
                found = words.example(empty, shown, reads)
                assert found is not None
                yield Hole(message.name, row.span, slot.phrase, silence.what, found)
