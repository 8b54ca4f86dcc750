"""Whether contenders draw the same page.

    python same.py OUR.pdf THEIR.pdf…

Prints, of each page, whether it has the same characters, and the share of its pixels that differ in earnest.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from drawings import letters
from PIL import Image, ImageChops

IN_EARNEST = 100
"""Of 255: more than the edge of a letter differs between two ways to smooth it."""


def pages(files: list[str]) -> Iterator[tuple[str, Image.Image]]:
    """Characters and picture of each page."""
    for file in files:
        for page in pypdfium2.PdfDocument(Path(file).read_bytes()):
            yield letters(page.get_textpage().get_text_bounded()), page.render(scale=1.5).to_pil().convert("L")


def main() -> None:
    """Compare."""
    ours, theirs = list(pages(sys.argv[1:2])), list(pages(sys.argv[2:]))
    words = len(ours) == len(theirs) and all(a[0] == b[0] for a, b in zip(ours, theirs, strict=True))
    differing = total = 0
    for (_, mine), (_, other) in zip(ours, theirs, strict=False):
        counts = ImageChops.difference(mine, other.resize(mine.size)).histogram()
        differing, total = differing + sum(counts[IN_EARNEST:]), total + sum(counts)
    print(json.dumps({"words": words, "pixels": differing / total}))


if __name__ == "__main__":
    main()
