"""What is remembered so that it is not made again, within bounds."""

from itertools import islice
from typing import Any, Final

DAYS: Final = 10_000
"""So much is remembered of what days decide: birthdays of pupils are some six thousand."""


def make_room(known: dict[Any, Any], most: int) -> None:
    """Forget the older half when there are as many entries as there may be.

    One by one would take ever longer: a dict passes over every entry that was deleted before its first.
    """
    if len(known) >= most:
        for key in list(islice(known, len(known) // 2)):
            del known[key]
