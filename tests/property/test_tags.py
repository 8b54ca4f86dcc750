"""Whatever a page is made of, its tags and its drawing agree, and all its words are read in their order."""

from collections.abc import Iterable

import page as validator
from hypothesis import given, settings
from hypothesis import strategies as st

from scorepress.export.objects import read_objects
from scorepress.export.pdf import export_pdf
from scorepress.export.tags_check import structure_problems
from scorepress.export.tags_read import read_structure
from scorepress.model.color import Color
from scorepress.model.scene import FontKey, Group, Item, Line, Page, Rect, Role, Semantics, Stroke, Text
from scorepress.render.svg import render_svg
from scorepress.text.fonts import bundled_fonts

FONT = FontKey("Noto Sans TC", 400)
INK = Color(0, 0, 0)
WORDS = st.text("aÁẤ 您的(\\)re f012.", max_size=12)


def text(string: str, y: int) -> Item:
    return Text(54.0, float(y), string, FONT, 9.0, INK, bundled_fonts().width(string, FONT, 9))


def group(role: Role, items: list[Item], label: str | None = None) -> Item:
    level = 1 if role is Role.HEADING else None
    href = "https://example.org/" if role is Role.LINK else None
    return Group(Semantics(role, level=level, label=label, href=href), tuple(items))


TEXT = st.builds(text, WORDS, st.integers(20, 780))
SHAPE: st.SearchStrategy[Item] = st.sampled_from(
    [Rect(9, 9, 30, 30, INK), Rect(9, 9, 30, 30), Line(0, 5, 90, 5, Stroke(INK, 1.5, (1.5, 3)))]
)
DECORATION = st.builds(group, st.just(Role.ARTIFACT), st.lists(TEXT | SHAPE, max_size=3))
DRAWN = TEXT | SHAPE | DECORATION
LINK = st.builds(group, st.just(Role.LINK), st.lists(TEXT, min_size=1, max_size=3))
LEAF = st.builds(group, st.sampled_from([Role.PARAGRAPH, Role.HEADING, Role.NOTE]), st.lists(DRAWN | LINK, max_size=4))
FIGURE = st.builds(group, st.just(Role.FIGURE), st.lists(DRAWN | LEAF, max_size=4), st.just("a figure"))
ITEM = st.builds(group, st.just(Role.LIST_ITEM), st.lists(DRAWN | LEAF | FIGURE, max_size=3))
LIST = st.builds(group, st.just(Role.LIST), st.lists(ITEM | DECORATION | SHAPE, max_size=3))
BLOCK = DRAWN | LEAF | LIST | FIGURE | LINK
REGION = st.builds(group, st.just(Role.REGION), st.lists(BLOCK, max_size=4), st.just("a region"))


def said(items: Iterable[Item]) -> str:
    """All that is written and not decoration, without spaces."""
    strings = (
        item.string if isinstance(item, Text) else said(item.items) if isinstance(item, Group) else ""
        for item in items
        if not (isinstance(item, Group) and item.semantics.role is Role.ARTIFACT)
    )
    return "".join("".join(strings).split())


@settings(max_examples=40)
@given(st.lists(st.lists(REGION | BLOCK, max_size=4), min_size=1, max_size=2))
def test_tags_and_drawing_agree(pages: list[list[Item]]) -> None:
    svgs = [
        render_svg(Page(number, 612.0, 792.0, "zh-Hant", "A page", tuple(items)))
        for number, items in enumerate(pages, 1)
    ]
    pdf = export_pdf(svgs, title="x", lang="zh-Hant")
    structure = read_structure(read_objects(pdf))
    assert structure_problems(pdf) == ()
    assert ["".join("".join(s.words.values()).split()) for s in structure.sheets] == [said(items) for items in pages]
    for profile in ("ua1", "2a"):
        assert not validator.validate_pdf_bytes(pdf, profile=profile).failures
