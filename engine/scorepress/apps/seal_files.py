"""Sealed copies of finished reports: which are made anew, with which passwords, and their manifest."""

import hashlib
import hmac
import io
import json
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from scorepress.apps.passwords import Words, generated
from scorepress.apps.secrets_file import hold
from scorepress.apps.verify_files import FOREIGN, inside, read_report
from scorepress.apps.verify_folder import (
    DECLARATION,
    INSIDE,
    LINES,
    MANIFEST,
    PAYLOAD,
    STRANGER,
    Folder,
    files,
    is_report,
    reports,
)
from scorepress.apps.verify_manifest import AGAIN, DELETE, TAGS, below
from scorepress.bag import OWN, Bag
from scorepress.export.encrypt import protect
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Span
from scorepress.noun import replace
from scorepress.workspace import Output, writing

SEALED = "sealed.jsonl"
"""What each sealed file is a copy of: its path, a mark of the original, and the checksum of the copy.

The mark is keyed with the passwords (HMAC-SHA-256): a plain checksum would tell whether a guess of the report is right.
"""

_TOLD = ("student", "path", "set", "languages", "pages")
"""What the copy's manifest tells of a report. Rules, and hashes of what can be guessed, would tell the result."""

_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_SUM = re.compile("[0-9a-f]{64}")
_OLDEST = (1980, 1, 1, 0, 0, 0)
_ANOTHER = "choose a folder that is new, or an earlier sealed copy"


class Sealer:
    """One sealed copy of a folder. What is wrong with a report is noted in the folder, and it is not sealed."""

    def __init__(self, source: Folder, out: Path, file: Path, database: sqlite3.Connection) -> None:
        """file: where the passwords are kept. Raises ScorepressError when it, or `out`, cannot be used."""
        self.source = source
        self.out = Output(out)
        _refuse_open(out)
        self._alone = _held(out)
        try:
            self.words = Words(file, database)
        except BaseException:
            os.close(self._alone)
            raise
        self.before = dict(_read(out / SEALED))
        self.sealed = self.unchanged = self.left = self.gone = self.others = 0

    def close(self) -> None:
        """The file of passwords is complete, and others may seal here."""
        self.words.close()
        os.close(self._alone)

    def all(self) -> None:
        """Seal what has changed; then write what stands in the folder. Raises ScorepressError."""
        if not (self.out.folder / SEALED).exists():
            self.out.write(SEALED, b"")  # whose folder it is, if this run does not end
        there = files(self.source)
        self.others = sum(not is_report(path) and not path.endswith(".jsonl") for path in there)
        self.same(set(there))
        self.missing(set(there))
        done = {path: made for path in reports(self.source, there) if (made := self.one(path)) is not None}
        done |= self.kept(done, set(there))
        for path in self.before.keys() - done.keys():
            if self.is_there(path):
                with writing(self.out.folder / path):
                    (self.out.folder / path).unlink()
                self.gone += 1
        self.conclude(done)
        copy = Folder(self.out.folder, self.source.bag)
        there = files(copy)
        self.clear(there)
        for path in set(reports(copy, there)) - done.keys():
            hint = "it may be open: take it away"
            copy.find(Code.FILE_EXTRA, "the file is no sealed copy of any report", path, hint)
        self.source.findings += sorted(copy.findings, key=lambda one: str(one.span))

    def same(self, there: set[str]) -> None:
        """Keep the copy of other reports, or of a disk that is not there just now, from being emptied.

        Raises ScorepressError.
        """
        source = self.source
        named = source.sums.keys() | source.told.keys() if source.bag else there
        if self.before and not self.before.keys() & named:
            message = f"none of the reports that `{self.out.folder}` has copies of is in `{source.path}`"
            hint = "name the folder that they were made of, or another `--out`; where all were renamed, delete the copy"
            raise _error(Code.OUTPUT, message, hint)

    def clear(self, there: Sequence[str]) -> None:
        """Take away what a run that was killed was writing."""
        for name in there:
            file = self.out.folder / name
            if file.name.startswith(".") and file.name.endswith(".part"):
                with writing(file):
                    file.unlink()

    def missing(self, there: set[str]) -> None:
        """Find the reports that the manifests tell of, and that are not there."""
        for path in sorted((self.source.sums.keys() | self.source.told.keys()) - there):
            if is_report(path):
                self.source.find(Code.FILE_NOT_FOUND, "the file is missing, and the manifest tells of it", path, AGAIN)

    def kept(self, done: dict[str, tuple[str, str]], there: set[str]) -> dict[str, tuple[str, str]]:
        """The sealed copies of reports that could not be sealed again, and were not withdrawn.

        Without a manifest a report is withdrawn when it is gone, unless there are places where nobody could look.
        """
        source = self.source
        named = source.sums.keys() | source.told.keys() if source.bag else there
        stays = self.before.keys() - done.keys()
        if source.bag or not source.findings:
            stays &= named
        return {path: self.before[path] for path in stays if self.is_there(path)}

    def is_there(self, path: str) -> bool:
        """Whether there is a file of this name in the copy, and not in some other folder that a link leads to."""
        place = self.out.folder / path
        try:
            return place.is_file() and place.resolve() == self.out.folder.resolve() / path
        except (OSError, ValueError):  # a name that no file can have
            return False

    def one(self, path: str) -> tuple[str, str] | None:
        """Seal a file, or an archive; gives the checksums of the original and of the copy.

        None: it is not of one student, or something is wrong with it.
        """
        archive = path.lower().endswith(".zip")
        if not archive and self.source.asked(path).bundle:
            self.left += 1
            return None
        try:
            original = self.vouched(path)
            members = self.members(path) if archive else None
            names = [path] if members is None else [f"{path}{INSIDE}{member}" for member in members]
            kept = self.before.get(path)
            if kept is not None and self.mark(original, names) == kept[0] and self.is_whole(path, kept[1]):
                self.unchanged += len(names)
                return kept
            data = self.closed(original, path) if members is None else self.archive(path, members)
        except ScorepressError as error:
            self.source.findings += (
                one if one.span else replace(one, span=Span(self.source.shown(path), 1)) for one in error.diagnostics
            )
            return None
        place = self.out.folder / path
        Output(place.parent).write(place.name, data)
        self.sealed += len(names)
        return self.mark(original, names) or "", hashlib.sha256(data).hexdigest()

    def mark(self, original: bytes, names: Sequence[str]) -> str | None:
        """What tells an original from others, for who has its passwords; None where one is missing.

        names: of the reports in it.
        """
        words = [self.words.known(name, self.student(name)) for name in names]
        if None in words:
            return None
        return hmac.new("\n".join(map(str, words)).encode(), original, "sha256").hexdigest()

    def is_whole(self, path: str, checksum: str) -> bool:
        """Whether the copy is the one that was made."""
        return self.is_there(path) and Bag(self.out.folder).tags((path,)) == [(checksum, path)]

    def members(self, path: str) -> tuple[str, ...]:
        """The reports of an archive. Raises ScorepressError for one that holds anything else."""
        held = inside(self.source.path / path)
        if held.strange:
            raise _error(Code.FILE_EXTRA, FOREIGN, STRANGER)
        return held.reports

    def vouched(self, path: str) -> bytes:
        """The bytes of a file, if the manifest tells of them. Raises ScorepressError."""
        data = read_report(self.source.path, path)
        if self.source.bag and path not in self.source.sums:
            raise _error(Code.FILE_EXTRA, "the manifest does not tell of this file", STRANGER)
        if self.source.bag and hashlib.sha256(data).hexdigest() != self.source.sums[path]:
            raise _error(Code.CHECKSUM, "the file is not the one of the manifest: its checksum is another", DELETE)
        return data

    def archive(self, path: str, members: Sequence[str]) -> bytes:
        """An archive of sealed files; they are not packed, since what is encrypted cannot be."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            for member in members:
                name = f"{path}{INSIDE}{member}"
                archive.writestr(
                    zipfile.ZipInfo(member, _OLDEST), self.closed(read_report(self.source.path, name), name)
                )
        return made.getvalue()

    def closed(self, pdf: bytes, name: str) -> bytes:
        """A report behind its password. Raises ScorepressError, which names the report."""
        try:
            sure = self.source.asked(name).student is not None
            return protect(pdf, self.words.of(name, self.student(name), sure=sure), generated())
        except ScorepressError as error:
            place = Span(self.source.shown(name), 1)
            raise ScorepressError(replace(one, span=place) for one in error.diagnostics) from None

    def student(self, name: str) -> str:
        """The number of a report's student; where no manifest tells it, what the file's name begins with."""
        told = self.source.asked(name).student
        return told.partition(" ")[0] if told else PurePosixPath(name).name.partition("-")[0]

    def conclude(self, done: dict[str, tuple[str, str]]) -> None:
        """The manifests of the copy, in the form of the original's."""
        entries = (json.dumps({"path": p, "of": a, "sha256": b}) for p, (a, b) in sorted(done.items()))
        self.out.write(SEALED, "".join(f"{entry}\n" for entry in entries).encode())
        if self.source.bag:
            sums = "".join(f"{checksum}  {path}\n" for path, (_, checksum) in sorted(done.items()))
            self.out.write(MANIFEST, sums.encode())
            self.out.write(LINES, "".join(self.told(done)).encode())
            self.out.write(DECLARATION, _DECLARED.encode())
            tags = sorted((DECLARATION, LINES, MANIFEST, SEALED))
            sums = "".join(f"{checksum}  {name}\n" for checksum, name in Bag(self.out.folder).tags(tags))
            self.out.write(TAGS, sums.encode())

    def told(self, done: dict[str, tuple[str, str]]) -> Iterator[str]:
        """The lines of the original's manifest, about the copies, without what would tell a result."""
        file = self.source.path / LINES
        for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
            entry = json.loads(line)
            path, told = entry.get("path"), {key: entry.get(key) for key in _TOLD}
            if path in done:
                told |= {"bytes": (self.out.folder / path).stat().st_size, "sha256": done[path][1]}
            if path is not None or f"{PAYLOAD}/{entry.get('set')}.zip" in done:
                yield json.dumps(told, ensure_ascii=False) + "\n"


def _refuse_open(out: Path) -> None:
    """Keep sealed copies from lying among open reports. Raises ScorepressError."""
    if (out / OWN).exists():
        raise _error(Code.OUTPUT, f"`{out}` is the folder of a batch", _ANOTHER)
    if out.is_dir() and not (out / SEALED).exists():
        held = next(filter(is_report, files(Folder(out))), None)
        if held is not None:
            raise _error(Code.OUTPUT, f"`{out}` holds open reports, such as `{held}`", _ANOTHER)


def _held(out: Path) -> int:
    """A descriptor of the folder, which nobody else can have as long as it is open. Raises ScorepressError (BUSY)."""
    place = os.open(out, os.O_RDONLY)
    try:
        hold(place, f"another run is sealing into `{out}`", "wait for its end, or choose another folder")
    except BaseException:
        os.close(place)
        raise
    return place


def _error(code: Code, message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, None, (), (hint,))])


def _read(file: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """What was sealed before; a line that can mean nothing says nothing, and its report is sealed again."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    for line in text.splitlines():
        with suppress(ValueError, RecursionError):
            match json.loads(line):
                case {"path": str(path), "of": str(of), "sha256": str(sealed)} if (
                    is_report(path) and path == str(PurePosixPath(below(path)))  # in its one spelling
                    and _SUM.fullmatch(of) and _SUM.fullmatch(sealed)
                ):  # fmt: skip
                    yield path, (of, sealed)
