"""Text of a record that is printed on one line: cleaned, or refused with the character that is in the way."""

import unicodedata

_LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e")
_REFUSED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_KINDS = {
    "Cc": "a control character",
    "Cf": "an invisible format character",
    "Cs": "half of a character (a lone surrogate)",
    "Co": "a private-use character, which no font shows",
    "Cn": "a code point without a character",
}


class UnfitTextError(ValueError):
    """A character that cannot be printed on one line; the message names it by code point, never its neighbours."""


def clean_line(text: str) -> str:
    """Put text into NFC, without spaces around it and with single spaces inside. Raises UnfitTextError.

    Markup such as `<b>` is plain text. Refused are control characters, line breaks, direction marks, zero-width
    and other invisible characters, lone surrogates, private-use and unassigned code points (Unicode's C* categories).
    """
    text = text.strip()
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return " ".join(text.split()) if "  " in text else text
    text = unicodedata.normalize("NFC", text)
    for place, char in enumerate(text, 1):
        if not char.isprintable() and unicodedata.category(char) in _REFUSED:
            raise UnfitTextError(f"holds {_kind(char)}, U+{ord(char):04X}, at character {place}")
    return " ".join(text.split())


def _kind(char: str) -> str:
    if char in _LINE_BREAKS:
        return "a line break"
    if char == "\t":
        return "a tab"
    if char in _DIRECTION:
        return "a text direction mark"
    if char in _ZERO_WIDTH:
        return "a zero-width character"
    return _KINDS.get(unicodedata.category(char), "an invisible character")
