"""Streams of PDF, packed: DEFLATE (RFC 1951) in the frame of zlib (RFC 1950).

What is the same in many files is packed well; what differs from student to student is packed by ISA-L, five times as
fast as by zlib.
"""

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from isal import isal_zlib

_LEVEL: Final = 0
"""Of ISA-L's levels the one that gives the same bytes each time, see decision 0170."""

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
    return _closed(isal_zlib.compress(data, _LEVEL))


def blocks(data: bytes) -> bytes:
    """Blocks that end on a byte and look back at nothing before them, so that they can be put together."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def ready(data: bytes) -> bytes:
    """Blocks of a part of a page that comes again; nothing of a short one, which is packed with its neighbours."""
    return blocks(data) if len(data) >= APART else b""


def quick_blocks(data: bytes, before: bytes = b"") -> bytes:
    """The same, as quickly as can be; they may look back at what stands before them in the stream."""
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _WINDOW, zdict=before[-_BEFORE:])
    return packer.compress(data) + packer.flush(isal_zlib.Z_FULL_FLUSH)


def small_blocks(data: bytes, before: bytes = b"") -> bytes:
    """The same, smaller and not so quickly."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=before[-_BEFORE:])
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def stored(data: bytes) -> bytes:
    """A block that is not packed; of at most 65,535 bytes."""
    return b"\0" + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def framed(made: Sequence[bytes], plain: Sequence[bytes]) -> bytes:
    """Blocks as a stream. plain: what they are of."""
    check = isal_zlib.adler32(b"".join(plain)).to_bytes(4, "big")
    return _closed(b"".join((BEGIN, *made, END, check)))


def check_of_zip(data: bytes) -> int:
    """What a zip file has of its members, so that damage shows: CRC-32."""
    return isal_zlib.crc32(data)


def _closed(stream: bytes) -> bytes:
    """A stream that does not end in a carriage return, which PDF/A would count out of it."""
    return stream + b"\n" if stream.endswith(b"\r") else stream
