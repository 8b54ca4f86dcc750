"""The command `scorepress messages`."""

import sys
from pathlib import Path

import click

from scorepress.apps.say import open_workspace, project_option, say
from scorepress.model.diagnostic import Reporter, Severity
from scorepress.model.template import Template
from scorepress.workspace import Output, Workspace


@click.group("messages")
def command() -> None:
    """Sentences and their translations."""


@command.command("extract")
@click.option("--report", "only", metavar="NAME", help="Only this report; without it all.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Only this language; may be repeated.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 if a catalogue is out of date.")
@project_option
def extract(only: str | None, languages: tuple[str, ...], only_check: bool, project: str | None) -> None:
    """Bring the catalogues up to date: locales/<language>/<report>.po.

    Translations are kept; a changed sentence keeps its old translation, marked `fuzzy`; a new one is empty.
    """
    from scorepress.parse.catalogue import write_catalogue
    from scorepress.pipeline.load import template_sentences

    workspace = open_workspace(project)
    root = _root(workspace)
    changed = []
    for name, template in _templates(workspace, only):
        sentences = template_sentences(template)
        for code in languages or tuple(template.catalogues):
            path = root / "locales" / code / f"{name}.po"
            relative = f"locales/{code}/{name}.po"
            old = workspace.source(relative) if workspace.find(relative) else None
            text = write_catalogue(sentences, old, code)
            if old is None or old.text != text:
                changed.append(relative)
                if not only_check:
                    Output(path.parent).write(path.name, text.encode())
    for relative in changed:
        click.echo(f"{'out of date' if only_check else 'written'}: {relative}")
    sys.exit(1 if only_check and changed else 0)


@command.command("status")
@project_option
def status(project: str | None) -> None:
    """How much of each report is translated, and what is a draft."""
    from scorepress.pipeline.load import template_sentences

    workspace = open_workspace(project)
    for name, template in _templates(workspace, None):
        required = [s for s in template_sentences(template) if s.required]
        click.echo(f"{name}: {len(required)} sentences")
        for language in template.languages[1:]:
            catalogue = template.catalogues.get(language.code)
            if catalogue is None:
                click.echo(f"  {language.code:<8} no catalogue")
                continue
            entries = [catalogue.entries.get((s.context, s.text)) for s in required]
            done = sum(1 for e in entries if e and not e.stale)
            stale = sum(1 for e in entries if e and e.stale)
            state = "draft" if catalogue.draft else "approved"
            click.echo(f"  {language.code:<8} {done} translated, {stale} stale, "
                       f"{len(required) - done - stale} missing, {state}")  # fmt: skip


def _templates(workspace: Workspace, only: str | None) -> list[tuple[str, Template]]:
    from scorepress.pipeline.load import load_template
    from scorepress.pipeline.project import report_names

    found = []
    for name in report_names(workspace):
        if only in (None, name):
            reporter = Reporter()
            template = load_template(workspace, name, reporter)
            errors = [d for d in reporter.found if d.severity is Severity.ERROR]
            if template is None:
                say(errors, workspace)
                sys.exit(1)
            found.append((name, template))
    if not found:
        raise click.BadParameter(f"no report named {only!r}", param_hint="--report")
    return found


def _root(workspace: Workspace) -> Path:
    return workspace.project or workspace.roots[-1]
