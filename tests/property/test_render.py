"""Any scene: well-formed, canonical, the same on every run, and a PDF of the same words."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pypdfium2  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.export.pdf import export_pdf
from scorepress.model.color import Color
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.scene import (
    Circle,
    Group,
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
from scorepress.model.style import Style
from scorepress.model.template import CalloutLook, Theme
from scorepress.noun import replace
from scorepress.render.html import render_html
from scorepress.render.numbers import format_number
from scorepress.render.svg import render_svg
from scorepress.text.fonts import bundled_fonts

INK = Color(0, 0, 0)
THEME = Theme(
    612, 792, Color(255, 255, 255), {}, {}, ((11, 15),), CalloutLook(INK, Style("number", 11, 15, 700), INK)
)  # fmt: skip
POINTS = st.floats(-50, 850)
SIZES = st.floats(0, 300)
COLORS = st.builds(Color, *[st.integers(0, 255)] * 3)
STROKES = st.builds(Stroke, COLORS, st.floats(0.1, 9), st.sampled_from([(), (1.5, 3.0), (4.0,)]))
FONTS = st.sampled_from(bundled_fonts().keys)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=30)
DRAWABLE = st.text(st.sampled_from('abc XYZ ơẹữ 0123 –—’“*&<>"學校「，。'), min_size=1, max_size=30)
SEGMENTS = st.one_of(
    st.tuples(st.sampled_from("ML"), st.tuples(POINTS, POINTS)),
    st.tuples(st.sampled_from("hv"), st.tuples(POINTS)),
    st.just(("z", ())),
)
PATHS = st.lists(SEGMENTS, max_size=9).map(lambda rest: (("M", (1.0, 1.0)), *rest))
SHAPES = st.one_of(
    st.builds(Rect, POINTS, POINTS, SIZES, SIZES, st.none() | COLORS, st.none() | STROKES),
    st.builds(Line, POINTS, POINTS, POINTS, POINTS, STROKES),
    st.builds(Polygon, st.lists(st.tuples(POINTS, POINTS), min_size=3, max_size=6).map(tuple), COLORS),
    st.builds(Circle, POINTS, POINTS, SIZES, COLORS),
    st.builds(Path, PATHS, st.none() | COLORS, st.none() | STROKES),
)


def texts(strings):
    return st.builds(Text, POINTS, POINTS, strings, FONTS, st.floats(1, 40), COLORS, SIZES)


def scenes(strings):
    leaves = texts(strings) | SHAPES
    meanings = st.builds(
        Semantics,
        st.sampled_from(Role),
        st.none() | st.integers(1, 6),
        st.none() | strings,
        st.sampled_from([None, "vi", "zh-Hant"]),
        st.just("https://example.org/?a=1&b=2"),
        st.sampled_from([None, "n1"]),
    )
    groups = st.recursive(
        leaves,
        lambda inner: st.builds(Group, meanings, st.lists(inner, max_size=3).map(tuple), st.none() | strings),
        max_leaves=8,
    )
    items = st.lists(groups, max_size=5).map(tuple)
    return st.builds(Page, st.integers(1, 9), st.just(612.0), st.just(792.0), st.just("en"), strings, items)


def drawn(items):
    for item in items:
        if isinstance(item, Group):
            yield from drawn(item.items)
        elif isinstance(item, Text):
            yield item.string


@given(scenes(WORDS))
def test_any_scene_is_well_formed_and_keeps_its_words(page):
    svg = render_svg(page)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    found = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert found == list(drawn(page.items))
    assert (root[0].text or "") == page.title


@given(scenes(WORDS))
def test_any_scene_is_canonical(page):
    svg = render_svg(page)
    assert svg == render_svg(page)
    assert svg.endswith("</svg>\n")
    for line in svg.split("\n")[1:-1]:
        assert re.fullmatch(r" *<(/?\w+)[^<>]*>([^<>]*</\w+>)?", line), line


class Open(HTMLParser):
    """Counts the elements that are open, and fails where one is closed that is not."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@given(scenes(WORDS), st.booleans())
def test_any_scene_becomes_the_same_html_twice(page, once):
    """However roles are nested: no crash, every element closed, no markup from words."""
    pages = (page,) if once else (page, replace(page, number=page.number + 1), replace(page, lang="vi"))
    found = render_html(pages, THEME, title=page.title, names={})
    reader = Open()
    reader.feed(found)
    reader.close()
    assert reader.open == []
    assert found == render_html(pages, THEME, title=page.title, names={})
    assert not re.search(r"<script|\son\w+=|\sstyle=", re.sub(r'"[^"]*"|>[^<]*<', "", found))


@settings(max_examples=25)
@given(scenes(DRAWABLE))
def test_any_scene_becomes_the_same_pdf_twice(page):
    svg = render_svg(page)
    try:
        data = export_pdf([svg, svg], title=page.title, lang="en")
    except ScorepressError:
        assert svg.count(' id="n1"') > 1  # a note that is there twice cannot be referred to
        return
    assert data == export_pdf([svg, svg], title=page.title, lang="en")
    assert len(pypdfium2.PdfDocument(data)) == 2


@settings(max_examples=25)
@given(DRAWABLE.filter(lambda text: "  " not in f" {text} "), FONTS)
def test_any_text_comes_out_of_the_pdf(string, font):
    page = Page(1, 900.0, 200.0, "en", "x", (Text(50, 100, string, font, 11, Color(0, 0, 0), 0),))
    if bundled_fonts().missing(string, font):
        return
    data = export_pdf([render_svg(page)], title="x", lang="en")
    assert pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range() == string


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_near(value):
    written = format_number(value)
    assert abs(float(written) - value) <= 0.0005 + 1e-9
    assert re.fullmatch(r"-?\d+(\.\d{0,2}[1-9])?", written)
    assert written != "-0"
