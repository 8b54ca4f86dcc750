"""The command `scorepress sample`."""

import sys
from collections.abc import Iterator

import click

from scorepress.apps.say import open_report, open_workspace, project_option
from scorepress.model.record import Record
from scorepress.pipeline.load import load_samples
from scorepress.pipeline.project import Opened
from scorepress.pipeline.samples import Per, invent_per, inventor
from scorepress.sample.mapped import write_mapped
from scorepress.sample.writers import write_csv, write_jsonl
from scorepress.workspace import Workspace


def invent(workspace: Workspace, opened: Opened, *, seed: int, count: int) -> Iterator[Record]:
    """Invented students of a report; the same seed gives the same students.

    Raises ScorepressError when the project's samples do not fit its rules.
    """
    template, samples = opened.template, load_samples(workspace, opened.template.schema)
    return inventor(template.book, template.schema, template.name, samples, seed).many(count)


@click.command("sample")
@click.argument("report", metavar="REPORT")
@click.option("--count", type=click.IntRange(1), metavar="N", help="How many students; 10 if nothing is said.")
@click.option("--per", type=click.Choice([one.value for one in Per]), metavar="WHAT",
              help="row: few students who reach every row of the rules; cell: every cell of the proof.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, metavar="N", help="Another number, other students.")
@click.option("--format", "format_", default="jsonl", show_default=True, metavar="NAME",
              help="jsonl, csv, or the name of a mapping file, such as that of the state's data file.")  # fmt: skip
@project_option
def command(
    report: str, count: int | None, per: str | None, seed: int, format_: str, project: str | None
) -> None:  # fmt: skip
    """Invent student records of a report, for demos, tests and training. No student in it is real.

    The first students show every situation once: each level, each history, the asterisk, an incomplete test.
    """
    if per is not None and count is not None:
        raise click.UsageError("--per finds out how many students are needed: leave out --count")
    workspace = open_workspace(project)
    opened, _found = open_report(workspace, report)
    mapping = next((f for f in opened.formats if f.name == format_), None)
    if mapping is None and format_ not in ("jsonl", "csv"):
        known = ", ".join(("jsonl", "csv", *(f.name for f in opened.formats)))
        raise click.BadParameter(f"no format named {format_!r}; known: {known}", param_hint="--format")
    if per is None:
        students = invent(workspace, opened, seed=seed, count=10 if count is None else count)
    else:
        students = invent_per(opened.template, load_samples(workspace, opened.template.schema), seed, Per(per))
    if mapping is not None:
        lines = write_mapped(students, mapping, others=True)
    elif format_ == "csv":
        lines = write_csv(students, opened.template.schema)
    else:
        lines = write_jsonl(students)
    sys.stdout.reconfigure(newline="")  # type: ignore[union-attr]  # as the lines are: no line end of the machine
    for line in lines:
        sys.stdout.write(line)
