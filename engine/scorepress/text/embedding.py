"""The part of a face that a page uses, as a web font. The one door to fontTools.

Only portable SVG needs it, so import it where it is wanted: fontTools loads slowly.
"""

import io
from collections.abc import Iterable
from functools import lru_cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from scorepress.model.scene import FontKey
from scorepress.text.fonts import bundled_fonts


def embedded_face(font: FontKey, characters: Iterable[str]) -> bytes:
    """Cut the given characters out of a bundled face; a WOFF file, the same bytes for the same characters."""
    return _woff(font, "".join(sorted(set(characters))))


@lru_cache(256)
def _woff(font: FontKey, characters: str) -> bytes:
    face = TTFont(bundled_fonts().path(font), recalcTimestamp=False)
    subsetter = Subsetter(Options(notdef_outline=True, glyph_names=False))
    subsetter.populate(text=characters)
    subsetter.subset(face)
    face.flavor = "woff"
    out = io.BytesIO()
    face.save(out)
    return out.getvalue()
