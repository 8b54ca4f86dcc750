"""Pages with everything that can have a meaning, for the tests of tags."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from scorepress.export.pdf import export_pdf
from scorepress.model.color import Color
from scorepress.model.scene import Circle, FontKey, Group, Item, Line, Page, Path, Rect, Role, Semantics, Stroke, Text
from scorepress.noun import replace
from scorepress.render.svg import render_svg
from scorepress.text.fonts import bundled_fonts

INK, BLUE = Color(0, 0, 0), Color(11, 63, 115)
REGULAR, HAN = FontKey("Noto Sans", 400), FontKey("Noto Sans TC", 400)


def text(string: str, x: float = 54.0, y: float = 72.0, font: FontKey = REGULAR, size: float = 11.0) -> Text:
    return Text(x, y, string, font, size, INK, bundled_fonts().width(string, font, size))


def group(role: Role, *items: Item, **meaning: str | int) -> Group:
    return Group(Semantics(role, **meaning), items)  # type: ignore[arg-type]


def lines(role: Role, *strings: str, y: float = 72.0, font: FontKey = REGULAR, **meaning: str | int) -> Group:
    """A leaf of one or more lines."""
    return group(role, *(text(string, y=y + 15 * i, font=font) for i, string in enumerate(strings)), **meaning)


def front(lang: str = "en") -> Page:
    """A page of text: headings, paragraphs, a list, a link on two lines."""
    rule = group(Role.ARTIFACT, Line(54, 80, 558, 80, Stroke(INK, 0.5)))
    link = group(Role.LINK, text("example.org/", y=200), text("reports", y=215), href="https://example.org/báo-cáo?a=1")
    return Page(
        1,
        612.0,
        792.0,
        lang,
        f"Report ({lang})",
        (
            group(Role.ARTIFACT, Rect(0, 0, 612, 792, Color(255, 255, 255))),
            group(
                Role.REGION,
                lines(Role.HEADING, "The", "first heading", level=1),
                rule,
                lines(Role.PARAGRAPH, "Two lines with", "a space, and a self-", "made hyphen.", y=100),
                lines(Role.PARAGRAPH, "Bonjour", y=160, lang="fr"),
                label="First",
            ),
            group(
                Role.REGION,
                lines(Role.HEADING, "Second", y=180, level=2),
                group(Role.PARAGRAPH, text("Go to", y=185), link, text("today.", x=120, y=215)),
                group(
                    Role.LIST,
                    group(Role.LIST_ITEM, lines(Role.PARAGRAPH, "Name", y=240), lines(Role.PARAGRAPH, "Ánh", y=255)),
                    group(Role.LIST_ITEM, group(Role.ARTIFACT, Circle(60, 268, 3, INK)), text("Plain", y=270)),
                ),
            ),
        ),
    )


def back(lang: str = "en") -> Page:
    """A page with a gauge, a table and a note."""
    gauge = group(
        Role.FIGURE,
        Rect(318.5, 300.5, 100, 50, BLUE, Stroke(INK, 1)),
        lines(Role.PARAGRAPH, "651*", y=330),
        Path((("M", (430, 300)), ("h", (12,)), ("v", (-6,)), ("L", (430, 290)), ("z", ())), BLUE),
        label="Gauge: 651 of 699.",
        lang="en",
    )
    table = group(
        Role.TABLE,
        group(
            Role.ROW,
            group(Role.CELL),
            group(Role.COLUMN_HEADER, lines(Role.PARAGRAPH, "Last year", y=400), lines(Role.PARAGRAPH, "2025", y=410)),
            lines(Role.COLUMN_HEADER, "This year", y=400),
        ),
        group(
            Role.ROW,
            lines(Role.ROW_HEADER, "Score", y=430),
            group(Role.CELL),
            lines(Role.CELL, "651*", y=430, refers="star"),
        ),
    )
    return Page(
        2,
        612.0,
        792.0,
        lang,
        f"Report ({lang})",
        (
            group(
                Role.REGION,
                lines(Role.HEADING, "Results", level=1),
                lines(Role.HEADING, "This year", y=100, level=2),
                gauge,
                table,
                Line(54, 440, 558, 440, Stroke(INK, 1.5, (1.5, 3))),
                label="Results",
            ),
            lines(Role.NOTE, "* The lowest", "score was given.", y=700, id="star"),
            text("Page 2", y=756),
        ),
    )


def foreign(page: Page) -> Page:
    """The same page in another language, in its script."""
    return replace(
        page,
        lang="zh-Hant",
        title="成績報告",
        items=(lines(Role.HEADING, "您的孩子獲得", "651分，等級2", font=HAN, level=1), *page.items),
    )


@pytest.fixture(scope="session")
def paper() -> SimpleNamespace:
    """The pages, and what they are made of."""
    return SimpleNamespace(
        text=text,
        group=group,
        lines=lines,
        front=front,
        back=back,
        foreign=foreign,
        page=lambda *items: Page(1, 612.0, 792.0, "en", "A page", items),
    )


@pytest.fixture(scope="session")
def make() -> Callable[..., bytes]:
    """Export pages, or SVG texts, as one PDF."""

    def export(*pages: Page | str, title: str = "Report", lang: str = "en") -> bytes:
        svgs = [render_svg(page) if isinstance(page, Page) else page for page in pages]
        return export_pdf(svgs, title=title, lang=lang)

    return export


@pytest.fixture(scope="session")
def english(make: Callable[..., bytes]) -> bytes:
    """A file of two pages."""
    return make(front(), back())


@pytest.fixture(scope="session")
def bilingual(make: Callable[..., bytes]) -> bytes:
    """A file of four pages, two languages after each other."""
    return make(front(), back(), foreign(front()), foreign(back()))
