"""Which sentence, in which language, with which values in its slots."""

from collections.abc import Callable, Mapping

from scorepress.evaluate.format import format_value
from scorepress.evaluate.rules import CompiledRules
from scorepress.evaluate.rules_code import Tell
from scorepress.model.diagnostic import Code, Diagnostic, Label, ScorepressError, Severity
from scorepress.model.report import Phrase, RowUse
from scorepress.model.rules import Message, Naming, Nothing, Row, Show, Undecided
from scorepress.model.source import Span
from scorepress.model.values import Kind, Value
from scorepress.model.wording import Slot, Wording
from scorepress.noun import Noun

SOURCE_LANGUAGE = "en"
Values = Mapping[str, Value]
Translate = Callable[[str, str], Wording | None]
"""(context, English sentence) -> the sentence in the speaker's language, or None."""


class ToldSlot(Noun, frozen=True):
    """A slot for a word: how to get its value, and what kind it is."""

    phrase: str
    tell: Tell
    kind: Kind


class _Said(Noun, frozen=True):
    """A slot for a message."""

    phrase: str
    message: str
    binding: str | None


SlotPlan = ToldSlot | _Said


class _Plan(Noun, frozen=True):
    """A sentence with its slots resolved, and the language that it is in."""

    parts: tuple[str | SlotPlan, ...]
    lang: str
    place: Span | None


class Speaker:
    """Says the messages of a rule book in one language. A sentence without a translation is said in English."""

    def __init__(self, rules: CompiledRules, lang: str, translate: Translate) -> None:
        self.rules = rules
        self.lang = lang
        self._translate = translate
        self._plans: dict[tuple[str, str, str | None, str], _Plan] = {}

    def say(self, message: str, binding: str | None, values: Values) -> Phrase | Nothing | Show:
        """What a message says of a student.

        Raises ScorepressError where no row or more than one holds (GAP, OVERLAP), a row is undecided, or a slot of the
        sentence has no value (MAYBE_NOTHING). The diagnostic names the message and the row, and no value of a student.
        """
        return self._say(message, binding, values, self.lang)

    def fill(self, wording: Wording, context: str, values: Values) -> Phrase:
        """A sentence of a layout with its slots filled. context: the msgctxt of its translation. Raises as `say`."""
        return self._fill(wording, context, None, None, values, self.lang, None)

    def _say(self, name: str, binding: str | None, values: Values, lang: str) -> Phrase | Nothing | Show:
        message = self.rules.book.messages[name]
        rows = self.rules.holding(name, binding, values)
        if len(rows) != 1:
            return self._not_one(message, binding, rows, values, lang)
        row = rows[0]
        if isinstance(row.outcome, Undecided):
            return self._undecided(name, binding, row, lang)
        if isinstance(row.outcome, Nothing | Show):
            return row.outcome
        own = RowUse(name, binding, row.span)
        return self._fill(row.outcome, name, message.each, binding, values, lang, own)

    def _fill(
        self,
        wording: Wording,
        context: str,
        each: str | None,
        binding: str | None,
        values: Values,
        lang: str,
        own: RowUse | None,
    ) -> Phrase:
        key = (context, wording.text, binding, lang)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(wording, context, each, binding, lang)
        text: list[str] = []
        used: tuple[RowUse, ...] = (own,) if own else ()
        for part in plan.parts:
            if isinstance(part, str):
                text.append(part)
            elif isinstance(part, ToldSlot):
                value = part.tell(values)
                if value is None:
                    text.append(self._empty(part.phrase, "has no value", context, own, plan.place))
                else:
                    text.append(format_value(value, part.kind, plan.lang))
            else:
                said = self._say(part.message, part.binding, values, plan.lang)
                if not isinstance(said, Phrase):
                    what = "shows a thing" if isinstance(said, Show) else "says nothing"
                    text.append(self._empty(part.phrase, what, context, own, plan.place))
                else:
                    text.append(said.text)
                    used += said.rows
        return Phrase("".join(text), plan.lang, used)

    # --- where there is nothing to say --------------------------------------------------------------------------------

    def _not_one(
        self, message: Message, binding: str | None, rows: tuple[Row, ...], values: Values, lang: str
    ) -> Phrase | Nothing | Show:
        """Instead of a message that has no row for a student, or several. Raises ScorepressError."""
        del values, lang
        raise ScorepressError([_not_one(message, binding, rows)])

    def _undecided(self, name: str, binding: str | None, row: Row, lang: str) -> Phrase:
        """Instead of a message whose row waits for a decision. Raises ScorepressError."""
        del lang
        hint = "write the sentence, or `nothing`, where `?` stands"
        text = f"the row of {_about(name, binding)} that holds for this student is not decided"
        raise ScorepressError([Diagnostic(Code.UNDECIDED, Severity.ERROR, text, row.span, (), (hint,))])

    def _empty(self, phrase: str, what: str, context: str, own: RowUse | None, place: Span | None) -> str:
        """Instead of a slot that stays empty. Raises ScorepressError."""
        raise ScorepressError([_empty(phrase, what, context, own, place)])

    def _plan(self, wording: Wording, context: str, each: str | None, binding: str | None, lang: str) -> _Plan:
        """Translate a sentence and resolve its slots."""
        translated = self._translate(context, wording.text) if lang != SOURCE_LANGUAGE else None
        chosen, spoken = (wording, SOURCE_LANGUAGE) if translated is None else (translated, lang)
        place = chosen.span or wording.span
        parts = tuple(
            self._slot(part, each, binding, place) if isinstance(part, Slot) else part for part in chosen.parts
        )
        return _Plan(parts, spoken, place)

    def _slot(self, slot: Slot, each: str | None, binding: str | None, place: Span | None) -> SlotPlan:
        reference = self.rules.book.reference(slot.phrase, each)
        if reference is None or reference.naming is Naming.FACT:
            text = f"no word or message `{slot.phrase}`"
            hint = "slots of a translation are those of the English sentence"
            raise ScorepressError([Diagnostic(Code.PLACEHOLDER, Severity.ERROR, text, slot.span or place, (), (hint,))])
        at = binding if slot.phrase not in self.rules.book.vocabulary else reference.binding
        if reference.naming is Naming.MESSAGE:
            return _Said(slot.phrase, reference.name, at)
        return ToldSlot(slot.phrase, self.rules.tell(reference.name, at), self.rules.kind(reference.name, at))


def _about(name: str, binding: str | None) -> str:
    return f"`{name} {binding}`" if binding else f"`{name}`"


def _not_one(message: Message, binding: str | None, rows: tuple[Row, ...]) -> Diagnostic:
    """A message that forgets a student, or says two things of one."""
    about = _about(message.name, binding)
    if not rows:
        text = f"no row of {about} holds for this student"
        hint = "add a row for such students: `when …: …`"
        return Diagnostic(Code.GAP, Severity.ERROR, text, message.span, (), (hint,))
    first, second = rows[:2]
    text = f"{len(rows)} rows of {about} hold for this student"
    label = Label(first.span, "this row holds too")
    hint = "make the situations exclude one another"
    return Diagnostic(Code.OVERLAP, Severity.ERROR, text, second.span, (label,), (hint,))


def _empty(phrase: str, what: str, context: str, own: RowUse | None, place: Span | None) -> Diagnostic:
    """A sentence with a slot that stays empty."""
    where = f"a sentence of `{own.message}`" if own else f"a text of `{context}`"
    text = f"`{phrase}` {what} for this student, but {where} needs it"
    hint = "ask for it in the situation: `… is known`" if own else "show the text only where it has something to say"
    return Diagnostic(Code.MAYBE_NOTHING, Severity.ERROR, text, own.span if own else place, (), (hint,))
