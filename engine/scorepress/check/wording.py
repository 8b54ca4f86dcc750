"""Sentences + Catalogue -> diagnostics: whether every sentence is translated, from the English as it is now."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches

from scorepress.model.diagnostic import Code, Diagnostic, Reporter, Severity
from scorepress.model.rules import Message, Row, RuleBook
from scorepress.model.source import Span
from scorepress.model.template import Catalogue, Translation
from scorepress.model.wording import Sentence, Wording, nearest_sentence, sentence_of, split_wording

# Typographic quotation marks and apostrophes, by language subtag (Unicode CLDR 46, characters/delimiters, and the
# guillemets that Spanish style guides prefer). A language that is not listed may use any but the typewriter's.
_QUOTES = {
    "en": "“”‘’",
    "es": "“”«»‘’",
    "fil": "“”‘’",
    "vi": "“”‘’",
    "zh": "「」『』“”‘’",
    "ko": "“”‘’",
    "ar": "“”‘’«»",
}
_ALL_QUOTES = "“”‘’«»‹›„‚「」『』"
_KEPT = {"*": "asterisk", "|": "bar that breaks the line"}


def collect_rule_sentences(book: RuleBook) -> tuple[Sentence, ...]:
    """The sentences of a report's messages, in order; context is the message's name."""
    found = (
        sentence_of(message.name, row.outcome, row.outcome.span or row.span, _comment(book, message, row))
        for message in book.messages.values()
        for row in message.rows
        if isinstance(row.outcome, Wording)
    )
    return tuple(sentence for sentence in found if sentence)


def check_catalogues(
    sentences: Iterable[Sentence],
    catalogues: Iterable[Catalogue],
    vocabulary_slots: Collection[str],
    reporter: Reporter,
    *,
    release: bool = False,
) -> None:
    """Report what keeps catalogues from saying all that the English says: a sentence once, for all languages together.

    vocabulary_slots: every phrase that a slot may name, for hints. release: a sentence that is missing, stale or lacks
    a slot, and a catalogue that is a draft, is an error then. A slot that the English sentence has not always is.
    """
    unique = {(s.context, s.text): s for s in sentences}
    severity = Severity.ERROR if release else Severity.WARNING
    filled = [c for c in catalogues if _has_words(c, unique.values(), severity, reporter)]
    for key, sentence in unique.items():
        missing: list[Catalogue] = []
        stale: list[tuple[Catalogue, Translation]] = []
        for catalogue in filled:
            translation = catalogue.entries.get(key)
            if translation is not None and not translation.stale:
                _check_translation(sentence, translation, catalogue.lang, vocabulary_slots, reporter, severity)
            elif old := translation or (_earlier(sentence, catalogue, unique) if sentence.required else None):
                stale.append((catalogue, old))
            elif sentence.required:
                missing.append(catalogue)
        if missing:
            reporter.add(_missing(sentence, missing, severity))
        if stale:
            reporter.add(_stale(sentence, stale, severity))


def _has_words(catalogue: Catalogue, sentences: Collection[Sentence], severity: Severity, reporter: Reporter) -> bool:
    """Whether a catalogue translates anything; if not, that is said once. A release has no drafts."""
    if severity is Severity.ERROR and catalogue.draft:
        message = f"the translation into `{catalogue.lang}` is a draft"
        hint = "have it reviewed, then write `X-Translation-Status: approved` into its header"
        reporter.error(Code.DRAFT_TRANSLATION, message, Span(catalogue.path, 1), hint)
    required = sum(1 for s in sentences if s.required)
    if catalogue.entries or not required:
        return True
    message = f"`{catalogue.path}` translates none of {required} sentences"
    hint = "run `scorepress messages extract`, then fill in each `msgstr`"
    span = Span(catalogue.path, 1)
    reporter.add(Diagnostic(Code.MISSING_TRANSLATION, severity, message, span, hints=(hint,)))
    return False


def _comment(book: RuleBook, message: Message, row: Row) -> str:
    """For translators: where the sentence comes from, and why it is so."""
    lines = [f"from {book.sources.get(basis.source, basis.source)}: {basis.place}" for basis in message.basis]
    return "\n".join([*lines, *([row.because] if row.because else [])])


def _earlier(sentence: Sentence, catalogue: Catalogue, used: Collection[tuple[str, str]]) -> Translation | None:
    """The translation of an earlier form of the sentence: similar, in the same context, and no longer in use."""
    unused = {key[1]: entry for key, entry in catalogue.entries.items()
              if key[0] == sentence.context and key not in used}  # fmt: skip
    near = nearest_sentence(sentence.text, unused)
    return unused[near] if near is not None else None


def _missing(sentence: Sentence, catalogues: Sequence[Catalogue], severity: Severity) -> Diagnostic:
    """English is shown, because there is no translation."""
    languages = ", ".join(f"`{catalogue.lang}`" for catalogue in catalogues)
    message = f"`{sentence.context}` has no {languages} for “{_short(sentence.text)}”; English is shown"
    where = f"in `{catalogues[0].path}`" if len(catalogues) == 1 else "in each of these catalogues"
    hint = f"fill in its `msgstr` {where}; if it is not there, run `scorepress messages extract`"
    return Diagnostic(Code.MISSING_TRANSLATION, severity, message, sentence.span, hints=(hint,))


def _stale(sentence: Sentence, old: Sequence[tuple[Catalogue, Translation]], severity: Severity) -> Diagnostic:
    """English is shown, because the translations were made from another sentence."""
    languages = ", ".join(f"`{catalogue.lang}`" for catalogue, _ in old)
    belong = "belongs" if len(old) == 1 else "belong"
    about = f"the {languages} of `{sentence.context}` {belong}"
    message = f"{about} to an earlier sentence than “{_short(sentence.text)}”; English is shown"
    hints = (
        "run `scorepress messages extract`, compare the old and the new English, correct `msgstr`",
        "then delete the mark `fuzzy` of the entry",
        f"the earlier sentence: {', '.join(f'`{translation.span}`' for _, translation in old)}",
    )
    return Diagnostic(Code.STALE_TRANSLATION, severity, message, sentence.span, hints=hints)


def _check_translation(
    sentence: Sentence, translation: Translation, lang: str, vocabulary: Collection[str], reporter: Reporter,
    severity: Severity,
) -> None:  # fmt: skip
    """Slots and marks are those of the English; the letters are set as the language sets them.

    severity: of a slot that is lacking.
    """
    wording, span = translation.wording, translation.span
    name = f"the `{lang}` of `{sentence.context}`"
    slots = {slot.phrase for slot in wording.slots}
    strange = sorted(slots - set(sentence.slots))
    for phrase in strange:
        known = "is not in the English sentence" if phrase in vocabulary else "is not a phrase of the rules"
        near = get_close_matches(phrase, sentence.slots, 1)
        has = ", ".join(f"`{{{slot}}}`" for slot in sentence.slots) or "no slot"
        hint = f"did you mean `{{{near[0]}}}`?" if near else f"the English sentence has {has}"
        reporter.error(Code.PLACEHOLDER, f"{name} has the slot `{{{phrase}}}`, which {known}", span, hint)
    for phrase in sentence.slots:
        if phrase not in slots and phrase not in wording.left_out and not strange:
            hint = f"add it, or write the comment `# left out: {{{phrase}}}` above the entry if that is meant"
            message = f"{name} lacks the slot `{{{phrase}}}`; it is printed without it"
            reporter.add(Diagnostic(Code.PLACEHOLDER, severity, message, span, hints=(hint,)))
    english, plain = _plain(split_wording(sentence.text)), _plain(wording)
    for mark, meaning in _KEPT.items():
        there, here = english.count(mark), plain.count(mark)
        if there != here:
            message = f"{name} has {here} `{mark}`, the English sentence {there}"
            reporter.warning(Code.PLACEHOLDER, message, span, f"keep the {meaning}")
    for message, hint in _typography(wording, lang):
        reporter.warning(Code.TYPOGRAPHY, f"{name} {message}", span, hint)


def _typography(wording: Wording, lang: str) -> Iterable[tuple[str, str]]:
    """What a typesetter would mend: message and hint."""
    text, plain = wording.text, _plain(wording)
    if text != text.strip():
        yield "begins or ends with a space", "delete the space"
    if "\n" in plain or "\t" in plain:
        yield "holds a line break or a tab", "write one line; the page breaks it"
    if "  " in plain.strip():
        yield "has two spaces in a row", "delete one"
    if text != unicodedata.normalize("NFC", text):
        yield "has letters made of several characters (not NFC)", "run `scorepress messages extract`, which joins them"
    if straight := [mark for mark in "\"'" if mark in plain]:
        yield f"has the typewriter's mark `{straight[0]}`", f"write a typographic one: {' '.join(_quotes(lang))}"
    if foreign := [mark for mark in _ALL_QUOTES if mark in plain and mark not in _quotes(lang)]:
        yield f"has the quotation mark `{foreign[0]}`", f"usual in this language: {' '.join(_quotes(lang))}"


def _quotes(lang: str) -> str:
    """The quotation marks and apostrophes of a language."""
    return _QUOTES.get(lang.partition("-")[0], _ALL_QUOTES)


def _plain(wording: Wording) -> str:
    """The text, with one sign in place of each slot."""
    return "".join(part if isinstance(part, str) else "\ufffc" for part in wording.parts)


def _short(text: str, length: int = 60) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
