"""The same page everywhere: our PDF, Chromium, rsvg and resvg draw it alike, and set each text at the same place.

The portable SVG (`--embed-fonts`) is what others draw. Likeness is SSIM (Wang, Bovik, Sheikh and Simoncelli 2004), in
grey at 96 dots per inch, over windows of 7 by 7 dots: of the page as a whole, and of its least like part, for a page is
mostly white. `make fidelity` compares pages of all languages and levels, the suite some.
"""

import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image

from scorepress.components import kinds
from scorepress.model.scene import Page
from scorepress.render.svg import texts_of
from scorepress.text.fonts import bundled_fonts

DPI = 96
LEAST = 0.965
LEAST_PARTS = {"chromium": 0.7, "rsvg": 0.85, "resvg": 0.85}
"""Of the least like square of PART dots; a browser draws small type darker."""

PART = 24
WINDOW = 7
LEVELS = 3
"""Students of each report whose pages `make fidelity` compares: one on each level."""

NEAR = 0.01
"""Points by which places read from a finished file may differ from the page's: it holds three decimals."""

HINTED = 0.4
"""Points by which a browser's lines may be longer: it rounds advances to parts of a dot."""


@dataclass(frozen=True)
class Drawn:
    """A page as each program draws it, in grey, and where PDF and browser set its texts."""

    page: Page
    grey: dict[str, np.ndarray]
    words: list[tuple[str, tuple[float, ...]]]
    texts: list[dict[str, Any]]


def likeness(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """SSIM of two pictures in grey: of the whole, and of its least like part."""

    def mean(values: np.ndarray) -> np.ndarray:
        sums = np.cumsum(np.cumsum(np.pad(values, ((1, 0), (1, 0))), 0), 1)
        k = WINDOW
        return np.asarray((sums[k:, k:] - sums[:-k, k:] - sums[k:, :-k] + sums[:-k, :-k]) / (k * k))

    a, b = one.astype(float), other.astype(float)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    ma, mb = mean(a), mean(b)
    va, vb, both = mean(a * a) - ma * ma, mean(b * b) - mb * mb, mean(a * b) - ma * mb
    ssim = (2 * ma * mb + c1) * (2 * both + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    rows, columns = ssim.shape[0] // PART, ssim.shape[1] // PART
    parts = ssim[: rows * PART, : columns * PART].reshape(rows, PART, columns, PART).mean(axis=(1, 3))
    return float(ssim.mean()), float(parts.min())


def grey(picture: Image.Image) -> np.ndarray:
    """A picture on white, in grey."""
    whole = picture.convert("RGBA")
    return np.asarray(Image.alpha_composite(Image.new("RGBA", whole.size, "white"), whole).convert("L"))


# --- the pages, drawn by all ------------------------------------------------------------------------------------------


def wanted(samples, all_students):
    """Name -> maker of PDF and SVG, and page."""
    found = {f"gallery {kind}": samples.gallery(kind) for kind in kinds()}
    some = zip(samples.reports, ("zh-Hant", "en"), strict=True)
    for report, language in product(samples.reports, samples.languages) if all_students else some:
        for student in range(LEVELS if all_students else 1):
            for page in samples.pages(report, student, language):
                name = f"{report} {student + 1} {language} {page.number}"
                found[name] = (samples.press(report), page)
    return found


@pytest.fixture(scope="module")
def drawn(samples, all_students, browser, packages, root, tmp_path_factory):
    """Name -> the page as all programs draw it."""
    if not (shutil.which("rsvg-convert") and shutil.which("pdftotext")):
        pytest.skip("no rsvg-convert or pdftotext here (Debian: apt-get install librsvg2-bin poppler-utils)")
    folder = tmp_path_factory.mktemp("pages")
    pages = wanted(samples, all_students)
    files = {name: folder / f"{number}.svg" for number, name in enumerate(pages)}
    pdfs = {}
    for name, (press, page) in pages.items():
        files[name].write_text(press.svg(page, embed_fonts=True), encoding="utf-8")
        pdfs[name] = press.pdf([press.svg(page)], page.title, page.lang)
    told = in_browser(files, browser)
    in_resvg(files, packages, root)
    found = {}
    for name, (_, page) in pages.items():
        pictures = {
            "pdf": pypdfium2.PdfDocument(pdfs[name])[0].render(scale=DPI / 72).to_pil(),
            "chromium": Image.open(files[name].with_suffix(".chromium.png")),
            "rsvg": in_rsvg(files[name], root),
            "resvg": Image.open(files[name].with_suffix(".resvg.png")),
        }
        shades = {program: grey(picture) for program, picture in pictures.items()}
        found[name] = Drawn(page, shades, words_of(pdfs[name], folder), told[name])
    return found


def in_browser(files, browser):
    size = {"width": round(612 / 72 * DPI), "height": round(792 / 72 * DPI)}
    size |= {"texts": True, "fullPage": False}
    jobs = [
        {**size, "file": str(file), "screenshot": str(file.with_suffix(".chromium.png"))} for file in files.values()
    ]
    return dict(zip(files, (answer["texts"] for answer in browser(jobs, scale=DPI / 96)), strict=True))


def in_resvg(files, packages, root):
    order = {
        "fonts": [str(path) for path in sorted((root / "engine/scorepress/fonts").glob("*.ttf"))],
        "width": round(612 / 72 * DPI),
        "jobs": [[str(file), str(file.with_suffix(".resvg.png"))] for file in files.values()],
    }
    subprocess.run(["node", str(packages / "resvg.mjs")], input=json.dumps(order), text=True, check=True, timeout=300)


def in_rsvg(file: Path, root: Path) -> Image.Image:
    """Draw with rsvg. It takes fonts from the machine: here, ours are all that is installed."""
    fonts = file.parent / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{root / 'engine/scorepress/fonts'}</dir><cachedir>{file.parent / 'cache'}</cachedir>"
        '<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit></match></fontconfig>',
        encoding="utf-8",
    )
    command = ["rsvg-convert", "--zoom", str(DPI / 96), str(file)]
    done = subprocess.run(
        command, capture_output=True, check=True, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}, timeout=60
    )
    return Image.open(BytesIO(done.stdout))


def words_of(pdf: bytes, folder: Path) -> list[tuple[str, tuple[float, ...]]]:
    """Each word of a PDF with its left, top, right and bottom, in points."""
    file = folder / "words.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    found = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', done.stdout)
    return [(html.unescape(word), tuple(map(float, edges))) for *edges, word in found]


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", LEAST_PARTS)
def test_pages_look_alike(drawn, program, all_students, capsys):
    measured = {name: likeness(found.grey["pdf"], found.grey[program]) for name, found in drawn.items()}
    if all_students:
        with capsys.disabled():
            print(table(program, measured))  # noqa: T201 - what `make fidelity` is for
    assert {name: pair for name, pair in measured.items() if pair[0] < LEAST} == {}
    assert {name: pair for name, pair in measured.items() if pair[1] < LEAST_PARTS[program]} == {}


def table(program, measured):
    """One line for each kind of page: how many, the least and the mean likeness, the least of a part."""
    lines = [f"\nour PDF and {program:24} pages   least    mean   least part"]
    groups: dict[str, list[tuple[float, float]]] = {}
    for name, pair in measured.items():
        kind = "gallery" if name.startswith("gallery") else " ".join(name.split()[::2])
        groups.setdefault(kind, []).append(pair)
    for kind, pairs in groups.items():
        wholes, parts = zip(*pairs, strict=True)
        lines.append(f"{kind:36} {len(pairs):5}  {min(wholes):.4f}  {np.mean(wholes):.4f}  {min(parts):.4f}")
    return "\n".join(lines)


def test_the_pdf_sets_each_word_where_the_page_says(drawn):
    """To the hundredth of a point: both ends of each word, and the baseline, by what the face says of its height."""
    fonts = bundled_fonts()
    for name, found in drawn.items():
        places: dict[str, list[tuple[float, float, float]]] = {}
        for text in texts_of(found.page.items):
            for word in re.finditer(r"\S+", text.string):
                left = text.x + fonts.width(text.string[: word.start()], text.font, text.size)
                right = left + fonts.width(word[0], text.font, text.size)
                bottom = text.y + fonts.descent(text.font, text.size)
                places.setdefault(word[0], []).append((left, right, bottom))
        missing = [word for word, edges in found.words if not stands(edges, places.get(word, []))]
        assert missing == [], name
        assert sum(len(known) for known in places.values()) == len(found.words), name


def stands(edges, places):
    left, _, right, bottom = edges
    return any(max(abs(left - x1), abs(right - x2), abs(bottom - y)) <= NEAR for x1, x2, y in places)


def test_the_browser_sets_each_text_where_the_page_says(drawn):
    for name, found in drawn.items():
        texts = [text for text in texts_of(found.page.items) if text.string]
        assert [told["text"] for told in found.texts] == [text.string for text in texts], name
        for text, told in zip(texts, found.texts, strict=True):
            assert abs(told["x"] - text.x) <= NEAR, (name, text.string)
            assert abs(told["y"] - text.y) <= NEAR, (name, text.string)
            assert abs(told["width"] - text.width) <= HINTED, (name, text.string)


# --- planted differences, each of which must be seen ------------------------------------------------------------------


def test_a_missing_line_of_text_is_seen(drawn):
    found = drawn["gallery gauge"]
    text = next(text for text in texts_of(found.page.items) if text.string)
    blank = found.grey["pdf"].copy()
    x, y, scale = round(text.x * DPI / 72), round(text.y * DPI / 72), DPI / 72
    box = (slice(y - round(text.size * scale), y + 3), slice(x, x + round(text.width * scale)))
    blank[box] = np.median(blank[box])
    assert likeness(blank, found.grey["resvg"])[1] < LEAST_PARTS["resvg"]


def test_another_face_is_seen(drawn):
    """All words three quarters of a point further right look like another face: near, and not the same."""
    found = drawn["summative-alternate-elpac 1 en 1"]
    moved = np.roll(found.grey["pdf"], 1, axis=1)
    assert likeness(moved, found.grey["resvg"])[0] < LEAST
