"""One student's finished file, and what a journal wants to know of it."""

from scorepress.noun import Noun


class Printed(Noun, frozen=True):
    """A report as PDF.

    name: the file's name, with no ending and no language. title: the document's. languages: in the order of the pages.
    pages: how many. rows: `file:line` of every rule row that chose words, sorted, each once.
    """

    pdf: bytes
    name: str
    title: str
    languages: tuple[str, ...]
    pages: int
    rows: tuple[str, ...]
