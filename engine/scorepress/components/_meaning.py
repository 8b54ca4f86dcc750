"""Groups that say what drawn things mean to a screen reader."""

from scorepress.model.component import Pen
from scorepress.model.report import Phrase
from scorepress.model.scene import Group, Item, Role, Semantics
from scorepress.noun import replace

BLOCK_SPACE = 15.0
"""From the lower edge of a box to the first baseline, or the upper edge, of a block that follows; in points."""


def group(role: Role, *items: Item) -> Group:
    """Items that belong together."""
    return Group(Semantics(role), items)


def artifact(*items: Item) -> Group:
    """Decoration: a screen reader passes over it."""
    return group(Role.ARTIFACT, *items)


def figure(pen: Pen, alternative: Phrase, *items: Item) -> Group:
    """A drawing with its alternative text; what is written in it stands in the alternative too."""
    lang = alternative.lang if alternative.lang != pen.lang else None
    return Group(Semantics(Role.FIGURE, label=alternative.text, lang=lang), items, rule=alternative.rule)


def refer(words: Group, phrase: Phrase, note: str | None, mark: str) -> Group:
    """The words, pointing to the note that explains the mark at their end; unchanged when the mark is not there."""
    if note is None or not phrase.text.endswith(mark):
        return words
    return replace(words, semantics=replace(words.semantics, refers=note))
