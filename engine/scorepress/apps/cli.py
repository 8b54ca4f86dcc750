"""The command line."""

import click

from scorepress import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scorepress")
def main() -> None:
    """Turn student records into student score reports."""
