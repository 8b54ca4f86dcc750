"""A report of a project, ready for students: made once, kept on disk until a file changes."""

from collections.abc import Mapping

from scorepress.components.qr_code import Code, encoded, remember
from scorepress.model.diagnostic import Diagnostic, Reporter
from scorepress.model.formats import Format
from scorepress.model.record import RecordPlan
from scorepress.model.template import Template
from scorepress.noun import Noun
from scorepress.workspace import Cache, Workspace


class Opened(Noun, frozen=True):
    """A template, and how the records for it are read. codes: its QR codes, drawn already, by their targets."""

    template: Template
    formats: tuple[Format, ...]
    plan: RecordPlan
    codes: Mapping[str, Code]


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
        remember(kept[0].codes)
        return kept
    from scorepress.pipeline.load import load_formats, load_plan, load_template

    reporter = Reporter()
    template = load_template(workspace, name, reporter)
    if template is None:
        return None, tuple(reporter.found)
    formats = load_formats(workspace, template.schema, reporter)
    if reporter.failed:
        return None, tuple(reporter.found)
    blocks = (block for page in template.pages for region in page.regions for block in region.blocks)
    codes = encoded(block.props for block in blocks if block.kind == "qr-code")
    opened = Opened(template, formats, load_plan(workspace, template), codes)
    cache.put(key, (opened, tuple(reporter.found)))
    return opened, tuple(reporter.found)
