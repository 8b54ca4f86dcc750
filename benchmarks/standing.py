"""Makes the standing type of a report in a language: `standing.py REPORT LANGUAGE`; tells the seconds it took.

For the project in this folder, as commands find it, and for the built-in one, as contenders open it.
"""

import sys
import time
from pathlib import Path

from scorepress.pipeline.batch_digest import Digester
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.standing import Standing
from scorepress.workspace import Workspace

report, language = sys.argv[1:3]
for workspace in (Workspace(), Workspace(Path.cwd())):
    opened, _found = open_project(workspace, report)
    assert opened
    press = Press(opened.template)
    begin = time.perf_counter()
    Standing(workspace, press, Digester(press, {}).hash).make(language)
    seconds = time.perf_counter() - begin
print(seconds)
