"""The command `scorepress render`."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from scorepress.apps.protection import Protection, encrypt_options
from scorepress.apps.run import FORMATS, PRIMARY, Run, Wanted
from scorepress.apps.say import Folder, open_report, open_workspace, project_option, report_option, say
from scorepress.apps.students import Inputs, Students
from scorepress.model.diagnostic import Diagnostic, Severity
from scorepress.model.values import SchoolYear
from scorepress.parse.record import OWN_KINDS
from scorepress.pipeline.press import Press
from scorepress.workspace import Output, scratch


def _formats(_context: click.Context, _option: click.Parameter, text: str) -> tuple[str, ...]:
    """`pdf,svg` -> the two words."""
    words = tuple(part.strip() for part in text.split(","))
    for word in words:
        if word not in FORMATS:
            raise click.BadParameter(f"no format {word!r}; known: {', '.join(FORMATS)}")
    return words


def _year(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """A school year, such as `2025-26`."""
    try:
        return text and str(SchoolYear.parse(text))
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a school year, write it as 2025-26") from None


@click.command("render")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@report_option(required=True, help="The report: a folder of layouts/.")
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="A language code, such as en or es; `primary`: English, then the student's own language, in one file.",
)
@click.option(
    "--format", "formats", callback=_formats, default="pdf", show_default=True, metavar="LIST",
    help=f"What to make: {', '.join(FORMATS)}, or several with commas between them.",
)  # fmt: skip
@click.option(
    "--out", required=True, metavar="DIR", type=Folder(),
    help="The folder for the reports; it is made if it is not there.",
)  # fmt: skip
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--school-year", callback=_year, metavar="YEAR", help="Such as 2025-26, where the data does not tell it.")
@click.option("--input-format", metavar="NAME", help="How to read INPUT, where it cannot be recognised.")
@click.option("--callouts", is_flag=True, help="Draw the guide's numbers beside the regions.")
@click.option(
    "--dpi", default=150, show_default=True, metavar="N", type=click.IntRange(36, 600),
    help="Dots per inch of PNG pages, from 36 to 600.",
)  # fmt: skip
@click.option("--embed-fonts", is_flag=True, help="SVG and HTML bring the characters that they use of each face.")
@encrypt_options
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on standard output.")
@project_option
def command(
    inputs: tuple[str, ...], report: str, language: str, formats: tuple[str, ...], out: Path,
    history: tuple[str, ...], school_year: str | None, input_format: str | None, callouts: bool, dpi: int,
    embed_fonts: bool, protection: Protection, quiet: bool, as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Make score reports from student records.

    INPUT is the state's data file, JSON, JSON Lines or CSV; `-` is standard input. Every row ends in exactly one of:
    rendered, skipped (with the reason, in skipped.jsonl), or in quarantine (with what to mend, in quarantine.jsonl).

    Exit code 0: done; 1: something must be mended; 2: the command line is wrong; 4: done, but rows are in quarantine.
    """
    workspace = open_workspace(project)
    opened, found = open_report(workspace, report)
    known = (*OWN_KINDS, *(mapping.name for mapping in opened.formats))
    if input_format is not None and input_format not in known:
        message = f"no input format {input_format!r}; known: {', '.join(known)}"
        raise click.BadParameter(message, param_hint="--input-format")
    if protection and formats != ("pdf",):
        raise click.BadParameter("it protects PDF files, and no others are made then", param_hint="--encrypt")
    press = Press(opened.template, callouts=callouts)
    if language != PRIMARY:
        press.language(language, (PRIMARY,))
    with scratch() as database:
        students = Students(opened, Inputs(inputs, history, school_year, input_format), database)
        with protection.passwords(out, opened, database) as passwords:
            run = Run(press, Output(out), Wanted(language, formats, dpi, embed_fonts), database, passwords)
            with _progress(students.size, quiet or as_json) as advance:
                run.all(students.rows(), lambda: advance(students.position()))
    say(run.told.shown(), workspace)
    if as_json:
        _print_json(run, students.assumptions(), found)
    elif not quiet:
        _print_summary(run, students.assumptions(), found)
    sys.exit(4 if run.counts["quarantined"] else 0)


@contextmanager
def _progress(size: int, hidden: bool) -> Iterator[Callable[[int], None]]:
    if hidden or not size or not sys.stderr.isatty():
        yield lambda _position: None
        return
    with click.progressbar(length=size, label="Rendering", file=sys.stderr) as bar:
        done = 0

        def advance(position: int) -> None:
            nonlocal done
            if position > done:
                bar.update(position - done)
                done = position

        yield advance


def _print_json(run: Run, assumed: tuple[Diagnostic, ...], found: tuple[Diagnostic, ...]) -> None:
    told = {"read": run.read, **{name: run.counts[name] for name in ("rendered", "skipped", "quarantined")}}
    more = {"reasons": run.reasons, "languages": run.languages, "no_catalogue": run.silent, "earlier": run.earlier()}
    notes = {"assumed": [d.message for d in assumed], "warnings": len(found), "out": str(run.output.folder)}
    click.echo(json.dumps(told | more | notes, ensure_ascii=False))


def _print_summary(run: Run, assumed: tuple[Diagnostic, ...], found: tuple[Diagnostic, ...]) -> None:
    rendered, skipped, quarantined = (f"{run.counts[name]:,}" for name in ("rendered", "skipped", "quarantined"))
    lines = [f"read {run.read:,} = rendered {rendered} + skipped {skipped} + quarantined {quarantined}"]
    lines += (f"  skipped {count:,}: {reason}" for reason, count in run.reasons.most_common())
    if run.counts["quarantined"]:
        lines.append(run.told.where(run.output.folder))
    lines += (f"  {n:,} in English only: there is no catalogue in {name}" for name, n in run.silent.most_common())
    lines += (f"  {note.message}; {'; '.join(note.hints)}" for note in assumed)
    warnings = sum(d.severity is Severity.WARNING for d in found)
    if warnings and set(run.languages) - {run.press.languages[0]}:
        lines.append(f"  {warnings:,} warning{'s' if warnings != 1 else ''} about the wording: see `scorepress check`")
    if earlier := run.earlier():
        lines.append(f"  {earlier:,} file{'s' if earlier != 1 else ''} of earlier runs still in {run.output.folder}")
    if run.counts["rendered"]:
        lines.append(f"Reports are in {run.output.folder}")
    if run.passwords and run.passwords.words.file:
        lines.append(f"Their passwords are in {run.passwords.words.file}: keep it apart from them")
    click.echo("\n".join(lines), err=True)
