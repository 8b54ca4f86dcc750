"""What stands in an SVG page, letter by letter."""

import base64
import os
import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from svgwrite.validator2 import get_validator

from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.scene import (
    Circle,
    FontKey,
    Group,
    Image,
    Line,
    Page,
    Path,
    Polygon,
    Rect,
    Role,
    Semantics,
    Stroke,
    Text,
)
from scorepress.noun import replace
from scorepress.render.svg import render_svg

INK, BLUE = Color(0, 0, 0), Color(11, 63, 115)
REGULAR = FontKey("Noto Sans", 400)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def text(string, x=54.0, y=72.0, **change):
    return replace(Text(x, y, string, REGULAR, 11.0, INK, 50.0), **change)


def page(*items, **change):
    return replace(Page(1, 612.0, 792.0, "en", "A page", items), **change)


def group(role, *items, region=None, rule=None, **meaning):
    return Group(Semantics(role, **meaning), items, region, rule)


EVERYTHING = page(
    group(
        Role.REGION,
        group(Role.HEADING, text("Overall Score"), level=2),
        group(Role.PARAGRAPH, text("Hola", y=90), lang="es", rule="rules/a.rules:7"),
        group(Role.PARAGRAPH, text("651*"), refers="note-1"),
        label="Overall “Score”",
        region="page-2/overall-score",
    ),
    group(
        Role.FIGURE,
        Rect(1, 2, 3, 4, fill=BLUE),
        Rect(1, 2, 3, 4, stroke=Stroke(INK, 0.5)),
        Line(0, 0, 10.12345, 0, Stroke(INK, 1.5, (1.5, 3))),
        Polygon(((0, 0), (1.5, 0), (0, 1)), BLUE),
        Circle(5, 6, 7, BLUE),
        Path((("M", (1, 2)), ("h", (3,)), ("v", (-4.5,)), ("L", (0, 0)), ("z", ())), fill=INK),
        Image(0, 0, 20, 10, PIXEL, "image/png"),
        label='Level 2 of 3 <"&">',
    ),
    group(
        Role.TABLE,
        group(Role.ROW, group(Role.COLUMN_HEADER, text("This year")), group(Role.ROW_HEADER, text("Score"))),
        group(Role.ROW, group(Role.CELL, text("651"))),
    ),
    group(Role.LIST, group(Role.LIST_ITEM, text("One"))),
    group(Role.LINK, text("example.org", font=FontKey("Noto Sans", 700)), href="https://example.org/?a=1&b=2"),
    group(Role.ARTIFACT, Line(0, 9, 9, 9, Stroke(INK, 0.5))),
    group(Role.NOTE, text("* A note"), id="note-1"),
)

EXPECTED = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" lang="en" xml:lang="en" width="612pt" height="792pt" viewBox="0 0 612 792" style="font-kerning:none">
  <title>A page</title>
  <g role="region" aria-label="Overall “Score”" data-region="page-2/overall-score">
    <g role="heading" aria-level="2">
      <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">Overall Score</text>
    </g>
    <g role="paragraph" lang="es" xml:lang="es" data-rule="rules/a.rules:7">
      <text x="54" y="90" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">Hola</text>
    </g>
    <g role="paragraph" aria-describedby="note-1">
      <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">651*</text>
    </g>
  </g>
  <g role="img" aria-label="Level 2 of 3 &lt;&quot;&amp;&quot;&gt;">
    <rect x="1" y="2" width="3" height="4" fill="#0b3f73"/>
    <rect x="1" y="2" width="3" height="4" fill="none" stroke="#000000" stroke-width="0.5"/>
    <line x1="0" y1="0" x2="10.123" y2="0" stroke="#000000" stroke-width="1.5" stroke-dasharray="1.5 3"/>
    <polygon points="0,0 1.5,0 0,1" fill="#0b3f73"/>
    <circle cx="5" cy="6" r="7" fill="#0b3f73"/>
    <path d="M1 2h3v-4.5L0 0z" fill="#000000"/>
    <image x="0" y="0" width="20" height="10" preserveAspectRatio="none" href="data:image/png;base64,{base64.b64encode(PIXEL).decode()}"/>
  </g>
  <g role="table">
    <g role="row">
      <g role="columnheader">
        <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">This year</text>
      </g>
      <g role="rowheader">
        <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">Score</text>
      </g>
    </g>
    <g role="row">
      <g role="cell">
        <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">651</text>
      </g>
    </g>
  </g>
  <g role="list">
    <g role="listitem">
      <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">One</text>
    </g>
  </g>
  <a role="link" href="https://example.org/?a=1&amp;b=2">
    <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="700" fill="#000000">example.org</text>
  </a>
  <g aria-hidden="true">
    <line x1="0" y1="9" x2="9" y2="9" stroke="#000000" stroke-width="0.5"/>
  </g>
  <g id="note-1" role="note">
    <text x="54" y="72" font-family="Noto Sans" font-size="11" font-weight="400" fill="#000000">* A note</text>
  </g>
</svg>
"""  # noqa: E501 - one element a line is what is tested


def test_everything_that_a_page_can_hold():
    assert render_svg(EVERYTHING) == EXPECTED


def test_a_title_can_be_given():
    assert "<title>Report &amp; more</title>" in render_svg(page(), title="Report & more")


def test_the_page_has_its_size_and_language():
    svg = render_svg(page(width=595.276, height=841.89, lang="zh-Hant"))
    assert 'lang="zh-Hant" xml:lang="zh-Hant" width="595.276pt" height="841.89pt" viewBox="0 0 595.276 841.89"' in svg


@pytest.mark.parametrize("string", ["a  b", " a", "a ", " "])
def test_spaces_that_xml_readers_would_fold_are_preserved(string):
    assert f'xml:space="preserve" fill="#000000">{string}</text>' in render_svg(page(text(string)))
    assert "preserve" not in render_svg(page(text("a b")))


def test_markup_in_texts_is_text():
    string = "</text><script>alert(1)</script>&lt;]]>"
    root = ET.fromstring(render_svg(page(text(string))))  # noqa: S314 - our own
    assert [element.text for element in root.iter() if element.tag.endswith("text")] == [string]
    assert not [element for element in root.iter() if "script" in element.tag]


def test_markup_and_line_feeds_in_attributes_are_text():
    label = "\"/><script x='\n\t'>"
    svg = render_svg(page(group(Role.FIGURE, label=label)))
    assert ET.fromstring(svg)[1].get("aria-label") == label  # noqa: S314 - our own
    assert len(svg.splitlines()) == 5


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ufffe", "\ud800"])
def test_a_character_that_xml_cannot_hold_is_a_diagnostic(character):
    for bad in (page(text(f"a{character}")), page(title=f"a{character}"), page(group(Role.FIGURE, label=character))):
        with pytest.raises(ScorepressError, match=f"page 1 holds the character U\\+{ord(character):04X}") as raised:
            render_svg(bad)
        assert raised.value.diagnostics[0].code is Code.MISSING_GLYPH
        assert raised.value.diagnostics[0].hints


def test_every_element_is_svg():
    """What svgwrite's own validator says of elements and attributes, ARIA, `data-` and languages aside."""
    validator = get_validator("full")
    ours = re.compile(r"role|aria-.*|data-.*|lang|\{http://www.w3.org/XML/1998/namespace\}.*")
    for element in ET.fromstring(render_svg(EVERYTHING)).iter():  # noqa: S314 - our own
        name = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        for child in element:
            validator.check_valid_children(name, child.tag.removeprefix("{http://www.w3.org/2000/svg}"))
        for key, value in element.items():
            if not ours.fullmatch(key):
                validator.check_svg_attribute_value(name, "xlink:href" if key == "href" else key, value)


def test_the_same_page_is_the_same_text_in_another_process():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_svg; print(test_svg.render_svg(test_svg.EVERYTHING))"
    )
    folder = os.path.dirname(__file__)  # noqa: PTH120 - a plain string for the command
    run = subprocess.run(
        [sys.executable, "-c", code, folder],
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode() == EXPECTED + "\n"


def test_embedded_fonts_hold_what_the_page_uses():
    svg = render_svg(EVERYTHING, embed_fonts=True)
    style = svg.splitlines()[3]
    assert re.findall(
        r'@font-face\{font-family:"([^"]*)";font-weight:(\d+);src:url\(data:font/woff;base64,', style
    ) == [
        ("Noto Sans", "400"),
        ("Noto Sans", "700"),
    ]
    assert svg.replace(style + "\n", "") == EXPECTED
    assert ET.fromstring(svg)[1].tag.endswith("style")  # noqa: S314 - our own
    assert render_svg(EVERYTHING, embed_fonts=True) == svg
