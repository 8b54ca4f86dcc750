"""What `verify` looks at: the files of a folder, what a manifest says of them, which of them are opened."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Span
from scorepress.noun import Noun, field
from scorepress.pipeline.verify_reader import Asked

DECLARATION, PAYLOAD, MANIFEST, LINES = "bagit.txt", "data", "manifest-sha256.txt", "manifest.jsonl"
TAGS = "tagmanifest-sha256.txt"
INSIDE = "!/"
"""Between the name of an archive and the name of a file in it."""

WROTE = "name the folder that `scorepress render` or `scorepress batch` wrote"
"""How to mend a folder that has no reports."""

_BLOCK = 1 << 20
_LINE = re.compile(r"([0-9a-fA-F]{64})\s+\*?(.+)")
_ENDINGS = (".pdf", ".zip")


class Sample(Noun, frozen=True):
    """Which files are opened: a share of them, or so many; the same ones every time, by the hash of their names."""

    share: float = 1.0
    count: int | None = None

    def pick(self, names: list[str]) -> list[str]:
        """The files that are opened, in order of name."""
        if self.count is None:
            return [name for name in names if _place(name) < self.share]
        return sorted(sorted(names, key=_place)[: self.count])


class Folder(Noun):
    """A folder of reports.

    told: what its `manifest.jsonl` says, by path. sets: whether it tells of reports that are part of sets. sums:
    checksums of its manifests, by path.
    """

    path: Path
    bag: bool = False
    told: dict[str, Asked] = field(default_factory=dict)
    sets: bool = False
    sums: dict[str, str] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def shown(self, name: str) -> str:
        """A file as findings name it."""
        return f"{self.path.as_posix()}/{name}"

    def find(self, code: Code, message: str, name: str, hint: str = "") -> None:
        """Note a finding about a file."""
        hints = (hint,) if hint else ()
        self.findings.append(Diagnostic(code, Severity.ERROR, message, Span(self.shown(name), 1), (), hints))

    def asked(self, name: str) -> Asked:
        """What is known of a file before it is read."""
        told = self.told.get(name)
        return told if told is not None else Asked(self.shown(name), bundle=self.sets and INSIDE not in name)


def open_folder(path: Path) -> Folder:
    """Look at a folder. Raises ScorepressError when there is none."""
    if not path.is_dir():
        problem = Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, f"no folder named `{path}`", None, (), (WROTE,))
        raise ScorepressError([problem])
    folder = Folder(path, bag=(path / DECLARATION).is_file())
    for name in (MANIFEST, TAGS) if folder.bag else ():
        folder.sums |= _sums(folder, name)
    if folder.bag and not (path / MANIFEST).is_file():
        folder.find(Code.FILE_NOT_FOUND, "the manifest of the folder is missing", MANIFEST, "run the batch again")
    folder.told = _told(folder)
    return folder


def names(folder: Folder) -> list[str]:
    """The reports of a folder, below it, in order of name: PDF files, and those in archives."""
    root = folder.path / PAYLOAD if folder.bag else folder.path
    found: list[str] = []
    for file in sorted(root.rglob("*")):
        relative = file.relative_to(folder.path).as_posix()
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if file.suffix.lower() not in _ENDINGS or hidden or not file.is_file():
            continue
        if file.suffix.lower() == ".zip":
            try:
                with zipfile.ZipFile(file) as archive:
                    inside = sorted(name for name in archive.namelist() if name.lower().endswith(".pdf"))
            except (OSError, zipfile.BadZipFile):
                folder.find(Code.FILE_NOT_READABLE, "the archive cannot be opened", relative)
                continue
            found += [f"{relative}{INSIDE}{name}" for name in inside]
        else:
            found.append(relative)
    return found


def check_sums(folder: Folder) -> int:
    """Recompute the checksums of all manifests; gives their number. What is wrong is noted in the folder."""
    for name, wanted in folder.sums.items():
        file = folder.path / name
        try:
            with file.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            folder.find(Code.FILE_NOT_FOUND, "the file is missing, and the manifest tells of it", name, _AGAIN)
            continue
        except OSError as error:
            folder.find(Code.FILE_NOT_READABLE, f"the file cannot be read: {error.strerror}", name)
            continue
        if found != wanted:
            message = "the file is not the one of the manifest: its checksum is another"
            folder.find(Code.CHECKSUM, message, name, _AGAIN)
    if folder.bag and folder.sums:
        payload = folder.path / PAYLOAD
        for file in sorted(payload.rglob("*")) if payload.is_dir() else ():
            name = file.relative_to(folder.path).as_posix()
            if file.is_file() and name not in folder.sums:
                hint = "find out where it came from, and take it away"
                folder.find(Code.FILE_EXTRA, "the manifest does not tell of this file", name, hint)
    return len(folder.sums)


_AGAIN = "run the same `scorepress batch` again: it makes what is missing or damaged"


def read_report(root: Path, name: str) -> bytes:
    """The bytes of a report. Raises ScorepressError."""
    outer, _, inner = name.partition(INSIDE)
    try:
        if inner:
            with zipfile.ZipFile(root / outer) as archive:
                return archive.read(inner)
        return (root / outer).read_bytes()
    except (OSError, KeyError, RuntimeError, zipfile.BadZipFile) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its archive is damaged"
        message = f"the file cannot be read: {why}"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)]) from None


def read_secrets(path: Path) -> Mapping[str, str]:
    """Passwords by the names of their files. Raises ScorepressError when the file is none of secrets."""
    found: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in filter(None, lines):
            entry = json.loads(line)
            found[str(entry["file"])] = str(entry["password"])
    except OSError as error:
        message = f"`{path}` cannot be read: {error.strerror}"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)]) from None
    except (ValueError, KeyError, TypeError):
        message = f"`{path}` is no file of secrets: it has a line without `file` and `password`"
        hint = "name the file that `--secrets` of `render` or `batch` wrote"
        raise ScorepressError(
            [Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message, None, (), (hint,))]
        ) from None
    return found


def _sums(folder: Folder, name: str) -> Iterator[tuple[str, str]]:
    """Paths and checksums of a manifest."""
    file = folder.path / name
    if not file.is_file():
        return
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        found = _LINE.fullmatch(line)
        path = found[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") if found else ""
        if found is None or path.startswith("/") or ".." in path.split("/"):
            folder.find(Code.CHECKSUM, f"line {number} of the manifest is no checksum and path", name)
        else:
            yield path, found[1].lower()


def _told(folder: Folder) -> dict[str, Asked]:
    """What the lines of the manifest say of each file."""
    file = folder.path / LINES
    found: dict[str, Asked] = {}
    if not folder.bag or not file.is_file():
        return found
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            name = entry["path"]
            folder.sets = folder.sets or name is None
            if name is not None:
                languages = tuple(map(str, entry["languages"]))
                found[name] = Asked(folder.shown(name), str(entry["student"]), languages, int(entry["pages"]))
        except (ValueError, KeyError, TypeError):
            folder.find(Code.FILE_NOT_READABLE, f"line {number} of the manifest cannot be read", LINES)
    return found


def _place(name: str) -> float:
    """Where a name stands between 0 and 1; names that are alike stand far apart."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8]) / 2**64
