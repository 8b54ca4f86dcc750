"""A sentence with slots: `The score range for {grade name this year} is …`."""

from dataclasses import dataclass

from scorepress.model.source import Span


@dataclass(frozen=True, slots=True)
class Slot:
    """A `{phrase}` in a sentence; the phrase is a word or a message of the vocabulary, as written."""

    phrase: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence as written (`{{` and `}}` are braces), and its pieces in order."""

    text: str
    parts: tuple[str | Slot, ...]
    span: Span | None = None

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots, in order."""
        return tuple(p for p in self.parts if isinstance(p, Slot))


def split_wording(text: str, span: Span | None = None) -> Wording:
    """Cut a sentence at its slots.

    Raises ValueError with a message for a person when a brace has no partner.
    """
    parts: list[str | Slot] = []
    plain, at = "", 0
    while at < len(text):
        char = text[at]
        if text[at : at + 2] in ("{{", "}}"):
            plain, at = plain + char, at + 2
        elif char == "{":
            end = text.find("}", at)
            if end < 0 or "{" in text[at + 1 : end]:
                raise ValueError("`{` has no `}`; write `{{` for a brace that is printed")
            if plain:
                parts.append(plain)
            parts.append(Slot(" ".join(text[at + 1 : end].split()), span))
            plain, at = "", end + 1
        elif char == "}":
            raise ValueError("`}` has no `{`; write `}}` for a brace that is printed")
        else:
            plain, at = plain + char, at + 1
    if plain:
        parts.append(plain)
    return Wording(text, tuple(parts), span)
