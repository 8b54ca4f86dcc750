"""What the manifests of a bag say, and whether its files are so."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scorepress.apps.verify_folder import DECLARATION, LINES, MANIFEST, PAYLOAD, STRANGER, Folder
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.pipeline.verify_reader import Asked

TAGS, INFO = "tagmanifest-sha256.txt", "bag-info.txt"
WROTE = "name the folder that `scorepress render` or `scorepress batch` wrote"
"""How to mend a folder that has no reports."""

AGAIN = "run the same `scorepress batch` or `scorepress seal` again: it makes what is missing"
DELETE = f"delete the file, then {AGAIN}"
"""How to mend what is missing, what is another."""

_PATTERN, _REPORT = "scorepress-name", "scorepress-report"
"""Labels of the pattern by which a batch names what it writes, and of its report."""

_LINE = re.compile(r"([0-9a-fA-F]{64})\s+\*?(.+)")


def open_folder(path: Path) -> Folder:
    """Look at a folder. Raises ScorepressError when there is none, or it may not be looked into."""
    try:
        there = path.is_dir()
        bag = there and any((path / name).is_file() for name in (DECLARATION, MANIFEST))
    except OSError as error:
        why = (error.strerror or "unknown").lower()
        raise _error(Code.FILE_NOT_READABLE, f"the folder `{path}` cannot be read: {why}", WROTE) from None
    if not there:
        raise _error(Code.FILE_NOT_FOUND, f"no folder named `{path}`", WROTE)
    folder = Folder(path, bag)
    for name in (MANIFEST, TAGS) if folder.bag else ():
        if not (path / name).exists():
            folder.find(Code.FILE_NOT_FOUND, "the manifest of the folder is missing", name, AGAIN)
        _sums(folder, name)
    if folder.bag:
        info = [(label, said) for _line, label, said in _info(folder)]
        folder.patterns = tuple(said for label, said in info if label == _PATTERN)
        folder.report = dict(info).get(_REPORT, "")
        _told(folder)
    return folder


def check_sums(folder: Folder, found: list[str]) -> int:
    """Recompute the checksums of all manifests; gives their number. What is wrong is noted in the folder.

    found: every file of the payload.
    """
    _check(folder, folder.sums.items())
    if folder.bag:
        _too_much(folder, found)
        _too_little(folder, set(found))
        if not folder.findings:
            _weight(folder, found)
    return len(folder.sums)


def check_tags(folder: Folder) -> None:
    """Recompute the checksums of the manifests themselves. What is wrong is noted in the folder."""
    _check(folder, [(name, wanted) for name, wanted in folder.sums.items() if not name.startswith(f"{PAYLOAD}/")])


def _check(folder: Folder, sums: Iterable[tuple[str, str]]) -> None:
    """Compare checksums with the files."""
    for name, wanted in sums:
        file = folder.path / name
        try:
            with file.open("rb") as stream:
                checksum = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            folder.find(Code.FILE_NOT_FOUND, "the file is missing, and the manifest tells of it", name, AGAIN)
            continue
        except OSError as error:
            folder.unreadable(error, name)
            continue
        if checksum != wanted:
            folder.find(Code.CHECKSUM, "the file is not the one of the manifest: its checksum is another", name, DELETE)


def _too_much(folder: Folder, found: list[str]) -> None:
    """Files that no manifest tells of; nothing where a manifest is missing, since that is told."""
    tags = [name for name in (MANIFEST, LINES, INFO) if (folder.path / name).exists()]
    for manifest, names in ((MANIFEST, found), (TAGS, tags)):
        if (folder.path / manifest).is_file():
            for name in names:
                if name not in folder.sums:
                    folder.find(Code.FILE_EXTRA, "the manifest does not tell of this file", name, STRANGER)


def _too_little(folder: Folder, found: set[str]) -> None:
    """Reports of which only `manifest.jsonl` tells."""
    for name in folder.told:
        if name not in found and name not in folder.sums:
            message = f"the file is missing, and `{LINES}` tells of it"
            folder.find(Code.FILE_NOT_FOUND, message, name, AGAIN)


def _weight(folder: Folder, found: list[str]) -> None:
    """Whether the payload has the bytes and files that the bag's description says."""
    for number, label, said in _info(folder):
        if label == "payload-oxum":
            oxum = f"{sum((folder.path / name).stat().st_size for name in found)}.{len(found)}"
            if said != oxum:
                message = f"`Payload-Oxum` says `{said}`, and the payload has `{oxum}` (bytes, a dot, files)"
                folder.find(Code.CHECKSUM, message, INFO, AGAIN, number)


def _info(folder: Folder) -> Iterator[tuple[int, str, str]]:
    """The lines of the bag's description: number, label in small letters, what it says."""
    for number, line in _lines(folder, INFO):
        label, _, said = line.partition(":")
        yield number, label.strip().lower(), said.strip()


def _sums(folder: Folder, name: str) -> None:
    """Paths and checksums of a manifest."""
    for number, line in _lines(folder, name):
        found = _LINE.fullmatch(line)
        try:
            path = below(found[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")) if found else ""
        except ValueError:
            found = None
        if found is None:
            folder.find(Code.CHECKSUM, f"line {number} of the manifest is no checksum and path", name, line=number)
            continue
        if path in folder.sums:
            folder.find(Code.CHECKSUM, f"line {number} of the manifest tells of a file again", name, line=number)
        folder.sums[path] = found[1].lower()


def _told(folder: Folder) -> None:
    """What the lines of the manifest say of each file."""
    met: set[str] = set()
    for number, line in _lines(folder, LINES):
        try:
            entry = json.loads(line)
            name, student = entry["path"], str(entry["student"])
            if student in met or name in folder.told:
                message = f"line {number} of the manifest tells of a {'student' if student in met else 'file'} again"
                folder.find(Code.DUPLICATE_REPORT, message, LINES, line=number)
            met.add(student)
            pages = int(entry["pages"])
            if name is None:
                folder.sets[f"{PAYLOAD}/{below(entry['set'])}"] += pages
            else:
                languages = tuple(map(str, entry["languages"]))
                folder.told[below(name)] = Asked(folder.shown(name), student, languages, pages)
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            message = f"line {number} of the manifest cannot be read"
            folder.find(Code.FILE_NOT_READABLE, message, LINES, line=number)


def _lines(folder: Folder, name: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that are text, with their numbers; nothing of one that is not there."""
    try:
        with (folder.path / name).open("rb") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield number, line.decode("utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    message = f"the file is not UTF-8: byte 0x{line[error.start]:02x} in line {number}"
                    folder.find(Code.NOT_UTF8, message, name, AGAIN, number)
    except FileNotFoundError:
        return
    except OSError as error:
        folder.unreadable(error, name)


def below(path: str) -> str:
    """A path that stays in the folder. Raises ValueError for one that leads out of it."""
    if path.startswith("/") or ".." in path.split("/"):
        raise ValueError(path)
    return path


def _error(code: Code, message: str, hint: str) -> ScorepressError:
    return ScorepressError([Diagnostic(code, Severity.ERROR, message, None, (), (hint,))])
