"""What is written in each piece of marked content of a page."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from scorepress.export.tags_objects import Instruction, Value

_HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])")
_SECTION: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_SPACE: Final = re.compile(rb"begincodespacerange\s*<([0-9A-Fa-f]+)>")
_UNKNOWN: Final = "\ufffd"


def read_words(content: Iterable[Instruction], fonts: Mapping[str, bytes]) -> tuple[tuple[int, ...], dict[int, str]]:
    """The MCIDs of a page in the order of its content, and the text in each.

    fonts: the ToUnicode of each font, by the font's name on the page. A character that it lacks is read as U+FFFD.
    """
    cmaps = {name: Cmap(data) for name, data in fonts.items()}
    cmap = Cmap(b"")
    stack: list[int | None] = []
    order: list[int] = []
    words: dict[int, str] = {}
    for step in content:
        match step.operator:
            case "BDC" | "BMC":
                properties = step.operands[-1]
                mcid = properties.get("MCID") if isinstance(properties, Mapping) else None
                stack.append(mcid if mcid is not None else (stack[-1] if stack else None))
                if mcid is not None:
                    order.append(mcid)
                    words.setdefault(mcid, "")
            case "EMC":
                stack.pop()
            case "Tf":
                cmap = cmaps.get(str(step.operands[0]), cmap)
            case "Tj" | "TJ" | "'" | '"' if stack and (here := stack[-1]) is not None:
                words[here] += "".join(map(cmap.text, _strings(step.operands[-1])))
    return tuple(order), words


def _strings(operand: Value) -> list[bytes]:
    items = operand if isinstance(operand, list) else [operand]
    return [item for item in items if isinstance(item, bytes)]


class Cmap:
    """What the codes of a font mean: its ToUnicode (ISO 32000-1, 9.10.3)."""

    def __init__(self, data: bytes) -> None:
        found = _SPACE.search(data)
        self.length = len(found[1]) // 2 if found else 1
        self.meaning: dict[int, str] = {}
        for section in _SECTION.finditer(data):
            self.read(section[1], list(_HEX.finditer(section[2])))

    def read(self, kind: bytes, tokens: list[re.Match[bytes]]) -> None:
        """Add one section: pairs of code and text, or triples of first, last and text or texts."""
        place = 0
        while place < len(tokens):
            first = last = int(tokens[place][1], 16)
            if kind == b"bfrange":
                place += 1
                last = int(tokens[place][1], 16)
            place += 1
            if tokens[place][2]:
                for code in range(first, last + 1):
                    self.meaning[code] = _utf16(tokens[place + 1 + code - first][1])
                place += last - first + 2
            else:
                text = _utf16(tokens[place][1])
                for code in range(first, last + 1):
                    self.meaning[code] = text[:-1] + chr(ord(text[-1]) + code - first)
            place += 1

    def text(self, codes: bytes) -> str:
        """The characters of a string."""
        starts = range(0, len(codes), self.length)
        return "".join(self.meaning.get(int.from_bytes(codes[i : i + self.length]), _UNKNOWN) for i in starts)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
