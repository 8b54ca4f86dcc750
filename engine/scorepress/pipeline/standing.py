"""Standing type: the stencils of a language, ready before the first student, kept beside the compiled report.

They are made of invented students, so nobody's data are in them; a press that has them is quick from the first student
on. Files are the same with them and without: what a stencil gives does not depend on who it was made for.
"""

import hashlib
import io
import pickle
import zlib
from contextlib import suppress
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from scorepress.cache import Cache
from scorepress.model.diagnostic import ScorepressError
from scorepress.pipeline.press import AT_ONCE, Press
from scorepress.workspace import Workspace

if TYPE_CHECKING:
    from scorepress.export.press import PdfPress
    from scorepress.pipeline.stencil_language import LanguageStencils
    from scorepress.pipeline.stencil_words import Filler

STUDENTS: Final = 6_000
"""Invented students of whom it is made."""

ENOUGH: Final = STUDENTS
"""So many reports of a run are worth the time in which it is made."""

_SHARED: Final = 300
"""The most words of a place that are kept; where there are more, they are names and numbers that few share."""

_SEED: Final = 20_261


class Standing:
    """The standing type of one report, on disk."""

    def __init__(self, workspace: Workspace, press: Press, state: str) -> None:
        """press: gets what is there of a language, when it first prints in it.

        state: of the report as the press has it, and of all that draws it: `Digester.hash`. It is a part of the key,
        since files may have changed after the report was opened.
        """
        self._report_state = state
        self._workspace = workspace
        self._press = press
        self._cache = Cache(workspace)
        press.begin = self.put

    def put(self, stencils: "LanguageStencils") -> None:
        """Put what there is into stencils that are new."""
        kept = self._cache.get(self._key(stencils.room.lang))
        if isinstance(kept, bytes):
            with suppress(Exception):  # what is damaged is not there
                thaw(stencils, self._press.fast.pdf_press, zlib.decompress(kept))

    def due(self, lang: str, reports: float) -> bool:
        """Whether it is worth making for a run of so many reports in a language, and not there yet."""
        return reports >= ENOUGH and self._cache.lacks(self._key(lang))

    def make(self, lang: str) -> None:
        """Make the standing type of a language; it is empty where a report's samples are missing or do not fit."""
        from scorepress.pipeline.load import load_samples
        from scorepress.pipeline.samples import inventor

        press = Press(self._press.template)
        template = press.template
        with suppress(ScorepressError):
            samples = load_samples(self._workspace, template.schema)
            students = inventor(template.book, template.schema, template.name, samples, _SEED).many(STUDENTS)
            while some := list(islice((one for one in students if press.skip(one) is None), AT_ONCE)):
                press.fast.all([(one, (lang,)) for one in some])
        made = freeze(press.fast.stencils(lang), press.fast.pdf_press)
        self._cache.put(self._key(lang), zlib.compress(made, 1))

    def _key(self, lang: str) -> str:
        return f"{self._state}-{lang}"

    @cached_property
    def _state(self) -> str:
        from importlib.metadata import version

        versions = " ".join(version(name) for name in ("msgspec", "isal"))
        known = self._cache.key(f"standing type of {self._press.template.name}")
        return hashlib.sha256(
            f"{known} {self._report_state} {versions} {zlib.ZLIB_RUNTIME_VERSION}".encode()
        ).hexdigest()


class _Freezer(pickle.Pickler):
    """Leaves out what belongs to the template."""

    def __init__(self, into: io.BytesIO, names: dict[int, tuple[int, int]]) -> None:
        super().__init__(into, pickle.HIGHEST_PROTOCOL)
        self._names = names

    def persistent_id(self, value: object) -> tuple[int, int] | None:
        """The page and the number of a filler."""
        return self._names.get(id(value))


class _Thawer(pickle.Unpickler):
    """Puts it in again."""

    fillers: "list[list[Filler]]"

    def persistent_load(self, name: tuple[int, int]) -> object:
        """The filler of a name."""
        page, number = name
        return self.fillers[page][number]


def freeze(stencils: "LanguageStencils", files: "PdfPress") -> bytes:
    """What stencils have learned, and the frames of their files, as bytes for `thaw`."""
    fillers = [page.fillers for page in stencils.pages]
    names = {
        id(filler): (page, number) for page, some in enumerate(fillers) for number, filler in enumerate(some.values())
    }
    into = io.BytesIO()
    freezer = _Freezer(into, names)
    freezer.dump([list(some) for some in fillers])
    own = frozenset(one for page in stencils.pages for one in page.stencils)
    known = [[one.known if len(one.known) <= _SHARED else {} for one in some.values()] for some in fillers]
    freezer.dump((stencils.room.shapes, [page.state() for page in stencils.pages], known, files.frames(own)))
    return into.getvalue()


def thaw(stencils: "LanguageStencils", files: "PdfPress", data: bytes) -> None:
    """Put what was learned elsewhere, from the same template and by the same program, into stencils that are new.

    All of it or, when anything is raised, nothing.
    """
    thawer = _Thawer(io.BytesIO(data))
    names: list[list[Any]] = thawer.load()
    fillers = [[page.filler(*name) for name in some] for page, some in zip(stencils.pages, names, strict=True)]
    thawer.fillers = fillers
    shapes, states, known, frames = thawer.load()
    stencils.room.shapes.update(shapes)
    for page, state in zip(stencils.pages, states, strict=True):
        page.restore(state)
    for filler, words in zip(chain(*fillers), chain(*known), strict=True):
        filler.known.update(words)
    files.take(frames)
