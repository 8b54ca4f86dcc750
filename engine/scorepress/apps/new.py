"""The command `scorepress new`."""

from pathlib import Path

import click

README = """# Our reports

This folder is a report project of scorepress. What it holds comes before the built-in reports, file by file:

    layouts/   pages             rules/    messages
    locales/   translations      schemas/  the student record

`scorepress check .` checks it; `scorepress render STUDENTS --report {report} --out out` makes reports.
Delete the files that you do not change: the built-in ones take their place.
"""


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--report", default=None, metavar="NAME", help="The built-in report to begin with.")
def command(folder: Path, report: str | None) -> None:
    """Begin a report project of your own: a copy of a built-in report in FOLDER, to be edited."""
    from scorepress.pipeline.project import report_names
    from scorepress.workspace import Output, Workspace

    workspace = Workspace()
    names = report_names(workspace)
    name = report or names[-1]
    if name not in names:
        raise click.BadParameter(f"no built-in report named {name!r}; known: {', '.join(names)}", param_hint="--report")
    if folder.exists() and any(folder.iterdir()):
        raise click.BadParameter(f"the folder {folder} is not empty", param_hint="FOLDER")
    paths = [
        *workspace.names("layouts", "*.yaml"),
        *workspace.names(f"layouts/{name}", "*"),
        *workspace.names(f"rules/{name}", "*"),
        *workspace.names("locales", "*.yaml"),
        *(f"locales/{code}/{name}.po" for code in workspace.folders("locales")),
        *workspace.names("schemas", "*.json"),
        *workspace.names("schemas/components", "*.json"),
    ]
    for path in paths:
        data = workspace.data(path)
        if data is not None:
            Output((folder / path).parent).write(Path(path).name, data)
    Output(folder).write("README.md", README.format(report=name).encode())
    click.echo(f"{folder} holds a copy of {name}. Next: scorepress check {folder}")
