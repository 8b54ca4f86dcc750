"""Sealed copies of finished reports: which are made anew, with which passwords, and their manifest."""

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from scorepress.apps.passwords import Words, generated
from scorepress.apps.verify_files import names, read_report
from scorepress.apps.verify_folder import DECLARATION, INSIDE, LINES, MANIFEST, Folder, files
from scorepress.apps.verify_manifest import TAGS
from scorepress.bag import Bag
from scorepress.export.encrypt import protect
from scorepress.workspace import Output

SEALED = "sealed.jsonl"
"""What each sealed file is a copy of: its path, and the checksums of the original and of the copy."""

_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_OLDEST = (1980, 1, 1, 0, 0, 0)


class Sealer:
    """One sealed copy of a folder."""

    def __init__(self, source: Folder, out: Path, file: Path, database: sqlite3.Connection) -> None:
        """file: where the passwords are kept. Raises ScorepressError when it, or `out`, cannot be used."""
        self.source = source
        self.out = Output(out)
        self.words = Words(file, database)
        self.before = dict(_read(out / SEALED))
        self.sealed = self.unchanged = self.left = self.gone = 0

    def close(self) -> None:
        """The file of passwords is complete."""
        self.words.close()

    def all(self) -> None:
        """Seal what has changed; then write what stands in the folder. Raises ScorepressError."""
        done: dict[str, tuple[str, str]] = {}
        for path, members in _grouped(names(self.source, files(self.source))):
            if members is None and self.source.asked(path).bundle:
                self.left += 1
                continue
            done[path] = self.one(path, members)
        for path in self.before.keys() - done.keys():
            (self.out.folder / path).unlink(missing_ok=True)
            self.gone += 1
        self.conclude(done)

    def one(self, path: str, members: list[str] | None) -> tuple[str, str]:
        """Seal a file, or an archive; gives the checksums of the original and of the copy."""
        original = read_report(self.source.path, path)
        checksum = hashlib.sha256(original).hexdigest()
        known = (
            [self.words.known(path)] if members is None else [self.words.known(f"{path}{INSIDE}{m}") for m in members]
        )
        kept = self.before.get(path)
        if kept is not None and kept[0] == checksum and all(known) and (self.out.folder / path).is_file():
            self.unchanged += len(known)
            return kept
        self.sealed += len(known)
        data = self.closed(original, path) if members is None else self.archive(path, members)
        place = self.out.folder / path
        Output(place.parent).write(place.name, data)
        return checksum, hashlib.sha256(data).hexdigest()

    def archive(self, path: str, members: list[str]) -> bytes:
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
        """A report behind its password."""
        told = self.source.asked(name).student
        student = told.partition(" ")[0] if told else PurePosixPath(name).name.partition("-")[0]
        return protect(pdf, self.words.of(name, student), generated())

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
        """The lines of the original's manifest, about the copies."""
        file = self.source.path / LINES
        for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
            entry = json.loads(line)
            if entry.get("path") in done:
                path = entry["path"]
                entry |= {"bytes": (self.out.folder / path).stat().st_size, "sha256": done[path][1]}
            yield json.dumps(entry, ensure_ascii=False) + "\n"


def _grouped(found: list[str]) -> Iterator[tuple[str, list[str] | None]]:
    """Files, and archives with the names of what is in them."""
    archives: dict[str, list[str]] = {}
    for name in found:
        outer, inside, inner = name.partition(INSIDE)
        if inside:
            archives.setdefault(outer, []).append(inner)
        else:
            yield name, None
    yield from archives.items()


def _read(file: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """What was sealed before; a file that cannot be read says nothing, and all is sealed again."""
    try:
        for line in file.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            yield entry["path"], (entry["of"], entry["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return
