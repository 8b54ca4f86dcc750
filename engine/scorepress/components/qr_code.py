"""A QR code: one path of square modules. The only module that imports segno."""

from collections.abc import Iterable, Mapping

from scorepress.components._meaning import BLOCK_SPACE, figure
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.memory import make_room
from scorepress.model.report import Phrase
from scorepress.model.scene import Path
from scorepress.model.template import Struct
from scorepress.noun import Noun

_KEPT = 64


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


_known: dict[str, Code] = {}
"""Codes that were made, by their targets; layouts have few."""


def encode(target: str) -> Code:
    """Encode a web address: the smallest code that recovers from 15 percent damage (level M) or more."""
    found = _known.get(target)
    if found is None:
        make_room(_known, _KEPT)
        found = _known[target] = _encode(target)
    return found


def prepare(structs: Iterable[Struct]) -> dict[str, Code]:
    """The codes of blocks of this kind, by their targets."""
    return {target: encode(target) for one in structs if isinstance(target := one.get("target"), str)}


def remember(prepared: Mapping[str, Code]) -> None:
    """Take codes that another process has made."""
    _known.update(prepared)


def _encode(target: str) -> Code:
    import segno  # noqa: PLC0415 - it brings the standard library's web client along, a tenth of a short run

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
