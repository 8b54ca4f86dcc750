"""Folders of scratch databases: names, records and passwords of students, which must not outlive their run."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

SCRATCH = "scratch.db"
_PREFIX = "scorepress-"
_YOUNG = 60
"""Seconds in which a folder may be without a lock, because it has only just been made."""


@contextmanager
def scratch_folder() -> Iterator["TemporaryDirectory[str]"]:
    """A new folder, gone when the block ends; those of runs that were killed are removed first. Raises OSError."""
    for left in Path(gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            _remove_left(left)
    folder = TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
    with folder, _locked(Path(folder.name)):
        yield folder


def _remove_left(folder: Path) -> None:
    """Remove a scratch database that nobody holds any more, and nothing else. Raises OSError."""
    if folder.is_symlink() or folder.stat().st_uid != os.getuid() or time.time() - folder.stat().st_mtime < _YOUNG:
        return
    if any(inside.name != SCRATCH for inside in folder.iterdir()):
        return
    with _locked(folder):
        (folder / SCRATCH).unlink(missing_ok=True)
        folder.rmdir()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder: the lock is the system's, and ends with the process, however it ends. Raises OSError."""
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(place)
