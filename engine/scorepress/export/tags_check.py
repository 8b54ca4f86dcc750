"""Faults of a tagged PDF that validators of PDF/UA overlook."""

from collections import Counter
from collections.abc import Iterator

from scorepress.export.objects import read_objects
from scorepress.export.tags_read import Annotation, Marked, Part, Structure, parts, read_structure


def structure_problems(pdf: bytes) -> tuple[str, ...]:
    """Everything that is wrong with how the structure tree, the pages and the ParentTree of a file know each other.

    Every page has a StructParents of its own; every MCID of a page stands in the tree exactly once, and every MCID of
    the tree on its page; the ParentTree names for each MCID, and for each link, the element that has it. And every cell
    of a table that is not empty has a header, above it or in its row. Raises ScorepressError when the bytes are no PDF.
    """
    structure = read_structure(read_objects(pdf))
    if not structure.top:
        return ("the document has no structure tree",)
    return (*_keys(structure), *_content(structure), *_parents(structure), *_cells(structure))


def _keys(structure: Structure) -> Iterator[str]:
    seen: dict[int, int] = {}
    for number, sheet in enumerate(structure.sheets, 1):
        if sheet.key is None:
            yield f"page {number} has no StructParents"
        elif sheet.key in seen:
            yield f"pages {seen[sheet.key]} and {number} have the same StructParents {sheet.key}"
        else:
            seen[sheet.key] = number


def _content(structure: Structure) -> Iterator[str]:
    """Marked content that stands in tree and page not exactly once each."""
    told = Counter(kid for part in parts(structure.top) for kid in part.kids if isinstance(kid, Marked))
    for mark, times in told.items():
        if not 0 <= mark.page < len(structure.sheets):
            yield f"MCID {mark.mcid} of the structure tree is on no page"
        elif mark.mcid not in structure.sheets[mark.page].mcids:
            yield f"page {mark.page + 1} has no MCID {mark.mcid}, but the structure tree has"
        elif times > 1:
            yield f"MCID {mark.mcid} of page {mark.page + 1} stands in the structure tree {times} times"
    for index, sheet in enumerate(structure.sheets):
        for mcid, times in Counter(sheet.mcids).items():
            if times > 1:
                yield f"page {index + 1} has MCID {mcid} {times} times"
            if Marked(index, mcid) not in told:
                yield f"MCID {mcid} of page {index + 1} is not in the structure tree"


def _parents(structure: Structure) -> Iterator[str]:
    """Entries of the ParentTree that name another element than the one that has the content."""
    for part in parts(structure.top):
        for kid in part.kids:
            if isinstance(kid, Annotation):
                what, named = f"annotation {kid.number}", structure.parents.get(-1 if kid.key is None else kid.key)
            elif isinstance(kid, Marked) and 0 <= kid.page < len(structure.sheets):
                what, named = f"MCID {kid.mcid} of page {kid.page + 1}", _entry(structure, kid)
                if structure.sheets[kid.page].key is None:
                    continue
            else:
                continue
            if named != part.number:
                found = f"object {named}" if isinstance(named, int) else "no element"
                yield f"the ParentTree gives {what} to {found}, but object {part.number} ({part.kind}) has it"


def _entry(structure: Structure, mark: Marked) -> int | None:
    """The element that the ParentTree names for marked content."""
    key = structure.sheets[mark.page].key
    entry = None if key is None else structure.parents.get(key)
    return entry[mark.mcid] if isinstance(entry, tuple) and mark.mcid < len(entry) else None


def _cells(structure: Structure) -> Iterator[str]:
    """Cells without a header."""
    tables = [part for part in parts(structure.top) if part.kind == "Table"]
    for number, table in enumerate(tables, 1):
        headed: set[int] = set()
        for row, line in enumerate((part for part in parts([table]) if part.kind == "TR"), 1):
            led = False
            for column, cell in enumerate((kid for kid in line.kids if isinstance(kid, Part)), 1):
                led |= cell.scope == "Row"
                headed |= {column} if cell.scope == "Column" else set()
                if cell.kind == "TD" and cell.kids and not led and column not in headed:
                    yield f"table {number} has a cell without a header: row {row}, column {column}"
