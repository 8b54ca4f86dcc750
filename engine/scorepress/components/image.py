"""A picture beside the layout, checked and encoded anew. The only module that imports Pillow."""

import io
import struct
import warnings
import zlib
from functools import lru_cache

from PIL import Image as Pillow

from scorepress.components._meaning import BLOCK_SPACE, artifact, figure
from scorepress.model.color import Color
from scorepress.model.component import Drawn, Pen, Place
from scorepress.model.report import Phrase
from scorepress.model.scene import Image
from scorepress.noun import Noun

MAX_BYTES = 2_000_000
MAX_PIXELS = 4_000_000
FORMATS = ("PNG", "JPEG")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, OverflowError, struct.error, zlib.error)


class Props(Noun, frozen=True):
    """The properties of schemas/components/image.schema.json."""

    file: bytes
    height: float | None
    alternative: Phrase | None
    background: Color


class Picture(Noun, frozen=True):
    """A picture as it goes into the page; width and height in pixels."""

    width: int
    height: int
    data: bytes
    media_type: str


def draw(props: Props, place: Place, pen: Pen) -> Drawn:
    """Draw the picture with its upper left corner at (place.x, place.y), as large as width and height allow."""
    picture = encode(props.file, props.background)
    scale = place.width / picture.width
    if props.height is not None:
        scale = min(scale, props.height / picture.height)
    width, height = picture.width * scale, picture.height * scale
    drawing = Image(place.x, place.y, width, height, picture.data, picture.media_type)
    meant = figure(pen, props.alternative, drawing) if props.alternative else artifact(drawing)
    return Drawn((meant,), place.y + height, place.y + height + BLOCK_SPACE)


def check_image(data: bytes) -> str | None:
    """What is wrong with a file's picture, as a diagnostic says it; None when it can be drawn."""
    if len(data) > MAX_BYTES:
        return f"a picture has at most {MAX_BYTES:,} bytes, this file has {len(data):,}"
    try:
        encode(data, Color(255, 255, 255))
    except _BROKEN as error:
        return str(error) if isinstance(error, PictureError) else "the file is not a whole PNG or JPEG picture"
    return None


class PictureError(ValueError):
    """The picture is whole, but we do not draw such pictures."""


@lru_cache(maxsize=16)
def encode(data: bytes, background: Color) -> Picture:
    """Decode a PNG or JPEG and encode it anew: pixels only, no metadata, the background where it is transparent.

    Raises PictureError, or whatever Pillow raises for a broken file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            source = Pillow.open(io.BytesIO(data), formats=FORMATS)
        except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
            raise PictureError(f"a picture has at most {MAX_PIXELS:,} pixels, this file has many more") from error
    with source:
        width, height = source.size
        if width * height > MAX_PIXELS:
            raise PictureError(f"a picture has at most {MAX_PIXELS:,} pixels, this file has {width * height:,}")
        kind = str(source.format)
        flat = _flat(source, background)
    out = io.BytesIO()
    if kind == "JPEG":
        flat.save(out, "JPEG", quality=90)
    else:
        flat.save(out, "PNG", optimize=True)
    return Picture(width, height, out.getvalue(), f"image/{kind.lower()}")


def _flat(source: Pillow.Image, background: Color) -> Pillow.Image:
    """The pixels in grey or RGB."""
    if source.mode in {"1", "L", "I", "I;16"} and "transparency" not in source.info:
        return source.convert("L")
    whole = source.convert("RGBA")
    paper = Pillow.new("RGBA", whole.size, (background.red, background.green, background.blue, 255))
    return Pillow.alpha_composite(paper, whole).convert("RGB")
