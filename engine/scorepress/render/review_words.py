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
_SAME = 0.05
"""Points that are no difference."""
GRAVE: Final = frozenset({Concern.CHOICE, Concern.FIT})
"""What is likely to be a mistake."""


def count_in_words(review: Review) -> str:
    """`3 changes to approve`, or that there is none."""
    number = len(review.items)
    return f"{number} change{'s' if number != 1 else ''} to approve" if number else "no change"


def concerns(review: Review) -> tuple[tuple[Concern, int], ...]:
    """How many items there are of each concern, in their order."""
    counts = Counter(item.concern for item in review.items)
    return tuple((concern, counts[concern]) for concern in Concern if counts[concern])


def reach_in_words(reach: Reach, whom: str) -> str:
    """`2 of 23 invented students: all of: level this year is 3`. whom: in the plural."""
    if reach.count == reach.total:
        return f"all {reach.total:,} {whom}"
    told = f"{reach.count:,} of {reach.total:,} {whom}"
    if not reach.common:
        return told
    common = " and ".join(reach.common)
    return f"{told}: all of: {common}" if reach.exact else f"{told}: some of: {common}"


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
    row = item.place is not None and item.place.path.endswith(".rules") and item.concern is not Concern.FIT
    return f"{item.about}, {'when ' if row else ''}{item.where}"


def pieces_in_words(pieces: Sequence[Piece], around: int = 6) -> tuple[Piece, ...]:
    """Pieces whose unchanged words, where they are many, are cut to those around a change."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        words = piece.text.split(" ")
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
    """What is typed to approve one item."""
    return f"scorepress review --accept {item.id}"


def approval(item: Item) -> str:
    """How an item is approved, or that it cannot be."""
    if item.concern is Concern.FIT:
        return "it cannot be approved: shorten the wording, or give it more room"
    return f"approve it: `{accept_command(item)}`"


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
        found.append(Diagnostic(Code.CHANGE, severity, message, item.place or item.was, (), (approval(item),)))
    return tuple(found)
