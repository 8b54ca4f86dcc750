"""The second half of a batch with sets: those whose members came, went or changed are bound again."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.record import Record
from scorepress.noun import Noun
from scorepress.pipeline.batch import Batch
from scorepress.pipeline.batch_parts import fingerprint
from scorepress.pipeline.batch_work import Bench, Job, SetAnswer, bind_set
from scorepress.pipeline.journal import Journal
from scorepress.pipeline.journal_spool import Thaw
from scorepress.pipeline.naming import Pattern, Values
from scorepress.pipeline.sinks import Member

MEMBERS = (
    "SELECT r.bundle, r.student, r.file, r.languages, r.content, r.pass, s.record, s.sort FROM report r JOIN spool s"
    " ON s.report = r.number WHERE r.state = 'done' AND r.bundle = ? ORDER BY s.sort, r.student"
)


_Row = tuple[str, str, str, str, str, int, str, str]
"""A member of a set as `MEMBERS` gives it. Last: the pass in which its row was read, its record, its place in order."""


class _Set(Noun, frozen=True):
    """A set with its members."""

    name: str
    members: tuple[Member, ...]


def strange(pattern: Pattern, there: Sequence[tuple[Values, bool]]) -> list[str | None]:
    """For each member of a set the field by which it is of another place than the set; None for those who belong there.

    there: the values of each, and whether it stays: who stands in none of the rows does, since the set was theirs.
    """
    meant = [pattern.meant(values) for values, _ in there]
    stay = [stays for _, stays in there]
    counts = Counter(tuple(one.items()) for one, stays in zip(meant, stay, strict=True) if stays or not any(stay))
    first: Values = dict(max(counts.items(), key=lambda one: (len(one[0]), one[1]))[0])
    return [None if stays else pattern.other(one, first) for one, stays in zip(meant, stay, strict=True)]


class Binding:
    """What sets are made of beside the reports, and so what their addresses are."""

    def __init__(self, journal: Journal, bench: Bench, job: Job) -> None:
        self._journal = journal
        adds = fingerprint(bench.sink.adds(bench.press))
        self._head = f"{bench.sink.name} {bench.sink.version} {job.options} {adds}".encode()

    def address(self, name: str) -> str:
        """The address of a set as the journal has its members."""
        return self.of(self._journal.connection.execute(MEMBERS, (name,)))

    def of(self, rows: Iterable[_Row]) -> str:
        """The address of a set of these members."""
        digest = sha256(self._head)
        for row in rows:
            digest.update(f"{row[4]}{row[2]}{row[7]}\n".encode())
        return digest.hexdigest()[:32]


class Sets:
    """Binds the sets of a batch whose rows have all come to their end."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.journal = batch.journal
        self.thaw = Thaw(batch.bench.press.template.schema)
        self.binding = Binding(batch.journal, batch.bench, batch.job)

    def all(self) -> None:
        """Bind what has to be bound. Raises ScorepressError when the run cannot go on."""
        names = [
            name
            for (name,) in self.journal.connection.execute(
                "SELECT bundle FROM report WHERE bundle IS NOT NULL UNION SELECT name FROM bundle ORDER BY 1"
            ).fetchall()
        ]
        crew = self.batch.crew
        for due in self._due(names):
            crew.submit(due, bind_set, self.batch.job, due.name, due.members)
            while crew.full:
                self._collect()
        while crew.busy:
            self._collect()
        self.journal.commit()

    def _due(self, names: list[str]) -> Iterator[_Set]:
        """The sets to bind; before a set is handed out, the journal does not vouch for it any more."""
        taken: dict[str, str] = {}
        for name in names:
            rows = self.journal.connection.execute(MEMBERS, (name,)).fetchall()
            there = [(row, self.thaw(row[6])) for row in rows] if not self._stands(name, rows) else []
            if there:
                there = self._own(name, there, taken.get(name.casefold()))
                rows = [row for row, _ in there]
            if not rows:
                self._drop(name)
                continue
            taken[name.casefold()] = name
            if self._stands(name, rows):
                continue
            self.journal.connection.execute("INSERT OR REPLACE INTO bundle VALUES (?, NULL)", (name,))
            self.journal.commit()
            members = tuple(
                Member(student, file, tuple(languages.split()), record)
                for (_, student, file, languages, *_), record in there
            )
            yield _Set(name, members)

    def _own(self, name: str, there: list[tuple[_Row, Record]], taken: str | None) -> list[tuple[_Row, Record]]:
        """The members that a set is of; others have only its name, and are refused: they may be of another school.

        Those who stand in none of the rows stay: the set was theirs. taken: another set, whose name differs in capitals
        alone.
        """
        stay = [row[5] < self.batch.pass_ for row, _ in there]
        others = strange(
            self.batch.pattern, [(record.values, one) for (_, record), one in zip(there, stay, strict=True)]
        )
        kept = []
        for member, stays, other in zip(there, stay, others, strict=True):
            problems = self.batch.bench.press.audit(member[1]) if stays else ()
            if problems:  # by rules that have changed since
                self.batch.refuse(member[0][1], member[1], problems)
                continue
            if taken is None and other is None:
                kept.append(member)
                continue
            message = f"the set `{name}` has another `{other}`" if other else f"the set `{taken}` has the same name"
            hint = "give `--name` a word that tells them apart, such as `{lea}/{school}-{school.code}`"
            if taken is not None:
                hint = f"{hint}; or write the name alike in all rows"
            problem = Diagnostic(Code.FILE_NAME, Severity.ERROR, message, None, (), (hint,))
            self.batch.refuse(member[0][1], member[1], (problem,))
        return kept

    def _stands(self, name: str, rows: Sequence[_Row]) -> bool:
        """Whether a set of these members is as it should be, and its files are there."""
        found = self.journal.connection.execute("SELECT address FROM bundle WHERE name = ?", (name,)).fetchone()
        if found is None or found[0] != self.binding.of(rows):
            return False
        files = self.journal.connection.execute("SELECT path, bytes FROM file WHERE bundle = ?", (name,)).fetchall()
        return bool(files) and all(self.batch.bag.size(path) == size for path, size in files)

    def _drop(self, name: str) -> None:
        """A set with no member left."""
        for (path,) in self.journal.connection.execute("SELECT path FROM file WHERE bundle = ?", (name,)).fetchall():
            self.journal.gone(self.batch.run, path, "", "the set has no students any more")
        self.journal.connection.execute("DELETE FROM file WHERE bundle = ?", (name,))
        self.journal.connection.execute("DELETE FROM bundle WHERE name = ?", (name,))

    def _collect(self) -> None:
        for due, answer in self.batch.crew.finished():
            self._bound(due, answer)
            self.journal.commit()

    def _bound(self, due: _Set, answer: SetAnswer) -> None:
        """Note a set that was bound."""
        connection = self.journal.connection
        for student, problems in answer.refused:
            record = next(member.record for member in due.members if member.student == student)
            self.batch.refuse(student, record, problems)
        former = {path for (path,) in connection.execute("SELECT path FROM file WHERE bundle = ?", (due.name,))}
        connection.execute("DELETE FROM file WHERE bundle = ?", (due.name,))
        for made in answer.files:
            row = (made.path, due.name, made.pages, made.bytes, made.sha256)
            connection.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", row)
        for path in former - {made.path for made in answer.files}:
            self.journal.gone(self.batch.run, path, "", "the set has other files now")
        for student, pages in answer.pages:
            connection.execute("UPDATE report SET pages = ? WHERE student = ?", (pages, student))
        self._renew(due)
        address = self.binding.address(due.name)
        connection.execute("UPDATE bundle SET address = ? WHERE name = ?", (address, due.name))

    def _renew(self, due: _Set) -> None:
        """What is noted of members who stand in none of the rows: their pages are of the project as it is now, too."""
        asked = "SELECT student FROM report WHERE bundle = ? AND project <> ?"
        older = {student for (student,) in self.journal.connection.execute(asked, (due.name, self.batch.project))}
        for member in due.members:
            if member.student in older:
                self.batch.renew(member.student, member.record, member.languages)
