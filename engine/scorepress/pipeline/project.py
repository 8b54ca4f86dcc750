"""A report of a project, ready for students: made once, kept on disk until a file changes."""

from collections.abc import Mapping

from scorepress.cache import Cache
from scorepress.components import component
from scorepress.model.diagnostic import Diagnostic, Reporter
from scorepress.model.formats import Format
from scorepress.model.record import RecordPlan
from scorepress.model.template import Struct, Template
from scorepress.noun import Noun
from scorepress.workspace import Workspace


class Opened(Noun, frozen=True):
    """A template, and how the records for it are read. prepared: what its components have made of it, by kind."""

    template: Template
    formats: tuple[Format, ...]
    plan: RecordPlan
    prepared: Mapping[str, object]


def report_names(workspace: Workspace) -> tuple[str, ...]:
    """The reports of a project, in alphabetical order."""
    folders = workspace.folders("layouts")
    return tuple(name for name in folders if workspace.find(f"layouts/{name}/report.yaml"))


def open_project(workspace: Workspace, name: str) -> tuple[Opened | None, tuple[Diagnostic, ...]]:
    """Open a report with everything that reading students needs, and what was found; None when that must be mended.

    Raises ScorepressError when a file is missing or cannot be read.
    """
    cache = Cache(workspace)
    key = cache.key(name)
    kept = cache.get(key)
    if isinstance(kept, tuple):
        _remember(kept[0].prepared)
        return kept
    from scorepress.pipeline.load import load_formats, load_plan, load_template

    reporter = Reporter()
    template = load_template(workspace, name, reporter)
    if template is None:
        return None, tuple(reporter.found)
    formats = load_formats(workspace, template.schema, reporter)
    if reporter.failed:
        return None, tuple(reporter.found)
    opened = Opened(template, formats, load_plan(workspace, template), _prepared(template))
    cache.put(key, (opened, tuple(reporter.found)))
    return opened, tuple(reporter.found)


def _prepared(template: Template) -> dict[str, object]:
    """What the components of a template can make of it before there is a student, by kind."""
    structs: dict[str, list[Struct]] = {}
    for page in template.pages:
        for region in page.regions:
            for block in region.blocks:
                structs.setdefault(block.kind, []).append(block.props)
    kinds = ((kind, component(kind)) for kind in structs)
    return {kind: one.prepare(structs[kind]) for kind, one in kinds if one and one.prepare}


def _remember(prepared: Mapping[str, object]) -> None:
    for kind, made in prepared.items():
        one = component(kind)
        if one and one.remember:
            one.remember(made)
