"""A review as Markdown, for a comment on a pull request: within the limits of what a comment may hold."""

import re
from collections.abc import Iterator
from typing import Final

from scorepress.model.review import Change, Concern, Item, Review
from scorepress.render.review_words import (
    GRAVE,
    MEANINGS,
    TITLES,
    accept_command,
    approval,
    concerns,
    count_in_words,
    english_instead,
    heading,
    names_of,
    pieces_in_words,
    room_in_words,
    verdict,
    whom,
)

LONGEST: Final = 60_000
"""Characters of a comment; GitHub takes 65,536, GitLab a million."""
MARK: Final = "<!-- scorepress review -->"
"""By this the comment of an earlier run is found again, and replaced."""


def render_review_markdown(review: Review, *, longest: int = LONGEST) -> str:
    """The items, gravest first within their order; what does not fit any more is counted."""
    head = [MARK, f"## {_title(review)}", "", f"{_text(review.before)} → {_text(review.after)}", ""]
    if review.items:
        head += ["| | changes | |", "|---|---|---|"]
        head += [f"| {'🔴 ' if one in GRAVE else ''}**{TITLES[one]}** | {number} | {MEANINGS[one]} |"
                 for one, number in concerns(review)]  # fmt: skip
        head += ["", f"{'🔴 ' if any(one in GRAVE for one, _ in concerns(review)) else ''}{_text(verdict(review))}", ""]
    head += [f"{_text(room_in_words(room, names_of(review)))}\n" for room in review.rooms] if review.items else []
    blocks = ["\n".join(_item(item, review)) for item in review.items]
    note = "\n*{} more: see the HTML that the run has kept.*\n"
    room = longest - len("\n".join(head)) - len(note) - 10
    shown = 0
    for block in blocks:
        room -= len(block) + 1
        if room < 0:
            break
        shown += 1
    lines = [*head, *blocks[:shown]]
    if shown < len(blocks):
        lines.append(note.format(len(blocks) - shown))
    return "\n".join(lines).rstrip() + "\n"


def _title(review: Review) -> str:
    return f"Score reports: {count_in_words(review)}"


def _item(item: Item, review: Review) -> Iterator[str]:
    yield f"### {'🔴 ' if item.concern in GRAVE else ''}{TITLES[item.concern]}: {_text(heading(item))}"
    yield ""
    if item.concern is Concern.STALE:
        yield f"- {_text(english_instead(item))}"
    for change in item.changes if item.concern is not Concern.STALE else ():
        yield f"- {_lang(change)}{_diff(change)}"
    for fact in item.facts:
        yield f"- {_text(fact)}"
    for line in whom(item):
        yield f"- {_text(line)}"
    place = f"`{item.place.path}:{item.place.line}`" if item.place else ""
    source = ", ".join(_text(source) for source in item.sources)
    told = item.concern is Concern.FIT or not review.kept
    how = _text(approval(item, review)) if told else f"`{accept_command(item)}`"
    yield f"- {' · '.join(part for part in (place, source, how) if part)}"
    yield ""


def _lang(change: Change) -> str:
    return f"**{change.lang}** "


def _diff(change: Change) -> str:
    marks = {"=": "{}", "-": "<del>{}</del>", "+": "<ins>{}</ins>"}
    return "".join(marks[piece.how].format(_text(piece.text)) for piece in pieces_in_words(change.pieces))


def _text(text: str) -> str:
    """Words that mean themselves: no markup of theirs is read, nobody is mentioned, nothing is linked."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = re.sub(r"([\\`*_{}\[\]#|~!])", r"\\\1", safe)
    return safe.replace("@", "@\N{ZERO WIDTH SPACE}").replace("://", ":\N{ZERO WIDTH SPACE}//").replace("\n", " ")
