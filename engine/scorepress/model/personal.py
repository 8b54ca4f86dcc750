"""Which slots of a sentence would tell who somebody is. Files are named without names."""

from collections.abc import Iterator

from scorepress.model.rules import STAND_IN, FieldWord, Naming, RuleBook
from scorepress.model.values import RecordSchema
from scorepress.model.wording import Slot, Wording


def personal_slots(
    book: RuleBook, schema: RecordSchema, wording: Wording, each: str | None = None, seen: frozenset[str] = frozenset()
) -> Iterator[tuple[Slot, str]]:
    """The slots of a sentence that print a field which the record's schema marks as personal, with the field's path.

    A slot for a message is followed into all of its rows. each: the kind that the sentence speaks of.
    """
    for slot in wording.slots:
        reference = book.reference(slot.phrase, each)
        if reference is None:
            continue
        if reference.naming is Naming.MESSAGE:
            if reference.name not in seen:
                message = book.messages[reference.name]
                within = seen | {reference.name}
                for row in message.rows:
                    if isinstance(row.outcome, Wording):
                        inner = personal_slots(book, schema, row.outcome, message.each, within)
                        yield from ((slot, path) for _, path in inner)
            continue
        if isinstance(book.words.get(reference.name), FieldWord):
            spoken = reference.binding is not None and reference.binding.startswith(STAND_IN)
            bindings = book.bindings(each) if spoken else (reference.binding,)
            fields = (schema.field(book.path(reference.name, binding)) for binding in bindings)
            yield from ((slot, field.path) for field in fields if field is not None and field.personal)
