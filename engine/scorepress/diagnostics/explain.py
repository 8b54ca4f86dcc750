"""What a diagnostic means: the section of its code in `codes.md`, which is shipped beside this module."""

import pkgutil
import re

from scorepress.model.diagnostic import Code


def explain(code: Code | str) -> str:
    """The section of a code, as Markdown: a heading, what it means, an example, how to mend it.

    Raises KeyError if there is no such code.
    """
    return sections()[code.value if isinstance(code, Code) else code]


def sections() -> dict[str, str]:
    """Every section of `codes.md` by its code, in the order of the file; each ends with a newline."""
    data = pkgutil.get_data(__package__, "codes.md") or b""
    _preface, *parts = re.split(r"^## ", data.decode(), flags=re.MULTILINE)
    return {part.split("\n", 1)[0].strip(): f"## {part.rstrip()}\n" for part in parts}
