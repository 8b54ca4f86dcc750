"""One student in two states of a report -> what changes for him or her, as effects that many students share."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from scorepress.check.differences import (
    Key,
    RowPairs,
    TextPairs,
    in_language,
    layout_texts,
    pair_messages,
    pair_texts,
    sentence,
    without_places,
)
from scorepress.evaluate.uses import (
    MANY_ROWS,
    NO_ROW,
    Atom,
    Interest,
    RowAtom,
    ScaleAtom,
    TextAtom,
    UseFinder,
    Uses,
    ValueAtom,
)
from scorepress.model.conditions import family_phrase, value_in_words
from scorepress.model.record import Record
from scorepress.model.review import Reach
from scorepress.model.rules import FieldWord, RuleBook
from scorepress.model.template import Template
from scorepress.model.values import Kind, RecordSchema, SchoolYear, Value
from scorepress.noun import Noun
from scorepress.pipeline.press import Press


class RowEffect(Noun, frozen=True):
    """A message says something else: row `old` before, row `new` now.

    how: as RowPairs.relation; `translated`; `new`: there was no such message.
    """

    message: str
    old: int
    new: int
    how: str


class TextEffect(Noun, frozen=True):
    """A text of the layout says something else, came (old is None) or went (new is None).

    asked: whether it was, or is, there all the time, and its condition changed.
    """

    old: Key | None
    new: Key | None
    asked: bool = False


class ValueEffect(Noun, frozen=True):
    """A word or a scale has another value. name: its phrase."""

    name: str


class FateEffect(Noun, frozen=True):
    """A student gets a report no more, or now gets one; why: in words."""

    before: str
    after: str


Effect = RowEffect | TextEffect | ValueEffect | FateEffect
RENDERED = "a report"
_DIFFER = object()


class Comparison:
    """Two states of one report."""

    def __init__(self, before: Press, after: Press, *, same_records: bool) -> None:
        """same_records: whether both states read the same values from a row of data."""
        self.before, self.after = before, after
        old, new = before.template, after.template
        self._relations: dict[tuple[str, int, int], str] = {}
        self.rows: dict[str, RowPairs] = pair_messages(old.book, new.book)
        self.texts: TextPairs = pair_texts(layout_texts(old), layout_texts(new))
        self.new_names = {name: pair.after.name for name, pair in self.rows.items()}
        valued = not same_records or _values_differ(old.book, new.book)
        messages = self._interesting(valued)
        texts = {*self.texts.became, *self.texts.became.values(), *self.texts.gone, *self.texts.come, *self.texts.asked}
        for state in (old, new):
            texts |= {one.key for one in layout_texts(state) if one.key[1:] in self.translated}
        names = (set(messages) & old.book.messages.keys(), {self.new_names.get(name, name) for name in messages})
        self.finders = tuple(
            UseFinder(one.template, one.rules, Interest(asked, texts, valued))
            for one, asked in zip((before, after), names, strict=True)
        )
        self.facts = _Features(new.book, new.schema, after)

    def _interesting(self, valued: bool) -> frozenset[str]:  # noqa: FBT001 - of this class alone
        """Names before of the messages whose rows, sentences or translations are not the same in both states."""
        old, new = (template.book for template in self._templates)
        parts = [without_places((book.facts, book.words, book.eaches, book.scales)) for book in (old, new)]
        if (
            valued
            or parts[0] != parts[1]
            or without_places(self._templates[0].schema) != without_places(self._templates[1].schema)
        ):
            return frozenset(self.rows)
        changed = {context for context, _ in self.translated}
        return frozenset(name for name, pair in self.rows.items()
                         if without_places(pair.before) != without_places(pair.after) or pair.after.name in changed
                         or pair.after.name != name)  # fmt: skip

    @cached_property
    def translated(self) -> frozenset[tuple[str, str]]:
        """Sentences (context, English) of both states whose translation is another one now."""
        found = set()
        for lang in self.languages:
            keys = {key for state in self._templates for key in _entries(state, lang)}
            found |= {key for key in keys if in_language(self._templates[0], lang, *key)
                      != in_language(self._templates[1], lang, *key)}  # fmt: skip
        return frozenset(found)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that either state speaks, the source first."""
        return tuple(dict.fromkeys((*self.before.languages, *self.after.languages)))

    @property
    def _templates(self) -> tuple[Template, Template]:
        return self.before.template, self.after.template

    @cached_property
    def wordless(self) -> bool:
        """Whether rules, texts, translations and values are all the same, so that no student reads anything else."""
        parts = [(without_places(t.book), [(x.key, without_places(x.guards)) for x in layout_texts(t)],
                  without_places(t.schema), without_places(t.catalogues)) for t in self._templates]  # fmt: skip
        return parts[0] == parts[1]

    def effects(self, before: Record | str, after: Record | str) -> frozenset[Effect] | None:
        """What changes for one student, None for one who gets no report in either state.

        In place of a record stands why there is none.
        """
        fates = tuple(_fate(*pair) for pair in ((self.before, before), (self.after, after)))
        uses: list[Uses] = []
        for at, (finder, record) in enumerate(zip(self.finders, (before, after), strict=True)):
            if fates[at] == RENDERED and isinstance(record, Record):
                uses.append(finder.of(record.values))
                fates = (*fates[:at], _answered(uses[-1], fates[at]), *fates[at + 1 :])
        if fates != (RENDERED, RENDERED):
            return frozenset({FateEffect(*fates)}) if RENDERED in fates else None
        return frozenset(self._differences(*uses))

    def _differences(self, before: Uses, after: Uses) -> Iterator[Effect]:
        for atom, old in before.items():
            if isinstance(atom, RowAtom):
                yield from self._row(atom, old, after)
            elif isinstance(atom, TextAtom):
                yield from self._text((atom.page, atom.context, atom.text), after)
            elif (now := after.get(atom, _DIFFER)) is not _DIFFER and now != old:
                yield ValueEffect(_phrase(self.after.template.book, atom))
        yield from self._new_messages(after)
        for atom in after:
            if isinstance(atom, TextAtom) and atom not in before:
                key = (atom.page, atom.context, atom.text)
                if key in self.texts.come:
                    yield TextEffect(None, key)
                elif key in self.texts.asked:
                    yield TextEffect(None, key, asked=True)

    def _new_messages(self, after: Uses) -> Iterator[Effect]:
        known = self.before.template.book.messages
        for atom, now in after.items():
            if not isinstance(atom, RowAtom) or atom.message in known or atom.message not in self.rows:
                continue
            if isinstance(now, int) and now != NO_ROW:
                yield RowEffect(atom.message, NO_ROW, now, "new")

    def _row(self, atom: RowAtom, old: object, after: Uses) -> Iterator[Effect]:
        pair = self.rows.get(atom.message)
        if pair is None:
            return
        now = after.get(RowAtom(pair.after.name, atom.binding, atom.supposed))
        if isinstance(old, int) and isinstance(now, int) and (old, now) != (NO_ROW, NO_ROW):
            known = self._relations.get((atom.message, old, now))
            how = known or self._relations.setdefault((atom.message, old, now), pair.relation(old, now))
            if how != "same":
                yield RowEffect(atom.message, old, now, how)
            elif now >= 0 and (pair.after.name, sentence(pair.after.rows[now])) in self.translated:
                yield RowEffect(atom.message, old, now, "translated")

    def _text(self, key: Key, after: Uses) -> Iterator[Effect]:
        if TextAtom(*key) in after:
            if key[1:] in self.translated:
                yield TextEffect(key, key)
            if key not in self.texts.became:
                return
        new = self.texts.became.get(key)
        if new is not None:
            if TextAtom(*new) in after:
                yield TextEffect(key, new)
        elif key in self.texts.gone:
            yield TextEffect(key, None)
        elif key in self.texts.asked:
            yield TextEffect(key, None, asked=True)


def _entries(template: Template, lang: str) -> Iterable[tuple[str, str]]:
    catalogue = template.catalogues.get(lang)
    return catalogue.entries if catalogue else ()


def _values_differ(old: RuleBook, new: RuleBook) -> bool:
    """Whether a word could be worth something else."""
    parts = [without_places((book.words, book.scales, book.eaches)) for book in (old, new)]
    return parts[0] != parts[1]


def _phrase(book: RuleBook, atom: Atom) -> str:
    if isinstance(atom, ScaleAtom):
        return f"{atom.scale} {atom.binding}"
    return family_phrase(book, atom.word, atom.binding) if isinstance(atom, ValueAtom) else ""


def _fate(press: Press, record: Record | str) -> str:
    """Whether a student gets a report, else why not."""
    if isinstance(record, str):
        return record
    skip = press.skip(record)
    if skip is not None:
        return f"no report: {skip.reason}"
    return "quarantine" if press.audit(record) else RENDERED


def _answered(uses: Uses, fate: str) -> str:
    """The fate again, unless a message has no row or several."""
    for atom, at in uses.items():
        if isinstance(atom, RowAtom) and at in (NO_ROW, MANY_ROWS):
            return f"quarantine: {'no row' if at == NO_ROW else 'two rows'} of `{atom.message}`"
    return fate


# --- who they are -----------------------------------------------------------------------------------------------------

_TOLD = frozenset({Kind.CHOICE, Kind.INTEGER, Kind.BOOLEAN, Kind.SCHOOL_YEAR})
"""Kinds of values that may be told; texts and dates may tell who somebody is."""
_MOST_VALUES = 16
_MOST_CONDITIONS = 3


class _Features:
    """What may be told of students: phrases of the rules that have few values."""

    def __init__(self, book: RuleBook, schema: RecordSchema, press: Press) -> None:
        self.phrases: list[str] = []
        self._tells = []
        for word in (one for one in book.words.values() if isinstance(one, FieldWord)):
            head = word.path.partition(".")[0].replace("_", " ")
            each = next((kind for kind, one in book.eaches.items() if one.stand_in == head), None)
            for binding in book.bindings(each):
                field = schema.field(book.path(word.name, binding))
                span = (field.maximum or 0) - (field.minimum or 0) if field and field.kind is Kind.INTEGER else 0
                wide = field is None or field.kind not in _TOLD or len(field.choices) > _MOST_VALUES
                if not wide and span <= _MOST_VALUES:
                    self.phrases.append(family_phrase(book, word.name, binding))
                    self._tells.append(press.rules.tell(word.name, binding))

    def of(self, record: Record | str) -> tuple[Value | None, ...]:
        """The values of one student, in the order of the phrases."""
        return tuple(tell(record.values) for tell in self._tells) if isinstance(record, Record) else ()


class Population:
    """Students, counted by what they have and what changes for them."""

    def __init__(self, features: "_Features") -> None:
        self.features = features
        self.read = 0
        self.counts: Counter[tuple[tuple[Value | None, ...], frozenset[Effect]]] = Counter()

    def add(self, record: Record | str, effects: frozenset[Effect] | None) -> None:
        """Count one student, who gets a report in one state at least; the others are none of it."""
        self.read += 1
        if effects is not None:
            self.counts[self.features.of(record), effects] += 1

    @property
    def total(self) -> int:
        """How many students get a report."""
        return self.counts.total()

    def reach(self, effects: frozenset[Effect]) -> Reach:
        """How many of them have one of some effects, and what these have in common."""
        inside: Counter[tuple[Value | None, ...]] = Counter()
        outside: Counter[tuple[Value | None, ...]] = Counter()
        for (values, has), count in self.counts.items():
            (inside if has & effects else outside)[values] += count
        if not inside or not outside:
            return Reach(inside.total(), self.total, (), exact=bool(inside))
        common: list[str] = []
        rest = {values for values in outside if len(values) == len(self.features.phrases)}
        told = [values for values in inside if values]
        while rest and told and len(common) < _MOST_CONDITIONS:
            best = max(range(len(self.features.phrases)), key=lambda at: (_told_apart(at, told, rest), -at))
            kept = {values[best] for values in told}
            left = {values for values in rest if values[best] in kept}
            if left == rest:
                break
            known = {values[best] for values in (*told, *(v for v in outside if v))}
            common.append(_condition(self.features.phrases[best], kept, known))
            rest = left
        return Reach(inside.total(), self.total, tuple(common), exact=not rest)


def _told_apart(
    at: int, inside: Iterable[tuple[Value | None, ...]], outside: Iterable[tuple[Value | None, ...]]
) -> int:
    kept = {values[at] for values in inside}
    return sum(values[at] not in kept for values in outside) if len(kept) <= _MOST_VALUES else 0


def _condition(phrase: str, kept: set[Value | None], known: set[Value | None]) -> str:
    """The condition that a phrase has one of some values, as a rule would say it."""
    if kept <= {True, False, None} and any(isinstance(value, bool) for value in known):
        return phrase if kept == {True} else f"not {phrase}"
    others = known - kept
    if None in kept and len(kept) > 1:
        return f"not {_condition(phrase, others, known)}" if None not in others else phrase
    words = sorted(value_in_words(value) for value in kept if value is not None)
    if not words:
        return f"{phrase} is unknown"
    if others == {None}:
        return f"{phrase} is known"
    years = sorted(value for value in kept if isinstance(value, SchoolYear))
    if years and all(isinstance(one, SchoolYear) and one < years[0] for one in others):
        return f"{phrase} is at least {years[0]}"
    if years and all(isinstance(one, SchoolYear) and one > years[-1] for one in others):
        return f"{phrase} is at most {years[-1]}"
    return f"{phrase} is {words[0]}" if len(words) == 1 else f"{phrase} is one of {', '.join(words)}"
