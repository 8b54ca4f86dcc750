"""A QR code: one path of square modules. The only module that imports segno."""

from functools import lru_cache

import segno

from scorepress.components._meaning import BLOCK_SPACE, figure
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.report import Phrase
from scorepress.model.scene import Path
from scorepress.noun import Noun


class Props(Noun, frozen=True):
    """The properties of schemas/components/qr-code.schema.json."""

    target: str
    module: float
    alternative: Phrase
    color: Color


class Code(Noun, frozen=True):
    """A QR code in modules. runs: (column, row, length) of dark modules beside one another."""

    side: int
    runs: tuple[tuple[int, int, int], ...]


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the code with its upper left corner at (place.x, place.y). The quiet zone is the layout's to keep."""
    code = encode(props.target)
    m = props.module
    segments: list[tuple[str, tuple[float, ...]]] = []
    for column, row, length in code.runs:
        start = (place.x + column * m, place.y + row * m)
        segments += [("M", start), ("h", (length * m,)), ("v", (m,)), ("h", (-length * m,)), ("z", ())]
    bottom = place.y + code.side * m
    drawing = figure(pen, props.alternative, Path(tuple(segments), fill=props.color))
    return Drawn((drawing,), bottom, bottom + BLOCK_SPACE)


@lru_cache(maxsize=64)
def encode(target: str) -> Code:
    """Encode a web address: the smallest code that recovers from 15 percent damage (level M) or more."""
    matrix = segno.make(target, error="m", micro=False).matrix
    runs: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        start = None
        for x, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                runs.append((start, y, x - start))
                start = None
    return Code(len(matrix), tuple(runs))
