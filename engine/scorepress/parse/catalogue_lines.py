"""The lines of a PO text, looked at before polib does: it is lenient where a slip would lose words.

polib drops the first and the last character of a text, whatever they are: a forgotten quotation mark eats a letter.
"""

import re
from difflib import get_close_matches

from scorepress.model.diagnostic import Code, Reporter
from scorepress.model.source import Source, Span

_KEYWORDS = ("msgctxt", "msgid", "msgstr")
_NEXT = {"msgctxt": ("msgid",), "msgid": ("msgstr",), "msgstr": ("msgctxt", "msgid")}
_TEXT = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(rf"(?:#~\s+)?(?:(?P<keyword>{'|'.join(_KEYWORDS)})\s+)?{_TEXT}")
_PREVIOUS = re.compile(rf"#~?\|\s*(?:(?:msgctxt|msgid)\s+)?{_TEXT}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


def check_lines(source: Source, reporter: Reporter) -> None:
    """Report the first line that is not a comment or quoted text, or whose keyword is out of order."""
    last, opened = "msgstr", 1
    for number, raw in enumerate(source.text.removeprefix("\ufeff").split("\n"), 1):
        line = raw.removesuffix("\r").strip(" \t")
        match = _LINE.fullmatch(line)
        problem = _problem(line, known=match is not None)
        keyword = match["keyword"] if match else None
        if not problem and keyword:
            if keyword not in _NEXT[last]:
                problem = f"expected {' or '.join(f'`{word}`' for word in _NEXT[last])}, found `{keyword}`"
            last, opened = keyword, number
        if problem:
            span = Span(source.path, number, len(raw) - len(raw.lstrip()) + 1, number, len(raw) + 1)
            hint = 'an entry is `msgctxt`, `msgid` and `msgstr`, each with its text in straight quotation marks `"`'
            reporter.error(Code.CATALOGUE_SYNTAX, problem, span, hint)
            return
    if last != "msgstr":
        reporter.error(Code.CATALOGUE_SYNTAX, "`msgstr` is missing at the end of the file", Span(source.path, opened))


def _problem(line: str, *, known: bool) -> str | None:
    """What is wrong with one line, or None. known: it is a keyword and its text, or a text."""
    if found := _CONTROL.search(line):
        return f"the line holds the control character U+{ord(found[0]):04X}"
    if not line or known or _PREVIOUS.fullmatch(line):
        return None
    if not line.startswith("#"):
        return _unquoted(line)
    if not line.startswith(("#~", "#|")) or line == "#~|":
        return None
    return _unquoted(line.lstrip("#~|").lstrip())


def _unquoted(line: str) -> str:
    """What keeps a line from being a keyword and its text."""
    word, _, rest = line.partition(" ")
    if word.startswith(("msgid_plural", "msgstr[")):
        return f"plural forms are not used here, found `{word[:20]}`"
    if word not in _KEYWORDS and not line.startswith('"'):
        near = get_close_matches(word, _KEYWORDS, 1)
        return f"expected `{near[0] if near else 'msgstr'}`, a text or a comment, found `{word[:20]}`"
    text = rest.strip() if word in _KEYWORDS else line
    if not text.startswith('"'):
        return f'the text after `{word}` must stand in straight quotation marks `"`'
    if len(text) < 2 or not text.endswith('"') or text.endswith('\\"'):
        return "the closing quotation mark is missing"
    return 'a quotation mark inside the text is written `\\"`'
