"""In which order a proof asks its fields: fields that depend on each other stand near each other."""

from collections.abc import Iterable, Sequence


def components(groups: Sequence[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """The fields of the groups, cut into parts that have no group in common, each in a good order.

    Fields are taken out one by one, always one with the fewest neighbours left, which then become neighbours of one
    another; each field is asked below the first of its neighbours that goes after it. So what hangs together through
    one field only stays in blocks of its own, one after the other. (D. Rose, Triangulated graphs, 1970.)
    """
    near: dict[str, set[str]] = {}
    for group in groups:
        for path in sorted(group):
            near.setdefault(path, set()).update(group - {path})
    rank = {path: at for at, path in enumerate(near)}
    left = {path: set(others) for path, others in near.items()}
    gone: list[str] = []
    above: dict[str, set[str]] = {}
    while left:
        path = min(left, key=lambda one: (len(left[one]), -rank[one]))
        above[path] = left.pop(path)
        for other in above[path]:
            left[other] |= above[path] - {other}
            left[other].discard(path)
        gone.append(path)
    when = {path: at for at, path in enumerate(gone)}
    children: dict[str | None, list[str]] = {}
    for path in reversed(gone):
        parent = min(above[path], key=lambda one: when[one], default=None)
        children.setdefault(parent, []).append(path)
    return tuple(tuple(_below(root, children)) for root in children.get(None, ()))


def _below(root: str, children: dict[str | None, list[str]]) -> Iterable[str]:
    """A field and all that is asked below it, block by block."""
    left = [root]
    while left:
        path = left.pop()
        yield path
        left += sorted(children.get(path, ()), reverse=True)
