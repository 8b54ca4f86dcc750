"""What a screen reader says of a PDF, in its order: read from the finished file, for people.

    [document] …        title and language of the document
    [page 2]            a page begins
    [heading 1] …       headings, figures, notes and links say what they are; paragraphs do not
    - …                 an item of a list; what else belongs to it is indented below
    [row] …             a row of a table with its header; below it the cells, each after the header of its column
    (vi) …              another language is spoken: on a line of its own until the next one, else in its line only

` / ` stands between the paragraphs of a cell. `[see note]` follows words that point to a note.
"""

from collections.abc import Iterator

from scorepress.export.objects import read_objects
from scorepress.export.tags_read import Annotation, Marked, Part, Structure, parts, read_structure
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.noun import Noun, replace

_GROUPS = frozenset(("Document", "Part", "Sect", "Art", "Div", "LBody"))
_INLINE = frozenset(("Span", "Link", "Reference"))


def transcript(pdf: bytes) -> str:
    """Write down what a screen reader says, one line for each paragraph, heading, figure, note and cell.

    Raises ScorepressError when the bytes are no PDF, or the PDF has no tags.
    """
    structure = read_structure(read_objects(pdf))
    if not structure.top:
        message = "the PDF has no tags, so a screen reader has no order to read it in"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_READABLE, Severity.ERROR, message)])
    first = f"[document] {structure.title} ({structure.lang})"
    voice = _Voice(structure)
    lines = [line for part in structure.top for line in voice.block(part, structure.lang)]
    return "\n".join((first, *lines, ""))


class _Voice(Noun):
    """Reads one document. page: the last one that was announced, from 0."""

    structure: Structure
    page: int = -1

    def block(self, part: Part, lang: str | None) -> Iterator[str]:
        """The lines of an element. lang: what is spoken around it."""
        yield from self.turned(part)
        spoken, here = _turn(part, lang)
        if part.kind in _GROUPS:
            yield from self.group(part, spoken, here)
        elif part.kind == "L":
            yield from self.list(part, spoken, here)
        elif part.kind == "Table":
            yield from _Table(self, part, here).lines(spoken)
        elif part.kind == "Figure":
            yield f"[figure] {spoken}{part.alt}"
        else:
            name = "[note] " if part.kind == "Note" else f"[heading {part.kind[1:]}] " if part.kind[0] == "H" else ""
            yield f"{name}{spoken}{self.words(part, here).strip()}"

    def turned(self, part: Part) -> Iterator[str]:
        """The announcement of a page, before the first element that is all on it."""
        first = next((kid for inner in parts([part]) for kid in inner.kids if isinstance(kid, Marked)), None)
        if first and first.page != self.page and part.kind not in ("Document", "Part"):
            self.page = first.page
            yield f"\n[page {first.page + 1}]"

    def group(self, part: Part, spoken: str, lang: str | None) -> Iterator[str]:
        """The lines of elements that follow one another."""
        if part.kind == "Sect":
            yield ""
        if spoken:
            yield spoken.strip()
        for kid in part.kids:
            if isinstance(kid, Part):
                yield from self.block(kid, lang)
        loose = replace(part, kids=tuple(kid for kid in part.kids if isinstance(kid, Marked)))
        if words := self.words(loose, lang).strip():
            yield words

    def list(self, part: Part, spoken: str, lang: str | None) -> Iterator[str]:
        """The items of a list."""
        items = [kid for kid in part.kids if isinstance(kid, Part)]
        yield f"[list of {len(items)}] {spoken}".strip()
        for item in items:
            turn, here = _turn(item, lang)
            lines = [line for kid in item.kids if isinstance(kid, Part) for line in self.block(kid, here)]
            for number, line in enumerate(lines):
                yield f"{'  ' if number else f'- {turn}'}{line}"

    def words(self, part: Part, lang: str | None) -> str:
        """What is written in an element and in the elements in it."""
        said = ""
        for kid in part.kids:
            if isinstance(kid, Marked):
                said += self.structure.sheets[kid.page].words.get(kid.mcid, "")
            elif isinstance(kid, Part):
                spoken, here = _turn(kid, lang)
                inner = self.words(kid, here)
                if kid.kind == "Link":
                    href = next((a.href for a in kid.kids if isinstance(a, Annotation)), None)
                    said += f"[link → {href}] {spoken}{inner}"
                elif kid.kind == "Figure":
                    said += f"[figure] {spoken}{kid.alt} "
                else:
                    gap = " / " if said and kid.kind not in _INLINE else ""
                    said += f"{gap}{spoken}{inner}{' [see note]' if kid.refers else ''}"
        return said


class _Table:
    """One table, read row by row."""

    def __init__(self, voice: _Voice, part: Part, lang: str | None) -> None:
        self.voice, self.lang = voice, lang
        rows = [kid for kid in parts([part]) if kid.kind == "TR"]
        self.rows = [[cell for cell in row.kids if isinstance(cell, Part)] for row in rows]
        self.headers: dict[int, str] = {}

    def lines(self, spoken: str) -> Iterator[str]:
        """The table's size, the headers of its columns, its rows."""
        columns = max((len(row) for row in self.rows), default=0)
        yield f"[table: {_count(len(self.rows), 'row')}, {_count(columns, 'column')}] {spoken}".strip()
        for row in self.rows:
            heads = {i: self.cell(cell) for i, cell in enumerate(row) if cell.scope == "Column"}
            self.headers.update(heads)
            if heads:
                yield f"[columns] {' | '.join(heads.values())}"
            rest = [(i, cell) for i, cell in enumerate(row) if cell.scope is None and not (heads and not cell.kids)]
            titles = [self.cell(cell) for cell in row if cell.scope == "Row"]
            if rest or titles:
                yield f"[row] {' / '.join(titles)}".strip()
            for i, cell in rest:
                head = f"[{self.headers[i]}] " if i in self.headers else ""
                yield f"  {head}{self.cell(cell) or 'blank'}"

    def cell(self, cell: Part) -> str:
        """The words of a cell."""
        spoken, here = _turn(cell, self.lang)
        return spoken + self.voice.words(cell, here).strip()


def _turn(part: Part, lang: str | None) -> tuple[str, str | None]:
    """The announcement of another language than the one that is spoken, and the language from then on."""
    return (f"({part.lang}) ", part.lang) if part.lang and part.lang != lang else ("", lang)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
