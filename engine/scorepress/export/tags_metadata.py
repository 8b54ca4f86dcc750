"""What a PDF says of itself besides its pages: XMP metadata and the colours that its numbers mean."""

import struct
from datetime import date
from functools import cache
from html import escape
from typing import Final

from scorepress.noun import Noun


class About(Noun, frozen=True):
    """Properties of a document. lang: BCP 47, of the document as a whole. day: of its making, if it is told."""

    title: str
    lang: str
    day: date | None
    creator: str


# --- XMP (ISO 16684-1) ------------------------------------------------------------------------------------------------

_XMP: Final = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag>{languages}</rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
{dates}<pdf:Producer>{producer}</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def xmp_packet(about: About, languages: tuple[str, ...], producer: str) -> bytes:
    """Metadata of a PDF/UA-1 file that is a PDF/A-2a file too. languages: of all pages. producer: who wrote the PDF."""
    day = about.day and f"{about.day.isoformat()}T00:00:00Z"
    dates = f"<xmp:CreateDate>{day}</xmp:CreateDate>\n<xmp:ModifyDate>{day}</xmp:ModifyDate>\n" if day else ""
    return _XMP.format(
        title=escape(about.title, quote=False),
        languages="".join(f"<rdf:li>{escape(lang, quote=False)}</rdf:li>" for lang in languages),
        creator=escape(about.creator, quote=False),
        dates=dates,
        producer=escape(producer, quote=False),
    ).encode()


# --- sRGB (IEC 61966-2-1) as an ICC profile (ICC.1:2004-10, version 4.2) ----------------------------------------------

_D50: Final = (0.9642, 1.0, 0.8249)
_PRIMARIES: Final = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
"""The three colours of sRGB, adapted from its white D65 to D50 (Bradford)."""

_ADAPTED: Final = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""Exponent and a, b, c, d of: (a x + b) ^ exponent from d on, c x below."""


@cache
def srgb_profile() -> bytes:
    """What the RGB numbers of our pages mean: sRGB. 500 bytes, all made here, so nobody's licence is needed."""
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(_CURVE)
    data = {
        b"desc": _text("sRGB"),
        b"cprt": _text("public domain"),
        b"wtpt": b"XYZ \0\0\0\0" + _fixed(_D50),
        b"chad": b"sf32\0\0\0\0" + _fixed(_ADAPTED),
        **{name: b"XYZ \0\0\0\0" + _fixed(numbers) for name, numbers in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    blocks = dict.fromkeys(data.values())
    start, places = 128 + 4 + 12 * len(data), {}
    for block in blocks:
        places[block] = start
        start += len(block)
    table = struct.pack(">I", len(data)) + b"".join(
        struct.pack(">4sII", name, places[block], len(block)) for name, block in data.items()
    )
    made = struct.pack(">6H", 2004, 10, 1, 0, 0, 0)
    head = struct.pack(">I4sI4s4s4s", start, b"\0\0\0\0", 0x04200000, b"mntr", b"RGB ", b"XYZ ") + made
    head += b"acsp" + bytes(28) + _fixed(_D50)
    return head.ljust(128, b"\0") + table + b"".join(blocks)


def _fixed(numbers: tuple[float, ...]) -> bytes:
    return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)


def _text(text: str) -> bytes:
    data = text.encode("utf-16-be")
    block = b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(data), 28) + data
    return block.ljust(-(-len(block) // 4) * 4, b"\0")
