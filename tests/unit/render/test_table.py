"""Decision tables: which conditions become columns, and what stands in their cells."""

from html.parser import HTMLParser

import pytest

from scorepress.model.decisions import DecisionCell
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.render.table import cell_in_words, make_tables
from scorepress.render.table_html import render_table_html
from scorepress.render.table_markdown import render_table_markdown

RULES = """
skip when pool is "south": "Elsewhere & <later>."
  from handbook "Who"
always when can dive, not fears deep water
message mood
  when swam this season and can dive and laps this season is at least 5: "{name} | swims."
  when not swam this season: nothing
    because "Nobody asked."
  when swam this season and not (can dive and laps this season is at least 5): show the picture
  from handbook "Moods, page 1 | 2"
message badge name, for each season
  when badge that season is 3: "Gold {{}}"
  when badge that season is one of 1, 2, from school year 2024-25: "Silver"
  when badge that season is one of 1, 2, until school year 2023-24: ?
  when badge that season is unknown: nothing
message odd
  when (can dive or pool is "north") and laps this season is known and laps this season is not 3: "a"
  when not (can dive or pool is "north"): "b"
question 2 "What <is> it?"
  assume "A guess."
  at mood
question 1 "Answered?"
  assume "No."
  at mood
  answer "Yes." on 2026-05-31
question 3 "Of nothing?"
  assume "So be it."
"""


@pytest.fixture(scope="module")
def parse(root):
    suite = root / "tests" / "suite" / "rules"
    schema = parse_record_schema(Source("s", (suite / "swimmer.schema.json").read_text(encoding="utf-8")))
    vocabulary = Source("vocabulary.rules", (suite / "vocabulary.rules").read_text(encoding="utf-8"))

    def parse(text):
        reporter = Reporter()
        book = parse_rules([vocabulary, Source("rules/swim/a.rules", text)], schema, reporter)
        assert book is not None, reporter.found
        return book

    return parse


@pytest.fixture(scope="module")
def book(parse):
    return make_tables(parse(RULES), "swim")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("can dive", "yes"),
        ("not can dive", "no"),
        ("laps this season is 5", "5"),
        ("not laps this season is 5", "not 5, or unknown"),
        ("laps this season is not 5", "not 5"),
        ("not laps this season is not 5", "5, or unknown"),
        ("laps this season is at least 5", "at least 5"),
        ("laps this season is at most 5", "at most 5"),
        ("laps this season is between 5 and 7", "5 to 7"),
        ("not laps this season is between 5 and 7", "not 5 to 7, or unknown"),
        ("laps this season is one of 5, 6, 7", "5, 6 or 7"),
        ("laps this season is one of 5", "5"),
        ("laps this season is known", "known"),
        ("not laps this season is known", "unknown"),
        ("not laps this season is unknown", "known"),
        ('pool is "north"', "“north”"),
        ("school year is 2025-26", "2025-26"),
        ("laps this season is unknown or laps this season is 3", "unknown or 3"),
        ("not (laps this season is 4 or laps this season is 3)", "not (4 or 3)"),
        ("laps this season is known and (laps this season is 4 or laps this season is 3)", "known and (4 or 3)"),
    ],
)
def test_the_words_of_a_cell(parse, condition, words):
    assert cell_in_words(parse(f"fact f means {condition}").facts["f"].condition) == words


def test_conditions_of_one_phrase_are_columns_others_stand_across_them(book):
    mood, badge, odd = book.tables
    assert mood.columns == ("swam this season", "can dive", "laps this season")
    assert [row.cells for row in mood.rows] == [
        (DecisionCell(0, 1, "yes"), DecisionCell(1, 1, "yes"), DecisionCell(2, 1, "at least 5")),
        (DecisionCell(0, 1, "no"),),
        (DecisionCell(0, 1, "yes"), DecisionCell(1, 2, "not (can dive and laps this season is at least 5)")),
    ]
    assert (badge.each, badge.bindings) == ("season", ("this season", "last season", "first season"))
    assert badge.columns == ("badge that season",)
    assert [row.years for row in badge.rows] == ["", "from school year 2024-25", "until school year 2023-24", ""]
    assert odd.columns == ("laps this season",)
    assert odd.rows[0].cells == (DecisionCell(0, 1, "known and not 3"),)
    assert [row.further for row in odd.rows] == ['(can dive or pool is "north")', 'not (can dive or pool is "north")']


def test_questions_stand_with_their_tables_in_order(book):
    assert [question.number for question in book.tables[0].questions] == [1, 2]
    assert [question.number for question in book.questions] == [1, 2, 3]


def test_markdown(book):
    text = render_table_markdown(book)
    assert '| pool is "south" | Elsewhere & \\<later\\>. | Handbook of the swimming school: “Who” | 2 |' in text
    assert (
        text.count("## mood\n\n- Handbook of the swimming school: “Moods, page 1 \\| 2”\n- `rules/swim/a.rules:5`") == 1
    )
    assert (
        "| swam this season | can dive | laps this season | condition | says | because | line |\n"
        "|---|---|---|---|---|---|---|\n"
        "| yes | yes | at least 5 | – | “{name} \\| swims.” |  | 6 |\n"
        "| no | – | – | – | nothing | Nobody asked. | 7 |\n"
        "| yes | – | – | not (can dive and laps this season is at least 5) | show the picture |  | 9 |\n"
    ) in text
    assert "| 1 or 2 | until school year 2023-24 | ? | 14 |" in text
    assert "> **Question 2:** What \\<is\\> it? **Open.** Assumed: A guess." in text
    assert "> **Question 1:** Answered? **Answered 2026-05-31:** Yes." in text
    assert text.endswith(
        "## Questions about no single table\n\n> **Question 3:** Of nothing? **Open.** Assumed: So be it.\n"
    )


def test_rows_of_markdown_have_as_many_cells_as_their_heads(book):
    for block in render_table_markdown(book).split("\n\n"):
        if block.startswith("|"):
            widths = {line.replace("\\|", "").count("|") for line in block.splitlines()}
            assert len(widths) == 1, block


VOID = {"meta", "col", "br"}


class Reader(HTMLParser):
    """Reads a page as strictly as XML: every element is closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        assert len({name for name, _ in attrs}) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page(book):
    reader = Reader()
    reader.feed(render_table_html(book))
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_is_whole_and_says_its_language(page, book):
    assert render_table_html(book).startswith('<!DOCTYPE html>\n<html lang="en">')
    tags = {tag for tag, _ in page.seen}
    assert {"header", "main", "nav", "h1", "h2", "table", "title"} <= tags
    assert not {"script", "link", "img", "iframe"} & tags
    assert "Elsewhere & <later>." in page.text


def test_nothing_is_fetched_from_elsewhere(book):
    html = render_table_html(book)
    assert "http:" not in html
    assert "https:" not in html
    assert html.count("url(") == html.count("url(data:font/woff;base64,") == 2


def test_every_heading_cell_says_what_it_heads(page):
    cells = [attrs for tag, attrs in page.seen if tag == "th"]
    assert cells
    assert {attrs.get("scope") for attrs in cells} == {"col", "colgroup", "row"}


def test_links_and_labels_lead_somewhere_and_ids_are_unique(page):
    ids = [attrs["id"] for _, attrs in page.seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in page.seen:
        assert attrs.get("aria-labelledby", ids[0]) in ids
        assert (attrs.get("href") or f"#{ids[0]}").removeprefix("#") in ids


def test_each_line_of_a_table_fills_its_columns(book):
    html = render_table_html(book)
    for table in html.split("<table")[1:]:
        body = table.split("<tbody>")[1].split("</tbody>")[0]
        widths = set()
        for row in body.strip().split("</tr>")[:-1]:
            spans = [int(part.split('"')[0]) for part in row.split('colspan="')[1:]]
            widths.add(row.count("<td") + row.count("<th") + sum(spans) - len(spans))
        columns = table.count("<col>")
        assert len(widths) == 1
        assert not columns or widths == {columns}


def test_cases_of_a_proof_are_shown_when_they_were_counted(parse):
    book = make_tables(parse(RULES), "swim", {"mood": (12, (5, 6, 1))})
    html, markdown = render_table_html(book), render_table_markdown(book)
    assert "<span>Proved: each of the 12 cases has exactly one line</span>" in html
    assert html.count('<td class="cases">') == 3
    assert "- Proved: each of the 12 cases has exactly one line" in markdown
    assert "| no | – | – | – | nothing | Nobody asked. | 6 | 7 |" in markdown
    assert html.count("Not proved: ") == markdown.count("Not proved: ") == 2
    assert "Not proved" not in render_table_html(make_tables(parse(RULES), "swim"))
