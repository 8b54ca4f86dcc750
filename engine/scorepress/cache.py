"""What is kept between runs, to begin faster: finished work that can be made again."""

import hashlib
import os
import pickle
import sys
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from scorepress.workspace import Workspace

MOST_KEPT: Final = 40


@cache
def program_state() -> dict[str, str]:
    """What draws the pages, beside the project: hashes of the engine's own files (`engine`) and its faces (`fonts`)."""
    home = Path(__file__).parent
    drawing = ("model", "evaluate", "compose", "components", "text", "chart", "render", "export")
    found = {
        "engine": sorted(file for room in drawing for file in (home / room).rglob("*.py")),
        "fonts": sorted((*(home / "fonts").glob("*.ttf"), *(home / "fonts").glob("*.json"))),
    }
    digests = {part: hashlib.sha256() for part in found}
    for part, files in found.items():
        for file in files:
            digests[part].update(f"\n{file.relative_to(home)}\n".encode())
            digests[part].update(file.read_bytes())
    return {part: digest.hexdigest() for part, digest in digests.items()}


class Cache:
    """Finished work that can be made again, in the user's cache folder; whatever goes wrong, it is made again.

    The folder is readable for its owner alone: what is read back is trusted as the program's own files are.
    """

    def __init__(self, workspace: Workspace) -> None:
        """Find the folder: `SCOREPRESS_CACHE`, else below XDG_CACHE_HOME or `~/.cache`; the empty text means none."""
        home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
        named = os.environ.get("SCOREPRESS_CACHE", f"{home}/scorepress")
        self.folder = Path(named) if named else None
        self.workspace = workspace

    def key(self, name: str, without: Collection[str] = ()) -> str:
        """Tell one state of program and project from all others, by the contents of all their files.

        without: names of reports whose files do not matter.
        """
        digest = hashlib.sha256(f"{name} {sys.version}".encode())
        engine = Path(__file__).parent
        for file in sorted((*engine.rglob("*.py"), *engine.glob("parse/*.lark"))):
            digest.update(f"{file.name} {file.stat().st_mtime_ns} {file.stat().st_size}\n".encode())
        for root in self.workspace.roots:
            for part in ("layouts", "rules", "locales", "schemas"):
                for file in sorted((root / part).rglob("*")):
                    if without and not {file.stem, *file.relative_to(root).parts}.isdisjoint(without):
                        continue
                    digest.update(f"\n{file.relative_to(root)}\n".encode("utf-8", "surrogateescape"))
                    with suppress(OSError):  # a folder, or a file that is refused when it is used
                        digest.update(file.read_bytes())
        return digest.hexdigest()

    def lacks(self, key: str) -> bool:
        """Whether there is nothing under a key, and something can be put there."""
        return self.folder is not None and not (self.folder / f"{key}.pickle").exists()

    def get(self, key: str) -> object | None:
        """What was kept under a key, or None."""
        if self.folder is None:
            return None
        try:
            file = self.folder / f"{key}.pickle"
            if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
                return None
            kept: object = pickle.loads(file.read_bytes())  # noqa: S301 - our own file, see the class
        except Exception:  # noqa: BLE001 - a damaged cache is an empty cache
            return None
        return kept

    def put(self, key: str, value: object) -> None:
        """Keep a value; only the newest few are kept."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = self.folder / f".{key}.{os.getpid()}"
            temporary.write_bytes(pickle.dumps(value))
            temporary.replace(self.folder / f"{key}.pickle")
            kept = sorted(self.folder.glob("*.pickle"), key=lambda file: -file.stat().st_mtime)
            for file in kept[MOST_KEPT:]:
                file.unlink(missing_ok=True)
        except (OSError, pickle.PicklingError):
            return
