"""A folder of reports: what is in it, what its manifests say of each file, what was found amiss."""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scorepress.model.diagnostic import Code, Diagnostic, Severity
from scorepress.model.source import Span
from scorepress.noun import Noun, field, replace
from scorepress.pipeline.verify_reader import Asked
from scorepress.workspace import as_text

DECLARATION, PAYLOAD, MANIFEST, LINES = "bagit.txt", "data", "manifest-sha256.txt", "manifest.jsonl"
INSIDE = "!/"
"""Between the name of an archive and the name of a file in it."""

STRANGER = "find out where it came from, and take it away"
"""How to mend what is too much."""

_ENDINGS = (".pdf", ".zip")
_NO_LINK = "put the folder itself in its place: what lies behind a link need not come along"


class Folder(Noun):
    """A folder of reports.

    patterns: by which the batch has named what it wrote; report: whose reports they are. told: what its
    `manifest.jsonl` says, by path. sets: pages of reports that it says are in each set, by the path without ending.
    sums: checksums of its manifests, by path.
    """

    path: Path
    bag: bool = False
    patterns: tuple[str, ...] = ()
    report: str = ""
    told: dict[str, Asked] = field(default_factory=dict)
    sets: Counter[str] = field(default_factory=Counter)
    sums: dict[str, str] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def shown(self, name: str) -> str:
        """A file as findings name it."""
        return f"{self.path.as_posix()}/{name}"

    def find(self, code: Code, message: str, name: str, hint: str = "", line: int = 1) -> None:
        """Note a finding about a file."""
        hints = (hint,) if hint else ()
        self.findings.append(Diagnostic(code, Severity.ERROR, message, Span(self.shown(name), line), (), hints))

    def unreadable(self, error: OSError, name: str, what: str = "file") -> None:
        """Note that a file cannot be read, and why."""
        why = (error.strerror or type(error).__name__).lower()
        self.find(Code.FILE_NOT_READABLE, f"the {what} cannot be read: {why}", name)

    def asked(self, name: str) -> Asked:
        """What is known of a file before it is read."""
        told = self.told.get(name)
        if told is None:
            pages = self.sets.get(name.removesuffix(".pdf"))
            told = Asked(self.shown(name), pages=pages, bundle=bool(self.sets) and INSIDE not in name)
        place, _, _ending = name.partition(INSIDE)[0].removeprefix(f"{PAYLOAD}/").rpartition(".")
        return replace(told, patterns=self.patterns, place=place)


def files(folder: Folder) -> list[str]:
    """Every file of a folder's payload, hidden ones too, in order of name. What nobody can look into is noted."""
    root = folder.path / PAYLOAD if folder.bag else folder.path
    found: list[str] = []

    def refused(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            folder.unreadable(error, Path(error.filename).relative_to(folder.path).as_posix(), "folder")

    for place, folders, names in os.walk(root, onerror=refused):
        here = Path(place).relative_to(folder.path)
        for name in folders:
            if os.path.islink(f"{place}/{name}"):  # noqa: PTH114 - asked for each folder
                message = "the folder is a link, and nobody looks behind it"
                folder.find(Code.FILE_NOT_READABLE, message, (here / name).as_posix(), _NO_LINK)
        found += [(here / name).as_posix() for name in names]
    return sorted(found, key=lambda name: name.split("/"))


def is_report(name: str) -> bool:
    """Whether a file has the name of a report, or of an archive."""
    return name.lower().endswith(_ENDINGS)


def reports(folder: Folder, found: list[str]) -> Iterator[str]:
    """Those of some files that are PDF files or archives. What has such a name and is no file is noted."""
    for name in found:
        if not is_report(name):
            continue
        shown = as_text(name)
        if shown != name:
            folder.find(Code.FILE_NOT_READABLE, "the file’s name is no text in UTF-8", shown, "rename the file")
            continue
        try:
            regular = stat.S_ISREG((folder.path / name).stat().st_mode)
        except OSError as error:
            folder.unreadable(error, name)
            continue
        if regular:
            yield name
        else:
            folder.find(Code.FILE_NOT_READABLE, "it has the name of a report, and is no file", name)
