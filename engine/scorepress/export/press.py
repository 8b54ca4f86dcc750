"""Pages -> one tagged PDF, fast: the press. What many students share is planned, drawn and packed once.

The same pages give the same bytes, whoever was printed before. What the files mean is what `export_pdf` (the reference)
gives them: words, structure, links, bookmarks, metadata; the same modules plan both.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from scorepress.export.pdf import CREATOR
from scorepress.export.press_bed import Bed, make_bed
from scorepress.export.press_content import cut_content, page_content
from scorepress.export.press_document import Characters, Document, PressPage, UnpressableError
from scorepress.export.press_draw import UnknownItemError
from scorepress.export.press_fonts import press_face
from scorepress.export.press_frame import Frame, frame_key
from scorepress.export.press_mould import PartMaker
from scorepress.export.press_pack import quick_blocks, small_blocks
from scorepress.export.press_part import UnknownMeaningError
from scorepress.export.press_plate import Plate
from scorepress.export.press_stencil import FilledPage, Stencil, extra_characters
from scorepress.export.tags_metadata import About
from scorepress.model.memory import make_room
from scorepress.model.scene import FontKey, Item, Page
from scorepress.text.fonts import bundled_fonts

__all__ = ["Characters", "PdfPress", "PressPage", "UnpressableError"]

_PLATES: Final = 4_000
"""Plates that are remembered of each language."""

_BEDS: Final = 200
_FRAMES: Final = 2_000


class PdfPress:
    """Prints documents of one kind of report. It remembers plates; students are passed in."""

    def __init__(self, common: Mapping[str, Characters]) -> None:
        """common: language -> what every file of that language has of each face, whoever it is of."""
        self.common = common
        self._parts = PartMaker()
        self._plates: dict[str, dict[int, Plate]] = {}
        self._beds: dict[object, Bed] = {}
        self._frames: dict[tuple[object, ...], Frame] = {}

    def export(self, pages: Sequence[PressPage], *, title: str, lang: str, day: date | None = None) -> bytes:
        """Make one accessible PDF of pages in their order, as `export_pdf` does.

        Raises UnpressableError when the reference must be asked: an unknown kind of drawing or meaning, an id that is
        there twice, a mark without its note.
        """
        try:
            return Document(self, pages, About(title, lang, day, CREATOR)).whole()
        except (UnknownItemError, UnknownMeaningError) as error:
            raise UnpressableError(f"the press does not know `{error}`") from error

    @staticmethod
    def pack(pages: Iterable[FilledPage]) -> None:
        """Pack the drawings of pages, before `export_filled`: for many at once, that is quicker."""
        for page in pages:
            pack = small_blocks if page.stencil.large else quick_blocks
            page.packed = page_content(page.page.height, page.contents(0), pack)

    @staticmethod
    def pack_parts(pages: Iterable[FilledPage]) -> None:
        """The same before `export_bound`."""
        for page in pages:
            page.parts = cut_content(page.page.height, page.contents(0))

    def export_filled(self, pages: Sequence[FilledPage], *, title: str, lang: str, day: date | None = None) -> bytes:
        """The same for pages from stencils, which `pack` has seen. Raises UnpressableError as `export`."""
        about = About(title, lang, day, CREATOR)
        extra = extra_characters(pages)
        key = frame_key(pages, about, tuple(extra))
        frame = self._frames.get(key)
        if frame is None:
            make_room(self._frames, _FRAMES)
            frame = self._frames[key] = Frame(self, pages, about, tuple(extra))
        return frame.file(pages, extra)

    def frames(self, stencils: Collection[Stencil]) -> list[tuple[tuple[object, ...], Frame]]:
        """The frames of files all of whose pages are of these stencils, for another press of the same template."""
        return [
            (key[: -len(frame.held)], frame)
            for key, frame in self._frames.items()
            if all(one in stencils for one in frame.held)
        ]

    def take(self, frames: Iterable[tuple[tuple[object, ...], Frame]]) -> None:
        """Take frames of another press, whose stencils came along with them."""
        self._frames |= {(*key, *map(id, frame.held)): frame for key, frame in frames}

    def plate(self, item: Item, page: PressPage, kind: str) -> Plate:
        """The plate of an item of a page; kind: the structure type around it."""
        plates = self._plates.get(page.page.lang)
        if plates is None:
            plates = self._plates[page.page.lang] = {}
        plate = plates.get(id(item))
        if plate is None:
            shared = id(item) in page.shared
            part = self._parts.part(item, page.page.lang, kind, page.page.height)
            kept = shared or id(item) in page.kept
            plate = Plate(part, item, self.common.get(page.page.lang, {}), shared=shared, kept=kept)
            if kept:
                make_room(plates, _PLATES)
                plates[id(item)] = plate
        return plate

    def bed(
        self, about: About, pages: Sequence[Page], faces: int, rare: Characters, parts: int, *, bookmarked: bool,
        extra: Sequence[FontKey] = (),
    ) -> Bed:  # fmt: skip
        """The beginning of a file.

        faces: a bit for each. rare: what it has of them and `common` has not. extra: faces of which it has characters
        of its own.
        """
        languages = tuple(dict.fromkeys((about.lang, *(page.lang for page in pages))))
        known = frozenset(rare.items()) if rare else None
        key = (about.title, about.lang, about.day, languages, len(pages), faces, known, parts, bookmarked, tuple(extra))
        bed = self._beds.get(key)
        if bed is None:
            cut = [
                press_face(font, rare.get(font, frozenset()).union(*self._common(font, languages)))
                for index, font in enumerate(bundled_fonts().keys)
                if faces >> index & 1
            ]
            bed = make_bed(about, languages, len(pages), cut, parts, bookmarked=bookmarked, extra=extra)
            make_room(self._beds, _BEDS)
            self._beds[key] = bed
        return bed

    def _common(self, font: FontKey, languages: Sequence[str]) -> Iterator[frozenset[str]]:
        for lang in languages:
            if font in self.common.get(lang, {}):
                yield self.common[lang][font]
