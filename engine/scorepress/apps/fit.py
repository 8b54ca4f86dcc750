"""The command `scorepress fit`."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from scorepress.apps.say import named_report, open_report, open_workspace, project_option, say
from scorepress.model.fit import Margin, Side
from scorepress.text.either import FILLER

LONGEST = 48
"""Characters of a text that are shown."""

SIDES = {Side.WIDTH: "wide", Side.HEIGHT: "high", Side.PAGE: "page"}


@click.command("fit")
@click.argument("report")
@click.option("--all", "all_", is_flag=True, help="Every region, not the tightest alone.")
@click.option("--json", "json_", is_flag=True, help="For programs: every region of every language.")
@project_option
def command(report: str, project: str | None, *, all_: bool, json_: bool) -> None:
    """Print how tight the pages are with the longest texts: for each language the tightest place.

    REPORT is a folder of layouts/. Every sentence of every row is measured with the longest values that the record's
    schema allows, in the widest letters of the typeface. Points are what may still be added before a report fails: to
    the width of a text's last line, to the height of a place, or to a page. Exit code 1: something does not fit.
    """
    from scorepress.pipeline.fit import describe_overlong, fit_report

    workspace = open_workspace(project)
    template = open_report(workspace, named_report(workspace, report))[0].template
    fit = fit_report(template)
    tables = {lang: _by_region(margins) for lang, margins in fit.margins.items()}
    if json_:
        places = [_object(margin, template.book.messages) for table in tables.values() for margin in table]
        click.echo(json.dumps({"report": report, "fits": fit.fits, "places": places}, ensure_ascii=False, indent=2))
    else:
        for line in _lines(tables, every=all_):
            click.echo(line)
        say([describe_overlong(one, template) for one in fit.overlong], workspace)
    sys.exit(0 if fit.fits else 1)


def _by_region(margins: Sequence[Margin]) -> list[Margin]:
    """Of every region the tightest place, in the order of the pages; of a page, how long its flow is."""
    found: dict[tuple[int, str], Margin] = {}
    for margin in margins:
        key = (margin.page, "" if margin.side is Side.PAGE else margin.region)
        if key not in found or margin.left < found[key].left:
            found[key] = margin
    return [*found.values()]


def _lines(tables: Mapping[str, Sequence[Margin]], *, every: bool) -> list[str]:
    rows: list[tuple[str, ...]] = [("language", "page", "region", "left", "", "text", "")]
    for table in tables.values():
        shown = table if every else [min(table, key=lambda margin: margin.left)]
        rows += [_row(margin) for margin in shown]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _row(margin: Margin) -> tuple[str, ...]:
    rule = margin.text.rule if margin.text else None
    region = "(the whole page)" if margin.side is Side.PAGE else margin.region
    left = f"{margin.left:.1f} pt".rjust(9)
    return (margin.lang, str(margin.page), region, left, SIDES[margin.side], _said(margin), rule or "")


def _said(margin: Margin) -> str:
    """The longest text, unknown letters as a row of dots."""
    text = margin.text.text if margin.text else ""
    while FILLER * 2 in text:
        text = text.replace(FILLER * 2, FILLER)
    text = text.replace(FILLER, "…")
    return text if len(text) <= LONGEST else text[: LONGEST - 2] + " …"


def _object(margin: Margin, messages: Mapping[str, Any]) -> dict[str, Any]:
    rows = margin.text.rows if margin.text else ()
    return {
        "language": margin.lang,
        "page": margin.page,
        "region": margin.region,
        "side": margin.side.value,
        "left": round(margin.left, 2),
        "message": rows[0].message if rows and rows[0].message in messages else None,
        "row": margin.text.rule if margin.text else None,
        "text": _said(margin),
        "place": f"{margin.span.path}:{margin.span.line}",
    }
