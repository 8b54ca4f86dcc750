"""The command `scorepress new`."""

from pathlib import Path

import click

from scorepress.apps.say import named_report, report_option

README = """# Our reports

This folder is a report project of scorepress. What it holds comes before the built-in reports, file by file:

    layouts/   pages             rules/    messages
    locales/   translations      schemas/  the student record, the columns of data files, invented students

`scorepress check .` checks it; `scorepress render STUDENTS --report {report} --out out` makes reports.

Delete the files that you do not change: the built-in ones take their place. All `*.schema.json` but those of records
(`student-record`, `print-set`) are copies for editors, which complete and check YAML files with them; the program has
its own.

What lies here belongs into version control. Student data and finished reports do not: `.gitignore` keeps them out.
"""

GITIGNORE = """# Student data, and the passwords of reports, wherever they lie
*.csv
*.jsonl
*.zip
/*.txt

# Reports and other pages that are made of the project
*.pdf
/out*/
/batch/
/born/
/forgotten/
/orders/
/pages/
/review/
/review.*
/sealed/
/statewide/
/trial/
/questions.md
/tables.html
"""


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@report_option(help="The built-in report to begin with.")
def command(folder: Path, report: str | None) -> None:
    """Begin a report project of your own: a copy of a built-in report in the folder DIR, to be edited."""
    from scorepress.pipeline.project import report_names
    from scorepress.workspace import Output, Workspace

    workspace = Workspace()
    name = named_report(workspace, report) if report else report_names(workspace)[-1]
    try:
        if folder.exists() and any(folder.iterdir()):
            raise click.BadParameter(f"the folder {folder} is not empty", param_hint="DIR")
    except NotADirectoryError:
        raise click.BadParameter(f"{folder} is a file; name a folder that is not there yet", param_hint="DIR") from None
    except OSError as error:
        raise click.BadParameter(f"{folder} cannot be looked into: {error.strerror}", param_hint="DIR") from None
    paths = [
        *workspace.names("layouts", "*.yaml"),
        *workspace.names(f"layouts/{name}", "*"),
        *workspace.names(f"rules/{name}", "*"),
        *workspace.names("locales", "*.yaml"),
        *(f"locales/{code}/{name}.po" for code in workspace.folders("locales")),
        *workspace.names("schemas", "*"),
        *(path for part in ("components", "editor", "formats") for path in workspace.names(f"schemas/{part}", "*")),
    ]
    for path in paths:
        data = workspace.data(path)
        if data is not None:
            Output((folder / path).parent).write(Path(path).name, data)
    Output(folder).write("README.md", README.format(report=name).encode())
    Output(folder).write(".gitignore", GITIGNORE.encode())
    click.echo(f"{folder} holds a copy of {name}. Next: scorepress check {folder}")
