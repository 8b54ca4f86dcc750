"""What reviewers approve, as text: the pages of some students in words, and how some of them are drawn.

The *semantic* snapshot has a line for each thing that a screen reader meets, with the row that chose it, and a line
for each region with its place. The *page* is the drawing. Neither knows lines of files, so that a comment changes
nothing.
"""

import re
from collections.abc import Sequence

from scorepress.model.record import Record
from scorepress.model.rows import row_in_words
from scorepress.model.rules import RuleBook
from scorepress.model.scene import Group, Page, Role
from scorepress.pipeline.press import Press
from scorepress.pipeline.review_scene import region_boxes
from scorepress.render.heard import heard_lines

STUDENT = "# student "


def semantic_lines(press: Press, record: Record, lang: str) -> tuple[str, ...]:
    """The pages of one student in one language. Raises ScorepressError when something does not fit."""
    rows = _Rows(press.template.book)
    lines: list[str] = []
    for page in press.pages(press.report(record, lang)):
        lines += [f"## page {page.number} ({page.lang}): {page.title}", *heard_lines(page, _Notes(page, rows))]
    return tuple(lines)


def semantic_text(sections: Sequence[Sequence[str]]) -> str:
    """The snapshot of a report in a language: its students, one after the other."""
    lines = [line for number, section in enumerate(sections, 1) for line in (f"{STUDENT}{number}", *section)]
    return "\n".join(lines) + "\n"


def semantic_sections(text: str) -> list[list[str]]:
    """The students of a snapshot again."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(STUDENT):
            found.append([])
        elif found:
            found[-1].append(line)
    return found


def page_drawing(press: Press, page: Page) -> str:
    """A page as SVG, without the lines of rule files."""
    return re.sub(r' data-rule="[^"]*"', "", press.svg(page))


class _Rows:
    """Rows by their place: `rules/x/overall.rules:60` -> the message and its condition."""

    def __init__(self, book: RuleBook) -> None:
        self.names = {
            f"{row.span.path}:{row.span.line}": f"{message.name}: {row_in_words(book, row)}"
            for message in book.messages.values()
            for row in message.rows
        }

    def named(self, group: Group) -> str:
        """` ‹message: condition›`, empty for wording of the layout."""
        name = self.names.get(group.rule or "")
        return f" ‹{name}›" if name else ""


class _Notes:
    """What is written behind a part of a page: the row that chose its words; of a region, where it is, in points."""

    def __init__(self, page: Page, rows: _Rows) -> None:
        self.boxes, self.rows = region_boxes(page), rows

    def __call__(self, group: Group) -> str:
        """` ‹message: condition›` or ` [region at x, y: width × height]`."""
        if group.semantics.role is not Role.REGION:
            return self.rows.named(group)
        box = self.boxes.get(group.region or "")
        if box is None:
            return ""
        numbers = tuple(f"{round(number, 1):g}" for number in (box.x, box.y, box.width, box.height))
        return f" [{group.region} at {numbers[0]}, {numbers[1]}: {numbers[2]} × {numbers[3]}]"
