"""The proof -> few students who together are in every row, or in every cell, of all messages.

Each student is taken into as many rows (or cells) as still wait and go together, in the order of the files. This is a
greedy choice: no row is left out, and there may be a set with fewer students, though rarely one with many fewer.
"""

from collections.abc import Iterator, Mapping, Sequence

from scorepress.check.proof_cells import Mentions
from scorepress.check.proof_diagrams import NO, Node
from scorepress.check.proof_messages import MessageProof
from scorepress.check.proof_world import World
from scorepress.model.rules import FieldWord
from scorepress.model.values import Kind, Value

Goals = Mapping[object, Sequence[Node]]
"""What is to be reached -> the alternatives, one of which is enough: the bindings of a message."""


def rows_of(world: World) -> Goals:
    """Every row that answers somebody, for one of its bindings."""
    found: dict[object, list[Node]] = {}
    for proof in _messages(world):
        for at, row in enumerate(proof.rows):
            here = world.diagrams.both(proof.real, row)
            if here != NO:
                found.setdefault((proof.message.name, at), []).append(here)
    return found


def cells_of(world: World) -> Goals:
    """Every row, and every cell of every field that the rows mention, for each binding, as far as somebody is in it."""
    found: dict[object, Sequence[Node]] = {**rows_of(world)}
    for proof in _messages(world):
        for variable, classes in proof.classes.items():
            for name in dict.fromkeys(classes):
                cells = tuple(at for at, one in enumerate(classes) if one == name)
                here = world.diagrams.both(proof.real, world.diagrams.among(variable, cells))
                if here != NO:
                    found[variable, cells] = [here]
    return found


def fewest_students(world: World, goals: Goals, wishes: Sequence[Node]) -> tuple[dict[str, Value], ...]:
    """Complete records that together reach all goals. wishes: what is kept by every student for whom it is possible.

    Raises TooManyCasesError when the goals cannot be gone through together.
    """
    orders = ([*goals], [*goals][::-1])  # what comes last may be what goes with most others, such as a higher grade
    return min((tuple(_in_order(world, goals, order, wishes)) for order in orders), key=len)


def _in_order(
    world: World, goals: Goals, order: Sequence[object], wishes: Sequence[Node]
) -> Iterator[dict[str, Value]]:
    """One student after the other, each taken into what still waits in a certain order."""
    d = world.diagrams
    d.steps = 0
    real = d.all_of(whole for _, whole in world.wholes)
    left = dict.fromkeys(order)
    while left:
        where, first = real, next(iter(left))
        met: list[object] = []
        for wish in wishes:
            both = d.both(where, wish)
            if any(d.both(both, node) != NO for node in goals[first]):
                where = both
        for goal in left:
            both = next((some for node in goals[goal] if (some := d.both(where, node)) != NO), NO)
            if both != NO:
                where = both
                met.append(goal)
        for goal in met:
            del left[goal]
        chosen = world.choose(where)
        assert chosen is not None
        yield world.values(chosen)


def free_fields(world: World) -> tuple[frozenset[str], frozenset[str]]:
    """Fields of which no rule knows more than whether they are there, and fields that no rule knows at all.

    Another value of the first, or any value of the second, changes neither rows nor cells.
    """
    book, schema = world.book, world.schema
    mentions = Mentions(book, schema, world.mentions)
    mentions.laws()
    for message in book.messages.values():
        for binding in book.bindings(message.each):
            for row in message.rows:
                mentions.row(row, binding)
    told = {
        book.path(word.name, binding)
        for word in book.words.values()
        if isinstance(word, FieldWord)
        for binding in _bindings(world, word)
    }
    loose = {field.path for field in schema.fields if field.kind in (Kind.TEXT, Kind.DATE)}
    changing = {path for path in loose if path not in mentions.texts and path not in world.roots}
    return frozenset(changing), frozenset(changing - told)


def _bindings(world: World, word: FieldWord) -> Sequence[str | None]:
    head = word.path.partition(".")[0].replace("_", " ")
    kinds = [each for each in world.book.eaches.values() if each.stand_in == head]
    return [one.name for each in kinds for one in each.bindings] if kinds else [None]


def _messages(world: World) -> Iterator[MessageProof]:
    for message in world.book.messages.values():
        for binding in world.book.bindings(message.each):
            yield MessageProof(world, message, binding)


def where_text(world: World, path: str, texts: Sequence[str]) -> Node:
    """Where a field has one of some values, written as text; the empty text means that it is absent."""
    variable = world.says.variable(path)
    values = (world.says.value(path, cell) for cell in world.cells[variable])
    said = ["" if value is None else str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    return world.diagrams.among(variable, [at for at, one in enumerate(said) if one in texts])
