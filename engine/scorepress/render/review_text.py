"""A review for the terminal: short, and each item with its place."""

from collections.abc import Iterator

from scorepress.model.review import Change, Concern, Item, Review
from scorepress.render.review_words import (
    GRAVE,
    TITLES,
    count_in_words,
    english_instead,
    heading,
    names_of,
    next_steps,
    pieces_in_words,
    plain_diff,
    room_in_words,
    whom,
)

_WIDTH = 12
_BOLD, _RED, _GREEN, _DIM, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[0m"


def render_review_text(review: Review, *, color: bool = False, seen: bool = False) -> str:
    """A few lines for each item, ending in a line feed. color: with the terminal's colours. seen: see `next_steps`."""
    paint = _Paint(color=color)
    lines = [f"{review.before} → {review.after}", ""]
    for item in review.items:
        lines += [*_item(item, paint), ""]
    lines += [room_in_words(room, names_of(review)) for room in review.rooms] if review.items else []
    told = [f"{review.samples:,} invented students"] if review.samples else []
    told += [f"{review.records:,} records"] if review.records is not None else []
    looked = f" ({' and '.join(told)} looked at)" if told else ""
    lines.append(f"{count_in_words(review)}{looked}.")
    lines += [next_steps(review, seen=seen).replace("`", "")] if review.items else []
    return "\n".join(lines) + "\n"


class _Paint:
    """Colours, where they are wanted."""

    def __init__(self, *, color: bool) -> None:
        self.color = color

    def __call__(self, code: str, text: str) -> str:
        """A text in a colour."""
        return f"{code}{text}{_PLAIN}" if self.color and text else text

    def diff(self, change: Change) -> str:
        """What changed in a sentence."""
        if not self.color:
            return plain_diff(change)
        codes = {"=": "", "-": "\x1b[31;9m", "+": "\x1b[32;4m"}
        return "".join(self(codes[p.how], p.text) if p.how != "=" else p.text for p in pieces_in_words(change.pieces))


def _item(item: Item, paint: _Paint) -> Iterator[str]:
    title = TITLES[item.concern]
    style = _RED if item.concern in GRAVE else _BOLD
    yield f"{paint(style, title)}{' ' * max(_WIDTH - len(title), 1)}{paint(_BOLD, heading(item))}"
    indent = " " * _WIDTH
    if item.concern is Concern.STALE:
        yield f"{indent}{english_instead(item)}"
    else:
        for change in item.changes:
            yield f"{indent}{change.lang}  {paint.diff(change)}"
    for fact in item.facts:
        yield f"{indent}{fact}"
    for line in whom(item):
        yield f"{indent}{line}"
    place = f"{item.place.path}:{item.place.line}" if item.place else ""
    yield f"{indent}{paint(_DIM, ' · '.join(part for part in (place, *item.sources, item.id) if part))}"
