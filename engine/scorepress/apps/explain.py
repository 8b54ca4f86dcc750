"""The command `scorepress explain`."""

import click


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """Explain a diagnostic: what it means, an example, how to mend it.

    CODE is the word in brackets, such as `unknown-key` in `error[unknown-key]`.
    """
    from difflib import get_close_matches

    from scorepress.diagnostics.explain import explain
    from scorepress.model.diagnostic import Code

    codes = [c.value for c in Code]
    if code not in codes:
        near = get_close_matches(code, codes, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(codes)}"
        raise click.BadParameter(f"no diagnostic `{code}`; {hint}", param_hint="CODE")
    click.echo(explain(code))
