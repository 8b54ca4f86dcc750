"""Effects on students -> items to approve: equal ones once, with their words before and after and whom they reach."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence

from scorepress.check.differences import in_language, layout_texts, sentence, word_pieces
from scorepress.model.review import Change, Concern, Item, Piece
from scorepress.model.rows import outcome_in_words, row_in_words
from scorepress.model.rules import Message, Row, RuleBook
from scorepress.model.source import Span
from scorepress.model.template import Template
from scorepress.noun import replace
from scorepress.pipeline.review_effects import (
    Comparison,
    Effect,
    FateEffect,
    Population,
    RowEffect,
    TextEffect,
    ValueEffect,
)


def change(lang: str, before: str | None, after: str | None) -> Change:
    """A text before and after, with what changed in it."""
    pieces = word_pieces(before or "", after or "")
    if before is None or after is None or _torn(pieces):
        pieces = tuple(piece for piece in (("-", before or ""), ("+", after or "")) if piece[1])
    return Change(lang, before, after, tuple(Piece(how, text) for how, text in pieces))


def _torn(pieces: Iterable[tuple[str, str]]) -> bool:
    """Whether so little stays that two whole sentences read better."""
    lengths = {how: sum(len(t.strip()) for h, t in pieces if h == how) for how in "=-+"}
    return lengths["="] * 3 < lengths["-"] + lengths["+"]


def item_id(concern: Concern, about: str, *parts: object) -> str:
    """A short name for the command line, the same as long as the same thing changes in the same way."""
    slug = re.sub(r"[^a-z0-9]+", "-", about.lower()).strip("-")[:40].strip("-") or concern.value
    return f"{slug}-{hashlib.sha256(repr((concern.value, about, parts)).encode()).hexdigest()[:4]}"


class ItemMaker:
    """Makes the items of one report from effects."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.old, self.new = comparison.before.template, comparison.after.template
        self.languages = comparison.languages
        self.places = [{one.key: one.template.wording.span or one.template.span for one in layout_texts(template)}
                       for template in (self.old, self.new)]  # fmt: skip
        self.known = {(m.name, text) for m in self.old.book.messages.values() for row in m.rows
                      if (text := sentence(row))} | {key[1:] for key in self.places[0]}  # fmt: skip

    def items(self, populations: Sequence[Population | None]) -> tuple[tuple[Item, frozenset[Effect]], ...]:
        """The items with the effects behind them. populations: samples, and records if there are any."""
        effects = dict.fromkeys(e for one in populations if one for _, has in sorted(one.counts, key=repr) for e in has)
        groups: dict[Item, set[Effect]] = {}
        for effect in sorted(effects, key=repr):
            for item in self.of(effect):
                groups.setdefault(item, set()).add(effect)
        return tuple((item, frozenset(found)) for item, found in groups.items())

    def of(self, effect: Effect) -> Iterator[Item]:
        """The items of one effect: what it is, and the translations that it leaves behind."""
        match effect:
            case RowEffect():
                yield from self._row(effect)
            case TextEffect():
                yield from self._text(effect)
            case ValueEffect(name):
                about = f"value of {name}"
                yield Item(item_id(Concern.VALUE, about), Concern.VALUE, self.new.name, about)
            case FateEffect(before, after):
                about = "who gets a report"
                facts = (f"before: {before}", f"now: {after}")
                yield Item(
                    item_id(Concern.CHOICE, about, before, after), Concern.CHOICE, self.new.name, about, facts=facts
                )

    # --- messages -----------------------------------------------------------------------------------------------------

    def _row(self, effect: RowEffect) -> Iterator[Item]:
        pair = self.comparison.rows[effect.message]
        old, new = _row_at(pair.before, effect.old), _row_at(pair.after, effect.new)
        name = pair.after.name
        texts = tuple(sentence(row) if row else None for row in (old, new))
        sources = _sources(self.new.book, pair.after)
        where = row_in_words(self.new.book, new) if new else "no row, or several"
        is_new = effect.how == "new"
        before = None if is_new else old.span if old else pair.before.span
        places = (new.span if new else pair.after.span, before)
        if effect.how == "other":
            facts = (f"before: {_told(self.old.book, old)}", f"now: {_told(self.new.book, new)}")
            changes: tuple[Change, ...] = (change(self.languages[0], _said(old), _said(new)),)
            key = item_id(Concern.CHOICE, name, facts)
            yield Item(key, Concern.CHOICE, self.new.name, name, where, *places, sources, changes, facts, row=True)
        else:
            changes = self._changes((pair.before.name, texts[0]), (name, texts[1]), fallback=False)
            if old and new and (texts[0] is None or texts[1] is None):
                changes = (change(self.languages[0], _said(old), _said(new)),)
            if changes:
                key = item_id(Concern.WORDING, name, changes)
                spoken = self._spoken_at(changes, (pair.before.name, texts[0]), (name, texts[1])) or places
                told = ("a new message",) if is_new else ()
                yield Item(key, Concern.WORDING, self.new.name, name, where, *spoken, sources, changes, told, row=True)
        stale = self._stale((pair.before.name, texts[0]), (name, texts[1]), name, where, places, sources)
        yield from (replace(item, row=True) for item in stale)

    # --- layout -------------------------------------------------------------------------------------------------------

    def _text(self, effect: TextEffect) -> Iterator[Item]:
        key = effect.new or effect.old
        assert key is not None
        about, where = key[1], f"page {key[0]}" if key[0] else "title of the document"
        places = (self.places[1].get(effect.new) if effect.new else None,
                  self.places[0].get(effect.old) if effect.old else None)  # fmt: skip
        sides = tuple((one[1], one[2]) if one else (key[1], None) for one in (effect.old, effect.new))
        if effect.asked:
            facts: tuple[str, ...] = (f"now {'shown' if effect.new else 'left out'}: “{key[2]}”",)
            changes: tuple[Change, ...] = (change(self.languages[0], sides[0][1], sides[1][1]),)
            yield Item(item_id(Concern.CHOICE, about, facts), Concern.CHOICE, self.new.name, about, where, *places,
                       changes=changes, facts=facts)  # fmt: skip
            return
        changes = self._changes(*sides, fallback=False)
        if changes:
            facts = (
                ("new on the page",) if effect.old is None else ("no longer on the page",) if effect.new is None else ()
            )
            spoken = self._spoken_at(changes, *sides) or places
            yield Item(item_id(Concern.WORDING, about, changes), Concern.WORDING, self.new.name, about, where, *spoken,
                       changes=changes, facts=facts)  # fmt: skip
        yield from self._stale(sides[0], sides[1], about, where, places, ())

    # --- languages ----------------------------------------------------------------------------------------------------

    def _changes(
        self, old: tuple[str, str | None], new: tuple[str, str | None], *, fallback: bool
    ) -> tuple[Change, ...]:
        """The languages in which a sentence changed. fallback: those where English stands instead, or the rest."""
        return tuple(change(lang, before, after) for lang, before, after, fell in self._sides(old, new)
                     if fell is fallback and before != after)  # fmt: skip

    def _sides(
        self, old: tuple[str, str | None], new: tuple[str, str | None]
    ) -> Iterator[tuple[str, str | None, str | None, bool]]:
        """Language, text before and after, and whether the translation is missing now and was not before."""
        for lang in self.languages:
            before, lacked = self._spoken(self.old, lang, *old)
            after, lacks = self._spoken(self.new, lang, *new)
            if lacked and lacks and old[1] is not None:
                continue
            if lacks and (new[0], new[1]) in self.known and old != new and self._spoken(self.old, lang, *new)[1]:
                continue  # the sentence was there before, and without a translation
            yield lang, before, after, lacks

    def _spoken(self, template: Template, lang: str, context: str, text: str | None) -> tuple[str | None, bool]:
        source = template.languages[0].code
        if text is None or (lang != source and lang not in template.catalogues):
            return None, False
        return in_language(template, lang, context, text)

    def _spoken_at(
        self, changes: Sequence[Change], old: tuple[str, str | None], new: tuple[str, str | None]
    ) -> tuple[Span | None, Span | None] | None:
        """Where the translations stand, now and before, if they alone changed: of the first language that did."""
        if old[1] != new[1] or old[1] is None or new[1] is None:
            return None
        lang = changes[0].lang
        sides = ((self.new, (new[0], new[1])), (self.old, (old[0], old[1])))
        known = [state.catalogues.get(lang) for state, _ in sides]
        found = [one.entries.get(key) if one else None for one, (_, key) in zip(known, sides, strict=True)]
        now, was = (one.span if one else None for one in found)
        if now is None and was is not None and known[0]:  # emptied: the entry is likely to stand where it stood
            now = Span(known[0].path, was.line)
        return (now, was) if now else None

    def _stale(
        self, old: tuple[str, str | None], new: tuple[str, str | None], about: str, where: str,
        places: tuple[Span | None, Span | None], sources: tuple[str, ...],
    ) -> Iterator[Item]:  # fmt: skip
        changes = self._changes(old, new, fallback=True)
        if changes:
            key = item_id(Concern.STALE, about, changes)
            spoken = self._spoken_at(changes, old, new) or places
            yield Item(key, Concern.STALE, self.new.name, about, where, *spoken, sources, changes)


def _row_at(message: Message, at: int) -> Row | None:
    return message.rows[at] if at >= 0 else None


def _said(row: Row | None) -> str | None:
    return outcome_in_words(row.outcome) if row else None


def _told(book: RuleBook, row: Row | None) -> str:
    return f"when {row_in_words(book, row)}" if row else "no row, or several"


def _sources(book: RuleBook, message: Message) -> tuple[str, ...]:
    return tuple(f"{book.sources.get(one.source, one.source)}: {one.place}" for one in message.basis)
