"""A text that stands for all texts that a place can have: components pass it on as they do any other."""

from typing import Self

from scorepress.model.report import Phrase

FILLER = "\ufeff"
"""Stands for one letter of a value that is not known: the widest of the face, with no place to break beside it."""


class Either(str):
    """All texts that a place can have; as a text, it is the longest of them.

    texts: each with the rows that choose it; unknown letters are FILLER.
    """

    __slots__ = ("texts",)
    texts: tuple[Phrase, ...]

    def __new__(cls, texts: tuple[Phrase, ...]) -> Self:
        """Hold texts; at least one."""
        made = super().__new__(cls, max((phrase.text for phrase in texts), key=len))
        made.texts = texts
        return made
