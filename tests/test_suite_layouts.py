"""Layout files, good and bad: the expected diagnostics stand as comments on their lines, compared both ways."""

import re
from functools import cache
from pathlib import Path

import pytest

from scorepress.check.schema import Schemas
from scorepress.check.scope import Scope
from scorepress.check.template import check_page
from scorepress.check.theme import check_theme
from scorepress.components import kinds
from scorepress.model.diagnostic import Reporter
from scorepress.model.rules import RuleBook
from scorepress.model.source import Source
from scorepress.parse.layout import parse_layout
from scorepress.parse.record_schema import parse_record_schema
from scorepress.parse.rules import parse_rules
from scorepress.workspace import Workspace

FOLDER = Path(__file__).parent / "suite" / "layouts"
EXPECTED = re.compile(r"# (error|warning)\[([a-z0-9-]+)\]: ([^#]+)")

RULES = """
report "Greetings"
record "student-record"
source us = "Us"
each year: this year = overall
word first name = student.first_name
word score that year = that_year.score
word level that year = that_year.level
word grade that year = that_year.grade
word repeats = student.repeated_kindergarten
scale overall score for each year
  of score that year by grade that year gives level that year
  from school year 2021-22
    grade level 1 level 2 level 3
    {rows}
  from us "Ranges"
message verdict
  when repeats: "Again."
  when not repeats and level this year is known: show the table
  when not repeats and level this year is unknown: nothing
  from us "Verdict"
"""


@cache
def book() -> RuleBook:
    workspace = Workspace()
    schema = parse_record_schema(workspace.source("schemas/student-record.schema.json"))
    grades = next(f.choices for f in schema.fields if f.path == "overall.grade")
    rows = "\n    ".join(f'"{grade}" 101-200 201-300 301-400' for grade in grades)
    reporter = Reporter()
    parsed = parse_rules([Source("greetings.rules", RULES.replace("{rows}", rows))], schema, reporter)
    assert parsed, reporter.found
    return parsed


def found_in(path: Path) -> list[tuple[int, str, str]]:
    """Line, code and message of every diagnostic of a page file."""
    workspace = Workspace()
    schemas = Schemas(workspace.source)
    reporter = Reporter()
    theme_tree = parse_layout(workspace.source("layouts/theme.yaml"), reporter)
    assert theme_tree
    themed = check_theme(theme_tree, schemas, reporter)
    assert themed
    assert not reporter.found
    tree = parse_layout(Source(path.name, path.read_text(encoding="utf-8")), reporter)
    if tree is not None:
        check_page(tree, Scope(*themed, book(), reporter, None), schemas, kinds(), release=False)
    assert all(d.span and d.span.path == path.name for d in reporter.found)
    return [(d.span.line, f"{d.severity}[{d.code.value}]", d.message) for d in reporter.found if d.span]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_layout(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [
        (number, f"{kind}[{code}]", text.strip())
        for number, line in enumerate(lines, 1)
        for kind, code, text in EXPECTED.findall(line)
    ]
    found = found_in(path)
    for number, code, text in expected:
        match = next((f for f in found if f[0] == number and f[1] == code and text in f[2]), None)
        assert match, f"{path.name}:{number}: expected {code}: {text}; found {found}"
        found.remove(match)
    assert not found, f"{path.name}: not expected"
