"""Pictures."""

import io

import pytest
from PIL import Image as Pillow

from scorepress.components.image import MAX_BYTES, check_image, encode
from scorepress.model.color import Color
from scorepress.model.scene import Image, Role

WHITE = Color(255, 255, 255)
PIXELS = "a picture has at most 4,000,000 pixels, this file has"


def picture(kind="PNG", size=(40, 20), mode="RGB", color="navy", **options):
    out = io.BytesIO()
    Pillow.new(mode, size, color).save(out, kind, **options)
    return out.getvalue()


def draw(desk, data, extra="", **place):
    desk.image("map.png", data)
    return desk.draw("image", f"file: map.png\n{extra}", **place)


def test_as_wide_as_its_block_and_in_its_own_shape(desk):
    sheet = draw(desk, picture(), "alternative: A map", x=54, y=100, width=120)
    (image,) = [i for i in sheet.walk() if isinstance(i, Image)]
    assert (image.x, image.y, image.width, image.height) == (54, 100, 120, 60)
    assert image.media_type == "image/png"
    assert (sheet.drawn.bottom, sheet.drawn.next) == (160, 175)


def test_no_higher_than_it_may_be(desk):
    sheet = draw(desk, picture(), "height: 30pt", width=120)
    (image,) = [i for i in sheet.walk() if isinstance(i, Image)]
    assert (image.width, image.height) == (60, 30)


def test_with_an_alternative_a_figure_else_decoration(desk):
    assert draw(desk, picture(), "alternative: A map").groups(Role.FIGURE)[0].semantics.label == "A map"
    assert draw(desk, picture()).groups(Role.ARTIFACT)


def test_encoded_anew_without_metadata():
    exif = Pillow.Exif()
    exif[0x010E] = "taken at home"
    data = picture("JPEG", exif=exif)
    made = encode(data, WHITE)
    assert b"taken at home" in data
    assert b"taken at home" not in made.data
    assert made.media_type == "image/jpeg"
    assert encode(data, WHITE).data == made.data


def test_what_is_transparent_shows_the_background():
    data = picture(mode="RGBA", color=(0, 0, 0, 0))
    with Pillow.open(io.BytesIO(encode(data, Color(1, 2, 3)).data)) as made:
        assert (made.mode, made.getpixel((0, 0))) == ("RGB", (1, 2, 3))


@pytest.mark.parametrize("data", [picture(), picture("JPEG"), picture(mode="L", color=9), picture(mode="1", color=1)])
def test_whole_pictures_are_fine(data):
    assert check_image(data) is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is not a whole PNG or JPEG picture"),
        (b"<svg/>", "the file is not a whole PNG or JPEG picture"),
        (picture()[:60], "the file is not a whole PNG or JPEG picture"),
        (picture("GIF"), "the file is not a whole PNG or JPEG picture"),
        (b"x" * (MAX_BYTES + 1), "a picture has at most 2,000,000 bytes, this file has 2,000,001"),
        (picture(size=(2001, 2000), mode="1", color=0), f"{PIXELS} 4,002,000"),
        (picture(size=(20000, 20000), mode="1", color=0), f"{PIXELS} many more"),
    ],
)  # fmt: skip
def test_others_are_refused_in_plain_words(data, message):
    assert check_image(data) == message


def test_a_broken_picture_never_raises_anything_else():
    data = bytearray(picture(size=(8, 8)))
    for at in range(len(data)):
        broken = bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        assert check_image(broken) in (None, "the file is not a whole PNG or JPEG picture") or "pixels" in str(
            check_image(broken)
        )
