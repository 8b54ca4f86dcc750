"""Source + LayoutTree -> the YAML file in its canonical form: docs/how-to/format.md."""

from collections.abc import Iterator, Mapping, Sequence

from scorepress.fmt.lines import Line, comment_lines, join_lines, padded
from scorepress.fmt.notes import Branch, Item, Leaf, annotate
from scorepress.fmt.order import Orders, Place
from scorepress.fmt.scalars import WIDTH, block, inline, key
from scorepress.model.characters import columns
from scorepress.model.diagnostic import Reporter
from scorepress.model.source import Source
from scorepress.model.syntax import LayoutTree
from scorepress.noun import replace

LONGEST = 150
"""Columns of a line with brackets."""


def format_layout(source: Source, tree: LayoutTree, orders: Orders, reporter: Reporter) -> str | None:
    """Write a YAML file in its canonical form; None when it cannot be written, which is reported."""
    root = annotate(source, tree, reporter)
    if root is None:
        return None
    below = list(comment_lines(root.below, 0))
    if not root.items:
        return join_lines([*below, Line("{}")])
    # what stands above the first key speaks of the file: it stays there, whichever key comes first
    first, *others = root.items
    bare = replace(root, items=(replace(first, above=()), *others), below=())
    branch = _arranged(bare, orders, orders.root([_name(item) for item in root.items]))
    text = _bracketed(branch, "")
    lines = [Line(text)] if text else _block(branch, 0)
    return join_lines([*comment_lines(first.above, 0), *lines, *below])


# --- the order of keys ------------------------------------------------------------------------------------------------


def _name(item: Item) -> str:
    return str(item.key.value) if item.key else ""


def _arranged(branch: Branch, orders: Orders, place: Place | None) -> Branch:
    """The same with all keys in the order of the schema; keys that it does not know come last, as they are."""
    known: Mapping[str, Place] = {}
    items = branch.items
    if branch.keyed:
        kinds = {_name(item): str(item.value.value) for item in items if isinstance(item.value, Leaf)}
        known = orders.keys(place, [_name(item) for item in items], kinds)
        ranks = {name: rank for rank, name in enumerate(known)}
        items = tuple(sorted(items, key=lambda item: ranks.get(_name(item), len(ranks))))
    found = []
    for item in items:
        value = item.value
        if isinstance(value, Branch):
            name = _name(item) if branch.keyed else None
            value = _arranged(value, orders, orders.under(place, name, known))
        found.append(replace(item, value=value))
    return replace(branch, items=tuple(found))


# --- brackets ---------------------------------------------------------------------------------------------------------


def _flow(branch: Branch) -> str | None:
    """A mapping or a list in brackets; None when it holds comments, which need lines."""
    if any(branch.below):
        return None
    parts = []
    for item in branch.items:
        value = _flow(item.value) if isinstance(item.value, Branch) else inline(item.value, flow=True)
        if value is None or item.comment or any(item.above):
            return None
        parts.append(f"{key(item.key, flow=True)}: {value}" if item.key else value)
    inside = ", ".join(parts)
    return f"{{{inside}}}" if branch.keyed else f"[{inside}]"


def _bracketed(value: Leaf | Branch, head: str) -> str | None:
    """A value in brackets if that is how it is written and it fits on the line behind `head`."""
    if isinstance(value, Leaf) or not (value.flow or not value.items):
        return None
    text = _flow(value)
    return text if text is not None and columns(f"{head} {text}") <= LONGEST else None


def _filled_list(value: Branch, head: str, indent: int) -> list[str] | None:
    """A list of plain values that is too long for one line, on as few as possible; None for any other."""
    leaves = [item.value for item in value.items if isinstance(item.value, Leaf)]
    if value.keyed or not value.flow or len(leaves) < len(value.items) or _flow(value) is None:
        return None
    words = [inline(leaf, flow=True) for leaf in leaves]
    lines = [f"{head} [{words[0]}"]
    for word in words[1:]:
        if columns(f"{lines[-1]}, {word},") <= WIDTH:
            lines[-1] += f", {word}"
        else:
            lines[-1] += ","
            lines.append(" " * indent + word)
    return [*lines[:-1], f"{lines[-1]}]"]


# --- blocks -----------------------------------------------------------------------------------------------------------


def _block(branch: Branch, indent: int) -> Iterator[Line]:
    """The entries of a mapping or the items of a list, one below the other."""
    margin = " " * indent
    heads = [f"{margin}{key(item.key, flow=False)}:" if item.key else f"{margin}-" for item in branch.items]
    tables = _tables(branch, heads)
    for count, (item, head) in enumerate(zip(branch.items, heads, strict=True)):
        yield from comment_lines(item.above if count else _without_first_empty(item.above), indent)
        if count in tables:
            yield Line(tables[count], item.comment)
        else:
            yield from _entry(item, head, indent)
    yield from comment_lines(branch.below, indent)


def _without_first_empty(above: Sequence[str]) -> Sequence[str]:
    return above[1:] if above and not above[0] else above


def _entry(item: Item, head: str, indent: int) -> Iterator[Line]:
    """One entry behind its key or dash."""
    value, further = item.value, indent + 2
    if isinstance(value, Leaf):
        written = block(value, head, further)
        if written is None:
            text = inline(value, flow=False)
            yield Line(f"{head} {text}" if text else head, item.comment)
            return
        yield Line(f"{head} {written[0]}", item.comment)
        yield Line("\n".join(written[1]))  # as one, so that no empty line in it is taken away
        return
    brackets = _bracketed(value, head)
    lines = [f"{head} {brackets}"] if brackets is not None else _filled_list(value, head, further)
    if lines is not None:
        yield from (Line(line) for line in lines[:-1])
        yield Line(lines[-1], item.comment)
    elif item.key is not None:
        yield Line(head, item.comment)
        yield from _block(value, further)
    else:
        yield from _behind_dash(list(_block(value, further)), item.comment, indent)


def _behind_dash(lines: list[Line], comment: str, indent: int) -> Iterator[Line]:
    """A block as an item of a list: its first line goes behind the dash, comments above it come before."""
    margin = " " * indent
    while not lines[0].text or lines[0].text.lstrip().startswith("#"):
        yield from comment_lines([lines.pop(0).text.lstrip()], indent, empty=False)
    first, *others = lines
    if comment and first.comment:
        yield Line(margin + comment)
    yield Line(f"{margin}- {first.text[indent + 2 :]}", first.comment or comment)
    yield from others


# --- tables -----------------------------------------------------------------------------------------------------------


def _tables(branch: Branch, heads: Sequence[str]) -> dict[int, str]:
    """Lines, by the number of the entry, of mappings in brackets that follow one another and stand under one another.

    Their brackets do; when all have the same keys, so do their values.
    """
    found: dict[int, str] = {}
    run: list[int] = []
    for at, item in enumerate(branch.items):
        if run and (at > run[-1] + 1 or "" in item.above):
            found |= _table(branch, heads, run)
            run = []
        value = item.value
        if item.key and isinstance(value, Branch) and value.keyed and value.items and _bracketed(value, heads[at]):
            run.append(at)
    return found | _table(branch, heads, run)


def _table(branch: Branch, heads: Sequence[str], run: Sequence[int]) -> dict[int, str]:
    rows = [value for at in run if isinstance(value := branch.items[at].value, Branch)]
    if len(rows) < 3:
        return {}
    width = max(columns(heads[at]) for at in run)
    cells = [[_cell(item) for item in row.items] for row in rows]
    if len({tuple(_name(item) for item in row.items) for row in rows}) == 1:
        widths = [max(columns(cell) for cell in column) for column in zip(*cells, strict=True)]
        cells = [[padded(cell, w) for cell, w in zip(row[:-1], widths, strict=False)] + row[-1:] for row in cells]
    texts = ["{" + " ".join(row).removesuffix(",") + "}" for row in cells]
    lines = {at: f"{padded(heads[at], width)} {text}" for at, text in zip(run, texts, strict=True)}
    return lines if all(columns(line) <= LONGEST for line in lines.values()) else {}


def _cell(item: Item) -> str:
    """An entry of a mapping in brackets, with its comma."""
    return (_flow(Branch(keyed=True, flow=True, items=(item,))) or "")[1:-1] + ","
