"""Typst: a template with all that students share, and what differs as data.

    typst_pages.py DRAWINGS FOLDER one       a compile for each student; the files are tagged, as Typst does it
    typst_pages.py DRAWINGS FOLDER many      a compile for all students of a slice, then cut into files; untagged

What students share is content in the template, so that Typst can remember its layout; lines are broken by Typst.
"""

import json
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import stage
import typst

sys.path.insert(0, str(Path(__file__).parents[1]))
from drawings import corners, statics

SAMPLE = 50
HEAD = """
#set document(title: "Report")
#set page(width: 612pt, height: 792pt, margin: 0pt)
#set text(font: "Noto Sans", top-edge: "baseline", bottom-edge: "baseline", kerning: false, ligatures: false,
  hyphenate: false, lang: "en")
#let T(x, y, string, weight, size, color, href) = place(dx: x * 1pt, dy: y * 1pt, {
  let words = text(weight: weight, size: size * 1pt, fill: rgb(color), string)
  if href == none { words } else { link(href, words) }
})
#let P(x, y, width, leading, string, weight, size, color) = place(dx: x * 1pt, dy: y * 1pt,
  block(width: width * 1pt, {
  set par(leading: leading * 1pt, linebreaks: "simple")
  text(weight: weight, size: size * 1pt, fill: rgb(color), string)
}))
#let pen(stroke) = if stroke == none { none } else {
  (paint: rgb(stroke.at(0)), thickness: stroke.at(1) * 1pt,
   dash: if stroke.at(2) == () { none } else { stroke.at(2).map(n => n * 1pt) })
}
#let ink(color) = if color == none { none } else { rgb(color) }
#let R(x, y, width, height, fill, stroke) = place(dx: x * 1pt, dy: y * 1pt,
  rect(width: width * 1pt, height: height * 1pt, fill: ink(fill), stroke: pen(stroke)))
#let L(x1, y1, x2, y2, stroke) = place(
  line(start: (x1 * 1pt, y1 * 1pt), end: (x2 * 1pt, y2 * 1pt), stroke: pen(stroke)))
#let C(outlines, fill, stroke) = place(curve(fill: ink(fill), stroke: pen(stroke), ..for points in outlines {
  (curve.move((points.at(0).at(0) * 1pt, points.at(0).at(1) * 1pt)),)
  for point in points.slice(1) { (curve.line((point.at(0) * 1pt, point.at(1) * 1pt)),) }
  (curve.close(),)
}))
#let kinds = (T: T, P: P, R: R, L: L, C: C)
"""
TAIL = """
#let leaves = json(bytes(sys.inputs.leaves))
#for (i, leaf) in leaves.enumerate() {
  if i > 0 { pagebreak() }
  for item in leaf {
    if type(item) == int { shared.at(item) } else { (kinds.at(item.at(0)))(..item.slice(1)) }
  }
}
"""


def typst_item(item: list[object]) -> list[object]:
    """An item with the letter of its function, and the arguments of that."""
    kind, *rest = item
    match kind:
        case "text":
            return ["T", *rest]
        case "paragraph":
            return ["P", *rest[:-1]]
        case "rect":
            return ["R", *rest]
        case "line":
            return ["L", *rest]
        case "polygon":
            return ["C", [rest[0]], rest[1], None]
    return ["C", [list(map(list, points)) for points in corners(rest[0])], *rest[1:]]


def literal(value: object) -> str:
    """A value in Typst's own notation."""
    match value:
        case None:
            return "none"
        case list():
            return "(" + "".join(literal(one) + "," for one in value) + ")"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\\/", "/")
    return repr(value)


class Template:
    """The template, and students as what they have in common with it and what not."""

    def __init__(self, sample: list[stage.Student], folder: Path) -> None:
        shared = statics(drawing for _name, drawing in sample)
        self.place = {key: number for number, key in enumerate(shared)}
        calls = []
        for key in shared:
            letter, *rest = typst_item(json.loads(key))
            calls.append(f"{letter}({', '.join(map(literal, rest))}),\n")
        source = f"{HEAD}#let shared = (\n{''.join(calls)})\n{TAIL}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.typ").write_text(source, encoding="utf-8")
        self.compiler = typst.Compiler(
            str(folder / "report.typ"), font_paths=[str(stage.FONTS)], ignore_system_fonts=True
        )

    def leaves(self, drawing: list[list[list[object]]]) -> list[list[object]]:
        """The pages of a student: numbers of shared items, and items of its own."""
        leaves = []
        for page in drawing:
            leaf: list[object] = []
            for item in page:
                number = self.place.get(json.dumps(item))
                leaf.append(typst_item(item) if number is None else number)
            leaves.append(leaf)
        return leaves

    def compile(self, leaves: list[object], *, tags: bool) -> bytes:
        """One PDF of pages."""
        return self.compiler.compile(format="pdf", sys_inputs={"leaves": json.dumps(leaves)}, pdf_tags=tags)


def main() -> None:
    source = stage.students(sys.argv[1])
    sample = [one for _, one in zip(range(SAMPLE), stage.students(sys.argv[1]), strict=False)]
    template = Template(sample, Path(sys.argv[2]))

    def ready(students):
        """Data as a template's author would have them: the differences alone. Not measured."""
        for name, drawing in students:
            yield name, template.leaves(drawing)

    def one(loaded, out: Path) -> int:
        return sum(stage.put(out / f"{name}.pdf", template.compile(leaves, tags=True)) for name, leaves in loaded)

    def many(loaded, out: Path) -> int:
        whole = template.compile([leaf for _name, leaves in loaded for leaf in leaves], tags=False)
        size, begin = 0, 0
        with pikepdf.open(BytesIO(whole)) as document:
            for name, leaves in loaded:
                with pikepdf.new() as part:
                    for number in range(begin, begin + len(leaves)):
                        part.pages.append(document.pages[number])
                    begin += len(leaves)
                    part.save(out / f"{name}.pdf")
                size += (out / f"{name}.pdf").stat().st_size
        return size

    stage.perform({"one": one, "many": many}[sys.argv[3]], ready(source))


if __name__ == "__main__":
    main()
