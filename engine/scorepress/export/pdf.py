"""SVG pages to one PDF."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - the parameter is called `date`
from typing import Final

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity

UNDATED: Final = Date(1970, 1, 1)
"""What a PDF carries for a date when it was given none; cairo would write the clock."""


def export_pdf(svgs: Sequence[str], *, title: str, lang: str, date: Date | None = None) -> bytes:
    """Make one PDF of SVG pages in their order; the same pages give the same bytes (with the same version of cairo).

    svgs: as `render_svg` writes them. title: shown by readers as the document's name. lang: BCP 47, the language of the
    document; it becomes part of the file together with the tags. date: stands in the file's properties as the day of
    its making, never the clock's. Raises ScorepressError (SETUP) if the machine lacks libcairo.
    """
    del lang  # cairo cannot write it
    try:
        from scorepress.export.surface import draw_pages  # noqa: PLC0415 - loads slowly, and needs libcairo
    except OSError as error:
        raise ScorepressError([_no_cairo()]) from error
    day = f"{(date or UNDATED).isoformat()}T00:00:00Z"
    return draw_pages(svgs, {"title": title, "creator": "scorepress", "created": day, "modified": day})


def _no_cairo() -> Diagnostic:
    return Diagnostic(
        Code.SETUP,
        Severity.ERROR,
        "the drawing library `libcairo` is not on this machine, and PDF and PNG files are made with it",
        hints=(
            "on Debian or Ubuntu type `apt-get install --no-install-recommends libcairo2`",
            "on macOS type `brew install cairo`",
            "`--format svg` works without it",
        ),
    )
