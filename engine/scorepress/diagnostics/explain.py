"""What a diagnostic means: the section of its code in `codes.md`, which is shipped beside this module."""

import difflib
import pkgutil
import re

from scorepress.model.diagnostic import Code, Diagnostic, ScorepressError, Severity


def explain(code: Code | str) -> str:
    """The section of a code, as Markdown: a heading, what it means, an example, how to mend it.

    Raises ScorepressError (`unknown-name`, with a suggestion) if there is no such code.
    """
    word = code.value if isinstance(code, Code) else code
    written = sections()
    if word not in written:
        close = difflib.get_close_matches(word, written, n=1)
        hint = f"did you mean `{close[0]}`?" if close else "`scorepress explain` without a code lists them all"
        problem = Diagnostic(Code.UNKNOWN_NAME, Severity.ERROR, f"no diagnostic named `{word}`", hints=(hint,))
        raise ScorepressError([problem])
    return written[word]


def sections() -> dict[str, str]:
    """Every section of `codes.md` by its code, in the order of the file; each ends with a newline."""
    data = pkgutil.get_data(__package__, "codes.md") or b""
    _preface, *parts = re.split(r"^## ", data.decode(), flags=re.MULTILINE)
    return {part.split("\n", 1)[0].strip(): f"## {part.rstrip()}\n" for part in parts}
