"""Texts that stand side by side and are set in one size."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from scorepress.model.component import Setting
from scorepress.model.style import Style
from scorepress.noun import replace

W = TypeVar("W")


def alike(texts: Sequence[tuple[W, Style] | None], fit: Callable[[W, Style], Setting]) -> tuple[Setting | None, ...]:
    """Fit each text in its style, then all of them in the size of the one that had to shrink most.

    None stands for a text that is not there, and stays None.
    """
    settings = [fit(*text) if text else None for text in texts]
    least = min((s.style for s in settings if s), key=lambda style: style.size, default=None)
    return tuple(
        fit(text[0], replace(text[1], size=least.size, leading=least.leading))
        if text and setting and least and setting.style.size > least.size
        else setting
        for text, setting in zip(texts, settings, strict=True)
    )
