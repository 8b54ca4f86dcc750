"""Sentences of messages: what their slots name, and whether that can be printed; what examples and questions name."""

from scorepress.check.rules_names import near
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.rules import FieldWord, Message, Naming, Reference, RuleBook, Show
from scorepress.model.source import Span
from scorepress.model.values import Kind, RecordSchema
from scorepress.model.wording import Slot, Wording


def check_wording(book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
    """Report slots that cannot be filled, and things that examples expect and nobody shows."""
    check = _Check(book, schema, reporter)
    for message in book.messages.values():
        for row in message.rows:
            if isinstance(row.outcome, Wording):
                for slot in row.outcome.slots:
                    check.slot(slot, message, row.span)
    for example in book.examples:
        for expectation in example.expect:
            outcome = expectation.outcome
            if isinstance(outcome, Show):
                check.thing(outcome.thing, book.messages[expectation.message.name], expectation.span)


class _Check:
    """Checks the sentences of one rule book."""

    def __init__(self, book: RuleBook, schema: RecordSchema, reporter: Reporter) -> None:
        self.book = book
        self.reporter = reporter
        self.kinds = {field.path: field.kind for field in schema.fields}

    def slot(self, slot: Slot, message: Message, row: Span) -> None:
        """A slot names a word or a message that exists for everybody of whom the message speaks."""
        place = slot.span or row
        reference = self.book.reference(slot.phrase, message.each)
        if reference is None:
            self.unknown(slot, message, place)
            return
        if reference.naming is Naming.FACT:
            text = f"`{slot.phrase}` is a fact and cannot stand in a sentence"
            self.reporter.error(Code.WRONG_TYPE, text, place, "a slot names a word or a message")
            return
        generic = slot.phrase in self.book.stand_ins
        for binding in self.book.bindings(message.each) if generic else (reference.binding,):
            phrase = family_phrase(self.book, reference.name, binding)
            if phrase not in self.book.vocabulary:
                text = f"`{slot.phrase}` does not exist for `{binding}`"
                self.reporter.error(Code.UNKNOWN_FIELD, text, place, "write a message of its own for those who have it")
                return
            if self.boolean(reference, binding):
                text = f"`{slot.phrase}` is yes or no and cannot stand in a sentence"
                hint = "write a message with a sentence for each of the two, and name it here"
                self.reporter.error(Code.WRONG_TYPE, text, place, hint)
                return

    def boolean(self, reference: Reference, binding: str | None) -> bool:
        """Whether a word is a boolean field."""
        word = self.book.words.get(reference.name)
        if not isinstance(word, FieldWord):
            return False
        return self.kinds.get(self.book.path(reference.name, binding)) is Kind.BOOLEAN

    def unknown(self, slot: Slot, message: Message, place: Span) -> None:
        """A slot that names nothing, or not here."""
        elsewhere = self.book.stand_ins.get(slot.phrase)
        if elsewhere is not None:
            text = f"nothing says which one `{slot.phrase}` means"
            kinds = [each for each in self.book.eaches.values() if each.stand_in == elsewhere.binding]
            hint = f"name one ({', '.join(f'`{b.name}`' for b in kinds[0].bindings)}), or begin the message with "
            hint += f"`message {message.name}, for each {kinds[0].kind}`"
            self.reporter.error(Code.UNKNOWN_PHRASE, text, place, hint)
            return
        names = [*self.book.vocabulary, *(self.book.stand_ins if message.each else ())]
        text = f"no word or message `{slot.phrase}`"
        self.reporter.error(Code.UNKNOWN_PHRASE, text, place, *near(slot.phrase, names))

    def thing(self, thing: str, message: Message, place: Span) -> None:
        """A thing that a message shows."""
        things = [row.outcome.thing for row in message.rows if isinstance(row.outcome, Show)]
        if thing not in things:
            text = f"no row of `{message.name}` shows `{thing}`"
            self.reporter.error(Code.UNKNOWN_NAME, text, place, *near(thing, things, 0.3))
