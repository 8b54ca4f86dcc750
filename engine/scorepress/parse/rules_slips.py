"""Slips that writers of rules often make, and what to do about each."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from scorepress.noun import Noun
from scorepress.parse.rules_tokens import Lexeme, Shape

VALUES = frozenset({Shape.STRING, Shape.INTEGER, Shape.YEAR})
_WORDS = frozenset({Shape.WORD, Shape.PATH, Shape.STRING, Shape.OPEN_STRING, Shape.STRANGE})
_INNER = frozenset({"when", "from", "given", "expect", "assume", "answer", "at"})
_COMPARE = "write `is`, `is not`, `is at least`, `is at most` or `is between … and …`"
_EACH_ROW = "every row has its own `when`, so that no new value is answered by accident"
_QUOTES = 'sentences stand between straight quotation marks: "…"'
_LIST = "write `is one of` before a list of values"
_OR_MORE = "`is at least 3` means 3 or more, `is at most 3` means 3 or less"
_YES = "a word for yes or no stands alone, with or without `not`"
_SLIPS: Mapping[str, str] = {
    **dict.fromkeys(("<", ">", "≥", "≤", "!", "=", "≠", "less", "more", "greater", "equals", "are"), _COMPARE),
    **dict.fromkeys(("before", "after", "above", "below", "over", "under"), _COMPARE),
    **dict.fromkeys(("otherwise", "else", "default"), _EACH_ROW),
    **dict.fromkeys("“”‘’'", _QUOTES),
    **dict.fromkeys(";/", "a comment begins with `#`"),
    **dict.fromkeys(("true", "false", "yes", "no"), _YES),
    "in": "write `is one of …, …`",
    "if": "write `when`",
    "but": "write `and`",
    "then": "write `:` behind the situation",
}
_UNKNOWN = {**dict.fromkeys(("more", "less", "higher", "lower", "above", "below", "later", "earlier"), _OR_MORE)}
_ENDS = {
    "WHEN": 'write at least one row below it: `when …: "…"`, indented',
    "MEANS": "a fact is declared so: `fact … means …`",
    "EXPECT": "write below it what is expected: `expect … is …`, indented",
}


def slip_at_end(terminals: Collection[str]) -> str | None:
    """What a statement that ends too early may lack. terminals: what could go on."""
    return next((hint for terminal, hint in _ENDS.items() if terminal in terminals), None)


def slip_of_phrase(phrase: str) -> str | None:
    """What an unknown phrase may be meant to say."""
    return _UNKNOWN.get(phrase)


def slip_at_begin(word: str, starts: Sequence[str]) -> str:
    """What a line that begins no statement may be. starts: the words that begin one."""
    if word in _INNER:
        return "indent the lines that belong to the statement above"
    near = get_close_matches(word.lower(), starts, 1, 0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    return "a statement begins at the beginning of its line; indent the lines that belong to it"


class Place(Noun, frozen=True):
    """Where a statement goes wrong: at its lexeme `here`, which is not the first.

    terminals: what could stand there. keywords: terminal -> words. starts: the words that begin statements.
    """

    statement: Sequence[Lexeme]
    here: int
    terminals: Collection[str]
    keywords: Mapping[str, str]
    starts: Sequence[str]

    @property
    def lexeme(self) -> Lexeme:
        """What stands there."""
        return self.statement[self.here]

    @property
    def before(self) -> Lexeme:
        """What stands before it."""
        return self.statement[self.here - 1]

    @property
    def ahead(self) -> Lexeme | None:
        """What stands behind it."""
        return self.statement[self.here + 1] if self.here + 1 < len(self.statement) else None


def slip(place: Place) -> str | None:
    """What may be wrong within a statement."""
    checks = (_colon, _list, _joint, _twice, _range, _capital, _word, _indented, _misspelt, _unquoted, _quote_inside)
    return next((hint for check in checks if (hint := check(place))), None)


def _colon(place: Place) -> str | None:
    sentence = place.lexeme.shape is Shape.STRING and "IS" not in place.terminals
    return "write `:` between the situation and its sentence" if sentence and "COLON" in place.terminals else None


def _list(place: Place) -> str | None:
    word, before, ahead = place.lexeme.text, place.before, place.ahead
    if place.here > 1 and before.text == "or" and place.statement[place.here - 2].shape in VALUES:
        return _LIST
    if word == "," and "AND" in place.terminals and ahead and ahead.shape in VALUES:
        return _LIST
    if word in {"one", "at", "between"} and before.text == "not":
        return "put `not` in front: `not … is one of …`"
    return None


def _joint(place: Place) -> str | None:
    if place.lexeme.text == ":" and "WHEN" in place.terminals:
        return "begin each row on a line of its own"
    if place.lexeme.text in {"and", "or"} and {"AND", "OR"} & set(place.terminals):
        return "put parentheses around what belongs together: `… and (… or …)`"
    return None


def _twice(place: Place) -> str | None:
    return "say it without `not`" if place.lexeme.text == place.before.text == "not" else None


def _range(place: Place) -> str | None:
    spaced = place.lexeme.shape is Shape.INTEGER and place.ahead and place.ahead.text.startswith(("-", "–"))
    return "write a range without spaces: `201-243`" if spaced and "RANGE" in place.terminals else None


def _capital(place: Place) -> str | None:
    small = place.lexeme.text.lower()
    if small != place.lexeme.text and any(words.split()[0] == small for words in place.keywords.values()):
        return f"write `{small}` in small letters"
    return None


def _word(place: Place) -> str | None:
    word = place.lexeme.text
    sign = word[:1] if place.lexeme.shape in {Shape.STRANGE, Shape.SIGN} else ""
    hint = _SLIPS.get(word) or _SLIPS.get(sign)
    if hint in {_COMPARE, _YES} and "IS" not in place.terminals and place.before.text != "is":
        return None
    return hint


def _indented(place: Place) -> str | None:
    word = place.lexeme.text
    if word in place.starts and place.lexeme.line > place.before.line:
        return f"`{word}` begins a statement: put it at the beginning of its line"
    return None


def _misspelt(place: Place) -> str | None:
    """A word that is nearly one of the language: where a line begins it need not be as near as within one."""
    before, here = place.before, place.lexeme
    if here.shape is not Shape.WORD:
        return None
    fits = {words.split()[0]: words for words in map(place.keywords.get, place.terminals) if words}
    begins = here.line > before.line + before.text.count("\n")
    near = get_close_matches(here.text, [word for word in fits if word.isalpha()], 1, 0.7 if begins else 0.8)
    return f"did you mean `{fits[near[0]]}`?" if near else None


def _unquoted(place: Place) -> str | None:
    plain = place.lexeme.shape in {Shape.WORD, Shape.PATH} and place.before.text == "is"
    return f'put texts in quotation marks: `"{place.lexeme.text}"`' if plain and "STRING" in place.terminals else None


def _quote_inside(place: Place) -> str | None:
    if place.before.shape is Shape.STRING and place.lexeme.shape in _WORDS:
        return "inside a sentence write “ and ”: a straight quotation mark ends it"
    return None
