"""The command `scorepress render`."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from scorepress.apps.say import open_workspace, project_option, say
from scorepress.apps.students import Inputs, Row, Students
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.model.record import Record, Rejected, Skipped
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import Opened, open_project, report_names
from scorepress.workspace import Output, Workspace, scratch

FORMATS = ("pdf", "svg", "png")


class Listed(click.ParamType):
    """Words with commas between them: `pdf,svg`."""

    name = "list"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Split and check."""
        words = tuple(str(value).split(",")) if isinstance(value, str) else value
        assert isinstance(words, tuple)
        for word in words:
            if word not in FORMATS:
                self.fail(f"no format {word!r}; known: {', '.join(FORMATS)}", param, ctx)
        return words


@click.command("render")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option("--report", required=True, metavar="NAME", help="The report: a folder of layouts/.")
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="A language code, such as en or es; `primary`: English, then the student's own language, in one file.",
)
@click.option(
    "--format", "formats", type=Listed(), default="pdf", show_default=True, help="pdf, svg, png, with commas."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder for the reports.")
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--school-year", metavar="YEAR", help="Such as 2025-26, where the data file does not tell it.")
@click.option("--input-format", metavar="NAME", help="How to read INPUT, where it cannot be recognised.")
@click.option("--callouts", is_flag=True, help="With the guide's numbers beside the regions.")
@click.option("--dpi", default=150, show_default=True, type=click.IntRange(36, 600), help="Of PNG pages.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@project_option
def command(
    inputs: tuple[str, ...], report: str, language: str, formats: tuple[str, ...], out: Path,
    history: tuple[str, ...], school_year: str | None, input_format: str | None, callouts: bool, dpi: int,
    quiet: bool, as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Make score reports from student records.

    INPUT is the state's data file, JSON, JSON Lines or CSV. Every row ends in exactly one of: rendered, skipped (with
    the reason, in skipped.jsonl), or in quarantine (with what to mend, in quarantine.jsonl).
    """
    workspace = open_workspace(project)
    opened = open_report(workspace, report)
    press = Press(opened.template, callouts=callouts)
    if language != "primary":
        press.language(language)
    run = Run(press, Output(out), language, formats, dpi)
    with scratch() as database:
        students = Students(opened, Inputs(inputs, history, school_year, input_format), database)
        with _progress(students.size, quiet or as_json) as advance:
            run.all(students.rows(), lambda: advance(students.position()))
    assumed = students.assumptions()
    say(run.first, workspace)
    if not quiet:
        _summary(run, assumed, as_json=as_json)
    if sum(run.counts.values()) != run.read:
        message = f"{run.read} rows were read, but {sum(run.counts.values())} are accounted for"
        say([Diagnostic(Code.COUNT, Severity.ERROR, message)], workspace)
        sys.exit(1)
    sys.exit(4 if run.counts["quarantined"] else 0)


def open_report(workspace: Workspace, name: str) -> Opened:
    """A report by its name. Raises ScorepressError when there is none; prints what must be mended and ends with 1."""
    names = report_names(workspace)
    if name not in names:
        raise ScorepressError(
            [Diagnostic(Code.UNKNOWN_REPORT, Severity.ERROR, f"no report named `{name}`", None, (),
                        (f"known: {', '.join(f'`{n}`' for n in names)}",))]
        )  # fmt: skip
    opened, found = open_project(workspace, name)
    if opened is None:
        say(found, workspace)
        sys.exit(1)
    return opened


@contextmanager
def _progress(size: int, hidden: bool) -> Iterator[Callable[[int], None]]:
    if hidden or not sys.stderr.isatty():
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


@dataclass
class Run:
    """One run over all rows: each ends in exactly one of rendered, skipped, quarantined."""

    press: Press
    output: Output
    language: str
    formats: tuple[str, ...]
    dpi: int
    read: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    first: list[Diagnostic] = field(default_factory=list)

    def all(self, rows: Iterator[Row], advance: Callable[[], None]) -> None:
        """Take every row to its end."""
        with self.output.lines("quarantine.jsonl") as quarantine, self.output.lines("skipped.jsonl") as skipped:
            for row in rows:
                self.read += 1
                if isinstance(row, Skipped):
                    self.skip(row.origin.row, row.reason, skipped)
                elif isinstance(row, Rejected):
                    self.reject(row, quarantine)
                else:
                    self.one(row, quarantine, skipped)
                advance()

    def one(self, record: Record, quarantine: Callable[[str], None], skipped: Callable[[str], None]) -> None:
        """One record: skipped by the rules, refused by them, or rendered."""
        reason = self.press.skip(record)
        if reason is not None:
            self.skip(record.origin.row, reason.reason, skipped)
            return
        problems = self.press.audit(record)
        if not problems:
            try:
                self.render(record)
            except ScorepressError as error:
                if any(d.code in (Code.OUTPUT, Code.SETUP) for d in error.diagnostics):
                    raise
                problems = error.diagnostics
        if problems:
            raw = json.dumps(record.values, ensure_ascii=False, default=str)
            self.reject(Rejected(record.origin, problems, raw), quarantine)
        else:
            self.counts["rendered"] += 1

    def skip(self, row: int, reason: str, skipped: Callable[[str], None]) -> None:
        """Note a row that gets no report."""
        skipped(json.dumps({"row": row, "reason": reason}, ensure_ascii=False))
        self.reasons[reason] += 1
        self.counts["skipped"] += 1

    def reject(self, row: Rejected, quarantine: Callable[[str], None]) -> None:
        """Note a row that must be mended."""
        problems = [
            {"code": d.code.value, "message": d.message, "at": str(d.span) if d.span else None, "hints": d.hints}
            for d in row.diagnostics
        ]
        entry = {"input": row.origin.path, "row": row.origin.row, "diagnostics": problems, "raw": row.raw}
        quarantine(json.dumps(entry, ensure_ascii=False))
        if len(self.first) < 20:
            self.first += row.diagnostics
        self.counts["quarantined"] += 1

    def render(self, record: Record) -> None:
        """Write the files of one student. Raises ScorepressError when the page cannot be made."""
        wanted = self.wanted(record)
        reports = [self.press.report(record, lang) for lang in wanted]
        pages = [page for report in reports for page in self.press.pages(report)]
        svgs = [self.press.svg(page) for page in pages]
        name = f"{reports[0].file_name}-{'-'.join(wanted)}"
        if "svg" in self.formats:
            for page, svg in zip(pages, svgs, strict=True):
                self.output.write(f"{reports[0].file_name}-{page.lang}-page-{page.number}.svg", svg.encode())
        if "pdf" in self.formats or "png" in self.formats:
            pdf = self.press.pdf(svgs, reports[0].title.text, wanted[0])
            if "pdf" in self.formats:
                self.output.write(f"{name}.pdf", pdf)
            if "png" in self.formats:
                for page, png in zip(pages, self.press.png(pdf, self.dpi), strict=True):
                    self.output.write(f"{reports[0].file_name}-{page.lang}-page-{page.number}.png", png)
        self.languages.update(wanted)

    def wanted(self, record: Record) -> tuple[str, ...]:
        """The languages of one student's file."""
        source = self.press.languages[0]
        if self.language != "primary":
            return (self.language,)
        own, name = self.press.student_language(record)
        if own is None and name is not None:
            self.silent[name] += 1
        return (source,) if own in (None, source) else (source, own)


def _summary(run: Run, assumed: tuple[Diagnostic, ...], *, as_json: bool) -> None:
    counts = {name: run.counts[name] for name in ("rendered", "skipped", "quarantined")}
    if as_json:
        told = {"read": run.read, **counts, "reasons": run.reasons, "languages": run.languages}
        told |= {"no_catalogue": run.silent, "assumed": [d.message for d in assumed], "out": str(run.output.folder)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"read {run.read:,} = rendered {counts['rendered']:,} + skipped {counts['skipped']:,} + "
               f"quarantined {counts['quarantined']:,}", err=True)  # fmt: skip
    for reason, count in run.reasons.most_common():
        click.echo(f"  skipped {count:,}: {reason}", err=True)
    if counts["quarantined"]:
        click.echo(f"  quarantined: {run.output.folder / 'quarantine.jsonl'} says what to mend", err=True)
    for name, count in run.silent.most_common():
        click.echo(f"  {count:,} in English only: there is no catalogue in {name}", err=True)
    for note in assumed:
        click.echo(f"  {note.message}; {'; '.join(note.hints)}", err=True)
    click.echo(f"Reports are in {run.output.folder}", err=True)
