"""What `verify` looks at: the reports of a folder, those in archives, which of them are opened."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from scorepress.apps.secrets_file import read_secrets
from scorepress.apps.verify_folder import INSIDE, STRANGER, Folder, reports
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.source import Span
from scorepress.noun import Noun, replace

FOREIGN = "the archive holds files that are no reports"

_LEADS_OUT = re.compile(r"^[/\\]|(^|[/\\])\.\.([/\\]|$)")

_DAMAGE = (OSError, EOFError, LookupError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
"""What reading a file may end with, or an archive that is damaged."""


class Sample(Noun, frozen=True):
    """Which files are opened: a share of them, or so many; the same ones every time, by the hash of their names."""

    share: float = 1.0
    count: int | None = None

    def pick(self, names: list[str]) -> list[str]:
        """The files that are opened, in order of name."""
        if self.count is None:
            return [name for name in names if _place(name) < self.share]
        return sorted(sorted(names, key=_place)[: self.count])


def names(folder: Folder, found: list[str]) -> list[str]:
    """The reports of a folder, below it, in order of name: PDF files, and those in archives.

    found: every file of the folder.
    """
    every: list[str] = []
    for name in reports(folder, found):
        if not name.lower().endswith(".zip"):
            every.append(name)
            continue
        try:
            held = inside(folder.path / name)
            every += [f"{name}{INSIDE}{one}" for one in held.reports]
            if held.strange:
                folder.find(Code.FILE_EXTRA, FOREIGN, name, STRANGER)
        except ScorepressError as error:
            folder.findings += (replace(one, span=Span(folder.shown(name), 1)) for one in error.diagnostics)
    return every


class Inside(Noun, frozen=True):
    """What an archive holds.

    reports: in order of name. strange: whether there is anything else, or a name that leads out of the folder in which
    the archive is unpacked.
    """

    reports: tuple[str, ...]
    strange: bool


def inside(archive: Path) -> Inside:
    """Look into an archive. Raises ScorepressError when it cannot be opened."""
    try:
        with zipfile.ZipFile(archive) as opened:
            names = sorted(name for name in opened.namelist() if not name.endswith("/"))
    except _DAMAGE:
        message = "the archive cannot be opened"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)]) from None
    held = tuple(name for name in names if name.lower().endswith(".pdf"))
    return Inside(held, len(held) < len(names) or any(map(_LEADS_OUT.search, names)))


def read_report(root: Path, name: str) -> bytes:
    """The bytes of a report. Raises ScorepressError."""
    outer, _, inner = name.partition(INSIDE)
    try:
        if inner:
            with zipfile.ZipFile(root / outer) as archive:
                return archive.read(inner)
        return (root / outer).read_bytes()
    except _DAMAGE as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "its archive is damaged"
        message = f"the file cannot be read: {why}"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)]) from None


def passwords(path: Path) -> Mapping[str, str]:
    """Passwords by the names of their files. Raises ScorepressError when the file is none of secrets."""
    return {secret.file: secret.password for secret in read_secrets(path)}


def _place(name: str) -> float:
    """Where a name stands between 0 and 1; names that are alike stand far apart."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8]) / 2**64
