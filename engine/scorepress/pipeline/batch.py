"""A batch: every row of the inputs to its end, with a journal that knows at any moment what stands in the folder.

For each row: skipped, refused, unchanged (the journal has its content address, and the file is there), or handed to a
worker in a chunk. Before a chunk is handed out, the journal has every path that it may write (`due`); when it comes
back, what was written. So a process that is killed leaves reports that the journal vouches for, and reports that are
rendered again. docs/explanation/nothing-lost.md tells it with pictures.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Any

from scorepress.bag import Bag, unreadable_journal
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Origin, Record, RecordPlan, Rejected, Skipped
from scorepress.model.values import Value
from scorepress.noun import Noun, field, replace
from scorepress.pipeline import batch_waiting
from scorepress.pipeline.batch_crew import Crew
from scorepress.pipeline.batch_digest import Digest
from scorepress.pipeline.batch_finish import move_away
from scorepress.pipeline.batch_kept import lose
from scorepress.pipeline.batch_work import FATAL, Answer, Bench, Job, Outcome, Task, print_chunk
from scorepress.pipeline.journal import Done, Entry, Journal, Seen
from scorepress.pipeline.journal_spool import SortText
from scorepress.pipeline.naming import Pattern

FIRST, CHUNK = 96, 384
"""Records that a worker gets at once: few to begin with, then twice as many each time, to the second number."""
CHUNKS = 2
"""Chunks that are handed out together: the journal is committed once for all of them."""
AT_ONCE = 1024
"""Rows after which what is known is committed, whether or not there is a chunk."""

_NO_REPORT = "the row gets no report any more"

Row = Record | Rejected | Skipped
Put = Callable[[str], None]


class Listings(Noun, frozen=True):
    """Where the lines go that are written beside the reports. reject: takes a row for the quarantine."""

    skipped: Put
    lost: Put
    reject: Callable[[Rejected], None]


class Flight(Noun, frozen=True):
    """A record that is with a worker."""

    student: str
    seen: Seen
    hash: str
    task: Task
    name: str
    old: Entry | None


class Batch(Noun, dict=True):
    """One run. languages: those of a record, in order. pattern: of files or sets; member: of reports in sets."""

    job: Job
    bench: Bench
    pattern: Pattern
    member: Pattern
    plan: RecordPlan
    journal: Journal
    bag: Bag
    crew: Crew
    languages: Callable[[Record], tuple[str, ...]]
    run: int
    pass_: int
    listings: Listings
    begin: Callable[[Sequence[Task]], None]
    """Takes the first tasks before a worker does."""
    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """How many are done so far; the journal has the last word."""
    reasons: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    """Reports of earlier runs that are there no more, and that no row asks for."""
    ending: bool = False
    """Whether all rows have been read, so that none can wait for a later one."""
    _due: list[Flight] = field(default_factory=list)
    _flying: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)
    project: int = 0
    """The journal's number of its state."""
    _begun: bool = False
    _size: int = field(default_factory=lambda: FIRST)
    _committed: int = 0

    @cached_property
    def _sort_text(self) -> SortText:
        """How members of sets are put in order."""
        return SortText(self.bench.press.template.schema.fields, self.plan.output.sort)

    def all(self, rows: Iterator[Row], advance: Callable[[], None]) -> None:
        """Take every row to its end; sets are bound elsewhere. Raises ScorepressError when the run cannot go on."""
        self.project = self.journal.project(self.bench.digester.hash, self.bench.digester.state)
        batch_waiting.begin(self)
        for row in ahead(rows):
            self.read += 1
            self.row(row, self.read)
            if len(self._due) >= self._size * CHUNKS:
                self.send()
            elif self.read - self._committed >= AT_ONCE:
                self._commit()
            advance()
        self.land()
        batch_waiting.end(self)
        self.land()

    # --- one row ------------------------------------------------------------------------------------------------------

    def row(self, row: Row, place: int) -> None:
        """One row, so far as can be told without printing it."""
        seen = Seen(row.origin.path, row.origin.row, place, self.pass_)
        if isinstance(row, Skipped):
            entry = self._earlier(student_key(self.plan, row.known), seen)
            self._skip(seen, row.reason)
            batch_waiting.lose(self, entry, seen, _NO_REPORT)
        elif isinstance(row, Rejected):
            self._reject(row, seen, self._earlier(student_key(self.plan, row.known), seen))
        else:
            student, hash_ = student_key(self.plan, row.values), record_hash(row)
            if student is None or not batch_waiting.awaits(self, row, student, hash_, seen):
                self._record(row, student, hash_, seen)

    def _record(self, record: Record, student: str | None, hash_: str, seen: Seen) -> None:
        entry = self._earlier(student, seen)
        reason = self.bench.press.skip(record)
        if reason is not None:
            self._skip(seen, reason.reason)
            batch_waiting.lose(self, entry, seen, _NO_REPORT)
            return
        problems = self.bench.press.audit(record)
        if problems:
            self._reject(_refused(record, problems), seen, entry)
            return
        try:
            self._print(record, student, hash_, seen, entry)
        except ScorepressError as error:
            if any(d.code in FATAL for d in error.diagnostics):
                raise
            self._reject(_refused(record, error.diagnostics), seen, entry)

    def _print(self, record: Record, student: str | None, hash_: str, seen: Seen, entry: Entry | None) -> None:
        """Let a report stand that is there already, or send for it. Raises ScorepressError (FILE_NAME)."""
        wanted = self.bench.sink.languages(self.bench.press, record, self.languages(record))
        name = self.pattern.name(record, wanted)
        if student is None:
            student = name
            entry = self._earlier(student, seen)
        if self.bench.sink.binds:
            name = f"{name}/{self.member.name(record, wanted)}"
        there = self._there(entry, name)
        known = entry.content if entry is not None and there and entry.languages == " ".join(wanted) else None
        if entry is not None and known is not None and (entry.record, entry.project) == (hash_, self.project):
            self.journal.saw(entry.number, seen)
            self._note(seen, "rendered" if entry.run == self.run else "unchanged")
            return
        path, fold = (None if self.bench.sink.binds else f"{name}.pdf"), name.casefold()
        if not self.journal.due(student, path or name, fold, seen):
            self._claim(fold, student, seen)
            if not self.journal.due(student, path or name, fold, seen):
                raise unreadable_journal(self.bag.journal, "it has a file’s name, and nobody who has it")
        self._flying.add(student)
        self._due.append(Flight(student, seen, hash_, Task(record, wanted, path, known), name, entry))

    def _there(self, entry: Entry | None, name: str) -> bool:
        """Whether the journal vouches for a student's report under a name, and its file, or its record, is there."""
        if entry is None or not entry.stands:
            return False
        binds = self.bench.sink.binds
        return entry.is_called(name, bound=binds) and (binds or self.bag.size(str(entry.path)) == entry.bytes)

    def _claim(self, fold: str, student: str, seen: Seen) -> None:
        """Make sure that no other student of this pass has the name. Raises ScorepressError (FILE_NAME)."""
        holder = self.journal.holder(fold)
        if holder is None or holder.student == student:
            return
        if holder.seen == seen.pass_:
            message = f"the file name is taken by row {holder.row} of `{holder.input}`"
            hint = "give `--name`, or `file-name` in report.yaml, a word that no two students share"
            raise ScorepressError([Diagnostic(Code.FILE_NAME, Severity.ERROR, message, None, (), (hint,))])
        self.journal.withdraw(holder, self.run, "another student has the file's name")
        if holder.path is not None:  # before the new file takes its place
            self.journal.commit()
            move_away(self.journal, self.bag, self.run, holder.path)

    def waited(self, record: Record, place: int) -> None:
        """A row that a later one was to supersede: most have been. Of the others, a student's last one holds."""
        student = student_key(self.plan, record.values) or ""
        entry = self.journal.find(student)
        seen = Seen(record.origin.path, record.origin.row, place, self.pass_)
        if entry is not None and entry.seen == self.pass_:
            self._note(seen, "superseded")
            self.journal.supersede(entry, place)
        else:
            self._record(record, student, record_hash(record), seen)

    # --- ends of rows -------------------------------------------------------------------------------------------------

    def _note(self, seen: Seen, state: str) -> None:
        self.counts[state] += 1
        self.journal.note(seen.place, seen.input, seen.row, state)

    def _skip(self, seen: Seen, reason: str) -> None:
        self._note(seen, "skipped")
        self.reasons[reason] += 1
        line = {"input": seen.input, "row": seen.row, "reason": reason}
        self.listings.skipped(json.dumps(line, ensure_ascii=False))

    def _reject(self, row: Rejected, seen: Seen, entry: Entry | None) -> None:
        self._note(seen, "quarantined")
        self.listings.reject(row)
        batch_waiting.lose(self, entry, seen, "the row is in quarantine")

    def _earlier(self, student: str | None, seen: Seen) -> Entry | None:
        """What the journal has of a student; a row that was read before in this pass is superseded."""
        if student is None:
            return None
        if student in self._flying:
            self.land()
        entry = self.journal.find(student)
        if entry is not None and entry.seen == self.pass_ and entry.place != seen.place:
            state = self.journal.state(entry.place)
            if state in ("rendered", "unchanged"):
                self.counts[state] -= 1
                self.counts["superseded"] += 1
                self.journal.supersede(entry, entry.place)
                self.journal.former_now(entry)
        return entry

    # --- workers ------------------------------------------------------------------------------------------------------

    def send(self) -> None:
        """Hand what is due to workers; what they are going to write is committed first."""
        self._commit()
        due, self._due = self._due, []
        if due and not self._begun:
            self._begun = True
            self.begin([flight.task for flight in due])
        rest = iter(due)
        while chunk := tuple(islice(rest, self._size)):
            self.crew.submit(chunk, print_chunk, self.job, tuple([flight.task for flight in chunk]))
            while self.crew.full:
                self._collect()
        self._size = min(2 * self._size, CHUNK)

    def land(self) -> None:
        """Wait for everything that is under way."""
        self.send()
        while self.crew.busy:
            self._collect()
        self._commit()

    def _commit(self) -> None:
        self.journal.commit()
        self._committed = self.read

    def _collect(self) -> None:
        for chunk, answer in self.crew.finished():
            self._take(chunk, answer)

    def _take(self, chunk: tuple[Flight, ...], answer: Answer) -> None:
        """Note what a worker did."""
        for saying, parts in answer.told.items():
            if saying not in self._known:
                self._known[saying] = str(self.journal.saying(saying, parts))
        done: list[Done] = []
        for flight, outcome in zip(chunk, answer.outcomes, strict=True):
            self._flying.discard(flight.student)
            if not all(saying in self._known for saying in outcome.sayings):  # it was told somebody else
                self._learn(flight.task.record, flight.task.languages)
            if outcome.problems:
                self.refuse(flight.student, flight.task.record, outcome.problems)
            else:
                done.append(self._done(flight, outcome))
        self.journal.done(done)

    def _learn(self, record: Record, languages: Sequence[str]) -> Digest:
        """The digest of a record; what its reports are made of is noted."""
        digester = self.bench.digester
        digest = digester.of(record, languages)
        for saying in digest.sayings:
            self._known[saying] = str(self.journal.saying(saying, digester.parts(saying)))
        return digest

    def renew(self, student: str, record: Record, languages: Sequence[str]) -> None:
        """A report that no row of this run asked for was made again with its set, as the project is now."""
        digest = self._learn(record, languages)
        put = "UPDATE report SET content = ?, sayings = ?, project = ?, run = ? WHERE student = ?"
        sayings = " ".join([self._known[saying] for saying in digest.sayings])
        self.journal.connection.execute(put, (digest.content, sayings, self.project, self.run, student))

    def refuse(self, student: str, record: Record, problems: tuple[Diagnostic, ...]) -> None:
        """A record that could not be printed goes to quarantine, and what was there of the student is withdrawn."""
        entry = self.journal.find(student)
        if entry is None:
            self.listings.reject(_refused(record, problems))
        elif entry.seen != self.pass_:
            lose(self, entry, "; ".join(problem.message for problem in problems))
        else:
            if state := self.journal.state(entry.place):  # of a member of a set; else it was not noted yet
                self.counts[state] -= 1
            self._note(Seen(entry.input, entry.row, entry.place, self.pass_), "quarantined")
            if (record.origin.path, record.origin.row) != (entry.input, entry.row):  # as it was read earlier
                record = replace(record, origin=Origin(entry.input, entry.row, entry.row))
            self.listings.reject(_refused(record, problems))
            self.journal.withdraw(entry, self.run, "the row is in quarantine")

    def _done(self, flight: Flight, outcome: Outcome) -> Done:
        """A report that is there; gives what the journal is to keep of it."""
        old, task = flight.old, flight.task
        if old is not None and old.path is not None and old.path != task.path:
            self.journal.gone(self.run, old.path, flight.student, "the report has another name")
        bundle = file = None
        if task.path is None:
            bundle, _, file = flight.name.rpartition("/")
            # Also what the set's name means, so that the set is looked at again when that has changed.
            sort = f"{self._sort_text(task.record)}\x1e{self.pattern.meaning(task.record.values)}"
            self.journal.spool(flight.student, task.record, sort)
        state = "unchanged" if outcome.same and old is not None and old.run != self.run else "rendered"
        self._note(flight.seen, state)
        return Done(
            path=task.path, bundle=bundle, file=file, record=flight.hash,
            content=outcome.content, project=self.project,
            sayings=" ".join([self._known[saying] for saying in outcome.sayings]), languages=" ".join(task.languages),
            pages=outcome.pages, bytes=outcome.bytes, sha256=outcome.sha256, run=None if outcome.same else self.run,
            student=flight.student,
        )  # fmt: skip


def ahead(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows, some of them read before the first of these goes on, which is quicker; those before an error, too."""
    while True:
        some: list[Any] = []
        problem: Exception | None = None
        try:
            some += islice(rows, CHUNK)
        except Exception as error:  # noqa: BLE001 - it is raised behind the rows before it
            problem = error
        yield from some
        if problem is not None:
            raise problem
        if not some:
            return


def student_key(plan: RecordPlan, values: Mapping[str, Value]) -> str | None:
    """The key of a result: one student, one year, one test. None where the record does not tell."""
    history = plan.history
    found = [values.get(path) for path in (history.student, history.year, *history.where)] if history else [None]
    return None if None in found else " ".join(map(str, found))


def record_hash(record: Record) -> str:
    """A hash of a record's values, the same whatever file they came from."""
    fields, values_of = _order(tuple(record.values))
    text = f"{fields}\x1e" + "\x1f".join(map(str, values_of(record.values)))
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


@lru_cache(2_000)
def _order(paths: tuple[str, ...]) -> tuple[str, Callable[[Mapping[str, Value]], tuple[Value, ...]]]:
    """The fields of a record in order of name, and what takes their values."""
    ordered = sorted(paths)
    return "\x1f".join(ordered), itemgetter(*ordered) if len(ordered) > 1 else lambda values: tuple(values.values())


def _refused(record: Record, problems: tuple[Diagnostic, ...]) -> Rejected:
    raw = json.dumps(record.values, ensure_ascii=False, default=str)
    return Rejected(record.origin, problems, raw)
