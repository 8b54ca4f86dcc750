"""The command `scorepress explain`."""

import click


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a diagnostic: what it means, an example, how to mend it.

    CODE is the word in brackets, such as `unknown-key` in `error[unknown-key]`. Without it all codes are listed.
    """
    from difflib import get_close_matches

    from scorepress.diagnostics.explain import explain, sections

    codes = list(sections())
    if code is None:
        click.echo("\n".join(codes))
        return
    code = code.strip("[]").lower()
    if code not in codes:
        near = get_close_matches(code, codes, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else "`scorepress explain` lists them all"
        raise click.BadParameter(f"no diagnostic `{code}`; {hint}", param_hint="CODE")
    click.echo(explain(code), nl=False)
