"""Report: what one student's pages say, in one language, with no geometry."""

from dataclasses import dataclass
from typing import Union

from scorepress.model.source import Span


@dataclass(frozen=True, slots=True)
class RowUse:
    """A rule row that chose words."""

    message: str
    binding: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """Finished words, their language (BCP 47; English where a translation is missing), and the rows that chose them."""

    text: str
    lang: str
    rows: tuple[RowUse, ...] = ()
