"""`scorepress review --accept`: writes what is approved into the snapshots that the tests compare."""

from collections.abc import Collection, Iterator
from pathlib import Path

import click

from scorepress.apps.review_run import DRAWN, Wish
from scorepress.apps.review_states import two_states
from scorepress.apps.students import Inputs, Students
from scorepress.export.transcript import transcript
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Record
from scorepress.model.review import Concern, Item, Review
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project
from scorepress.pipeline.review_approve import Approver
from scorepress.pipeline.review_snapshots import page_drawing, semantic_sections, semantic_text
from scorepress.resources import builtin
from scorepress.workspace import Output, Workspace, read_text, scratch

WORDS = "tests/__snapshots__/test_pages/test_words[{report}-{lang}].txt"
DRAWING = "tests/__snapshots__/test_pages/test_drawings[{report}-{lang}-{student}-{page}].svg"
HEARD = "tests/__snapshots__/test_accessibility/test_transcripts[{report}-{langs}].txt"
PICTURES = """\
Pictures of the documentation show no student of the tests. If they show what changed:
  ./scorepress test tests/test_gallery.py --snapshot-update    the components
  make pictures                                                the page in the README
Both change nothing else; look at them with `git diff`, then commit all."""
STUDENTS = "tests/data/students/{report}.jsonl"


def accept_items(workspace: Workspace, wish: Wish, review: Review, wanted: Collection[str]) -> None:
    """Approve items by id, or all of a message by its name; nothing wanted means everything.

    Raises ScorepressError when there is no such item, it cannot be approved, or the project has no snapshots.
    """
    root = workspace.project or builtin()
    if not (root / DRAWN).is_dir():
        message = "this project has no snapshots: `tests/__snapshots__` is not there"
        hint = "snapshots are kept in a clone of scorepress; elsewhere, commit the change to approve it"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
    items = _wanted(review, wanted)
    written: list[str] = []
    waiting: set[str] = set()
    with two_states(workspace, wish.base, wish.head) as states:
        for report in dict.fromkeys(item.report for item in items):
            opened = [open_project(state.workspace, report)[0] for state in states]
            before, after = opened
            if before is None or after is None:
                continue
            own = [item for item in review.items if item.report == report and item.concern is not Concern.FIT]
            approver = Approver(Press(before.template), Press(after.template), own, {item.id for item in items})
            written += _Snapshots(root, report, approver, after).write()
            waiting |= approver.pending
    for item in items:
        click.echo(f"approved: {item.id}")
    click.echo(f"{len(written)} snapshot{'s' if len(written) != 1 else ''} written; `git diff tests` shows them.")
    if waiting:
        click.echo(f"still to approve: {', '.join(sorted(waiting))}; `./scorepress test` is red until then.")
    elif {item.report for item in review.items} == {item.report for item in items}:
        click.echo(PICTURES)


def _wanted(review: Review, wanted: Collection[str]) -> list[Item]:
    good = [item for item in review.items if item.concern is not Concern.FIT]
    if not wanted:
        refused = [item for item in review.items if item.concern is Concern.FIT]
        for item in refused:
            click.echo(f"not approved, because it does not fit: {item.id}", err=True)
        return good
    found: dict[str, Item] = {}
    for name in wanted:
        matching = [item for item in good if name in (item.id, item.about)]
        if not matching:
            unfit = any(name in (item.id, item.about) for item in review.items)
            message = f"`{name}` does not fit, and cannot be approved" if unfit else f"no change is named `{name}`"
            known = ", ".join(f"`{item.id}`" for item in good) or "there is none"
            hint = "shorten the wording, or give it more room" if unfit else f"changes: {known}"
            raise ScorepressError([Diagnostic(Code.CHANGE, Severity.ERROR, message, None, (), (hint,))])
        found |= {item.id: item for item in matching}
    return list(found.values())


class _Snapshots:
    """The snapshots of one report."""

    def __init__(self, root: Path, report: str, approver: Approver, opened: Opened) -> None:
        self.root, self.report, self.approver, self.opened = root, report, approver, opened
        self.press = approver.after
        self.written: list[str] = []

    def write(self) -> list[str]:
        """Write words first: what is approved in them decides on the drawings. Gives the paths of what changed."""
        students = self._records(self.root / STUDENTS.format(report=self.report))
        for lang in self.press.languages:
            self._words(lang, students)
        for file in sorted((self.root / DRAWN).glob(f"{self.report}.*.jsonl")):
            for record in self._records(file):
                if self.approver.touches(record):
                    self._drawings(record, file.name.split(".")[1])
        if self.approver.touches(students[0]):
            self._heard(students[0])
        return self.written

    def _words(self, lang: str, students: list[Record]) -> None:
        name = WORDS.format(report=self.report, lang=lang)
        stored = semantic_sections(self._stored(name))
        stored += [[] for _ in students[len(stored) :]]
        sections = [self.approver.section(one, lang, lines) for one, lines in zip(students, stored, strict=False)]
        self._put(name, semantic_text(sections))

    def _drawings(self, record: Record, student: str) -> None:
        for lang in self.press.languages:
            try:
                pages = self.press.pages(self.press.report(record, lang))
            except ScorepressError:  # an item of its own tells that it does not fit
                continue
            for page in pages:
                name = DRAWING.format(report=self.report, lang=lang, student=student, page=page.number)
                drawing = page_drawing(self.press, page)
                if drawing != self._stored(name) and self.approver.may_draw(record, lang, page.number):
                    self._put(name, drawing)

    def _heard(self, record: Record) -> None:
        folder = (self.root / HEARD).parent
        for file in sorted(folder.glob(f"test_transcripts[[]{self.report}-*.txt")):
            langs = file.name.removeprefix(f"test_transcripts[{self.report}-").removesuffix("].txt").split("+")
            if all(lang in self.press.languages and self.approver.may_draw(record, lang) for lang in langs):
                said = transcript(self.press.printed(record, langs).pdf)
                self._put(HEARD.format(report=self.report, langs="+".join(langs)), said)

    def _records(self, file: Path) -> list[Record]:
        with scratch() as database:
            return list(_good(Students(self.opened, Inputs((str(file),)), database)))

    def _stored(self, name: str) -> str:
        file = self.root / name
        return read_text(file, name) if file.is_file() else ""

    def _put(self, name: str, text: str) -> None:
        if text != self._stored(name):
            file = self.root / name
            Output(file.parent).write(file.name, text.encode())
            self.written.append(name)


def _good(students: Students) -> Iterator[Record]:
    return (row for row in students.rows() if isinstance(row, Record))
