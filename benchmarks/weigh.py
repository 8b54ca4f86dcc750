"""Bytes of each student's report in each language, as JSON: python weigh.py DATA REPORT COUNT."""

import json
import sys
from itertools import islice
from pathlib import Path

from prepare import printable

from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.workspace import Workspace


def main() -> None:
    """Print, and weigh."""
    opened, _found = open_project(Workspace(), sys.argv[2])
    assert opened
    press = Press(opened.template)
    records = list(islice(printable(opened, press, Path(sys.argv[1])), int(sys.argv[3])))
    fast = press.fast
    print(json.dumps({lang: [len(fast.printed(one, (lang,)).pdf) for one in records] for lang in press.languages}))


if __name__ == "__main__":
    main()
