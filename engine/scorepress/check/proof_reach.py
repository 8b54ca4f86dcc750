"""An older schema and the rules -> the rows that silently answer students who are new.

`group is not "otters"` accepts every group that is still to come. When the schema allows more than it did, each row
that tells apart the values of such a field, and answers new ones that it does not name, is shown.
"""

from collections.abc import Iterator

from scorepress.check.proof_cells import FIRST_YEAR, LAST_YEAR, may_be_absent, number_of
from scorepress.check.proof_diagrams import NO, Node, TooManyCasesError
from scorepress.check.proof_report import describe
from scorepress.check.proof_words import Words, phrase_of, say_cell
from scorepress.check.proof_world import World
from scorepress.model.conditions import tests, value_in_words
from scorepress.model.diagnostic import Reporter
from scorepress.model.proof import Cell, Counterexample, Reach
from scorepress.model.rules import Condition, FieldWord, Message, Operator, Row, RuleBook
from scorepress.model.values import FieldType, Kind, RecordSchema, SchoolYear, Value

_NUMBERS = (Kind.INTEGER, Kind.SCHOOL_YEAR)


def check_reach(book: RuleBook, old: RecordSchema, new: RecordSchema, reporter: Reporter) -> None:
    """Warn of rows whose reach grew when the schema did."""
    if old.fields == new.fields:
        return
    try:
        for reach in find_reach(book, old, new):
            reporter.add(describe(reach, book))
    except TooManyCasesError:
        return  # the proof itself says so


def find_reach(book: RuleBook, old: RecordSchema, new: RecordSchema) -> Iterator[Reach]:
    """Each row that answers new students without naming what is new of them.

    Raises TooManyCasesError.
    """
    before = {field.path: field for field in old.fields}
    cuts = {field.path: _edges(before[field.path]) for field in new.fields if field.path in before}
    world = World(book, new, {path: edges for path, edges in cuts.items() if edges})
    grown = {path: cells for path in world.fields if path in before and (cells := _new(world, before[path]))}
    for message in book.messages.values() if grown else ():
        for at, row in enumerate(message.rows):
            found = [one for path, cells in grown.items() for one in [*_of_row(world, message, row, path, cells)][:1]]
            if found:
                yield Reach(message.name, at, " or ".join(words for words, _ in found), found[0][1])


def _edges(field: FieldType) -> list[int]:
    """Where the numbers of the older field begin and end."""
    if field.kind not in _NUMBERS:
        return []
    low, high = field.minimum, field.maximum
    return [*([] if low is None else [low]), *([] if high is None else [high + 1])]


def _new(world: World, old: FieldType) -> list[int]:
    """The cells of a field that the older one did not have."""
    field = world.fields[old.path]
    if field.kind is not old.kind:
        return []
    cells = enumerate(world.cells[world.variables[old.path]])
    return [at for at, cell in cells if not _held(old, cell.value)]


def _held(old: FieldType, value: Value | None) -> bool:
    """Whether the older field could have a value."""
    if value is None:
        return may_be_absent(old)
    if old.kind is Kind.CHOICE:
        return value in old.choices
    number = number_of(value)
    if number is None:
        return True
    low = FIRST_YEAR if old.minimum is None and isinstance(value, SchoolYear) else old.minimum
    high = LAST_YEAR if old.maximum is None and isinstance(value, SchoolYear) else old.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def _of_row(
    world: World, message: Message, row: Row, path: str, cells: list[int]
) -> Iterator[tuple[str, Counterexample]]:
    """For each binding for which a row answers new students: what is new of them, and the smallest of them."""
    d = world.diagrams
    variable = world.variables[path]
    for binding in world.book.bindings(message.each):
        reads = world.reads_of_row(row, binding)
        if path not in reads:
            continue
        d.steps = 0
        holds = world.says.row(row, binding)
        named = _named(world, row.when, binding, path)
        fresh = [at for at in cells if world.cells[variable][at].value not in named]
        new = d.both(d.both(world.domain(reads), holds), d.among(variable, fresh)) if fresh else NO
        if new == NO or not _tells_apart(world, holds, variable, absent=_absent(world, variable, fresh)):
            continue
        words = Words(world, (), [(row, binding)])
        example = words.example(new, d.both(world.domain(reads), holds), reads)
        if example is not None:
            mine = [at for at in fresh if d.both(new, d.among(variable, [at])) != NO]
            yield _said(world, path, variable, mine), example


def _absent(world: World, variable: int, cells: list[int]) -> bool:
    return any(world.cells[variable][at].value is None for at in cells)


def _tells_apart(world: World, holds: Node, variable: int, *, absent: bool) -> bool:
    """Whether a row depends on the value of a field, or, if that is what is new, on its absence."""
    d = world.diagrams
    cells = world.cells[variable]
    known = d.among(variable, [at for at, cell in enumerate(cells) if absent or cell.value is not None])
    some = d.without(d.both(holds, known), frozenset({variable}))
    never = d.without(d.both(d.deny(holds), known), frozenset({variable}))
    return d.both(some, never) != NO


def _named(world: World, condition: Condition, binding: str | None, path: str) -> set[Value]:
    """The values of a field that a condition names as meant: `is`, `is one of`."""
    found: set[Value] = set()
    for test in tests(condition):
        at = test.term.bound(binding)
        fact = world.book.facts.get(test.term.name)
        if fact is not None:
            found |= _named(world, fact.condition, at, path)
        elif test.operator in (Operator.IS, Operator.ONE_OF):
            word = world.book.words[test.term.name]
            if isinstance(word, FieldWord) and world.book.path(word.name, at) == path:
                found |= set(test.values)
    return found


def _said(world: World, path: str, variable: int, cells: list[int]) -> str:
    """The new values of a field as a condition."""
    phrase, field = phrase_of(world.book, path), world.fields[path]
    found = [world.cells[variable][at] for at in cells]
    if field.kind is Kind.CHOICE and len(found) > 1 and all(cell.value is not None for cell in found):
        named = ", ".join(value_in_words(cell.value) for cell in found if cell.value is not None)
        return f"{phrase} is one of {named}"
    return " or ".join(say_cell(phrase, cell, field) for cell in _joined(found))


def _joined(cells: list[Cell]) -> list[Cell]:
    """Ranges that touch as one."""
    found: list[Cell] = []
    for cell in sorted(cells, key=lambda one: (one.low is not None, one.low or 0)):
        last = found[-1] if found else None
        if last and last.high is not None and cell.low == last.high + 1:
            found[-1] = Cell(last.value, single=False, low=last.low, high=cell.high)
        else:
            found.append(cell)
    return found
