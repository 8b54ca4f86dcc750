"""Values of a YAML file -> how they are written: plain where that is safe, else in quotation marks, or as a block."""

import re

from scorepress.fmt.filling import fill_text
from scorepress.fmt.notes import Leaf
from scorepress.model.characters import columns

WIDTH = 120
"""Columns of a line of text."""

# Words that some reader of YAML takes for something else.
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})
_NUMBER = re.compile(r"[-+.0-9][0-9a-fA-FxXoObBeEtTzZ_.:+ -]*")  # or a time
_OPENING = frozenset("(/_$“‘«¿¡")
_STRANGE = re.compile("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def plain_is_safe(text: str, *, flow: bool) -> bool:
    """Whether a text without quotation marks is read as the same text by every reader of YAML, and by people.

    flow: in brackets. A text with brackets of its own keeps its quotation marks wherever it stands.
    """
    if not text or text != text.strip() or not (text[0].isalnum() or text[0] in _OPENING):
        return False
    if text.endswith(":") or _STRANGE.search(text):
        return False
    if text.lower() in _WORDS or _NUMBER.fullmatch(text) or ": " in text or " #" in text:
        return False
    return not set(text) & set(",:?[]{}" if flow else "[]{}")


def quoted(text: str) -> str:
    """The text in quotation marks: double ones, unless single ones save backslashes."""
    if ('"' in text or "\\" in text) and not _STRANGE.search(text):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for char, sign in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(char, sign)
    return '"' + _STRANGE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    number = ord(match.group())
    if number < 0x100:
        return f"\\x{number:02X}"
    return f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"


def inline(leaf: Leaf, *, flow: bool) -> str:
    """A value on one line; nothing for a value that is left out."""
    if leaf.written is not None:
        return leaf.written or ("null" if flow else "")
    text = str(leaf.value)
    return text if plain_is_safe(text, flow=flow) else quoted(text)


def key(leaf: Leaf, *, flow: bool) -> str:
    """A key."""
    return inline(leaf, flow=flow) or "null"


def block(leaf: Leaf, head: str, indent: int) -> tuple[str, list[str]] | None:
    """A long text as a block: its sign and its lines at `indent`; None for what is written on one line behind `head`.

    Lines that the text has are kept (`|`), spaces become line breaks (`>`).
    """
    if not isinstance(leaf.value, str):
        return None
    body = leaf.value.removesuffix("\n")
    end = "" if body != leaf.value else "-"
    margin = " " * indent
    if not body or body.endswith("\n") or body[0].isspace():
        return None
    lines = body.split("\n")
    if any(line != line.strip("\t").rstrip() or _STRANGE.search(line.replace("\t", " ")) for line in lines):
        return None
    fits = columns(f"{head} {inline(leaf, flow=False)}") <= WIDTH
    if len(lines) > 1 or (end == "" and fits):
        return f"|{end}", [margin + line if line else "" for line in lines]
    folded = fill_text(body, margin, margin, WIDTH)
    return (f">{end}", folded) if not fits and len(folded) > 1 else None
