"""What the content of a page shows, and where: text and painted outlines (ISO 32000-1, 8 and 9)."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from scorepress.export.tags_words import Cmap
from scorepress.model.color import Color
from scorepress.model.reading import Point, Run, Shape
from scorepress.noun import Noun, field, replace

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_TOKEN: Final = re.compile(
    rb"%[^\r\n]*"
    rb"|BI\s.*?\sEI(?=\s|$)"
    rb"|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
    rb"|<<|>>|<[0-9A-Fa-f\s]*>|[\[\]]"
    rb"|/[^\s()<>\[\]{}/%]*"
    rb"|[+-]?(?:\d+\.?\d*|\.\d+)"
    rb"|[A-Za-z'\"][A-Za-z0-9*]*",
    re.DOTALL,
)
_MCID: Final = re.compile(rb"/MCID\s+(\d+)")
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"} | dict.fromkeys(
    (b"\n", b"\r", b"\r\n"), b""
)
_COUNTS: Final = {b"g": 1, b"rg": 3, b"k": 4, b"sc": 0, b"scn": 0}
_FILLS: Final = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_STROKES: Final = frozenset((b"S", b"s"))
_UNSEEN: Final = (3, 7)
"""Ways to write text that paint nothing."""

_SPOKEN: Final = frozenset((b"/ActualText", b"/E", b"/Alt"))
_MARKS: Final = frozenset((b"BDC", b"BMC", b"EMC"))


class _State(Noun):
    """Graphics state."""

    matrix: Matrix = _IDENTITY
    fill: Color = field(default_factory=lambda: Color(0, 0, 0))
    seen: bool = True
    """Whether text is painted."""


class Drawing(Noun, frozen=True):
    """The strings and the painted outlines of a page, in their order.

    spoken: whether some of its content says what is spoken in its place.
    """

    runs: tuple[Run, ...]
    shapes: tuple[Shape, ...]
    spoken: bool


def read_drawing(content: bytes, fonts: Mapping[str, Cmap], width: float, height: float) -> Drawing:
    """What a page shows.

    content: the decoded content. fonts: what the codes of each font mean, by its name on the page. width, height: of
    the page, in points. What cannot be read is passed over, and so is text that cannot be seen: beside the page, or
    neither filled nor outlined. A reader that looks for it will miss it.
    """
    reader = _Reader(fonts, width, height)
    for operator, operands in _steps(content):
        reader.step(operator, operands)
    return Drawing(tuple(reader.runs), tuple(reader.shapes), reader.spoken)


def _steps(content: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Operators with their operands, as they are written."""
    operands: list[bytes] = []
    for found in _TOKEN.finditer(content):
        token = found[0]
        first = token[0]
        if first == 37:  # a comment
            continue
        if token.startswith(b"BI") and len(token) > 3:  # a picture
            operands = []
        elif 65 <= first <= 90 or 97 <= first <= 122 or first in b"'\"":
            yield token, operands
            operands = []
        else:
            operands.append(token)


class _Reader:
    """Follows the operators of one page."""

    def __init__(self, fonts: Mapping[str, Cmap], width: float, height: float) -> None:
        self.fonts = fonts
        self.width, self.height = width, height
        self.spoken = False
        self.runs: list[Run] = []
        self.shapes: list[Shape] = []
        self.state = _State()
        self.stack: list[_State] = []
        self.marks: list[int | None] = []
        self.cmap = Cmap(b"")
        self.line = self.text = _IDENTITY
        self.leading = 0.0
        self.outlines: list[list[Point]] = []

    def step(self, operator: bytes, operands: list[bytes]) -> None:
        """One operator."""
        if operator in _TEXT:
            self.write(operator, operands)
        elif operator in _PATHS:
            self.draw(operator, _numbers(operands))
        elif operator in _FILLS or operator in _STROKES or operator == b"n":
            self.paint(operator)
        elif operator in _COUNTS:
            self.color(_COUNTS[operator], _numbers(operands))
        elif operator in _MARKS:
            self.mark(operator, operands)
        else:
            self.keep(operator, operands)

    def mark(self, operator: bytes, operands: list[bytes]) -> None:
        """The beginning or the end of a piece of marked content."""
        if operator != b"EMC":
            found = _MCID.search(b" ".join(operands))
            self.spoken |= not _SPOKEN.isdisjoint(operands)
            self.marks.append(int(found[1]) if found else self.mcid)
        elif self.marks:
            self.marks.pop()

    def keep(self, operator: bytes, operands: list[bytes]) -> None:
        """The graphics state."""
        if operator == b"q":
            self.stack.append(replace(self.state))
        elif operator == b"Q":
            self.state = self.stack.pop() if self.stack else self.state
        elif operator == b"cm":
            self.state.matrix = _times(_matrix(operands), self.state.matrix)
        elif operator == b"Tr":
            self.state.seen = _numbers(operands)[-1] not in _UNSEEN

    @property
    def mcid(self) -> int | None:
        """The piece of marked content that is being drawn."""
        return self.marks[-1] if self.marks else None

    def color(self, count: int, numbers: list[float]) -> None:
        """Set the colour of fills."""
        numbers = numbers[-count:] if count else numbers
        if len(numbers) == 4:
            rest = 1 - numbers[3]
            numbers = [(1 - n) * rest for n in numbers[:3]]
        red, green, blue = (numbers * 3)[:3] if len(numbers) in (1, 3) else (0.0, 0.0, 0.0)
        self.state.fill = Color(*(round(255 * min(max(n, 0.0), 1.0)) for n in (red, green, blue)))

    # --- text ---------------------------------------------------------------------------------------------------------

    def write(self, operator: bytes, operands: list[bytes]) -> None:
        """One operator of text."""
        if operator == b"BT":
            self.line = self.text = _IDENTITY
        elif operator == b"Tf":
            self.cmap = self.fonts.get(operands[0][1:].decode("latin-1"), self.cmap)
        elif operator == b"Tm":
            self.line = self.text = _matrix(operands)
        elif operator in (b"Td", b"TD"):
            right, down = _numbers(operands)[-2:]
            self.leading = -down if operator == b"TD" else self.leading
            self.line = self.text = _times((1, 0, 0, 1, right, down), self.line)
        elif operator == b"TL":
            self.leading = _numbers(operands)[-1]
        elif operator == b"T*":
            self.line = self.text = _times((1, 0, 0, 1, 0, -self.leading), self.line)
        else:
            if operator in (b"'", b'"'):
                self.line = self.text = _times((1, 0, 0, 1, 0, -self.leading), self.line)
            self.show(operands)

    def show(self, operands: list[bytes]) -> None:
        """Strings that follow one another."""
        said = "".join(self.cmap.text(_string(item)) for item in operands if item[:1] in b"(<" and item[:2] != b"<<")
        x, y = self.at(*_times(self.text, self.state.matrix)[4:])
        last = self.runs[-1] if self.runs else None
        if last and (last.x, last.y, last.mcid) == (x, y, self.mcid):  # the line goes on
            self.runs[-1] = replace(last, text=last.text + said)
        elif said and self.state.seen and 0 <= x < self.width and 0 < y <= self.height:
            self.runs.append(Run(said, x, y, self.mcid))

    # --- outlines -----------------------------------------------------------------------------------------------------

    def draw(self, operator: bytes, numbers: list[float]) -> None:
        """A step of an outline; of a curve, its end."""
        if operator == b"re":
            x, y, width, height = numbers[-4:]
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
            self.outlines.append([self.place(*corner) for corner in corners])
        elif operator == b"m":
            self.outlines.append([self.place(*numbers[-2:])])
        elif operator != b"h" and self.outlines and len(numbers) > 1:
            self.outlines[-1].append(self.place(*numbers[-2:]))

    def paint(self, operator: bytes) -> None:
        """Paint what was outlined."""
        fill = self.state.fill if operator in _FILLS else None
        if operator != b"n":
            for points in self.outlines:
                if len(points) > 1:
                    closed = points[:-1] if points[0] == points[-1] else points
                    self.shapes.append(Shape(tuple(closed), fill, self.mcid))
        self.outlines = []

    def place(self, x: float, y: float) -> Point:
        """A point of the drawing on the page."""
        a, b, c, d, e, f = self.state.matrix
        return self.at(a * x + c * y + e, b * x + d * y + f)

    def at(self, x: float, y: float) -> Point:
        """From the lower left corner of the page to the upper left one."""
        return round(x, 3), round(self.height - y, 3)


_TEXT: Final = frozenset((b"BT", b"Tf", b"Tm", b"Td", b"TD", b"TL", b"T*", b"Tj", b"TJ", b"'", b'"'))
_PATHS: Final = frozenset((b"re", b"m", b"l", b"c", b"v", b"y", b"h"))


def _times(first: Matrix, second: Matrix) -> Matrix:
    """The product of two transformations, the first one applied first."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _matrix(operands: list[bytes]) -> Matrix:
    a, b, c, d, e, f = _numbers(operands)[-6:]
    return a, b, c, d, e, f


def _numbers(operands: list[bytes]) -> list[float]:
    return [float(item) for item in operands if item[0] in b"+-.0123456789"]


def _string(item: bytes) -> bytes:
    """The codes of a string."""
    if item[:1] == b"<":
        digits = b"".join(item[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return _ESCAPE.sub(_unescaped, item[1:-1]) if b"\\" in item else item[1:-1]


def _unescaped(found: re.Match[bytes]) -> bytes:
    what = found[1]
    return bytes((int(what, 8) & 255,)) if what[:1].isdigit() and what[:1] < b"8" else _ESCAPED.get(what, what)
