"""Streams of PDF, packed: DEFLATE (RFC 1951) in the frame of zlib (RFC 1950).

What is the same in many files is packed well; what differs from student to student is packed by zlib-ng, three times as
fast as by zlib.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Any, Final

from zlib_ng import zlib_ng

_WINDOW: Final = -13
"""Eight kilobytes, without a frame: quickly set up."""

_BEFORE: Final = 4_000
"""So many bytes are looked back at: what comes again does so soon."""

APART: Final = 600
"""Bytes from which on a part of a page is packed by itself; a shorter one is shorter still with its neighbours."""

BEGIN, END = b"\x78\x9c", b"\x03\x00"
"""What stands before the first block, and behind the last."""


def packed(data: bytes) -> bytes:
    """A stream, as small as can be."""
    packer = zlib.compressobj(9)
    return _closed(packer.compress(data) + packer.flush())


def quickly_packed(data: bytes) -> bytes:
    """A stream, as quickly as can be."""
    return framed((quick_blocks(data),), (data,))


def blocks(data: bytes) -> bytes:
    """Blocks that end on a byte and look back at nothing before them, so that they can be put together."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def ready(data: bytes) -> bytes:
    """Blocks of a part of a page that comes again; nothing of a short one, which is packed with its neighbours."""
    return blocks(data) if len(data) >= APART else b""


def quick_blocks(data: bytes, before: bytes = b"") -> bytes:
    """The same, as quickly as can be; they may look back at what stands before them in the stream."""
    if before:
        packer = zlib_ng.compressobj(1, zlib_ng.DEFLATED, _WINDOW, zdict=before[-_BEFORE:])
        return packer.compress(data) + packer.flush(zlib_ng.Z_FULL_FLUSH)
    packer = _idle.pop() if _idle else zlib_ng.compressobj(1, zlib_ng.DEFLATED, _WINDOW)
    made = packer.compress(data) + packer.flush(zlib_ng.Z_FULL_FLUSH)
    _idle.append(packer)
    return made


_idle: list[Any] = []
"""Packers that have forgotten all that they packed, as after every full flush; one that was interrupted is not here."""


def stored(data: bytes) -> bytes:
    """A block that is not packed; of at most 65,535 bytes."""
    return b"\0" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def framed(made: Sequence[bytes], plain: Sequence[bytes]) -> bytes:
    """Blocks as a stream. plain: what they are of."""
    check = zlib_ng.adler32(b"".join(plain)).to_bytes(4, "big")
    return _closed(b"".join((BEGIN, *made, END, check)))


def _closed(stream: bytes) -> bytes:
    """A stream that does not end in a carriage return, which PDF/A would count out of it."""
    return stream + b"\n" if stream.endswith(b"\r") else stream
