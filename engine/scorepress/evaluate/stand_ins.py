"""What stands on a page for words that are not there: for pages that show what the rules forget, and for no others."""

from scorepress.evaluate.text import Speaker, Values
from scorepress.model.conditions import family_phrase
from scorepress.model.diagnostic import Code
from scorepress.model.report import Phrase, RowUse
from scorepress.model.rules import Message, Nothing, Row, Show
from scorepress.model.source import Span
from scorepress.model.wording import Wording


class StandInSpeaker(Speaker):
    """Says in brackets what is missing or double, where another speaker would refuse."""

    def _not_one(
        self, message: Message, binding: str | None, rows: tuple[Row, ...], values: Values, lang: str
    ) -> Phrase | Nothing | Show:
        phrase = family_phrase(self.rules.book, message.name, binding)
        used = RowUse(message.name, binding, message.span)
        if not rows:
            return Phrase(f"[{Code.GAP.value}: {phrase}]", lang, (used,))
        first = rows[0].outcome
        if isinstance(first, Nothing | Show) and all(row.outcome == first for row in rows):
            return first
        said = " | ".join(self._row(message, binding, row, values, lang) for row in rows)
        return Phrase(f"[{Code.OVERLAP.value}: {said}]", lang, (used,))

    def _row(self, message: Message, binding: str | None, row: Row, values: Values, lang: str) -> str:
        match row.outcome:
            case Wording():
                own = RowUse(message.name, binding, row.span)
                return self._fill(row.outcome, message.name, message.each, binding, values, lang, own).text
            case Show(thing):
                return f"show {thing}"
            case Nothing():
                return "nothing"
        return "?"

    def _undecided(self, name: str, binding: str | None, row: Row, lang: str) -> Phrase:
        phrase = family_phrase(self.rules.book, name, binding)
        return Phrase(f"[{Code.UNDECIDED.value}: {phrase}]", lang, (RowUse(name, binding, row.span),))

    def _empty(self, phrase: str, what: str, context: str, own: RowUse | None, place: Span | None) -> str:
        del context, own, place
        return f"[{phrase} {what}]"
