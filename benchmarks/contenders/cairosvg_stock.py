"""svgwrite and CairoSVG as they are: validator on, text letter by letter; a file for each page, not joined."""

import os
import sys
from pathlib import Path

import stage


def faces(folder: Path) -> None:
    """Let fontconfig find the bundled faces and no others; to be called before cairo is loaded."""
    folder.mkdir(parents=True, exist_ok=True)
    text = f"<fontconfig><dir>{stage.FONTS}</dir><cachedir>{folder}</cachedir></fontconfig>"
    (folder / "fonts.conf").write_text(text, encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")


def make(loaded: list[stage.Student], out: Path) -> int:
    """One file a page."""
    return sum(
        stage.put(out / f"{name}-{number}.pdf", report(page))
        for name, drawing in loaded
        for number, page in enumerate(drawing, 1)
    )


def report(page: list[list[object]]) -> bytes:
    """One page."""
    drawing = svgwrite.Drawing(size=("612pt", "792pt"), viewBox="0 0 612 792")
    for item in page:
        DRAW[item[0]](drawing, *item[1:])
    return cairosvg.svg2pdf(bytestring=drawing.tostring().encode())


def text(drawing, x, y, string, weight, size, color, href):
    made = drawing.text(string, insert=(x, y), font_family=stage.FAMILY, font_size=size, font_weight=weight, fill=color)
    drawing.add(drawing.add(drawing.a(href)).add(made) if href else made)


def paragraph(drawing, x, _y, _width, _leading, _string, weight, size, color, lines):
    for y, string in lines:
        text(drawing, x, y, string, weight, size, color, None)


def rect(drawing, x, y, width, height, fill, stroke):
    drawing.add(drawing.rect((x, y), (width, height), fill=fill or "none", **lined(stroke)))


def line(drawing, x1, y1, x2, y2, stroke):
    drawing.add(drawing.line((x1, y1), (x2, y2), **lined(stroke)))


def polygon(drawing, points, fill):
    drawing.add(drawing.polygon(points, fill=fill))


def path(drawing, segments, fill, stroke):
    outline = "".join(letter + " ".join(map(str, numbers)) for letter, numbers in segments)
    drawing.add(drawing.path(outline, fill=fill or "none", **lined(stroke)))


def lined(stroke):
    if not stroke:
        return {}
    color, width, dash = stroke
    return {"stroke": color, "stroke_width": width, **({"stroke_dasharray": ",".join(map(str, dash))} if dash else {})}


DRAW = {"text": text, "paragraph": paragraph, "rect": rect, "line": line, "polygon": polygon, "path": path}

if __name__ == "__main__":
    faces(Path(sys.argv[2]))
    import cairosvg
    import svgwrite

    stage.perform(make, stage.students(sys.argv[1]))
