"""WeasyPrint: one HTML document a student, boxes at their places, shapes as one inline SVG a page."""

import sys
from html import escape
from pathlib import Path

import stage
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

ASCENT, DESCENT = 1.069, 0.293
"""Of the face, in em: how CSS finds a baseline in a line."""

FONTS = FontConfiguration()
LOOK = "".join(
    f"@font-face{{font-family:{stage.FAMILY};font-weight:{weight};src:url({file.as_uri()})}}"
    for weight, file in stage.FACES.items()
) + (
    f"@page{{size:612pt 792pt;margin:0}}body{{margin:0;font-family:{stage.FAMILY};font-kerning:none;hyphens:manual}}"
    "section{position:relative;width:612pt;height:792pt;break-after:page}section:last-child{break-after:auto}"
    "p{position:absolute;margin:0;white-space:pre-line}a{color:inherit;text-decoration:none}"
    "svg{position:absolute;left:0;top:0}"
)


def make(loaded: list[stage.Student], out: Path) -> int:
    """One file a student."""
    return sum(stage.put(out / f"{name}.pdf", report(drawing)) for name, drawing in loaded)


def report(drawing: list[list[list[object]]]) -> bytes:
    """The pages of one student."""
    body = "".join(f"<section>{shapes(page)}{words(page)}</section>" for page in drawing)
    html = f'<html lang="en"><title>Report</title><body>{body}</body></html>'
    return HTML(string=html).write_pdf(stylesheets=[CSS(string=LOOK, font_config=FONTS)], font_config=FONTS)


def words(page):
    return "".join(WORDS[item[0]](*item[1:]) for item in page if item[0] in WORDS)


def text(x, y, string, weight, size, color, href):
    inner = f'<a href="{escape(href)}">{escape(string)}</a>' if href else escape(string)
    return box(x, y, None, size * (ASCENT + DESCENT), inner, weight, size, color)


def paragraph(x, y, width, leading, string, weight, size, color, _lines):
    return box(x, y, width, leading, escape(string), weight, size, color)


def box(x, y, width, leading, inner, weight, size, color):
    top = y - (leading - size * (ASCENT + DESCENT)) / 2 - size * ASCENT
    wide = f"width:{width}pt" if width else "white-space:pre"
    return (
        f'<p style="left:{x}pt;top:{top:.3f}pt;{wide};font:{weight} {size}pt/{leading}pt {stage.FAMILY};color:{color}">'
        f"{inner}</p>"
    )


def shapes(page):
    drawn = "".join(SHAPES[item[0]](*item[1:]) for item in page if item[0] in SHAPES)
    return f'<svg width="612pt" height="792pt" viewBox="0 0 612 792">{drawn}</svg>'


def rect(x, y, width, height, fill, stroke):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {paint(fill, stroke)}/>'


def line(x1, y1, x2, y2, stroke):
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {paint(None, stroke)}/>'


def polygon(points, fill):
    return f'<polygon points="{" ".join(f"{x},{y}" for x, y in points)}" {paint(fill, None)}/>'


def path(segments, fill, stroke):
    outline = "".join(letter + " ".join(map(str, numbers)) for letter, numbers in segments)
    return f'<path d="{outline}" {paint(fill, stroke)}/>'


def paint(fill, stroke):
    if not stroke:
        return f'fill="{fill or "none"}"'
    color, width, dash = stroke
    dashes = f' stroke-dasharray="{",".join(map(str, dash))}"' if dash else ""
    return f'fill="{fill or "none"}" stroke="{color}" stroke-width="{width}"{dashes}'


WORDS = {"text": text, "paragraph": paragraph}
SHAPES = {"rect": rect, "line": line, "polygon": polygon, "path": path}

if __name__ == "__main__":
    stage.perform(make, stage.students(sys.argv[1]))
