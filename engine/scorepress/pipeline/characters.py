"""The characters that every file of a language brings along: those of the wording, and those of common names."""

from collections.abc import Iterator

from scorepress.evaluate.text import SOURCE_LANGUAGE
from scorepress.model.characters import is_wide
from scorepress.model.scene import FontKey
from scorepress.model.template import Template, sentences
from scorepress.model.wording import Wording
from scorepress.text.fonts import bundled_fonts

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))
_NAMES = frozenset(char for char in _ASCII if char.isalnum()) | frozenset(" -")
_ADDRESSES = _NAMES | frozenset("'.,#/&()")
_LETTERS_END = "\u0100"
_LATIN_LETTERS = frozenset("áéíóúüñçàèâêôãõëïöÁÉÍÓÚÜÑÇÀÈÂÊÔÃÕËÏÖ")
"""Of the letters of Western Europe those of which most names are made; a file pays for each, in every face."""


def common_characters(template: Template, lang: str) -> dict[FontKey, frozenset[str]]:
    """What all files of a language have of each face of its family.

    Where the wording is of the letters of Western Europe: those of which most names are made, what addresses need, and
    the marks of the wording. Where it has many more letters: what addresses need, and the marks. Where it is of
    ideographs: what most names need.
    Of all else, which is large or many, each file has what stands in it.
    """
    family = next(language.family for language in template.languages if language.code == lang)
    written = wording_characters(template, lang)
    wide = set(filter(is_wide, written))
    letters = {char for char in written - wide if char >= _LETTERS_END and char.isalpha()}
    common = _NAMES if wide else _ADDRESSES if letters else _ADDRESSES | _LATIN_LETTERS
    common |= written - wide - letters
    fonts = bundled_fonts()
    return {
        font: frozenset(common) - set(fonts.missing("".join(common), font))
        for font in fonts.keys
        if font.family == family
    }


def wording_characters(template: Template, lang: str) -> frozenset[str]:
    """What the sentences of a template are written with in a language."""
    return frozenset(char for wording in _wordings(template, lang) for part in wording.parts for char in _plain(part))


def _plain(part: object) -> str:
    return part if isinstance(part, str) else ""


def _wordings(template: Template, lang: str) -> Iterator[Wording]:
    """Every sentence of a template in a language; in English where that is the source."""
    if lang != SOURCE_LANGUAGE:
        catalogue = template.catalogues.get(lang)
        yield from (entry.wording for entry in catalogue.entries.values()) if catalogue else ()
        return
    yield from (wording for _, wording, _ in sentences(template))
