"""Texts that people write, and places in them."""

from scorepress.noun import Noun


class Source(Noun, frozen=True):
    """One text: a layout, a rule file, a catalogue, a data file.

    `path` is how the user would name the file: relative to the report project, with `/`.
    """

    path: str
    text: str


class Span(Noun, frozen=True, order=True):
    """A place in a source. Lines and columns count from 1; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, as editors and terminals understand it."""
        return f"{self.path}:{self.line}:{self.column}"
