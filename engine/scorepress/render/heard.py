"""A page as a screen reader meets it: role and words of each part, in reading order; what is decoration is left out."""

from collections.abc import Callable, Iterable, Iterator

from scorepress.model.scene import Group, Item, Page, Role, Text


def heard_lines(page: Page, note: Callable[[Group], str] = lambda _group: "") -> tuple[str, ...]:
    """One line for each part, indented by its depth: role, level, language where it is another, label, words.

    Words are those of the sentence, not of its lines: where lines end is of no concern to who listens. note: what else
    is written at the end of a part's line.
    """
    return tuple(_lines(page.items, 0, note))


def _lines(items: Iterable[Item], depth: int, note: Callable[[Group], str]) -> Iterator[str]:
    for item in items:
        if not isinstance(item, Group) or item.semantics.role is Role.ARTIFACT:
            continue
        meaning = item.semantics
        head = f"{meaning.role}{f' {meaning.level}' if meaning.level else ''}"
        language = f" ({meaning.lang})" if meaning.lang else ""
        label = f" “{meaning.label}”" if meaning.label else ""
        link = f" → {meaning.href}" if meaning.href else ""
        said = item.text or " ".join(inner.string for inner in item.items if isinstance(inner, Text))
        words = f": {' '.join(said.split())}" if said.strip() else ""
        yield f"{'  ' * depth}{head}{language}{label}{link}{words}{note(item)}"
        yield from _lines(item.items, depth + 1, note)
