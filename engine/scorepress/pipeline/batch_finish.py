"""The end of a batch: what no longer holds is withdrawn, the sums are compared, the bag gets its manifests."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain, count

from scorepress.bag import PAYLOAD, Bag, making_sense
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.memory import make_room
from scorepress.noun import Noun, Raw, as_json
from scorepress.pipeline.journal import STATES, Journal
from scorepress.workspace import as_text

LISTINGS = (
    "manifest.jsonl",
    *("skipped.jsonl", "quarantine.jsonl", "superseded.jsonl", "withdrawn.jsonl", "lost.jsonl"),
)
_COMMIT = 1000
_RULES = 2_000
"""Rule rows of so many reports are kept as JSON: those of many students are the same."""


def settle(journal: Journal, bag: Bag, run: int, pass_: int) -> None:
    """Clear up what a run that was killed was about to write, and this one did not ask for.

    The file may be the old one, the new one, or not there. The old one stays if its checksum says so.
    """
    for entry in list(journal.entries(f"due IS NOT NULL AND pass < {int(pass_)}")):
        journal.connection.execute("UPDATE report SET due = NULL WHERE number = ?", (entry.number,))
        if entry.bundle is not None:
            continue
        path = entry.path
        if entry.state == "done" and path is not None and bag.checksum(path) == entry.sha256:
            journal.connection.execute("UPDATE report SET fold = ? WHERE number = ?", (_fold(path), entry.number))
            if entry.due != path:
                journal.gone(run, str(entry.due), entry.student, "the run that wrote it did not end")
        else:
            journal.withdraw(entry, run, "the run that wrote it did not end")


def crowded(journal: Journal, bag: Bag) -> bool:
    """Whether there are more payload files than the journal knows. They are only counted: there may be millions."""
    asked = "SELECT count(path) + (SELECT count(*) FROM file) FROM report WHERE state = 'done'"
    known: int = journal.connection.execute(asked).fetchone()[0]
    return sum(1 for _ in bag.files()) > known


def sweep(journal: Journal, bag: Bag, run: int) -> None:
    """Withdraw every payload file that the journal does not know. Raises ScorepressError for one it cannot note."""
    files = set(bag.files())
    told = {path for _, path, _ in journal.going()}
    for path in sorted(files - journal.known(files) - told):
        named = as_text(path)
        if named != path:
            message = f"`{bag.payload}` holds a file whose name is no text: `{named}`"
            hint = "no batch has made it: take it away, then go on with `--resume`"
            raise ScorepressError([Diagnostic(Code.OUTPUT, Severity.ERROR, message, None, (), (hint,))])
        journal.gone(run, path, "", "the journal does not know the file")


def clear(journal: Journal, bag: Bag) -> None:
    """Move away what is to go. Whoever has its place by now keeps it; some files were never written."""
    journal.commit()
    for number, (run, path, taken) in zip(count(1), journal.going(), strict=False):
        if taken:
            journal.went(run, path, -1)
        else:
            move_away(journal, bag, run, path)
        if number % _COMMIT == 0:
            journal.commit()
    journal.commit()


def move_away(journal: Journal, bag: Bag, run: int, path: str) -> None:
    """Move a file away that is to go."""
    journal.went(run, path, 1 if bag.withdraw(path, run) else -1)


def compare(journal: Journal, read: int) -> dict[str, int]:
    """The number of rows of each state. Raises ScorepressError (COUNT) unless they add up to the rows read."""
    counts = journal.counts()
    accounted = sum(counts.get(state, 0) for state in STATES)
    if accounted != read or set(counts) - set(STATES):
        message = f"{read:,} rows were read, but {accounted:,} are accounted for"
        raise ScorepressError([Diagnostic(Code.COUNT, Severity.ERROR, message)])
    return {state: counts.get(state, 0) for state in STATES}


def withdrawn(journal: Journal, run: int) -> Iterator[tuple[int, str, str, str]]:
    """The files that this run moved away, and those before it that did not end: run, path, student, reason.

    Without those that were made again since.
    """
    asked = (
        "SELECT run, path, student, reason FROM gone WHERE moved = 1 AND run <= ?"
        " AND run > (SELECT coalesce(max(number), 0) FROM run WHERE ended = 1 AND number < ?)"
        " AND NOT EXISTS (SELECT 1 FROM report"
        " WHERE report.student = gone.student AND report.path = gone.path AND report.state = 'done')"
        " AND NOT EXISTS (SELECT 1 FROM file WHERE file.path = gone.path)"
        " ORDER BY path, run"
    )
    return journal.connection.execute(asked, (run, run))


def write_manifests(journal: Journal, bag: Bag, run: int, facts: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Write what makes the folder a bag; gives the files and bytes of the payload. facts: lines of `bag-info.txt`."""
    files = size = 0
    with bag.lines("manifest.jsonl") as put, bag.lines("manifest-sha256.txt") as sum_, making_sense(bag.journal):
        for line, path, length, checksum in chain(_reports(journal), journal.files()):
            if line is not None:
                put(line)
            if path is not None:
                files, size = files + 1, size + length
                sum_(f"{checksum}  {PAYLOAD}/{path}")
    if not files:
        bag.empty("manifest-sha256.txt")
    with bag.lines("superseded.jsonl") as put:
        for origin, row, later, by in journal.superseded():
            told = {"input": origin, "row": row, "by": {"input": later, "row": by}}
            put(json.dumps(told, ensure_ascii=False))
    with bag.lines("withdrawn.jsonl") as put:
        for moved_in, path, student, reason in withdrawn(journal, run):
            told = {"path": path, "student": student or None, "reason": reason, "run": moved_in}
            put(json.dumps(told, ensure_ascii=False))
    with bag.lines("bagit.txt") as put:
        put("BagIt-Version: 1.0")
        put("Tag-File-Character-Encoding: UTF-8")
    with bag.lines("bag-info.txt") as put:
        for label, value in (*facts, ("Payload-Oxum", f"{size}.{files}")):
            put(f"{label}: {value}")
    with bag.lines("tagmanifest-sha256.txt") as put:
        for checksum, name in bag.tags(("bag-info.txt", "bagit.txt", "manifest-sha256.txt", *LISTINGS)):
            put(f"{checksum}  {name}")
    return files, size


class _Line(Noun, frozen=True):
    """A line of `manifest.jsonl`, in this order."""

    student: str
    path: str | None
    set: str | None
    languages: list[str]
    pages: int
    rules: Raw
    input: str
    row: int
    bytes: int | None
    sha256: str | None
    record: str
    content: str
    run: int


def _reports(journal: Journal) -> Iterator[tuple[str, str | None, int, str]]:
    """The lines of `manifest.jsonl`, each with the report's file, if it is one: path below `data/`, size, SHA-256."""
    rules: dict[str, Raw] = {}
    asked = (
        "SELECT student, path, bundle, languages, pages, sayings, input, row, bytes, sha256, record, content, run"
        " FROM report WHERE state = 'done' ORDER BY coalesce(path, bundle || '/' || file)"
    )
    for student, path, bundle, languages, pages, sayings, *rest in journal.connection.execute(asked):
        _input, _row, length, checksum, *_ = rest
        found = rules.get(sayings)
        if found is None:
            make_room(rules, _RULES)
            found = rules[sayings] = Raw(as_json(journal.rules(sayings or "")))
        place, spoken = f"{PAYLOAD}/{path}" if path else None, (languages or "").split()
        yield as_json(_Line(student, place, bundle, spoken, pages, found, *rest)).decode(), path, length, checksum


def _fold(path: str) -> str:
    return path.removesuffix(".pdf").casefold()
