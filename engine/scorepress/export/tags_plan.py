"""From the ARIA of an SVG page to its tags: what each drawn element belongs to, and how the tags stand in each other.

Reading order is document order. The same walk numbers the pieces of the page: the surface draws a sentinel where a new
piece begins, and the content of the finished PDF is cut there.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final
from xml.etree.ElementTree import Element

from scorepress.export.tags import GROUPING, Tag, TaggedPage
from scorepress.export.tags_bounds import PAINTED, bounds, local_name
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.noun import replace
from scorepress.text.breaking import pieces

_KINDS: Final = {
    "region": "Sect", "heading": "H", "paragraph": "P", "img": "Figure", "table": "Table", "row": "TR",
    "columnheader": "TH", "rowheader": "TH", "cell": "TD", "list": "L", "listitem": "LI", "link": "Link",
    "note": "Note",
}  # fmt: skip
_SCOPES: Final = {"columnheader": "Column", "rowheader": "Row"}
_MAY_BE_EMPTY: Final = frozenset(("TD", "TH"))
_AROUND_BREAK: Final = 4
"""How many characters on each side decide whether a line was broken at a space."""
_GAP: Final = 0.1
"""White on a line that reads as a space, in ems."""


def plan_page(svg: Element, number: int, lang: str) -> TaggedPage:
    """Read the meaning of a page.

    svg: the root element of a page that `render_svg` wrote. number: of the page in its document, from 1. lang: the
    language of a page that names none. Raises ScorepressError when the page has an id twice, or a mark whose note is
    missing; ValueError for what no page of ours has.
    """
    lang = svg.get("lang", lang)
    planner = _Planner(lang)
    kids: list[Tag | int] = []
    planner.collect(svg, "Document", kids)
    tags = tuple(kid for kid in kids if isinstance(kid, Tag))
    _check_ids(tags, number)
    title = next((child.text or "" for child in svg if local_name(child) == "title"), "")
    height = float(svg.get("viewBox", "0 0 0 0").split()[3])
    marks, spaces = tuple(planner.marks), frozenset(planner.spaces)
    return TaggedPage(number, lang, title, height, tags, marks, planner.pieces, spaces)


def plan_part(group: Element, lang: str, kind: str) -> TaggedPage:
    """Read the meaning of a part of a page, as if nothing stood before it; MCIDs count from 0.

    group: holds the part's elements. lang: of the page. kind: the structure type of what the part stands in. Ids and
    marks are not compared: the page's other parts are not known. Raises ValueError for what no page of ours has.
    """
    planner = _Planner(lang)
    kids: list[Tag | int] = []
    planner.collect(group, kind, kids)
    tags = tuple(kid for kid in kids if isinstance(kid, Tag))
    marks, spaces = tuple(planner.marks), frozenset(planner.spaces)
    return TaggedPage(0, lang, "", 0.0, tags, marks, planner.pieces, spaces, tuple(planner.neighbours))


def drawn_elements(element: Element) -> list[Element]:
    """Everything that a group draws, in order; texts without a character are not drawn."""
    names = ((inner, local_name(inner)) for inner in element.iter())
    return [inner for inner, name in names if name in PAINTED or (name == "text" and inner.text)]


def walk(tags: Iterable[Tag | int]) -> Iterator[Tag]:
    """All tags, each before its kids."""
    for tag in tags:
        if isinstance(tag, Tag):
            yield tag
            yield from walk(tag.kids)


def broken_at_space(left: str, right: str, lang: str) -> bool:
    """Whether two lines that follow one another in a block were one text with a space between them."""
    if _has_space(left, right):
        return False
    return _broken_at_space(left[-_AROUND_BREAK:], right[:_AROUND_BREAK], lang)


def runs_parted(left: str, right: str, white: float, size: float) -> bool:
    """Whether two runs of one line have a space between them. white: between them, in points; size: of the type."""
    return white > _GAP * size and not _has_space(left, right)


def _has_space(left: str, right: str) -> bool:
    return left.endswith(" ") or right.startswith(" ")


@lru_cache(1 << 14)
def _broken_at_space(left: str, right: str, lang: str) -> bool:
    return len(left) not in accumulate(map(len, pieces(left + right, lang)))


class _Planner:
    """One walk over a page."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.marks: list[int | None] = []
        self.pieces: dict[Element, int] = {}
        self.spaces: set[Element] = set()
        self.neighbours: list[tuple[Element, Element, str]] = []
        self.next = 0
        self.notes = 0
        self.before: Element | None = None
        """The last text of the block that is being read."""

    def collect(self, element: Element, kind: str, kids: list[Tag | int]) -> None:
        """Add to kids what a group adds to a structure element of that kind."""
        for child in element:
            name = local_name(child)
            if name in PAINTED or (name == "text" and child.text):
                self.leaf(child, name, kind, kids)
            elif name in ("g", "a"):
                self.group(child, kind, kids)

    def leaf(self, element: Element, name: str, kind: str, kids: list[Tag | int]) -> None:
        """Something drawn: content of its structure element, or decoration where that can have no content."""
        if kind not in GROUPING:
            self.content(element, name, kids)
        elif name in PAINTED:
            self.decoration(element)
        elif kind in ("Document", "Sect"):
            self.before = None
            inner: list[Tag | int] = []
            self.content(element, name, inner)
            kids.append(Tag("P", tuple(inner)))
        else:
            raise ValueError(f"a text stands directly in a structure element {kind}")

    def content(self, element: Element, name: str, kids: list[Tag | int]) -> None:
        """Draw an element as content: of the piece before it, if that belongs here too, else of a new one."""
        if not (kids and isinstance(kids[-1], int) and self.marks[-1] == kids[-1]):
            kids.append(self.next)
            self.marks.append(self.next)
            self.next += 1
        self.pieces[element] = len(self.marks) - 1
        if name == "text":
            if self.before is not None:
                self.neighbours.append((self.before, element, self.lang))
                if self.parted(self.before, element):
                    self.spaces.add(self.before)
            self.before = element

    def decoration(self, element: Element) -> None:
        """Draw an element that means nothing."""
        if not self.marks or self.marks[-1] is not None:
            self.marks.append(None)
        self.pieces[element] = len(self.marks) - 1

    def parted(self, before: Element, after: Element) -> bool:
        """Whether a space stands between two texts of a block: lines broken at one, or runs of one line."""
        left, right = before.text or "", after.text or ""
        if before.get("y") == after.get("y"):
            ends = bounds((before,))
            white = float(after.get("x", 0)) - ends.right if ends else 0.0
            return runs_parted(left, right, white, float(before.get("font-size", 0)))
        return broken_at_space(left, right, self.lang)

    def group(self, element: Element, kind: str, kids: list[Tag | int]) -> None:
        """Read a group: decoration, a structure element, or no more than what it holds."""
        role = element.get("role")
        if element.get("aria-hidden") == "true":
            for drawn in drawn_elements(element):
                self.decoration(drawn)
        elif role is None or kind == "Figure":
            self.collect(element, kind, kids)
        elif role not in _KINDS:
            raise ValueError(f"no structure element for the role `{role}`")
        else:
            tag = self.tag(element, _KINDS[role])
            if tag is not None:
                kids.append(Tag("P", (tag,)) if tag.kind == "Link" and kind in GROUPING else tag)

    def tag(self, element: Element, kind: str) -> Tag | None:
        """One structure element; None when it is empty and may be left out."""
        outside, self.lang = self.lang, element.get("lang", self.lang)
        if kind != "Link":
            self.before = None
        kids: list[Tag | int] = []
        self.collect(element, "LBody" if kind == "LI" else kind, kids)
        lang = self.lang if self.lang != outside else None
        self.lang = outside
        if not kids and kind not in _MAY_BE_EMPTY:
            return None
        refers = element.get("aria-describedby")
        inner = (Tag("Reference", tuple(kids), refers=refers),) if refers else tuple(kids)
        return self.described(element, Tag(kind, inner, lang=lang, id=element.get("id")))

    def name(self) -> str:
        """An id for a note that has none; no layout has such ids."""
        self.notes += 1
        return f".{self.notes}"

    def described(self, element: Element, tag: Tag) -> Tag:
        """The structure element with what its kind asks for."""
        label = element.get("aria-label")
        match tag.kind:
            case "H":
                level = element.get("aria-level", "2")  # WAI-ARIA 1.2: what a heading has that names none
                return replace(tag, kind=f"H{level}", text=self.words(element))
            case "LI":
                return replace(tag, kids=(Tag("LBody", tag.kids),))
            case "Figure":
                return replace(tag, alt=label or "", box=bounds(drawn_elements(element)))
            case "Link":
                lines = tuple(box for line in drawn_elements(element) if (box := bounds((line,))))
                words = label or self.words(element)
                return replace(tag, text=words, href=element.get("href"), lines=lines)
            case "Note":
                return replace(tag, id=tag.id or self.name(), title=label)
            case "TH":
                return replace(tag, scope=_SCOPES[element.get("role", "")])
        return replace(tag, title=label)

    def words(self, element: Element) -> str:
        """What is written in a group, on one line."""
        texts = [drawn for drawn in drawn_elements(element) if local_name(drawn) == "text"]
        return "".join(f"{text.text} " if text in self.spaces else str(text.text) for text in texts)


def _check_ids(tags: tuple[Tag, ...], number: int) -> None:
    """Find ids that stand on the page twice, and marks whose note is not there."""
    ids: set[str] = set()
    problems: list[Diagnostic] = []
    for tag in walk(tags):
        if tag.id in ids:
            message = f"the id `{tag.id}` stands on page {number} twice"
            hint = "give each note an `id` of its own"
            problems.append(Diagnostic(Code.DUPLICATE_NAME, Severity.ERROR, message, hints=(hint,)))
        if tag.id:
            ids.add(tag.id)
    for name in dict.fromkeys(tag.refers for tag in walk(tags) if tag.refers and tag.refers not in ids):
        message = f"page {number} has a mark that points to the note `{name}`, but not the note"
        hint = "print the note on every page that prints its mark"
        problems.append(Diagnostic(Code.UNKNOWN_NAME, Severity.ERROR, message, hints=(hint,)))
    if problems:
        raise ScorepressError(problems)
