"""The QR code."""

import os
import subprocess
import sys
from functools import partial

import segno

from scorepress.components.qr_code import encode
from scorepress.model.scene import Role

TARGET = "HTTPS://ELPAC.STARTINGSMARTER.ORG"
YAML = f"target: {TARGET}\nalternative: QR code for elpac.startingsmarter.org"


def painted(path):
    """The modules that a path paints: (column, row), for a code at (450, 15) with modules of 3 points."""
    dark = set()
    x = y = 0.0
    for command, numbers in path.segments:
        if command == "M":
            x, y = numbers
        elif command == "h" and numbers[0] > 0:
            dark |= {(round((x - 450) / 3) + i, round((y - 15) / 3)) for i in range(round(numbers[0] / 3))}
    return dark


def test_the_path_paints_the_code(desk):
    sheet = desk.draw("qr-code", YAML, x=450, y=15)
    (path,) = sheet.paths
    matrix = segno.make(TARGET, error="m", micro=False).matrix
    assert painted(path) == {(x, y) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}
    assert path.fill == desk.theme.colors["ink"]


def test_capitals_make_it_25_modules_wide(desk):
    assert encode(TARGET).side == 25
    assert encode(TARGET.lower()).side > 25
    assert desk.draw("qr-code", YAML, y=15).drawn.bottom == 15 + 75


def test_it_recovers_from_15_percent_damage():
    assert segno.make(TARGET, error="m", micro=False).error in ("M", "Q", "H")


def test_every_run_is_closed_and_returns(desk):
    segments = desk.draw("qr-code", YAML).paths[0].segments
    assert [c for c, _ in segments] == ["M", "h", "v", "h", "z"] * (len(segments) // 5)
    assert all(a[0] == -b[0] for (_, a), (_, b) in zip(segments[1::5], segments[3::5], strict=True))


def test_a_figure_with_its_alternative(desk):
    (figure,) = desk.draw("qr-code", YAML).drawn.items
    assert (figure.semantics.role, figure.semantics.label) == (Role.FIGURE, "QR code for elpac.startingsmarter.org")


def test_a_code_is_made_once():
    assert encode(TARGET) is encode(TARGET)


def test_the_longest_address_has_a_code():
    assert encode("https://" + "a" * 250).side <= 177


def test_the_codes_of_a_compiled_project_are_drawn_already(tmp_path):
    code = """if True:
        import sys
        from scorepress.pipeline.project import open_project
        from scorepress.workspace import Workspace
        open_project(Workspace(), "summative-alternate-elpac")
        print("segno" in sys.modules)
        from scorepress.components.qr_code import encode
        print(encode("HTTPS://ELPAC.STARTINGSMARTER.ORG"), "segno" in sys.modules)
    """
    environment = {**os.environ, "SCOREPRESS_CACHE": str(tmp_path)}
    run = partial(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    first, second = (run().stdout.splitlines() for _ in range(2))
    assert (first[0], second[0]) == ("True", "False")
    assert first[1].removesuffix("True") == second[1].removesuffix("False")
