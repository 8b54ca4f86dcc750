"""The command line. Commands are imported only when they are called, so that `--help` is quick.

Exit codes: 0 done · 1 something must be mended (files, records, output) · 2 the command line is wrong ·
3 the set-up is incomplete · 4 finished, but rows are in quarantine.
"""

import os
import sys
from importlib import import_module

import click

from scorepress import __version__

COMMANDS = {
    "check": "Check a report project: layouts, rules, wording, examples.",
    "render": "Make score reports from student records.",
    "show": "Show what the program sees: layout, rules, report, page.",
    "explain": "Explain a diagnostic, such as `unknown-key`.",
    "messages": "Sentences and their translations.",
    "sample": "Invent student records of a report.",
    "new": "Begin a report project of your own.",
    "demo": "Make sample reports in all languages.",
    "completion": "Print the completion script of a shell.",
}


class Commands(click.Group):
    """The group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"scorepress.apps.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="scorepress")
def group() -> None:
    """Turn student records into student score reports.

    Begin with `scorepress demo`. Every command explains itself: `scorepress render --help`.
    """


def main() -> None:
    """Run the command line; no mistake of a user ends in a traceback."""
    try:
        group(prog_name="scorepress")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes here is told to a person
        _fail(error)


def _fail(error: Exception) -> None:
    from scorepress.apps.say import say
    from scorepress.model.diagnostic import Code, ScorepressError

    if isinstance(error, ScorepressError):
        say(error.diagnostics, None)
        sys.exit(3 if any(d.code is Code.SETUP for d in error.diagnostics) else 1)
    if os.environ.get("SCOREPRESS_DEBUG"):
        raise error
    click.echo(
        f"scorepress failed: {type(error).__name__}. This is a fault of the program, not of your files.\n"
        "Please report it with the command you typed; SCOREPRESS_DEBUG=1 shows the details.",
        err=True,
    )
    sys.exit(1)
