"""What a PDF says of itself: metadata and colours."""

import io
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageCms

from scorepress.export.tags_metadata import About, srgb_profile, xmp_packet


def test_xmp_is_whole_whatever_the_title():
    packet = xmp_packet(About('A "<b>" & Báo cáo 成績', "en", date(2026, 5, 1), "x"), ("en", "vi"), "cairo (<1>)")
    root = ET.fromstring(packet)  # noqa: S314 - our own
    texts = [element.text for element in root.iter() if element.text]
    assert 'A "<b>" & Báo cáo 成績' in texts
    assert "cairo (<1>)" in texts
    assert "2026-05-01T00:00:00Z" in texts


def test_the_profile_is_small_and_always_the_same():
    profile = srgb_profile()
    assert profile is srgb_profile()
    assert len(profile) == int.from_bytes(profile[:4]) < 600
    assert profile[36:40] == b"acsp"


@pytest.mark.parametrize(
    "color", [(0, 0, 0), (255, 255, 255), (11, 63, 115), (230, 237, 244), (255, 0, 0), (9, 200, 30)]
)
def test_the_profile_means_srgb(color):
    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    lab = ImageCms.createProfile("LAB")
    pixel = Image.new("RGB", (1, 1), color)
    found, expected = (
        ImageCms.applyTransform(pixel, ImageCms.buildTransform(profile, lab, "RGB", "LAB"))
        for profile in (ours, ImageCms.createProfile("sRGB"))
    )
    assert found is not None
    assert expected is not None
    assert found.getpixel((0, 0)) == pytest.approx(expected.getpixel((0, 0)), abs=1)
