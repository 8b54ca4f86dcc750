"""The command `scorepress plan`."""

import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import click

from scorepress.apps.batch_progress import Progress
from scorepress.apps.batch_run import Asked, crew_of, languages_of, means_of, patterns_of, placed, with_last
from scorepress.apps.run import PRIMARY
from scorepress.apps.say import Folder, not_empty, open_workspace, project_option, report_option
from scorepress.apps.students import Inputs, Students
from scorepress.bag import Bag, journal_faults
from scorepress.noun import asdict
from scorepress.pipeline.batch_plan import STATES, Plan, Reason
from scorepress.pipeline.journal import Journal
from scorepress.workspace import scratch

MOST_SHOWN = 20
"""Reasons, and places, that are printed; `--json` has all."""

WORDS = {
    "data": "the record changed",
    "message": "wording of `{name}`",
    "row": "another row of `{name}`",
    "layout": "wording of {name}",
    "block": "the layout: {name}",
    "region": "the layout: {name}",
    "scale": "score ranges: {name}",
    "look": "the theme, or a language's own settings",
    "fonts": "the fonts",
    "engine": "the program",
    "name": "another file name",
    "languages": "other languages",
    "earlier": "an earlier row that takes away what is there",
    "lost": "the file is not there, or is not whole",
    "value": "a value on the page, or how it is written",
}


_SET = ": a file of it is missing, a student leaves it, or what lies beside the reports is another"


@click.command("plan")
@click.argument("inputs", nargs=-1, metavar="INPUT…")
@report_option(help="The report; default: the folder's.")
@click.option("--out", required=True, metavar="DIR", type=Folder(), help="The folder of a batch.")
@click.option("--language", metavar="CODE", help=f"As for `batch`: a language code, or `{PRIMARY}`; default: as there.")
@click.option("--jobs", metavar="N", type=click.IntRange(1, 512), default=1, help="Worker processes; default: none.")
@click.option(
    "--name", metavar="PATTERN", callback=not_empty, help="Names of files or sets; default: as in the last run."
)
@click.option(
    "--history", multiple=True, metavar="FILE", help="An earlier year's data file; default: as in the last run."
)
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@project_option
def command(
    inputs: tuple[str, ...], report: str | None, out: Path, language: str | None, jobs: int, name: str | None,
    history: tuple[str, ...], as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Show what `batch` would make again, and why. Nothing is rendered, nothing in the folder changes.

    The present layout, rules, wording, fonts and data are compared with the journal of the folder. Without INPUT, the
    data are those of the last run. What is not given is as it was in that run.
    """
    workspace = open_workspace(project)
    bag = Bag(out)
    with journal_faults(bag.journal):
        journal = Journal(bag, readonly=True)
        try:
            asked = placed(Asked(inputs, report, language, None, name, history), project)
            asked, workspace = with_last(journal, asked, workspace)
            means = means_of(workspace, journal, bag, asked, jobs)
            languages = partial(languages_of, means, Counter())
            with scratch() as database, crew_of(jobs) as crew, Progress(hidden=not sys.stderr.isatty()) as progress:
                source = Inputs(asked.inputs, asked.history, asked.school_year, asked.input_format)
                students = Students(means.opened, source, database, repeated=True)
                plan = Plan(
                    means.job, means.bench, *patterns_of(means), means.opened.plan, journal, crew, languages, database
                )
                progress.begin(students.size)
                plan.all(students.rows(), lambda: progress(plan.rows, students.position, Counter()))
                _print(plan, as_json=as_json)
        finally:
            journal.close()


def _print(plan: Plan, *, as_json: bool) -> None:
    counts, reasons, places, sets = plan.counts(), plan.reasons(), plan.places(), plan.sets()
    if as_json:
        told = [{**asdict(reason), "students": count} for reason, count in reasons]
        where = [{"place": place, "students": count} for place, count in places]
        document = {"rows": plan.rows, **counts, "reasons": told, "places": where, "sets": sets}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    titles = ("new", "to make again", "unchanged", "skipped", "in quarantine", "to withdraw")
    shown = (f"{counts[state]:,} {words}" for state, words in zip(STATES, titles, strict=True))
    lines = [f"{plan.rows:,} rows: {', '.join(shown)}"]
    for reason, count in reasons[:MOST_SHOWN]:
        lines += _reason(reason, count)
    if len(reasons) > MOST_SHOWN:
        lines.append(f"  and {len(reasons) - MOST_SHOWN:,} more reasons: see `--json`")
    lines += (f"  {count:,} in {place or 'the folder'}" for place, count in places[:MOST_SHOWN])
    if len(places) > MOST_SHOWN:
        lines.append(f"  and {len(places) - MOST_SHOWN:,} more places: see `--json`")
    lines += (f"  the set {name} is bound again{_SET}" for name in sets[:MOST_SHOWN])
    if len(sets) > MOST_SHOWN:
        lines.append(f"  and {len(sets) - MOST_SHOWN:,} more sets: see `--json`")
    click.echo("\n".join(lines))


def _reason(reason: Reason, count: int) -> list[str]:
    about = WORDS[reason.kind].format(name=reason.name)
    spoken = f" ({reason.language})" if reason.language else ""
    where = f", {reason.rule}" if reason.rule else ""
    lines = [f"  {count:,} because of {about}{spoken}{where}"]
    if reason.before is not None:
        lines.append(f"    before: {reason.before}")
    if reason.after is not None:
        lines.append(f"    after:  {reason.after}")
    return lines
