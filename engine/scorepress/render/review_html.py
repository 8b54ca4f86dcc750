"""A review as one HTML document: readable without script and without a network; its style is `review.css`.

The pages stand in it once, as SVG symbols, in the bundled faces; close-ups and whole pages refer to them. A policy in
the head of the document forbids everything that is not in it, so that no data can leave it.
"""

import base64
import hashlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

from scorepress.model.geometry import Box
from scorepress.model.review import WORKING_TREE, Concern, Item, PagePair, Piece, Reach, Review
from scorepress.model.scene import FontKey
from scorepress.render.review_words import (
    ACCEPT,
    GRAVE,
    MEANINGS,
    TITLES,
    accept_command,
    approval,
    common_in_words,
    concerns,
    count_in_words,
    names_of,
    number_in_words,
    pieces_in_words,
    room_in_words,
    verdict,
)
from scorepress.render.svg import font_faces

FAMILY: Final = "Noto Sans"
_TEXT = re.compile(r'<text\b[^>]*font-family="([^"]+)"[^>]*font-weight="(\d+)"[^>]*>([^<]*)<')
_ROOT = re.compile(r"^.*?<svg[^>]*>|</svg>\s*$|<title>[^<]*</title>|<desc>[^<]*</desc>", re.DOTALL)
_LOOSE = re.compile(r' (?:id|aria-[a-z]+|role|lang|xml:lang|style|data-[a-z]+)="[^"]*"')
_MARGIN = 14.0
_LEAST = (330.0, 90.0)
_FAR: Final = 0x2E80
"""From here on, characters are of scripts that the first typeface has not."""
_WHOLE = 0.55
"""If what changed takes so much of a page's height, no close-up is shown."""
_FEW = 2
"""Pieces that are two whole sentences: too long for a list."""
_CROPS = 4
"""Close-ups of an item that stand open; the others are folded."""


def render_review_html(review: Review) -> str:
    """The whole review, ending in a line feed. Faces hold the characters that are used."""
    css = (pkgutil.get_data(__package__, "review.css") or b"").decode()
    script = (pkgutil.get_data(__package__, "review.js") or b"").decode()
    body = "\n".join(_body(review))
    families = ", ".join(f'"{family}"' for family in (FAMILY, *_families(review)))
    css = f"{_faces(review, body)}\n{css}html {{ font-family: {families}, system-ui, sans-serif; }}\n"
    policy = f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; img-src data:; font-src data:; "
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex, nofollow, noarchive">',
        f"<title>Score reports: {escape(count_in_words(review))}</title>",
        f"<style>{css}</style>",
        "</head>",
        "<body>",
        body,
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _faces(review: Review, body: str) -> str:
    used = [(FontKey(FAMILY, weight), body) for weight in (400, 700)]
    far = "".join(sorted({char for char in body if ord(char) >= _FAR}))
    used += [(FontKey(family, 400), far) for family in _families(review) if far]
    for pair in review.pages:
        for svg in (pair.before, pair.after):
            used += [(FontKey(family, int(weight)), text) for family, weight, text in _TEXT.findall(svg or "")]
    return font_faces(used)


def _families(review: Review) -> tuple[str, ...]:
    """The typefaces of the languages besides the first."""
    return tuple(dict.fromkeys(family for _, _, family in review.languages if family != FAMILY))


# --- the document -----------------------------------------------------------------------------------------------------


def _body(review: Review) -> Iterator[str]:
    yield '<a class="skip" href="#changes">To the changes</a>'
    yield from _header(review)
    yield '<main id="changes">'
    if review.items:
        yield from _contents(review)
    pages = [(f"p{at}", pair) for at, pair in enumerate(review.pages, 1)]
    yield '<svg class="store" aria-hidden="true" focusable="false">'
    for name, pair in pages:
        for side, svg in (("a", pair.before), ("b", pair.after)):
            if svg is not None:
                yield f'<symbol id="{name}{side}" viewBox="0 0 {pair.width:g} {pair.height:g}">{_inner(svg)}</symbol>'
    yield "</svg>"
    for number, item in enumerate(review.items, 1):
        mine = [(name, pair) for name, pair in pages if item.id in pair.items]
        yield from _item(item, number, mine, review)
    yield from _how(review)
    yield "</main>"
    yield "<footer>Made by scorepress review. All students on these pages are invented; this file needs no network and"
    yield " sends nothing.</footer>"


def _header(review: Review) -> Iterator[str]:
    yield "<header><div>"
    yield f"<h1>{escape(count_in_words(review)).capitalize()}</h1>"
    now = "the files as they are now" if review.after == WORKING_TREE else review.after
    yield f'<p class="states">Score reports as they were in <b>{escape(review.before)}</b>, compared with'
    yield f" <b>{escape(now)}</b></p>"
    if not review.items:
        yield '<p class="lead">No student gets a page that reads, looks or sounds different.</p>'
    else:
        grave = " grave" if any(concern in GRAVE for concern, _ in concerns(review)) else ""
        yield f'<p class="verdict{grave}">{escape(verdict(review))}</p>'
        yield '<p class="lead">Below is what families would notice if this were released. Compare before and now; then'
        yield " approve each change, or mend it in the file that is named under it.</p>"
        looked = f"{review.samples:,} invented students who stand for all situations that the rules tell apart"
        if review.records is not None:
            looked += f", and {review.records:,} records that were given"
        yield f'<p class="note">Looked at: {looked}. Equal changes are told once.</p>'
        yield '<ul class="tiles">'
        for concern, number in concerns(review):
            grave = ' class="grave"' if concern in GRAVE else ""
            yield f"<li{grave}><b>{number} × {TITLES[concern]}</b><span>{MEANINGS[concern]}</span></li>"
        yield "</ul>"
        yield from (f'<p class="note">{escape(room_in_words(room, names_of(review)))}</p>' for room in review.rooms)
    yield "</div></header>"


def _contents(review: Review) -> Iterator[str]:
    yield '<nav aria-label="Changes"><h2>All changes</h2><ol>'
    for number, item in enumerate(review.items, 1):
        grave = " grave" if item.concern in GRAVE else ""
        badge = f'<span class="badge{grave}">{TITLES[item.concern]}</span>'
        yield f'<li>{badge} <a href="#c{number}">{escape(item.about)}</a> <span class="hint">{_hint(item)}</span></li>'
    yield "</ol></nav>"


def _hint(item: Item) -> str:
    """A few words of what an item is about, for the list."""
    if item.concern is Concern.STALE:
        return escape(f"in {', '.join(change.lang for change in item.changes)}")
    if item.changes:
        return _pieces(pieces_in_words(item.changes[0].pieces, 3)) if len(item.changes[0].pieces) > _FEW else ""
    return escape("; ".join(item.facts[: 1 if item.concern is Concern.FIT else 2]))


def _item(item: Item, number: int, pages: list[tuple[str, PagePair]], review: Review) -> Iterator[str]:
    names = names_of(review)
    grave = ' class="grave"' if item.concern in GRAVE else ""
    yield f'<article id="c{number}" aria-labelledby="h{number}"{grave}>'
    yield f'<p class="kind"><span class="badge">{TITLES[item.concern]}</span> {MEANINGS[item.concern]}</p>'
    yield f'<h2 id="h{number}">{escape(item.about)}</h2>'
    yield f'<p class="where">{escape(_where(item))}</p>'
    if item.changes:
        yield '<dl class="change">'
        for change in item.changes:
            name = names.get(change.lang, change.lang)
            yield f'<dt>{escape(name)}</dt><dd lang="{escape(change.lang)}">{_pieces(change.pieces)}</dd>'
        yield "</dl>"
    if item.facts:
        yield '<ul class="facts">'
        yield from (f"<li>{escape(fact)}</li>" for fact in item.facts)
        yield "</ul>"
    drawn = item.concern in (Concern.GEOMETRY, Concern.LOOK, Concern.FIT)
    for reach, whom in (
        (item.records, "records given"),
        (item.samples, "students drawn" if drawn else "invented students"),
    ):
        if reach is not None:
            yield from _reach(reach, whom)
    for at, (name, pair) in enumerate(pages):
        yield from _figure(name, pair, f"{number}-{at}", names, folded=at >= _CROPS)
    yield from _end(item, review)
    yield "</article>"


def _end(item: Item, review: Review) -> Iterator[str]:
    """Where an item is mended, and how it is approved."""
    if item.place:
        yield f'<p class="from">In the file: <code>{escape(item.place.path)}:{item.place.line}</code></p>'
    if item.sources:
        yield f'<p class="from">Taken from: {escape("; ".join(item.sources))}</p>'
    if item.concern is Concern.FIT or not review.kept:
        told = approval(item, review)
        yield f'<p class="approve">{escape(told[:1].upper() + told[1:])}.</p>'
    else:
        yield f'<p class="approve"><span>To approve it:</span> <code>{escape(accept_command(item))}</code>'
        yield '<button type="button" class="js-only" data-copy>Copy</button></p>'


def _where(item: Item) -> str:
    if item.row and item.where:
        return f"Row: when {item.where}"
    return f"{item.where[:1].upper()}{item.where[1:]}"


def _pieces(pieces: Iterable[Piece]) -> str:
    tags = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
    return "".join(tags[piece.how].format(escape(piece.text)) for piece in pieces)


def _reach(reach: Reach, whom: str) -> Iterator[str]:
    common = common_in_words(reach)
    only = ", and nobody else" if reach.exact else ""
    told = f", {escape(common)}{only}" if common else ""
    share = 100 * reach.count / reach.total if reach.total else 0
    yield f'<p class="who">Whom it reaches: <b>{number_in_words(reach)} {whom}</b>{told}</p>'
    bar = f'<rect width="{share:.2f}" height="1"/>'
    yield '<div class="bar" aria-hidden="true"><svg viewBox="0 0 100 1" preserveAspectRatio="none">'
    yield f"{bar}</svg></div>"


# --- pages ------------------------------------------------------------------------------------------------------------


def _figure(name: str, pair: PagePair, key: str, names: Mapping[str, str], *, folded: bool) -> Iterator[str]:
    caption = f"Page {pair.number}, {names.get(pair.lang, pair.lang)}, {pair.student}"
    crop = _crop(pair)
    if folded:
        yield f"<details><summary>{escape(caption)}</summary>"
    yield "<figure>"
    yield f"<figcaption>{escape(caption)}</figcaption>"
    if crop is not None:
        yield '<div class="crops">'
        for side, css, title in (("a", "old", "Before"), ("b", "new", "Now")):
            there = pair.before if side == "a" else pair.after
            view = _view(name, side, pair, crop, css) if there else _NONE
            yield f'<div class="crop {css}"><b>{title}</b>{view}</div>'
        yield "</div>"
        yield f"<details><summary>The whole page, before and now ({escape(caption)})</summary>"
    yield from _viewer(name, pair, key)
    if crop is not None:
        yield "</details>"
    if pair.heard:
        yield "<details><summary>What a screen reader says</summary>"
        yield '<ul class="heard">'
        yield from (f"<li>{_heard(piece)}</li>" for piece in pair.heard)
        yield "</ul></details>"
    yield "</figure>"
    if folded:
        yield "</details>"


_NONE: Final = '<p class="none">There is no such page.</p>'


def _heard(piece: Piece) -> str:
    return _pieces([piece]) if piece.how != "=" else escape(piece.text)


def _viewer(name: str, pair: PagePair, key: str) -> Iterator[str]:
    both = pair.before is not None and pair.after is not None
    yield '<div class="viewer">'
    tabs = (
        (("v1", "Side by side"), ("v2", "Overlay: what differs"), ("v3", "Slider"), ("v4", "Now only")) if both else ()
    )
    for at, (css, title) in enumerate(tabs):
        checked = "" if at else " checked"
        script = " js-only" if css == "v3" else ""
        names = f'name="m{key}" id="m{key}-{css}" aria-label="{title}"'
        yield f'<input type="radio" class="{css}{script}" {names}{checked}>'
    if tabs:
        yield '<div class="tabs">'
        for at, (css, title) in enumerate(tabs, 1):
            script = " js-only" if css == "v3" else ""
            yield f'<label class="l{at}{script}" for="m{key}-{css}">{title}</label>'
        yield "</div>"
        share = 'aria-label="How much of the page before is shown"'
        yield f'<label class="slide">Before <input type="range" min="0" max="100" value="50" {share}> Now</label>'
    whole = Box(0, 0, pair.width, pair.height)
    yield '<div class="stage">'
    for side, css, title, svg in (("a", "old", "Before", pair.before), ("b", "new", "Now", pair.after)):
        yield f'<div class="side {css}"><b>{title}</b>{_view(name, side, pair, whole, css) if svg else _NONE}</div>'
    yield "</div></div>"


def _view(name: str, side: str, pair: PagePair, box: Box, css: str) -> str:
    """A part of a page, with marks around what differs."""
    frames = "".join(
        f'<rect x="{one.x - 3:.1f}" y="{one.y - 3:.1f}" width="{one.width + 6:.1f}" height="{one.height + 6:.1f}"/>'
        for one in pair.marks[0 if side == "a" else 1]
    )
    label = f"Page {pair.number} {'before' if css == 'old' else 'now'}"
    seen = f"{box.x:.1f} {box.y:.1f} {box.width:.1f} {box.height:.1f}"
    page = f'<use href="#{name}{side}" width="{pair.width:g}" height="{pair.height:g}"/>'
    head = f'<svg class="page" role="img" aria-label="{label}" viewBox="{seen}">'
    return f'{head}{page}<g class="marks">{frames}</g></svg>'


def _crop(pair: PagePair) -> Box | None:
    """The part of the page in which all differences are; None where that is most of it."""
    boxes = [box for side in pair.marks for box in side]
    if not boxes:
        return None
    left, top = min(box.x for box in boxes) - _MARGIN, min(box.y for box in boxes) - _MARGIN
    right, bottom = max(box.right for box in boxes) + _MARGIN, max(box.bottom for box in boxes) + _MARGIN
    width, height = max(right - left, _LEAST[0]), max(bottom - top, _LEAST[1])
    if height > _WHOLE * pair.height:
        return None
    left -= (width - (right - left)) / 2
    top -= (height - (bottom - top)) / 2
    left = min(max(left, 0.0), max(pair.width - width, 0.0))
    top = min(max(top, 0.0), max(pair.height - height, 0.0))
    return Box(left, top, min(width, pair.width), min(height, pair.height))


def _inner(svg: str) -> str:
    """What is drawn on a page, without what would clash in a document of many pages."""
    body = _ROOT.sub("", svg)
    body = re.sub(r"</?a\b[^>]*>", lambda found: "</g>" if found[0].startswith("</") else "<g>", body)
    return _LOOSE.sub("", body).strip()


def _how(review: Review) -> Iterator[str]:
    if not review.items:
        return
    yield '<section class="how"><h2>How to go on</h2>'
    if review.kept:
        yield "<p>Is a change right? Type its command in the folder of the clone; it writes down what is approved,"
        yield f" beside the tests, and you commit it. All at once: <code>{ACCEPT} --all</code></p>"
    else:
        yield "<p>Is it right? Commit it, or approve the pull request.</p>"
    yield "<p>Is it wrong? Mend it in the file that is named under it, and review again.</p></section>"
