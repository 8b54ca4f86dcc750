"""PDF to PNG pictures: the one door to PDFium."""

import struct
import zlib
from typing import Any, Final

import pypdfium2  # type: ignore[import-untyped]

_SHY_OF_ONE: Final = 1 - 1e-9
"""PDFium's sizes are rounded up, so 1650.0000000002 pixels would be 1651."""


def export_png(pdf: bytes, *, dpi: float = 150) -> tuple[bytes, ...]:
    """Make one picture a page, in colour on white; the same PDF gives the same pictures.

    dpi: pixels an inch; a Letter page of 150 is 1275 x 1650 pixels.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_picture(page, dpi) for page in document)
    finally:
        document.close()


def _picture(page: Any, dpi: float) -> bytes:
    bitmap = page.render(scale=dpi / 72 * _SHY_OF_ONE, rev_byteorder=True)
    try:
        stride, width, height, pixels = bitmap.stride, bitmap.width, bitmap.height, bytes(bitmap.buffer)
        if bitmap.format != pypdfium2.raw.FPDFBitmap_BGR:
            raise AssertionError("PDFium gives three bytes a pixel for an opaque page")
    finally:
        bitmap.close()
    rows = b"".join(b"\0" + pixels[y * stride : y * stride + 3 * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    per_metre = round(dpi / 0.0254)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            _chunk(b"IDAT", zlib.compress(rows, 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
