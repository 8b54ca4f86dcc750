"""Pages to one HTML document: real text and tables that flow on a phone, stand in columns on a wide screen, and print.

It says what the pages say, in their order and with their meaning, and nothing else; docs/decisions/0100 tells how
places on paper become columns. No script, nothing from elsewhere, no style attribute: the policy in the document's head
forbids all three.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.scene import FontKey, Group, Page, Role, Text
from scorepress.model.template import Theme
from scorepress.noun import Noun
from scorepress.render.canonical import unwritable_character
from scorepress.render.html_body import PageWriter, page_id, region_id
from scorepress.render.html_sheet import REM, Sheet, rem
from scorepress.render.html_text import attributes, escaped
from scorepress.render.svg import font_faces, texts_of

_REGULAR: Final = 400
"""The weight of words that no style makes bold."""


def render_html(
    pages: Sequence[Page], theme: Theme, *, title: str, names: Mapping[str, str], embed_fonts: bool = False
) -> str:
    """Write pages, of one language after another, as one HTML document, ending in a line feed.

    theme: for its styles and the colour of the page. title: the document's. names: what each
    language calls itself; a document of several languages offers them. embed_fonts: bring along the characters used of
    each face.

    Raises ScorepressError for a character that no page can show.
    """
    sheet = Sheet(theme, _ink(pages))
    parts = tuple((lang, tuple(part)) for lang, part in groupby(pages, key=lambda page: page.lang))
    links = tuple(_links(lang, part, names if len(parts) > 1 else {}) for lang, part in parts)
    body = [*_navigation(links, pages, sheet), "<main>"]
    width = 0.0
    for lang, part in parts:
        family = sheet.style(f'font-family:"{_family(part)}",system-ui,sans-serif')
        body.append(f"<article{attributes(family, lang=lang)}>")
        for page in part:
            writer = PageWriter(page, sheet)
            body += writer.lines()
            width = max(width, writer.frame.right - writer.frame.left)
        body.append("</article>")
    body.append("</main>")
    faces = font_faces(_used(pages, links)) + "\n" if embed_fonts else ""
    head = _head(title, sheet.css(width, faces), fonts=embed_fonts)
    lang = pages[0].lang if pages else ""
    lines = ("<!DOCTYPE html>", f"<html{attributes(lang=lang)}>", *head, "<body>", *body, "</body>", "</html>", "")
    return _checked("\n".join(lines))


def _checked(text: str) -> str:
    unwritable = unwritable_character(text)
    if unwritable:
        message = f"the report holds the character U+{ord(unwritable):04X}, which no page can show"
        hint = "take the character out of the text, or quarantine the record that brings it"
        raise ScorepressError([Diagnostic(Code.MISSING_GLYPH, Severity.ERROR, message, hints=(hint,))])
    return text


def _head(title: str, css: str, *, fonts: bool) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    policy = [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if fonts:
        policy.insert(3, "font-src data:")
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(policy)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="robots" content="noindex, nofollow, noarchive">'
    yield '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">'
    yield f"<title>{escaped(title)}</title>"
    yield f"<style>{css}</style>"
    yield "</head>"


# --- navigation -------------------------------------------------------------------------------------------------------


class _Links(Noun, frozen=True):
    """Links to the parts of one language: id and words of each."""

    lang: str
    family: str
    entries: tuple[tuple[str, str], ...]


def _links(lang: str, pages: Sequence[Page], names: Mapping[str, str]) -> _Links:
    """The regions that have names; before them the language, if names are given."""
    found = [(page_id(pages[0]), names.get(lang, lang))] if names else []
    for page in pages:
        for region in _regions(page):
            target, label = region_id(page_id(page), region), region.semantics.label
            if target and label:
                found.append((target, label))
    return _Links(lang, _family(pages), tuple(found))


def _navigation(links: Sequence[_Links], pages: Sequence[Page], sheet: Sheet) -> Iterator[str]:
    """Links to the parts of the document; no word stands in them that does not stand elsewhere."""
    if not any(part.entries for part in links):
        return
    smallest = min((text.size for text in _words(pages)), default=REM)
    yield "<nav>"
    for part in links:
        look = sheet.style(f'font-family:"{part.family}",system-ui,sans-serif')
        look = f"{look} {sheet.style(f'font-size:{rem(smallest)}')}"
        yield f"<ul{attributes(look, role='list', lang=part.lang)}>"
        for target, words in part.entries:
            yield f"<li><a{attributes(href=f'#{target}')}>{escaped(words)}</a></li>"
        yield "</ul>"
    yield "</nav>"


# --- what the pages hold ----------------------------------------------------------------------------------------------


def _regions(page: Page) -> Iterator[Group]:
    return (item for item in page.items if isinstance(item, Group) and item.semantics.role is Role.REGION)


def _words(pages: Iterable[Page]) -> Iterator[Text]:
    for page in pages:
        yield from texts_of(page.items)


def _ink(pages: Iterable[Page]) -> Color:
    """The colour of most words."""
    count: Counter[Color] = Counter()
    for text in _words(pages):
        count[text.color] += len(text.string)
    return count.most_common(1)[0][0] if count else Color(0, 0, 0)


def _family(pages: Iterable[Page]) -> str:
    """The family of most words."""
    count: Counter[str] = Counter()
    for text in _words(pages):
        count[text.font.family] += len(text.string)
    return count.most_common(1)[0][0] if count else "sans-serif"


def _used(pages: Sequence[Page], links: Sequence[_Links]) -> Iterator[tuple[FontKey, str]]:
    """Faces with the texts they set; lines are joined with spaces."""
    for text in _words(pages):
        yield text.font, f"{text.string} "
    for part in links:
        for _, words in part.entries:
            yield FontKey(part.family, _REGULAR), words
