"""The command `scorepress explain`: a diagnostic by its code, or a student's page."""

from pathlib import Path

import click

from scorepress.apps.say import project_option, report_option


@click.command("explain")
@click.argument("subject", required=False, metavar="[CODE | RECORDS]")
@click.argument("message", nargs=-1, metavar="[MESSAGE]")
@report_option(help="The report of the student; with it, RECORDS is a data file.")
@click.option(
    "--student", default=1, show_default=True, metavar="N", type=click.IntRange(1), help="Which row, counted from 1."
)
@click.option("--language", default="en", show_default=True, metavar="CODE", help="The language of the page.")
@click.option("--history", multiple=True, metavar="FILE", help="An earlier year's data file; may be repeated.")
@click.option("--school-year", metavar="YEAR", help="Such as 2025-26, where the data file does not tell it.")
@click.option("--input-format", metavar="NAME", help="How to read RECORDS, where it cannot be recognised.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@project_option
def command(
    subject: str | None, message: tuple[str, ...], report: str | None, student: int, language: str,
    history: tuple[str, ...], school_year: str | None, input_format: str | None, as_json: bool, project: str | None,
) -> None:  # fmt: skip
    """Explain a diagnostic, or why a student's page says what it says.

    CODE is the word in brackets, such as `unknown-key` in `error[unknown-key]`: what it means, an example, how to mend
    it. Without it all codes are listed.

    RECORDS with --report is a data file. Each text of the student's page is printed with the row of the rules that
    chose it, where that row comes from, the values that made it true, and for every other row the first condition that
    failed; of a student who gets no report, why. MESSAGE, such as `history section`, asks for that message alone. The
    answer tells who the student is.
    """
    if report is None:
        click.echo(_code(subject, message), nl=False)
        return
    if subject is None:
        raise click.UsageError("Missing argument 'RECORDS': the data file that the student is in.")
    from scorepress.apps.explain_student import Question, explain_student
    from scorepress.apps.students import Inputs

    inputs = Inputs((subject,), history, school_year, input_format)
    question = Question(report, inputs, student, language, " ".join(message), as_json)
    click.echo(explain_student(project, question), nl=False)


def _code(code: str | None, message: tuple[str, ...]) -> str:
    """The section of a code; without one, the list of all."""
    from difflib import get_close_matches

    from scorepress.diagnostics.explain import explain, sections

    codes = list(sections())
    if code is None:
        return "\n".join(codes) + "\n"
    word = code.strip("[]").lower()
    if word in codes and not message:
        return explain(word)
    if message or Path(code).is_file() or code == "-":
        raise click.UsageError(f"To explain a student of {code}, name the report: --report NAME.")
    near = get_close_matches(word, codes, 1, 0.5)
    hint = f"did you mean `{near[0]}`?" if near else "`scorepress explain` lists them all"
    raise click.BadParameter(f"no diagnostic `{word}`; {hint}", param_hint="CODE")
