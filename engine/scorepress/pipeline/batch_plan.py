"""What a batch would make again, and why, without printing anything: the re-issue plan.

Each record is evaluated under the present project, and its content address and parts are compared with those that the
journal has. What cannot be known without drawing is not said: that a page does not fit is found by `batch`.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import zip_longest

from scorepress.model.diagnostic import ScorepressError
from scorepress.model.record import Record, RecordPlan, Rejected, Skipped
from scorepress.model.rules import Message
from scorepress.model.wording import Wording
from scorepress.noun import Noun, field
from scorepress.pipeline.batch import CHUNK, Row, record_hash, student_key
from scorepress.pipeline.batch_crew import Crew
from scorepress.pipeline.batch_parts import Part
from scorepress.pipeline.batch_sets import MEMBERS, Binding, strange
from scorepress.pipeline.batch_work import FATAL, Answer, Bench, Job, Task, print_chunk
from scorepress.pipeline.journal import Entry, Journal
from scorepress.pipeline.journal_spool import SortText, Thaw
from scorepress.pipeline.naming import Pattern

_TABLES = (
    "CREATE TABLE planned (student TEXT PRIMARY KEY, state TEXT, place TEXT, reasons TEXT, row INTEGER) WITHOUT ROWID",
    "CREATE TABLE named (fold TEXT PRIMARY KEY, student TEXT UNIQUE) WITHOUT ROWID",
    "CREATE TABLE member (student TEXT PRIMARY KEY, bundle TEXT, sort TEXT, told TEXT) WITHOUT ROWID",
)
STATES = ("new", "again", "unchanged", "skipped", "quarantined", "withdrawn")


class Reason(Noun, frozen=True):
    """Why a report is to be made again.

    kind: `data` (the record changed), `message` (wording of a row), `row` (another row is chosen), `layout` (wording of
    a layout), `block`, `region` (geometry or style), `scale` (score ranges), `look`, `fonts`, `engine`, `name` (another
    file name), `languages`, `lost` (the file is not there), `earlier` (an earlier row takes it away: of another
    student, with the file's name, or of the same one, without a report), `value` (anything else on the page). before,
    after: wording with its slots; None: there is none. rule: `file:line` of the row as it is now.
    """

    kind: str
    name: str = ""
    language: str = ""
    before: str | None = None
    after: str | None = None
    rule: str = ""


_Task = tuple[int, Record, str, str, Entry, tuple[str, ...]]
"""A record to be evaluated: its row, student and name, what the journal has, the languages."""


class Plan(Noun, dict=True):
    """The plan of one folder. scratch: a database for one line a student: the last row of a student counts."""

    job: Job
    bench: Bench
    pattern: Pattern
    member: Pattern
    plan: RecordPlan
    journal: Journal
    crew: Crew
    languages: Callable[[Record], tuple[str, ...]]
    scratch: sqlite3.Connection
    rows: int = 0
    _reasons: dict[Reason, int] = field(default_factory=dict)
    _lost: set[str] = field(default_factory=set)
    _chunk: list[_Task] = field(default_factory=list)
    _known: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    _projects: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def all(self, rows: Iterator[Row], advance: Callable[[], None]) -> None:
        """Look at every row. Raises ScorepressError when an input cannot be read."""
        for table in _TABLES:
            self.scratch.execute(table)
        self._projects = self.journal.projects()
        for row in rows:
            self.rows += 1
            self._row(row)
            if len(self._chunk) >= CHUNK:
                self._send()
            advance()
        self._send()
        while self.crew.busy:
            self._collect()
        if self.bench.sink.binds:
            self._set_aside()

    def counts(self) -> dict[str, int]:
        """How many students there are of each state."""
        found = dict(self.scratch.execute("SELECT state, count(*) FROM planned GROUP BY state").fetchall())
        return {state: found.get(state, 0) for state in STATES}

    def reasons(self) -> list[tuple[Reason, int]]:
        """Every reason with the number of its students, the most first."""
        counted: Counter[int] = Counter()
        for (numbers,) in self.scratch.execute("SELECT reasons FROM planned WHERE state = 'again'"):
            counted.update(map(int, numbers.split()))
        found = [(reason, counted[number]) for reason, number in self._reasons.items() if counted[number]]
        return sorted(found, key=lambda pair: (-pair[1], pair[0].kind, pair[0].name, pair[0].language))

    def places(self) -> list[tuple[str, int]]:
        """Folders or sets, with the number of reports that are to be made in each."""
        asked = "SELECT place, count(*) FROM planned WHERE state IN ('new', 'again') GROUP BY place ORDER BY place"
        return self.scratch.execute(asked).fetchall()

    def sets(self) -> list[str]:
        """Sets that are bound again whatever is made for them.

        A file of theirs is not there, or is not whole; a student leaves; what lies beside the reports has changed.
        """
        files = self.journal.connection.execute("SELECT bundle, path, bytes FROM file")
        found = {name for name, path, size in files if self.journal.bag.size(path) != size}
        addresses = self.journal.connection.execute("SELECT name, address FROM bundle").fetchall()
        binding = Binding(self.journal, self.bench, self.job)
        found |= {name for name, address in addresses if address != binding.address(name)}
        for student, place in self.scratch.execute("SELECT student, place FROM planned WHERE state != 'unchanged'"):
            entry = self.journal.find(student)
            if entry is not None and entry.bundle not in (None, place):
                found.add(str(entry.bundle))
        return sorted(found)

    @cached_property
    def _sort_text(self) -> SortText:
        """How members of sets are put in order."""
        return SortText(self.bench.press.template.schema.fields, self.plan.output.sort)

    # --- one row ------------------------------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        if isinstance(row, Skipped):
            self._without(student_key(self.plan, row.known), "skipped")
        elif isinstance(row, Rejected):
            self._without(student_key(self.plan, row.known), "quarantined")
        else:
            self._record(row)

    def _record(self, record: Record) -> None:
        press, student = self.bench.press, student_key(self.plan, record.values)
        if press.skip(record) is not None:
            self._without(student, "skipped")
            return
        if press.audit(record):
            self._without(student, "quarantined")
            return
        try:
            wanted = self.bench.sink.languages(press, record, self.languages(record))
            name = self.pattern.name(record, wanted)
            if self.bench.sink.binds:
                name = f"{name}/{self.member.name(record, wanted)}"
        except ScorepressError as error:
            if any(d.code in FATAL for d in error.diagnostics):
                raise
            self._without(student, "quarantined")
            return
        student = student or name
        if not self._claim(name, student):
            self._without(student, "quarantined")
            return
        entry = self.journal.find(student)
        place = name.rpartition("/")[0]
        if self.bench.sink.binds:
            told = self.pattern.meaning(record.values)
            put = "INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?)"
            self.scratch.execute(put, (student, place, self._sort_text(record), told))
        if entry is None or entry.state != "done":
            self._note(student, "new", place)
        elif student in self._lost:
            self._note(student, "again", place, (Reason("earlier"),))
        else:
            self._compare(record, student, name, entry, wanted)

    def _claim(self, name: str, student: str) -> bool:
        """Take a name, as `Batch` does; False: another student of these rows has it. Who had it before loses it."""
        fold = name.casefold()
        taken = self.scratch.execute("SELECT student FROM named WHERE fold = ?", (fold,)).fetchone()
        if taken is not None:
            return bool(taken[0] == student)
        self.scratch.execute("INSERT OR REPLACE INTO named VALUES (?, ?)", (fold, student))
        holder = self.journal.holder(fold)
        if holder is not None and holder.student != student and not self._planned(holder.student):
            self._note(holder.student, "withdrawn")
            self._lost.add(holder.student)
        return True

    def _planned(self, student: str) -> bool:
        found = self.scratch.execute("SELECT 1 FROM named WHERE student = ?", (student,)).fetchone()
        return found is not None or student in self._lost

    def _compare(self, record: Record, student: str, name: str, entry: Entry, wanted: tuple[str, ...]) -> None:
        """A student who has a report: nothing to do, or to be evaluated."""
        binds = self.bench.sink.binds
        whole = entry.due is None and (binds or self.journal.bag.size(str(entry.path)) == entry.bytes)
        same = entry.is_called(name, bound=binds) and whole and entry.languages == " ".join(wanted)
        before = self._projects.get(entry.project or 0, {})
        if same and entry.record == record_hash(record) and before == self.bench.digester.state:
            self._note(student, "unchanged")
            return
        self._chunk.append((self.rows, record, student, name, entry, wanted))

    def _without(self, student: str | None, state: str) -> None:
        """A row that gives no report; a report that is there is withdrawn."""
        entry = self.journal.find(student) if student else None
        now = self.scratch.execute("SELECT state FROM planned WHERE student = ?", (student,)).fetchone()
        if student and now == ("unchanged",):  # `Batch` has let it stand, and takes it away now
            self._lost.add(student)
        for table in ("named", "member"):
            self.scratch.execute(f"DELETE FROM {table} WHERE student = ?", (student,))  # noqa: S608 - these two
        self._note(student or f"row {self.rows}", "withdrawn" if entry and entry.state == "done" else state)

    def _note(
        self, student: str, state: str, place: str = "", reasons: tuple[Reason, ...] = (), row: int | None = None
    ) -> None:
        """Plan something for a student, unless a later row has done so. row: this one, if nothing is said."""
        numbers = " ".join(str(self._reasons.setdefault(reason, len(self._reasons))) for reason in reasons)
        put = (
            "INSERT INTO planned VALUES (?, ?, ?, ?, ?) ON CONFLICT (student) DO UPDATE SET state = excluded.state,"
            " place = excluded.place, reasons = excluded.reasons, row = excluded.row WHERE excluded.row >= row"
        )
        self.scratch.execute(put, (student, state, place, numbers, self.rows if row is None else row))

    def _set_aside(self) -> None:
        """Members of sets that have the name of another place, as `Sets` does it."""
        thaw, taken = Thaw(self.bench.press.template.schema), dict[str, str]()
        bundles = {name for (name,) in self.scratch.execute("SELECT DISTINCT bundle FROM member")}
        bundles |= {name for (name,) in self.journal.connection.execute("SELECT name FROM bundle")}
        for bundle in sorted(bundles):
            kept = [
                self.pattern.meaning(thaw(row[6]).values) for row in self.journal.connection.execute(MEMBERS, (bundle,))
                if not self._is_planned(row[1])
            ]  # fmt: skip
            asked = "SELECT student, told FROM member WHERE bundle = ? ORDER BY sort, student"
            new = self.scratch.execute(asked, (bundle,)).fetchall()
            told = [(one, True) for one in kept] + [(one, False) for _, one in new]
            there = [(json.loads(one), stays) for one, stays in told]
            if not there:
                continue
            another = taken.setdefault(bundle.casefold(), bundle) != bundle
            for (student, _), other in zip(new, strange(self.pattern, there)[len(kept) :], strict=True):
                if another or other is not None:
                    self._without(student, "quarantined")

    def _is_planned(self, student: str) -> bool:
        return self.scratch.execute("SELECT 1 FROM planned WHERE student = ?", (student,)).fetchone() is not None

    # --- workers ------------------------------------------------------------------------------------------------------

    def _send(self) -> None:
        if self._chunk:
            chunk, self._chunk = tuple(self._chunk), []
            tasks = tuple(Task(record, wanted, None, entry.content) for _, record, _, _, entry, wanted in chunk)
            self.crew.submit(chunk, print_chunk, self.job, tasks)
        while self.crew.full:
            self._collect()

    def _collect(self) -> None:
        for chunk, answer in self.crew.finished():
            self._take(chunk, answer)

    def _take(self, chunk: tuple[_Task, ...], answer: Answer) -> None:
        self._known.update(answer.told)
        for (row, record, student, name, entry, wanted), outcome in zip(chunk, answer.outcomes, strict=True):
            if outcome.problems:
                self._note(student, "withdrawn", row=row)
                continue
            reasons = list(self._outside(name, entry, wanted))
            if outcome.content != entry.content:
                reasons += self._inside(record, entry, wanted, outcome.sayings)
            state = "again" if reasons else "unchanged"
            self._note(student, state, name.rpartition("/")[0], tuple(reasons), row)

    def _outside(self, name: str, entry: Entry, wanted: tuple[str, ...]) -> Iterator[Reason]:
        """Reasons that are not on the pages."""
        if entry.languages != " ".join(wanted):
            yield Reason("languages", before=entry.languages, after=" ".join(wanted))
        binds = self.bench.sink.binds
        if not entry.is_called(name, bound=binds):
            yield Reason("name")
        elif not binds and (entry.due is not None or self.journal.bag.size(str(entry.path)) != entry.bytes):
            yield Reason("lost")

    def _inside(
        self, record: Record, entry: Entry, wanted: tuple[str, ...], sayings: tuple[str, ...]
    ) -> Iterator[Reason]:
        """Why the pages differ."""
        before = self._projects.get(entry.project or 0, {})
        drawing = [part for part in ("engine", "fonts", "look") if before.get(part) != self.bench.digester.state[part]]
        yield from (Reason(part) for part in drawing)
        if entry.record != record_hash(record):
            yield Reason("data")
            return
        if entry.languages != " ".join(wanted):
            return
        if not all(saying in self._known for saying in sayings):
            digester = self.bench.digester
            digester.of(record, wanted)
            self._known.update({saying: digester.parts(saying) for saying in sayings})
        now = {part for saying in sayings for part in self._known[saying]}
        differences = tuple(self._differences(set(self.journal.parts(entry.sayings or "")), now))
        yield from differences or (() if drawing else (Reason("value"),))

    def _differences(self, before: set[tuple[str, ...]], now: set[Part]) -> Iterator[Reason]:
        """Sentences, blocks and ranges that one set of parts has and the other has not."""
        rules: dict[tuple[str, ...], str] = {part[:4]: part[4] for part in now}
        old, new = {part[:4] for part in before}, set(rules)
        gone, come = sorted(old - new), sorted(new - old)
        for key in sorted({part[:3] for part in (*gone, *come)}):
            pairs = zip_longest(*([part for part in parts if part[:3] == key] for parts in (gone, come)))
            for was, now_ in pairs:
                kind, name, language = key
                was_words, words = was[3] if was else None, now_[3] if now_ else None
                if kind in ("block", "region"):
                    yield Reason(kind, name)
                    continue
                if kind == "message" and was_words is not None and self._still_said(name, language, was_words):
                    kind = "row"
                yield Reason(kind, name, language, was_words, words, rules.get(now_, "") if now_ else "")

    def _still_said(self, name: str, language: str, words: str) -> bool:
        """Whether a row of a message says these words in the present project."""
        template = self.bench.press.template
        message = _message(template.book.messages, name)
        catalogue = template.catalogues.get(language)
        for row in message.rows if message else ():
            if isinstance(row.outcome, Wording):
                entry = (
                    catalogue.entries.get((message.name if message else "", row.outcome.text)) if catalogue else None
                )
                if words in (row.outcome.text, entry.wording.text if entry else None):
                    return True
        return False


def _message(messages: Mapping[str, Message], name: str) -> Message | None:
    """The message of a part's name, which ends with the binding of a family."""
    return messages.get(name) or next((m for key, m in messages.items() if m.each and name.startswith(f"{key} ")), None)
