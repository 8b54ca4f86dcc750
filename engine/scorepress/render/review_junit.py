"""A review as JUnit XML: each change that waits for approval is a test that fails."""

from xml.sax.saxutils import escape, quoteattr

from scorepress.model.review import Item, Review
from scorepress.render.canonical import unwritable_character
from scorepress.render.review_words import TITLES, approval, heading, plain_diff, whom


def render_review_junit(review: Review) -> str:
    """One test suite; without any change, one test that passes."""
    failures = len(review.items)
    head = (
        f'<testsuite name="scorepress review" tests="{max(failures, 1)}" failures="{failures}" errors="0" skipped="0">'
    )
    cases = [_case(item, review) for item in review.items] or [
        '  <testcase classname="scorepress.review" name="no change"/>'
    ]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>", ""])


def _case(item: Item, review: Review) -> str:
    lines = [f"{change.lang}: {plain_diff(change)}" for change in item.changes]
    lines += [*item.facts, *whom(item), approval(item, review).replace("`", "")]
    text = _clean("\n".join(lines))
    name = _clean(f"{TITLES[item.concern]}: {heading(item)} ({item.id})")
    file = f" file={quoteattr(item.place.path)}" if item.place else ""
    return (
        f'  <testcase classname="scorepress.review.{item.report}" name={quoteattr(name)}{file}>\n'
        f'    <failure type="{item.concern.value}" message={quoteattr(name)}>{escape(text)}</failure>\n'
        "  </testcase>"
    )


def _clean(text: str) -> str:
    while bad := unwritable_character(text):
        text = text.replace(bad, "\N{REPLACEMENT CHARACTER}")
    return text
