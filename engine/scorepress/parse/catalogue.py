"""PO text <-> Catalogue: the one door to polib.

A catalogue is a gettext PO file in UTF-8, without plural forms. msgctxt is the context of a sentence, msgid the English
sentence, msgstr its translation with the same `{slots}`. The format is described in docs/reference/catalogues.md.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import polib

from scorepress.model.diagnostic import Code, Label, Reporter, ScorepressError
from scorepress.model.source import Source, Span
from scorepress.model.template import Catalogue, Translation
from scorepress.model.wording import Sentence, Wording, nearest_sentence, rewritten_sentences, split_wording
from scorepress.noun import replace
from scorepress.parse.catalogue_lines import check_lines

_STATUS = "X-Translation-Status"
_STATUSES = ("draft", "approved")
_CLOCK = ("POT-Creation-Date", "PO-Revision-Date")
_WRAP = 78

_SLOT = re.compile(r"\{[^{}]*\}")
_SPACE, _HYPHEN = "\ue000", "\ue001"
_LEFT_OUT = re.compile(r"^\s*left out:(.*)$", re.MULTILINE)

Key = tuple[str, str]


def parse_catalogue(source: Source, lang: str, reporter: Reporter) -> Catalogue | None:
    """Read the translations of one report into the language `lang` (BCP 47).

    Entries without a translation are left out. Stale: fuzzy and obsolete entries. Draft: every catalogue whose header
    does not say `X-Translation-Status: approved`. None when the file cannot be read; what is wrong is reported as
    CATALOGUE_SYNTAX, a brace without its partner as PLACEHOLDER.
    """
    file = _read(source, lang, reporter)
    if file is None:
        return None
    lines = source.text.split("\n")
    entries: dict[Key, Translation] = {}
    places: dict[Key, Span] = {}
    for entry in sorted(file, key=lambda entry: bool(entry.obsolete)):  # what is in use goes before what was
        span = _place(source.path, lines, entry.linenum)
        key = (entry.msgctxt or "", entry.msgid)
        if key in places:
            if not entry.obsolete:
                message = f"`{_short(entry.msgid)}` is translated twice in the context `{key[0]}`"
                labels = (Label(places[key], "here first"),)
                reporter.error(Code.CATALOGUE_SYNTAX, message, span, "delete one of the two entries", labels=labels)
            continue
        places[key] = span
        if entry.msgstr and (wording := _wording(entry, span, reporter)):
            entries[key] = Translation(wording, stale=bool(entry.obsolete or entry.fuzzy), span=span)
    draft = file.metadata.get(_STATUS, "draft") != "approved"
    return Catalogue(lang, draft, entries, source.path)


def write_catalogue(sentences: Iterable[Sentence], old: Source | None, lang: str) -> str:
    """Bring a catalogue up to date with the sentences in use, given in order of appearance.

    What is translated is kept. A sentence that is new takes over the translation of its nearest earlier form in the
    same context, or of the one that stood in its place, marked fuzzy, with the sentence that it was made for.
    Translations no longer in use become obsolete and come last, by context and sentence. The text is canonical: no
    dates, lines wrapped at 78 and never inside a slot; writing it again changes nothing. Raises ScorepressError when
    `old` cannot be read.
    """
    reporter = Reporter()
    before = _read(old, lang, reporter) if old else polib.POFile()
    if before is None:
        raise ScorepressError(reporter.found)
    merged: dict[Key, list[Sentence]] = {}
    for sentence in sentences:
        merged.setdefault((sentence.context, sentence.text), []).append(sentence)
    known: dict[Key, Any] = {}
    for entry in sorted(before, key=lambda entry: bool(entry.obsolete)):
        known.setdefault((entry.msgctxt or "", entry.msgid), entry)
    spare = {key: entry for key, entry in known.items() if key not in merged and entry.msgstr}
    after = polib.POFile(wrapwidth=_WRAP)
    after.header = before.header or f"Translations into {lang}. How to translate: docs/how-to/translate.md"
    after.metadata = _head(before.metadata, lang)
    wanting = [key for key in merged if key not in known or not known[key].msgstr]
    taken = {key: entry for key in wanting if (entry := _taken_over(key, spare))}
    for key, place in _rewritten(merged, before).items():
        if key not in taken and place in spare:
            taken[key] = _made_fuzzy(key, place, spare)
    for key, uses in merged.items():
        after.append(_entry(key, uses, taken.get(key) or known.get(key)))
    for key in sorted(spare):
        rest = spare[key]
        after.append(polib.POEntry(msgctxt=key[0], msgid=key[1], msgstr=rest.msgstr, tcomment=rest.tcomment,
                                   flags=rest.flags, obsolete=True))  # fmt: skip
    return _text(after)


def _text(file: Any) -> str:
    """The file as text. polib breaks lines at spaces and hyphens: the spaces of slots and all hyphens are hidden."""
    for entry in file:
        for name in ("msgid", "msgstr", "previous_msgid", "comment"):
            text = getattr(entry, name)
            if text:
                whole = _SLOT.sub(lambda slot: slot[0].replace(" ", _SPACE), text)
                setattr(entry, name, whole.replace("-", _HYPHEN))
    return str(file).rstrip("\n").replace(_SPACE, " ").replace(_HYPHEN, "-") + "\n"


def _head(old: Mapping[str, str], lang: str) -> dict[str, str]:
    """The header fields: what was there without its dates, and what must be there."""
    kept = {name: value for name, value in old.items() if name not in _CLOCK}
    needed = {
        "Language": lang,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return {_STATUS: "draft", **kept, **needed}


def _taken_over(key: Key, spare: dict[Key, Any]) -> Any | None:
    """The translation of an earlier form of a sentence, marked fuzzy; it is taken out of `spare`."""
    context, text = key
    made_for = {other: entry for other, entry in spare.items() if other[0] == context}
    back = next((other for other, entry in made_for.items() if entry.fuzzy and entry.previous_msgid == text), None)
    if back:  # the sentence is again what it was when it was translated
        old = spare.pop(back)
        flags = [flag for flag in old.flags if flag != "fuzzy"]
        return polib.POEntry(msgstr=old.msgstr, tcomment=old.tcomment, flags=flags)
    near = nearest_sentence(text, [other[1] for other in made_for])
    found = (context, near) if near is not None else next((other for other in spare if other[1] == text), None)
    return _made_fuzzy(key, found, spare) if found else None


def _rewritten(merged: Mapping[Key, list[Sentence]], before: Any) -> dict[Key, Key]:
    """Sentences that are new and have words, each with the sentence that stood in its place in its context."""
    found: dict[Key, Key] = {}
    for context in dict.fromkeys(key[0] for key in merged):
        now = [key[1] for key in merged if key[0] == context]
        then = [entry.msgid for entry in before if entry.msgctxt == context and not entry.obsolete]
        found |= {(context, new): (context, old) for new, old in rewritten_sentences(now, then).items()}
    return {key: old for key, old in found.items() if merged[key][0].required}


def _made_fuzzy(key: Key, found: Key, spare: dict[Key, Any]) -> Any:
    """The translation of another sentence, marked fuzzy, with what it was made for; it is taken out of `spare`."""
    context = key[0]
    old = spare.pop(found)
    flags = ["fuzzy", *(flag for flag in old.flags if flag != "fuzzy")]
    previous = old.previous_msgid if old.fuzzy and old.previous_msgid else found[1]
    moved = found[0] if found[0] != context else None
    return polib.POEntry(msgstr=old.msgstr, tcomment=old.tcomment, flags=flags,
                         previous_msgid=previous, previous_msgctxt=moved)  # fmt: skip


def _entry(key: Key, uses: list[Sentence], old: Any | None) -> Any:
    """One entry: where the sentence is used, what helps to translate it, and the translation that it has."""
    notes = [line for use in uses for line in use.comment.split("\n") if line]
    if uses[0].slots:
        notes.append("keep: " + ", ".join(f"{{{slot}}}" for slot in uses[0].slots))
    if not uses[0].required:
        notes.append("may stay empty")
    places = dict.fromkeys((use.span.path, str(use.span.line)) for use in uses)
    entry = polib.POEntry(msgctxt=key[0], msgid=key[1], comment="\n".join(dict.fromkeys(notes)), occurrences=[*places])
    if old is not None:
        entry.msgstr = unicodedata.normalize("NFC", old.msgstr)
        entry.tcomment, entry.flags = old.tcomment, list(old.flags)
        if old.fuzzy:
            entry.previous_msgid, entry.previous_msgctxt = old.previous_msgid, old.previous_msgctxt
    return entry


def _wording(entry: Any, span: Span, reporter: Reporter) -> Wording | None:
    """The translation, cut at its slots; the comment `# left out: {slot}` names what it does without."""
    try:
        wording = split_wording(entry.msgstr, span)
    except ValueError as error:
        if not entry.obsolete:
            reporter.error(Code.PLACEHOLDER, f"the translation `{_short(entry.msgstr)}`: {error}", span)
        return None
    declared = "".join(_LEFT_OUT.findall(entry.tcomment))
    left_out = tuple(" ".join(name.split()) for name in re.findall(r"\{([^{}]*)\}", declared))
    return replace(wording, left_out=left_out)


def _read(source: Source, lang: str, reporter: Reporter) -> Any | None:
    """What polib makes of the file, or None when an error was reported."""
    before = len(reporter.found)
    check_lines(source, reporter)
    if len(reporter.found) > before:
        return None
    try:
        file = polib.pofile(source.text + "\n", encoding="utf-8")  # text, never a path: a path has no line break
    except OSError as error:
        line = re.search(r"line (\d+)", str(error))
        span = Span(source.path, int(line[1]) if line else 1)
        reporter.error(Code.CATALOGUE_SYNTAX, "this line does not belong to an entry of a catalogue", span)
        return None
    lines = source.text.split("\n")
    for entry in file:
        if not entry.msgctxt and not entry.obsolete:
            message = f"`{_short(entry.msgid)}` has no `msgctxt`"
            hint = "run `scorepress messages extract`; it writes the contexts"
            reporter.error(Code.CATALOGUE_SYNTAX, message, _place(source.path, lines, entry.linenum), hint)
    _check_head(source.path, lines, file.metadata, lang, reporter)
    return file if len(reporter.found) == before else None


def _check_head(path: str, lines: list[str], head: Mapping[str, str], lang: str, reporter: Reporter) -> None:
    """The two header fields that mean something here."""

    def field(name: str) -> Span:
        return Span(path, next((at for at, line in enumerate(lines, 1) if line.startswith(f'"{name}:')), 1))

    status = head.get(_STATUS, "draft")
    if status not in _STATUSES:
        near = get_close_matches(status.lower(), _STATUSES, 1)
        hints = [f"did you mean `{near[0]}`?"] if near else []
        message = f"`{_STATUS}` is `{status}`, expected `draft` or `approved`"
        reporter.error(Code.CATALOGUE_SYNTAX, message, field(_STATUS), *hints)
    language = head.get("Language") or lang
    if language.replace("_", "-").lower() != lang.lower():
        message = f"the header says `Language: {language}`, the file is the catalogue of `{lang}`"
        hint = "put the file into the folder of its language, or correct the header"
        reporter.error(Code.CATALOGUE_SYNTAX, message, field("Language"), hint)


def _place(path: str, lines: list[str], start: int) -> Span:
    """Where the translation of the entry that starts at that line stands."""
    found = (at for at in range(max(start, 1), len(lines) + 1) if lines[at - 1].lstrip("#~ \t").startswith("msgstr"))
    line = next(found, max(start, 1))
    text = lines[line - 1].rstrip("\r")
    return Span(path, line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1)


def _short(text: str, length: int = 48) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
