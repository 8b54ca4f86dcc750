"""`scorepress check --counterexamples`: students whom the rules forget, as records and as pages."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import click

from scorepress.model.scene import Page
from scorepress.pipeline.counterexamples import Forgotten, Search
from scorepress.pipeline.fit_pages import overlong_pages
from scorepress.pipeline.press import Press
from scorepress.sample.writers import write_jsonl
from scorepress.workspace import Output, Workspace

Drawn = tuple[tuple[Page, ...], tuple[int, ...]]
"""Pages, and the numbers of those that have a mark."""

DPI = 110
LONGEST = 60


def write_counterexamples(workspace: Workspace, reports: Sequence[str], folder: Path) -> int:
    """Write each counterexample as a record and as pages, and say what is where; gives how many there are.

    Raises ScorepressError when a file cannot be read, or the folder not be written.
    """
    output, number = Output(folder), 0
    for report in reports:
        search = Search(workspace, report)
        for one in search.found():
            number += 1
            _write(output, f"{number:02d}", report, one, search.pages(one))
        if search.template is None or search.proof is None:
            continue
        for long, drawn in overlong_pages(search.template, search.proof):
            number += 1
            _write(output, f"{number:02d}", report, long, drawn)
    if not number:
        click.echo(f"There is no counterexample: nothing is written to {folder}", err=True)
    return number


def _write(output: Output, number: str, report: str, one: Forgotten, drawn: Drawn | None) -> None:
    """One counterexample as files, and on the terminal."""
    stem = f"{number}-{one.diagnostic.code.value}-{_slug(one.about)}"
    (line,) = write_jsonl([one.record])
    text = json.dumps(json.loads(line), ensure_ascii=False, indent=2) + "\n"
    files = [output.write(f"{stem}.json", text.encode())]
    notes = ["no page can be drawn: mend the other mistakes first"] if drawn is None else []
    if drawn is not None:
        pages, marked = drawn
        pdf = Press.pdf([Press.svg(page) for page in pages], pages[0].title, pages[0].lang)
        files.append(output.write(f"{stem}.pdf", pdf))
        for page, picture in zip(pages, Press.png(pdf, DPI), strict=True):
            if page.number in marked:
                files.append(output.write(f"{stem}-page-{page.number}.png", picture))
        if not marked:
            notes.append("the place is not on the page of this student")
    click.echo(f"{', '.join([str(files[0]), *(file.name for file in files[1:])])}", err=True)
    for note in (f"{report}: {one.diagnostic.message}", *notes):
        click.echo(f"  {note}", err=True)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:LONGEST].strip("-")
