"""A review as JSON, for programs: everything but the drawings."""

import json
from collections.abc import Mapping

from scorepress.model.review import Change, Item, PagePair, Reach, Review, Room
from scorepress.model.source import Span
from scorepress.render.review_words import TITLES


def render_review_json(review: Review) -> str:
    """One object, ending in a line feed; docs/reference/review.md tells its keys."""
    told = {
        "before": review.before,
        "after": review.after,
        "samples": review.samples,
        "records": review.records,
        "fit": [_room(room) for room in review.rooms],
        "items": [_item(item) for item in review.items],
        "pages": [_page(page) for page in review.pages],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _room(room: Room) -> Mapping[str, object]:
    places = {"report": room.report, "language": room.lang, "page": room.page, "region": room.region}
    return {**places, "left": round(room.left, 2), "was": None if room.was is None else round(room.was, 2)}


def _item(item: Item) -> Mapping[str, object]:
    return {
        "id": item.id,
        "concern": item.concern.value,
        "title": TITLES[item.concern],
        "report": item.report,
        "about": item.about,
        "where": item.where,
        "at": _place(item.place),
        "was": _place(item.was),
        "sources": list(item.sources),
        "changes": [_change(change) for change in item.changes],
        "facts": list(item.facts),
        "samples": _reach(item.samples),
        "records": _reach(item.records),
    }


def _change(change: Change) -> Mapping[str, object]:
    pieces = [[piece.how, piece.text] for piece in change.pieces]
    return {"language": change.lang, "before": change.before, "after": change.after, "pieces": pieces}


def _reach(reach: Reach | None) -> Mapping[str, object] | None:
    if reach is None:
        return None
    return {"count": reach.count, "of": reach.total, "common": list(reach.common), "exact": reach.exact}


def _page(page: PagePair) -> Mapping[str, object]:
    return {
        "report": page.report,
        "student": page.student,
        "language": page.lang,
        "page": page.number,
        "items": list(page.items),
        "heard": [[piece.how, piece.text] for piece in page.heard],
    }


def _place(span: Span | None) -> str | None:
    return f"{span.path}:{span.line}" if span else None
