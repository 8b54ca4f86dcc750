"""A rule file as it is written: every word, sign and comment in order, and what the grammar took each for.

What `RuleBook` does not keep, and the formatter needs.
"""

from scorepress.noun import Noun


class Piece(Noun, frozen=True):
    """A word, number, text or sign.

    kind: its terminal in rules.lark; empty for the further words of a phrase. text: as written, a text with its
    quotation marks. above: the comments on lines of their own before it, an empty one for empty lines. comment: the
    one behind it on its line. below: as `above`, for indented comments behind the last piece of a statement.
    """

    kind: str
    text: str
    above: tuple[str, ...] = ()
    comment: str = ""
    below: tuple[str, ...] = ()


Statement = tuple[Piece, ...]


class RuleText(Noun, frozen=True):
    """One rule file. end: the comments behind its last statement."""

    path: str
    statements: tuple[Statement, ...]
    end: tuple[str, ...]
