"""A page with holes for words and pictures: what stands around them is drawn, planned and packed once.

A page that was filled in is a plate of its own (`press_plate`): a document puts it in its place as any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final

from scorepress.export.press_draw import face_number, line_codes, mixed_codes, number
from scorepress.export.press_mould import PartMaker, bounds
from scorepress.export.press_pack import ready
from scorepress.export.press_part import Part, PartHeading
from scorepress.export.press_plate import NOTHING, Bases, Cast, Characters, Rare, cast_part, rare_of
from scorepress.export.press_values import Form, parted, pdf_form, pdf_text, together
from scorepress.export.press_woven import Woven
from scorepress.export.tags_plan import broken_at_space
from scorepress.export.tags_values import box_values
from scorepress.model.characters import is_wide
from scorepress.model.scene import FontKey, Group, Item, Page, Role
from scorepress.model.stencil import Anchor
from scorepress.noun import Noun, replace
from scorepress.text.inserts import UnstencilledError

_WORDS: Final = 1_000
"""Words with rare characters that a stencil remembers."""

_PLACES: Final = 16
"""Places in a file for which a stencil remembers what it is there."""


class Words(Noun, frozen=True, eq=False):
    """The words of a place, ready to be put in.

    codes: for each line what is shown, and before it, where lines are aligned, where it begins. text: as a bookmark
    has it. spoken: characters of its face that not every file has, but many of the language; rare: those that few have.
    lines: as they are shown; font, size: in which type.
    """

    codes: tuple[bytes, ...]
    text: str
    spoken: Rare
    rare: frozenset[str]
    lines: tuple[str, ...]
    font: FontKey
    size: float


class Picture(Noun, frozen=True):
    """An item of a block that is put in.

    drawing: plain, and packed where it is worth it. said: the alternative text of a figure, and its box. faces: a bit
    for each.
    """

    drawing: tuple[bytes, bytes]
    said: bytes
    faces: int
    rare: Rare


def make_words(
    lines: Sequence[tuple[str, float]], font: FontKey, size: float, lang: str, anchor: Anchor | None,
    common: frozenset[str], spoken: frozenset[str] | None,
) -> Words:  # fmt: skip
    """Words as codes of a face.

    lines: with their widths in points. size: of the type. lang: of the words. common: what every file has of the face;
    spoken: what the language is written with; None: whatever there is. Raises UnstencilledError for an empty line.
    """
    codes: list[bytes] = []
    shown: list[str] = []
    last = len(lines) - 1
    for at, (line, width) in enumerate(lines):
        if not line:
            raise UnstencilledError("a line without a letter")
        shown.append(f"{line} " if at < last and broken_at_space(line, lines[at + 1][0], lang) else line)
        if anchor is not None:
            codes.append(number(anchor.x - (width if anchor.align == "right" else width / 2)))
        codes.append(line_codes(font, shown[-1]))
    text = "".join(shown)
    rare = frozenset(text) - common
    own = rare if spoken is None else rare & spoken
    return Words(tuple(codes), text, ((font, own),) if own else (), rare - own, tuple(shown), font, size)


def make_picture(item: Item, maker: PartMaker, lang: str, height: float, common: Characters) -> Picture:
    """An item of a block that is put in. Raises UnstencilledError when it is neither a figure nor decoration."""
    group = check_picture(item)
    part = maker.part(item, lang, "Sect", height)
    if len(part.pieces) != 1:
        raise UnstencilledError("a figure in several pieces")
    said = b""
    if group.semantics.role is Role.FIGURE:
        box = box_values(bounds(primitives(group)), height)
        said = b"%s/A %s" % (pdf_text(group.semantics.label or ""), pdf_form(box).text)
    faces = sum(1 << face_number(font) for font, _ in part.characters)
    plain = part.pieces[0][1]
    return Picture((plain, ready(plain)), said, faces, rare_of(part.characters, common))


def primitives(item: Item) -> Iterator[Item]:
    """What an item is drawn of, in order."""
    if isinstance(item, Group):
        for one in item.items:
            yield from primitives(one)
    else:
        yield item


def check_picture(item: Item) -> Group:
    """The item as what can be put in: a figure that says something, or decoration. Raises UnstencilledError."""
    if isinstance(item, Group):
        meaning = item.semantics
        if meaning.role is Role.ARTIFACT or (meaning.role is Role.FIGURE and meaning.label and not meaning.id):
            return item
    raise UnstencilledError("a block that differs is more than figures and decoration")


class Run(Noun, frozen=True):
    """A part of a page's drawing, with %s for holes, each with its place among the codes.

    packed: what has no holes. picture: the number of a picture that stands here instead.
    """

    plain: bytes
    packed: bytes = b""
    holes: tuple[int, ...] = ()
    picture: int | None = None


class Stencil:
    """A page with holes. It is cut by `cut_stencil`.

    page: its size, language and number. runs: its drawing. steps: the same, with what takes the codes of each out of
    all. part: its structure; the elements of the pictures that are put in are the last, and `figures` are these without
    what is said of them. headings: bookmarks, each with the place whose words it has, if it has a place's. faces, rare:
    of all that is not put in. large: it has ideographs, whose faces make files so large that each byte counts.
    """

    def __init__(
        self, page: Page, runs: Sequence[Run], part: Part, figures: Sequence[Form],
        headings: Sequence[tuple[PartHeading, int | None]], faces: int, rare: Rare,
    ) -> None:  # fmt: skip
        """rare: what every file has besides that is made with this stencil."""
        self.page = replace(page, items=())
        self.runs = tuple(runs)
        self.part = part
        self.figures = tuple(figures)
        self.headings = tuple(headings)
        self.faces = faces
        self.rare = rare
        self.large = any(is_wide(one) for _, characters in rare for one in characters)
        self.likeness = (self.runs, part.whole, self.figures, self.headings, faces, rare, self.page)
        """Equal for stencils that give the same pages."""
        self.steps = tuple([(run, itemgetter(*run.holes) if run.holes else None) for run in runs])
        self._still = together(part.objects[: len(part.objects) - len(figures)])
        self._casts: dict[tuple[int, ...], Cast] = {}
        self._begun: dict[tuple[int, ...], tuple[bytes, ...]] = {}
        self._known = dict(rare)
        self._woven: Woven | None = None
        self._titled: dict[str, Page] = {}
        self._shown: dict[int, tuple[Words, tuple[bytes, ...], Rare]] = {}

    def __getstate__(self) -> dict[str, object]:
        """All but what is made quickly, and what is known of words by their ids, which mean nothing elsewhere."""
        return {**vars(self), "_shown": {}, "_woven": None}

    def titled(self, title: str) -> Page:
        """The page in a document of this title."""
        page = self._titled.get(title)
        if page is None:
            if len(self._titled) >= _PLACES:
                self._titled.clear()
            page = self._titled[title] = replace(self.page, title=title)
        return page

    def shown(self, words: Words) -> tuple[tuple[bytes, ...], Rare]:
        """The codes of words that have rare characters, and which of these no other words of the page bring along.

        They are written in a face of their own, which is so small that it is quickly made.
        """
        found = self._shown.get(id(words))
        if found is None:
            own = words.rare - self._known.get(words.font, NOTHING)
            codes = words.codes
            extra: Rare = ()
            if own:
                each = iter(words.codes)
                step = len(words.codes) // len(words.lines)
                made = [
                    (*[next(each) for _ in range(step)][:-1], mixed_codes(words.font, words.size, line, own))
                    for line in words.lines
                ]
                codes, extra = tuple([code for line in made for code in line]), ((words.font, own),)
            if len(self._shown) >= _WORDS:
                self._shown.clear()
            found = self._shown[id(words)] = words, codes, extra
        return found[1], found[2]

    def cast(self, bases: Bases, notes: tuple[int, ...]) -> tuple[Cast, tuple[bytes, ...]]:
        """The structure in its place, and how the elements of the pictures begin there."""
        key = (*bases, *notes)
        cast = self._casts.get(key)
        if cast is None:
            if len(self._casts) >= _PLACES:
                self._casts.clear()
                self._begun.clear()
            cast = self._casts[key] = self._cast(bases, notes)
            self._begun[key] = tuple([form.filled(bases, notes)[:-2] + b"/Alt" for form in self.figures])
        return cast, self._begun[key]

    @property
    def woven(self) -> Woven:
        """The structure for a place that comes once."""
        if self._woven is None:
            self._woven = Woven(self.part, self.figures)
        return self._woven

    def _cast(self, bases: Bases, notes: tuple[int, ...]) -> Cast:
        return cast_part(self.part, parted(self._still.filled(bases, notes)), bases, shelf=True)


class FilledPage:
    """A page of one student: a plate of its own.

    page: its size, language and title. said: of its figures, in the order of their elements. titles: the words of
    places that are headings. extra: what its words have that not every file has. size: how many objects it takes.
    packed: the drawing; parts: the same for a file of many. Both are set when they are needed, for many pages at once.
    """

    __slots__ = (
        "_codes", "_pictures", "extra", "faces", "packed", "page", "parts", "rare", "said", "size", "stencil", "titles",
    )  # fmt: skip

    def __init__(
        self, stencil: Stencil, page: Page, codes: Sequence[bytes], pictures: Sequence[Picture],
        titles: Mapping[int, str], spoken: Rare, extra: Rare,
    ) -> None:  # fmt: skip
        """codes: of the words, in the order of their places. spoken: of the words."""
        self.stencil = stencil
        self.packed = b""
        self.parts: Sequence[tuple[bytes, bytes]] = ()
        self._codes = codes
        self._pictures = pictures
        self.page = page
        self.said = [one.said for one in pictures if one.said]
        self.titles = titles
        self.extra = extra
        self.faces = stencil.faces
        self.rare = stencil.rare + spoken
        for one in pictures:
            self.faces |= one.faces
            if one.rare:
                self.rare += one.rare
        self.size = len(stencil.part.objects) + 1

    @property
    def part(self) -> Part:
        """The page's structure."""
        return self.stencil.part

    def contents(self, mark: int) -> list[tuple[bytes, bytes]]:
        """The drawing: parts of it, plain, and packed where they are the same for all students."""
        assert mark == 0
        codes, pictures = self._codes, self._pictures
        return [
            (run.plain % pick(codes), b"")
            if pick
            else (run.plain, run.packed)
            if run.picture is None
            else pictures[run.picture].drawing
            for run, pick in self.stencil.steps
        ]

    def cast(self, bases: Bases, notes: tuple[int, ...]) -> Cast:
        """The structure in its place, in a file of many."""
        return self.stencil.woven.cast(bases, notes, self.said)


def extra_characters(pages: Iterable[FilledPage]) -> dict[FontKey, frozenset[str]]:
    """What the words of pages have that not every file has, in the order of the faces."""
    found: dict[FontKey, frozenset[str]] = {}
    for page in pages:
        for font, characters in page.extra:
            found[font] = found.get(font, NOTHING) | characters
    return found if len(found) < 2 else {font: found[font] for font in sorted(found, key=face_number)}
