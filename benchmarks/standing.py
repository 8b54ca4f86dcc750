"""Makes the standing type of a report in a language: `standing.py REPORT LANGUAGE`."""

import sys

from scorepress.pipeline.batch_digest import Digester
from scorepress.pipeline.press import Press
from scorepress.pipeline.project import open_project
from scorepress.pipeline.standing import Standing
from scorepress.workspace import Workspace

report, language = sys.argv[1:3]
opened, _found = open_project(Workspace(), report)
assert opened
press = Press(opened.template)
Standing(Workspace(), press, Digester(press, {}).hash).make(language)
