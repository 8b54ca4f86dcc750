"""`scorepress render --format html`, through the command."""

import re
from pathlib import Path

import pytest

STUDENTS = Path(__file__).parent.parent / "data" / "students" / "summative-alternate-elpac.jsonl"


@pytest.fixture
def render(scorepress):
    """Render the students' file with some options; gives name -> content."""

    def run(*options, out="out"):
        scorepress.render(STUDENTS, "--out", out, *options)
        return {path.name: path.read_text(encoding="utf-8") for path in Path(out).iterdir() if path.suffix != ".jsonl"}

    return run


def test_one_file_a_student_named_as_the_pdf(render):
    html = render("--format", "html", "--language", "primary")
    both = [name for name in html if name.endswith("-en-es.html")]
    assert both
    assert all(re.fullmatch(r"\d{10}-summative-alternate-elpac-2025-26(-[a-zA-Z]+)*\.html", name) for name in html)
    languages = re.findall(r'<article class="\w+" lang="([^"]*)">', html[both[0]])
    assert languages == ["en", "es"]
    assert "<title>Summative Alternate ELPAC Student Score Report, 2025–26</title>" in html[both[0]]


def test_no_fonts_unless_asked_for(render):
    plain, embedded = render("--format", "html"), render("--format", "html", "--embed-fonts", out="fonts")
    assert not any("@font-face" in html for html in plain.values())
    assert all(html.count("@font-face") == 2 for html in embedded.values())


def test_portable_svg(render):
    plain, embedded = render("--format", "svg"), render("--format", "svg", "--embed-fonts", out="fonts")
    assert not any("@font-face" in svg for svg in plain.values())
    assert {name: re.sub(r"  <style>.*</style>\n", "", svg) for name, svg in embedded.items()} == plain
    assert all(svg.count("@font-face") == 2 for svg in embedded.values())


def test_twice_the_same_bytes(render):
    assert render("--format", "html,svg") == render("--format", "html,svg", out="again")
