"""What stands in an HTML document: words and meaning of the pages, nothing that runs, nothing from elsewhere."""

import base64
import hashlib
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.scene import (
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
from scorepress.model.template import Theme
from scorepress.noun import replace
from scorepress.render.html import render_html

INK, BLUE, PAPER = Color(0, 0, 0), Color(11, 63, 115), Color(255, 255, 255)
REGULAR = FontKey("Noto Sans", 400)
THEME = Theme(612, 792, PAPER, {}, {}, ((18, 20), (11, 15), (9, 12)), None)  # type: ignore[arg-type]
VOID = {"meta", "br", "link", "img", "hr"}


def text(string, x=54.0, y=72.0, **change):
    return replace(Text(x, y, string, REGULAR, 11.0, INK, 50.0), **change)


def group(role, *items, text=None, region=None, **meaning):
    return Group(Semantics(role, **meaning), items, region, text=text)


def page(*items, **change):
    paper = group(Role.ARTIFACT, Rect(0, 0, 612, 792, PAPER))
    return replace(Page(1, 612.0, 792.0, "en", "A page", (paper, *items)), **change)


def html(*pages, title="A report", names=None, **options):
    return render_html(pages, THEME, title=title, names=names or {}, **options)


class Node:
    """An element: its name, attributes and children, which are nodes and strings."""

    def __init__(self, name, attributes, parent):
        self.name, self.attributes, self.parent, self.children = name, dict(attributes), parent, []

    def all(self, name):
        """The elements of a name in it, in order."""
        for child in self.children:
            if isinstance(child, Node):
                if child.name == name:
                    yield child
                yield from child.all(name)

    def words(self):
        return "".join(
            child if isinstance(child, str) else "\n" if child.name == "br" else child.words()
            for child in self.children
        )


class Reader(HTMLParser):
    """Reads strictly: each element is closed where it should be."""

    def __init__(self, markup):
        super().__init__()
        self.top = self.here = Node("", {}, None)
        self.feed(markup)
        self.close()
        assert self.here is self.top

    def handle_starttag(self, name, attributes):
        assert len({key for key, _ in attributes}) == len(attributes), f"an attribute twice in {name}"
        node = Node(name, attributes, self.here)
        self.here.children.append(node)
        if name not in VOID:
            self.here = node

    def handle_startendtag(self, name, attributes):
        self.here.children.append(Node(name, attributes, self.here))

    def handle_endtag(self, name):
        assert self.here.name == name, f"</{name}> where <{self.here.name}> is open"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(data)


def read(markup):
    return Reader(markup).top


SECTION = group(
    Role.REGION,
    group(Role.ARTIFACT, Line(54, 50, 558, 50, Stroke(INK, 0.5))),
    group(Role.HEADING, text("Overall"), text("Score", y=90), text="Overall Score", level=2),
    group(Role.PARAGRAPH, text("One two", y=120), text("three", y=135), text="One two\nthree"),
    label="Overall",
    region="overall",
)
TABLE = group(
    Role.REGION,
    group(
        Role.TABLE,
        group(Role.ROW, group(Role.CELL), group(Role.COLUMN_HEADER, text("This year", 186, 90))),
        group(
            Role.ROW, group(Role.ROW_HEADER, text("Score", 54, 110)),
            group(Role.CELL, text("651*", 186, 110), refers="note"),
        ),
    ),
    group(Role.NOTE, text("* A note", y=140), id="note"),
)  # fmt: skip
GAUGE = group(
    Role.FIGURE, Rect(100, 100, 50, 20, BLUE), group(Role.PARAGRAPH, text("Level 2", 110, 114, color=PAPER)),
    Polygon(((153, 110), (160, 105), (160, 115)), BLUE), label='Gauge: <level> "2"',
)  # fmt: skip


def test_a_document_has_language_title_and_landmarks():
    top = read(html(page(SECTION), title="A <report> & more"))
    (root,) = top.all("html")
    assert root.attributes == {"lang": "en"}
    assert [node.words() for node in top.all("title")] == ["A <report> & more"]
    assert len(list(top.all("main"))) == len(list(top.all("nav"))) == 1
    (article,) = top.all("article")
    assert article.attributes["lang"] == "en"


def test_a_region_with_a_heading_is_named_by_it_and_linked():
    top = read(html(page(SECTION)))
    (section,), (heading,) = top.all("section"), top.all("h2")
    assert section.attributes["aria-labelledby"] == heading.attributes["id"]
    assert heading.words() == "Overall Score"
    (link,) = next(top.all("nav")).all("a")
    assert link.attributes["href"] == f"#{section.attributes['id']}"
    assert link.words() == "Overall"


def test_a_region_without_a_heading_says_its_name_and_one_without_a_name_is_no_section():
    named = replace(SECTION, items=SECTION.items[2:])
    assert next(read(html(page(named))).all("section")).attributes["aria-label"] == "Overall"
    nameless = replace(SECTION, semantics=Semantics(Role.REGION))
    top = read(html(page(nameless)))
    assert not list(top.all("section"))
    assert not list(top.all("nav"))


def test_lines_that_were_broken_are_one_text_and_lines_that_end_stay():
    words = [node.words() for node in read(html(page(SECTION))).all("p")]
    assert words == ["One two\nthree"]


@pytest.mark.parametrize(
    ("lang", "lines", "joined"),
    [
        ("en", ("one", "two"), "one two"),
        ("en", ("grade-", "level"), "grade-level"),
        ("en", ("Level 3—", "Fluent"), "Level 3—Fluent"),
        ("zh-Hant", ("英語", "能力"), "英語能力"),
        ("vi", ("tiếng", "Anh"), "tiếng Anh"),
    ],
)
def test_lines_of_a_leaf_whose_words_are_unknown_are_joined_by_language(lang, lines, joined):
    leaf = group(Role.PARAGRAPH, *(text(line, y=72 + 15 * n) for n, line in enumerate(lines)))
    (found,) = read(html(page(leaf, lang=lang))).all("p")
    assert found.words() == joined


def test_a_table_has_head_scopes_and_a_link_to_its_note():
    top = read(html(page(TABLE)))
    (table,) = top.all("table")
    assert [(th.words(), th.attributes["scope"], th.parent.parent.name) for th in table.all("th")] == [
        ("This year", "col", "thead"),
        ("Score", "row", "tbody"),
    ]
    assert [node.attributes["role"] for node in table.all("tr")] == ["row", "row"]
    (link,) = table.all("a")
    note = next(node for node in top.all("p") if node.attributes.get("role") == "doc-footnote")
    assert link.attributes == {"href": f"#{note.attributes['id']}", "role": "doc-noteref"}
    assert link.words() == "651*"


def test_a_figure_is_one_picture_with_its_alternative_and_keeps_texts_in_their_widths():
    top = read(html(page(GAUGE)))
    (svg,) = top.all("svg")
    assert svg.attributes["role"] == "img"
    assert svg.attributes["aria-label"] == 'Gauge: <level> "2"'
    assert svg.attributes["viewbox"] == "99.75 99.75 60.5 20.5"
    (inside,) = svg.all("text")
    assert inside.attributes["textlength"] == "50"
    assert not list(top.all("p"))


def test_words_on_a_filled_box_bring_the_box_along():
    box = group(Role.ARTIFACT, Rect(54, 100, 240, 105, BLUE))
    result = group(Role.LIST, group(Role.LIST_ITEM, group(Role.PARAGRAPH, text("651", 66, 150, color=PAPER))))
    markup = html(page(group(Role.REGION, box, result)))
    (found,) = read(markup).all("ul")
    look = next(name for name in found.attributes["class"].split() if f".{name}{{background:" in markup)
    assert f".{look}{{background:#0b3f73;padding:1.091rem}}" in markup
    assert found.attributes["role"] == "list"


def test_lists_stay_lists_and_what_is_drawn_in_an_item_is_decoration():
    mark = group(Role.ARTIFACT, Rect(54, 100, 40, 40, BLUE), text("3", 60, 120))
    item = group(Role.LIST_ITEM, mark, group(Role.PARAGRAPH, text("Level 3", 110, 120)))
    (found,) = read(html(page(group(Role.LIST, item)))).all("li")
    (svg,) = found.all("svg")
    assert svg.attributes["aria-hidden"] == "true"
    assert [node.words() for node in found.all("p")] == ["Level 3"]


def test_words_that_mean_nothing_are_seen_and_not_heard():
    (found,) = read(html(page(group(Role.REGION, group(Role.ARTIFACT, text("Page 1 of 2")))))).all("p")
    assert found.attributes["aria-hidden"] == "true"


def test_another_language_is_named_where_it_stands():
    spanish = group(Role.PARAGRAPH, text("Hola"), lang="es")
    pages = (page(spanish), page(group(Role.PARAGRAPH, text("Chào")), lang="vi"))
    markup = html(*pages, names={"en": "English", "vi": "Tiếng Việt"})
    top = read(markup)
    assert [node.attributes["lang"] for node in top.all("article")] == ["en", "vi"]
    assert [node.attributes.get("lang") for node in top.all("p")] == ["es", None]
    assert [node.words() for node in next(top.all("nav")).all("a")] == ["English", "Tiếng Việt"]


@pytest.mark.parametrize("href", ["https://example.org/?a=1&b=2", "mailto:a@example.org", "HTTPS://EXAMPLE.ORG"])
def test_links_lead_where_they_say(href):
    link = group(Role.LINK, text("example.org"), href=href)
    (found,) = read(html(page(group(Role.PARAGRAPH, link)))).all("a")
    assert found.attributes == {"href": href}


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "//example.org"])
def test_links_that_lead_anywhere_else_are_words(href):
    link = group(Role.LINK, text("example.org"), href=href)
    top = read(html(page(group(Role.PARAGRAPH, link))))
    assert not list(top.all("a"))
    assert [node.words() for node in top.all("p")] == ["example.org"]


NASTY = "</p><script>alert(1)</script><!-- \"'&lt; ]]>"


def test_markup_in_names_is_text_everywhere():
    leaf = group(Role.PARAGRAPH, text(NASTY), text=NASTY)
    figure = group(Role.FIGURE, text(NASTY), label=NASTY)
    region = group(Role.REGION, group(Role.HEADING, text(NASTY), level=2), leaf, figure, label=NASTY, region="r")
    top = read(html(page(region), title=NASTY, names={"en": NASTY}))
    assert not list(top.all("script"))
    assert [node.words() for node in (*top.all("title"), *top.all("p"), *top.all("h2"))] == [NASTY] * 3
    assert next(top.all("svg")).attributes["aria-label"] == NASTY
    assert next(top.all("nav")).words().strip() == NASTY


def test_characters_that_turn_the_direction_are_written_as_references():
    turned = "Ana \u202eevil\u2066"
    markup = html(page(group(Role.PARAGRAPH, text(turned), text=turned)), title=turned)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", markup)
    assert [node.words() for node in read(markup).all("p")] == [turned]


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ufffe", "\ud800"])
def test_a_character_that_no_page_can_show_is_a_diagnostic(character):
    with pytest.raises(ScorepressError) as caught:
        html(page(), title=f"a{character}")
    assert [found.code for found in caught.value.diagnostics] == [Code.MISSING_GLYPH]


def test_a_picture_travels_inside():
    picture = group(Role.FIGURE, Image(10, 10, 20, 20, b"pixels", "image/png"), label="A school")
    markup = html(page(picture))
    assert f"data:image/png;base64,{base64.b64encode(b'pixels').decode()}" in markup
    assert "img-src data:" in markup


def test_a_path_is_measured():
    code = Path((("M", (10, 20)), ("h", (30,)), ("v", (6,)), ("h", (-30,)), ("z", ())), fill=INK)
    (svg,) = read(html(page(group(Role.FIGURE, code, label="A code")))).all("svg")
    assert svg.attributes["viewbox"] == "9.75 19.75 30.5 6.5"


def policy(markup):
    (found,) = (m for m in read(markup).all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy")
    return dict(part.strip().split(" ", 1) for part in found.attributes["content"].split(";"))


@pytest.mark.parametrize("embed_fonts", [False, True])
def test_the_policy_allows_the_style_sheet_and_nothing_else(embed_fonts):
    markup = html(page(SECTION, GAUGE), embed_fonts=embed_fonts)
    (style,) = re.findall("<style>(.*?)</style>", markup, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    fonts = {"font-src": "data:"} if embed_fonts else {}
    assert policy(markup) == {
        "default-src": "'none'", "style-src": f"'sha256-{digest}'", "img-src": "data:", "base-uri": "'none'",
        "form-action": "'none'", **fonts,
    }  # fmt: skip
    assert not re.search(r"<script|<link|@import| style=| on\w+=", markup)
    assert set(re.findall(r"url\((\w+):", markup)) == ({"data"} if embed_fonts else set())


def test_fonts_come_along_when_they_are_asked_for():
    from io import BytesIO

    from fontTools.ttLib import TTFont

    markup = html(page(replace(SECTION, semantics=replace(SECTION.semantics, label="Überblick"))), embed_fonts=True)
    (data,) = re.findall(r"font-weight:400;src:url\(data:font/woff;base64,([^)]*)\)", markup)
    known = TTFont(BytesIO(base64.b64decode(data))).getBestCmap()
    assert set(map(ord, "Overall Score three Überblick")) <= set(known)


def test_the_same_pages_are_the_same_text_in_another_process():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_html as t;"
        "sys.stdout.write(t.html(t.page(t.SECTION, t.TABLE, t.GAUGE), embed_fonts=True))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, os.path.dirname(__file__)],  # noqa: PTH120 - a plain string for the command
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True, check=True,
    )  # fmt: skip
    assert run.stdout.decode() == html(page(SECTION, TABLE, GAUGE), embed_fonts=True)


# --- the reports ------------------------------------------------------------------------------------------------------


def said(items):
    """What the leaves and figures of a page say, in the order of reading."""
    for item in items:
        if not isinstance(item, Group) or item.semantics.role is Role.ARTIFACT:
            continue
        if item.semantics.role is Role.FIGURE:
            yield item.semantics.label
        elif item.text is not None:
            yield item.text.strip()
        else:
            yield from said(item.items)


def heard(node):
    """What the elements of a document say, in the order of reading, decoration aside."""
    for child in node.children:
        if not isinstance(child, Node) or child.attributes.get("aria-hidden") == "true":
            continue
        if child.name == "svg":
            yield child.attributes["aria-label"]
        elif child.name in {"p", "h1", "h2", "h3"} or (child.name in {"td", "th"} and not list(child.all("p"))):
            yield from [child.words()] if child.words() else []
        else:
            yield from heard(child)


@pytest.mark.parametrize("language", ["en", "es", "vi", "zh-Hant", "fil"])
@pytest.mark.parametrize("report", ["initial-alternate-elpac", "summative-alternate-elpac"])
def test_a_report_says_what_its_pages_say_and_nothing_more(samples, report, language):
    for student in range(len(samples.students(report))):
        pages = samples.pages(report, student, language)
        main = next(read(samples.press(report).html(pages, pages[0].title)).all("main"))
        assert list(heard(main)) == [words for page in pages for words in said(page.items) if words]


def written(items):
    """The words of leaves that are seen, decoration among them; what is written in drawings is a picture's."""
    for item in items:
        if isinstance(item, Group) and item.semantics.role is not Role.FIGURE:
            texts = [part.string for part in item.items if isinstance(part, Text)]
            yield from [item.text.strip() if item.text is not None else " ".join(texts)] if texts else []
            yield from written(item.items)


@pytest.mark.parametrize("report", ["initial-alternate-elpac", "summative-alternate-elpac"])
def test_decoration_with_words_is_seen(samples, report):
    """The labels of a line through drawings, page numbers, numerals in boxes: passed over by listeners, yet there."""
    for student in range(len(samples.students(report))):
        pages = samples.pages(report, student, "en")
        main = next(read(samples.press(report).html(pages, pages[0].title)).all("main"))
        leaves = [node.words() for name in ("p", "h1", "h2", "th", "td", "text") for node in main.all(name)]
        assert "" not in [node.words() for node in main.all("p")]
        for page in pages:
            for words in filter(None, written(page.items)):
                assert words in leaves
                leaves.remove(words)


def test_labels_of_a_line_through_drawings_stand_on_its_sides():
    labels = [group(Role.PARAGRAPH, text(string, 54, y), text=string) for string, y in (("Over", 105), ("Under", 117))]
    line = group(Role.ARTIFACT, *labels, Line(54, 109, 558, 109, Stroke(INK, 1.5, (1.5, 3.0))))
    row = group(Role.REGION, line, GAUGE, text="", region="history")
    (stage,) = (node for node in read(html(page(row))).all("div") if "stage" in node.attributes.get("class", ""))
    told = [(node.name, node.words().strip()) for node in stage.children if isinstance(node, Node)]
    assert [one for one in told if one[0] == "p"] == [("p", "Over"), ("p", "Under")]
    assert [name for name, _ in told] == ["p", "div", "p", "div"]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
@pytest.mark.parametrize("report", ["initial-alternate-elpac", "summative-alternate-elpac"])
def test_ids_are_unique_and_links_have_ends(samples, report, language):
    for student in range(len(samples.students(report))):
        pages = samples.pages(report, student, "en") + (
            samples.pages(report, student, language) if language != "en" else ()
        )
        markup = samples.press(report).html(pages, pages[0].title)
        ids = re.findall(r' id="([^"]*)"', markup)
        assert len(ids) == len(set(ids))
        ends = re.findall(r'(?:href="#|aria-labelledby=")([^"]*)"', markup)
        assert ends
        assert set(ends) <= set(ids)


def test_headings_do_not_skip_a_level(samples):
    for report in samples.reports:
        pages = samples.pages(report, 0, "en")
        levels = [int(n) for n in re.findall(r"<h(\d)", samples.press(report).html(pages, "x"))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_report_is_small(samples):
    pages = samples.pages("summative-alternate-elpac", 0, "en")
    press = samples.press("summative-alternate-elpac")
    assert len(press.html(pages, "x").encode()) < 35_000
    assert len(press.html(pages, "x", embed_fonts=True).encode()) < 55_000
