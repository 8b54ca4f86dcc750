"""The style sheet of a page in HTML: what always holds, and classes for what the theme and the places on paper ask.

Colours, sizes and weights come from the drawn page; there is none in this module. One point of paper is an eleventh of
the reader's own size of type (`rem`), so that everything grows with it.
"""

from typing import Final

from scorepress.model.color import Color
from scorepress.model.scene import Text
from scorepress.model.template import Theme
from scorepress.render.numbers import format_number

REM: Final = 11.0
"""Points of paper in a `rem`."""

WIDE: Final = "print, screen and (min-width: 48em)"
NARROW: Final = "screen and (max-width: 47.99em)"
SMALL: Final = "screen and (max-width: 30em)"

LARGE: Final = 20.0
"""Type that is larger, in points, is smaller on small screens, by SHARE."""

SHARE: Final = 0.8
LEADING: Final = 1.4
"""Line height where the theme does not tell it, as a share of the size."""

_ALWAYS: Final = """\
*,::before,::after{box-sizing:border-box;margin:0;padding:0}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{overflow-wrap:break-word;line-break:strict;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,main{margin:0 auto;padding:0 .75rem}
nav{padding-top:.75rem;padding-bottom:0}
nav ul{display:flex;flex-wrap:wrap;column-gap:1.25rem}
nav a{display:block;padding:.25rem 0}
.page{padding:1.75rem 0 2rem}
.page+.page,article+article{border-top:1.5pt solid}
h1,h2,h3,h4,h5,h6,th{font-weight:inherit;text-align:start}
h1,h2,h3,h4,h5,h6{text-wrap:balance}
p{text-wrap:pretty}
ul{list-style:none}
a{color:inherit;text-underline-offset:.15em}
[role=doc-noteref]{text-decoration:none}
a:focus-visible{outline:.15rem solid;outline-offset:.15rem}
svg{display:block;max-width:100%;height:auto;overflow:visible}
svg text{font-family:inherit}
table{border-collapse:collapse}
.item{display:flex;align-items:center;column-gap:1rem}
.item>svg{flex:none}
.region+.region{margin-top:1.5rem}
.end{text-align:end}
.dots{forced-color-adjust:none}
"""

_WIDE: Final = """\
.grid{display:grid;align-items:first baseline}
.top{align-self:start}
.stage{position:relative}
.stage>p,.stage>div,.row>svg{position:absolute}
.stage svg .through{display:none}
.row{display:contents}
table{width:100%;table-layout:fixed}
th,td{vertical-align:baseline;padding:.3rem .75rem 0 0}
thead th,thead td{padding-bottom:.3rem}
"""

_NARROW: Final = """\
.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.25rem,1fr));gap:.75rem 1rem}
.end{text-align:start}
.item+.item{padding-top:.5rem}
table,thead,tbody,th,td{display:block}
thead td:empty{display:none}
tr{display:grid;gap:0 .5rem;align-items:baseline}
tbody tr{padding-top:.5rem}
tbody th{grid-column:1/-1}
.row{display:grid;gap:.5rem;padding-top:.5rem}
"""

_PRINT: Final = """\
@page{size:letter;margin:.45in .75in .35in}
html{font-size:11pt}
nav{display:none}
main{padding:0}
.page,.page+.page,article+article{padding:0;border:0}
.page+.page,article+article{break-before:page}
.region+.region{margin-top:.55rem}
.region:last-child{break-before:avoid}
.region:nth-last-child(2){break-after:avoid}
h1,h2,h3,h4,h5,h6{break-after:avoid}
.region,svg,li,tr,.boxed,.stage{break-inside:avoid}
p{orphans:2;widows:2}
"""


def rem(points: float) -> str:
    """A length on paper as CSS writes it."""
    return "0" if not points else f"{format_number(points / REM)}rem"


class Sheet:
    """Collects the classes of one document."""

    def __init__(self, theme: Theme, ink: Color) -> None:
        """ink: the colour of most words."""
        self._styles = theme.styles
        self._leading = dict(reversed(theme.ladder))
        self._ink = ink
        self._paper = theme.paper
        self._names: dict[tuple[str, str], str] = {}
        self._small: dict[str, str] = {}

    def leading(self, size: float) -> float:
        """The distance of two baselines, in points."""
        return self._leading.get(size, size * LEADING)

    def text(self, text: Text, style: str | None) -> str:
        """The class of words in a style of the theme; of words like this run, where the theme has no such style.

        A run is smaller than its style where a page on paper was full. A screen is never full.
        """
        known = self._styles.get(style or "")
        size, weight = (known.size, known.weight) if known else (text.size, text.font.weight)
        share = format_number((known.leading if known else self.leading(size)) / size)
        color = "" if text.color == self._ink else f";color:{text.color}"
        name = self.style(f"font-size:{rem(size)};line-height:{share};font-weight:{weight}{color}")
        if size > LARGE:
            self._small[name] = f"font-size:{rem(size * SHARE)}"
        return name

    def style(self, declarations: str, media: str = "") -> str:
        """The class of these declarations."""
        return self._names.setdefault((media, declarations), f"c{len(self._names) + 1}")

    def css(self, width: float, faces: str) -> str:
        """The whole sheet. width: of the words on a page, in points. faces: what else it begins with."""
        body = f"body{{color:{self._ink};background:{self._paper}}}\n"
        frame = f"nav,main{{max-width:calc({rem(width)} + 1.5rem)}}\n"
        small = "".join(f".{name}{{{look}}}\n" for name, look in self._small.items())
        blocks = (
            (WIDE, _WIDE + self._rules(WIDE)),
            (NARROW, _NARROW + self._rules(NARROW)),
            (SMALL, small),
            ("screen", frame),
            ("print", _PRINT),
        )
        media = (f"@media {name}{{\n{rules}}}\n" for name, rules in blocks if rules)
        return "".join((faces, _ALWAYS, body, self._rules(""), *media))

    def _rules(self, media: str) -> str:
        return "".join(f".{name}{{{look}}}\n" for (kind, look), name in self._names.items() if kind == media)
