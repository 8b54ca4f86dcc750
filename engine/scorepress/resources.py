"""What is shipped with the program: the built-in report project, and the fonts."""

from pathlib import Path

HERE = Path(__file__).parent


def builtin() -> Path:
    """Give the folder of the built-in report project: `layouts/`, `rules/`, `locales/`, `schemas/`.

    An installed program brings it along as `scorepress/builtin`; in a clone it is the repository itself.
    """
    packaged = HERE / "builtin"
    return packaged if packaged.is_dir() else HERE.parent.parent


def read_grammar(name: str) -> str:
    """Read a grammar in `parse/`, or the table made of it."""
    return (HERE / "parse" / name).read_text(encoding="utf-8")


def font_path(name: str) -> Path:
    """Give the place of a file in `fonts/`, such as `NotoSans-400.ttf`."""
    return HERE / "fonts" / name


def read_font_table(name: str) -> str:
    """Read one of the JSON tables in `fonts/` that `cut.py` wrote beside the font files."""
    return font_path(name).read_text(encoding="utf-8")


def read_font(name: str) -> bytes:
    """Read a font file in `fonts/`."""
    return font_path(name).read_bytes()
