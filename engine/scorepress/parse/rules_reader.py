"""Lexemes of one statement -> tokens, each read in the light of what the grammar accepts at that place.

So a word of the language is one only where it can be one, a phrase of the vocabulary is found by its longest reading,
and a new name may be any words. An unknown phrase is noted and read as a phrase all the same: one slip, one
error.
"""

from collections.abc import Collection, Sequence

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.rules import STAND_IN, Each, Naming, Reference
from scorepress.model.source import Span
from scorepress.noun import Noun
from scorepress.parse.rules_heads import joined, name_length
from scorepress.parse.rules_tokens import Lexeme, Shape, marks, span
from scorepress.parse.rules_uses import WHAT, Use, Uses, name_of, phrases_of
from scorepress.parse.rules_vocabulary import Phrases, Vocabulary

MAX_NESTING = 50
_SHAPED = {
    Shape.STRING: "STRING",
    Shape.INTEGER: "INTEGER",
    Shape.YEAR: "YEAR",
    Shape.DATE: "DATE",
    Shape.RANGE: "RANGE",
}
_LITERALS = frozenset({Shape.STRING, Shape.INTEGER, Shape.YEAR})
_WORDS = frozenset({Shape.WORD, Shape.PATH, Shape.INTEGER})
_ENDS_PHRASE = frozenset(
    {"is", "and", "or", "begins", "by", "gives", "because", "when", "given", "expect", "from", "assume", "answer"}
)


class Token(Noun, frozen=True):
    """What the grammar reads. value: what a phrase stands for (None if it is unknown); text as written."""

    type: str
    text: str
    value: object
    lexeme: Lexeme
    span: Span


class UnexpectedError(Exception):
    """At this place stands something that the grammar does not accept; None at the end of the statement."""

    def __init__(self, lexeme: Lexeme | None) -> None:
        super().__init__()
        self.lexeme = lexeme


class MistakeError(Exception):
    """A statement cannot be read on; the diagnostic has been reported."""


class Reader:
    """Reads one statement. keywords: the grammar's words, by their terminals."""

    def __init__(
        self,
        path: str,
        lexemes: Sequence[Lexeme],
        keywords: Phrases[str],
        vocabulary: Vocabulary,
        reporter: Reporter,
        uses: Uses,
    ) -> None:
        self.path = path
        self.lexemes = lexemes
        self.keywords = keywords
        self.vocabulary = vocabulary
        self.reporter = reporter
        self.at = 0
        self.depth = 0
        self.stand_in: str | None = None
        self.uses = uses
        self.phrases = {terminal: phrases_of(vocabulary, terminal) for terminal in WHAT}

    def next(self, accepted: Collection[str]) -> Token | None:
        """The next token, or None at the end. accepted: the terminals that the grammar takes here.

        Raises UnexpectedError where nothing accepted can be read.
        """
        if self.at >= len(self.lexemes):
            return None
        lexeme = self.lexemes[self.at]
        if lexeme.shape is Shape.STRING:
            self.note_slots(lexeme)
        if lexeme.shape in _SHAPED:
            return self.token(_SHAPED[lexeme.shape], 1)
        if lexeme.shape is Shape.SIGN:
            return self.sign(lexeme, accepted)
        if lexeme.shape in {Shape.OPEN_STRING, Shape.STRANGE}:
            raise UnexpectedError(lexeme)
        return self.keyword(accepted) or self.name(accepted) or self.phrase(accepted)

    def note_slots(self, lexeme: Lexeme) -> None:
        """Keep what a sentence names."""
        for phrase, *place in marks(lexeme):
            self.uses.slots.setdefault(phrase, []).append(Span(self.path, *place))

    def token(self, type: str, length: int, value: object = None) -> Token:
        """A token of some lexemes; reading goes on behind them."""
        found = self.lexemes[self.at : self.at + length]
        self.at += length
        return Token(type, joined(found), value, found[0], span(self.path, found[0], found[-1]))

    def sign(self, lexeme: Lexeme, accepted: Collection[str]) -> Token:
        """A sign; a comma before a value goes on with the values of `is one of`."""
        if lexeme.text == "(":
            self.depth += 1
            if self.depth > MAX_NESTING:
                place = span(self.path, lexeme, lexeme)
                message = f"parentheses are nested more than {MAX_NESTING} deep"
                self.reporter.error(Code.TOO_LARGE, message, place, "name a part of it with `fact … means …`")
                raise MistakeError
        self.depth -= lexeme.text == ")"
        ahead = self.lexemes[self.at + 1] if self.at + 1 < len(self.lexemes) else None
        if lexeme.text == "," and "_LIST_COMMA" in accepted and ahead and ahead.shape in _LITERALS:
            return self.token("_LIST_COMMA", 1)
        return self.token(self.keywords.all[lexeme.text], 1)

    def keyword(self, accepted: Collection[str]) -> Token | None:
        """The longest words of the language that are accepted here."""
        found = None
        for length, terminal in self.keywords.matches(self.lexemes, self.at):
            if terminal in accepted:
                found = (length, terminal)
        if found:
            return self.token(found[1], found[0])
        ahead = self.lexemes[self.at + 1] if self.at + 1 < len(self.lexemes) else None
        if "LEVEL" in accepted and self.lexemes[self.at].text == "level" and ahead and ahead.shape is Shape.INTEGER:
            return self.token("LEVEL", 1)
        return None

    def name(self, accepted: Collection[str]) -> Token | None:
        """A new name, the head of a table's first column, or a path."""
        lexeme = self.lexemes[self.at]
        if "NAME" in accepted and (length := name_length(self.lexemes, self.at)):
            name = joined(self.lexemes[self.at : self.at + length])
            self.stand_in = self.vocabulary.stand_in_of(name) or self.stand_in
            return self.token("NAME", length)
        if "COLUMN" in accepted:
            length = self.column()
            return self.token("COLUMN", length) if length else None
        if "PATH" in accepted and lexeme.shape in {Shape.PATH, Shape.WORD}:
            return self.token("PATH", 1)
        return None

    def column(self) -> int:
        """How many words stand before the first `level` with a number, in a table's head."""
        count = 0
        while self.at + count + 1 < len(self.lexemes):
            here, ahead = self.lexemes[self.at + count], self.lexemes[self.at + count + 1]
            if here.text == "level" and ahead.shape is Shape.INTEGER:
                return count
            if here.shape is not Shape.WORD or here.line != self.lexemes[self.at].line:
                return 0
            count += 1
        return 0

    def phrase(self, accepted: Collection[str]) -> Token:
        """The longest phrase of the vocabulary, or an unknown one."""
        wanted = [terminal for terminal in self.phrases if terminal in accepted]
        best: tuple[int, object, str] | None = None
        for terminal in wanted:
            found = self.phrases[terminal].longest(self.lexemes, self.at)
            if found and (best is None or found[0] > best[0]):
                best = (found[0], found[1], terminal)
        if not wanted or (best is None and self.lexemes[self.at].text in _ENDS_PHRASE | {"not"}):
            raise UnexpectedError(self.lexemes[self.at])
        if best is None:
            return self.unknown(wanted[0])
        length, value, terminal = best
        self.uses.known.add((WHAT[terminal], name_of(value)))
        if terminal == "KIND" and isinstance(value, Each):
            self.stand_in = value.stand_in
        token = self.token(terminal, length, value)
        if isinstance(value, Reference) and (value.binding or "").startswith(STAND_IN):
            self.check_stand_in(value, token)
        return token

    def check_stand_in(self, reference: Reference, token: Token) -> None:
        """`score that year` needs a sentence that is about a year."""
        if reference.binding == self.stand_in:
            return
        kinds = [each for each in self.vocabulary.kinds.all.values() if each.stand_in == reference.binding]
        self.reporter.error(
            Code.UNKNOWN_PHRASE,
            f"nothing says which one `{token.text}` means",
            token.span,
            f"name one ({', '.join(f'`{b.name}`' for b in kinds[0].bindings)}), or begin the statement with "
            f"`for each {kinds[0].kind}`",
        )

    def unknown(self, wanted: str) -> Token:
        """Note a phrase that is not in the vocabulary, and read it as if it were."""
        length = 0
        behind = _ENDS_PHRASE | {"at"} if wanted == "SCALE" else _ENDS_PHRASE
        for lexeme in self.lexemes[self.at :]:
            ends = length and (lexeme.text in behind or lexeme.line != self.lexemes[self.at].line)
            if lexeme.shape not in _WORDS or ends:
                break
            length += 1
        for other, phrases in self.phrases.items():
            found = phrases.longest(self.lexemes, self.at) if other in {"TERM", "MESSAGE"} else None
            if found and found[0] == length and isinstance(found[1], Reference):
                token = self.token(wanted, length)
                self.wrong_kind(token, found[1], wanted)
                return token
        token = self.token(wanted, length)
        self.uses.unknown.append(Use(wanted, token.text, token.span))
        return token

    def wrong_kind(self, token: Token, reference: Reference, wanted: str) -> None:
        """Report a phrase that exists, but is not of the kind that may stand here."""
        what = "message" if reference.naming is Naming.MESSAGE else "word or fact"
        message = f"`{token.text}` is a {what}, expected a {WHAT[wanted]}"
        hint = "conditions are made of words and facts" if what == "message" else "an example expects words of messages"
        self.reporter.error(Code.WRONG_TYPE, message, token.span, hint)
