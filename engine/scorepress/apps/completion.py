"""The command `scorepress completion`."""

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script of a shell.

    For bash, put `eval "$(scorepress completion bash)"` into ~/.bashrc.
    """
    from scorepress.apps.cli import group

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(group, {}, "scorepress", "_SCOREPRESS_COMPLETE").source())
