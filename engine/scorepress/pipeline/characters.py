"""The characters that every file of a language brings along: those of the wording, and those of common names."""

from collections.abc import Iterator
from unicodedata import east_asian_width

from scorepress.evaluate.text import SOURCE_LANGUAGE
from scorepress.model.scene import FontKey
from scorepress.model.template import BlockTemplate, Struct, Template, TextTemplate
from scorepress.model.wording import Wording
from scorepress.text.fonts import bundled_fonts

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))
_LATIN_LETTERS = frozenset(letter for letter in map(chr, range(0xC0, 0x100)) if letter.isalpha())


def common_characters(template: Template, lang: str) -> dict[FontKey, frozenset[str]]:
    """What all files of a language have of each face of its family.

    ASCII and the wording of the language, and where that is of letters, those of the languages of Europe, of which
    names are made. Ideographs are large and many: each file has those that stand in it.
    """
    family = next(language.family for language in template.languages if language.code == lang)
    written = {char for wording in _wordings(template, lang) for part in wording.parts for char in _plain(part)}
    wide = {char for char in written if east_asian_width(char) in "WF"}
    common = _ASCII | (written - wide) | (frozenset() if wide else _LATIN_LETTERS)
    fonts = bundled_fonts()
    return {
        font: frozenset(common) - set(fonts.missing("".join(common), font))
        for font in fonts.keys
        if font.family == family
    }


def _plain(part: object) -> str:
    return part if isinstance(part, str) else ""


def _wordings(template: Template, lang: str) -> Iterator[Wording]:
    """Every sentence of a template in a language; in English where that is the source."""
    if lang != SOURCE_LANGUAGE:
        catalogue = template.catalogues.get(lang)
        yield from (entry.wording for entry in catalogue.entries.values()) if catalogue else ()
        return
    for message in template.book.messages.values():
        yield from (row.outcome for row in message.rows if isinstance(row.outcome, Wording))
    for page in template.pages:
        yield from _in((*(region.blocks for region in page.regions),))


def _in(prop: object) -> Iterator[Wording]:
    if isinstance(prop, TextTemplate):
        yield prop.wording
    elif isinstance(prop, BlockTemplate):
        yield from _in(prop.props)
    elif isinstance(prop, Struct):
        yield from _in(tuple(value for _, value in prop.pairs))
    elif isinstance(prop, tuple):
        for item in prop:
            yield from _in(item)
