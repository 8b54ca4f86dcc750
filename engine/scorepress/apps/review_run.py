"""A review from its beginning to its end: two states, given records, the files that are written."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from scorepress.apps.review_states import State, two_states
from scorepress.apps.say import PARTS
from scorepress.apps.students import Inputs, Row, Students
from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Record, Skipped
from scorepress.model.review import Concern, Item, Review
from scorepress.noun import Noun, replace
from scorepress.pipeline.load import load_samples
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project, report_names
from scorepress.pipeline.review import ReportReview, Rows, review_report
from scorepress.pipeline.review_items import item_id
from scorepress.resources import builtin
from scorepress.workspace import Output, Workspace, scratch

DRAWN = "tests/data/drawn"
"""Students of whom a project keeps snapshots."""


class Wish(Noun, frozen=True):
    """What is asked: revisions (None: where the work left main, and the working tree), a report, given records."""

    base: str | None
    head: str | None
    report: str | None
    inputs: Inputs | None


def review_project(workspace: Workspace, wish: Wish) -> Review:
    """Compare two states of a project, report by report.

    Raises ScorepressError when a state has mistakes, or git or the data cannot be read.
    """
    with two_states(workspace, wish.base, wish.head) as (before, after):
        names = [set(report_names(state.workspace)) for state in (before, after)]
        asked = {wish.report} if wish.report else names[0] | names[1]
        items: list[Item] = []
        found: list[ReportReview] = []
        languages: dict[str, tuple[str, str, str]] = {}
        changed = _changed(before, after)
        for name in sorted(asked):
            if name not in names[0] or name not in names[1]:
                items.append(_whole(name, new=name in names[1]))
            elif any(_concerns(path, name) for path in changed):
                opened = [_open(state, name) for state in (before, after)]
                languages |= {
                    one.code: (one.code, one.name, one.family) for side in opened for one in side.template.languages
                }
                found.append(_report(after, opened[0], opened[1], wish.inputs))
        given = [one.records for one in found if one.records is not None]
        every = sorted((*items, *(item for one in found for item in one.items)), key=_order)
        pages = tuple(pair for one in found for pair in one.pages)
        rooms = tuple(one.room for one in found if one.room)
        samples = sum(one.samples for one in found)
        records = max(given, default=0) if wish.inputs else None
        spoken = tuple(languages.values())
        kept = ((workspace.project or builtin()) / DRAWN).is_dir()
        return Review(before.name, after.name, tuple(every), pages, samples, records, spoken, rooms, kept)


def write_review(review: Review, html: Path | None, markdown: Path | None) -> None:
    """Write the files that were asked for. Raises ScorepressError when that is not possible."""
    if html is not None:
        from scorepress.render.review_html import render_review_html

        Output(html.parent).write(html.name, render_review_html(review).encode())
    if markdown is not None:
        from scorepress.render.review_markdown import render_review_markdown

        Output(markdown.parent).write(markdown.name, render_review_markdown(review).encode())


def _order(item: Item) -> int:
    return list(Concern).index(item.concern)


def _whole(name: str, *, new: bool) -> Item:
    fact = "the report is new" if new else "the report is no longer there"
    return Item(item_id(Concern.REPORT, name, fact), Concern.REPORT, name, name, facts=(fact,))


def _changed(before: State, after: State) -> frozenset[str]:
    """Paths of the project whose contents are not the same in both states."""
    states = [dict(_files(state.workspace)) for state in (before, after)]
    return frozenset(path for path in states[0].keys() | states[1].keys() if states[0].get(path) != states[1].get(path))


def _files(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    for root in reversed(workspace.roots):
        for part in PARTS:
            for file in sorted((root / part).rglob("*")):
                with suppress(OSError):  # whoever needs the file tells that it cannot be read
                    if file.is_file():
                        yield file.relative_to(root).as_posix(), file.read_bytes()


def _concerns(path: str, name: str) -> bool:
    """Whether a file may matter to a report: its own, and what all reports share."""
    parts = path.split("/")
    if parts[0] in ("layouts", "rules") and len(parts) > 2:
        return parts[1] == name
    if parts[0] == "locales" and path.endswith(".po"):
        return parts[-1] == f"{name}.po"
    return True


def _open(state: State, name: str) -> Opened:
    opened, found = open_project(state.workspace, name)
    if opened is None:
        hint = f"this is the state in {state.name}"
        raise ScorepressError(replace(one, hints=(*one.hints, hint)) for one in found)
    return opened


def _report(after: State, old: Opened, new: Opened, inputs: Inputs | None) -> ReportReview:
    same = (old.template.schema, old.plan, old.formats) == (new.template.schema, new.plan, new.formats)
    presses = Press(old.template), Press(new.template)
    samples = load_samples(after.workspace, new.template.schema)
    if inputs is None:
        return review_report(*presses, samples, same_records=same)
    with ExitStack() as stack:
        rows = _rows(
            [Students(one, inputs, stack.enter_context(scratch())) for one in ((new,) if same else (old, new))]
        )
        return review_report(*presses, samples, rows, same_records=same)


def _rows(students: list[Students]) -> Rows:
    """Each row of the data, as both states read it."""
    for rows in zip(*(one.rows() for one in students), strict=True):
        read = tuple(_read(row) for row in rows)
        yield read[0], read[-1]


def _read(row: Row) -> Record | str:
    if isinstance(row, Record):
        return row
    return f"no report: {row.reason}" if isinstance(row, Skipped) else "quarantine"
