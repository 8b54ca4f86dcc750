"""The content of a page, packed: whole, or in parts between drawings that stand in a file once."""

from collections.abc import Callable, Sequence
from typing import Final

from scorepress.export.press_draw import PAGE_START, number
from scorepress.export.press_pack import framed, quick_blocks

_LARGE: Final = 1_000
"""Packed bytes from which on a drawing that many pages of a file have stands in it once."""

Pack = Callable[[bytes, bytes], bytes]
"""Makes blocks of a drawing and what stands before it: see `press_pack.quick_blocks`."""


def page_content(height: float, contents: Sequence[tuple[bytes, bytes]], pack: Pack = quick_blocks) -> bytes:
    """The content of a page: drawings one after the other, packed; some of them are packed already."""
    return _joined(PAGE_START % number(height), contents, pack)


def _joined(before: bytes, contents: Sequence[tuple[bytes, bytes]], pack: Pack = quick_blocks) -> bytes:
    """Drawings one after the other, packed; some of them are packed already. before: what stands before them."""
    run: list[bytes] = [before] if before else []
    plain: list[bytes] = []
    out: list[bytes] = []
    for drawn, ready in contents:
        if not ready:
            run.append(drawn)
            continue
        if run:
            _pack(run, plain, out, pack)
            run = []
        plain.append(drawn)
        out.append(ready)
    if run:
        _pack(run, plain, out, pack)
    return framed(out, plain)


def cut_content(height: float, contents: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The same in parts: between the large drawings that many pages have, which are given plain and packed."""
    parts: list[tuple[bytes, bytes]] = []
    before, at = PAGE_START % number(height), 0
    for index, (_, ready) in enumerate(contents):
        if len(ready) >= _LARGE:
            if before or index > at:
                parts.append((_joined(before, contents[at:index]), b""))
            parts.append(contents[index])
            before, at = b"", index + 1
    if at < len(contents):
        parts.append((_joined(before, contents[at:]), b""))
    return parts


def _pack(run: Sequence[bytes], plain: list[bytes], out: list[bytes], pack: Pack) -> None:
    """Pack a part of a page. plain, out: what stands before it, as it is and packed."""
    data = b"".join(run)
    out.append(pack(data, b"".join(plain[-2:])))
    plain.append(data)
