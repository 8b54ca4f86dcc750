"""One student's finished file, and what is to be known of it."""

from scorepress.noun import Noun


class Printed(Noun, frozen=True):
    """A report as PDF.

    name: the file's name, with no ending and no language. title: the document's. languages: in the order of the pages.
    pages: how many.
    """

    pdf: bytes
    name: str
    title: str
    languages: tuple[str, ...]
    pages: int
