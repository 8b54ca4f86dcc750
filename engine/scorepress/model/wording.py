"""A sentence with slots: `Good day, {first name}!`, and what translators are asked for."""

import difflib
import re
from collections.abc import Iterable, Sequence

from scorepress.model.source import Span
from scorepress.noun import Noun

_WEB_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_BRACE = re.compile("[{}]")


class Slot(Noun, frozen=True):
    """A `{phrase}` in a sentence; the phrase is a word or a message of the vocabulary, as written."""

    phrase: str
    span: Span | None = None


class Wording(Noun, frozen=True):
    """A sentence as written (`{{` and `}}` are braces), and its pieces in order.

    left_out: of a translation, the slots of the English sentence that it does without on purpose.
    """

    text: str
    parts: tuple[str | Slot, ...]
    span: Span | None = None
    left_out: tuple[str, ...] = ()

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
    while (brace := _BRACE.search(text, at)) is not None:
        plain, at = plain + text[at : brace.start()], brace.start()
        if text[at : at + 2] in ("{{", "}}"):
            plain, at = plain + brace[0], at + 2
        elif brace[0] == "{":
            end = text.find("}", at)
            if end < 0 or "{" in text[at + 1 : end]:
                raise ValueError("`{` has no `}`; write `{{` for a brace that is printed")
            if plain:
                parts.append(plain)
            parts.append(Slot(" ".join(text[at + 1 : end].split()), span))
            plain, at = "", end + 1
        else:
            raise ValueError("`}` has no `{`; write `}}` for a brace that is printed")
    plain += text[at:]
    if plain:
        parts.append(plain)
    return Wording(text, tuple(parts), span)


class Sentence(Noun, frozen=True):
    """An English sentence that translators are offered, as it stands at one place of a layout or a rule.

    context: msgctxt of its translations: the message's name, or `page-1 header` (page and region).
    comment: what helps to translate it; empty, or lines.
    slots: the phrases between braces, each once, in order.
    required: whether a missing translation is reported.
    """

    context: str
    text: str
    span: Span
    comment: str = ""
    slots: tuple[str, ...] = ()
    required: bool = True


def sentence_of(context: str, wording: Wording, span: Span, comment: str = "") -> Sentence | None:
    """What to ask translators for: None where nothing can be translated (no text, or a slot that stands alone).

    Text without words (`{street}, {apartment}`, `2`, a web address) is offered and not required.
    """
    slots = tuple(dict.fromkeys(slot.phrase for slot in wording.slots))
    plain = "".join(part for part in wording.parts if isinstance(part, str)).strip()
    if not plain:
        return None
    required = any(char.isalpha() for char in plain) and not _WEB_ADDRESS.fullmatch(wording.text.strip())
    return Sentence(context, wording.text, span, comment, slots, required)


def nearest_sentence(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that the sentence was most likely made from by an edit, or None; the first of equals."""
    best, found = 0.6, None
    for candidate in candidates:
        ratio = difflib.SequenceMatcher(None, candidate, text, autojunk=False).ratio()
        if ratio > best:
            best, found = ratio, candidate
    return found


def rewritten_sentences(now: Sequence[str], before: Sequence[str]) -> dict[str, str]:
    """Of the sentences of one context, in order: those that are new, each with the one that stood in its place.

    A place is known by its neighbours: where between two sentences that stayed as many are new as are gone.
    """
    steps = difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    pairs = (zip(now[c:d], before[a:b], strict=True) for _, a, b, c, d in steps if b - a == d - c)
    return {new: old for each in pairs for new, old in each if new not in before and old not in now}
