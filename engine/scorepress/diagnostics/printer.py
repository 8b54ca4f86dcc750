"""One call for every way to print diagnostics."""

from collections.abc import Sequence
from typing import Literal, get_args

from scorepress import __version__
from scorepress.diagnostics.github import print_github
from scorepress.diagnostics.json import print_json
from scorepress.diagnostics.sarif import print_sarif
from scorepress.diagnostics.text import LIMIT, WIDTH, Foreign, Sources, nothing_foreign, print_text
from scorepress.model.diagnostic import Diagnostic

Format = Literal["text", "json", "github", "sarif"]

FORMATS: tuple[Format, ...] = get_args(Format)
"""The names of the formats, as a command line offers them; the first is for people."""


def print_diagnostics(
    format: Format,
    diagnostics: Sequence[Diagnostic],
    sources: Sources,
    *,
    color: bool = False,
    width: int = WIDTH,
    limit: int = LIMIT,
    all_by: str = "",
    foreign: Foreign = nothing_foreign,
) -> str:
    """Diagnostics in a format; `sources` and what is named matter for `text` alone: see `print_text`.

    Ends with a newline, or is empty if `text` or `github` have nothing to say.
    """
    if format == "json":
        return print_json(diagnostics)
    if format == "github":
        return print_github(diagnostics)
    if format == "sarif":
        return print_sarif(diagnostics, __version__)
    return print_text(
        diagnostics, sources, color=color, width=width, limit=limit, all_by=all_by, foreign=foreign
    )  # fmt: skip
