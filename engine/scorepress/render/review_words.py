"""What is said of a review in the same words everywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.review import Change, Concern, Item, Piece, Reach, Review, Room

TITLES: Final[Mapping[Concern, str]] = {
    Concern.REPORT: "a whole report",
    Concern.WORDING: "wording",
    Concern.CHOICE: "choice",
    Concern.VALUE: "value",
    Concern.FIT: "fit",
    Concern.STALE: "translation",
    Concern.GEOMETRY: "geometry",
    Concern.LOOK: "look",
    Concern.TRANSCRIPT: "read aloud",
    Concern.DRAWING: "drawing",
}
MEANINGS: Final[Mapping[Concern, str]] = {
    Concern.REPORT: "A report is new, or is no longer there.",
    Concern.WORDING: "A sentence reads differently.",
    Concern.CHOICE: "Students get another row of the rules, or a report where there was none.",
    Concern.VALUE: "A number or a word of the record is printed differently.",
    Concern.FIT: "Something no longer fits into its place.",
    Concern.STALE: "English is printed where a translation stood: it is missing, or made from an earlier sentence.",
    Concern.GEOMETRY: "Parts of a page stand elsewhere, or are larger or smaller.",
    Concern.LOOK: "Type, colours or lines look different.",
    Concern.TRANSCRIPT: "The page looks the same, but a screen reader says something else.",
    Concern.DRAWING: "A page is drawn differently, for a reason that is not known.",
}
_MANY = 80
"""Words of a change that are not all told where there is little room."""
_SAME = 0.05
"""Points that are no difference."""
GRAVE: Final = frozenset({Concern.CHOICE, Concern.FIT})
"""What is likely to be a mistake."""


def count_in_words(review: Review) -> str:
    """`3 changes to approve`, `1 change to approve and 1 that does not fit`, or that there is none."""
    unfit = sum(item.concern is Concern.FIT for item in review.items)
    good = len(review.items) - unfit
    misfit = f"{unfit} that do{'es' if unfit == 1 else ''} not fit"
    if good:
        told = f"{good} change{'s' if good != 1 else ''} to approve"
        return f"{told} and {misfit}" if unfit else told
    return misfit.replace(" that", f" change{'s' if unfit != 1 else ''} that") if unfit else "no change"


def verdict(review: Review) -> str:
    """Whether anything is likely to be a mistake: the first thing that a reviewer wants to know."""
    concerned = {item.concern for item in review.items}
    told = []
    if Concern.REPORT in concerned:
        told.append("a whole report is new, or is no longer there")
    if Concern.CHOICE in concerned:
        told.append("some students get another row of the rules, and so read something else than before")
    if Concern.FIT in concerned:
        told.append("something no longer fits on the page, and such reports cannot be made")
    if told:
        return f"Look at this first: {'; '.join(told)}."
    fits = ", and everything fits" if review.rooms else ""
    spoken = dict.fromkeys(
        change.lang for item in review.items if item.concern is Concern.STALE for change in item.changes
    )
    names = ", ".join(names_of(review).get(lang, lang) for lang in spoken)
    until = f" Until it is translated, English is printed in: {names}." if spoken else ""
    return f"Nothing alarming: every student keeps the same row of the rules{fits}.{until}"


def concerns(review: Review) -> tuple[tuple[Concern, int], ...]:
    """How many items there are of each concern, in their order."""
    counts = Counter(item.concern for item in review.items)
    return tuple((concern, counts[concern]) for concern in Concern if counts[concern])


def reach_in_words(reach: Reach, whom: str) -> str:
    """`2 of 23 invented students, all of: level this year is 3`. whom: in the plural."""
    told = f"{number_in_words(reach)} {whom}"
    return f"{told}, {common_in_words(reach)}" if common_in_words(reach) else told


def number_in_words(reach: Reach) -> str:
    """`2 of 23`, `all 23`."""
    return f"all {reach.total:,}" if reach.count == reach.total else f"{reach.count:,} of {reach.total:,}"


def common_in_words(reach: Reach) -> str:
    """`all of: level this year is 3`; empty where everybody is reached, or nothing is common to them."""
    if reach.count == reach.total or not reach.common:
        return ""
    return f"{'all' if reach.exact else 'some'} of: {' and '.join(reach.common)}"


def whom(item: Item) -> tuple[str, ...]:
    """The lines that tell whom an item reaches."""
    drawn = item.concern in (Concern.GEOMETRY, Concern.LOOK, Concern.FIT)
    samples = reach_in_words(item.samples, "students drawn" if drawn else "invented students") if item.samples else ""
    records = reach_in_words(item.records, "records given") if item.records else ""
    return tuple(line for line in (records, samples) if line)


def heading(item: Item) -> str:
    """`performance summary, when level this year is 3`."""
    if not item.where:
        return item.about
    return f"{item.about}, {'when ' if item.row else ''}{item.where}"


def pieces_in_words(pieces: Sequence[Piece], around: int = 6) -> tuple[Piece, ...]:
    """Pieces whose unchanged words, where they are many, are cut to those around a change; so are very many others."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        words = piece.text.split(" ")
        if piece.how != "=" and len(words) > _MANY:
            told = f"{' '.join(words[: _MANY // 2])} … ({len(words)} words) … {' '.join(words[-around:])}"
            found.append(Piece(piece.how, told))
            continue
        if piece.how != "=" or len(words) <= 2 * around + 2:
            found.append(piece)
            continue
        head = f"{' '.join(words[:around])} " if at else ""
        tail = f" {' '.join(words[-around:])}" if at + 1 < len(pieces) else ""
        found.append(Piece("=", f"{head}…{tail}"))
    return tuple(found)


def plain_diff(change: Change) -> str:
    """One line: `skills{+,+} to`, as `git diff --word-diff` writes it."""
    marks = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return "".join(marks[piece.how].format(piece.text) for piece in pieces_in_words(change.pieces))


def english_instead(item: Item) -> str:
    """For STALE: the languages in which English is printed now."""
    langs = ", ".join(change.lang for change in item.changes)
    return f"in {langs}: English is printed, “{_short(item.changes[0].after or '')}”"


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def accept_command(item: Item) -> str:
    """What is typed to approve one item. Snapshots are kept in a clone, so it is the clone's own program."""
    return f"{ACCEPT} {item.id}"


ACCEPT: Final = "./scorepress review --accept"


def approval(item: Item, review: Review) -> str:
    """How an item is approved, or that it cannot be."""
    if item.concern is Concern.FIT:
        return "it cannot be approved: shorten the wording, or give it more room"
    return f"approve it: `{accept_command(item)}`" if review.kept else "commit it to approve it"


def next_steps(review: Review, *, seen: bool) -> str:
    """What to do with the changes, in a line. seen: whether the pages are written for somebody to look at."""
    look = "" if seen else "Look at the pages: `scorepress review --html review.html`. "
    if any(item.concern is Concern.FIT for item in review.items):
        return f"{look}What does not fit cannot be approved: shorten the wording, or give it more room."
    how = f"`{ACCEPT} NAME`, with the name at the end of a change" if review.kept else "commit them"
    return f"{look}To approve changes: {how}."


def names_of(review: Review) -> Mapping[str, str]:
    """What the languages are called, by their codes."""
    return {code: name for code, name, _ in review.languages}


def room_in_words(room: Room, names: Mapping[str, str]) -> str:
    """Whether all fits with the longest texts, and how much the tightest place has left."""
    place = f"{room.region} on page {room.page}, {names.get(room.lang, room.lang)}"
    was = "" if room.was is None or abs(room.was - room.left) < _SAME else f" (before: {room.was:.1f} pt)"
    if room.left < -_SAME:
        return f"{room.report}: not everything fits; {place} is {-room.left:.1f} pt too long{was}."
    room_left = f"the tightest place, {place}, has {room.left:.1f} pt left{was}"
    return f"{room.report}: all fits, with the longest texts too; {room_left}."


def as_diagnostics(review: Review) -> tuple[Diagnostic, ...]:
    """The items as diagnostics: for SARIF and annotations of pull requests."""
    found = []
    for item in review.items:
        severity = Severity.ERROR if item.concern in GRAVE else Severity.WARNING
        told = [f"{TITLES[item.concern]}: `{heading(item).replace('`', '')}`"]
        if item.concern is Concern.STALE:
            told.append(english_instead(item))
        else:
            told += [f"{change.lang}: {plain_diff(change)}" for change in item.changes[:1]]
        told += [fact.replace("`", "") for fact in item.facts]
        message = "; ".join((*told, *whom(item)[:1]))
        found.append(Diagnostic(Code.CHANGE, severity, message, item.place or item.was, (), (approval(item, review),)))
    return tuple(found)
