"""Words and attributes as HTML writes them."""

import html
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from scorepress.model.scene import Group, Text
from scorepress.text.breaking import pieces

_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows: written as references, so that nobody reads past them."""

_AROUND: Final = 4
"""How many characters on each side decide whether a line was broken at a space."""


def escaped(text: str) -> str:
    """Text that holds no markup."""
    return _DIRECTIONS.sub(lambda found: f"&#x{ord(found[0]):X};", html.escape(text))


def attributes(classes: str | None = None, **named: str | None) -> str:
    """Attributes in the order given, without those that have no value; `aria_label` is `aria-label`."""
    found = {"class": classes or None, **named}
    return "".join(
        f' {name.replace("_", "-")}="{escaped(value)}"' for name, value in found.items() if value is not None
    )


def words_of(group: Group, lang: str) -> str:
    """What a leaf says, on one line; a line feed where a line ends in any case.

    Where the words are not known as they were before their lines were broken, lines are joined with a space wherever a
    line cannot be broken without one.
    """
    if group.text is not None:
        return group.text.strip()
    lines = [item for item in group.items if isinstance(item, Text)]
    return _joined(lines, lang)


def _joined(lines: Sequence[Text], lang: str) -> str:
    words = ""
    before: Text | None = None
    for text in lines:
        if before is not None and before.y != text.y and _parted(before.string, text.string, lang):
            words += " "
        words, before = words + text.string, text
    return words


def _parted(before: str, after: str, lang: str) -> bool:
    left, right = before[-_AROUND:], after[:_AROUND]
    return len(left) not in accumulate(map(len, pieces(left + right, lang)))
