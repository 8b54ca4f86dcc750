"""The command `scorepress seal`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from scorepress.apps.passwords import beside, lies_in, refuse_inside
from scorepress.apps.say import say
from scorepress.apps.seal_files import Sealer
from scorepress.apps.verify_manifest import check_tags, open_folder
from scorepress.bag import Bag
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity
from scorepress.workspace import scratch

MOST_TOLD = 1000
"""Findings that are printed; the others are counted."""


@click.command("seal")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder for the sealed copy."
)
@click.option(
    "--secrets", metavar="FILE", type=click.Path(path_type=Path),
    help="The file for the passwords; default: OUT-secrets.jsonl beside the sealed copy.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
def command(folder: Path, out: Path, secrets: Path | None, quiet: bool) -> None:
    """Copy finished reports, each PDF behind a password of its own.

    DIR is what `scorepress batch` or `scorepress render` wrote; PDF files in zip archives are sealed, too, and the
    archives made again. A report that has not changed since the last time is left as it is, and every report keeps its
    password. Files of many students have no one password: they are left out, and told. A report that is missing,
    damaged or not the one of the manifest is told and not sealed; a copy that it has already stays.

    Exit code 0: done; 1: something must be mended.
    """
    if lies_in(out, folder):
        message, hint = f"`{out}` lies in the folder that is sealed", "choose a folder beside it"
        raise ScorepressError([Diagnostic(Code.OUTPUT, Severity.ERROR, message, None, (), (hint,))])
    file = secrets or beside(out)
    for place in (folder, out):
        refuse_inside(file, place)
    with Bag(folder).still(), scratch() as database:
        source = open_folder(folder)
        check_tags(source)
        if source.findings:
            raise ScorepressError(source.findings)
        sealer = Sealer(source, out, file, database)
        try:
            sealer.all()
        finally:
            sealer.close()
    say(source.findings[:MOST_TOLD], None)
    if not quiet:
        click.echo("\n".join(_summary(sealer, out, file)), err=True)
    sys.exit(1 if source.findings else 0)


def _summary(sealer: Sealer, out: Path, file: Path) -> Iterator[str]:
    """What was done. file: of the passwords."""
    yield f"sealed {sealer.sealed:,} reports, {sealer.unchanged:,} unchanged, in {out}"
    if sealer.left:
        yield f"  {sealer.left:,} files are not of one student and were left out"
    if sealer.others:
        yield f"  {sealer.others:,} files are no PDF reports and were left out"
    if sealer.gone:
        yield f"  {sealer.gone:,} sealed files were removed: what they were copies of was withdrawn"
    if sealer.source.findings:
        yield f"  {len(sealer.source.findings):,} findings: what they are about was not sealed"
    yield f"Their passwords are in {file}: keep it apart from them"
