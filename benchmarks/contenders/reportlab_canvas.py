"""ReportLab as its guide teaches it: a canvas, and a Paragraph for whatever has more than one line. Untagged."""

import sys
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import stage
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

sys.path.insert(0, str(Path(__file__).parents[1]))
from drawings import corners

WIDTH, HEIGHT = 612.0, 792.0
FACES = {weight: f"NotoSans-{weight}" for weight in stage.FACES}
STYLES: dict[tuple[object, ...], ParagraphStyle] = {}


def make(loaded: list[stage.Student], out: Path) -> int:
    """One file a student."""
    return sum(stage.put(out / f"{name}.pdf", report(drawing)) for name, drawing in loaded)


def report(drawing: list[list[list[object]]]) -> bytes:
    """The pages of one student."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for page in drawing:
        for item in page:
            DRAW[item[0]](canvas, *item[1:])
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def text(canvas, x, y, string, weight, size, color, href):
    canvas.setFillColor(HexColor(color))
    canvas.setFont(FACES[weight], size)
    canvas.drawString(x, HEIGHT - y, string)
    if href:
        width = canvas.stringWidth(string, FACES[weight], size)
        canvas.linkURL(href, (x, HEIGHT - y, x + width, HEIGHT - y + size))


def paragraph(canvas, x, y, width, leading, string, weight, size, color, lines):
    key = (leading, weight, size, color)
    if key not in STYLES:
        STYLES[key] = ParagraphStyle(
            str(key),
            fontName=FACES[weight],
            fontSize=size,
            leading=leading,
            textColor=HexColor(color),
            splitLongWords=0,
        )
    made = Paragraph(escape(string).replace("\n", "<br/>"), STYLES[key])
    _width, height = made.wrap(width, HEIGHT)
    made.drawOn(canvas, x, HEIGHT - y + size - height)


def rect(canvas, x, y, width, height, fill, stroke):
    paint(canvas, fill, stroke)
    canvas.rect(x, HEIGHT - y - height, width, height, stroke=int(bool(stroke)), fill=int(bool(fill)))


def line(canvas, x1, y1, x2, y2, stroke):
    paint(canvas, None, stroke)
    canvas.line(x1, HEIGHT - y1, x2, HEIGHT - y2)


def polygon(canvas, points, fill):
    outlines(canvas, [points], fill, None)


def path(canvas, segments, fill, stroke):
    outlines(canvas, corners(segments), fill, stroke)


def outlines(canvas, closed, fill, stroke):
    paint(canvas, fill, stroke)
    drawn = canvas.beginPath()
    for points in closed:
        drawn.moveTo(points[0][0], HEIGHT - points[0][1])
        for x, y in points[1:]:
            drawn.lineTo(x, HEIGHT - y)
        drawn.close()
    canvas.drawPath(drawn, stroke=int(bool(stroke)), fill=int(bool(fill)))


def paint(canvas, fill, stroke):
    if fill:
        canvas.setFillColor(HexColor(fill))
    if stroke:
        color, width, dash = stroke
        canvas.setStrokeColor(HexColor(color))
        canvas.setLineWidth(width)
        canvas.setDash(dash)


DRAW = {"text": text, "paragraph": paragraph, "rect": rect, "line": line, "polygon": polygon, "path": path}

if __name__ == "__main__":
    for weight, file in stage.FACES.items():
        pdfmetrics.registerFont(TTFont(FACES[weight], str(file)))
    stage.perform(make, stage.students(sys.argv[1]))
