"""The command `scorepress messages`."""

import sys
from pathlib import Path

import click

from scorepress.apps.say import named_report, open_workspace, project_option, report_option
from scorepress.model.diagnostic import Code, Diagnostic, Reporter, ScorepressError, Severity
from scorepress.model.template import Template
from scorepress.pipeline.project import report_names
from scorepress.workspace import Output, Workspace


@click.group("messages")
def command() -> None:
    """Sentences and their translations."""


@command.command("extract")
@report_option(help="Only this report; without it all.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Only this language; may be repeated.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit code 1 if a catalogue is out of date.")
@project_option
def extract(report: str | None, languages: tuple[str, ...], only_check: bool, project: str | None) -> None:
    """Bring the catalogues up to date: locales/<language>/<report>.po.

    Translations are kept; a changed sentence keeps its old translation, marked `fuzzy`; a new one is empty. A language
    that has no catalogue yet gets one when it is named.
    """
    from scorepress.parse.catalogue import write_catalogue
    from scorepress.pipeline.load import template_sentences

    workspace = open_workspace(project)
    root = _own(workspace)
    changed = []
    for name, template in _templates(workspace, report, own=True):
        _refuse_unknown(languages, template)
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
    if not changed:
        click.echo("all catalogues are up to date")
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


def _templates(workspace: Workspace, only: str | None, *, own: bool = False) -> list[tuple[str, Template]]:
    """Reports with their templates. own: only those of which the user's project has a part."""
    from scorepress.pipeline.load import load_template

    found = []
    names = report_names(workspace) if only is None else (named_report(workspace, only),)
    for name in names:
        if own and only is None and not (workspace.own(f"layouts/{name}") or workspace.own(f"rules/{name}")):
            continue
        reporter = Reporter()
        template = load_template(workspace, name, reporter)
        if template is None:
            raise ScorepressError(d for d in reporter.found if d.severity is Severity.ERROR)
        found.append((name, template))
    return found


def _own(workspace: Workspace) -> Path:
    """The user's own project: the built-in one is never written to."""
    if workspace.project is None:
        message = "there is no report project here to write catalogues into"
        hint = "change into the project's folder, or name it with `--project DIR`"
        raise ScorepressError([Diagnostic(Code.FILE_NOT_FOUND, Severity.ERROR, message, None, (), (hint,))])
    return workspace.project


def _refuse_unknown(languages: tuple[str, ...], template: Template) -> None:
    known = [language.code for language in template.languages[1:]]
    for code in languages:
        if code not in known:
            message = f"`locales/languages.yaml` has no language `{code}` to translate into"
            hint = f"add it there first; it has {', '.join(f'`{c}`' for c in known)}"
            raise ScorepressError([Diagnostic(Code.UNKNOWN_LANGUAGE, Severity.ERROR, message, None, (), (hint,))])
