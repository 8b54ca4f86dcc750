"""Lexemes -> declarations: the new names of all files, read before anything that uses them.

Only the heads of statements are looked at; a head that cannot be read is left to the grammar, which says what is wrong.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from scorepress.model.source import Span
from scorepress.noun import Noun, field
from scorepress.parse.rules_tokens import Lexeme, Shape, span

ENDINGS = frozenset({"means", "because"})
"""Words that end a new name; `for each` does too."""


class Head(Noun, frozen=True):
    """A new name: `kind` is the kind after `for each`; `body` what a word stands for: a path, or a scale's name."""

    name: str
    span: Span
    kind: str | None = None
    body: str | None = None


class EachHead(Noun, frozen=True):
    """The first line of `each`: names of bindings with their paths, None where an earlier `each` gives it."""

    name: str
    span: Span
    bindings: tuple[tuple[str, str | None, Span], ...]


class Heads(Noun):
    """All declarations of all files. unreadable: the first lines of declarations that have no readable head."""

    sources: list[Head] = field(default_factory=list)
    eaches: list[EachHead] = field(default_factory=list)
    words: list[Head] = field(default_factory=list)
    facts: list[Head] = field(default_factory=list)
    scales: list[Head] = field(default_factory=list)
    messages: list[Head] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def add(self, path: str, statement: Sequence[Lexeme]) -> None:
        """Read the head of one statement."""
        keyword = statement[0].text
        read = {"source": _source, "each": _each, "word": _word, "fact": _fact, "scale": _scale, "message": _message}
        if keyword in read:
            lost = not read[keyword](self, _Cursor(path, statement))
        else:
            lost = bool(get_close_matches(keyword.lower(), read, 1, 0.7))  # `mesage …`
        if lost:
            words = [one.text for one in statement[1:] if one.line == statement[0].line and one.shape is Shape.WORD]
            self.unreadable.append(" ".join(words))


def name_length(lexemes: Sequence[Lexeme], at: int) -> int:
    """How many lexemes from `at` on make a new name: words on one line, up to a sign or a word that ends names."""
    count = 0
    while at + count < len(lexemes):
        one = lexemes[at + count]
        if one.line != lexemes[at].line or one.shape not in {Shape.WORD, Shape.INTEGER}:
            break
        if (count == 0 and one.shape is Shape.INTEGER) or one.text in ENDINGS:
            break
        if one.text == "for" and at + count + 1 < len(lexemes) and lexemes[at + count + 1].text == "each":
            break
        count += 1
    return count


def joined(lexemes: Sequence[Lexeme]) -> str:
    """The words of a name or phrase with one space between them."""
    return " ".join(one.text for one in lexemes)


class _Cursor:
    """Reads along one statement, behind its keyword."""

    def __init__(self, path: str, statement: Sequence[Lexeme]) -> None:
        self.path = path
        self.lexemes = statement
        self.at = 1

    def name(self) -> tuple[str, Span] | None:
        length = name_length(self.lexemes, self.at)
        if not length:
            return None
        found = self.lexemes[self.at : self.at + length]
        self.at += length
        return joined(found), span(self.path, found[0], found[-1])

    def skip(self, *words: str) -> bool:
        texts = tuple(one.text for one in self.lexemes[self.at : self.at + len(words)])
        if texts != words:
            return False
        self.at += len(words)
        return True

    def path_name(self) -> str | None:
        if self.at < len(self.lexemes) and self.lexemes[self.at].shape in {Shape.PATH, Shape.WORD}:
            self.at += 1
            return self.lexemes[self.at - 1].text
        return None


def _source(heads: Heads, cursor: _Cursor) -> bool:
    name = cursor.name()
    if name is None or not cursor.skip("="):
        return False
    heads.sources.append(Head(*name))
    return True


def _each(heads: Heads, cursor: _Cursor) -> bool:
    kind = cursor.name()
    bindings: list[tuple[str, str | None, Span]] = []
    if kind is None or not cursor.skip(":"):
        return False
    while True:
        name = cursor.name()
        if name is None:
            return False
        bindings.append((name[0], cursor.path_name() if cursor.skip("=") else None, name[1]))
        if not cursor.skip(","):
            heads.eaches.append(EachHead(*kind, tuple(bindings)))
            return True


def _word(heads: Heads, cursor: _Cursor) -> bool:
    name = cursor.name()
    if name is None or not cursor.skip("="):
        return False
    if cursor.skip("lowest", "of") or cursor.skip("highest", "of"):
        # the scale's name ends before `at`, `at level` or the next line; the vocabulary finds the longest that fits
        rest = cursor.lexemes[cursor.at :]
        heads.words.append(Head(*name, kind="scale", body=joined(rest)))
        return True
    heads.words.append(Head(*name, body=cursor.path_name()))
    return True


def _fact(heads: Heads, cursor: _Cursor) -> bool:
    name = cursor.name()
    if name is None or not cursor.skip("means"):
        return False
    heads.facts.append(Head(*name))
    return True


def _scale(heads: Heads, cursor: _Cursor) -> bool:
    name = cursor.name()
    if name is None or not cursor.skip("for", "each"):
        return False
    heads.scales.append(Head(*name, kind=_kind(cursor)))
    return True


def _message(heads: Heads, cursor: _Cursor) -> bool:
    name = cursor.name()
    if name is None:
        return False
    kind = _kind(cursor) if cursor.skip(",", "for", "each") or cursor.skip("for", "each") else None
    heads.messages.append(Head(*name, kind=kind))
    return True


def _kind(cursor: _Cursor) -> str | None:
    name = cursor.name()
    return name[0] if name else None
