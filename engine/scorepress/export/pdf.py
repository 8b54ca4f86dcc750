"""SVG pages to one PDF."""

from collections.abc import Sequence
from datetime import date as Date  # noqa: N812 - the parameter is called `date`
from typing import Final

from scorepress.export.tags_metadata import About
from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity

CREATOR: Final = "scorepress"


def export_pdf(svgs: Sequence[str], *, title: str, lang: str, date: Date | None = None) -> bytes:
    """Make one accessible PDF (PDF/UA-1, PDF/A-2a) of SVG pages in their order.

    The same pages give the same bytes (with the same versions of cairo and of qpdf, which pikepdf brings).

    svgs: as `render_svg` writes them; each names the language of its page. title: shown by readers as the document's
    name. lang: BCP 47, the language of the document: what a reader speaks where nothing else is said. date: stands in
    the file's properties as the day of its making; never the clock's, and none where none is given. Raises
    ScorepressError if the machine lacks libcairo (SETUP), or a page has a mark without its note (UNKNOWN_NAME).
    """
    try:
        from scorepress.export.surface import draw_pages  # noqa: PLC0415 - loads slowly, and needs libcairo
        from scorepress.export.tags_write import write_tags  # noqa: PLC0415 - loads slowly
    except OSError as error:
        raise ScorepressError([_no_cairo()]) from error
    about = About(title, lang, date, CREATOR)
    return write_tags(*draw_pages(svgs, about), about)


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
