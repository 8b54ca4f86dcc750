"""The command line. Commands are imported only when they are called, so that `--help` is quick.

Exit codes: 0 done · 1 something must be mended (files, records, output) · 2 the command line is wrong ·
3 the set-up is incomplete · 4 finished, but rows are in quarantine.
"""

import io
import os
import signal
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from scorepress import __version__

COMMANDS = {
    "check": "Check a report project: layouts, rules, wording, examples.",
    "render": "Make score reports from student records.",
    "verify": "Check finished reports against themselves, the records and the manifest.",
    "batch": "Make a state's reports: stop, go on, add tomorrow's.",
    "seal": "Copy finished reports, each behind a password of its own.",
    "show": "Show what the program sees: layout, rules, report, page.",
    "explain": "Explain a diagnostic, or why a student's page says what it says.",
    "plan": "Show what a batch would make again, and why.",
    "review": "Show what a change does to the reports, and approve it.",
    "rules": "Rules as decision tables, and which rows the examples reach.",
    "fit": "Show how tight the pages are with the longest texts.",
    "questions": "Print the question book: what the office has still to decide.",
    "fmt": "Put rules and layouts into their canonical form.",
    "messages": "Sentences and their translations.",
    "sample": "Invent student records of a report.",
    "new": "Begin a report project of your own.",
    "demo": "Make sample reports in all languages.",
    "completion": "Print the completion script of a shell.",
}


_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""How a system, or a terminal that is closed, asks a process to end."""


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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; what comes nearest is told when there is none of that name."""
        near = get_close_matches(args[0], COMMANDS, 1)
        if args[0] not in COMMANDS and near:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; diagnostics that stop it are printed with excerpts from the project it had opened."""
        from scorepress.model.diagnostic import Code, ScorepressError

        try:
            return super().invoke(ctx)
        except ScorepressError as error:
            from scorepress.apps.say import say

            say(error.diagnostics, ctx.obj)
            codes = {d.code for d in error.diagnostics}
            if Code.SETUP in codes:
                sys.exit(3)
            sys.exit(2 if codes & {Code.UNKNOWN_REPORT, Code.UNKNOWN_LANGUAGE} else 1)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="scorepress")
def group() -> None:
    """Turn student records into student score reports.

    Begin with `scorepress demo`. Every command explains itself: `scorepress render --help`.

    Exit codes: 0 done; 1 something must be mended; 2 the command line is wrong; 3 the set-up is incomplete; 4 done, but
    rows are in quarantine.
    """


def _stop(_number: int, _frame: object) -> None:
    """End as control-C does: what is half done is cleared up; to ask again does not disturb that."""
    for each in _ENDS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; no mistake of a user ends in a traceback."""
    for each in _ENDS:
        if signal.getsignal(each) is signal.SIG_DFL:  # not where `nohup` ignores it
            signal.signal(each, _stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        group(prog_name="scorepress")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:  # the last door: whatever comes here is told to a person
        if os.environ.get("SCOREPRESS_DEBUG"):
            raise
        click.echo(
            f"scorepress failed: {type(error).__name__}. This is a fault of the program, not of your files.\n"
            "Please report it with the command you typed; SCOREPRESS_DEBUG=1 shows the details.",
            err=True,
        )
        sys.exit(1)
