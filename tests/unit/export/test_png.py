"""Pictures of pages."""

import io

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image as Picture

from scorepress.export.pdf import export_pdf
from scorepress.export.png import export_png
from scorepress.model.color import Color
from scorepress.model.scene import Page, Rect
from scorepress.render.svg import render_svg


@pytest.fixture(scope="module")
def pdf():
    first = Page(1, 612.0, 792.0, "en", "1", (Rect(72, 72, 72, 36, Color(10, 100, 200)),))
    second = Page(2, 300.0, 200.0, "en", "2", ())
    return export_pdf([render_svg(first), render_svg(second)], title="x", lang="en")


def test_one_picture_a_page_of_the_right_size(pdf):
    pictures = [Picture.open(io.BytesIO(data)) for data in export_png(pdf)]
    assert [picture.size for picture in pictures] == [(1275, 1650), (625, 417)]
    assert [picture.mode for picture in pictures] == ["RGB", "RGB"]
    assert pictures[0].info["dpi"] == pytest.approx((150, 150), abs=0.1)


def test_colours_are_right_and_paper_is_white(pdf):
    picture = Picture.open(io.BytesIO(export_png(pdf, dpi=72)[0]))
    assert picture.size == (612, 792)
    assert picture.getpixel((100, 90)) == (10, 100, 200)
    assert picture.getpixel((100, 110)) == (255, 255, 255)
    assert picture.getpixel((0, 0)) == (255, 255, 255)


def test_pixels_are_those_of_pdfium(pdf):
    page = pypdfium2.PdfDocument(pdf)[1]
    assert Picture.open(io.BytesIO(export_png(pdf, dpi=72)[1])).tobytes() == page.render(scale=1).to_pil().tobytes()


def test_the_same_pdf_gives_the_same_pictures(pdf):
    assert export_png(pdf) == export_png(pdf)
