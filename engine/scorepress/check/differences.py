"""Two states of a template -> what was edited: rows of messages, sentences, translations; places apart.

A row is the same row when its condition or its sentence stayed; where both changed, when the sentences are alike.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from scorepress.model.conditions import in_words
from scorepress.model.rows import outcome_in_words, years_in_words
from scorepress.model.rules import Message, Row, RuleBook
from scorepress.model.source import Span
from scorepress.model.template import BlockTemplate, RegionTemplate, Struct, Template, TextTemplate, When
from scorepress.model.wording import Wording, nearest_sentence, sentence_of, split_wording
from scorepress.noun import Noun, names, replace

Key = tuple[int, str, str]
"""A text of a layout: page (0 for the document's title), context of its translations, English text."""


def without_places(noun: object) -> object:
    """The same noun as nested tuples, less its spans: equal for two that differ in comments and line breaks alone."""
    kind: type[Any] = type(noun)
    if kind in _PLAIN:
        return noun
    if isinstance(noun, tuple):
        return tuple([without_places(value) for value in noun])
    if kind is Span:
        return None
    if issubclass(kind, Noun):
        return (kind.__name__, *[without_places(getattr(noun, name)) for name in names(kind)])
    if isinstance(noun, Mapping):
        return {key: without_places(value) for key, value in noun.items()}
    return noun


_PLAIN = frozenset((str, int, float, bool, bytes, type(None)))


# --- messages and their rows ------------------------------------------------------------------------------------------


class RowPairs(Noun, frozen=True):
    """A message in two states: which row became which, by position."""

    before: Message
    after: Message
    became: Mapping[int, int]
    words: tuple[tuple[str, ...], tuple[str, ...]]
    """Conditions of all rows in the office's words, without school years, before and after."""

    def relation(self, old: int, new: int) -> str:
        """What it means to get row `new` where there was `old`.

        `same`; `edited`: the same row with another sentence; `year`: another row for the same situation in other
        school years; `other`: another row.
        """
        if old < 0 or new < 0:
            return "same" if old == new else "other"
        same_words = said(self.before.rows[old]) == said(self.after.rows[new])
        if same_words:
            return "same"
        if self.became.get(old) == new:
            return "edited"
        return "year" if self.words[0][old] == self.words[1][new] else "other"


def said(row: Row) -> str:
    """What a row says, with a mark that tells a sentence from `nothing`."""
    return outcome_in_words(row.outcome, "“{}”")


def pair_messages(before: RuleBook, after: RuleBook) -> dict[str, RowPairs]:
    """Each message, under its name before. A new name alone makes no new message; one that is new had no rows."""
    names = {name: name for name in before.messages if name in after.messages}
    gone = [name for name in before.messages if name not in names]
    come = [name for name in after.messages if name not in before.messages]
    for old in gone:
        same = next((new for new in come if _says(before.messages[old]) == _says(after.messages[new])), None)
        if same is not None:
            names[old] = same
            come.remove(same)
    pairs = {old: _pair(before, before.messages[old], after, after.messages[new]) for old, new in names.items()}
    new_ones = [after.messages[name] for name in come]
    return pairs | {one.name: _pair(before, replace(one, rows=()), after, one) for one in new_ones}


def _says(message: Message) -> tuple[str, ...]:
    return (message.each or "", *(said(row) for row in message.rows))


def _pair(old_book: RuleBook, old: Message, new_book: RuleBook, new: Message) -> RowPairs:
    olds = [(in_words(old_book, row.when), years_in_words(row), said(row)) for row in old.rows]
    news = [(in_words(new_book, row.when), years_in_words(row), said(row)) for row in new.rows]
    became: dict[int, int] = {}
    for same in ((0, 1, 2), (0, 1), (2,), (0,)):
        for at, one in enumerate(olds):
            if at not in became:
                twin = next((i for i, other in enumerate(news) if i not in became.values()
                             and all(one[part] == other[part] for part in same)), None)  # fmt: skip
                if twin is not None:
                    became[at] = twin
    for at, one in enumerate(olds):
        rest = {other[2]: i for i, other in enumerate(news) if i not in became.values()}
        if at not in became and (near := nearest_sentence(one[2], rest)) is not None:
            became[at] = rest[near]
    return RowPairs(old, new, became, (tuple(one[0] for one in olds), tuple(one[0] for one in news)))


# --- texts of the layout ----------------------------------------------------------------------------------------------


class LayoutText(Noun, frozen=True):
    """A text as it stands on a page of the layout. guards: the conditions under which it stands there."""

    key: Key
    region: str
    template: TextTemplate
    guards: tuple[When, ...]


class TextPairs(Noun, frozen=True):
    """The texts of the layout in two states: which became which, which went, which came, which are shown otherwise."""

    became: Mapping[Key, Key]
    gone: frozenset[Key]
    come: frozenset[Key]
    asked: frozenset[Key]
    """Texts of both states that stand under other conditions now."""


def layout_texts(template: Template) -> tuple[LayoutText, ...]:
    """All texts of a template, in reading order."""
    title = template.document_title
    found = [LayoutText((0, title.context, title.wording.text), "", title, ())]
    for page in template.pages:
        for region in page.regions:
            found += _region_texts(page.number, region)
    return tuple(found)


def _region_texts(page: int, region: RegionTemplate) -> Iterator[LayoutText]:
    own = (region.when,) if region.when else ()
    for prop, guards in _texts((region.title, *region.blocks), own):
        yield LayoutText((page, prop.context, prop.wording.text), region.name, prop, guards)


def _texts(prop: object, guards: tuple[When, ...]) -> Iterator[tuple[TextTemplate, tuple[When, ...]]]:
    if isinstance(prop, TextTemplate):
        yield prop, guards
    elif isinstance(prop, tuple):
        for inner in prop:
            yield from _texts(inner, guards)
    elif isinstance(prop, BlockTemplate):
        yield from _texts(prop.props, (*guards, prop.when) if prop.when else guards)
    elif isinstance(prop, Struct):
        here = (*guards, prop.when) if prop.when else guards
        for _, inner in prop.pairs:
            yield from _texts(inner, here)


def pair_texts(before: Sequence[LayoutText], after: Sequence[LayoutText]) -> TextPairs:
    """Pair the texts: those of one region first, in order; then equal ones of a page, wherever they went."""
    olds, news = _leftover(before, after), _leftover(after, before)
    became: dict[Key, Key] = {}
    for alike in (_same_region, _same_text):
        for one in list(olds):
            twin = next((other for other in news if alike(one, other, olds, news)), None)
            if twin is not None:
                became[one.key] = twin.key
                olds.remove(one)
                news.remove(twin)
    guards = [{one.key: set[object]() for one in state} for state in (before, after)]
    for state, known in zip((before, after), guards, strict=True):
        for one in state:
            known[one.key].add(without_places(one.guards))
    asked = {key for key, held in guards[0].items() if key in guards[1] and guards[1][key] != held}
    old_keys, new_keys = {one.key for one in before}, {one.key for one in after}
    gone = {one.key for one in olds if one.key not in new_keys}
    come = {one.key for one in news if one.key not in old_keys}
    return TextPairs(became, frozenset(gone), frozenset(come), frozenset(asked))


def _leftover(mine: Sequence[LayoutText], others: Sequence[LayoutText]) -> list[LayoutText]:
    """Texts that the other state has not, or not as often."""
    there = Counter(one.key for one in others)
    left = []
    for one in mine:
        if there[one.key]:
            there[one.key] -= 1
        else:
            left.append(one)
    return left


def _same_region(one: LayoutText, other: LayoutText, olds: Sequence[LayoutText], news: Sequence[LayoutText]) -> bool:
    """Whether one text of a region became the other: the most alike, or the only one."""
    if one.key[:2] != other.key[:2]:
        return False
    mine = [text for text in olds if text.key[:2] == one.key[:2]]
    theirs = [text for text in news if text.key[:2] == one.key[:2]]
    if len(mine) == len(theirs) == 1:
        return True
    near = nearest_sentence(one.key[2], [text.key[2] for text in theirs])
    return near == other.key[2]


def _same_text(one: LayoutText, other: LayoutText, _olds: Sequence[LayoutText], _news: Sequence[LayoutText]) -> bool:
    return one.key[2] == other.key[2]


# --- what a sentence is in a language ---------------------------------------------------------------------------------


def in_language(template: Template, lang: str, context: str, text: str) -> tuple[str, bool]:
    """A sentence as it is printed in a language, and whether it is English because a translation is missing or stale.

    This is the rule of `evaluate/report.py`.
    """
    if lang == template.languages[0].code:
        return text, False
    catalogue = template.catalogues.get(lang)
    found = catalogue.entries.get((context, text)) if catalogue else None
    if found and not found.stale:
        return found.wording.text, False
    asked = sentence_of(context, split_wording(text), Span(""))
    return text, bool(asked and asked.required)


def sentence(row: Row) -> str | None:
    """The sentence of a row, None where it says nothing or shows a thing."""
    return row.outcome.text if isinstance(row.outcome, Wording) else None


# --- words ------------------------------------------------------------------------------------------------------------


def word_pieces(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What stays (`=`), goes (`-`) and comes (`+`), word by word; letter by letter where a script has no spaces."""
    olds, news = _words(before), _words(after)
    found: list[tuple[str, str]] = []
    for how, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(("=", "".join(olds[i:j])))
        else:
            found += [piece for piece in (("-", "".join(olds[i:j])), ("+", "".join(news[k:m]))) if piece[1]]
    return tuple(found)


def _words(text: str) -> list[str]:
    """Words, spaces and marks; a slot is one word."""
    parts: list[str] = []
    plain, deep = "", False
    for char in text:
        if char == "{":
            parts, plain, deep = [*parts, plain], char, True
        elif deep:
            plain += char
            if char == "}":
                parts, plain, deep = [*parts, plain], "", False
        elif char.isalnum() and ord(char) < 0x2E80:
            plain += char
        else:
            parts, plain = [*parts, plain, char], ""
    return [part for part in (*parts, plain) if part]
