"""The content of a page, cut into marked pieces (ISO 32000-1, 14.6).

While the page is drawn, a sentinel goes before each piece and one after the last: a rectangle too small to be seen, of
a size and colour that nothing else has. Here the sentinels leave the content again, and each piece is put between
`BDC` and `EMC`.
"""

import re
from collections.abc import Sequence
from typing import Final

SENTINEL_COLOR: Final = (0.137, 0.359, 0.753)
"""Red, green, blue from 0 to 1; none is n/255, so no colour of a page is the same."""

SENTINEL_SIZE: Final = (0.125, 0.375)
"""Width and height in points, multiples of 1/256 as cairo's coordinates are; the corner is that of the page."""


def _numbers(numbers: Sequence[float]) -> bytes:
    """A pattern for numbers, however many of their decimals are written."""
    return rb"\s+".join(re.escape(b"%g" % number) + rb"\d*" for number in numbers)


_CUT: Final = re.compile(
    rb"\((?:[^()\\]|\\.)*\)"
    rb"|(?P<sentinel>(?<!\S)(?:%s\s+rg\s+)?(?P<state>/\w+\s+gs\s+)?0\s+0\s+%s\s+re\s+f\*?\s+)"
    % (_numbers(SENTINEL_COLOR), _numbers(SENTINEL_SIZE)),
    re.DOTALL,
)
"""A string, in which anything may be written; or a sentinel. A sentinel names its colour only where the colour changes;
a graphics state that is set on the way is kept."""

_PAINTS: Final = re.compile(rb"(?:^|\s)(?:f\*?|F|S|s|B\*?|b\*?|sh|Do|EI)(?:\s|$)|[)>\]]\s*(?:Tj|TJ|'|\")")


def mark_content(content: bytes, marks: Sequence[int | None]) -> bytes:
    """Mark the pieces of a page.

    content: as cairo wrote it, sentinels included. marks: an MCID, or None for decoration, for each piece in its order.
    Raises AssertionError when there are not as many pieces as marks: some drawing was lost, or drawn twice.
    """
    cuts = [found for found in _CUT.finditer(content) if found["sentinel"]]
    if len(cuts) != len(marks) + 1:
        raise AssertionError(f"a page was drawn in {len(cuts) - 1} pieces, and is tagged in {len(marks)}")
    ends = [*(cut.start() for cut in cuts[1:]), len(content)]
    pieces = [(cut["state"] or b"") + content[cut.end() : end] for cut, end in zip(cuts, ends, strict=True)]
    before, after = content[: cuts[0].start()], pieces.pop()
    if _PAINTS.search(before) or _PAINTS.search(after):
        raise AssertionError("something is drawn outside of the pieces of a page")
    return b"".join((before, *map(_marked, pieces, marks), after))


def _marked(piece: bytes, mark: int | None) -> bytes:
    if mark is not None:
        return b"/Span <</MCID %d>> BDC\n%sEMC\n" % (mark, piece)
    return b"/Artifact BMC\n%sEMC\n" % piece if _PAINTS.search(piece) else piece
