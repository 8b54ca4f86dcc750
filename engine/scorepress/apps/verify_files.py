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
            every += [f"{name}{INSIDE}{one}" for one in inside(folder.path / name)]
            if strange(folder.path / name):
                folder.find(Code.FILE_EXTRA, "the archive holds files that are no reports", name, STRANGER)
        except ScorepressError as error:
            folder.findings += (replace(one, span=Span(folder.shown(name), 1)) for one in error.diagnostics)
    return every


def inside(archive: Path) -> list[str]:
    """The reports of an archive. Raises ScorepressError when it cannot be opened."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return sorted(name for name in opened.namelist() if name.lower().endswith(".pdf"))
    except _DAMAGE:
        raise _closed() from None


def strange(archive: Path) -> bool:
    """Whether an archive holds anything but reports, or something that would lie elsewhere when it is unpacked.

    Raises ScorepressError when it cannot be opened.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if not name.endswith("/")]
    except _DAMAGE:
        raise _closed() from None
    return any(not name.lower().endswith(".pdf") or _LEADS_OUT.search(name) for name in names)


def _closed() -> ScorepressError:
    return ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, "the archive cannot be opened")])


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
