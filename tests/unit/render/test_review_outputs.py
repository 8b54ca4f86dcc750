"""Outputs of a review: limits are respected, and no text of a project is taken for markup."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from scorepress.diagnostics.sarif import print_sarif
from scorepress.model.review import Change, Concern, Item, Piece, Reach, Review
from scorepress.model.source import Span
from scorepress.noun import replace
from scorepress.render.review_html import render_review_html
from scorepress.render.review_json import render_review_json
from scorepress.render.review_junit import render_review_junit
from scorepress.render.review_markdown import LONGEST, MARK, render_review_markdown
from scorepress.render.review_text import render_review_text
from scorepress.render.review_words import as_diagnostics, count_in_words, reach_in_words, verdict

HOSTILE = "<script>alert(1)</script> @office | `code` [link](https://example.org) *bold*"


def item(number=1, concern=Concern.WORDING, text="old"):
    change = Change("en", text, "new", (Piece("-", text), Piece("+", "new")))
    reach = Reach(2, 23, ("level is 3",), exact=True)
    place = Span("rules/swimming/badges.rules", number)
    about = f"badge {number}"
    key = f"badge-{number:04x}"
    return Item(key, concern, "swimming", about, "level is 3", place, changes=(change,), samples=reach)


def review(*items):
    return Review("v1", "working tree", items, (), 23, None, (("en", "English", "Noto Sans"),))


def test_a_comment_is_never_too_long():
    text = render_review_markdown(review(*(item(n, text="words and more words " * 40) for n in range(300))))
    assert len(text) <= LONGEST
    shown = text.count("\n### ")
    assert 10 < shown < 300
    assert f"*{300 - shown} more: see the HTML" in text
    assert text.startswith(MARK)


def test_markdown_takes_no_text_for_markup():
    text = render_review_markdown(review(item(text=HOSTILE)))
    assert "<script>" not in text
    assert "@office" not in text
    assert "https://" not in text
    assert not re.search(r"(?<!\\)[|]` ", text)


def test_html_takes_no_text_for_markup():
    text = render_review_html(review(item(text=HOSTILE)))
    assert "<script>alert" not in text
    assert text.count("<script>") == 1


def test_junit_and_json_are_well_formed():
    found = review(item(text=HOSTILE + "\x0b"))
    suite = ET.fromstring(render_review_junit(found))  # noqa: S314 - our own
    assert suite.attrib["failures"] == "1"
    assert "alert(1)" in (suite.findtext("testcase/failure") or "")
    assert json.loads(render_review_json(found))["items"][0]["changes"][0]["before"].startswith("<script>")
    empty = ET.fromstring(render_review_junit(review()))  # noqa: S314 - our own
    assert (empty.attrib["tests"], empty.attrib["failures"]) == ("1", "0")


def test_what_is_grave_is_red_and_an_error():
    found = review(item(1), item(2, Concern.CHOICE))
    assert "\x1b[31mchoice" in render_review_text(found, color=True)
    assert "\x1b[" not in render_review_text(found)
    assert [one.severity.value for one in as_diagnostics(found)] == ["warning", "error"]
    assert '<article id="c2" aria-labelledby="h2" class="grave">' in render_review_html(found)


def test_what_does_not_fit_has_no_command_to_approve_it():
    found = review(item(1, Concern.FIT))
    outputs = (render_review_html, render_review_markdown, render_review_junit)
    told = [*(output(found) for output in outputs), *(one.hints[0] for one in as_diagnostics(found))]
    for text in told:
        assert "cannot be approved" in text
        assert "--accept badge" not in text


@pytest.mark.parametrize(("reach", "words"), [
    (Reach(23, 23, (), exact=True), "all 23 students"),
    (Reach(2, 23, ("level is 3",), exact=True), "2 of 23 students, all of: level is 3"),
    (Reach(2, 23, ("level is 3",), exact=False), "2 of 23 students, some of: level is 3"),
    (Reach(1200, 41208), "1,200 of 41,208 students"),
])  # fmt: skip
def test_whom_it_reaches(reach, words):
    assert reach_in_words(reach, "students") == words


def test_the_first_thing_told_is_whether_anything_is_alarming():
    calm, stale = review(item(1)), review(item(1, Concern.STALE))
    assert verdict(calm) == "Nothing alarming: every student keeps the same row of the rules."
    assert verdict(stale).endswith("Until it is translated, English is printed in: English.")
    assert "another row" in verdict(review(item(1), item(2, Concern.CHOICE)))
    misfits = review(item(1), item(2, Concern.FIT), item(3, Concern.FIT))
    assert "no longer fits" in verdict(misfits)
    assert count_in_words(misfits) == "1 change to approve and 2 that do not fit"
    assert count_in_words(review(item(1, Concern.FIT))) == "1 change that does not fit"
    for found, grave in ((calm, ""), (misfits, " grave")):
        assert f'<p class="verdict{grave}">{verdict(found)}</p>' in render_review_html(found)
        assert verdict(found) in render_review_markdown(found)


def test_where_no_snapshots_are_kept_a_commit_approves():
    found = replace(review(item(1)), kept=False)
    outputs = (render_review_html, render_review_markdown, render_review_junit, render_review_text)
    for text in (*(output(found) for output in outputs), as_diagnostics(found)[0].hints[0]):
        assert re.search(r"[Cc]ommit (it|them)", text)
        assert "--accept" not in text


KNOWN = {
    "log": ({"version", "runs"}, {"$schema"}),
    "run": ({"tool"}, {"results", "columnKind"}),
    "driver": ({"name"}, {"version", "rules"}),
    "rule": ({"id"}, {"shortDescription", "help"}),
    "text": ({"text"}, {"markdown"}),
    "result": ({"message"}, {"ruleId", "ruleIndex", "level", "locations", "relatedLocations"}),
    "place": ({"artifactLocation"}, {"region"}),
    "region": (set(), {"startLine", "startColumn", "endLine", "endColumn"}),
}
"""What SARIF 2.1.0 (OASIS, 2020-03-27) demands of an object, and what else we may say of it."""


def test_sarif_says_only_what_the_standard_knows():
    spaced = replace(item(2, Concern.CHOICE), place=Span("rules/swimming pool/badges.rules", 7, 3, 7, 9))
    log = json.loads(print_sarif(as_diagnostics(review(item(1), spaced)), "1.0"))
    (run,) = log["runs"]
    driver, results = run["tool"]["driver"], run["results"]
    places = [one["physicalLocation"] for result in results for one in result["locations"]]
    rules = driver["rules"]
    told = {
        "log": [log], "run": [run], "driver": [driver], "rule": rules, "result": results, "place": places,
        "text": [text for rule in rules for text in (rule["shortDescription"], rule["help"])],
        "region": [place["region"] for place in places],
    }  # fmt: skip
    for name, (needed, possible) in KNOWN.items():
        assert told[name], name
        for found in told[name]:
            assert needed <= set(found) <= needed | possible, name
    assert log["version"] == "2.1.0"
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert [result["level"] for result in results] == ["warning", "error"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    assert all(re.fullmatch(r"[\w./%-]+", place["artifactLocation"]["uri"]) for place in places)
    assert all(number >= 1 for place in places for number in place["region"].values())
