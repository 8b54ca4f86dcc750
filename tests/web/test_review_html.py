"""The HTML of a review in a browser: axe-core, widths, keyboard, without script; what its pages show."""

import json
import re
import shutil
import subprocess

import pytest
from click.testing import CliRunner

from scorepress.apps.cli import group

REPORT = "summative-alternate-elpac"
EDITS = (
    (f"rules/{REPORT}/overall.rules", "has sufficient English skills to", "has sufficient English skills, to"),
    (f"layouts/{REPORT}/page-2.yaml", "height: 111pt", "height: 108pt"),
    (f"locales/vi/{REPORT}.po", 'msgstr "Báo cáo điểm học sinh"', f'msgstr "{"Báo cáo điểm học sinh " * 40}"'),
    (f"rules/{REPORT}/history.rules", "when first time:",
     'when first time or (grade this year is "01" and not first time):'),
    (f"rules/{REPORT}/history.rules", 'grade this year is not "KN": show',
     'grade this year is not "KN" and grade this year is not "01": show'),
)  # fmt: skip
"""A comma, a region that moves, a translation that no longer fits, a condition."""

WIDTHS = (320, 400, 768, 1280)


@pytest.fixture(scope="module")
def file(root, tmp_path_factory):
    """The review of all edits in a clone."""
    folder = tmp_path_factory.mktemp("review")
    clone = folder / "clone"
    for part in ("layouts", "rules", "locales", "schemas", "tests/data/drawn"):
        shutil.copytree(root / part, clone / part)
    identity = ["-c", "user.name=Office", "-c", "user.email=office@example.org", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*identity, "commit", "-q", "-m", "as it is"]):
        subprocess.run(["git", *words], cwd=clone, check=True)
    for name, old, new in EDITS:
        text = (clone / name).read_text(encoding="utf-8")
        assert old in text, old
        (clone / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    html = folder / "review.html"
    done = CliRunner().invoke(group, ["review", "--project", str(clone), "--html", str(html), "--format", "json"])
    assert done.exit_code == 1, done.output
    found = {item["concern"] for item in json.loads(done.stdout)["items"]}
    assert found == {"wording", "choice", "fit", "stale", "geometry"}
    return html


@pytest.fixture(scope="module")
def answers(file, browser, tmp_path_factory):
    """What the browser says: of the page as it opens, with all that is folded open, after keys, and without script."""
    folder = tmp_path_factory.mktemp("browser")
    markup = file.read_text(encoding="utf-8")
    opened, bare = folder / "opened.html", folder / "bare.html"
    opened.write_text(markup.replace("<details>", "<details open>"), encoding="utf-8")
    bare.write_text(re.sub(r"<script>.*?</script>", "", markup, flags=re.DOTALL), encoding="utf-8")
    (viewer,) = re.findall(r'id="(m\d+-\d+)-v1"', markup)[:1]
    keys = [{"focus": f"#{viewer}-v1", "keys": ["ArrowRight"]}, {"keys": ["ArrowRight", "Tab", "End"]}]
    jobs = [
        {"file": str(file), "width": 1280, "measure": WIDTHS, "axe": True, "fonts": True},
        {"file": str(opened), "width": 1280, "measure": WIDTHS, "axe": True},
        {"file": str(opened), "width": 1280, "viewer": viewer, "type": keys},
        {
            "file": str(bare),
            "width": 1280,
            "visible": ["article h2", "dd ins", ".stage svg", ".from code", ".slide", "button"],
        },
    ]
    return dict(zip(("folded", "opened", "typed", "bare"), browser(jobs), strict=True))


@pytest.mark.parametrize("state", ["folded", "opened"])
def test_axe_finds_nothing(answers, state):
    assert answers[state]["axe"]["passes"] > 30
    assert answers[state]["axe"]["violations"] == []


@pytest.mark.parametrize("state", ["folded", "opened"])
def test_nothing_scrolls_sideways(answers, state):
    assert {width: found["scroll"] for width, found in answers[state]["measure"].items()} == dict.fromkeys(
        map(str, WIDTHS), 0
    )


def test_no_type_is_small(answers):
    """Of the review itself; its pages are pictures, as small as the screen."""
    assert answers["folded"]["measure"]["1280"]["small"] == []


def test_the_policy_holds_and_nothing_is_asked_for(answers):
    assert [error for found in answers.values() for error in found["errors"]] == []


def test_all_faces_are_good(answers):
    assert answers["folded"]["fonts"]
    assert all(one.endswith(" loaded") for one in answers["folded"]["fonts"])


def test_overlay_and_slider_need_no_mouse(answers):
    overlay, slider = answers["typed"]["typed"]
    assert overlay == {"checked": "v2", "blend": "difference", "cut": "none", "slide": "none"}
    assert slider == {"checked": "v3", "blend": "normal", "cut": "inset(0px 0px 0px 100%)", "slide": "flex"}


def test_it_can_be_read_without_script(answers):
    seen = answers["bare"]["visible"]
    assert all(seen[name] for name in ("article h2", "dd ins", ".stage svg", ".from code")), seen
    assert not seen[".slide"]
    assert not seen["button"]
