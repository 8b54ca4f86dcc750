"""Template -> diagnostics: whether the font of each language draws what the report's sentences are written with."""

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Span
from scorepress.model.template import ALTERNATIVE, Language, Template, sentences
from scorepress.model.wording import Wording
from scorepress.text.fonts import bundled_fonts

_NAMED = 4
"""Characters of a sentence that are named; of the others it is told how many there are."""


def check_glyphs(template: Template, reporter: Reporter) -> None:
    """Report each sentence that has a character which is not in the font of a language that prints it; each once.

    A language without a translation of a sentence prints the English one, in its own font. What is only read out, and
    what only names a file, needs no font.
    """
    told: set[Span] = set()
    for context, english, place in sentences(template, but=ALTERNATIVE):
        for language in template.spoken:
            lang, wording, span = _printed(template, language, context, english, place)
            lacking = _lacking(wording, language.family)
            if lacking and span not in told:
                told.add(span)
                font = f"{language.family}, the font of `{language.code}`"
                message = f"the `{lang}` of `{context}` has {_named(lacking)}, which {font}, cannot draw"
                hint = "correct it if it is a slip; else say it in letters that the font has"
                reporter.error(Code.MISSING_GLYPH, message, span, hint)


def _printed(
    template: Template, language: Language, context: str, english: Wording, place: Span
) -> tuple[str, Wording, Span]:
    """What a language prints for an English sentence: the language of the words, the words, and their place."""
    catalogue = template.catalogues.get(language.code)
    translation = catalogue.entries.get((context, english.text)) if catalogue else None
    if translation is None or translation.stale:
        return template.languages[0].code, english, place
    return language.code, translation.wording, translation.span


def _lacking(wording: Wording, family: str) -> str:
    """The characters of a sentence that a face of the family cannot draw, each once, in order."""
    fonts = bundled_fonts()
    text = "".join(part for part in wording.parts if isinstance(part, str))
    faces = (font for font in fonts.keys if font.family == family)
    return "".join(dict.fromkeys(char for font in faces for char in fonts.missing(text, font)))


def _named(characters: str) -> str:
    """Characters with their code points, for a message; the first of many. What cannot be seen is a code point."""
    named = [f"`{char}` (U+{ord(char):04X})" if char.isprintable() else f"U+{ord(char):04X}" for char in characters]
    others = len(named) - _NAMED
    return f"{', '.join(named[:_NAMED])} and {others} more" if others > 0 else ", ".join(named)
