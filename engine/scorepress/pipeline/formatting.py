"""Files that people write, in their canonical form."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import PurePosixPath

from scorepress.fmt.layout import format_layout
from scorepress.fmt.order import Orders
from scorepress.fmt.rules import format_rules
from scorepress.model.diagnostic import Diagnostic, Reporter
from scorepress.model.source import Source
from scorepress.model.syntax import plain
from scorepress.noun import Noun
from scorepress.parse.layout import parse_layout
from scorepress.parse.rules_text import parse_rule_texts
from scorepress.workspace import Workspace

RULES, YAML = ".rules", ".yaml"
ENDINGS = (RULES, YAML)
"""Of files that can be formatted."""


class Formatted(Noun, frozen=True):
    """One file. text: its canonical form, None when the file has an error that must be mended first."""

    path: str
    text: str | None
    diagnostics: tuple[Diagnostic, ...]


def format_files(sources: Sequence[Source], wanted: Collection[str]) -> tuple[Formatted, ...]:
    """Format the wanted files (by path), in order of their paths.

    The other rule files of a folder lend their vocabulary; without them phrases are not known, and lines are broken
    less well.
    """
    sources = [Source(one.path, one.text.removeprefix("\ufeff").replace("\r\n", "\n")) for one in sources]
    folders: dict[PurePosixPath, list[Source]] = {}
    for source in sources:
        if source.path.endswith(RULES):
            folders.setdefault(PurePosixPath(source.path).parent, []).append(source)
    found = [one for folder in folders.values() for one in _rules(folder, wanted)]
    found += [_yaml(source) for source in sources if source.path.endswith(YAML) and source.path in wanted]
    return tuple(sorted(found, key=lambda one: one.path))


def _rules(folder: Sequence[Source], wanted: Collection[str]) -> Iterable[Formatted]:
    reporter = Reporter()
    texts = parse_rule_texts(folder, wanted, reporter)
    told: Mapping[str, list[Diagnostic]] = {source.path: [] for source in folder}
    for diagnostic in reporter.found:
        told[diagnostic.span.path if diagnostic.span else folder[0].path].append(diagnostic)
    for source, text in zip((source for source in folder if source.path in wanted), texts, strict=True):
        new = format_rules(text) if text else None
        if new is not None and "".join(new.split()) != "".join(source.text.split()):
            raise _ChangedError(source.path)
        yield Formatted(source.path, new, tuple(told[source.path]))


def _yaml(source: Source) -> Formatted:
    reporter = Reporter()
    tree = parse_layout(source, reporter)
    new = format_layout(source, tree, _orders(), reporter) if tree else None
    if tree is not None and new is not None:
        again = parse_layout(Source(source.path, new), Reporter())
        if again is None or plain(again.root) != plain(tree.root):
            raise _ChangedError(source.path)
    return Formatted(source.path, new, tuple(reporter.found))


@cache
def _orders() -> Orders:
    """The engine's own schemas: a project's copies are for editors."""
    workspace = Workspace()
    frames = (f"schemas/{name}.schema.json" for name in ("layout", "report", "theme"))
    paths = (*frames, *workspace.names("schemas/components", "*.schema.json"))
    return Orders([workspace.source(path) for path in paths])


class _ChangedError(Exception):
    """The formatter would change what a file says: a fault of the program; nothing is written."""
