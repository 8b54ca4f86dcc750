"""What a PDF holds: the words, at their places, in the bundled faces, and nothing of the clock or the machine."""

import hashlib
import inspect
import io
import os
import struct
import subprocess
import sys
import zlib
from datetime import date

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdfium2 import raw

from scorepress.export.pdf import export_pdf
from scorepress.model.color import Color
from scorepress.model.diagnostic import Code, ScorepressError
from scorepress.model.scene import (
    Circle,
    FontKey,
    Group,
    Image,
    Line,
    Page,
    Path,
    Polygon,
    Rect,
    Role,
    Semantics,
    Stroke,
    Text,
)
from scorepress.render.svg import render_svg
from scorepress.text.fonts import bundled_fonts

INK, RED, GREEN, BLUE = Color(0, 0, 0), Color(200, 0, 0), Color(0, 150, 0), Color(0, 0, 200)
FONTS = {
    "regular": FontKey("Noto Sans", 400),
    "bold": FontKey("Noto Sans", 700),
    "han": FontKey("Noto Sans TC", 400),
    "han bold": FontKey("Noto Sans TC", 700),
}
BLACK_AND_WHITE = bytes.fromhex("00000000ffffff")


def png(width, height, row):
    """A picture of the simplest kind: true colour, one row of bytes for all rows."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(row * height)), chunk(b"IEND", b""))
    )


PIXELS = png(2, 1, BLACK_AND_WHITE)
LINES = {
    "regular": "Nguyễn Thị Ngọc Ánh: ẹ ị ọ ụ — “điểm” 601–699",
    "bold": "Łukasz O’Brien-García took it",
    "han": "您的孩子（Alternate ELPAC）中獲得651分，等級2。",
    "han bold": "請參閱 Ștefan·王小明……謝謝！",
}


def text(string, x=54.0, y=72.0, font="regular", size=11.0, color=INK):
    return Text(x, y, string, FONTS[font], size, color, bundled_fonts().width(string, FONTS[font], size))


def svg(*items, width=612.0, height=792.0):
    return render_svg(Page(1, width, height, "en", "A page", items))


def pdf(*svgs, title="Report", day=None):
    return export_pdf(svgs, title=title, lang="en", date=day)


@pytest.fixture(scope="module")
def lines():
    return svg(
        *(
            Group(Semantics(Role.PARAGRAPH), (text(line, y=72.0 + 30 * i, font=font),))
            for i, (font, line) in enumerate(LINES.items())
        )
    )


def words(data, page=0):
    return pypdfium2.PdfDocument(data)[page].get_textpage().get_text_range().splitlines()


def colors(data, *points):
    """The colours at places of the first page, in points from the top left."""
    picture = pypdfium2.PdfDocument(data)[0].render(scale=4, rev_byteorder=True)
    found = []
    for x, y in points:
        at = round(y * 4) * picture.stride + round(x * 4) * 3
        found.append(tuple(picture.buffer[at : at + 3]))
    return found


# --- text -------------------------------------------------------------------------------------------------------------


def test_text_comes_out_as_it_went_in(lines):
    assert words(pdf(lines)) == list(LINES.values())


@pytest.mark.parametrize("font", LINES)
def test_every_character_stands_where_it_was_measured(font):
    size, x, y = 13.0, 54.3, 100.7
    document = pypdfium2.PdfDocument(pdf(svg(text(LINES[font], x, y, font, size))))
    textpage = document[0].get_textpage()
    assert textpage.count_chars() == len(LINES[font])
    for index, character in enumerate(LINES[font]):
        if character == " ":
            continue  # PDFium puts spaces where it likes
        at_x, at_y = raw.c_double(), raw.c_double()
        raw.FPDFText_GetCharOrigin(textpage, index, at_x, at_y)
        expected = x + bundled_fonts().width(LINES[font][:index], FONTS[font], size)
        assert at_x.value == pytest.approx(expected, abs=0.03)
        assert 792 - at_y.value == pytest.approx(y, abs=0.01)


def test_a_face_is_embedded_once_for_all_pages(lines):
    with pikepdf.open(io.BytesIO(pdf(lines, lines))) as document:
        fonts = [{str(font.BaseFont): font.objgen for font in page.Resources.Font.values()} for page in document.pages]
        assert fonts[0] == fonts[1]
        faces = {name.partition("+")[2] for name in fonts[0]}
        assert faces == {"NotoSans-Regular", "NotoSans-Bold", "NotoSansTC-Regular", "NotoSansTC-Bold"}


def test_fonts_of_the_machine_are_not_asked():
    import scorepress.export.surface as door

    assert "select_font_face" not in inspect.getsource(door)
    with pytest.raises(KeyError):
        pdf(svg(text("a")).replace("Noto Sans", "Sans"))


def test_spaces_in_a_row_are_drawn():
    textpage = pypdfium2.PdfDocument(pdf(svg(text("a   b"))))[0].get_textpage()
    at_x, at_y = raw.c_double(), raw.c_double()
    raw.FPDFText_GetCharOrigin(textpage, textpage.count_chars() - 1, at_x, at_y)
    assert at_x.value == pytest.approx(54 + bundled_fonts().width("a   ", FONTS["regular"], 11), abs=0.03)


def test_text_in_a_link_and_an_empty_text():
    link = Group(Semantics(Role.LINK, href="https://example.org/"), (text("example.org"), text("", y=90)))
    assert words(pdf(svg(link))) == ["example.org"]


def test_text_has_its_colour():
    dash = pdf(svg(text("—", x=0.0, y=500.0, size=400.0, color=RED)))
    assert colors(dash, (200, 393), (200, 450), (10, 393)) == [(200, 0, 0), (255, 255, 255), (255, 255, 255)]


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_shapes_stand_at_their_places():
    figure = Group(
        Semantics(Role.FIGURE, label="shapes"),
        (
            Rect(100, 100, 50, 20, fill=RED),
            Rect(200, 100, 50, 20, stroke=Stroke(BLUE, 4)),
            Line(100, 200, 150, 200, Stroke(GREEN, 4)),
            Polygon(((200, 200), (250, 200), (225, 250)), BLUE),
            Circle(320, 120, 20, GREEN),
            Path((("M", (300, 200)), ("h", (50,)), ("v", (50,)), ("L", (300, 250)), ("z", ())), RED, Stroke(INK, 4)),
            Image(400, 100, 40, 20, PIXELS, "image/png"),
        ),
    )
    data = pdf(svg(figure))
    assert colors(data, (101, 101), (149, 119), (152, 110), (225, 110), (201, 110)) == [
        (200, 0, 0),
        (200, 0, 0),
        (255, 255, 255),
        (255, 255, 255),
        (0, 0, 200),
    ]
    assert colors(data, (125, 201), (125, 204), (225, 230), (203, 230), (320, 101), (305, 105)) == [
        (0, 150, 0),
        (255, 255, 255),
        (0, 0, 200),
        (255, 255, 255),
        (0, 150, 0),
        (255, 255, 255),
    ]
    assert colors(data, (325, 225), (301, 225)) == [(200, 0, 0), (0, 0, 0)]
    assert colors(data, (402, 110), (438, 110), (442, 110)) == [(0, 0, 0), (255, 255, 255), (255, 255, 255)]


def test_dashes_end_with_their_shape():
    dashed = Path((("M", (100, 100)), ("h", (100,))), stroke=Stroke(INK, 4, (10, 10)))
    data = pdf(svg(dashed, Line(100, 200, 200, 200, Stroke(INK, 4))))
    assert colors(data, (105, 100), (115, 100), (105, 200), (115, 200)) == [
        (0, 0, 0),
        (255, 255, 255),
        (0, 0, 0),
        (0, 0, 0),
    ]


def test_sharp_corners_are_cut_as_svg_says():
    corner = Path((("M", (100, 108)), ("L", (150, 100)), ("L", (100, 92))), stroke=Stroke(INK, 4))
    assert colors(pdf(svg(corner)), (149, 100), (156, 100)) == [(0, 0, 0), (255, 255, 255)]


def test_nothing_from_outside_is_fetched(tmp_path):
    (tmp_path / "secret.png").write_bytes(PIXELS)
    for place in ((tmp_path / "secret.png").as_uri(), "http://127.0.0.1:9/x.png"):
        image = f'<image x="0" y="0" width="9" height="9" href="{place}"/></svg>'
        data = pdf(svg().replace("</svg>", image))
        with pikepdf.open(io.BytesIO(data)) as document:
            assert not document.pages[0].get_images()


# --- documents --------------------------------------------------------------------------------------------------------


def test_pages_keep_their_order_and_sizes(lines):
    data = pdf(svg(text("one")), svg(text("two"), width=300.0, height=400.0), svg(text("three")))
    document = pypdfium2.PdfDocument(data)
    assert [page.get_size() for page in document] == [(612, 792), (300, 400), (612, 792)]
    assert [words(data, number) for number in range(3)] == [["one"], ["two"], ["three"]]


def test_properties_of_the_document():
    info = pypdfium2.PdfDocument(pdf(svg(), title="Báo cáo 報告", day=date(2026, 5, 1))).get_metadata_dict()
    assert info["Title"] == "Báo cáo 報告"
    assert info["Creator"] == "scorepress"
    assert info["CreationDate"].removeprefix("D:").startswith("20260501000000")
    assert info["ModDate"] == info["CreationDate"]


def test_a_document_without_a_date_does_not_look_at_the_clock():
    info = pypdfium2.PdfDocument(pdf(svg())).get_metadata_dict()
    assert (info["CreationDate"], info["ModDate"]) == ("", "")


def test_the_same_pages_are_the_same_bytes_in_another_process(lines):
    code = (
        "import hashlib, sys; from scorepress.export.pdf import export_pdf; "
        "svg = sys.stdin.buffer.read().decode(); "
        "print(hashlib.sha256(export_pdf([svg, svg], title='Report', lang='en')).hexdigest())"
    )
    here = pdf(lines, lines)
    assert here == pdf(lines, lines)
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=lines.encode(),
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path), "TZ": "Asia/Tokyo"},
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode().strip() == hashlib.sha256(here).hexdigest()


def test_without_libcairo_the_machine_is_told_what_it_needs(monkeypatch):
    class NoLibrary:
        def find_spec(self, name, path=None, target=None):
            if name == "cairocffi":
                raise OSError("no library called cairo was found")

    monkeypatch.delitem(sys.modules, "scorepress.export.surface", raising=False)
    monkeypatch.delitem(sys.modules, "cairocffi", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    with pytest.raises(ScorepressError) as raised:
        pdf(svg())
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code is Code.SETUP
    assert "apt-get install --no-install-recommends libcairo2" in diagnostic.hints[0]


def test_importing_the_exporter_loads_nothing_slow():
    code = "import sys, scorepress.export.pdf; print({'cairosvg', 'cairocffi', 'fontTools'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "set()"
